"""The channels that this house has switched on for accounts elsewhere, and how each is reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.door_settings import Doors
from care.channels import TEAMS, TELEGRAM, may_talk
from care.people import Role

TELEGRAM_HOST, TEAMS_HOST = "t.me", "teams.microsoft.com"


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class LinkWay:
    """One of them. What is not known (yet) is empty; then the code alone links an account."""

    channel: str
    address: Callable[[str, str], str]
    """Where a deep link leads, from the token and the code of a linking."""
    called: Callable[[], str] = _nothing
    """What to look for there when the deep link does not help."""


def telegram_way(bot: Callable[[], str]) -> LinkWay:
    """`bot` gives the bot's name on Telegram without its @, or nothing before it is known."""

    def address(token: str, code: str) -> str:
        return f"https://{TELEGRAM_HOST}/{quote(bot(), safe='')}?start={token}" if bot() else ""

    def called() -> str:
        return f"@{bot()}" if bot() else ""

    return LinkWay(TELEGRAM, address, called)


def teams_way(app_id: str) -> LinkWay:
    """The app id is the bot's at Microsoft: a chat with it opens, and the code stands in it."""

    def address(token: str, code: str) -> str:
        bot = quote(f"28:{app_id}", safe=":")
        return f"https://{TEAMS_HOST}/l/chat/0/0?users={bot}&message={quote(code)}"

    return LinkWay(TEAMS, address)


def link_ways(doors: Doors, telegram_bot: Callable[[], str] = _nothing) -> tuple[LinkWay, ...]:
    """Those that are switched on here, in the order in which a page shows them."""
    teams = [teams_way(doors.teams.app_id)] if doors.teams else []
    telegram = [telegram_way(telegram_bot)] if doors.telegram else []
    return (*teams, *telegram)


def way_for(ways: Sequence[LinkWay], role: Role, channel: str) -> LinkWay | None:
    """How somebody in this role may link an account on this channel here, if they may."""
    if not may_talk(role, channel):
        return None
    return next((each for each in ways if each.channel == channel), None)
