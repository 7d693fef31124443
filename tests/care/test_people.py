"""Children, households and the people who sign in."""

from __future__ import annotations

from datetime import date

import pytest

from care.people import Child, Household, Person, Role, age_between, day_in, initials

CHILD = Child("c1", "C-1", {"full_name": "Jordan Lee Marsh", "dob": "2016-02-29"})


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2016, 2, 29), (0, 0)),
        (date(2016, 3, 28), (0, 0)),
        (date(2016, 3, 29), (0, 1)),
        (date(2025, 2, 28), (8, 11)),
        (date(2025, 3, 1), (9, 0)),
        (date(2016, 2, 28), None),
    ],
)
def test_an_age_is_in_whole_years_and_months(day: date, age: tuple[int, int] | None) -> None:
    assert CHILD.age_on(day) == age


@pytest.mark.parametrize("dob", ["", "soon", "2016-13-01"])
def test_without_a_usable_date_of_birth_there_is_no_age(dob: str) -> None:
    assert Child("c1", "C-1", {"dob": dob}).age_on(date(2025, 1, 1)) is None
    assert age_between(day_in(dob), date(2025, 1, 1)) is None


def test_a_child_is_called_what_they_like_to_be_called() -> None:
    assert CHILD.preferred_name == "Jordan"
    assert (
        Child("c", "C-2", {"full_name": "Jordan Marsh", "preferred_name": "JJ"}).preferred_name
        == "JJ"
    )
    assert Child("c", "C-3").preferred_name == "C-3"
    assert Household("h", "H-1", {"carer_names": "Pat and Chris"}).preferred_name == "Pat and Chris"
    assert Household("h", "H-1").carer_names == "H-1"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Jordan Lee Marsh", "J.M."),
        ("zoë", "Z."),
        ("", ""),
        ("(Al) Bo", "B."),
        ("王 小明", "王.小."),
    ],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert initials(name) == letters
    assert Child("c", "C-1", {"full_name": name}).initials == letters


def test_no_name_and_no_record_is_in_what_could_be_logged() -> None:
    person = Person("p1", "sam", "Sam Field", Role.SOCIAL_WORKER)
    assert "Field" not in repr(person)
    assert "Marsh" not in repr(CHILD)
    assert hash(CHILD) == hash(Child("c1", "C-1"))
