"""Where a bundle names somebody else, for staff to look at before it is handed to anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from care.people import Child, Household
from care.redaction import known_from, known_from_record, redact

OWN = {
    "child": ("full_name", "preferred_name", "system_id", "nhs_number", "upn"),
    "household": ("carer_names",),
}
"""The names and numbers in a record that are the subject's own; where they live is a carer's, too."""

NAMED = frozenset({"known", "close", "phone", "email"})
"""What is looked at of all that `redact` finds: not dates, for example."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text in the bundle, and where it stands."""

    file: str
    path: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, a place or a number of somebody else, or what may be one; staff decide."""

    file: str
    path: str
    start: int
    end: int
    words: str = field(repr=False)
    who: str
    """The role that is known of them; `perhaps` when a word only may be a known name."""


def mentions(
    subject: Child | Household, identity: Iterable[tuple[str, str]], said: Iterable[Said]
) -> list[Mention]:
    """Every place where somebody known from the record or an identity answer is named.

    Nobody can be found who is named nowhere in the record nor in an identity answer, so reading
    the bundle is not spared; this says where to look first.
    """
    kind = "child" if isinstance(subject, Child) else "household"
    own = {subject.record.get(name, "").strip() for name in OWN[kind]}
    pairs = [*((each.text, each.becomes) for each in known_from_record(subject.record)), *identity]
    themselves = known_from((text, kind) for text in own)
    others = known_from((text, who) for text, who in pairs if text.strip() not in own)
    known = (*themselves, *others)
    found = []
    for each in said:
        if not each.text:
            continue
        looked = redact(each.text, known)
        named = (one for one in looked.found if one.kind in NAMED and one.becomes != kind)
        places = [(one.start, one.end, one.becomes) for one in named]
        places += [(start, end, "perhaps") for start, end in looked.doubts]
        for start, end, who in sorted(places):
            words = each.text[start:end]
            found.append(Mention(each.file, each.path, start, end, words, who))
    return found
