"""Names become roles, dates become months, and every other letter stays."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.names import spelling, words_in
from care.redaction import Known, Redacted, known_from, known_from_record, redact

KNOWN = known_from(
    [
        ("Grace Ada Okafor", "child"),
        ("Gracie", "child"),
        ("Kelly Okafor", "mum"),
        ("Dean O’Brien-Smith", "dad"),
        ("Will Hall", "brother"),
        ("May White", "social worker"),
        ("Pat and Chris Moss", "carer"),
        ("Zoë Żak", "friend"),
        ("王小明", "friend"),
        ("Amina bint Yusuf", "friend"),
        ("Jo Li", "cousin"),
        ("Larkfield Primary School", "school"),
        ("14 Larch Close, Aldermere, LK4 2TB", "address"),
        ("LK123456", "number"),
        ("2015-05-12", "name"),
        ("  ", "nobody"),
    ]
)


def said(text: str) -> str:
    return redact(text, KNOWN).text


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("Grace loves swimming.", "[child] loves swimming."),
        ("the okafor girl", "the [name] girl"),
        ("kelly's car, KELLY’S car, Kelly car", "[mum]'s car, [mum]’S car, [mum] car"),
        ("Grace Ada Okafor and Okafor, Grace", "[child] and [child]"),
        ("G. Okafor met K Okafor", "[child] met [mum]"),
        ("Grace Tallulah Okafor", "[child]"),
        ("Dean O'Brien Smith; Obrien-Smith; Brien", "[dad]; [dad]; [dad]"),
        ("Mrs White rang Dr. Moss", "[social worker] rang [carer]"),
        ("Zoe Zak, ZOË, zoe\u0308", "[friend], [friend], [friend]"),
        ("Gr\u200bace, #GraceOkafor, Grace2, _Grace_", "[child], #[child], [child]2, _[child]_"),
        ("Grase and Okafur at Larkfeild", "[child] and [name] at [school]"),
        ("我和王小明去", "我和[friend]去"),
        ("Larkfield primary school, at larkfield", "[school], at [school]"),
        ("near 14 larch close. Aldermere LK4 2TB", "near [address]. [place] [LK4]"),
        ("Case LK 123 456 and lk123456.", "Case [number] and [number]."),
        ("Chris; Pat Moss", "[carer]; [carer]"),
        ("Dean. Smith is not there", "[dad]. [dad] is not there"),
    ],
)
def test_known_names_and_places_become_roles_however_they_are_written(text: str, copy: str) -> None:
    assert said(text) == copy


@pytest.mark.parametrize(
    "text",
    [
        "An annexe; graceful, disgrace, gracious, deanery and mossy.",
        "He will go. She may need help, and hope grows. pat the dog.",
        "Will he go? May need help. Hall of fame in May 2024.",
        "The family is White British.",
        "She shall sit in a hall, so jolly.",
        "The Carer gave Grade 5 piano; the Great Green Place.",
        "Mum and dad, and the foster carer at school.",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    known = tuple(each for each in KNOWN if "Hall" not in each.text or "of fame" not in text)
    assert redact(text, known).text == text


@pytest.mark.parametrize(
    ("text", "copy", "doubted"),
    [
        (
            "Will goes. I met Will. Will's bike.",
            "[brother] goes. I met [brother]. [brother]'s bike.",
            [],
        ),
        (
            "Will he eat? He met May in May.",
            "Will he eat? He met [social worker] in May.",
            ["Will", "May"],
        ),
        ("will hall and will", "[brother] and will", ["will"]),
        ("white's rules", "[social worker]'s rules", []),
        ("Jo is here. Li", "[cousin] is here. [cousin]", []),
    ],
)
def test_a_name_that_is_also_a_word_is_judged_by_what_is_around_it(
    text: str, copy: str, doubted: list[str]
) -> None:
    found = redact(text, KNOWN)
    assert found.text == copy
    assert [text[start:end] for start, end in found.doubts] == doubted


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("born 12/05/2015", "born [May 2015]"),
        ("12.5.15, 12-05-2015, 2015-05-12", "[May 2015], [May 2015], [May 2015]"),
        ("on Monday 3rd March 2025 at 5", "on [March 2025] at 5"),
        (
            "3 Sept '24; Mar 12, 2025; 1st of June 2020",
            "[September 2024]; [March 2025]; [June 2020]",
        ),
        ("the 3rd of March, 3 May and March 3rd", "[March], [May] and [March]"),
        ("31/02/2025", "[date]"),
        ("03/25/2025", "[March 2025]"),
        ("Home: lk4 2tb, SW1A 1AA.", "Home: [LK4], [SW1A]."),
        ("07700 900123, (01632) 960 001", "[phone number], [phone number]"),
        ("+44 7700 900123 2 carers", "[phone number] 2 carers"),
        ("07700 900123 07700 900456", "[phone number] [phone number]"),
        ("943 476 5919 and 9434765919", "[NHS number] and [NHS number]"),
        ("a.b+c@larkshire.example, @some_one", "[email address], [social media name]"),
        ("see https://x.example/a?b=c.", "see [web address]."),
        ("UPN A123456789012, car AB12 CDE", "UPN [number], car [number plate]"),
    ],
)
def test_what_gives_itself_away_by_its_shape_is_taken_out(text: str, copy: str) -> None:
    assert redact(text).text == copy


@pytest.mark.parametrize(
    "text",
    [
        "level 3 or 4, 0 to 4, 1/2, 24/7, 10.30 to 11.45, aged 9, 12 hours",
        "may 3 times; y9 3rd set; in March 2025; 2024-25; since May",
        "Childline is on 0800 1111 and 999 is for now. Call 111.",
        "{{7*7}} <b>&amp;</b> [mum] 100% £1,250.00 3-2-1 😀",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact(text, KNOWN).text == text


def test_a_record_knows_what_to_take_out() -> None:
    known = known_from_record(
        {
            "full_name": "Ola Nowak",
            "school_name": "Brook Lane Academy",
            "postcode": "LK1 1AA",
            "gp": "",
        }
    )
    assert redact("Ola at Brook Lane, LK1 1AA", known).text == "[child] at [school], [LK1]"


def test_a_town_is_a_place_and_a_surgery_is_not_a_person() -> None:
    known = known_from_record(
        {
            "address": "14 Larch Close, Aldermere",
            "school_name": "Aldermere High School",
            "gp": "The Quay Practice, Fenny",
        }
    )
    assert (
        redact("Far from Aldermere, on the Fenny side, near the Quay practice.", known).text
        == "Far from [place], on the [place] side, near [doctor]."
    )


def test_who_somebody_is_in_a_name_box_is_not_a_name() -> None:
    known = known_from(
        [
            ("Yonas Tesfay, with an interpreter and the independent guardian", "name"),
            ("Yonas Tesfay", "child"),
            ("Two younger brothers", "brother"),
            ("The deputy head, who greets her by name", "teacher"),
            ("Tracing has begun in another city; nobody else is known.", "name"),
            ("kit@larkshire.example", "email address"),
            ("The Staithe dental practice", "surgery"),
        ]
    )
    text = (
        "Yonas has two brothers, an interpreter and a younger guardian with two teeth; who else's "
        "dental care is done by Larkshire? Who knows."
    )
    assert redact(text, known).text == "[child]" + text.removeprefix("Yonas")


def test_a_date_leaves_the_full_stop_behind_it() -> None:
    assert redact("It was on 3 November. Then 4 Nov. 2025.").text == (
        "It was on [November]. Then [November 2025]."
    )


def test_a_sentence_in_a_name_box_does_not_take_out_plain_words() -> None:
    known = known_from([("Lives with his nan Bridget Doyle in town", "carer")])
    text = "He lives with Bridget in town with his nan. Doyle lives there."
    assert (
        redact(text, known).text
        == "He lives with [carer] in town with his nan. [carer] lives there."
    )


def test_nothing_personal_is_in_what_could_be_logged() -> None:
    assert "Okafor" not in repr(KNOWN)
    assert "Okafor" not in repr(redact("Okafor", KNOWN).found)


SURE = ("Tomasz", "Bridget Doyle", "Anne-Marie Ólafsdóttir", "Nkechi O’Neill", "Siân ap Rhys")
WORDS = ("likes", "the", "sea,", "and", "é😀", "with.", "(not)", "no-one", "\n", "می‌خواهم", "<b>")
VARIANTS = (
    str,
    str.upper,
    str.lower,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace("-", " ").replace("’", "'"),
    lambda name: name + "'s",
    lambda name: name.split()[0],
    lambda name: name.split()[-1],
    lambda name: f"({name})",
    lambda name: name.replace(" ", "\n"),
)
NAMED = st.builds(lambda name, write: write(name), st.sampled_from(SURE), st.sampled_from(VARIANTS))
SURELY_KNOWN = tuple(Known(name, f"role {place}") for place, name in enumerate(SURE))
PARTS = {spelling(word) for name in SURE for word in re.split(r"[ -]", name) if word not in ("ap",)}


def outside(found: Redacted, text: str) -> list[str]:
    ends = [0, *(each.end for each in found.found)]
    starts = [*(each.start for each in found.found), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


@given(st.lists(NAMED | st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", "  ", " - "]))
def test_no_known_name_survives_and_nothing_else_is_lost(pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    found = redact(text, SURELY_KNOWN)
    kept = outside(found, text)
    for piece in kept:
        assert not PARTS & {word.key for word in words_in(piece)}
        assert "neill" not in spelling(piece)
    roles = [f"[{each.becomes}]" for each in found.found]
    assert found.text == "".join(a + b for a, b in zip(kept, [*roles, ""], strict=True))
    assert found.text.count("likes") == pieces.count("likes")


@given(
    st.lists(st.sampled_from(WORDS)).map(" ".join)
    | st.text(st.characters(categories=("L", "M", "Z", "P", "S"), exclude_characters="@_"))
)
def test_a_text_without_known_names_is_unchanged(text: str) -> None:
    assert redact(text, ()).text == text


@given(st.text(max_size=80))
def test_any_text_can_be_redacted(text: str) -> None:
    found = redact(text, KNOWN)
    assert len(outside(found, text)) == len(found.found) + 1
