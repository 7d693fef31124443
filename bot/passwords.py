"""Passwords: which are good enough, and checking them with Argon2, two at a time and no more."""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import Busy

T = TypeVar("T")

LEAST = 12
LONGEST = 128
LONGEST_READ = 1_024
AT_ONCE = 2
"""Each takes 64 MiB and a tenth of a second: more at once would be a way to stop everything."""
IN_LINE = 24
FEWEST_KINDS = 5
"""Different characters that a password has at least."""
SHORTEST_WORD = 3
LEFT_OVER = 6
"""Characters that must be there beside words that anybody would try."""
SWAPPED = str.maketrans("013457@$!", "oleastasi")
PADDING = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class Passwords:
    """One for each process. The work is done away from everybody's turns."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="kith-passwords")
        self._line = 0
        self._nobody = _nobodys(self._hasher)

    async def hash(self, password: str) -> str:
        """Raises `Busy` when too many are waiting."""
        return await self._apart(lambda: self._hasher.hash(plain(password)))

    async def is_right(self, kept: str | None, password: str) -> bool:
        """Whether it is the one that was kept. With none kept it takes as long, and is never right."""
        return await self._apart(lambda: self._check(kept, password)) and kept is not None

    def is_old(self, kept: str) -> bool:
        """Whether it was hashed with less effort than we take now."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _check(self, kept: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(kept or self._nobody, plain(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _apart(self, work: Callable[[], T]) -> T:
        if self._line >= IN_LINE:
            raise Busy
        self._line += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._line -= 1


def plain(password: str) -> str:
    """One way of writing it, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password[:LONGEST_READ])


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash of no password at all, that takes as much effort to check as anybody's."""
    effort = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (secrets.token_bytes(size) for size in (hasher.salt_len, hasher.hash_len))
    told = (base64.b64encode(raw).rstrip(b"=").decode() for raw in (salt, digest))
    return f"$argon2id$v=19${effort}$" + "$".join(told)


def fault_in(password: str, *others: str) -> str:
    """Why this is no good password, as the name of a sentence; empty when it will do.

    `others` are what somebody who knows the person would try first: the name they sign in with,
    their own name, the council's.
    """
    text = plain(password)
    if len(text) < LEAST:
        return "password_short"
    if len(text) > LONGEST:
        return "password_long"
    folded = text.casefold()
    if len(set(folded)) < FEWEST_KINDS or _runs_on(folded):
        return "password_plain"
    core = PADDING.sub("", folded)
    shapes = {folded, core, folded.translate(SWAPPED), core.translate(SWAPPED)}
    if not core or shapes & common():
        return "password_common"
    if any(_is_mostly(each, _words(others)) for each in shapes):
        return "password_yours"
    return ""


@cache
def common() -> frozenset[str]:
    """The commonest passwords and their commonest stems: what is left without digits at the ends."""
    text = files("bot").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split("\n"))


def _words(others: tuple[str, ...]) -> set[str]:
    return {word for each in others for word in re.split(r"[\W_]+", plain(each).casefold()) if word}


def _is_mostly(password: str, known: set[str]) -> bool:
    """Whether there is hardly anything to guess beside words that are known."""
    left = password
    for word in sorted(known, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            left = left.replace(word, "")
    return left != password and len(PADDING.sub("", left)) < LEFT_OVER


def _runs_on(text: str) -> bool:
    """Whether it is a run of neighbours, or a short piece again and again."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    again = any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 3 + 1)
    )
    return again or len(steps) == 1
