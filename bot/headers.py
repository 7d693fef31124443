"""What every answer carries, and what every request must be like before anything reads it."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers too old for frame-ancestors
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
SAFE = frozenset({"GET", "HEAD"})
FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
FORWARDED_TOO = ("x-forwarded-", "x-original-")
HOST = re.compile(r"(?P<name>[\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def put_headers(response: web.StreamResponse, *, encrypted: bool) -> None:
    """Everything is personal and kept nowhere, unless whoever answers has said otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if encrypted:
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    response.headers.pop("Server", None)


def host_name(request: web.BaseRequest) -> str:
    """The name in the Host header, without its port; empty when it makes no sense."""
    found = HOST.fullmatch(request.headers.get("Host", ""))
    return found["name"].lower().strip("[]") if found else ""


def is_loopback_name(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_at_home(request: web.BaseRequest) -> bool:
    """Whether both ends are this very machine, with nothing in between that passes others on."""
    return (
        is_loopback_name(host_name(request))
        and is_loopback_name(request.remote or "")
        and not any(map(_passes_on, request.headers))
    )


def _passes_on(header: str) -> bool:
    """Whether this header is put there by something that answers for somebody further away."""
    name = header.lower()
    return name in FORWARDED or name.startswith(FORWARDED_TOO)


def address_of(request: web.BaseRequest, proxies: frozenset[str]) -> str:
    """Where a request comes from, as far as it can be believed; empty when that is not known.

    Behind proxies that we know, it is the last address they wrote down that is none of theirs; what
    stands before it may be anybody's invention. This very machine is nobody's address: there is
    something in front that we were not told of. Of the newer addresses a home has a whole net.
    """
    found = _plain_address(request.remote or "")
    if found in proxies:
        written = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        before = [_plain_address(each) for each in reversed(written)]
        found = next((each for each in before if each not in proxies), "")
    if not found or is_loopback_name(found):
        return ""
    address = ip_address(found)
    return found if address.version == 4 else str(ip_network((found, 64), strict=False))


def _plain_address(text: str) -> str:
    bare = text.strip()
    if bare.count(":") == 1:  # some write the port along
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def site_of(request: web.BaseRequest, public: str) -> str:
    """Scheme and host as the browser sees them: the public address, or what the request says."""
    return public or f"{request.scheme}://{request.headers.get('Host', '')}"


def is_for_us(request: web.BaseRequest, public: str) -> bool:
    """Whether the Host header is the one that people use; any will do when none was set."""
    return not public or request.headers.get("Host", "").lower() == urlsplit(public).netloc.lower()


def is_our_own(request: web.BaseRequest, public: str) -> bool:
    """Whether a request that changes something comes from our own page, or from no page at all.

    Browsers say where a request comes from; other clients say nothing, and bring a token.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin == "null" and site == "same-origin":
        return True  # a form posted from a page that tells nobody where it is
    return origin is None or origin.lower() == site_of(request, public).lower()
