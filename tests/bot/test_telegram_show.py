"""A message on Telegram: all of its words, in parts that are taken, with buttons that come back short."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_read import Press, read
from bot.channels.telegram_show import MOST_BUTTONS, payloads, without_buttons
from bot.channels.telegram_text import MOST, parts, units
from dialogs.message import Button, Card, CardField, Line, Message
from tests.bot.telegram_rules import check, utf16

SITE = "https://kith.example"
LEVELS = tuple(
    Button(f"answer:{number}", f"{number}. {word}", hint=f"What {word.lower()} means, in words.")
    for number, word in enumerate(("None", "A little", "Some", "A lot", "All the time"))
)
WAYS = (
    Button("back", "Back", command=True),
    Button("not_known", "Not known yet", command=True),
    Button("later", "Leave it for now", command=True),
    Button("why", "Why?", command=True),
)


def shown(message: Message, number: int = 31, site: str = SITE) -> list[dict[str, Any]]:
    found = payloads("4001", message, number, site)
    for each in found:
        check("sendMessage", each)
    return found


def keyboard(payload: dict[str, Any]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = payload["reply_markup"]["inline_keyboard"]
    return found


def test_a_question_has_its_answers_in_rows_and_the_ways_round_it_beside_each_other() -> None:
    [one] = shown(Message("How much help?", buttons=(*LEVELS, *WAYS)))
    rows = keyboard(one)
    assert [[each["text"] for each in row] for row in rows] == [
        ["0. None"],
        ["1. A little"],
        ["2. Some"],
        ["3. A lot"],
        ["4. All the time"],
        ["Back", "Not known yet"],
        ["Leave it for now", "Why?"],
    ]
    assert [row[0]["callback_data"] for row in rows[:5]] == [f"31:{index}" for index in range(5)]


def test_what_each_level_means_stands_above_the_buttons() -> None:
    [one] = shown(Message("How much help?", buttons=(*LEVELS, *WAYS), progress="3 of 6"))
    assert one["text"] == (
        "How much help?\n\n"
        "• 0. None: What none means, in words.\n"
        "• 1. A little: What a little means, in words.\n"
        "• 2. Some: What some means, in words.\n"
        "• 3. A lot: What a lot means, in words.\n"
        "• 4. All the time: What all the time means, in words.\n\n"
        "3 of 6"
    )


def test_a_button_comes_back_as_the_place_it_has_in_the_message() -> None:
    message = Message("Which?", buttons=(*WAYS, *LEVELS))
    [one] = shown(message)
    for row in keyboard(one):
        for each in row:
            callback = {"id": "5", "from": {"id": 4001}, "data": each["callback_data"]}
            found = read({"callback_query": callback})
            assert isinstance(found, Press)
            assert message.buttons[found.button].label == each["text"]


def test_nothing_is_parsed_previewed_or_passed_on() -> None:
    [one] = shown(Message("*bold* <b>&amp; [a](https://kith.example) _x"))
    assert one["text"] == "*bold* <b>&amp; [a](https://kith.example) _x"
    assert "parse_mode" not in one
    assert one["link_preview_options"] == {"is_disabled": True}
    assert one["protect_content"] is True


def test_a_link_is_a_button_where_telegram_takes_it_and_words_where_it_does_not() -> None:
    message = Message("On the web:", buttons=(Button("web", "Go on there", address="/chat"),))
    [one] = shown(message)
    assert keyboard(one) == [[{"text": "Go on there", "url": f"{SITE}/chat"}]]
    assert one["text"] == "On the web:"
    [plain] = shown(message, site="http://127.0.0.1:8765")
    assert "reply_markup" not in plain
    assert plain["text"] == "On the web:\n\nGo on there: http://127.0.0.1:8765/chat"


def test_a_label_too_long_for_a_button_is_whole_in_the_words() -> None:
    label = "I would like to talk with somebody about this before I say anything more of it"
    [one] = shown(Message("Which?", buttons=(Button("answer:a", label),)))
    [[button]] = keyboard(one)
    assert button["text"] == "I would like to talk with somebody about this before I say…"
    assert one["text"] == f"Which?\n\n• {label}"


def test_a_summary_is_words() -> None:
    lines = (Line("Home life", "3 of 6", "section:home"), Line("Learning", "", "section:learning"))
    [one] = shown(Message("So far:", role="summary", lines=lines))
    assert one["text"] == "So far:\n\nHome life: 3 of 6\nLearning"


def test_a_form_that_should_never_come_is_words_too() -> None:
    card = Card("Short facts", (CardField("a.b", "date", "Day", ask="Which day?"),), "Save")
    [one] = shown(Message("Please:", card=card))
    assert one["text"] == "Please:\n\nShort facts\nWhich day?"


def test_without_a_name_only_links_can_be_tapped() -> None:
    both = (Button("yes", "Yes"), Button("web", "Go on there", address="/chat"))
    [one] = shown(Message("Well?", buttons=both), number=0)
    assert [[each["text"] for each in row] for row in keyboard(one)] == [["Go on there"]]


def test_an_empty_message_is_nothing_and_one_of_buttons_only_has_a_word() -> None:
    assert shown(Message("")) == []
    [one] = shown(Message("", buttons=(Button("yes", "Yes"),)))
    assert one["text"]


def test_more_answers_than_telegram_takes_are_in_the_words() -> None:
    many = tuple(Button(f"answer:{number}", f"Answer {number}") for number in range(120))
    *_, last = shown(Message("Which?", buttons=(*many, *WAYS)))
    assert sum(len(row) for row in keyboard(last)) == MOST_BUTTONS
    assert [each["text"] for each in keyboard(last)[-1]] == ["Leave it for now", "Why?"]
    assert "• Answer 119" in last["text"]
    assert "• Answer 3\n" not in last["text"]


def test_buttons_that_are_over_are_taken_away() -> None:
    gone = without_buttons("4001", "12")
    check("editMessageReplyMarkup", gone)
    assert gone["reply_markup"] == {"inline_keyboard": []}


# ---------------------------------------------------------------- long words

SENTENCE = "She likes to be told what comes next. "


def test_a_long_message_ends_its_parts_with_sentences_and_its_buttons_come_last() -> None:
    found = shown(Message(SENTENCE * 300, buttons=LEVELS[:1]))
    assert len(found) == 3
    assert all(each["text"].endswith((".", "words.")) for each in found)
    assert ["reply_markup" in each for each in found] == [False, False, True]


def test_a_paragraph_is_a_better_end_than_a_sentence_and_a_word_better_than_none() -> None:
    paragraph = (SENTENCE * 60).strip()
    first, second = parts(f"{paragraph}\n\n{paragraph}")
    assert first == second == paragraph
    assert all(each.endswith("word") for each in parts("word " * 2000))


def test_an_emoji_counts_twice_and_is_never_torn() -> None:
    family, flag = "👩‍👩‍👧‍👦", "🇬🇧"
    for letter in (family, flag, "👍🏽", "é", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f"):
        found = parts(letter * 3000)
        assert all(units(each) <= MOST for each in found)
        assert "".join(found) == letter * 3000
        assert all(each == letter * (len(each) // len(letter)) for each in found)


@given(
    st.text(alphabet=st.sampled_from("aB .!?\n\n…”👩‍🇬🇧é\u0301\U0001f3fd"), max_size=300),
    st.integers(2, 40),
)
def test_whatever_the_words_nothing_is_lost_and_no_part_is_too_long(text: str, most: int) -> None:
    found = parts(text, most)
    assert all(each.strip() and units(each) <= most for each in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.text())
def test_it_is_counted_as_telegram_counts(text: str) -> None:
    assert units(text) == utf16(text)


@given(
    st.builds(
        Message,
        st.text(max_size=50) | st.just(SENTENCE * 250),
        buttons=st.lists(
            st.builds(
                Button,
                st.text(max_size=9),
                st.text(max_size=90),
                st.text(max_size=9),
                st.booleans(),
                st.sampled_from(["", "", "/chat"]),
            ),
            max_size=130,
        ).map(tuple),
        progress=st.text(max_size=9),
    ),
    st.sampled_from([0, 31, 2**62]),
    st.sampled_from([SITE, "", "http://127.0.0.1:1"]),
)
def test_whatever_is_said_telegram_takes_it(message: Message, number: int, site: str) -> None:
    shown(message, number, site)
