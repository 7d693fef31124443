"""A small form and answers for it, with everything a document has to cope with."""

from __future__ import annotations

from datetime import date

from dialogs.answers import Answers, Given, Left, NotKnown, Rows, Skipped
from dialogs.form import Choice, Condition, Form, Kind, Privacy, Question, Required, Section, Share
from templates.paper import Copy, Facts, Paper, build

NASTY = "as typed: <b>&amp; {{7*7}} {%x%} {_{ }_} </w:t></w:r> \"q\" 's' \\n ‘’“” \u00a0end"
SCRIPTS = "Zażółć · Ελληνικά · Українська · العربية ١٢٣ · עברית · हिन्दी · ไทย · 中文 · 👩‍👩‍👧🐈"
LINES = "first line\nsecond line\n\n\tafter an empty one"
LONG = "".join(f"Sentence number {n} is here. " for n in range(900))[:20_000].strip()

SEARCH = {"share": Share.SEARCH}
STATUSES = tuple(
    Choice(key, label)
    for key, label in (
        ("not_present", "Asked: not present"),
        ("past", "In the past"),
        ("current", "Current"),
        ("reported", "Reported"),
        ("unknown", "Not known yet"),
    )
)


def ask(key: str, kind: Kind = Kind.TEXT, label: str = "", **more: object) -> Question:
    return Question(key, kind, f"Ask {key}?", label or f"Label of {key}", **more)  # type: ignore[arg-type]


def domain(key: str, title: str) -> Section:
    return Section(
        key,
        title,
        (
            ask(f"{key}.strength", Kind.LONG_TEXT, "Going well", **SEARCH),
            ask(f"{key}.level", Kind.LEVEL, "How much help", privacy=Privacy.MATCH, **SEARCH),
            ask(
                f"{key}.fact",
                Kind.LONG_TEXT,
                "What happened",
                when=(Condition(f"{key}.level", frozenset({"3", "4"})),),
                **SEARCH,
            ),
            ask(f"{key}.helps", Kind.LONG_TEXT, "What helps", **SEARCH),
            ask(f"{key}.own_words", Kind.LONG_TEXT, "My words", who="child", **SEARCH),
        ),
        domain=True,
    )


def topic(key: str, label: str) -> tuple[Question, ...]:
    when = (Condition(f"safety.{key}_status", frozenset({"past", "current", "reported"})),)
    return (
        ask(f"safety.{key}_status", Kind.CHOICE, label, choices=STATUSES, **SEARCH),
        ask(f"safety.{key}_facts", Kind.LONG_TEXT, f"{label}: what happened", when=when, **SEARCH),
        ask(f"safety.{key}_last", Kind.MONTH, f"{label}: last time", when=when, **SEARCH),
    )


FORM = Form(
    key="placement_referral",
    version=1,
    title="Placement referral",
    about="child",
    roles=("social_worker",),
    channels=("web",),
    begin="",
    sections=(
        Section(
            "front",
            "At a glance",
            (
                ask(
                    "front.headline", Kind.TEXT, "At their best", required=Required.ALWAYS, **SEARCH
                ),
                ask("front.needed_by", Kind.DATE, "Needed by", required=Required.ALWAYS, **SEARCH),
                ask(
                    "front.must_haves",
                    Kind.GROUP,
                    "Must-haves",
                    fields=(ask("must", label="Must", **SEARCH),),
                    none="No must-haves",
                    **SEARCH,
                ),
            ),
        ),
        Section(
            "about",
            "About {child}",
            (
                ask(
                    "about.full_name",
                    label="Full name",
                    privacy=Privacy.IDENTITY,
                    search_as="initials",
                ),
                ask("about.dob", Kind.DATE, "Born", privacy=Privacy.IDENTITY, search_as="age"),
                ask("about.school", label="School", privacy=Privacy.IDENTITY),
                ask(
                    "about.kinds",
                    Kind.CHOICES,
                    "Likes",
                    choices=(Choice("a", "Cats & <dogs>"), Choice("b", "Trains")),
                    **SEARCH,
                ),
                ask("about.moved", Kind.YES_NO, "Moved before", **SEARCH),
                ask(
                    "about.moved_why",
                    Kind.LONG_TEXT,
                    "Why {child} moved",
                    when=(Condition("about.moved", frozenset({"yes"})),),
                    **SEARCH,
                ),
                ask("about.code", label="National code", printed=False),
                ask("about.council_only", Kind.LONG_TEXT, "For the council"),
                ask("about.miles", Kind.NUMBER, "How far", unit="miles", **SEARCH),
                ask("about.extra", label="Anything else", required=Required.OPTIONAL, **SEARCH),
            ),
        ),
        Section(
            "my_words",
            "In my own words",
            (ask("my_words.about_me", Kind.LONG_TEXT, "Hello, this is me", who="child", **SEARCH),),
        ),
        domain("health", "Health"),
        domain("friends", "Friends"),
        Section(
            "family",
            "Family",
            (
                ask(
                    "family.people",
                    Kind.GROUP,
                    "Important people",
                    share=Share.SHORTLIST,
                    search_as="roles",
                    fields=(
                        ask("first_name", label="First name", privacy=Privacy.IDENTITY),
                        ask("role", label="Who they are", **SEARCH),
                        ask("phone", label="Phone"),
                    ),
                    none="Nobody yet",
                ),
                ask(
                    "family.homes",
                    Kind.GROUP,
                    "Homes so far",
                    fields=(
                        ask("kind", label="Kind of home", **SEARCH),
                        ask("why", Kind.LONG_TEXT, "What worked", **SEARCH),
                        ask("till", Kind.MONTH, "Until", **SEARCH),
                    ),
                    none="This is the first",
                    **SEARCH,
                ),
            ),
        ),
        Section(
            "safety",
            "Keeping safe",
            (
                *topic("missing", "Going missing"),
                *topic("fire", "Fire"),
                *topic("online", "Online"),
            ),
        ),
    ),
)

RECORD = {
    "full_name": "Amira Jane Hollis",
    "preferred_name": "Amira",
    "dob": "2016-03-04",
    "school_name": "Larkbridge Primary School",
    "carer_names": "Dot Mason",
}
FACTS = Facts("LK-7Q4M-2XW", 3, date(2026, 3, 3), "Sam Okoro", "Larkshire County Council", RECORD)

ANSWERS: Answers = {
    "front.headline": Given("A kind girl who makes people laugh."),
    "front.needed_by": Given("2026-03-09"),
    "front.must_haves": Given(Rows(("1", "2"))),
    "front.must_haves.1.must": Given("A cat & a garden"),
    "front.must_haves.2.must": Given("No stairs"),
    "about.full_name": Given("Amira Jane Hollis"),
    "about.dob": Given("2016-03-04"),
    "about.school": Given("Larkbridge Primary School"),
    "about.kinds": Given(("a", "b")),
    "about.moved": Given("no"),
    "about.moved_why": Given("A closed branch that must never be printed anywhere."),
    "about.code": Given("N5 code that stings and is for data only"),
    "about.council_only": Given(f"Only the council reads this. {NASTY}"),
    "about.miles": Given(12),
    "about.miles~note": Given("Less on Fridays."),
    "about.extra": Skipped(),
    "my_words.about_me": Given("I am Amira. My brother Kofi is at Larkbridge Primary. I like 🐈."),
    "health.strength": Given(SCRIPTS),
    "health.level": Given(3),
    "health.fact": Given("On 14 February 2026 Amira went to hospital with Dot."),
    "health.helps": Given(LINES),
    "friends.strength": Given(LONG),
    "friends.level": NotKnown(),
    "friends.level?who": Given("Leyla Demir, school nurse"),
    "friends.level?by": Given("2026-03-20"),
    "friends.helps": Left(),
    "family.people": Given(Rows(("1", "2"))),
    "family.people.1.first_name": Given("Kofi"),
    "family.people.1.role": Given("Brother"),
    "family.people.1.phone": Given("01632 960 001"),
    "family.people.2.first_name": Given("Elaine Pratt"),
    "family.people.2.role": Given("Nan"),
    "family.homes": Given(Rows(())),
    "safety.missing_status": Given("current"),
    "safety.missing_facts": Given("Found by Elaine Pratt in the park on 3 March 2026. Safe."),
    "safety.missing_last": Given("2026-02"),
    "safety.fire_status": Given("not_present"),
    "safety.online_status": NotKnown(),
}


def paper(copy: Copy = Copy.COUNCIL, answers: Answers = ANSWERS, facts: Facts = FACTS) -> Paper:
    return build(FORM, answers, facts, copy)
