"""The doors beside the web, put together: what hears at each, what is said there, how they open and shut."""

from __future__ import annotations

from bot.channels.directline import DirectLine
from bot.channels.doorway import Doorway
from bot.channels.teams_door import TeamsDoor
from bot.channels.teams_files import TeamsFiles
from bot.channels.telegram_door import TelegramDoor
from bot.door_settings import Doors
from bot.house import House
from bot.linking_ways import LinkWay, link_ways
from bot.papers import Papers
from bot.rates import Rates
from bot.routes import OpenRoute
from care.access import Action


class OtherDoors:
    """One for each process. A door that no council switched on is not there from outside."""

    def __init__(
        self, house: House, line: DirectLine, rates: Rates, doors: Doors, papers: Papers
    ) -> None:
        self.doorway = Doorway(house, line.changed)
        self.teams = TeamsDoor(house, self.doorway, rates, doors.teams)
        self._files: TeamsFiles | None = None
        if doors.teams is not None:
            allowed = doors.teams.files
            self._files = TeamsFiles(house, papers, rates, self.teams.wire, allowed=allowed)
            self.teams.see_to_files(self._files)
        self.telegram = TelegramDoor(house, self.doorway, rates, doors.telegram)
        self.ways: tuple[LinkWay, ...] = link_ways(doors, lambda: self.telegram.bot_name)

    def routes(self) -> list[OpenRoute]:
        return [
            OpenRoute("POST", "/api/messages", Action.BRING_FROM_CHANNEL, self.teams.post),
            OpenRoute("POST", "/telegram/webhook", Action.BRING_FROM_CHANNEL, self.telegram.post),
        ]

    async def open(self) -> None:
        """Begins to hear; what waited from before is said before anything new."""
        await self.doorway.begin()
        self.teams.start()
        self.telegram.start()

    async def shut(self) -> None:
        """Hears nothing more, and ends when what was begun is said or left to the outbox."""
        await self.telegram.stop()
        await self.teams.stop()
        await self.doorway.stop()

    async def leave(self) -> None:
        """Hangs up, when the courier says nothing more either."""
        await self.telegram.close()
        await self.teams.close()
        if self._files is not None:
            await self._files.close()
