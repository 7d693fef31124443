"""The reference proxy as it is kept in the house, run on loopback in front of whatever is there."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.reading_code import HOUSE

NAME = "kith.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
AROUND = """
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log stderr notice;
{user}
events {{ }}
http {{
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/kith.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """The proxy on its two ports, and what a browser must trust to speak with it."""

    plain: int
    secure: int
    trust: ssl.SSLContext
    place: Path

    @property
    def address(self) -> str:
        port = self.secure
        return f"https://127.0.0.1:{port}"

    @property
    def plain_address(self) -> str:
        port = self.plain
        return f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def a_certificate(place: Path) -> ssl.SSLContext:
    """A certificate of our own for the public name; what is given back trusts it and no other."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (place / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (place / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return ssl.create_default_context(cafile=str(place / "fullchain.pem"))


def settle(place: Path, kith: int) -> Front:
    """The kept file with the ports and places of this test; nothing else of it is changed."""
    front = Front(free_port(), free_port(), a_certificate(place), place)
    text = (HOUSE / "deploy/nginx/kith.conf").read_text(encoding="utf-8")
    for was, now in {
        "server 127.0.0.1:8080;": f"server 127.0.0.1:{kith};",
        "/etc/nginx/kith/": f"{place}/",
        "/var/log/nginx/": f"{place}/",
        "/usr/local/lib/kith/": f"{HOUSE}/",
    }.items():
        assert was in text
        text = text.replace(was, now)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{front.plain}", text)
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{front.secure}", text)
    (place / "kith.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    around = AROUND.format(place=place, user=user)
    (place / "nginx.conf").write_text(around, encoding="utf-8")
    return front


@asynccontextmanager
async def running(front: Front) -> AsyncIterator[None]:
    """Runs until the end; it says itself when it is ready."""
    assert NGINX
    process = await asyncio.create_subprocess_exec(
        NGINX,
        "-p",
        str(front.place),
        "-c",
        str(front.place / "nginx.conf"),
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    said = b""
    while b"start worker process " not in said:
        line = await process.stderr.readline()
        assert line, f"nginx did not start: {said.decode()}"
        said += line
    drained = asyncio.create_task(process.stderr.read())
    try:
        yield
    finally:
        process.terminate()
        await process.wait()
        await drained
