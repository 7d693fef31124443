"""Conversations that are open now: their last activities in memory, and who is listening."""

from __future__ import annotations

import asyncio
import hmac
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from bot.channels.tokens import Grant

KEPT = 200
"""Activities a conversation remembers for those who reconnect."""
KEPT_CHARACTERS = 1_000_000
IDLE = timedelta(hours=1)
EACH = 12
"""Open conversations for one person; the oldest makes room."""
WAITING = 8
"""Turns that may wait behind one another in a conversation."""


class Live:
    """One open conversation. Activities are kept as they go over the wire, numbered from 1."""

    def __init__(
        self, conversation: str, person: str, profile: str, sign_in: str, site: str = ""
    ) -> None:
        self.id = conversation
        self.person = person
        self.profile = profile
        self.sign_in = sign_in
        self.site = site
        self.turns = asyncio.Lock()
        self.waiting = 0
        self.ended = False
        self.goodbye = ""
        """What is said last on the stream when it ends for somebody who may not go on."""
        self.asked = ""
        """The question shown here last: what is typed here without a word on it belongs to it."""
        self.answered: OrderedDict[str, tuple[str, str]] = OrderedDict()
        """The activity id each message got, and the hash of its words, so that a repeat is not shown twice."""
        self._kept: deque[tuple[int, str]] = deque()
        self._size = 0
        self._number = 0
        self._ticket = ""
        self._bell: asyncio.Event | None = None

    @property
    def grant(self) -> Grant:
        """What a token must be good for to be used here."""
        return Grant(self.person, self.profile, self.sign_in)

    def push(self, activities: Iterable[str]) -> None:
        """Keep these and wake whoever listens; the oldest go when there are too many."""
        for activity in activities:
            self._number += 1
            self._kept.append((self._number, activity))
            self._size += len(activity)
        while len(self._kept) > KEPT or (self._size > KEPT_CHARACTERS and len(self._kept) > 1):
            self._size -= len(self._kept.popleft()[1])
        self._wake()

    def after(self, watermark: int) -> tuple[list[str], int]:
        """What came after the watermark, and the new one; a strange watermark gets everything."""
        if watermark > self._number:
            watermark = 0
        return [text for number, text in self._kept if number > watermark], self._number

    def remember(self, message: str, activity: str, words: str) -> None:
        self.answered[message] = (activity, words)
        while len(self.answered) > KEPT:
            self.answered.popitem(last=False)

    def new_ticket(self, ticket: str) -> str:
        """A ticket opens one stream, once; a newer one makes the last worthless."""
        self._ticket = ticket
        return ticket

    def take_ticket(self, ticket: str) -> bool:
        good = bool(self._ticket) and hmac.compare_digest(self._ticket.encode(), ticket.encode())
        if good:
            self._ticket = ""
        return good

    def listen(self) -> asyncio.Event:
        """A bell that rings when there is more. Whoever listened before is told to stop."""
        before, self._bell = self._bell, asyncio.Event()
        if before is not None:
            before.set()
        return self._bell

    def is_newest(self, bell: asyncio.Event) -> bool:
        return not self.ended and self._bell is bell

    def leave(self, bell: asyncio.Event) -> None:
        if self._bell is bell:
            self._bell = None

    def end(self) -> None:
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        if self._bell is not None:
            self._bell.set()


class Conversations:
    """All that are open, the one least lately used first."""

    def __init__(self, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._open: OrderedDict[str, tuple[Live, datetime]] = OrderedDict()

    def open(self, person: str, profile: str, sign_in: str, site: str) -> Live:
        self._drop_idle()
        theirs = [live for live in self if live.person == person]
        for live in theirs[: max(0, len(theirs) - EACH + 1)]:
            self.end(live)
        live = Live(self._new_id(), person, profile, sign_in, site)
        self._open[live.id] = (live, self._clock())
        return live

    def find(self, conversation: str) -> Live | None:
        self._drop_idle()
        found = self._open.get(conversation)
        if found is None:
            return None
        self._open[conversation] = (found[0], self._clock())
        self._open.move_to_end(conversation)
        return found[0]

    def end(self, live: Live) -> None:
        self._open.pop(live.id, None)
        live.end()

    def end_sign_in(self, sign_in: str) -> None:
        """Signing out closes everything that was open under it."""
        for live in [each for each in self if each.sign_in == sign_in]:
            self.end(live)

    def end_all(self) -> None:
        for live in list(self):
            self.end(live)

    def __iter__(self) -> Iterator[Live]:
        return iter([live for live, _ in self._open.values()])

    def __len__(self) -> int:
        return len(self._open)

    def _drop_idle(self) -> None:
        now = self._clock()
        while self._open:
            live, used = next(iter(self._open.values()))
            if now - used < IDLE:
                return
            self.end(live)
