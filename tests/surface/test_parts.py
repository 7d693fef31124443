"""Forms in parts, as pictures and files come in, that are not what they say: refused, and no fault of ours."""

from __future__ import annotations

import re

import pytest
from aiohttp import web

from tests.bot.conftest import Open
from tests.bot.conftest import app as app
from tests.bot.conftest import browser as browser
from tests.bot.conftest import server as server
from tests.bot.conftest import small as small
from tests.bot.house import WORKER

HEAD = b"--b\r\n"
NASTY = {
    "a control character in a name": HEAD
    + b'Content-Disposition: form-data; name="\x03:"\r\n\r\nx\r\n--b--\r\n',
    "a header that is none": HEAD + b"\xff\x00: x\r\n\r\nx\r\n--b--\r\n",
    "a header without an end": HEAD + b"A: " + b"b" * 20_000 + b"\r\n\r\nx\r\n--b--\r\n",
    "too many headers": HEAD + b"A: b\r\n" * 500 + b"\r\nx\r\n--b--\r\n",
    "parts in parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n",
    "no end": HEAD + b'Content-Disposition: form-data; name="csrf"\r\n\r\nx',
    "a part that claims to be packed": HEAD
    + b'Content-Disposition: form-data; name="picture"\r\nContent-Encoding: gzip\r\n\r\nxx\r\n--b--\r\n',
    "nothing": b"",
}


def in_parts(app: web.Application) -> list[str]:
    """The addresses that a form is sent to, with something in the place of what they name."""
    found = [
        re.sub(r"\{\w+\}", "x", route.resource.canonical)
        for route in app.router.routes()
        if route.method == "POST" and route.resource
    ]
    assert "/people/import" in found
    return found


@pytest.mark.parametrize("kind", NASTY)
async def test_a_form_in_parts_that_is_none_is_never_a_fault_of_ours(
    browser: Open, app: web.Application, kind: str
) -> None:
    one = await (await browser()).enter(WORKER)
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    for path in in_parts(app):
        if not path.startswith("/sign-out"):
            answer = await one.post(path, data=NASTY[kind], headers=headers)
            assert 300 <= answer.status < 500, path
