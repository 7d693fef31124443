"""Attacks on Telegram: links that are sent to somebody else, old messages, and floods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.channels.outlet import Parcel
from bot.words import words
from storage import accounts, linkings, profiles, subjects
from storage.turn import Turn
from tests.bot.review_town import ELSEWHERE, OTHER_CARER, ROSA
from tests.bot.telegram_phone import Phone
from tests.bot.telegram_town import ROSA_ID, Line, a_line

TOKEN, CODE = "t" * 43, "7K2M9QXR4D"


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(tmp_path) as made:
        yield made


def offer(line: Line, person: str = OTHER_CARER.id, token: str = TOKEN) -> None:
    line.town.store.perform_now(lambda turn: linkings.make(turn, person, "telegram", token, CODE))


def waits(line: Line, person: str = OTHER_CARER.id) -> int:
    def look(turn: Turn) -> int:
        return len(linkings.waiting(turn, person))

    return line.town.store.perform_now(look)


# ---------------------------------------------------------------- a link that somebody else made


async def test_a_link_that_somebody_else_sent_never_takes_over_a_linked_account(
    line: Line,
) -> None:
    offer(line)
    count = len(line.rosa.sent)
    await line.say(f"/start {TOKEN}")
    await line.settle()
    assert waits(line) == 0
    assert [each.text for each in line.rosa.sent[count:]] == [words("account", "not_a_code")]
    known = await line.doorway.known("telegram", str(ROSA_ID))
    assert known
    assert known.person.id == ROSA.id


async def test_a_link_of_ones_own_may_be_pressed_again(line: Line) -> None:
    offer(line, ROSA.id)
    await line.say(f"/start {TOKEN}")
    await line.settle()
    assert waits(line, ROSA.id) == 1


async def test_once_it_is_unlinked_the_account_may_become_somebody_elses(line: Line) -> None:
    known = await line.doorway.known("telegram", str(ROSA_ID))
    assert known
    await line.doorway.unlink(known)
    offer(line)
    await line.say(f"/start {TOKEN}")
    await line.settle()
    assert waits(line) == 1


@pytest.mark.parametrize("how", ["/stop", "unlink", "block"])
async def test_whoever_pressed_a_link_that_was_sent_to_them_can_take_it_back_before_the_yes(
    line: Line, how: str
) -> None:
    una = Phone(line.fake, 4002, "Una")
    line.fake.chats[4002] = []
    offer(line, ROSA.id)
    start = {"update_id": 1, "message": una.message(text=f"/start {TOKEN}")}
    await line.door.take(start)
    assert waits(line, ROSA.id) == 1
    if how == "block":
        await una.block()
        await line.door.take(line.fake.pending.pop())
    else:
        await line.door.take({"update_id": 2, "message": una.message(text=how)})
    await line.settle()
    assert waits(line, ROSA.id) == 0
    if how != "block":
        assert una.last.text == words("account", "stranger")


# ---------------------------------------------------------------- floods


async def test_one_stranger_with_a_thousand_codes_keeps_nobody_else_from_linking(
    line: Line,
) -> None:
    eve, una = Phone(line.fake, 666, "Eve"), Phone(line.fake, 4002, "Una")
    line.fake.chats[666], line.fake.chats[4002] = [], []
    for number in range(200):
        text = (
            f"/start no-such-token-of-anybody-{number:04}" if number % 2 else f"7K2M9QX{number:03}"
        )
        await line.door.take({"update_id": number, "message": eve.message(text=text)})
    offer(line)
    await line.door.take({"update_id": 999, "message": una.message(text=CODE)})
    await line.settle()
    assert waits(line) == 1


async def test_one_carer_who_taps_and_types_in_a_hurry_holds_up_nobody_else(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The updates of one answer of Telegram's are taken together, and the next waits for them."""
    monkeypatch.setattr("bot.channels.doorway.ANSWERS_WITHIN", 0.5)
    await line.skills()
    deliver = line.doorway._outlets["telegram"].deliver

    async def slowly(parcel: Parcel) -> Mapping[int, str]:
        await asyncio.sleep(0.8)
        return await deliver(parcel)

    monkeypatch.setattr(line.doorway._outlets["telegram"], "deliver", slowly)
    flood = [
        {"update_id": number, "message": line.rosa.message(text="/summary")} for number in range(12)
    ]
    async with asyncio.timeout(3):
        await asyncio.gather(*(line.door.take(each) for each in flood))
    count = len(line.rosa.sent)
    await line.doorway.stop()
    assert len(line.rosa.sent) > count


async def test_words_in_reply_to_what_another_profile_asked_answer_nothing(line: Line) -> None:
    await line.skills()
    earlier = line.rosa.last
    known = await line.doorway.known("telegram", str(ROSA_ID))
    assert known

    def elsewhere(turn: Turn) -> None:
        """The same form is open there of another home."""
        subjects.allocate(turn, ROSA.id, ELSEWHERE.id)
        form = next(name for name in line.town.house.forms if name.startswith("carer_skills"))
        opened = profiles.open_profile(turn, form, ELSEWHERE.id, ROSA.id, voice=ROSA.id)
        accounts.sit(turn, known.account, opened.id, known.account.asked)
        turn.write_diary("profile.begun", "profile", opened.id, "test", "")

    line.town.store.perform_now(elsewhere)
    before = line.kept()
    under = {"message_id": earlier.number, "date": 1, "chat": line.rosa.chat()}
    await line.say("Not yet", reply_to_message=under)
    await line.settle()
    assert words("account", "past") in [each.text for each in line.rosa.sent]
    assert line.kept() == before + 1
    assert line.given() == 0
