"""The normaliser at the door."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from care.text import LONGEST, MOST_MARKS, clean, too_long

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
AWKWARD = st.text(
    st.sampled_from(
        "a e\u0301\u0327\u0316\r\n\t\x00\x0b\x85\u2028\ud83d\ude00\udc00\ufffe\ufdd0\U0001fffe\u202e\u202d"
        "\u200d\u200f\u0344\u1100\u1161\u11a8\u0f71\u0f72\ufeff<&{\u00a0\u3000"
    ),
    max_size=60,
)


def is_xml_character(letter: str) -> bool:
    code = ord(letter)
    return letter in "\t\n" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


@given(ANY_TEXT | AWKWARD)
@example("\ud83d\x00\ude00")
@example("\u0344" * 5 + "\r")
@example("a" + "\u0301" * 300)
def test_clean_text_can_be_kept_and_printed_and_is_cleaned_once(text: str) -> None:
    cleaned = clean(text)
    assert all(is_xml_character(letter) for letter in cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("text", ["\u200b", " \u200e\n\u2060\t", "\u00a0", "\u00ad\u200d\ufeff"])
def test_what_nobody_can_see_is_nothing(text: str) -> None:
    assert clean(text) == ""
    assert clean(f"{text}.") != ""


@pytest.mark.parametrize(
    "text",
    [
        "Loves swimming; will try <any> fruit & veg {{7*7}} </w:t> {% x %} ${y} \\n",
        "👩‍👩‍👧‍👦 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🏳️‍🌈 👋🏽 1️⃣",
        "می‌خواهم خانه‌ام",
        "أحبّ أخي (١٢) كثيرًا",
        "שָׁלוֹם \u200f(12)\u200e",
        "क्षत्रिय नमस्ते",
        "ཧཱུྃ ༄༅།",
        "Nguyễn Thị Hồng",
        "สวัสดีค่ะ ที่นี่",
        "Łukasz Żółć, Zoë O’Brien, Siân",
        "한국어 中文 日本語 ᏣᎳᎩ ꦧꦱꦗꦮ 𞤀𞤣𞤤𞤢𞤥",
        "first line\n\n  second, indented\tand a tab",
    ],
)
def test_words_in_any_script_arrive_whole(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x07c\x1bd\x9fe\x7f", "abcde"),
        ("one\r\ntwo\rthree\x0bfour\u2028five\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("\ud83d\ude00 and \ud83d.", "😀 and \ufffd."),
        ("a\ufffeb\U0010ffffc\ufdd0", "a\ufffdb\ufffdc\ufffd"),
        ("Sam \u202egpj.exe\u202c\u202d", "Sam gpj.exe\u202c"),
        ("e\u0301", "é"),
        ("spaces \u00a0 \nat ends\t\n\n", "spaces\nat ends"),
        ("\n\n  indented", "  indented"),
        ("\ufeffhello", "hello"),
        (" \t\n ", ""),
    ],
)
def test_what_means_nothing_is_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_tower_of_accents_is_cut_down_and_its_letter_stays() -> None:
    cleaned = clean("Z" + "\u0336" * 1000 + "oe")
    assert cleaned == "Z" + "\u0336" * MOST_MARKS + "oe"


def test_the_longest_text_is_twenty_thousand_characters_of_any_kind() -> None:
    assert not too_long(clean("👋" * LONGEST))
    assert too_long(clean("a" * (LONGEST + 1)))
