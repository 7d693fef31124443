"""Whether an id token is good: signed by the provider, for us, now. PyJWT does the checking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import jwt

from bot.oidc_errors import TokenRefused
from bot.oidc_keys import ALGORITHMS

Claims = Mapping[str, object]
LONGEST = 16_384
SKEW_SECONDS = 60
MUST_HAVE = ("iss", "sub", "aud", "exp", "iat", "nonce")


class Keys(Protocol):
    """Where the key is found that a token says it is signed with."""

    async def find(self, key_id: str, algorithm: str) -> jwt.PyJWK: ...


async def verified(token: str, keys: Keys, issuer: str, audience: str) -> Claims:
    """The claims. Raises `TokenRefused`; the nonce is the caller's to compare."""
    if len(token) > LONGEST:
        raise TokenRefused
    try:
        head = jwt.get_unverified_header(token)
        algorithm, key_id = head.get("alg"), head.get("kid")
        if algorithm not in ALGORITHMS or not isinstance(key_id, str) or "crit" in head:
            raise TokenRefused
        claims = jwt.decode(
            token,
            await keys.find(key_id, algorithm),
            algorithms=[algorithm],
            audience=audience,
            issuer=issuer,
            leeway=SKEW_SECONDS,
            options={"require": list(MUST_HAVE)},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        raise TokenRefused from None
    if claims["iss"] != issuer or not _is_for(claims, audience):
        raise TokenRefused
    return claims


def _is_for(claims: Claims, audience: str) -> bool:
    """For us alone; or for us among others, and then asked for by us."""
    alone = claims["aud"] in (audience, [audience])
    return (alone and "azp" not in claims) or claims.get("azp") == audience
