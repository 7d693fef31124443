"""Puts a file where Teams says that somebody's files are, and only where Microsoft keeps files."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from bot.door_settings import LOOPBACK

LOG = logging.getLogger("kith.teams")

FILE_HOSTS = frozenset({".sharepoint.com", ".svc.ms"})
"""Ends of names: where OneDrive for Business takes uploads in, as its addresses show."""
PATIENCE = ClientTimeout(total=60, connect=5)
LONGEST = 6_000
TRIES = 2
"""The same bytes at the same place are the same file, so that it may be tried again."""
SECURE = 443
NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
"""A name as names are: no address in brackets with such an end, no sign that two readers read apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody's new file goes, as Teams says it; nothing of it has been looked at."""

    upload: str
    content: str
    """The address where they find it afterwards."""
    unique: str
    kind: str


def is_file_host(address: str, hosts: frozenset[str] = FILE_HOSTS) -> bool:
    """`https` to a host whose name ends as one of these (`.name`) or is one (`name:port`); `http`
    only to this machine, when it was named."""
    if len(address) > LONGEST or not address.isascii() or not address.isprintable():
        return False
    if set(' "<>\\^`{|}') & set(address):
        return False
    try:
        parts = urlsplit(address)
        host, port, here = parts.hostname or "", parts.port, parts.hostname in LOOPBACK
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or parts.fragment:
        return False
    if parts.netloc.lower() in hosts and not parts.netloc.startswith("."):
        return parts.scheme == "https" or (here and parts.scheme == "http")
    named = "[" not in parts.netloc and NAME.fullmatch(host)
    ends = named and any(e.startswith(".") and host.endswith(e) for e in hosts)
    return bool(ends) and parts.scheme == "https" and port in (None, SECURE)


class Uploads:
    """One for each app: no cookies, no redirects, no proxy of the environment, no token of ours."""

    def __init__(self, hosts: frozenset[str] = FILE_HOSTS) -> None:
        self._hosts = hosts
        self._session: ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def may_go_to(self, place: Place) -> bool:
        """Whether both addresses are where files are kept."""
        return all(is_file_host(each, self._hosts) for each in (place.upload, place.content))

    async def put(self, place: Place, body: bytes) -> bool:
        """Puts all of it there in one go; whether it is there now."""
        if not self.may_go_to(place) or not body:
            LOG.warning("a file may not go there")
            return False
        for _ in range(TRIES):
            status = await self._once(place.upload, body)
            if status in (200, 201):
                return True
            LOG.warning("a file was not taken: %d", status)
            if status and status < 500:
                return False
        return False

    async def _once(self, address: str, body: bytes) -> int:
        """The status; 0 when nobody answered."""
        if self._session is None:
            self._session = ClientSession(
                timeout=PATIENCE, cookie_jar=DummyCookieJar(), raise_for_status=False
            )
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}",
        }
        try:
            async with self._session.put(
                URL(address, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as response:
                return response.status
        except (TimeoutError, ClientError, OSError, ValueError):
            return 0
