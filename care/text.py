"""The one normaliser for words that come through the door, whoever sends them."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20_000
"""The longest text one answer may have, in Unicode characters, after `clean`."""

MOST_MARKS = 8
"""Accents kept on one letter. Real writing needs up to five or so (Hebrew chant, Tibetan stacks);
towers of hundreds cover the lines around them and can stop a screen or a printer."""

_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Every way to end a line, the soft break pasted from Word (vertical tab) included."""

_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters; tab and new line stay
    "\u202d\u202e"  # overrides: they show letters in another order than they are written
    "\u206a-\u206f\ufff9-\ufffb"  # withdrawn formatting and annotation controls
    "\ufeff]"  # a byte order mark that lost its file
)
"""What has no meaning in anybody's words.

Right-to-left and left-to-right marks, isolates and embeddings stay, since Arabic, Hebrew and Urdu
need them beside numbers and brackets. The two *overrides* are for no script: their use today is
to make a name or a file ending read as something else. Joiners stay too: Persian, Hindi and every
family emoji are spelt with them.
"""

_NOT_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
_UNSEEN = frozenset({"Cf", "Cc", "Zs"})
"""Kinds of letters that show nothing by themselves: joiners and marks of direction, tabs, spaces."""
_PERHAPS_MARKS = re.compile(f"[^\x00-\u02ff]{{{MOST_MARKS + 1},}}")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")


def clean(text: str) -> str:
    """The same words, safe to keep, to show and to print; cleaning twice changes nothing.

    What comes out can be written as UTF-8 and as XML 1.0, is in Unicode's composed form (NFC), and
    has `\\n` as its only line end. Halves of a split character are joined where both are there;
    what cannot be a character becomes U+FFFD, so that a reader sees that something was lost.
    Spaces at line ends and empty lines at either end go, and so does text in which nothing can be
    seen: an editor may leave a joiner behind when everything was deleted. `<`, `&`, braces, emoji and every script
    arrive as typed.
    """
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _DROPPED.sub("", _NEW_LINES.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _NOT_CHARACTERS.sub("\ufffd", text))
        text = _PERHAPS_MARKS.sub(lambda run: _fewer_marks(run.group()), text)
    text = _TRAILING.sub("", text).strip("\n")
    return "" if all(unicodedata.category(letter) in _UNSEEN for letter in text) else text


def too_long(text: str) -> bool:
    """Whether cleaned text is longer than one answer may be."""
    return len(text) > LONGEST


def _fewer_marks(run: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in run:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
