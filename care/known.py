"""What is known to give a child away, made ready to be looked for: whole names and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from care.data import data, listed, words
from care.generalise import POSTCODE
from care.names import Word, is_unparted, spelling, words_in
from care.people import day_in

LONG = 4
"""A name of more words than this is somebody's sentence: only its capital letters are names."""
SHORTEST_NUMBER = 4
_LISTED_PEOPLE = re.compile(r"[,;&/+\n]|\s(?:and|with)\s", re.IGNORECASE)
_PIECES_OF_A_PLACE = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Known:
    """A name, a place or a number that must not travel, and the role word that stands for it."""

    text: str = field(repr=False)
    becomes: str


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name, as it may stand alone."""

    becomes: str
    capital: bool = False
    """Whether it counts only with a capital letter."""


@dataclass(slots=True)
class Lookout:
    """Everything to look for, by its spelling."""

    numbers: dict[str, str] = field(default_factory=dict)
    wholes: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    unparted: dict[str, str] = field(default_factory=dict)
    initialled: set[str] = field(default_factory=set)
    """Wholes such as "S. Hall", which is not "shall" nor "a hall": two words with capitals."""
    number_beginnings: frozenset[str] = frozenset()
    whole_beginnings: frozenset[str] = frozenset()


def known_from(pairs: Iterable[tuple[str, str]]) -> tuple[Known, ...]:
    """Known names, places and numbers from text and role, such as ("Kelly Okafor", "mum").

    Empty texts, dates (every date is generalised anyway) and doubles are left out.
    """
    cleaned = ((text.strip(), becomes.strip()) for text, becomes in pairs)
    return tuple(
        dict.fromkeys(
            Known(text, becomes or words("redaction", "becomes", "name"))
            for text, becomes in cleaned
            if text and day_in(text) is None
        )
    )


def known_from_record(record: Mapping[str, str]) -> tuple[Known, ...]:
    """What a child's record knows: see the list in `care/redaction.toml`."""
    roles = data("redaction").get("record")
    pairs = roles.items() if isinstance(roles, Mapping) else ()
    return known_from((record.get(name, ""), str(becomes)) for name, becomes in pairs)


@lru_cache(maxsize=4)
def lookout(known: tuple[Known, ...]) -> Lookout:
    """Whole names first come first served; a part that two roles share becomes "name"."""
    ready = Lookout()
    for each in known:
        if is_unparted(each.text):
            _add_unparted(ready, each)
        if _is_place(each):
            pieces = _PIECES_OF_A_PLACE.split(POSTCODE.sub(" ", each.text))
            for at, piece in enumerate(pieces):
                _add_place(ready, piece, each.becomes, further=at > 0)
        else:
            for piece in _people(each.text):
                _add_name(ready, piece, each.becomes)
    ready.number_beginnings = _beginnings(ready.numbers)
    ready.whole_beginnings = _beginnings(ready.wholes)
    return ready


@cache
def word_list(*path: str) -> frozenset[str]:
    """A list of `care/redaction.toml`, spelt as texts are compared."""
    return frozenset(spelling(each) for each in listed("redaction", *path))


@cache
def also_words() -> frozenset[str]:
    """English words that are also names: alone they need a capital letter, and more."""
    months = word_list("months")
    named = word_list("also_words", "words") | word_list("also_words", "verbs")
    return named | months | word_list("ordinary", "words") | word_list("also_words", "little")


def _is_place(known: Known) -> bool:
    """By its role; and a surgery, which stands where a doctor's name may stand."""
    if known.becomes != words("redaction", "record", "gp"):
        return _is_place_role(known.becomes)
    keys = {word.key for word in words_in(known.text)}
    named = word_list("names", "places") - also_words()
    return bool(keys & named) and not keys & word_list("names", "titles")


def _is_place_role(role: str) -> bool:
    return role.lower() in listed("redaction", "names", "place_roles")


def _add_name(ready: Lookout, piece: str, becomes: str) -> None:
    """A person: the whole name in its usual orders, and each part of it alone."""
    titles = word_list("names", "titles")
    small = word_list("names", "particles") | word_list("names", "not_names")
    found = [word for word in words_in(piece) if word.key not in titles]
    if _add_number(ready, found, becomes):
        return
    own = [word for word in found if word.key not in small and not word.key.isdigit()]
    if not own:
        return
    for key in _compounds(piece, found):
        _add_whole(ready, key, becomes)
        _add_part(ready, key, Part(becomes))
    first, last = own[0].key, own[-1].key
    long = len(found) > LONG
    plain = word_list("ordinary", "words") | word_list("also_words", "not_before") if long else ()
    orders = [[word.key for word in found], [word.key for word in own]]
    if not long and first != last:
        orders += [[first, last], [last, first]]
        for key in (first[0] + last, last + first[0]):
            if key not in ready.wholes:
                ready.wholes[key] = becomes
                ready.initialled.add(key)
    for order in orders:
        if len(order) > 1:
            _add_whole(ready, "".join(order), becomes)
    place_words = word_list("names", "places") - also_words()
    is_named_place = any(word.key in place_words for word in own)
    capitals = any(word.capital for word in found)
    for word in own:
        sentence = long and (not word.capital or word.key in also_words()) and capitals
        skipped = sentence or word.key in plain
        if is_named_place:
            skipped = skipped or word.key in place_words or (capitals and not word.capital)
        if len(word.key) > 1 and not skipped:
            role = words("redaction", "becomes", "place") if is_named_place else becomes
            _add_part(ready, word.key, Part(role, capital=long))


def _people(text: str) -> Iterator[str]:
    """The parts of an answer that can be names: not "an interpreter", nor an e-mail address.

    An address is found by its shape. Without any capital letter nothing tells a name from a
    description, and everything is kept.
    """
    every = words_in(text)
    if "@" in text:
        return
    mixed = any(word.capital for word in every)
    for piece in _LISTED_PEOPLE.split(text):
        found = words_in(piece)
        capitals = any(word.capital for word in found[1:])
        opens = len(found) > 1 and found[0].key in word_list("names", "openers")
        told = (opens and not capitals) or (
            len(every) > LONG and not capitals and not (found and found[0].capital)
        )
        if not (mixed and told):
            yield piece


def _compounds(piece: str, found: list[Word]) -> Iterator[str]:
    """ "obrien", "briensmith" and "obriensmith" from "O'Brien-Smith", not from "Sam's"."""
    for at, one in enumerate(found):
        key = one.key
        for before, after in pairwise(found[at:]):
            between = piece[before.end : after.start]
            if not between.strip() or between != between.strip() or len(after.key) == 1:
                break
            key += after.key
            yield key


def _add_place(ready: Lookout, piece: str, becomes: str, further: bool = False) -> None:
    """A school, a street: the whole, and what is left of it without "primary school".

    A single word further on, as in "3 Mill Lane, Aldermere", is a town: that it is this child's
    address would be one thing more to know.
    """
    found = words_in(piece)
    if _add_number(ready, found, becomes):
        return
    whole = [word.key for word in found]
    small = word_list("names", "places") | word_list("names", "not_names")
    rest = [key for key in whole if key not in small and not key.isdigit()]
    while rest and rest[-1] in word_list("names", "particles"):
        rest.pop()
    unnumbered = [key for key in whole if not key.isdigit()]
    shorter = [  # "Brook Lane" for "Brook Lane Academy"
        unnumbered[:cut] for cut in range(2, len(unnumbered)) if small.issuperset(unnumbered[cut:])
    ]
    for several in (whole, unnumbered, rest, *shorter):
        if len(several) > 1:
            _add_whole(ready, "".join(several), becomes)
    if len(rest) > 1:
        return
    if rest and len(rest[0]) > 2 and rest[0] not in word_list("names", "particles"):
        town = (further and len(whole) == 1) or not _is_place_role(becomes)
        role = words("redaction", "becomes", "place") if town else becomes
        _add_part(ready, rest[0], Part(role, capital=len(unnumbered) < len(whole)))


def _add_number(ready: Lookout, found: list[Word], becomes: str) -> bool:
    """True when it has digits and no real word: a case number, not a street."""
    if not found:
        return True
    if not any(word.key.isdigit() for word in found):
        return False
    if any(len(word.key) > 2 and not word.key.isdigit() for word in found):
        return False
    key = "".join(word.key for word in found)
    if len(key) >= SHORTEST_NUMBER:
        ready.numbers.setdefault(key, becomes)
    return True


def _add_unparted(ready: Lookout, known: Known) -> None:
    """The whole, and each part that its writer set apart."""
    for piece in (known.text, *known.text.split()):
        if is_unparted(piece):
            ready.unparted.setdefault(piece, known.becomes)


def _add_whole(ready: Lookout, key: str, becomes: str) -> None:
    if key in ready.initialled:
        ready.initialled.discard(key)
        ready.wholes[key] = becomes
    ready.wholes.setdefault(key, becomes)


def _add_part(ready: Lookout, key: str, part: Part) -> None:
    there = ready.parts.get(key)
    if there is None:
        ready.parts[key] = part
        return
    becomes = _of_both(there.becomes, part.becomes)
    ready.parts[key] = Part(becomes, capital=there.capital and part.capital)


def _of_both(one: str, other: str) -> str:
    """The role of a word that two known things share: a role says more than "name" does."""
    name, place = words("redaction", "becomes", "name"), words("redaction", "becomes", "place")
    if one == other or other == name:
        return one
    if one == name:
        return other
    return place if _is_place_role(one) and _is_place_role(other) else name


def _beginnings(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key[:length] for key in keys for length in range(1, len(key) + 1))
