"""A channel of somebody else's that is down holds up nothing that is said elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.account_due import TO_ACCOUNT
from bot.channels.outlet import NotDelivered
from bot.courier import Courier
from bot.papers import Papers
from dialogs.message import Message
from storage import accounts, outbox
from tests.bot.accounts import There, somebody_there
from tests.bot.house import PROFILE, WORKER, small_house


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    small = small_house(tmp_path, demo=False)
    yield somebody_there(small)
    small.store.close()


async def test_what_cannot_be_said_at_an_account_keeps_no_notice_from_the_web(there: There) -> None:
    await there.press(f"open:{PROFILE}", "open-1")
    there.outlet.fails = [NotDelivered(3600) for _ in range(20)]
    await there.say("Trains", "2")
    papers, told = Papers(there.small.house), list[str]()

    def tell(person: str, message: Message) -> None:
        told.append(person)

    courier = Courier(there.small.house, papers, tell, there.doorway)
    while await courier.round():
        pass
    told.clear()
    there.small.store.perform_now(
        lambda turn: accounts.link(turn, "telegram", "42", WORKER.id, {"chat": "42"}, "Wilma")
    )
    while await courier.round():
        pass
    papers.close()
    assert told == [WORKER.id], "they are told on the web that an account was linked"
    lanes = there.small.store.perform_now(lambda turn: outbox.waiting_for(turn, TO_ACCOUNT))
    assert there.account.id in lanes, "while the reply at the account still waits"
