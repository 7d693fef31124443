"""A person's own page and the lobby show what they may open, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer

from bot.app import make_app
from bot.lobby import lobby
from care.people import Person
from dialogs.cards import Voice
from tests.bot.browser import Browser
from tests.bot.conftest import Open
from tests.bot.house import (
    CHILD,
    FAR_MANAGER,
    FORM,
    MANAGER,
    PROFILE,
    REVIEWER,
    SECRET,
    WORKER,
    Small,
)
from tests.bot.sent import sent

NAME = "Robin"


async def test_somebody_allocated_whose_work_opens_no_chat_sees_no_name_and_no_dead_link(
    browser: Open,
) -> None:
    page = await (await (await (await browser()).enter(REVIEWER)).get("/")).text()
    assert NAME not in page
    assert PROFILE not in page


@pytest.mark.parametrize(("person", "sees"), [(WORKER, True), (REVIEWER, False), (MANAGER, False)])
def test_the_lobby_leads_only_where_the_person_may_go(
    small: Small, person: Person, sees: bool
) -> None:
    voice = Voice(child="", today=small.clock().date(), me="", council="", urgent_phone="")
    said = small.store.perform_now(lambda turn: lobby(turn, person, small.house.forms, voice))
    assert (PROFILE in repr(said)) is sees
    assert (NAME in repr(said)) is sees


async def test_a_manager_reads_what_their_team_has_sent_and_no_other_does(
    browser: Open, small: Small
) -> None:
    ref = sent(small).ref
    manager = await (await browser()).enter(MANAGER)
    page = await (await manager.get("/")).text()
    assert NAME in page
    assert "/chat?profile" not in page
    assert f'href="/referrals/{ref}"' in page
    assert (await manager.get(f"/referrals/{ref}")).status == 200
    other = await (await browser()).enter(FAR_MANAGER)
    page = await (await other.get("/")).text()
    assert NAME not in page
    assert (await other.get(f"/referrals/{ref}")).status == 404


async def test_a_profile_whose_form_is_gone_is_offered_nowhere_and_a_new_one_can_be_begun(
    small: Small,
) -> None:
    newer = replace(FORM, version=2)
    server = TestServer(make_app(replace(small.house, forms={newer.name: newer})), host="127.0.0.1")
    await server.start_server()
    one = await Browser(server, SECRET).enter(WORKER)
    assert PROFILE not in await (await one.get("/")).text()
    assert (await one.get(f"/chat?profile={PROFILE}")).status == 404
    path, csrf = f"/start?form={FORM.key}&subject={CHILD.id}", {"csrf": await one.csrf()}
    begun = (await one.post(path, data=csrf)).headers["Location"]
    assert PROFILE not in begun
    assert (await one.get(begun)).status == 200
    await one.close()
    await server.close()
