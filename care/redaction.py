"""The de-identified search copy of a text: known names become roles, dates become months.

`redact` takes out, in this order: known numbers; what gives itself away by its shape
(`care/patterns.py`); whole known names and places in any case, order, accent or hyphenation; then
their parts alone, and close spellings of them. Everything else stays letter for letter. What goes
is replaced in square brackets, so that a reader sees that something was there.

English words that are also names (Will, Grace, Mark, White, April) are the hard part. Beside
another part of the same name they are always taken out. Alone, they need a capital letter or a
possessive ("grace's"). At the beginning of a sentence a capital proves nothing; there they are
taken out too, because a child's own name is what begins most sentences about a child, except
before words that only follow the plain word ("Will he …", "Hope that …"). A month after "in" or
beside a number is a month. A stray "[child]" is a smaller harm than a name: but what was left
with a capital letter is handed back in `doubts`, for the officer who checks the copy. No machine
makes a text anonymous; this one only makes that person's work shorter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from care.data import words
from care.generalise import generalise
from care.known import (
    Known,
    Lookout,
    Part,
    also_words,
    known_from,
    known_from_record,
    lookout,
    word_list,
)
from care.names import Word, follow, runs, spelling, words_in
from care.patterns import MASK, shapes_in

__all__ = [
    "Finding",
    "Known",
    "Redacted",
    "generalise",
    "known_from",
    "known_from_record",
    "redact",
]

CLOSE = 0.8
"""How like a name a word must be (difflib's ratio) to be taken for a misspelling of it."""
SHORTEST_CLOSE = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something taken out, by where it stood in the original; it does not hold the words."""

    start: int
    end: int
    kind: str
    """`known`, `close` (a close spelling) or a shape: date, postcode, phone, email, nhs …"""
    becomes: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """The text that may travel, what was taken out, and where a person should look."""

    text: str
    found: tuple[Finding, ...]
    doubts: tuple[tuple[int, int], ...] = ()
    """Places in the original where a word stayed that could be a known name."""


def redact(text: str, known: Sequence[Known] = ()) -> Redacted:
    """The text without what is known and without what gives itself away by its shape."""
    ready = lookout(tuple(known))
    found: list[Finding] = []
    masked = text
    all_words = words_in(text)
    for look in (_numbers, _shapes, _wholes, _unparted):
        new = list(look(masked, all_words, ready))
        if new:
            masked = _mask(masked, new)
            all_words = words_in(masked)
            found += new
    alone, doubts = _alone(masked, all_words, ready)
    together = _joined(text, sorted([*found, *alone], key=lambda each: each.start))
    return Redacted(_written(text, together), tuple(together), doubts)


def _numbers(text: str, found: Sequence[Word], ready: Lookout) -> Iterator[Finding]:
    return _runs(text, found, ready, ready.numbers, ready.number_beginnings)


def _wholes(text: str, found: Sequence[Word], ready: Lookout) -> Iterator[Finding]:
    return _runs(text, found, ready, ready.wholes, ready.whole_beginnings)


def _shapes(text: str, _: Sequence[Word], ready: Lookout) -> Iterator[Finding]:
    return (Finding(*shape) for shape in shapes_in(text))


def _runs(
    text: str,
    found: Sequence[Word],
    ready: Lookout,
    keys: dict[str, str],
    beginnings: frozenset[str],
) -> Iterator[Finding]:
    if not keys:
        return
    for first, last, key in runs(text, found, keys, beginnings):
        run = found[first : last + 1]
        if key in ready.initialled and not (len(run) > 1 and all(word.capital for word in run)):
            continue
        start = _with_title(text, found, first)
        yield Finding(start, found[last].end, "known", keys[key])


def _unparted(text: str, _: Sequence[Word], ready: Lookout) -> Iterator[Finding]:
    """Names in scripts without spaces, the longest first."""
    for name in sorted(ready.unparted, key=len, reverse=True):
        start = text.find(name)
        while start >= 0:
            finding = Finding(start, start + len(name), "known", ready.unparted[name])
            yield finding
            text = _mask(text, [finding])
            start = text.find(name, finding.end)


def _alone(
    text: str, all_words: Sequence[Word], ready: Lookout
) -> tuple[list[Finding], tuple[tuple[int, int], ...]]:
    if not ready.parts:
        return [], ()
    found: list[Finding] = []
    doubts: list[tuple[int, int]] = []
    has_capitals = any(word.capital for word in all_words)
    for at, word in enumerate(all_words):
        part = ready.parts.get(word.key)
        if part and _is_name(text, all_words, at, part):
            found.append(Finding(_with_title(text, all_words, at), word.end, "known", part.becomes))
        elif part and (word.capital or not has_capitals):
            doubts.append((word.start, word.end))
        elif not part and (like := _close(word, ready)):
            found.append(Finding(_with_title(text, all_words, at), word.end, "close", like.becomes))
    return found, tuple(doubts)


def _is_name(text: str, all_words: Sequence[Word], at: int, part: Part) -> bool:
    """Whether this word, spelt like part of a name, is the name here: see the module's docstring."""
    word = all_words[at]
    if word.key not in also_words() and len(word.key) > 2 and not part.capital:
        return True
    before = _neighbour(text, all_words, at, -1)
    after = _neighbour(text, all_words, at, 1)
    if not word.capital and part.capital:
        return False
    if not word.capital:
        is_verb = word.key in word_list("also_words", "verbs")
        return not is_verb and after == "s" and text[word.end] in "'’ʼ"
    if after in word_list("also_words", "never_before"):
        return False
    if word.key in word_list("also_words", "months") and (
        before in word_list("also_words", "months_after") or before.isdigit() or after.isdigit()
    ):
        return False
    if not word.begins or word.key not in also_words():
        return True
    if word.key in word_list("also_words", "little"):
        return False
    if word.key in word_list("also_words", "verbs"):
        return after not in (
            word_list("also_words", "not_before") | word_list("also_words", "verbs_not_before")
        )
    return after not in word_list("also_words", "not_before")


def _neighbour(text: str, all_words: Sequence[Word], at: int, step: int) -> str:
    """The spelling of the word before (-1) or after (1), if it stands close by; else nothing."""
    beside = at + step
    if not 0 <= beside < len(all_words):
        return ""
    first, second = sorted((at, beside))
    return all_words[beside].key if follow(text, all_words[first], all_words[second]) else ""


def _close(word: Word, ready: Lookout) -> Part | None:
    """The part that a capitalised word is nearly spelt like: never an ordinary word."""
    if not word.capital or len(word.key) < SHORTEST_CLOSE or word.key in also_words():
        return None
    for key, part in ready.parts.items():
        if (
            len(key) >= SHORTEST_CLOSE
            and key[0] == word.key[0]
            and abs(len(key) - len(word.key)) <= 2
            and SequenceMatcher(None, key, word.key, autojunk=False).ratio() >= CLOSE
        ):
            return part
    return None


def _with_title(text: str, all_words: Sequence[Word], at: int) -> int:
    """Where a name starts, with the "Mrs" or "Dr" before it."""
    before = _neighbour(text, all_words, at, -1)
    titled = before in word_list("names", "titles") and all_words[at - 1].capital
    return all_words[at - 1 if titled else at].start


def _joined(text: str, found: Sequence[Finding]) -> list[Finding]:
    """Parts of one name beside each other as one, with an unknown middle name between them."""
    joined: list[Finding] = []
    for each in found:
        last = joined[-1] if joined else None
        if last and _is_one_name(last, each) and _is_middle(text[last.end : each.start]):
            shared = words("redaction", "becomes", "name")
            becomes = each.becomes if last.becomes == shared else last.becomes
            joined[-1] = replace(last, end=each.end, becomes=becomes)
        else:
            joined.append(each)
    return joined


def _is_one_name(one: Finding, other: Finding) -> bool:
    shared = words("redaction", "becomes", "name")
    named = {"known", "close"} >= {one.kind, other.kind}
    return named and (one.becomes == other.becomes or shared in (one.becomes, other.becomes))


def _is_middle(between: str) -> bool:
    """One space or hyphen; or one capitalised word, set apart by spaces."""
    if between in (" ", "-"):
        return True
    middle = between[1:-1]
    if len(between) < 3 or between != f" {middle} " or not (middle.isalpha() and middle.istitle()):
        return False
    return spelling(middle) not in word_list("ordinary", "words")


def _mask(text: str, found: Sequence[Finding]) -> str:
    for each in found:
        text = text[: each.start] + MASK * (each.end - each.start) + text[each.end :]
    return text


def _written(text: str, found: Sequence[Finding]) -> str:
    pieces: list[str] = []
    end = 0
    for each in found:
        pieces += (text[end : each.start], f"[{each.becomes}]")
        end = each.end
    return "".join(pieces) + text[end:]
