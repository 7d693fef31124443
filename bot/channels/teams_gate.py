"""The gate before the SDK: whether a delivery is from Teams, for us, now, and of a council of ours."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

import jwt

from bot.channels.teams_errors import NotFromThere
from bot.channels.teams_keys import ALGORITHM, BotKey
from bot.door_settings import LOOPBACK, TeamsSettings
from bot.errors import Unreadable
from bot.oidc_errors import TokenRefused

ISSUER_HOST = "api.botframework.com"
ISSUER = f"https://{ISSUER_HOST}"
"""Nobody else's word counts: other issuers, whom the SDK believes, let anybody speak as anyone."""
CHANNEL = "msteams"
SERVICE = "serviceurl"
SKEW_SECONDS = 300.0
LONGEST_TOKEN = 8_000
LONGEST_ID = 300
LONGEST_NAME = 200
MUST_HAVE = ("iss", "aud", "exp", "nbf", SERVICE)
ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~-]+)*/?")
OBJECT = re.compile(r"[0-9A-Za-z-]{1,64}")
GUEST = "#EXT#"
HALVES = re.compile("[\ud800-\udfff]")
"""JSON can hold them, and neither an address nor a key can."""

Json = Mapping[str, object]


class Keys(Protocol):
    """Where the key is found that a token says it is signed with."""

    async def find(self, key_id: str) -> BotKey: ...


@dataclass(frozen=True, slots=True)
class Ticket:
    """A token that is good; what it brings has still to agree with it."""

    service: str
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An activity that was let in, and who sent it."""

    activity: Json = field(repr=False)
    kind: str
    id: str
    tenant: str
    user: str
    """The person's object id in the directory."""
    service: str
    conversation: str
    personal: bool
    """Whether nobody else hears it: neither a group chat nor a channel."""
    guest: bool

    @property
    def key(self) -> str:
        return f"{self.tenant}/{self.user}"

    @property
    def name(self) -> str:
        """What they are called there: shown on the web when the account is linked, never logged."""
        return (_text(_part(self.activity, "from"), "name") or "")[:LONGEST_NAME]

    @property
    def place(self) -> dict[str, str]:
        """Where to write to, as the account keeps it."""
        sender, us = _part(self.activity, "from"), _part(self.activity, "recipient")
        return {
            "service": self.service,
            "conversation": self.conversation,
            "bot": _text(us, "id") or "",
            "user": _text(sender, "id") or "",
            "tenant": self.tenant,
        }


class Gate:
    """For one app. `clock` gives the time with its zone."""

    def __init__(self, settings: TeamsSettings, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._keys = keys
        self._clock = clock

    async def ticket(self, header: str) -> Ticket:
        """Raises `TokenRefused`, and `KeysNotHere` while nothing can be checked."""
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
            raise TokenRefused
        try:
            head = jwt.get_unverified_header(token)
            key_id = head.get("kid")
            if head.get("alg") != ALGORITHM or not isinstance(key_id, str) or "crit" in head:
                raise TokenRefused
            found = await self._keys.find(key_id)
            # The times are looked at below, with the house's own clock.
            claims: Json = jwt.decode(
                token,
                found.key,
                algorithms=[ALGORITHM],
                audience=self._settings.app_id,
                issuer=ISSUER,
                options={
                    "require": list(MUST_HAVE),
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise TokenRefused from None
        return Ticket(self._good(claims), found.endorsements)

    def admit(self, ticket: Ticket, activity: Json) -> Delivery:
        """What is in the body, when the token may bring it.

        Raises `NotFromThere`, and `Unreadable` for what is no activity at all.
        """
        kind, service = _text(activity, "type"), _text(activity, "serviceUrl")
        if not kind:
            raise Unreadable
        if _text(activity, "channelId") != CHANNEL or CHANNEL not in ticket.channels:
            raise NotFromThere
        if not service or _bare(service) != ticket.service or not self.is_ours(service):
            raise NotFromThere
        conversation, sender = _part(activity, "conversation"), _part(activity, "from")
        where, user = _text(conversation, "id"), _text(sender, "aadObjectId")
        if not where or not user or not OBJECT.fullmatch(user):
            raise NotFromThere
        return Delivery(
            activity=activity,
            kind=kind,
            id=_text(activity, "id") or "",
            tenant=self._tenant(activity, conversation),
            user=user.lower(),
            service=_bare(service),
            conversation=where,
            personal=conversation.get("conversationType") == "personal"
            and not conversation.get("isGroup"),
            guest=any(GUEST in str(sender.get(name)) for name in ("userPrincipalName", "email")),
        )

    def is_ours(self, service: str) -> bool:
        """Whether anything may be sent there."""
        return is_allowed(service, self._settings.hosts)

    def _good(self, claims: Json) -> str:
        """The service's address. Raises `TokenRefused` when the claims are not what they must be."""
        service, audience = claims[SERVICE], claims["aud"]
        ends, begins = _seconds(claims["exp"]), _seconds(claims["nbf"])
        now = self._clock().timestamp()
        exact = claims["iss"] == ISSUER and audience == self._settings.app_id
        if not exact or not isinstance(service, str):
            raise TokenRefused
        if now >= ends + SKEW_SECONDS or now < begins - SKEW_SECONDS:
            raise TokenRefused
        return _bare(service)

    def _tenant(self, activity: Json, conversation: Json) -> str:
        """Named in two places, of which the SDK reads the one that anybody leaves out."""
        tenant = _text(_part(_part(activity, "channelData"), "tenant"), "id")
        other = conversation.get("tenantId", tenant)
        if not tenant or other != tenant or tenant.lower() not in self._settings.tenants:
            raise NotFromThere
        return tenant.lower()


def is_allowed(service: str, hosts: frozenset[str]) -> bool:
    """`https` to a host that was named; `http` to this machine, when it was named."""
    if len(service) > LONGEST_ID or not ADDRESS.fullmatch(service) or "/.." in service:
        return False
    try:
        parts = urlsplit(service)
        here = parts.hostname in LOOPBACK
    except ValueError:
        return False
    return parts.netloc.lower() in hosts and (parts.scheme == "https" or here)


def _bare(service: str) -> str:
    return service.removesuffix("/")


def _seconds(claim: object) -> float:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        raise TokenRefused
    try:
        found = float(claim)
    except OverflowError:
        raise TokenRefused from None
    if not math.isfinite(found):
        raise TokenRefused
    return found


def _part(plain: Json, name: str) -> Json:
    found = plain.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(plain: Json, name: str) -> str | None:
    """A short piece of text, or nothing; half a letter is none."""
    found = plain.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID or HALVES.search(found):
        return None
    return found
