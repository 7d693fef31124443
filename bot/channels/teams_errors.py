"""What can be wrong with a delivery from Teams; nobody outside is told which it was."""

from __future__ import annotations

from bot.errors import BotError


class NotFromThere(BotError):
    """The token is good, and yet it may not bring us this: another tenant, host or channel."""


class KeysNotHere(BotError):
    """The keys that tokens are signed with have not been fetched yet, or not for days."""
