"""Builds the skills review: a page to keep, the levels, the stories, what others say, the plan, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from templates.held_back import unprinted
from templates.layout import household_layout
from templates.parts import Line, Part, Section, Withheld
from templates.promised import promised
from templates.released import for_carers, may_read, printed
from templates.review import ReviewParts, Views
from templates.sheet import Block, Chapter, Grid, Heading, Look, Sheet, SheetKind, Words
from templates.skill_levels import level_blocks, levels_of
from templates.strengths import Skilled, page_one, signed
from templates.tidy import tidy
from templates.told import Told, owner, told
from templates.whats_new import whats_new
from templates.whose import Whose, role_name
from templates.words import day, say, upper_first


def build(parts: ReviewParts) -> Sheet:
    """The whole review. Nothing of it is written anew: words are the carers', the children's and the
    workers' own, under their names; what has not been said is printed as a gap. Views that may not
    be read here are in `withheld`, so that the finished file is known not to hold them."""
    facts = parts.facts
    carers = [
        Skilled(each, told(each.skills, facts) if each.skills else None) for each in parts.carers
    ]
    review = told(parts.review, facts) if parts.review else None
    household = told(parts.household, facts) if parts.household else None
    rest = [(say("review.household"), household), (say("review.year"), review)]
    open_to_all = all(for_carers(views) for views in parts.views)
    new = tuple(whats_new(carers, household))
    note = "review.note" if open_to_all else "review.note_council"
    chapters = [
        *page_one(parts, carers, review, rest),
        Chapter("new", say("new.title"), new, place="levels", new_page=True),
        Chapter("levels", say("skill.title"), tuple(_levels(parts, carers)), new_page=not new),
        Chapter("domains", say("review.domains"), tuple(_domains(carers)), dense=True),
        *_around(carers),
        *_views(parts),
        *_year(review),
        Chapter("household", say("review.household"), tuple(_household(household))),
        Chapter("signatures", say("sign.title"), tuple(_signatures(parts))),
    ]
    return Sheet(
        kind=SheetKind.REVIEW,
        title=say("review.title", household=facts.household),
        plain_title=say("review.plain_title", reference=facts.reference),
        reference=facts.reference,
        council=facts.council,
        written_on=day(facts.written_on),
        note=say(note, council=facts.council),
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
        withheld=tuple(_held_back(parts)),
    )


def _levels(parts: ReviewParts, carers: Sequence[Skilled]) -> Iterator[Block]:
    yield Words(say("skill.intro"), Look.LEAD)
    for place, one in enumerate(carers, 1):
        if len(carers) > 1:
            yield Heading(one.carer.name)
        if one.told is None:
            yield Words(say("review.not_begun", name=one.carer.name), Look.QUIET)
        else:
            last = one.told.spoken.earlier_on
            yield from level_blocks(one.carer, levels_of(one.told), last, place)
            yield from _agreed(one.told)


def _agreed(told: Told) -> Iterator[Block]:
    """Who agreed the levels, and when; whose answer is waited for where there is none yet."""
    paths = [f"{each.key}.{household_layout().agreed_level}" for each in levels_of(told)]
    sayings = [saying for path in paths if (saying := told.spoken.said.get(path))]
    said = [
        say("skill.agreed_by", who=Whose(told.spoken).told((each.name, each.role), sayings))
        for each in {(saying.name, saying.role): saying for saying in sayings}.values()
    ]
    waits = {
        say("sheet.gap_of", who=owner(told.spoken.form.by_key[line.key][1]), labels=line.label)
        for section in told.sections
        for line in section.not_answered
        if line.path in paths
    }
    if said or waits:
        yield Words(" ".join([*said, *sorted(waits)]), Look.QUIET)


def _domains(carers: Sequence[Skilled]) -> Iterator[Block]:
    """A part of life after the other; in each, every carer on their own."""
    titles: dict[str, str] = {}
    for one in carers:
        for section in one.told.spoken.form.sections if one.told else ():
            if section.domain:
                titles.setdefault(section.key, section.title)
    for key, title in titles.items():
        yield Heading(title)
        for one in carers:
            yield from _of_carer(one, key)


def _of_carer(one: Skilled, key: str) -> Iterator[Block]:
    section = one.told.section(key) if one.told else None
    if one.told is None or section is None or not section.has_content:
        yield Words(say("review.nothing_yet", name=one.carer.name), Look.QUIET)
        return
    plan = household_layout()
    agreed = f"{key}.{plan.agreed_level}"
    unsaid = {f"{key}.{part}" for part in plan.unsaid}
    whose = Whose(one.told.spoken, one.carer.name)
    shown = [part for part in section.parts if part.path not in unsaid]
    by_worker = [part for part in shown if whose.speaker(part)[0] != one.carer.name]
    if [part.path for part in by_worker] == [agreed] and _bare(by_worker[0]):
        shown.remove(by_worker[0])
    yield from whose.runs(shown)
    yield from one.told.gaps(section, one.carer.name, frozenset((agreed,)))


def _bare(part: Part) -> bool:
    """A level with nothing beside it stands in the table of levels already."""
    return isinstance(part, Line) and part.given and not part.note


def _around(carers: Sequence[Skilled]) -> Iterator[Chapter]:
    """What a carer's form asks beside the twelve domains, under its own titles."""
    for one in carers:
        if one.told is None:
            continue
        for section in one.told.sections:
            if not _is_domain(one.told, section):
                title = say("review.of_carer", title=section.title, name=one.carer.name)
                blocks = tuple(_section(one.told, section, one.carer.name))
                yield Chapter(f"carer_{section.key}", title, blocks, dense=True, place="carers")


def _is_domain(told: Told, section: Section) -> bool:
    form = told.spoken.form.section(section.key)
    return bool(form and form.domain)


def _household(told: Told | None) -> Iterator[Block]:
    """The household profile as it stands; its welcome page is a paper of its own."""
    if told is None:
        yield Words(say("review.form_not_begun"), Look.QUIET)
        return
    for section in told.sections:
        if section.key not in household_layout().welcome:
            yield Heading(section.title)
            yield from _section(told, section)


def _year(told: Told | None) -> Iterator[Chapter]:
    """Every section of the yearly review, each under whose words they are."""
    if told is None:
        not_begun = Words(say("review.form_not_begun"), Look.QUIET)
        yield Chapter("review", say("review.year"), (not_begun,), place="review")
        return
    for section in told.sections:
        key = f"review_{section.key}"
        yield Chapter(key, section.title, tuple(_section(told, section)), place="review")


def _section(told: Told, section: Section, own: str = "") -> Iterator[Block]:
    every = [each for part in section.parts for each in promised(part, told.spoken)]
    parts = [tidy(part, told.spoken) for part in every]
    yield from Whose(told.spoken, own).runs(parts)
    if section.has_content:
        yield from told.gaps(section, own)
    else:
        yield Words(section.not_answered_text, Look.QUIET)


def _views(parts: ReviewParts) -> Iterator[Chapter]:
    """Children first, their words unchanged; then everybody else who was asked."""
    for key, wanted in (("children", True), ("others", False)):
        blocks = [
            block for each in parts.views if each.child is wanted for block in _view(each, parts)
        ]
        none = Words(say(f"views.{key}_none"), Look.QUIET)
        yield Chapter(f"views_{key}", say(f"views.{key}"), tuple(blocks) or (none,), place="views")


def _view(views: Views, parts: ReviewParts) -> Iterator[Block]:
    """What one person says, as far as it may be read here. Where it may not, nothing tells views
    that were given from views that were not: nobody is to be asked why they kept theirs."""
    who = say("sign.who", name=views.name, role=role_name(views.role))
    if views.child:
        who = views.name
    said = told(views.spoken, parts.facts) if views.spoken and views.readable else None
    every = [
        part
        for section in (said.sections if said else ())
        for part in section.parts
        if may_read(views, part.path)
    ]
    if views.spoken is None or not every:
        yield Heading(who)
        name = "views.not_yet" if views.readable and not every else "views.not_here"
        yield Words(say(name), Look.QUIET)
        return
    every.sort(key=lambda part: not (isinstance(part, Line) and part.long))
    own = views.name if views.child else ""
    whose = Whose(views.spoken, own, own)
    if all(whose.speaker(part) == (views.name, views.role) for part in every):
        yield from whose.runs(every, 3)
    else:
        yield Heading(who)
        yield from whose.runs(every)


def _held_back(parts: ReviewParts) -> Iterator[Withheld]:
    """Views that may not be read in this paper."""
    for views in parts.views:
        if views.spoken is not None:
            yield from unprinted(views.spoken, printed(views))


def _signatures(parts: ReviewParts) -> Iterator[Block]:
    """Who signed, as what, when; a line to sign on where nobody has."""
    yield Words(say("sign.intro"), Look.LEAD)
    if not parts.signatures:
        yield Words(say("sign.nobody"), Look.QUIET)
        return
    heads = tuple(say(f"sign.heading_{each}") for each in ("name", "role", "signed", "comment"))
    rows = tuple(
        (
            each.name,
            upper_first(role_name(each.role)),
            signed(each) if each.on else say("sign.line"),
            each.comment or say("sign.no_comment"),
        )
        for each in parts.signatures
    )
    yield Grid("signatures", say("sign.about"), heads, rows, (3, 3, 5, 4))
