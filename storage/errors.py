"""What can go wrong when remembering. The docstring is the message; no message carries a value."""

from __future__ import annotations

from storage.finding import Finding


class StorageError(Exception):
    """Something could not be remembered or recalled."""

    def __str__(self) -> str:
        return " ".join((type(self).__doc__ or "").split())


class WrongKey(StorageError):
    """This key does not open this store."""


class UnsafeDatabase(StorageError):
    """This SQLite can lose data in write-ahead mode; use 3.51.3 or newer (or 3.50.7)."""


class UnknownSchema(StorageError):
    """The store was written by a newer Kith, or by something else; nothing was changed."""


class OldSchema(StorageError):
    """The store was written by an older Kith; bring it up to date first."""


class NotKept(StorageError):
    """The database refused, so nothing of this turn was kept. It is safe to try again."""


class NoDiaryLine(StorageError):
    """A turn changed something without a line in the diary, so nothing of it was kept."""


class DiaryLineRefused(StorageError):
    """A diary line holds stable words and ids only: no sentences, names or answers."""


class TurnInsideTurn(StorageError):
    """A turn was begun from inside a turn; pass the open turn on instead."""


class StoreClosed(StorageError):
    """The store is closed."""


class SealBroken(StorageError):
    """A sealed value does not open: changed, moved from another place, or its key is gone."""


class Overtaken(StorageError):
    """Somebody changed this profile in the meantime; load it again and decide anew."""


class DifferentBody(StorageError):
    """A message came again under the same id with a different body; neither is done twice."""


class NotFound(StorageError):
    """There is nothing under this id."""


class InConflict(StorageError):
    """This person has a conflict of interest here, so the record cannot be given to them."""


class Forgotten(StorageError):
    """This was forgotten: its keys were destroyed, and nobody can bring it back."""


class NoReceipt(StorageError):
    """It was not handed over as it is now, so it does not go."""


class Held(StorageError):
    """This record is held for the law, so nothing of it goes until the hold is lifted."""


class ErasuresUnreadable(StorageError):
    """This is not a list of erasures, or it was cut off."""


class BundleSpoilt(StorageError):
    """The bundle was read back and is not what was written; no receipt was made."""


class LeaseLost(StorageError):
    """Another worker has taken this post over, so its outcome is theirs to tell."""


class Damaged(StorageError):
    """The file is damaged or was cut off."""


class NoStore(StorageError):
    """There is no store in this folder."""


class KeysMissing(StorageError):
    """There is no keys file where it was looked for."""


class KeysUnreadable(StorageError):
    """The keys file cannot be read: it is cut off, or something else."""


class KeysUsedUp(StorageError):
    """Somebody has had 255 keys already; no more can be made for them."""


class AlreadyThere(StorageError):
    """There is something of that name already, and nothing is ever overwritten."""


class FolderNotEmpty(StorageError):
    """A store is restored into an empty folder only."""


class CutOff(StorageError):
    """The backup is not whole: it is empty, or was cut off while it was copied."""


class Unsound(StorageError):
    """The copy was read back, and something in it is not as it should be."""

    def __init__(self, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__()
        self.findings = findings


class PassphraseWeak(StorageError):
    """The passphrase is too short to keep anything safe."""


class PassphraseWrong(StorageError):
    """This passphrase does not open these keys, or the file was changed."""


class EscrowUnreadable(StorageError):
    """This is not a file of sealed keys."""


class WitnessUnreadable(StorageError):
    """This is not a witness file, or a line in it was changed."""


class TooMany(StorageError):
    """There are as many of these already as there may be."""
