"""A token that says by itself how it is to be checked is not believed, whatever key there is for it."""

from __future__ import annotations

import base64
from typing import Any

import jwt
import pytest

from bot.oidc_errors import TokenRefused
from bot.oidc_token import verified

ISSUER, US, SECRET = "https://login.example", "kith", "s" * 64
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "somebody",
    "aud": US,
    "exp": 4_000_000_000,
    "iat": 1_000_000_000,
    "nonce": "n",
}


class KeysForAnything:
    """A provider whose keys are good for whatever is asked: what it must not have is asked for once."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def find(self, key_id: str, algorithm: str) -> jwt.PyJWK:
        self.asked.append(algorithm)
        plain = base64.urlsafe_b64encode(SECRET.encode()).rstrip(b"=").decode()
        return jwt.PyJWK({"kty": "oct", "k": plain, "kid": key_id}, algorithm=algorithm)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
async def test_a_token_signed_with_a_secret_is_refused_before_any_key_is_looked_for(
    algorithm: str,
) -> None:
    keys = KeysForAnything()
    token = jwt.encode(CLAIMS, SECRET, algorithm=algorithm, headers={"kid": "k"})
    with pytest.raises(TokenRefused):
        await verified(token, keys, ISSUER, US)
    assert keys.asked == []


async def test_a_token_that_nobody_signed_is_refused_before_any_key_is_looked_for() -> None:
    keys = KeysForAnything()
    token = jwt.encode(CLAIMS, None, algorithm="none", headers={"kid": "k"})
    with pytest.raises(TokenRefused):
        await verified(token, keys, ISSUER, US)
    assert keys.asked == []


async def test_the_same_claims_with_a_way_of_signing_that_we_take_do_reach_the_keys() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())

    class Keys:
        async def find(self, key_id: str, algorithm: str) -> jwt.PyJWK:
            plain = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
            return jwt.PyJWK(plain, algorithm=algorithm)

    token = jwt.encode(CLAIMS, key, algorithm="ES256", headers={"kid": "k"})
    assert (await verified(token, Keys(), ISSUER, US))["sub"] == "somebody"
