"""A phone that makes passkeys, honest or not, as WebAuthn says that they look."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UP, UV, AT = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Phone:
    """One passkey on one phone. What it says of itself can be changed to make it lie."""

    origin: str = "https://kith.example"
    name: str = "kith.example"
    verified: bool = True
    counts: bool = True
    count: int = 0
    challenge: str = ""
    """Another than the one it is asked for, when it is not empty."""
    kind: str = ""
    handle: str | None = None
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What a browser brings after `navigator.credentials.create`."""
        self.handle = asked["user"]["id"]
        public = self.key.public_key().public_numbers()
        cose = cbor2.dumps(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: public.x.to_bytes(32, "big"),
                -3: public.y.to_bytes(32, "big"),
            }
        )
        made = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._data(AT) + made
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": b64(self._client(self.kind or "webauthn.create", asked)),
                "attestationObject": b64(told),
            }
        )

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What a browser brings after `navigator.credentials.get`."""
        self.count += self.counts
        client = self._client(self.kind or "webauthn.get", asked)
        data = self._data(0)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        inner = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signed),
        }
        return self._answer({**inner, **({"userHandle": self.handle} if self.handle else {})})

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": self.challenge or asked["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        flags |= UP | (UV if self.verified else 0)
        hashed = hashlib.sha256(self.name.encode()).digest()
        return hashed + struct.pack(">BI", flags, self.count)

    def _answer(self, inner: dict[str, str]) -> dict[str, Any]:
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "response": inner,
            "clientExtensionResults": {},
        }
