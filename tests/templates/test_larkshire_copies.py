"""Larkshire's own referrals: the search copy names nobody, the council copy prints no code that stings."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from care.generalise import POSTCODE
from care.names import spelling
from dialogs.answers import Given
from templates.paper import Copy
from templates.readback import text_of
from tests.templates.larkshire import Sent, everything, sent

ALL = pytest.mark.parametrize("one", sent(), ids=lambda each: each.name)
MAY_STAY = re.compile(r"http\S+")
"""The names of Word's own vocabularies."""


@ALL
def test_no_part_of_a_search_copy_has_a_word_that_gives_the_child_away(one: Sent) -> None:
    canaries = list(one.canaries())
    assert len(canaries) > 40
    for name, text in everything(one.file(Copy.SEARCH)):
        told = MAY_STAY.sub("", text)
        keys = {spelling(each) for each in re.findall(r"[^\W_]+", told)}
        digits = re.sub(r"[ ()-]", "", told)
        for source, canary in canaries:
            if canary.isdigit():
                assert canary not in digits, (source, name)
            elif canary.isalnum():
                assert canary not in keys, (source, name, canary)
            else:
                assert canary.casefold() not in told.casefold(), (source, name)


@ALL
def test_no_search_copy_has_a_postcode_a_telephone_number_an_address_or_a_day(one: Sent) -> None:
    text = text_of(one.file(Copy.SEARCH))
    own = {one.referral.ref, *one.referral.ref.split("-")}
    assert not [each[0] for each in POSTCODE.finditer(text) if each[0] not in own]
    assert not re.search(r"\b0\d{3,4} ?\d{3} ?\d{3}|@|www\.|http", text)
    assert one.snapshot.record["dob"][:4] not in text


@ALL
def test_the_package_of_a_search_copy_tells_nothing_of_its_making(one: Sent) -> None:
    for name, text in everything(one.file(Copy.SEARCH)):
        assert not re.search(r"thumbnail|custom|comments|people|settings\.xml\.rels", name)
        assert not re.search(r"w:rsid\w*=|<w:rsid|<w:(ins|del) |lastModifiedBy>[^<]", text), name
        if name.endswith("core.xml"):
            assert one.name.casefold() not in text.casefold()
            creators = re.findall(r"<dc:creator>(.*?)</dc:creator>", text)
            assert set(creators) <= {"", one.snapshot.council}, name


def national_codes() -> frozenset[str]:
    """Every code with a letter in it that `care/codes.toml` keeps for the national returns."""
    source = tomllib.loads(files("care").joinpath("codes.toml").read_text("utf-8"))
    found: set[str] = set()

    def walk(each: object) -> None:
        match each:
            case dict():
                key = each.get("key") or each.get("code")
                if isinstance(key, str):
                    found.add(key)
                for inner in each.values():
                    walk(inner)
            case list():
                for inner in each:
                    walk(inner)

    walk(source)
    return frozenset(each for each in found if re.fullmatch(r"[A-Z0-9]*[A-Z][A-Z0-9]*", each))


@ALL
@pytest.mark.parametrize("copy", list(Copy))
def test_no_copy_prints_a_national_code_or_an_answer_kept_for_data_only(
    one: Sent, copy: Copy
) -> None:
    codes = national_codes()
    assert {"N5", "N6", "CREQB"} <= codes
    text = text_of(one.file(copy))
    paper = one.paper(copy)
    labels = {line.label for line in paper.lines()} | {
        line.label for section in paper.sections for line in section.not_answered
    }
    for path, question in one.questions():
        if not question.printed:
            assert question.label not in labels
            assert path not in {line.path for line in paper.lines()}
            answer = one.snapshot.answers.get(path)
            if isinstance(answer, Given):
                choice = question.choice(str(answer.value))
                assert choice is None or choice.label not in text.split("\n"), path
    said = {word for word in re.findall(r"\b[A-Z][A-Z0-9]+\b", text) if word in codes}
    assert said <= words_of_everybody(one), said


def words_of_everybody(one: Sent) -> set[str]:
    """Capitals that a label or a person writes as a word, such as SEN; no code on its own."""
    labels = " ".join(
        f"{question.label} {' '.join(choice.label for choice in question.choices)}"
        for _, question in one.questions()
    )
    typed = " ".join(
        str(answer.value)
        for path, question in one.questions()
        if not question.choices
        and isinstance(answer := one.snapshot.answers.get(path), Given)
        and isinstance(answer.value, str)
    )
    return set(re.findall(r"\b[A-Z][A-Z0-9]+\b", f"{labels} {typed} {one.referral.ref}"))
