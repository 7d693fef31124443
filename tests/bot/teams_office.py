"""Somebody's Teams beside a desk with one referral on it, and a place for their files, on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.teams_files import TeamsFiles
from bot.channels.teams_offers import Wanted
from bot.channels.teams_uploads import Uploads
from bot.pace import WORK
from bot.papers import Papers
from bot.rates import Rates
from care.people import Person
from storage import accounts
from storage.accounts import Account
from storage.diary import lines
from storage.referrals import Referral
from templates.paper import Copy
from tests.bot.fake_connector import CHAT, GUARD_SECONDS, OBJECT, TENANT, Sent
from tests.bot.house import WORKER, Small
from tests.bot.sent import sent
from tests.bot.teams_town import KEY, Town, teams_town

SITE = "https://kith.example"
CHILDS_NAME = "Robin"


@dataclass
class Drive:
    """Somebody's files, which take in what is put there; or do not."""

    address: str = ""
    statuses: tuple[int, ...] = ()
    got: tuple[tuple[dict[str, str], bytes], ...] = ()

    async def put(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.got = (*self.got, (dict(request.headers), body))
        status, self.statuses = (*self.statuses, 201)[0], self.statuses[1:]
        headers = {"Location": f"{self.address}/elsewhere"} if status == 302 else {}
        return web.Response(status=status, headers=headers)


@dataclass
class Office:
    town: Town
    drive: Drive
    referral: Referral
    person: Person

    @property
    def said(self) -> list[Sent]:
        return self.town.connector.sent

    async def ask(self, text: str = "Documents", until: int = 1, **more: Any) -> Sent:
        """Says it, and waits for what comes back."""
        assert await self.town.phone.say(text, **more) == 200
        return (await self.town.connector.until(until))[-1]

    async def offered(self, copy: Copy = Copy.COUNCIL) -> tuple[Sent, dict[str, Any]]:
        """An offer, and what came with it to be sent back."""
        before = len(self.said)
        one = Wanted(self.referral.ref, self.referral.version, copy)
        value = {"kith": {"press": one.press, "asked": "", "shown": 0}}
        assert await self.town.phone.tap(value) == 200
        card = (await self.town.connector.until(before + 1))[-1]
        content = card.activity["attachments"][0]["content"]
        return card, content

    async def answer(self, card: Sent, content: dict[str, Any], **more: Any) -> None:
        """Yes, unless it says otherwise; waits until the card was replaced, or something was said."""
        info = {
            "contentUrl": f"{self.drive.address}/files/{self.referral.ref}.docx",
            "uploadUrl": f"{self.drive.address}/upload?session=1%2F2",
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D",
            "fileType": "docx",
            "name": "x.docx",
        }
        value = {
            "action": "accept",
            "type": "fileUpload",
            "context": content["acceptContext"],
            "uploadInfo": info,
            **more,
        }
        plain = self.town.phone.activity(
            "invoke", name="fileConsent/invoke", value=value, text=None, replyToId=card.id
        )
        edits = card.edits
        assert (await self.town.phone.bring(plain)).status == 200
        async with asyncio.timeout(GUARD_SECONDS):
            while card.edits == edits:
                self.town.connector.changed.clear()
                await self.town.connector.changed.wait()

    def diary(self) -> list[tuple[str, str, str, str]]:
        written = self.town.small.store.perform_now(lambda turn: lines(turn, self.referral.ref))
        return [(each.action, each.actor, each.channel, each.reason) for _, each in written]


@asynccontextmanager
async def office(
    small: Small, person: Person = WORKER, *, allowed: bool = True, papers: str = WORK.papers
) -> AsyncIterator[Office]:
    """Somebody's Teams beside a desk with one referral on it, and a place for their files."""
    small = replace(small, house=replace(small.house, pace=replace(WORK, papers=papers)))
    drive = Drive()
    app = web.Application()
    app.router.add_put("/{rest:.*}", drive.put)
    served = TestServer(app, host="127.0.0.1")
    await served.start_server(access_log=None)
    drive.address = str(served.make_url("")).rstrip("/")
    uploads = Uploads(frozenset({drive.address.removeprefix("http://")}))
    try:
        async with teams_town(small) as town:
            made_by = Papers(town.house)
            rates, wire = Rates(town.house), town.door.wire
            house = replace(town.house, site=SITE)  # a site would turn away whoever calls it else
            files = TeamsFiles(house, made_by, rates, wire, allowed=allowed, uploads=uploads)
            town.door.see_to_files(files)
            link(town, person)
            yield Office(town, drive, sent(small), person)
            await town.door.stop()
            await files.close()
            made_by.close()
    finally:
        await served.close()


def link(town: Town, person: Person) -> Account:
    place = {"service": town.connector.service.rstrip("/"), "conversation": CHAT}
    more = {"bot": "28:kith", "user": f"29:{OBJECT}", "tenant": TENANT}
    return town.small.store.perform_now(
        lambda turn: accounts.link(turn, "teams", KEY, person.id, {**place, **more}, "W")
    )
