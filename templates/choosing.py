"""Shortens by choosing: whole sentences of an answer, and a mark where there is more, never a silent cut."""

from __future__ import annotations

import re

END = re.compile(r"[.!?…]+[\"'’”)\]]*(?=\s)|\n")
MORE = "\u00a0…"
"""Stands where something was left out."""


def choose(text: str, most: int) -> str:
    """The beginning of a text up to its last whole sentence within `most` characters.

    The text itself when it is short enough. A first sentence that is too long ends at a word. Both
    ways `MORE` stands where something was left out.
    """
    whole = text.strip()
    if len(whole) <= most:
        return whole
    start = whole[: most + 1]
    ends = [match.end() for match in END.finditer(start) if match.end() <= most]
    if ends:
        return start[: ends[-1]].rstrip() + MORE
    cut = start.rsplit(None, 1)[0] if len(start.split()) > 1 else start[:most]
    return cut.rstrip(" ,;:–-") + MORE


def is_whole(text: str) -> bool:
    return not text.endswith(MORE)
