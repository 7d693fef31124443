"""Sign-in through a council's own provider: OpenID Connect, the code flow with PKCE."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bot.errors import Busy
from bot.oidc_errors import ProviderSilent, TokenRefused
from bot.oidc_keys import SigningKeys
from bot.oidc_token import Claims, verified
from bot.oidc_ways import Way
from bot.oidc_wire import Wire

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
AT_ONCE = 8
"""Sign-ins that may be talking to the provider at the same time."""
KEY = "oidc:"


@dataclass(frozen=True, slots=True)
class Client:
    """What a council's provider knows Kith by, and whom Kith believes."""

    issuer: str
    client_id: str
    back: str
    """Our own address that the provider sends people back to."""
    secret: str = field(repr=False)
    tenant: str = ""
    """Entra's id of the council. With it, a person is their object id in that tenant and no other;
    without it, whoever the issuer says they are."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the provider does what, as it says itself."""

    authorise: str
    token: str
    keys: SigningKeys


class Provider:
    """One provider. What it says about itself is fetched once, and again after a failure."""

    def __init__(self, client: Client, wire: Wire) -> None:
        self.client = client
        self._wire = wire
        self._addresses: Addresses | None = None
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def address_for(self, way: Way) -> str:
        """Where to send a browser that begins on this way. Raises `ProviderSilent`."""
        asked = {
            "response_type": "code",
            "response_mode": "query",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.back,
            "scope": "openid profile",
            "state": way.state,
            "nonce": way.nonce,
            "code_challenge": way.challenge,
            "code_challenge_method": "S256",
        }
        authorise = (await self._known()).authorise
        return f"{authorise}{'&' if urlsplit(authorise).query else '?'}{urlencode(asked)}"

    async def person_key(self, code: str, way: Way) -> str:
        """The key of whoever came back with this code. Raises `TokenRefused` and `ProviderSilent`.

        Raises `Busy` rather than let strangers keep the provider occupied through us.
        """
        if self._at_once.locked():
            raise Busy
        async with self._at_once:
            token = await self._redeem(code, way)
            keys = (await self._known()).keys
            claims = await verified(token, keys, self.client.issuer, self.client.client_id)
        if not way.is_answered_by(claims.get("nonce")):
            raise TokenRefused
        return self._key_in(claims)

    async def _redeem(self, code: str, way: Way) -> str:
        answer = await self._wire.post(
            (await self._known()).token,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.client.back,
                "client_id": self.client.client_id,
                "client_secret": self.client.secret,
                "code_verifier": way.verifier,
            },
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused
        return token

    def _key_in(self, claims: Claims) -> str:
        if not self.client.tenant:
            return person_key(self.client.issuer, _word(claims, "sub"))
        tenant = _word(claims, "tid").lower()
        if tenant != self.client.tenant.lower():
            raise TokenRefused
        return person_key(tenant, _word(claims, "oid").lower())

    async def _known(self) -> Addresses:
        """The addresses, which the provider must give under the very issuer that was set."""
        if self._addresses is None:
            said = await self._wire.get(self.client.issuer.rstrip("/") + WELL_KNOWN)
            found = [said.get(name) for name in ENDPOINTS]
            if said.get("issuer") != self.client.issuer:
                raise ProviderSilent
            authorise, token, keys = (_safe(each, self.client.issuer) for each in found)
            self._addresses = Addresses(authorise, token, SigningKeys(self._wire, keys))
        return self._addresses

    async def close(self) -> None:
        await self._wire.close()


def person_key(realm: str, subject: str) -> str:
    """What `Person.key` is for somebody of a provider: a hash, the same wherever it is made.

    The realm is the tenant id or the issuer, the subject the object id or `sub`. The length of
    the first is part of it, so that no two pairs run together into the same words.
    """
    words = f"{len(realm)}:{realm}{subject}".encode("utf-8", "replace")
    return KEY + hashlib.sha256(b"kith.identity\0" + words).hexdigest()


def is_fetched_safely(address: str) -> bool:
    """Whether what comes from there comes over TLS, or from this very machine."""
    try:
        parts = urlsplit(address)
        here = parts.hostname in ("127.0.0.1", "::1", "localhost")
        parts.port  # noqa: B018  a port that is none raises
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and here)


def _safe(address: object, issuer: str) -> str:
    """An address that the provider named. A provider elsewhere cannot point us at ourselves."""
    if not isinstance(address, str) or not is_fetched_safely(address):
        raise ProviderSilent
    if issuer.startswith("https:") and not address.startswith("https:"):
        raise ProviderSilent
    return address


def _word(claims: Claims, name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= 255:
        raise TokenRefused
    return found
