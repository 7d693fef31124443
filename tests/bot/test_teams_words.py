"""Words in Teams are only words, a locked phone shows none of them, and every form's messages arrive."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.teams_card_parts import JOINER, harmless, titled
from bot.channels.teams_cards import activities_of, activity_of, settled
from dialogs.heard import Hello
from dialogs.message import Button, Card, CardField, Line, Message
from dialogs.progress import Progress
from dialogs.read import read_forms
from tests.bot.teams_reading import card_of, check_activity, parts, taps, words_of
from tests.dialogs.test_walks import one_step
from tests.dialogs.walking import Walker

SITE = "https://kith.example"
NASTY = (
    "[x](http://evil.example/a)",
    "**b** _i_ ~~s~~ `c`",
    "<at>Boss</at>",
    "https://evil.example",
    "www.evil.example//x",
    "<a href='//evil.example'>Sign in</a>",
    "# Big\n- one\n1. two\n> said",
    "{{DATE(2017-02-14T06:00:00Z, SHORT)}} ${name}",
)


# ------------------------------------------------------------ words are only words


def full_of(words: str) -> Message:
    """A message with these words everywhere a person's words can be."""
    field = CardField(
        "a.b", "choice", words, words, words, (Button("k", words, words),), words, True, True, True, words
    )  # fmt: skip
    return Message(
        f"Saved: {words}.",
        role="ask",
        asked="a.b",
        buttons=(Button("answer:k", words, words), Button(f"say:{words}", words, command=True)),
        card=Card(words, (field,), "Save", words),
        lines=(Line(words, words, "change:a.b"), Line(words, words, "")),
        progress=words,
    )


@pytest.mark.parametrize("words", NASTY)
def test_nobodys_words_become_a_link_a_mention_or_markup(words: str) -> None:
    message = full_of(words)
    many = tuple(Button(f"answer:k{n}", f"{words} {n}") for n in range(20))
    without = replace(message, card=None, buttons=many)
    shown = [
        activity_of(message, SITE, 1),
        activity_of(replace(message, card=None), SITE, 1),
        activity_of(without, SITE, 1),
        settled(message, words, SITE),
    ]
    for activity in shown:
        check_activity(activity)
        assert activity.entities is None, "a mention needs one"
        card = card_of(activity)
        assert all(each["type"] != "TextBlock" for each in parts(card)), "it reads Markdown"
        for each in parts(card):
            if each["type"] == "TextRun":
                assert "://" not in each["text"]
                assert "www." not in each["text"]
                assert "{{" not in each["text"]
            for choice in each.get("choices", ()):
                assert not set("[]*_`<>") & set(choice["title"])
                assert "://" not in choice["title"]
            assert words not in (each["title"] if each["type"] == "Input.Toggle" else "")
    first = " ".join(words.split("\n")[0].split())
    assert first in words_of(shown[1]), "and yet they read as they were said"


@given(st.text())
def test_making_words_harmless_changes_nothing_that_is_seen(words: str) -> None:
    assert harmless(words).replace(JOINER, "") == words.replace(JOINER, "")
    assert "://" not in harmless(words)
    assert "{{" not in harmless(words)
    assert len(titled(words).splitlines()) <= 1


def test_a_locked_phone_shows_no_name_and_no_answer() -> None:
    for role in ("say", "ask", "saved", "help", "summary", "tasks", "urgent", "goodbye"):
        message = Message("Saved: Roo is well.", role=role)  # type: ignore[arg-type]
        for activity in (activity_of(message, SITE, 1), settled(message, "Roo", SITE)):
            card = card_of(activity)
            assert "Roo" not in activity.summary + card["fallbackText"]
            assert (activity.text, activity.speak) == (None, None)


# ------------------------------------------------------------ every message of every form


@pytest.mark.parametrize("name", sorted(read_forms()))
def test_everything_that_any_form_says_is_a_card_that_arrives(name: str) -> None:
    form = read_forms()[name]
    for seed in (1, 2):
        walker = Walker(form, Progress(), random.Random(seed), cards=True)
        walker.hear(Hello())
        for step in range(50):
            one_step(walker)
            if step % 2 and walker.open is not None:
                walker.say(walker.valid(walker.open))
            for message in walker.messages:
                for activity in activities_of(message, SITE, 7):
                    check_activity(activity)
                over = settled(message, "Saved: a short answer.", SITE)
                check_activity(over)
                assert not taps(over)
                _nothing_is_lost(message)


def _nothing_is_lost(message: Message) -> None:
    """Whatever can be pressed, chosen or filled in is in one of its activities."""
    plain = json.dumps([card_of(each) for each in activities_of(message, SITE, 7)])
    told = any(each.meaning for each in message.buttons)
    for button in message.buttons:
        key = button.press.removeprefix("answer:")
        if button.address:
            assert button.address in plain
        elif not (told and button.press == "meanings"):
            assert json.dumps(button.press) in plain or json.dumps(key) in plain
    for line in message.lines:
        assert json.dumps(line.press) in plain
    for field in message.card.fields if message.card else ():
        assert f":{field.path}" in plain
