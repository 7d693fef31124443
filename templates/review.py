"""What the papers about a household are made of: who said what, and when, before anything is printed.

Fill `ReviewParts` and hand it to one of three builders; each gives a `templates.sheet.Sheet`, which is
shown as a web page as it is, and becomes a Word file through `templates.sheet_word.render(sheet)`:

* `templates.skills_review.build(parts)`: the skills review, with the year, the plan and the signatures;
* `templates.matching_page.build(parts)`: one page about the household, for matching;
* `templates.welcome.build(parts)`: the welcome page for children, with pictures.

Nothing here knows of storage or of a channel. A part that has not been begun is None and is printed as a
gap, never as a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dialogs.answers import Answers
from dialogs.form import Form


@dataclass(frozen=True, slots=True)
class Saying:
    """Whose words an answer is, and when they were said."""

    name: str = field(repr=False)
    """Who gave it, or confirmed it: the name they are called by, such as "Rosa"."""
    role: str
    """The key of their role, such as "foster_carer"; its words are in `words.toml`."""
    on: date
    """The day it was given, or confirmed."""
    first_name: str = field(default="", repr=False)
    """Whose words a confirmed answer repeats; empty when it was said anew."""
    first_on: date | None = None
    """When those words were first said; None when it was said anew."""
    elsewhere: bool = False
    """Whether it was said in another form, and is known here without having been asked."""

    @property
    def confirmed(self) -> bool:
        """Whether the person said *still true* to what was said earlier."""
        return self.first_on is not None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One form with its answers, and who said each of them."""

    form: Form
    answers: Answers = field(repr=False)
    said: Mapping[str, Saying] = field(default_factory=dict, repr=False)
    """By path, as in `answers`. An answer without a saying is printed without a name, as from the
    council's own records."""
    earlier: Answers = field(default_factory=dict, repr=False)
    """The completion before this one, for the change since then; empty when there was none."""
    earlier_on: date | None = None
    """When that one was finished."""


@dataclass(frozen=True, slots=True)
class Carer:
    """One carer of the household and their own skills profile; two carers are never mixed."""

    name: str = field(repr=False)
    skills: Spoken | None
    """None when they have not begun."""


@dataclass(frozen=True, slots=True)
class Views:
    """What one person who was asked says about the household, in a form of their own."""

    name: str = field(repr=False)
    """As the reader of this paper may see it: a first name, or "A child who lives here"."""
    role: str
    """The key of their role, such as "young_person" or "social_worker"."""
    spoken: Spoken | None
    """None when they were asked and have not answered yet."""
    readable: bool = True
    """Whether they may be read in this paper; what was asked for in private (`household.toml`) is
    printed in none. When not, hand the answers in all the same: reading back proves that none of
    them is in the file. A paper with views that the child did not open to the carers says so at the
    top, so that it is not handed on."""

    @property
    def child(self) -> bool:
        """Whether a child or young person speaks, whose words come first and unchanged."""
        return self.role in ("young_person", "child")


@dataclass(frozen=True, slots=True)
class Signature:
    """One person who signs the review; printed as a line to sign when they have not yet."""

    name: str = field(repr=False)
    role: str
    on: date | None = None
    """The day they signed what they saw; None until then."""
    comment: str = field(default="", repr=False)
    """What they wrote beside it, as typed."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph or a drawing that the carers chose for the welcome page."""

    data: bytes = field(repr=False)
    """PNG or JPEG, already without the place it was taken (see `bot`'s way in for pictures)."""
    alt: str = field(repr=False)
    """What is to be seen, in the carers' words; for those who cannot see it, and printed under it."""


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What surrounds the answers: the review's own life, and the household's record."""

    reference: str
    """Of the review, such as LR-1234; of the household where there is no review."""
    council: str
    household: str = field(repr=False)
    """What the household is called: "Rosa and Tom", never an address."""
    written_on: date
    due_on: date | None = None
    """The day by which this review is due."""
    last_review_on: date | None = None
    """None at the first review."""
    approved_on: date | None = None
    record: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The household's record by name; used to prove that no address is printed where none may be."""

    @property
    def first(self) -> bool:
        return self.last_review_on is None


@dataclass(frozen=True, slots=True)
class ReviewParts:
    """Everything the papers about a household are made of. None or empty: not begun yet."""

    facts: ReviewFacts
    household: Spoken | None = None
    """The household profile, `household_profile`."""
    carers: tuple[Carer, ...] = ()
    """In the order they are to be printed."""
    review: Spoken | None = None
    """The yearly review, `carer_review`: what the carers and the supervising worker fill in."""
    views: tuple[Views, ...] = ()
    """Everybody who was asked, children in any order: they are printed first."""
    signatures: tuple[Signature, ...] = ()
    """Everybody who is to sign, in the order in which they sign."""
    pictures: tuple[Picture, ...] = ()
    """For the welcome page, in the carers' order."""
