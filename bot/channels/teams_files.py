"""Documents in Teams: a list that is asked for, an offer to put one into somebody's own files, and
the putting. The access is that of the web, asked again at each step; where the council does not
allow files in Teams, or anything goes wrong, a link leads to the web."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, Attachment

from bot.channels import teams_offers
from bot.channels.doorway import Known
from bot.channels.outlet import NotDelivered
from bot.channels.teams_adapter import plain, reference_of
from bot.channels.teams_cards import activities_of, activity_of
from bot.channels.teams_gate import Delivery
from bot.channels.teams_offers import Wanted, wanted
from bot.channels.teams_read import Words
from bot.channels.teams_uploads import Place, Uploads
from bot.channels.teams_wire import TeamsWire, patiently
from bot.errors import NotForYou, TooMuch
from bot.house import House
from bot.papers import Papers
from bot.rates import Rates
from bot.teams_words import in_teams, teamed
from bot.words import words
from dialogs.message import Message
from storage.errors import StorageError
from storage.referrals import Referral
from templates.errors import TemplateError

LOG = logging.getLogger("kith.teams")

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
LONGEST_ID = 100
Json = Mapping[str, object]


def consent_card(one: Wanted, size: int, offer_id: str) -> Activity:
    """Asks whether the file may be put into their files. It names nobody; what comes back with the
    answer is an opaque id."""
    context = {"kith": offer_id}
    content = {
        "description": words("desk", f"{one.copy.value}_title"),
        "sizeInBytes": size,
        "acceptContext": context,
        "declineContext": context,
    }
    card = Attachment(content_type=CONSENT, name=one.file, content=content)
    return Activity(type="message", summary=teamed("summary.file"), attachments=[card])


def info_card(one: Wanted, place: Place) -> Activity:
    """The file as Teams shows one that is there."""
    content = {"uniqueId": place.unique, "fileType": place.kind}
    card = Attachment(content_type=INFO, name=one.file, content=content, content_url=place.content)
    return Activity(type="message", summary=teamed("summary.file"), attachments=[card])


class TeamsFiles:
    """One for each app. `allowed` is the council's word on files in Teams."""

    def __init__(
        self,
        house: House,
        papers: Papers,
        rates: Rates,
        wire: TeamsWire,
        *,
        allowed: bool,
        uploads: Uploads | None = None,
    ) -> None:
        self._house = house
        self._papers = papers
        self._rates = rates
        self._wire = wire
        self._allowed = allowed
        self._uploads = uploads or Uploads()

    async def close(self) -> None:
        await self._uploads.close()

    def is_asked(self, said: Words) -> bool:
        """Whether this asks for documents, and is nothing for the conversation."""
        typed = " ".join((said.text or "").casefold().removeprefix("/").split())
        return wanted(_press(said)) is not None or (
            said.value is None and typed in in_teams()["file"]["words"]
        )

    async def asked(self, known: Known, delivery: Delivery, said: Words) -> None:
        """Says which documents there are, or offers the one that was tapped."""
        name = f"{known.account.id} {said.name}"
        one = wanted(_press(said))
        if one is None:
            message = await self._house.store.perform(
                lambda turn: teams_offers.listed(
                    turn, known.account, known.person.id, name, files=self._allowed
                )
            )
            await self._say(delivery, message)
            return
        try:
            await self._offer(known, delivery, one, name)
        except NotForYou:
            await self._say(delivery, Message(teamed("file.not_now"), role="help"))
        except TooMuch:
            await self._say(delivery, _instead(one, "later"))
        except TemplateError as error:
            LOG.warning("no document to offer: %s", type(error).__name__)
            await self._say(delivery, _instead(one, "failed"))

    async def _offer(self, known: Known, delivery: Delivery, one: Wanted, name: str) -> None:
        account, person = known.account, known.person
        referral = await self._house.store.perform(
            lambda turn: teams_offers.asked_for(turn, account, person.id, one, name)
        )
        if referral is None:
            return
        if not self._allowed:
            await self._say(delivery, _instead(one, "web_only"))
            return
        self._rates.paper(person.id)
        size = len(await self._papers.document(referral, one.copy))
        offer_id = await self._house.store.perform(
            lambda turn: teams_offers.offer(turn, account, one, referral)
        )
        await self._send(delivery, consent_card(one, size, offer_id))

    async def consent(self, known: Known, delivery: Delivery, value: Json) -> None:
        """Yes or no to an offer. The card that asked is used once: what became of it stands there."""
        offer_id, accepted = _offer_in(value), value.get("action") == "accept"
        place = _place_in(value)
        try:
            found = await self._house.store.perform(
                lambda turn: teams_offers.taken(
                    turn, known.account, known.person.id, offer_id, accepted=accepted
                )
            )
        except NotForYou:
            await self._replace(delivery, Message(teamed("file.not_now"), role="help"))
            return
        if found is None:
            await self._replace(delivery, Message(teamed("file.over"), role="help"))
            return
        one, referral = found
        if referral is None:
            await self._replace(delivery, _instead(one, "declined"))
            return
        put = place is not None and self._allowed and await self._put(known, one, referral, place)
        if put and place is not None:
            done = Message(teamed("file.there", file=one.file), role="saved")
            await self._replace(delivery, done)
            await self._send(delivery, info_card(one, place))
        else:
            await self._replace(delivery, _instead(one, "failed"))

    async def _put(self, known: Known, one: Wanted, referral: Referral, place: Place) -> bool:
        """Whether the file is there now."""
        if not self._uploads.may_go_to(place):
            LOG.warning("a file may not go there")
            return False
        try:
            self._rates.paper(known.person.id)
            body = await self._papers.document(referral, one.copy)
            await self._house.store.perform(
                lambda turn: teams_offers.note(turn, known.account, known.person.id, one)
            )
        except (NotForYou, TooMuch, TemplateError, StorageError) as error:
            LOG.warning("no document to send: %s", type(error).__name__)
            return False
        return await self._uploads.put(place, body)

    # ------------------------------------------------------------ what is said

    async def _say(self, delivery: Delivery, message: Message | None) -> None:
        for activity in activities_of(message, self._house.site, 0) if message else ():
            await self._send(delivery, activity)

    async def _send(self, delivery: Delivery, activity: Activity) -> None:
        addressed = _addressed(delivery, activity)
        where = (delivery.service, delivery.conversation)
        try:
            await patiently(partial(self._wire.send, *where, addressed))
        except NotDelivered:
            LOG.info("a word about a file was not said")

    async def _replace(self, delivery: Delivery, message: Message) -> None:
        """Puts this where the card stood that asked, or below when that is not known or not done."""
        activity, card = (
            activity_of(message, self._house.site, 0),
            delivery.activity.get("replyToId"),
        )
        if isinstance(card, str) and 0 < len(card) <= LONGEST_ID:
            now = {**_addressed(delivery, activity), "id": card}
            try:
                await self._wire.update(delivery.service, delivery.conversation, card, now)
                return
            except NotDelivered:
                LOG.info("a card about a file stays as it was")
        await self._send(delivery, activity)


def _addressed(delivery: Delivery, activity: Activity) -> dict[str, Any]:
    reference = reference_of(delivery.place)
    return plain(TurnContext.apply_conversation_reference(activity, reference))


def _instead(one: Wanted, name: str) -> Message:
    """What is said instead of sending it, with the link."""
    return Message(teamed(f"file.{name}", file=one.file), role="help", buttons=(one.link,))


def _press(said: Words) -> str:
    ours = said.value.get("kith") if said.value else None
    press = ours.get("press") if isinstance(ours, Mapping) else None
    return press if isinstance(press, str) else ""


def _offer_in(value: Json) -> str:
    context = value.get("context")
    found = context.get("kith") if isinstance(context, Mapping) else None
    return found if isinstance(found, str) and len(found) <= LONGEST_ID else ""


def _place_in(value: Json) -> Place | None:
    """Where the file goes; None when it does not say so in words."""
    info = value.get("uploadInfo")
    if not isinstance(info, Mapping):
        return None
    read = [info.get(name) for name in ("uploadUrl", "contentUrl", "uniqueId", "fileType")]
    if not all(isinstance(each, str) for each in read):
        return None
    upload, content, unique, kind = (str(each) for each in read)
    good = len(unique) <= LONGEST_ID and len(kind) <= LONGEST_ID
    return Place(upload, content, unique, kind) if good else None
