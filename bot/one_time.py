"""One-time codes from an app on somebody's phone: six digits, new every half-minute, each good once."""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime
from hashlib import sha1

STEP_SECONDS = 30
EITHER_SIDE = 1
"""Half-minutes that a phone's clock may be ahead or behind."""
SECRET_BYTES = 20
DIGITS = re.compile(r"[0-9]{6}")


def secret_from(key: bytes, seed: str) -> str:
    """A secret for an app, made from a seed that only one browser has: the same at every look."""
    raw = hmac.digest(key, f"one-time codes {seed}".encode(), "sha512")[:SECRET_BYTES]
    return base64.b32encode(raw).decode()


def link(secret: str, name: str, council: str) -> str:
    """The address that opens a code app on the phone it is tapped on."""
    import pyotp  # like the other ways of proving who somebody is, not needed to start

    return pyotp.TOTP(secret, digest=sha1).provisioning_uri(name=name, issuer_name=council)


def in_fours(secret: str) -> str:
    """The secret as it is easiest to copy by hand."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def step_of(secret: str, code: str, now: datetime, last: int = 0) -> int | None:
    """The half-minute that this code is of, if it is right, in time, and after the last one used."""
    import pyotp

    digits = "".join(code.split())
    if not DIGITS.fullmatch(digits):
        digits = ""
    codes = pyotp.TOTP(secret, digest=sha1)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - EITHER_SIDE, current + EITHER_SIDE + 1):
        right = hmac.compare_digest(codes.generate_otp(step), digits)
        if right and step > last:
            found = step
    return found
