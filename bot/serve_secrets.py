"""Secrets in files: for their owner's eyes only, of the right length, and not a placeholder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from bot.serve_errors import SettingRefused
from storage import keys_file
from storage.errors import StorageError
from storage.keys_file import KeySet

LARGEST = 64 * 1024
LEAST_CHARACTERS = 16
LEAST_DIFFERENT = 8
"""Different bytes in a key or a secret: 32 random ones have fewer once in longer than there is."""


def private_file(setting: str, path: Path) -> str:
    """The text of a regular file that only its owner can read. Raises `SettingRefused`.

    What is looked at is what was opened, so that nobody can change one for the other in between.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise SettingRefused(setting, "no_file") from None
    except (OSError, ValueError):
        raise SettingRefused(setting, "shut") from None
    try:
        _check(setting, os.fstat(handle), handed_over=_is_handed_over(path))
        raw = os.read(handle, LARGEST)
    finally:
        os.close(handle)
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise SettingRefused(setting, "damaged") from None


def _is_handed_over(path: Path) -> bool:
    """Whether the service manager put it there for this service alone (`LoadCredential`)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    return bool(folder) and path.parent == Path(folder)


def _check(setting: str, found: os.stat_result, *, handed_over: bool) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise SettingRefused(setting, "not_a_file")
    # Handed over, it may be root's, with the right to read given to us by name: the group's bit
    # then says only that there is such a right, and not that a group has it.
    others = 0o037 if handed_over and found.st_uid == 0 else 0o077
    if found.st_mode & others:
        raise SettingRefused(setting, "readable")
    if found.st_uid not in (0, os.geteuid()):
        raise SettingRefused(setting, "not_ours")


def good_secret(setting: str, text: str) -> str:
    """One line that nobody would guess. Raises `SettingRefused`."""
    secret = text.strip()
    if not secret:
        raise SettingRefused(setting, "empty")
    if not secret.isprintable() or " " in secret:
        raise SettingRefused(setting, "damaged")
    if len(secret) < LEAST_CHARACTERS or len(set(secret)) < LEAST_DIFFERENT:
        raise SettingRefused(setting, "weak")
    return secret


def keys_in(setting: str, path: Path) -> KeySet:
    """Kith's own keys, each of them random by its looks and none of them twice."""
    try:
        keys = keys_file.loads(private_file(setting, path))
    except StorageError:
        raise SettingRefused(setting, "damaged") from None
    each = [keys.file, keys.web, *keys.masters]
    if len(set(each)) < len(each) or any(len(set(key)) < LEAST_DIFFERENT for key in each):
        raise SettingRefused(setting, "weak")
    return keys
