"""Why a house is not opened for real people; never with the value of a setting."""

from __future__ import annotations

from bot.errors import BotError
from bot.words import words


class NotADemo(BotError):
    """Real people are in that folder, so the demo does not open it. Choose another with --data."""


class OnlyADemo(BotError):
    """The data folder is the demo's, and the demo's links let in whoever has one. Choose another."""


class SettingRefused(BotError):
    """A setting is missing, or what it holds cannot be used."""

    def __init__(self, setting: str, fault: str) -> None:
        super().__init__(setting, fault)
        self.setting = setting
        self.fault = fault

    def __str__(self) -> str:
        return words("setting", self.fault, setting=self.setting)


class RowRefused(BotError):
    """A row of a file of people cannot be used; nothing of the file was taken."""

    def __init__(self, row: int, fault: str) -> None:
        super().__init__(row, fault)
        self.row = row
        self.fault = fault

    def __str__(self) -> str:
        return words("row", self.fault, row=self.row)
