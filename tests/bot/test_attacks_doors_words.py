"""Whatever somebody taps or types on Telegram, no name, no answer and nobody's words come back there."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from dialogs.message import Message, Said, SaidCard, SaidPress, SaidText
from storage import people, profiles, subjects
from storage.turn import Turn
from tests.bot.review_town import HOME, ROSA
from tests.bot.telegram_town import Line, a_line

CANARY = "Quillfeather"
"""In every name that there is, and in every word that was said on the web."""


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        yield made


def named(turn: Turn) -> None:
    """Everybody is called by the word that must not be said."""
    for each in people.everyone(turn):
        people.change(turn, replace(each, name=f"{each.name} {CANARY}"))
    household = subjects.household(turn, HOME.id)
    assert household
    record = {
        name: text if name == "reviewed_on" else f"{text} {CANARY}"
        for name, text in household.record.items()
    }
    subjects.keep_record(turn, HOME.id, record)
    turn.write_diary("person.changed", "person", ROSA.id, "test", "")


def answer_on_the_web(line: Line, by: random.Random, turns: int) -> None:
    """Half of everything of Rosa's is answered there, with that word wherever words go."""
    house = line.town.house

    def theirs(turn: Turn) -> list[str]:
        return [
            each.id
            for each in profiles.about(turn, HOME.id)
            if each.voice in ("", ROSA.id) and "telegram" in house.forms[each.form].channels
        ]

    def hear(turn: Turn, profile: str, said: Said, number: int) -> Message:
        who = people.person(turn, ROSA.id)
        assert who
        name = f"{profile} {number}"
        return house.assistant.hear(turn, who, profile, said, name, "web").messages[-1]

    for profile in line.town.store.perform_now(theirs):
        said: Said = SaidPress("carry_on")
        for number in range(turns):
            heard = partial(hear, profile=profile, said=said, number=number)
            said = answer_to(line.town.store.perform_now(heard), by)


def kept(line: Line) -> int:
    """How many answers hold that word."""

    def look(turn: Turn) -> int:
        found = [profiles.progress(turn, each) for each in profiles.about(turn, HOME.id)]
        return sum(CANARY in str(entry.answer) for each in found for entry in each.entries)

    return line.town.store.perform_now(look)


def answer_to(message: Message, by: random.Random) -> Said:
    if message.card is not None:
        fields = {
            each.path: (by.choice(each.options).press if each.options else CANARY)
            for each in message.card.fields
        }
        return SaidCard(fields, frozenset(), message.asked)
    presses = [each.press for each in message.buttons if each.press and not each.command]
    if presses and by.random() < 0.8:
        return SaidPress(by.choice(presses), message.asked)
    return SaidText(by.choice([CANARY, f"{CANARY} 12", "12", "3 May 2019"]), message.asked)


TYPED = ("12", "3 May 2019", "31 February", "yes", "no", f"{CANARY}", "/summary", "/back", "/help", "/menu", "/why",
         "/pause", "skip", "not known", "change", "what did I say", "summary of everything", "last time", "send", "/start",
         "99999", "-1", "tomorrow", "Confident because of x", "it has changed", "still right", "urgent", "/stop")  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_that_was_said_or_named_is_said_there(line: Line, seed: int) -> None:
    by = random.Random(seed)
    line.town.store.perform_now(named)
    answer_on_the_web(line, by, 25 * seed)
    assert kept(line) >= 2 * seed
    await line.say("/menu")
    for _ in range(120):
        sent = by.choice(line.rosa.sent[-3:])
        taps = [each["text"] for row in sent.keyboard for each in row if "callback_data" in each]
        taps = [each for each in taps if taps.count(each) == 1 and each != "Yes, stop here"]
        if taps and by.random() < 0.75:
            label = by.choice(taps)
            await line.door.take({"update_id": 3, **line.rosa.callback(sent, label)})
        elif by.random() < 0.15 and line.said:
            edited = {**line.said["message"], "text": CANARY}
            await line.door.take({"update_id": by.randrange(10**6), "edited_message": edited})
        elif by.random() < 0.1:
            under = {"message_id": sent.number, "date": 1, "chat": line.rosa.chat()}
            await line.say(by.choice(TYPED), reply_to_message=under)
        else:
            await line.say(by.choice(TYPED))
    await line.courier()
    await line.settle()
    written = json.dumps(line.fake.calls, ensure_ascii=False)
    assert len(line.rosa.sent) > 60
    at = written.find(CANARY)
    assert at < 0, written[max(0, at - 300) : at + 100]
    known = await line.doorway.known("telegram", "4001")
    assert known
