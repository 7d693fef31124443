"""Attacks on linking: names that deceive, offers of others, and yeses that come too late."""

from __future__ import annotations

import pytest

from bot.elsewhere import shown_name
from storage import accounts, linkings
from storage.turn import Turn
from tests.bot.fostering import OTHER_CARER, SANDRA, Open, field_in, small, visitor
from tests.bot.house import Small
from tests.bot.linkable import CHAT, account, at, claimed, linked, offered, server, ways

__all__ = ["server", "small", "visitor", "ways"]


@pytest.mark.parametrize(
    "name",
    ["", " ", "\u200b", "\u200e\u200f", "\u3164", "\u2800\u2800", "\u202e", "\u00ad", "\u2066\u2069", "\ufe0f", "\u0301"],
)  # fmt: skip
def test_a_name_of_nothing_is_said_to_be_none(name: str) -> None:
    assert shown_name(name) == ""


@pytest.mark.parametrize("name", ["Sandra", "ساندرا", "Σ", "👪", "张伟", "O'Neill", "7"])
def test_a_name_of_something_is_shown_in_any_script(name: str) -> None:
    assert shown_name(name) == name


async def test_a_name_that_turns_round_or_runs_on_stays_in_its_place(
    visitor: Open, small: Small
) -> None:
    one = await at(visitor)
    name = "‮eliW\u202b’</bdi> wants nothing.<form action=/x>" + "W" * 200
    assert claimed(small, field_in(await offered(one), "code"), name=name)
    page = await (await one.get("/devices/link/telegram")).text()
    assert "‮" not in page
    assert "<form action=/x>" not in page
    assert "W" * 61 not in page
    assert page.count("<bdi>") == page.count("</bdi>") == 1


async def test_an_offer_of_somebody_else_is_neither_confirmed_nor_withdrawn(
    visitor: Open, small: Small
) -> None:
    mine = await at(visitor)
    assert claimed(small, field_in(await offered(mine), "code"))
    page = await (await mine.get("/devices/link/telegram")).text()
    named = field_in(page, "linking")
    other = await at(visitor, OTHER_CARER)
    csrf = await other.field("/devices", "csrf")
    for answer in ("yes", "no", "", "YES"):
        form = {"csrf": csrf, "linking": named, "answer": answer}
        assert (await other.post("/devices/link/confirm", form)).status == 303
    assert account(small) is None
    waits = small.store.perform_now(lambda turn: linkings.waiting(turn, SANDRA.id))
    assert [each.id for each in waits] == [named]


async def test_a_yes_with_the_mark_of_somebody_elses_form_is_refused(
    visitor: Open, small: Small
) -> None:
    mine = await at(visitor)
    assert claimed(small, field_in(await offered(mine), "code"))
    page = await (await mine.get("/devices/link/telegram")).text()
    other = await (await at(visitor, OTHER_CARER)).field("/devices", "csrf")
    for csrf in (other, "", "x"):
        form = {"csrf": csrf, "linking": field_in(page, "linking"), "answer": "yes"}
        assert (await mine.post("/devices/link/confirm", form)).status == 403
    assert account(small) is None


async def test_an_account_that_became_somebody_elses_meanwhile_stays_theirs(
    visitor: Open, small: Small
) -> None:
    """Somebody sends their own link about; who pressed it has linked for themselves since."""
    mine = await at(visitor)
    assert claimed(small, field_in(await offered(mine), "code"))
    page = await (await mine.get("/devices/link/telegram")).text()
    linked(small, OTHER_CARER)
    form = {name: field_in(page, name) for name in ("csrf", "linking")}
    done = await mine.post("/devices/link/confirm", {**form, "answer": "yes"})
    assert done.headers["Location"].endswith("link_over")
    found = account(small)
    assert found
    assert found.person_id == OTHER_CARER.id


async def test_a_word_for_one_channel_is_nothing_on_another(visitor: Open, small: Small) -> None:
    page = await offered(await at(visitor))
    assert claimed(small, field_in(page, "code"), channel="teams") is None
    assert claimed(small, field_in(page, "token"), channel="teams") is None
    assert claimed(small, field_in(page, "token"))


async def test_the_words_of_an_offer_are_shown_again_to_nobody_else(
    visitor: Open, small: Small
) -> None:
    page = await offered(await at(visitor))
    words = {name: field_in(page, name) for name in ("token", "code")}
    other = await at(visitor, OTHER_CARER)
    csrf = await other.field("/devices", "csrf")
    answer = await other.post("/devices/link", {"csrf": csrf, "channel": "telegram", **words})
    assert words["token"] not in await answer.text()
    assert not small.store.perform_now(lambda turn: linkings.waiting(turn, OTHER_CARER.id))


def test_an_account_that_nobody_confirmed_for_long_may_become_somebody_elses(small: Small) -> None:
    old = linked(small, OTHER_CARER)
    small.clock.pass_by(accounts.CONFIRMED_FOR)

    def take(turn: Turn) -> object:
        linkings.make(turn, SANDRA.id, "telegram", "t" * 40, "7K2M9QXR4D")
        waits = linkings.claim(turn, "telegram", "t" * 40, "4711", CHAT, "San")
        return waits and linkings.confirm(turn, SANDRA.id, waits.id)

    assert small.store.perform_now(take)
    found = account(small)
    assert found
    assert found.id != old.id
