"""`POST /api/messages`: only Teams itself, for our app, now, from a tenant and a service of ours."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import jwt
import pytest

from bot.channels.teams_gate import ISSUER, is_allowed
from tests.bot.fake_connector import APP, KEY_ID, OBJECT, TENANT
from tests.bot.house import Small
from tests.bot.oidc_provider import ec_key, public, rsa_key
from tests.bot.teams_phone import Phone
from tests.bot.teams_town import Town, teams_town

CANARY = "Quillfeather"
OTHER = "99999999-2222-3333-4444-555555555555"


@pytest.fixture
async def town(small: Small) -> AsyncIterator[Town]:
    async with teams_town(small, real=False) as made:
        made.link()
        yield made


def signed(phone: Phone, key: Any, head: dict[str, Any] | None = None, **claims: Any) -> str:
    """Whatever the claims are: the library itself would not put its name to some of them."""
    headers = {"kid": KEY_ID, **(head or {})}
    named = {name: value for name, value in headers.items() if value is not None}
    plain = json.dumps(phone.claims(**claims)).encode()
    return jwt.PyJWS().encode(plain, key, headers.get("alg", "RS256"), headers=named)


def sealed_by_secret(phone: Phone) -> str:
    """The old trick: our public key as a shared secret."""
    import base64
    import hashlib
    import hmac

    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    secret = json.dumps(public(rsa_key("first"), KEY_ID, "RS256")).encode()
    head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": KEY_ID}).encode())
    body = f"{head}.{part(json.dumps(phone.claims()).encode())}"
    return f"{body}.{part(hmac.digest(secret, body.encode(), hashlib.sha256))}"


def changed_inside(phone: Phone) -> str:
    """Claims of one token under the signature of another."""
    head, _, tail = phone.token().split(".")
    other = phone.token(exp=int(phone.now) + 9_999).split(".")[1]
    return f"{head}.{other}.{tail}"


BAD: dict[str, Callable[[Phone], str]] = {
    "none at all": lambda phone: "",
    "garbage": lambda phone: CANARY,
    "three parts of garbage": lambda phone: f"{CANARY}.{CANARY}.{CANARY}",
    "very long": lambda phone: "a" * 8_001,
    "not signed": lambda phone: jwt.encode(phone.claims(), None, "none", headers={"kid": KEY_ID}),
    "signed with a secret": sealed_by_secret,
    "signed by somebody else": lambda phone: signed(phone, rsa_key("second")),
    "another kind of key": lambda phone: signed(phone, ec_key(), {"alg": "ES256"}),
    "another way to sign": lambda phone: signed(phone, rsa_key("first"), {"alg": "RS512"}),
    "changed inside": changed_inside,
    "half a signature": lambda phone: phone.token()[:-20],
    "a key nobody has": lambda phone: signed(phone, rsa_key("first"), {"kid": "other"}),
    "no key named": lambda phone: signed(phone, rsa_key("first"), {"kid": None}),
    "a key that is a path": lambda phone: signed(phone, rsa_key("first"), {"kid": "../../keys"}),
    "with demands of its own": lambda phone: signed(
        phone, rsa_key("first"), {"crit": ["x"], "x": 1}
    ),
    "the emulator's issuer": lambda phone: phone.token(
        iss="https://sts.windows.example/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid=APP
    ),
    "nearly the issuer": lambda phone: phone.token(iss=ISSUER + "/"),
    "several issuers": lambda phone: signed(phone, rsa_key("first"), iss=[ISSUER]),
    "no issuer": lambda phone: phone.token(without="iss"),
    "for another app": lambda phone: phone.token(aud=OTHER),
    "for several apps": lambda phone: phone.token(aud=[APP, OTHER]),
    "for nobody": lambda phone: phone.token(without="aud"),
    "with no end": lambda phone: phone.token(without="exp"),
    "with no beginning": lambda phone: phone.token(without="nbf"),
    "with no service": lambda phone: phone.token(without="serviceurl"),
    "a service that is no text": lambda phone: phone.token(serviceurl=[phone.connector.service]),
    "long over": lambda phone: phone.token(exp=int(phone.now) - 301),
    "not yet begun": lambda phone: phone.token(nbf=int(phone.now) + 301),
    "an end that is words": lambda phone: phone.token(exp="never"),
    "an end that is yes": lambda phone: phone.token(exp=True),
    "an endless end": lambda phone: phone.token(exp=float("inf")),
}


@pytest.mark.parametrize("which", BAD)
async def test_a_token_that_is_not_good_gets_401_and_nothing_is_heard(
    town: Town, caplog: pytest.LogCaptureFixture, which: str
) -> None:
    before = town.count("inbox"), town.count("diary")
    with caplog.at_level(logging.DEBUG):
        answer = await town.phone.bring(town.phone.activity(text=CANARY), BAD[which](town.phone))
    assert answer.status == 401
    assert not nothing_heard(town, before, caplog)


Change = Callable[[dict[str, Any]], None]


def put(path: str, value: Any) -> Change:
    """Changes one thing in an activity; None takes it out."""

    def change(activity: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for step in way:
            activity = activity[step]
        if value is None:
            del activity[last]
        else:
            activity[last] = value

    return change


def abroad(activity: dict[str, Any]) -> None:
    """Another council's, in both places where a tenant stands."""
    activity["channelData"]["tenant"]["id"] = OTHER
    activity["conversation"]["tenantId"] = OTHER


def abroad_in_one(activity: dict[str, Any]) -> None:
    abroad(activity)
    del activity["conversation"]["tenantId"]


NOT_ALLOWED: dict[str, Change] = {
    "from another council": abroad,
    "from another council, which only one place says": abroad_in_one,
    "another channel": put("channelId", "emulator"),
    "a channel the key may speak for, and not ours": put("channelId", "webchat"),
    "no channel": put("channelId", None),
    "a channel in capitals": put("channelId", "MSTEAMS"),
    "no service": put("serviceUrl", None),
    "an empty service": put("serviceUrl", ""),
    "another service": put("serviceUrl", "https://evil.example/"),
    "a service that is a list": put("serviceUrl", ["https://evil.example/"]),
    "no channel data": put("channelData", None),
    "no tenant": put("channelData.tenant", None),
    "another tenant": put("channelData.tenant.id", OTHER),
    "a tenant that is a number": put("channelData.tenant.id", 1),
    "two tenants": put("conversation.tenantId", OTHER),
    "nobody's own number": put("from.aadObjectId", None),
    "a strange number": put("from.aadObjectId", f"{OBJECT}/../x"),
    "no sender": put("from", None),
    "no conversation": put("conversation", None),
    "a conversation without a name": put("conversation.id", None),
}


@pytest.mark.parametrize("which", NOT_ALLOWED)
async def test_a_good_token_that_may_not_bring_this_gets_403(
    town: Town, caplog: pytest.LogCaptureFixture, which: str
) -> None:
    before = town.count("inbox"), town.count("diary")
    plain = town.phone.activity(text=CANARY)
    NOT_ALLOWED[which](plain)
    with caplog.at_level(logging.DEBUG):
        answer = await town.phone.bring(plain)
    assert answer.status == 403
    assert not nothing_heard(town, before, caplog)


async def test_a_token_for_another_service_than_the_bodys_gets_403(town: Town) -> None:
    for service in ("https://evil.example/", town.connector.base + "/us/"):
        token = town.phone.token(serviceurl=service)
        assert (await town.phone.bring(town.phone.activity(text="hi"), token)).status == 403
    for service in ("https://evil.example/", "http://127.0.0.1:1/", "ftp://127.0.0.1/"):
        plain = town.phone.activity(text="hi", serviceUrl=service)
        token = town.phone.token(serviceurl=service)
        assert (await town.phone.bring(plain, token)).status == 403
    assert not town.connector.sent


async def test_a_key_that_may_not_speak_for_teams_gets_403(town: Town) -> None:
    from tests.bot.fake_connector import bot_key

    for number, endorsed in enumerate((["webchat"], [], None, "msteams")):
        town.connector.keys = [bot_key(key_id=f"key-{number}", endorsements=endorsed)]
        town.seconds.now += 1_000
        token = signed(town.phone, rsa_key("first"), {"kid": f"key-{number}"})
        assert (await town.phone.bring(town.phone.activity(text="hi"), token)).status == 403


DAMAGED: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "half of it": (b'{"type":"message"', 400),
    "a list": (b"[]", 400),
    "many of them": (b'[{"type":"message"}]', 400),
    "a word": (b'"message"', 400),
    "null": (b"null", 400),
    "no text of ours": (b'{"type":"\xff\xfe"}', 400),
    "very deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 413),
    "very deep and short": (b"[" * 100_000, 400),
    "too large": (b'{"type":"' + b"a" * 600_000 + b'"}', 413),
    "an object of nothing": (b"{}", 400),
    "a kind that is a number": (b'{"type":1}', 400),
}


@pytest.mark.parametrize("which", DAMAGED)
async def test_a_body_that_is_no_activity_is_refused_whatever_it_is(town: Town, which: str) -> None:
    body, status = DAMAGED[which]
    assert (await town.phone.bring(body)).status == status
    assert (await town.phone.bring(body, "bad")).status == 401
    assert (await town.phone.bring(town.phone.activity("message", id=None, text="x"))).status == 400
    assert not town.connector.sent


async def test_what_is_good_is_heard_to_the_edge_of_the_time_allowed(town: Town) -> None:
    now = int(town.phone.now)
    for claims in ({"exp": now - 299}, {"nbf": now + 299}, {"exp": now + 0.5}):
        plain = town.phone.activity(text="Trains")
        assert (await town.phone.bring(plain, town.phone.token(**claims))).status == 200
    plain = town.phone.activity(text="Trains", serviceUrl=town.connector.service.rstrip("/"))
    assert (await town.phone.bring(plain)).status == 200
    assert len(town.small.assistant.heard) == 4


async def test_a_tenants_letters_may_be_large_or_small(town: Town) -> None:
    plain = town.phone.activity(text="Trains", channelData={"tenant": {"id": TENANT.upper()}})
    plain["conversation"]["tenantId"] = TENANT.upper()
    plain["from"]["aadObjectId"] = OBJECT.upper()
    assert (await town.phone.bring(plain)).status == 200
    assert len(town.small.assistant.heard) == 1


HOSTS = frozenset({"smba.example", "127.0.0.1:8080"})
AT, BACK, TORN = "smba.example@evil.example", "evil.example\\@smba.example", "[::1"
UPPER = "SMBA.example"


@pytest.mark.parametrize(
    ("service", "allowed"),
    [
        ("https://smba.example/uk/", True),
        (f"https://{UPPER}/uk", True),
        ("http://127.0.0.1:8080/uk/", True),
        ("http://smba.example/uk/", False),
        ("http://127.0.0.1/uk/", False),
        ("https://127.0.0.1:8081/", False),
        ("https://smba.example.evil.example/", False),
        ("https://smba.example:8443/", False),
        (f"https://{AT}/", False),
        (f"https://{BACK}/", False),
        ("https://smba.example/../x", False),
        ("https://smba.example/?x", False),
        ("https://smba.example/#x", False),
        ("https://smba.example/a b", False),
        ("https://smba.example/\nHost: x", False),
        ("ftp://smba.example/", False),
        ("//smba.example/", False),
        (f"https://{TORN}/", False),
        ("https://smba.example/" + "a" * 400, False),
        ("", False),
    ],
)
def test_only_a_service_that_was_named_is_ever_written_to(service: str, allowed: bool) -> None:
    assert is_allowed(service, HOSTS) is allowed


def nothing_heard(
    town: Town, before: tuple[int, int], caplog: pytest.LogCaptureFixture
) -> list[str]:
    """What happened all the same, when nothing may have."""
    formatter = logging.Formatter()
    said = [formatter.format(record) for record in caplog.records]
    found = [line for line in said if CANARY in line or "eyJ" in line or OBJECT in line]
    if town.small.assistant.heard or town.connector.sent:
        found.append("heard")
    if (town.count("inbox"), town.count("diary")) != before:
        found.append("kept")
    return found
