"""The settings of `kith serve`: from a TOML file, from `KITH_…`, or both; every one looked at."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from bot.door_settings import DOOR_NAMES, Doors, read_doors
from bot.house import Council
from bot.oidc import Client, is_fetched_safely
from bot.serve_errors import SettingRefused
from bot.serve_given import TENANT, Given, like, path, whole, wrong
from bot.serve_secrets import good_secret, keys_in, private_file
from bot.session import WORK, Limits
from storage.keys_file import NAME, KeySet

PREFIX = "KITH_"
BACK = "/sign-in/back"
NAMES = (
    "council.name",
    "council.short",
    "council.phone",
    "web.address",
    "web.host",
    "web.port",
    "web.proxy",
    "data.folder",
    "data.keys",
    "sign_in.issuer",
    "sign_in.client_id",
    "sign_in.client_secret_file",
    "sign_in.tenant",
    "session.idle_minutes",
    "session.longest_hours",
    "diary.witness",
    *DOOR_NAMES,
)
SHORT = re.compile(r"[A-Z]{2,6}")
PHONE = re.compile(r"\+?[0-9][0-9 ]{5,19}")
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
MOST_PORTS = 65_535
LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Everything a council decides about its own house."""

    council: Council
    phone: str
    """The duty team's number, for what cannot wait."""
    site: str
    host: str
    port: int
    proxies: frozenset[str]
    """The addresses of the proxies in front, which say where a request comes from."""
    data: Path
    keys_path: Path
    client: Client
    limits: Limits
    keys: KeySet = field(repr=False)
    witness: Path | None = None
    """Where the end of the diary is written down every day, best on another machine."""
    doors: Doors = field(default_factory=Doors)


def given(file: Path | None, environment: Mapping[str, str]) -> Given:
    """The file's settings, and those of the environment over them. Raises `SettingRefused`."""
    plain = _in_file(file) if file else {}
    for name in NAMES:
        variable = PREFIX + name.replace(".", "_").upper()
        if variable in environment:
            plain[name] = environment[variable]
    return Given(plain)


def data_folder(set_: Given) -> tuple[Path, Path]:
    """The data folder and the file of keys, neither of them opened yet."""
    folder = set_.need("data.folder", path)
    return folder, set_.take("data.keys", path, folder / NAME)


def read_settings(set_: Given) -> ServeSettings:
    """All of them, secrets opened and found good. Raises `SettingRefused` for the first that is not."""
    name = set_.need("council.name", lambda text: text)
    short = set_.need("council.short", like(SHORT))
    phone = set_.need("council.phone", like(PHONE))
    site = set_.need("web.address", _site)
    host = set_.take("web.host", _host, "127.0.0.1")
    port = set_.take("web.port", whole(0, MOST_PORTS), 8080)
    at_home = ip_address(host).is_loopback  # what reaches us there was passed on from here
    proxies = set_.take("web.proxy", _hosts, LOOPBACK if at_home else frozenset[str]())
    folder, keys_path = data_folder(set_)
    if folder.exists() and folder.stat().st_mode & 0o077:
        raise SettingRefused("data.folder", "folder_readable")
    return ServeSettings(
        council=Council(name, short),
        phone=phone,
        site=site,
        host=host,
        port=port,
        proxies=proxies,
        data=folder,
        keys_path=keys_path,
        client=_client(set_, site),
        limits=_limits(set_),
        keys=keys_in("data.keys", keys_path),
        witness=set_.take("diary.witness", path, None),
        doors=read_doors(set_),
    )


def _client(set_: Given, site: str) -> Client:
    issuer = set_.need("sign_in.issuer", _issuer)
    client_id = set_.need("sign_in.client_id", lambda text: text)
    secret_file = set_.need("sign_in.client_secret_file", path)
    secret = good_secret(
        "sign_in.client_secret_file", private_file("sign_in.client_secret_file", secret_file)
    )
    tenant = set_.take("sign_in.tenant", like(TENANT), "")
    if not tenant and (urlsplit(issuer).hostname or "").endswith("login.microsoftonline.com"):
        raise SettingRefused("sign_in.tenant", "missing")
    return Client(issuer, client_id, site + BACK, secret, tenant)


def _limits(set_: Given) -> Limits:
    idle, lasts = WORK.idle, WORK.lasts
    minutes = set_.take("session.idle_minutes", whole(1, 60), int(idle.total_seconds() // 60))
    hours = set_.take("session.longest_hours", whole(1, 24), int(lasts.total_seconds() // 3600))
    return Limits(timedelta(minutes=minutes), timedelta(hours=hours))


def _in_file(file: Path) -> dict[str, str]:
    """By dotted name. What is there and is no setting is a slip, and refused by its table's name."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SettingRefused("--config", "unreadable") from None
    plain = {}
    known_tables = {name.split(".")[0] for name in NAMES}
    for table, values in tables.items():
        if table not in known_tables or not isinstance(values, dict):
            raise SettingRefused("--config", "unknown")
        for key, value in values.items():
            if f"{table}.{key}" not in NAMES:
                raise SettingRefused(table, "unknown")
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise SettingRefused(f"{table}.{key}", wrong(f"{table}.{key}"))
            plain[f"{table}.{key}"] = str(value)
    return plain


def _host(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _hosts(text: str) -> frozenset[str] | None:
    """Addresses, by spaces or commas."""
    found = [_host(each) for each in text.replace(",", " ").split()]
    known = frozenset(each for each in found if each)
    return known if found and len(known) == len(set(found)) else None


def _site(text: str) -> str | None:
    """`https://` and a name, with a port if need be, and nothing after it."""
    text = text.rstrip("/").lower()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    name = parts.hostname or ""
    plain = f"https://{name}" + (f":{port}" if port else "")
    return text if text == plain and HOST_NAME.fullmatch(name) else None


def _issuer(text: str) -> str | None:
    return text if is_fetched_safely(text) and not urlsplit(text).query else None


def environment() -> Mapping[str, str]:
    return os.environ
