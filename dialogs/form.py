"""What a form is: sections of questions, as values that never change once read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """The kinds of question. `people` is a group whose fields are always the same."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LEVEL = "level"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    PEOPLE = "people"
    GROUP = "group"


class Required(StrEnum):
    """How much a question matters to a home: see `docs/decisions/0003-required-levels.md`."""

    ALWAYS = "always"
    STANDARD = "standard"
    OPTIONAL = "optional"


class Share(StrEnum):
    """The widest copy an answer may appear in, from the widest to the narrowest."""

    SEARCH = "search"
    SHORTLIST = "shortlist"
    MATCH = "match"
    INTERNAL = "internal"


class Privacy(StrEnum):
    """How an answer is kept: sealed (`personal`, `identity`) or countable (`match`, `insight`)."""

    PERSONAL = "personal"
    IDENTITY = "identity"
    MATCH = "match"
    INSIGHT = "insight"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a person may pick. The key is stored for ever; the label may change."""

    key: str
    label: str
    hint: str = ""
    code: str = ""
    """The code in a national list that stands behind the words; never shown."""


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the answer under `key` is, or includes, one of `values`."""

    key: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, and everything needed to ask it, explain it, keep it and print it."""

    key: str
    kind: Kind
    ask: str
    label: str
    hint: str = ""
    why: str = ""
    example: str = ""
    deeper: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    """For a level: the words for 0 to 4, where they are not those of a child's needs."""
    anchors: tuple[str, ...] = ()
    """For a level: what each level from 0 to 4 looks like here, in the child's voice."""
    when: tuple[Condition, ...] = ()
    required: Required = Required.STANDARD
    emergency: tuple[Condition, ...] | None = None
    """None: not in the emergency minimum; else in it when every condition holds."""
    share: Share = Share.INTERNAL
    search_as: str = ""
    """How the de-identified search copy generalises the answer: see `care/redaction.py`."""
    privacy: Privacy = Privacy.PERSONAL
    card: str = ""
    who: str = "social_worker"
    """Whose it is to answer; in a shared form nobody else is asked. The first, if several may."""
    also: tuple[str, ...] = ()
    """The others who may answer it."""
    differ: tuple[str, ...] = ()
    """Two earlier keys: asked only when both are given and are not the same."""
    again: bool = False
    """True for what is asked anew each time, such as a date of a check: no review carries it over."""
    source: str = ""
    """Where the answer may already be known: `record.dob`, or another question's key."""
    fields: tuple[Question, ...] = ()
    add: str = ""
    none: str = ""
    max_words: int = 0
    max_rows: int = 0
    least: float | None = None
    most: float | None = None
    unit: str = ""
    not_known: bool = True
    """Whether *not known yet* is an answer; not so for a declaration or a name."""
    printed: bool = True
    """False for a code that is kept for data only and never appears in a document."""

    @property
    def whose(self) -> frozenset[str]:
        """Everybody who may answer it, by role."""
        return frozenset((self.who, *self.also))

    @property
    def is_group(self) -> bool:
        return self.kind in (Kind.GROUP, Kind.PEOPLE)

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)

    def field_named(self, key: str) -> Question | None:
        return next((each for each in self.fields if each.key == key), None)


def looks_back(question: Question) -> tuple[str, ...]:
    """The keys whose answers decide whether the question is asked."""
    return (*(each.key for each in question.when), *question.differ)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, under one heading in the chat and in the document."""

    key: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    outcome: str = ""
    child_title: str = ""
    domain: bool = False
    """True for one of the twelve domains: strength, level, fact, helps, hope, self-view."""


@dataclass(frozen=True, slots=True)
class Route:
    """A shorter way through: when it applies, only the emergency minimum is asked first."""

    when: tuple[Condition, ...]
    due_working_days: int


@dataclass(frozen=True)
class Form:
    """A published question set. The same key and version always mean the same questions."""

    key: str
    version: int
    title: str
    about: str
    roles: tuple[str, ...]
    channels: tuple[str, ...]
    begin: str
    sections: tuple[Section, ...]
    finish: str = ""
    """Said when everything has been asked."""
    thanks: str = ""
    """Said when it is finished; of a form that goes to no desk."""
    who_sees: str = ""
    """Who reads what is said in it, where that is the same for every question."""
    minutes: int = 0
    emergency: Route | None = None
    desk: bool = False
    """True when what is sent goes to the placement desk as a referral."""
    shared: bool = False
    """True when several people fill it, each asked only what is theirs: see `dialogs/part.py`."""
    voice: str = ""
    """Whose words one completion holds: `carer` (one for each carer), `own` (one for each person
    asked), or nobody's in particular."""
    by_key: Mapping[str, tuple[Section, Question]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {
            question.key: (section, question)
            for section in self.sections
            for question in section.questions
        }
        object.__setattr__(self, "by_key", found)

    @property
    def name(self) -> str:
        return f"{self.key}.{self.version}"

    @property
    def ending(self) -> str:
        """What becomes of it in the end: `send` to the desk, `pass_on` somebody's own words, or
        `finish` a profile, which stays where it is."""
        return "send" if self.desk else "pass_on" if self.voice == "own" else "finish"

    @cached_property
    def referenced(self) -> frozenset[str]:
        """The keys that some condition looks back at."""
        return frozenset(
            condition.key
            for question in self.questions()
            for condition in (*question.when, *(question.emergency or ()))
        ) | {key for question in self.questions() for key in question.differ}

    @cached_property
    def shaping(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The keys whose answers decide which questions apply: looked back at, or groups, these
        with the cells of a row that other cells look back at."""
        return tuple(
            (
                question.key,
                tuple({key: "" for field in question.fields for key in looks_back(field)}),
            )
            for question in self.questions()
            if question.is_group or question.key in self.referenced
        )

    @cached_property
    def shaping_keys(self) -> frozenset[str]:
        return frozenset(key for key, _ in self.shaping)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each section, by its key."""
        return {section.key: place for place, section in enumerate(self.sections)}

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)
