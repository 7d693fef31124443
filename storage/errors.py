"""What can go wrong when remembering. The docstring is the message; no message carries a value."""

from __future__ import annotations


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


class LeaseLost(StorageError):
    """Another worker has taken this post over, so its outcome is theirs to tell."""
