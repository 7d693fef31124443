"""Passkeys as browsers speak of them: what they are asked, and whether their answer is good.

The library is read when somebody first touches a key, not when the house opens its doors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.headers import HOST
from storage.passkeys import Passkey

WAIT = 120_000
"""Milliseconds that a person has to touch the key."""
MOST_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys are good: the exact origin, and the name that browsers tie them to."""

    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a browser made, found good."""

    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    count: int


def place_of(site: str) -> Place | None:
    """None where browsers offer no passkeys: without TLS (but for localhost), and at a number."""
    parts = urlsplit(site.lower())
    name = parts.hostname or ""
    by_name = any(letter.isalpha() for letter in name) and ":" not in name
    safe = parts.scheme == "https" or name == "localhost"
    known = HOST.fullmatch(parts.netloc) is not None
    return Place(site.lower(), name) if by_name and safe and known else None


def ask_for_new(
    place: Place, council: str, person_id: str, name: str, challenge: bytes, had: Sequence[Passkey]
) -> dict[str, Any]:
    """What the browser is asked, to make a passkey that it can be found by again."""
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=place.name,
        rp_name=f"Kith, {council}",
        user_id=person_id.encode(),
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        timeout=WAIT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential) for each in had],
    )
    return _plain(webauthn.options_to_json(options))


def ask_for_known(place: Place, challenge: bytes) -> dict[str, Any]:
    """What the browser is asked at sign-in. It names nobody, so it tells nobody who is known."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=place.name,
        challenge=challenge,
        timeout=WAIT,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(webauthn.options_to_json(options))


def new_key(place: Place, answer: Mapping[str, object], challenge: bytes) -> NewKey | None:
    """The passkey that was made; None unless it answers this challenge, here, by its owner."""
    import webauthn

    try:
        made = webauthn.verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=place.name,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001  whatever a stranger's bytes do to the library is a no
        return None
    if not 0 < len(made.credential_id) <= MOST_BYTES:
        return None
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def credential_in(answer: Mapping[str, object]) -> bytes:
    """Which passkey an answer says it is from; empty when it says nothing readable."""
    from webauthn.helpers import base64url_to_bytes

    said = answer.get("id")
    try:
        return base64url_to_bytes(said) if isinstance(said, str) else b""
    except ValueError:
        return b""


def count_of(
    place: Place, answer: Mapping[str, object], challenge: bytes, key: Passkey
) -> int | None:
    """How often it has signed now; None unless this passkey, here, answers this challenge.

    The library refuses a count that has not grown: a copy of the key would show itself so. Keys
    that are kept in several places count nothing and say zero.
    """
    import webauthn

    try:
        seen = webauthn.verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=place.name,
            expected_origin=place.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001  whatever a stranger's bytes do to the library is a no
        return None
    return seen.new_sign_count if seen.credential_id == key.credential else None


def is_owners(answer: Mapping[str, object], person_id: str) -> bool:
    """Whether the person whom the key speaks for is the one it was made for."""
    from webauthn.helpers import base64url_to_bytes

    inner = answer.get("response")
    said = inner.get("userHandle") if isinstance(inner, dict) else None
    try:
        return said is None or (
            isinstance(said, str) and base64url_to_bytes(said) == person_id.encode()
        )
    except ValueError:
        return False


def _plain(text: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(text)
    return plain
