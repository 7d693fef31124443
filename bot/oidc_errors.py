"""What can go wrong between Kith and a provider; nobody outside is told which it was."""

from __future__ import annotations

from bot.errors import BotError


class SignInRefused(BotError):
    """This sign-in is not one that Kith believes."""


class WayLost(SignInRefused):
    """The browser that came back is not the one that was sent, or it came back twice or too late."""


class TokenRefused(SignInRefused):
    """The provider gave no token, or one that is not good for Kith."""


class ProviderSilent(BotError):
    """The provider does not answer, or not as a provider answers."""
