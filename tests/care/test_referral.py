"""References, and the line that sums up a referral."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.referral import ALPHABET, digest, read_reference, reference


@given(st.binary(min_size=8, max_size=20))
def test_a_reference_is_short_and_can_be_typed_back_in_many_ways(random: bytes) -> None:
    ref = reference(random)
    assert re.fullmatch(rf"LK-[{ALPHABET}]{{4}}-[{ALPHABET}]{{3}}", ref)
    spoken = ref[3:].replace("0", "o").replace("1", "l")
    for typed in (ref, ref.lower(), f" {ref.replace('-', ' ')} ", ref.replace("-", ""), spoken):
        assert read_reference(typed) == ref


def test_a_reference_cannot_spell_a_word_or_be_misread() -> None:
    assert not set(ALPHABET) & set("AEIOUL")


@pytest.mark.parametrize(
    "typed", ["", "LK", "LK-7Q4M-2X", "LK-7Q4M-2XWW", "../../etc", "LK-AAAA-AAA"]
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None


def test_too_few_random_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="8 random bytes"):
        reference(b"1234567")


def test_a_digest_is_one_line_of_plain_values() -> None:
    line = digest((9, 4), ["Foster home", "Kinship"], date(2025, 3, 14), ["Learning", "Friends"])
    assert line == (
        "Aged 9 · Foster home and Kinship · needed by Friday 14 March · strong in learning and friends"
    )
    assert digest((0, 5), [], None, []) == "Aged under 1 · kind of home not known yet"
    assert digest(None, ["Foster home"], None, []) == "Age not known yet · Foster home"
