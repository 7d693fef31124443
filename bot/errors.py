"""What can go wrong where we meet people. The docstring is the message; none carries a value."""

from __future__ import annotations

from storage.diary import Refused


class BotError(Exception):
    """Something went wrong where we meet people."""

    def __str__(self) -> str:
        return " ".join((type(self).__doc__ or "").split())


class WeakSecret(BotError):
    """The secret that signs tokens needs at least 32 random bytes."""


class FolderShut(BotError):
    """Kith cannot write in that folder. Choose another with --data."""


class FolderInUse(BotError):
    """Another Kith is open in that folder already. Use that one, or choose another with --data."""


class KeysGone(BotError):
    """That folder has a store but not its keys. Put keys.json back, or choose another with --data."""


class KeysUnreadable(BotError):
    """The keys in that folder are damaged. Put keys.json back, or choose another with --data."""


class NotForYou(BotError):
    """It is not there, or not for this person; from outside these are the same."""

    def __init__(self, refused: Refused | None = None) -> None:
        super().__init__()
        self.leaves = refused
        """The line it leaves in the diary when it is there, although the turn is undone."""


class NotSignedIn(BotError):
    """Nobody is signed in, or the sign-in has ended."""


class TokenEnded(BotError):
    """The token was a good one, and its time is over."""


class Busy(BotError):
    """Too much at once; nothing was kept, and it is safe to send it again."""


class TooMuch(BotError):
    """A lot at once from one person or one place. After so many seconds it may go on."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class NotJoined(BotError):
    """Nobody has joined. The word says why, and names a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word


class RouteUnasked(BotError):
    """A route answered about a thing without asking whether it may."""


class Unreadable(BotError):
    """The message is not one that any client of ours could have made."""


class NotAPicture(BotError):
    """Only a photograph or drawing as JPEG or PNG can be taken, of up to 40 million pixels."""
