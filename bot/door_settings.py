"""The doors beside the web, and what a council sets for each: off until it is set."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.oidc import is_fetched_safely
from bot.serve_errors import SettingRefused
from bot.serve_given import TENANT, Given, like, path
from bot.serve_secrets import good_secret, private_file

TEAMS, TELEGRAM = "teams", "telegram"

DOOR_NAMES = (
    "teams.app_id",
    "teams.tenants",
    "teams.secret_file",
    "teams.service_hosts",
    "teams.login",
    "teams.metadata",
    "teams.files",
    "telegram.token_file",
    "telegram.mode",
    "telegram.secret_file",
    "telegram.api",
)
SERVICE_HOST = "smba.trafficmanager.net"
"""Where Teams takes in what a bot says, everywhere but in the clouds of other governments."""
LOGIN_HOST, KEYS_HOST, API_HOST = (
    "login.microsoftonline.com",
    "login.botframework.com",
    "api.telegram.org",
)
LOGIN = f"https://{LOGIN_HOST}"
METADATA = f"https://{KEYS_HOST}/v1/.well-known/openidconfiguration"
API = f"https://{API_HOST}"

HOST = re.compile(r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[::1\])(:[0-9]{1,5})?")
TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{30,100}")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
"""What Telegram takes as a secret; shorter ones it takes too, and we do not."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """One app of the council's in Teams, and whose messages it hears."""

    app_id: str
    tenants: frozenset[str]
    """The directories whose people may write to it, in small letters."""
    secret: str = field(repr=False)
    tenant: str
    """The directory that the app stands in, where its tokens come from: the first that was named."""
    hosts: frozenset[str] = frozenset({SERVICE_HOST})
    """`name` or `name:port`: nothing is ever sent anywhere else."""
    login: str = LOGIN
    metadata: str = METADATA
    files: bool = False
    """Whether a document may be put into somebody's files there."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot of the council's on Telegram."""

    token: str = field(repr=False)
    webhook: bool = False
    secret: str = field(default="", repr=False)
    """What Telegram says with every delivery; empty while we ask for them ourselves."""
    api: str = API


@dataclass(frozen=True, slots=True)
class Doors:
    """Every door there may be beside the web."""

    teams: TeamsSettings | None = None
    telegram: TelegramSettings | None = None


SHUT = Doors()


def read_doors(set_: Given) -> Doors:
    """The doors that were set, secrets opened and found good. Raises `SettingRefused`.

    A setting of a door whose first setting is missing is a slip: the door would stay shut.
    """
    teams, telegram = (
        any(set_.has(name) for name in DOOR_NAMES if name.startswith(f"{door}."))
        for door in (TEAMS, TELEGRAM)
    )
    return Doors(_teams(set_) if teams else None, _telegram(set_) if telegram else None)


def _teams(set_: Given) -> TeamsSettings:
    app_id = set_.need("teams.app_id", like(TENANT)).lower()
    tenants = set_.need("teams.tenants", _tenants)
    return TeamsSettings(
        app_id=app_id,
        tenants=frozenset(tenants),
        secret=_secret(set_, "teams.secret_file"),
        tenant=tenants[0],
        hosts=set_.take("teams.service_hosts", _hosts, frozenset({SERVICE_HOST})),
        login=set_.take("teams.login", _address, LOGIN),
        metadata=set_.take("teams.metadata", _address, METADATA),
        files=set_.take("teams.files", _choice("no", "yes"), "no") == "yes",
    )


def _telegram(set_: Given) -> TelegramSettings:
    token = _shaped("telegram.token_file", _secret(set_, "telegram.token_file"), TOKEN)
    mode = set_.take("telegram.mode", _choice("polling", "webhook"), "polling")
    secret = ""
    if mode == "webhook":
        name = "telegram.secret_file"
        secret = _shaped(name, _secret(set_, name), WEBHOOK_SECRET)
    return TelegramSettings(
        token, mode == "webhook", secret, set_.take("telegram.api", _address, API)
    )


def _secret(set_: Given, name: str) -> str:
    return good_secret(name, private_file(name, set_.need(name, path)))


def _shaped(name: str, secret: str, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(secret):
        raise SettingRefused(name, "damaged" if shape is TOKEN else "weak")
    return secret


def _tenants(text: str) -> tuple[str, ...] | None:
    """Directory ids, by spaces or commas, each of them once."""
    found = tuple(each.lower() for each in text.replace(",", " ").split())
    return found if found and all(TENANT.fullmatch(each) for each in found) else None


def _hosts(text: str) -> frozenset[str] | None:
    found = text.lower().replace(",", " ").split()
    good = found and all(HOST.fullmatch(each) and _port(each) for each in found)
    return frozenset(found) if good else None


def _port(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").port != 0
    except ValueError:
        return False


def _address(text: str) -> str | None:
    text = text.rstrip("/")
    return text if is_fetched_safely(text) and not urlsplit(text).query else None


def _choice(*known: str) -> Callable[[str], str | None]:
    return lambda text: text if text in known else None
