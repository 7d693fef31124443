"""The names that people choose to sign in with: any word that they will remember."""

from __future__ import annotations

import re
import unicodedata

NAME = re.compile(r"[\w.@+'-]{3,60}")
LONGEST = 200


def plain_name(typed: str) -> str:
    """One way of writing it: capitals, and spaces around and within, make no difference."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST]).casefold()
    return ".".join(text.split())


def is_name(plain: str) -> bool:
    return NAME.fullmatch(plain) is not None
