"""The courier: takes what the outbox holds to where it belongs, as often as it needs to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import account_on, at_account, reminders, review_notices
from bot import emergency_notices as emergency
from bot.account_due import TO_ACCOUNT
from bot.account_notice import account_notice, at_itself
from bot.channels.doorway import Doorway
from bot.channels.outlet import NotDelivered
from bot.device_notice import device_notice
from bot.errors import NotForYou
from bot.house import House
from bot.papers import Papers
from bot.things import referral_thing
from bot.words import words
from care.access import Action, Thing, may
from care.people import Role
from dialogs.message import Button, Message
from storage import accounts, linkings, outbox, people, referrals, sessions, shown, waits
from storage.accounts import LINKED
from storage.errors import LeaseLost, NotKept, StorageError, StoreClosed
from storage.outbox import Post
from storage.referrals import Referral
from storage.turn import Turn
from templates.paper import Copy

LOG = logging.getLogger("kith.courier")

SENT = "referral_sent"
NOTICE = "notice"
DESK = "/referrals"
EVERY_SECONDS = 1.0
AT_ONCE = 8
TRIES = 6
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
TRIES_THERE = 150
"""For a channel of somebody else's, which may be down for a day."""
MOST_SECONDS = 3600.0
SLOW_SECONDS = 2.0
"""A round waits no longer for what is said elsewhere; it goes on by itself."""
TIDY_EVERY = timedelta(hours=1)


class Courier:
    """One for each process. Everything it does can be done twice without harm."""

    def __init__(
        self,
        house: House,
        papers: Papers,
        tell: Callable[[str, Message], None],
        doorway: Doorway | None = None,
    ) -> None:
        self._house = house
        self._papers = papers
        self.tell = tell
        self._doorway = doorway
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._there: dict[int, asyncio.Task[None]] = {}
        """What is being said at accounts elsewhere, by its post."""
        self._already: set[int] = set()
        """What was said there, and could not be settled, too late or not at all: never said again."""
        self._tidied = house.clock()
        self._reminded: datetime | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """There may be something new."""
        self._bell.set()

    async def stop(self) -> None:
        """Ends after the post in hand."""
        self._stopping = True
        self.wake()
        if self._task is not None:
            await self._task
        if self._there:
            await asyncio.wait(self._there.values())

    async def round(self) -> int:
        """Delivers what is due now; how many posts there were."""
        posts = await self._house.store.perform(lambda turn: outbox.claim(turn, AT_ONCE))
        for post in posts:
            if post.kind == TO_ACCOUNT:
                self._deliver_there(post)
            else:
                await self._deliver(post)
        if self._there:
            await asyncio.wait(self._there.values(), timeout=SLOW_SECONDS)
        return len(posts)

    def _deliver_there(self, post: Post) -> None:
        """Beside the others: a channel of somebody else's may take its time, or never answer."""
        if post.seq in self._there:
            return  # it is being said, and its lease ran out over it
        task = self._there[post.seq] = asyncio.create_task(self._try_there(post))
        task.add_done_callback(lambda _: self._there.pop(post.seq, None))

    async def _try_there(self, post: Post) -> None:
        try:
            await self._deliver(post)
        except (NotKept, StoreClosed) as error:
            LOG.warning("post %d: %s", post.seq, type(error).__name__)

    async def _run(self) -> None:
        while not self._stopping:
            self._bell.clear()
            try:
                await self._remind()
                busy = await self.round()
                await self._tidy()
            except StoreClosed:
                return
            except Exception as error:  # noqa: BLE001  one bad record must not end every delivery
                level = logging.WARNING if isinstance(error, StorageError) else logging.ERROR
                LOG.log(level, "round failed: %s", type(error).__name__)
                busy = 0
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), EVERY_SECONDS)

    async def _deliver(self, post: Post) -> None:
        try:
            await self._hand_over(post)
        except (NotKept, StoreClosed):
            raise
        except Exception as error:  # noqa: BLE001  one bad post must not hold up the others
            await self._failed(post, error)
            return
        if post.kind == TO_ACCOUNT:
            self._already.add(post.seq)
        with contextlib.suppress(LeaseLost):
            await self._house.store.perform(lambda turn: outbox.done(turn, post))
            self._already.discard(post.seq)

    async def _hand_over(self, post: Post) -> None:
        match post.kind:
            case "referral_sent":
                referral = await self._house.store.perform(lambda turn: _referral(turn, post))
                for copy in Copy:
                    await self._papers.document(referral, copy)
                await self._house.store.perform(lambda turn: _notify(turn, referral))
            case "notice":
                if await self._house.store.perform(lambda turn: _sits_at_the_desk(turn, post)):
                    await self._tell(post, waiting_message())
            case "emergency_due":
                await self._house.store.perform(lambda turn: emergency.escalate(turn, post))
            case "emergency_opened" | "emergency_late":
                await self._told(post, emergency.notice)
            case "new_device":
                await self._told(post, device_notice)
            case "review_signed":
                await review_notices.make_papers(self._house, self._papers, post)
            case "reminder":
                house = self._house
                await self._told(post, lambda turn, post: reminders.deliver(turn, house, post))
            case "asked":
                await self._told(post, review_notices.told)
            case "account_told":
                await self._told(post, account_notice)
                await self._house.store.perform(lambda turn: self._welcome(turn, post))
            case "account_on":
                house = self._house
                await house.store.perform(lambda turn: account_on.go_on(turn, house, post))
            case "to_account":
                if self._doorway is not None and post.seq not in self._already:
                    await self._doorway.redeliver(post)
            case _:
                raise ValueError

    async def _told(self, post: Post, words_of: Callable[[Turn, Post], Message | None]) -> None:
        """Says what there is to say, asked at the moment when it is said."""
        told = await self._house.store.perform(lambda turn: words_of(turn, post))
        if told is not None:
            await self._tell(post, told)

    async def _tell(self, post: Post, message: Message) -> None:
        """In every window that the person has open, and at every account of theirs elsewhere."""
        self.tell(post.person_id, message)
        name = f"{post.kind} {post.seq}"
        await self._house.store.perform(
            lambda turn: at_account.notify(turn, post.person_id, message, name, at_itself(post))
        )

    def _welcome(self, turn: Turn, post: Post) -> None:
        plain = json.loads(post.payload)
        if plain["what"] == LINKED:
            at_account.welcome(turn, self._house, str(plain["account"]))

    async def _failed(self, post: Post, error: Exception) -> None:
        """Tried again later; at last given up, and the desk is told all the same: the page works."""
        code = type(error).__name__
        LOG.error("post %d (%s): %s, try %d", post.seq, post.kind, code, post.attempts)
        wait = min(FIRST_WAIT * 2 ** (post.attempts - 1), LONGEST_WAIT)
        most, final = TRIES, False
        if isinstance(error, NotDelivered):
            most, final = TRIES_THERE, error.final
            wait = max(wait, timedelta(seconds=min(error.seconds or 0, MOST_SECONDS)))

        def settle(turn: Turn) -> None:
            if post.attempts < most and not final:
                outbox.retry_later(turn, post, turn.now + wait, code)
                return
            outbox.give_up(turn, post, code)
            turn.write_diary("post.given_up", "post", str(post.seq), "kith", "", code)
            if post.kind == SENT:
                with contextlib.suppress(NotForYou, KeyError, ValueError):
                    _notify(turn, _referral(turn, post))

        with contextlib.suppress(LeaseLost):
            await self._house.store.perform(settle)

    async def _remind(self) -> None:
        """Looks who is to be reminded of something, at the start and then once an hour."""
        now, house = self._house.clock(), self._house
        if self._reminded is None or now - self._reminded >= reminders.EVERY:
            self._reminded = now
            await house.store.perform(lambda turn: reminders.plan(turn, house))

    async def _tidy(self) -> None:
        now = self._house.clock()
        if now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            await self._house.store.perform(sessions.end_old)
            await self._house.store.perform(waits.end_old)
            await self._house.store.perform(linkings.end_old)
            await self._house.store.perform(shown.end_old)
            await self._house.store.perform(accounts.end_old)


def _referral(turn: Turn, post: Post) -> Referral:
    plain = json.loads(post.payload)
    found = referrals.find(turn, str(plain["ref"]), int(plain["version"]))
    if found is None:
        raise NotForYou
    return found


def _sits_at_the_desk(turn: Turn, post: Post) -> bool:
    """Asked when it is delivered: who it was for may have left since, or do other work now, or have
    a conflict of interest with whom it is about."""
    person = people.person(turn, post.person_id)
    ref = str(json.loads(post.payload).get("ref", ""))
    referral = referrals.find(turn, ref) if ref else None
    if referral is None:
        return not ref and bool(may(person, Action.SEE_DESK))
    return bool(may(person, Action.READ_REFERRAL, _thing(turn, referral)))


def _thing(turn: Turn, referral: Referral) -> Thing:
    return referral_thing(turn, referral.ref, referral.subject_id)


def waiting_message() -> Message:
    """That something waits, and where; never whom it is about."""
    look = Button(press="", label=words("notice", "look"), address=DESK)
    return Message(words("notice", "waiting"), buttons=(look,))


def _notify(turn: Turn, referral: Referral) -> None:
    """A post for every officer who may read it; nobody with a conflict of interest hears of it."""
    thing, payload = _thing(turn, referral), json.dumps({"ref": referral.ref})
    for officer in people.everyone(turn, Role.PLACEMENT_OFFICER):
        if may(officer, Action.READ_REFERRAL, thing):
            dedupe = f"{NOTICE} {referral.ref} {referral.version} {officer.id}"
            outbox.post(turn, dedupe, officer.id, NOTICE, payload)
