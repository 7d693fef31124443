"""Direct Line tokens: signed, short-lived, and good for one person, one profile and one sign-in."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import TokenEnded

LIFE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is good for. Whether the person may still do it is asked again on each use."""

    person: str
    profile: str
    sign_in: str
    """Which sign-in it was given under; it ends when that ends."""
    conversation: str = ""
    """The one conversation it is good for; empty for all of them that these three have."""


class Tokens:
    """Gives and reads tokens. Nothing is kept, so a token outlives a restart of the server."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"directline token", "sha256")

    def give(self, grant: Grant, now: datetime) -> str:
        until = int((now + LIFE).timestamp())
        parts = [grant.person, grant.profile, grant.sign_in, grant.conversation, until]
        plain = json.dumps(parts).encode()
        return f"{_text(plain)}.{_text(self._sign(plain))}"

    def read(self, token: str, now: datetime) -> Grant | None:
        """The grant behind a token; None when it is forged or torn. Raises `TokenEnded`."""
        head, _, tail = token.partition(".")
        try:
            plain, signed = _bytes(head), _bytes(tail)
        except (binascii.Error, ValueError):
            return None
        if not hmac.compare_digest(signed, self._sign(plain)):
            return None
        *parts, until = json.loads(plain)
        if now.timestamp() >= until:
            raise TokenEnded
        return Grant(*parts)

    def _sign(self, plain: bytes) -> bytes:
        return hmac.digest(self._key, plain, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
