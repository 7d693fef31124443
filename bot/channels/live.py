"""Conversations that are open now: their last activities in memory, and who is listening."""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.tokens import Grant

KEPT = 200
"""Activities a conversation remembers for those who reconnect."""
KEPT_CHARACTERS = 1_000_000
IDLE = timedelta(hours=1)
EACH = 12
"""Open conversations for one person; the oldest makes room."""
WAITING = 8
"""Turns that may wait behind one another in a conversation."""
REPEATS = 100
"""How often one message may come again while it is being answered."""
OPENS = timedelta(minutes=1)
"""How long a ticket opens a stream."""
OVER = 2_000
"""Conversations whose end is remembered, so that nobody goes on with them."""
SAID = 50
"""Messages whose time is remembered, for those that come late."""


class Live:
    """One open conversation. Activities are kept as they go over the wire, numbered from 1."""

    def __init__(
        self,
        conversation: str,
        person: str,
        profile: str,
        sign_in: str,
        site: str = "",
        first: int = 0,
    ) -> None:
        self.id = conversation
        self.person = person
        self.profile = profile
        self.sign_in = sign_in
        self.site = site
        self.turns = asyncio.Lock()
        self.saying: Counter[str] = Counter()
        """The messages that are being answered now, or wait for it, and how often each came."""
        self.ended = False
        self.goodbye: list[str] = []
        """What is said last on the stream when it ends for somebody who may not go on."""
        self.asked = ""
        """The question shown here last: what is typed here without a word on it belongs to it."""
        self.offered: Any = None
        """The buttons that stood under it, for what is said besides to carry them on."""
        self._said: deque[tuple[datetime, str]] = deque(maxlen=SAID)
        self.answered: OrderedDict[str, tuple[str, str]] = OrderedDict()
        """The activity id each message got, and the hash of its words, so that a repeat is not shown twice."""
        self._kept: deque[tuple[int, str]] = deque()
        self._size = 0
        self._number = first
        self._ticket = ("", datetime.min.replace(tzinfo=UTC))
        self._bell: asyncio.Event | None = None

    @property
    def grant(self) -> Grant:
        """What a token is good for that is given out here."""
        return Grant(self.person, self.profile, self.sign_in, self.id)

    def is_for(self, grant: Grant) -> bool:
        """Whether a token is good here."""
        return grant in (self.grant, replace(self.grant, conversation=""))

    @property
    def newest(self) -> int:
        return self._number

    @property
    def waiting(self) -> int:
        """Different messages that are being answered or wait for it."""
        return len(self.saying)

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

    def asked_at(self, when: datetime | None) -> str:
        """The question they had before them when they said it, by the clock of their own device.

        What comes late was said before something that was answered already, and to what was shown
        then; without a time it belongs to what is shown now.
        """
        if when is not None:
            for said, asked in self._said:
                if when < said:
                    return asked
        return self.asked

    def said_at(self, when: datetime | None, asked: str) -> None:
        """Something was said at this time, with this question before them."""
        if when is not None and not (self._said and when < self._said[-1][0]):
            self._said.append((when, asked))

    def new_ticket(self, ticket: str, now: datetime) -> str:
        """A ticket opens one stream, once, and soon; a newer one makes the last worthless."""
        self._ticket = (ticket, now + OPENS)
        return ticket

    def take_ticket(self, ticket: str, now: datetime) -> bool:
        mine, until = self._ticket
        good = bool(mine) and hmac.compare_digest(mine.encode(), ticket.encode()) and now < until
        if good:
            self._ticket = ("", until)
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
        self._over: deque[str] = deque(maxlen=OVER)

    def open(
        self, person: str, profile: str, sign_in: str, site: str, conversation: str = ""
    ) -> Live:
        """A new one, or one under the id that it had before this process began.

        Numbers go on after all that it can have had then, so that an old watermark misses nothing.
        """
        self._drop_idle()
        theirs = [live for live in self if live.person == person]
        for live in theirs[: max(0, len(theirs) - EACH + 1)]:
            self.end(live)
        first = int(self._clock().timestamp() * 1000) if conversation else 0
        live = Live(conversation or self._new_id(), person, profile, sign_in, site, first)
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

    def is_over(self, conversation: str) -> bool:
        """Whether it was ended, and not only left lying."""
        return conversation in self._over

    def end(self, live: Live) -> None:
        """For good: nobody goes on with it."""
        self._over.append(live.id)
        self.let_go(live)

    def let_go(self, live: Live) -> None:
        """For now: whoever has a token for it goes on with it under its id."""
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
            self.let_go(live)
