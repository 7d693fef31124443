"""The way from a chat elsewhere to the house and back: whose account it is, and what is said there."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from weakref import WeakValueDictionary

from bot.account_again import again
from bot.account_due import TO_ACCOUNT, Due, now_asked, pressed
from bot.at_account import is_theirs
from bot.channels.outlet import Bubble, NotDelivered, Outlet, Parcel, Spent
from bot.house import House
from bot.words import words
from care.people import Person
from care.text import clean
from dialogs.message import Message
from storage import accounts, linkings, outbox, people, shown
from storage.accounts import Account
from storage.errors import LeaseLost, StorageError
from storage.outbox import Post
from storage.turn import Turn

LOG = logging.getLogger("kith.doorway")

ANSWERS_WITHIN = 1.5
"""Seconds that whoever brought a message waits for what is said back; then it goes on alone."""
PATIENCE = 5.0
"""A channel that asks us to wait no longer than this is waited for; a later try is the courier's."""
MOST_WAITS = 3
"""So often, and then it is the courier's too: one chat that is always too busy holds up nobody."""


@dataclass(frozen=True, slots=True)
class Known:
    """An account that is somebody's now."""

    account: Account
    person: Person

    @property
    def profile(self) -> str:
        return self.account.profile

    @property
    def asked(self) -> str:
        return self.account.asked


class Doorway:
    """One for each process. Each account hears what is due there in order.

    `changed` is told whose profile was spoken about, so that what they have open elsewhere follows.
    """

    def __init__(self, house: House, changed: Callable[[str, str], None]) -> None:
        self._house = house
        self._changed = changed
        self._outlets: dict[str, Outlet] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._behind: set[str] = set()
        """Accounts at which something older waits for the courier; what is newer waits behind it."""
        self._said: dict[int, int] = {}
        """How much of a post was said before it failed, by its number: the rest is for the courier."""
        self._over: set[int] = set()
        """Posts that were all said, and of which nobody could note it: too late, or the store in trouble."""
        self._going_on: set[asyncio.Task[None]] = set()

    def register(self, outlet: Outlet) -> None:
        self._outlets[outlet.channel] = outlet

    # ------------------------------------------------------------ whose account it is

    async def known(self, channel: str, key: str) -> Known | None:
        """Whose it is; None for nobody's, one that ended, and one that nobody confirmed for long."""

        def look(turn: Turn) -> Known | None:
            account = accounts.find(turn, channel, key)
            person = people.person(turn, account.person_id) if account else None
            if account is None or person is None:
                return None
            return Known(account, person) if is_theirs(turn, account, person) else None

        return await self._house.store.perform(look)

    async def claim(
        self, channel: str, key: str, place: Mapping[str, str], name: str, word: str
    ) -> Message:
        """A link's token or a typed code, from an account that is nobody's yet, or of its own person.

        A right one waits for its person to say on the web that this is their account. Wrong,
        old, used and too many are told the same; and so is a link that somebody else made and
        sent to whoever has an account already.
        """

        def take(turn: Turn) -> bool:
            return linkings.claim(turn, channel, word, key, place, clean(name)) is not None

        claimed = await self._house.store.perform(take)
        return Message(words("account", "claimed" if claimed else "not_a_code"), role="help")

    async def refuse(self, channel: str, key: str) -> None:
        """Whoever claimed a link from there, and is nobody yet, wants none of it after all."""
        await self._house.store.perform(lambda turn: linkings.refuse(turn, channel, key))

    async def press(self, known: Known, shown_id: int, number: int) -> tuple[str, str] | None:
        """What a short id means, and the question it was shown under; None for what is not theirs."""
        return await self._house.store.perform(
            lambda turn: pressed(turn, known.account, shown_id, number)
        )

    async def moved(self, known: Known, place: Mapping[str, str]) -> None:
        """The conversation there has another address from now on."""
        await self._house.store.perform(lambda turn: accounts.move(turn, known.account, place))

    async def unlink(self, known: Known) -> None:
        """The account is gone there: taken away or blocked."""
        await self._house.store.perform(lambda turn: _end(turn, known.account))

    # ------------------------------------------------------------ what is said there

    async def say(self, due: Due) -> None:
        """Says what is due, and comes back when it is said or after a moment at most.

        What takes longer goes on alone; what fails is in the outbox and is tried again. Behind what
        is still being said there nobody waits: somebody in a hurry would hold up all the others.
        """
        self._changed(due.account.person_id, due.account.profile)
        busy = self._turn(due.account.id).locked()
        going = asyncio.create_task(self._say(due))
        self._going_on.add(going)
        going.add_done_callback(self._going_on.discard)
        if not busy:
            await asyncio.wait({going}, timeout=ANSWERS_WITHIN)

    async def begin(self) -> None:
        """What was not said before the last stop is said at once, and before anything new."""

        def look(turn: Turn) -> dict[str, int]:
            outbox.take_back(turn, TO_ACCOUNT)
            return outbox.waiting_for(turn, TO_ACCOUNT)

        self._behind.update(await self._house.store.perform(look))

    async def redeliver(self, post: Post) -> None:
        """Says what a post holds, for the courier. Raises `NotDelivered`."""
        account_id = str(json.loads(post.payload)["account"])
        async with self._turn(account_id):
            due = await self._as_it_is(post)
            if due is not None and post.seq not in self._over:
                await self._deliver(due, settles=False)
            self._over.discard(post.seq)
            if due is None:
                self._said.pop(post.seq, None)
        after = await self._house.store.perform(lambda turn: outbox.waiting_for(turn, TO_ACCOUNT))
        if after.get(account_id, post.seq) <= post.seq:
            self._behind.discard(account_id)

    async def stop(self) -> None:
        """Ends when everything that was begun is said or given to the courier."""
        if self._going_on:
            await asyncio.wait(self._going_on)

    def _turn(self, account_id: str) -> asyncio.Lock:
        """What keeps an account's things in order, for as long as anybody waits for it."""
        found = self._turns.get(account_id)
        if found is None:
            found = self._turns[account_id] = asyncio.Lock()
        return found

    async def _say(self, due: Due) -> None:
        lock = self._turn(due.account.id)
        waited = lock.locked()
        async with lock:
            try:
                if due.account.id in self._behind:
                    await self._leave(due.post)
                    return
                now = await self._as_it_is(due.post) if waited and not due.unlinked else due
                if now is not None:
                    await self._deliver(now, settles=True)
                else:
                    await self._note(due, {}, settles=True)
            except NotDelivered:
                self._behind.add(due.account.id)
                await self._leave(due.post)
            except Exception as error:  # noqa: BLE001  it is in the outbox, and is tried again
                LOG.error("saying failed: %s", type(error).__name__)
                self._behind.add(due.account.id)

    async def _as_it_is(self, post: Post) -> Due | None:
        """What had to wait before it could be said, as it is true now; None when nothing of it is."""
        return await self._house.store.perform(lambda turn: again(turn, self._house, post))

    async def _deliver(self, due: Due, *, settles: bool) -> None:
        outlet = self._outlets.get(due.account.channel)
        if outlet is None:
            raise NotDelivered
        whole = self._parcel(due)
        said = self._said.pop(due.post.seq, 0)
        for waits in count():
            parcel = replace(whole, bubbles=whole.bubbles[said:])
            try:
                ids = await outlet.deliver(parcel)
            except NotDelivered as why:
                said += why.said
                await self._note(due, why.ids)
                if why.final:
                    await self._house.store.perform(lambda turn: _end(turn, due.account))
                    return
                if why.seconds is None or why.seconds > PATIENCE or waits == MOST_WAITS:
                    self._said[due.post.seq] = said
                    raise
                await asyncio.sleep(why.seconds)
            else:
                await self._note(due, ids, spends=True, settles=settles)
                return

    def _parcel(self, due: Due) -> Parcel:
        bubbles = tuple(
            Bubble(message, due.shown.get(number, 0))
            for number, message in enumerate(due.reply.messages)
        )
        first = due.reply.messages[0] if due.reply.messages else None
        outcome = first.text if first and first.role == "saved" else ""
        spent = tuple(
            Spent(each.external, each.message, outcome if _asks(each.message) else "")
            for each in due.before
        )
        return Parcel(
            due.account.id, due.account.person_id, due.place, bubbles, spent, self._house.site
        )

    async def _note(
        self, due: Due, ids: Mapping[int, str], *, spends: bool = False, settles: bool = False
    ) -> None:
        """Notes what was said, what is over by it, and, unless the courier does, that it was all."""

        if spends or settles:
            self._over.add(due.post.seq)

        def note(turn: Turn) -> bool:
            for shown_id, external in ids.items():
                shown.sent(turn, shown_id, external)
            if spends:
                shown.spend(turn, [each.shown for each in due.before])
                now_asked(turn, due)
            try:
                if settles:
                    outbox.done(turn, due.post)
            except LeaseLost:
                LOG.info("post %d was taken over", due.post.seq)
                return False
            return settles

        if ids or spends or settles:
            if await self._house.store.perform(note):
                self._over.discard(due.post.seq)

    async def _leave(self, post: Post) -> None:
        """Gives a post to the courier at once, rather than when nobody has settled it for long."""

        def leave(turn: Turn) -> None:
            try:
                outbox.release(turn, post)
            except LeaseLost:
                LOG.info("post %d was taken over", post.seq)

        try:
            await self._house.store.perform(leave)
        except StorageError as error:  # nobody settles it, so that it is tried again all the same
            LOG.warning("post %d: %s", post.seq, type(error).__name__)


def _asks(message: Message) -> bool:
    """Whether it was a question: a list or a notice says nothing of what was saved."""
    return message.role == "ask" or message.card is not None


def _end(turn: Turn, account: Account) -> None:
    """It cannot be reached there any more: taken away, or blocked."""
    accounts.end(turn, account.person_id, account.id, channel=account.channel, reason="gone")
