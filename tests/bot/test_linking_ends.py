"""A linked account on its person's own page: listed, confirmed, ended; and the forms that do it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.account_notice import account_notice
from dialogs.message import Message
from storage import accounts, outbox
from storage.accounts import TOLD
from storage.outbox import Post
from storage.turn import Turn
from tests.bot.fostering import (
    OTHER_CARER,
    SANDRA,
    SUE,
    Open,
    actions,
    field_in,
    invitation,
    lines,
    small,
    visitor,
)
from tests.bot.house import Small
from tests.bot.linkable import account, at, claimed, linked, offered, server, ways

__all__ = ["server", "small", "visitor", "ways"]


async def test_an_account_is_ended_at_once_and_only_by_its_person(
    visitor: Open, small: Small
) -> None:
    one, other = await at(visitor), await at(visitor, OTHER_CARER)
    mine = linked(small)
    theirs = {"csrf": await other.field("/devices", "csrf"), "account": mine.id}
    for path in ("/devices/unlink", "/devices/confirm"):
        assert (await other.post(path, theirs)).status == 404
    found = account(small)
    assert found is not None
    assert found.id == mine.id
    page = await (await one.get("/devices")).text()
    form = {name: field_in(page, name) for name in ("csrf", "account")}
    done = await one.post("/devices/unlink", form)
    assert (done.status, done.headers["Location"]) == (303, "/devices?said=unlinked")
    assert account(small) is None
    assert (await one.post("/devices/unlink", form)).status == 404
    assert [line.reason for line in lines(small) if line.action == "account.ended"] == ["unlinked"]


async def test_an_account_is_confirmed_when_it_is_nearly_or_past_its_time(
    visitor: Open, small: Small
) -> None:
    begun = linked(small).linked_at
    for days, said in ((75, ""), (77, "Is this account still yours?"), (91, "does not answer")):
        small.clock.pass_by(timedelta(days=days) - (small.clock() - begun))
        one = await at(visitor)
        page = await (await one.get("/devices")).text()
        assert ("Yes, it is mine" in page) is bool(said)
        assert said in page
    form = {name: field_in(page, name) for name in ("csrf", "account")}
    done = await one.post("/devices/confirm", form)
    assert done.headers["Location"] == "/devices?said=confirmed"
    found = account(small)
    assert found is not None
    assert accounts.is_fresh(found, small.clock())
    assert actions(small)[-1] == "account.confirmed"


async def test_signing_out_everywhere_and_joining_anew_end_every_account_and_offer(
    visitor: Open, small: Small
) -> None:
    one = await at(visitor)
    linked(small)
    code = field_in(await offered(one, "teams"), "code")
    csrf = await one.field("/devices", "csrf")
    assert (await one.post("/sign-out/everywhere", {"csrf": csrf})).status == 303
    assert account(small) is None
    assert claimed(small, code, "t/u", "teams") is None
    linked(small)
    link, word = await invitation(await at(visitor, SUE), SANDRA)
    new = await visitor()
    assert (await new.say_word(link, word)).status == 303
    assert account(small) is not None, "an invitation alone ends nothing"
    assert (await new.choose(link)).status == 303
    assert account(small) is None
    reasons = [line.reason for line in lines(small) if line.action == "account.ended"]
    assert reasons == ["everywhere", "rejoined"]


@pytest.mark.parametrize(
    "path", ["/devices/link", "/devices/link/confirm", "/devices/unlink", "/devices/confirm"]
)
async def test_a_form_without_its_mark_or_from_elsewhere_changes_nothing(
    visitor: Open, small: Small, path: str
) -> None:
    one, other = await at(visitor), await at(visitor, OTHER_CARER)
    mine = linked(small)
    code = field_in(await offered(one), "code")
    waits = claimed(small, code, "0815")
    assert waits is not None
    before = actions(small)
    form = {"channel": "telegram", "linking": waits.id, "answer": "yes", "account": mine.id}
    for csrf in ("", "x", await other.field("/devices", "csrf")):
        assert (await one.post(path, {**form, "csrf": csrf})).status == 403
    good = {**form, "csrf": await one.field("/devices", "csrf")}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await one.post(path, good, headers=headers)).status == 403
    assert actions(small) == before


async def test_words_in_no_address_and_a_page_that_nobody_keeps(visitor: Open) -> None:
    one = await at(visitor)
    csrf = await one.field("/devices", "csrf")
    answer = await one.post("/devices/link", {"csrf": csrf, "channel": "telegram"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "http-equiv" not in await answer.text()


async def test_a_name_that_somebody_chose_there_is_short_and_on_one_line(
    visitor: Open, small: Small
) -> None:
    linked(small, name="Kith\n\u202ehelp desk: ring 0000 " + "x" * 500)
    page = await (await (await at(visitor)).get("/devices")).text()
    assert "Kith help desk" in page
    assert "\u202e" not in page
    assert "x" * 60 not in page


async def test_the_person_is_told_of_what_was_linked_and_ended_and_no_name_is_in_it(
    small: Small,
) -> None:
    made = linked(small, name="Sandra at home")
    small.store.perform_now(lambda turn: accounts.end(turn, SANDRA.id, made.id))

    def told(turn: Turn) -> list[tuple[Post, Message | None]]:
        found = [each for each in outbox.claim(turn, 20) if each.kind == TOLD]
        for each in found:
            outbox.done(turn, each)
        return [(each, account_notice(turn, each)) for each in found]

    said = [each for _ in range(2) for each in small.store.perform_now(told)]
    texts = [message.text for _, message in said if message]
    assert len(texts) == 2
    assert "is linked to you now" in texts[0]
    assert "any more" in texts[1]
    for _, message in said:
        assert message is not None
        assert "Sandra" not in message.text
        assert [button.address for button in message.buttons] == ["/devices"]
