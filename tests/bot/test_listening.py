"""Half a request is not waited for, too much is not heard, and noise is not repeated."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession

from bot import bodies
from bot.app import make_app
from bot.bodies import LARGEST_BODY
from bot.listening import LONGEST_HEADER, LONGEST_LINE, MOST_HEADERS, USUAL, Patience, listening
from bot.session import enter_path
from tests.bot.house import PROFILE, SECRET, WORKER, Small

SHORT = Patience(head=0.05, tail=0.05)
LONG = Patience(head=3_600, tail=0.05)
HOST = "Host: localhost\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
CANARY = "Quillfeather"


@dataclass
class Wire:
    """Connections by hand, all of them closed at the end."""

    port: int
    open: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def site(self) -> str:
        port = self.port
        return f"http://localhost:{port}"

    async def send(self, text: str) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.open.append(writer)
        writer.write(text.encode())
        await writer.drain()
        return reader

    async def whole(self, text: str) -> str:
        """Everything that is answered until the server hangs up."""
        return (await (await self.send(text)).read()).decode()

    async def status(self, text: str) -> int:
        line = await (await self.send(text)).readline()
        return int(line.split()[1])


@asynccontextmanager
async def wire(small: Small, patience: Patience) -> AsyncIterator[Wire]:
    async with listening(make_app(small.house), "127.0.0.1", 0, patience) as found:
        made = Wire(found.port)
        yield made
        for writer in made.open:
            writer.close()


@pytest.mark.parametrize(
    "half",
    [
        "",
        "GET /heal",
        "GET /healthz HTTP/1.1\r\n",
        f"GET /healthz HTTP/1.1\r\n{HOST}X-Slow: a",
        f"POST /sign-out HTTP/1.1\r\n{HOST}",
    ],
)
async def test_headers_that_never_end_are_not_waited_for(small: Small, half: str) -> None:
    async with wire(small, SHORT) as line:
        assert await line.whole(half) == ""


async def test_half_a_request_behind_a_whole_one_is_not_waited_for_either(small: Small) -> None:
    async with wire(small, SHORT) as line:
        said = await line.whole(f"GET /healthz HTTP/1.1\r\n{HOST}\r\nGET /healthz HTTP/1.1\r\nHo")
        assert said.count("HTTP/1.1 200") == 1


async def test_a_caller_who_dribbles_gains_no_time(small: Small) -> None:
    async with wire(small, SHORT) as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
        line.open.append(writer)
        writer.write(f"GET /healthz HTTP/1.1\r\n{HOST}X-Slow: ".encode())
        ended = asyncio.create_task(reader.read())
        while not ended.done():  # a byte at every turn of the loop, until the other side is gone
            writer.write(b"a")
            await asyncio.wait([ended], timeout=0.001)
        assert b"200" not in await _or_nothing(ended)


@pytest.mark.parametrize("length", ["Content-Length: 100", "Transfer-Encoding: chunked"])
async def test_a_body_that_is_read_is_not_waited_for(
    small: Small, monkeypatch: pytest.MonkeyPatch, length: str
) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_SECONDS", 0.05)
    async with wire(small, SHORT) as line, ClientSession() as browser:
        address = line.site + enter_path(SECRET, WORKER.key)
        async with browser.get(address, allow_redirects=False) as entered:
            cookie = "; ".join(f"{name}={each.value}" for name, each in entered.cookies.items())
        said = await line.whole(
            f"POST /sign-out HTTP/1.1\r\n{HOST}Cookie: {cookie}\r\n{FORM}{length}\r\n\r\n"
        )
        assert said.startswith("HTTP/1.1 408")


async def test_a_body_that_nobody_reads_is_not_waited_for(small: Small) -> None:
    async with wire(small, SHORT) as line:
        said = await line.whole(f"POST /nowhere HTTP/1.1\r\n{HOST}Content-Length: 100\r\n\r\nx=")
        assert said.startswith("HTTP/1.1 404")


async def begin(site: str, browser: ClientSession) -> dict[str, str]:
    """A conversation of somebody signed in, as its client is told of it."""
    await browser.get(site + enter_path(SECRET, WORKER.key), allow_redirects=False)
    page = await (await browser.get(f"{site}/chat?profile={PROFILE}")).text()
    token = page.partition('"token":')[2].split('"')[1]
    headers = {"Authorization": f"Bearer {token}"}
    begun = await browser.post(f"{site}/v3/directline/conversations", headers=headers)
    told: dict[str, str] = await begun.json()
    return told


async def test_a_conversation_that_listens_is_left_alone(small: Small) -> None:
    async with wire(small, SHORT) as line, ClientSession() as browser:
        begun = await begin(line.site, browser)
        stream = await browser.ws_connect(begun["streamUrl"])
        await stream.receive_json()
        assert await line.whole("GET /heal") == "", "this one was waited for, and let go"
        await stream.send_str("")
        await stream.ping()
        assert not stream.closed
        await stream.close()


def test_the_usual_times_let_go_within_twenty_seconds() -> None:
    assert USUAL.head <= 20
    assert bodies.SLOWEST_SECONDS + USUAL.tail <= 20


@pytest.mark.parametrize(
    ("too_much", "status"),
    [
        (f"GET /{'a' * LONGEST_LINE} HTTP/1.1\r\n{HOST}\r\n", 400),
        (f"GET /healthz HTTP/1.1\r\n{HOST}X-Long: {'a' * (LONGEST_HEADER + 1)}\r\n\r\n", 400),
        (f"GET /healthz HTTP/1.1\r\n{HOST}" + "X-Many: a\r\n" * (MOST_HEADERS + 1) + "\r\n", 400),
        (f"GET /healthz HTTP/1.1\r\n{HOST}" + "X-Many: a\r\n" * (MOST_HEADERS // 2) + "\r\n", 200),
        (f"POST /{'a' * 9} HTTP/1.1\r\n{HOST}Content-Length: {'9' * 40}\r\n\r\n", 400),
        (
            f"POST /v3/directline/conversations HTTP/1.1\r\n{HOST}"
            f"Content-Length: {LARGEST_BODY * 1000}\r\n\r\n",
            401,
        ),
    ],
)
async def test_too_much_is_refused(small: Small, too_much: str, status: int) -> None:
    async with wire(small, LONG) as line:
        assert await line.status(too_much) == status


@pytest.mark.parametrize(
    "noise",
    [
        f"GET /{CANARY} \x01HTTP/9\r\n\r\n",
        f"{CANARY}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{CANARY}\x00: {CANARY}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}Content-Length: {CANARY}\r\n\r\n",
        f"POST / HTTP/1.1\r\n{HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}",
        f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: {CANARY}\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01",
    ],
)
async def test_noise_is_answered_plainly_and_never_repeated(small: Small, noise: str) -> None:
    async with wire(small, LONG) as line:
        said = await line.whole(noise)
    head, _, body = said.partition("\r\n\r\n")
    assert head.startswith(("HTTP/1.0 400", "HTTP/1.1 400"))
    assert CANARY not in said
    assert body == "The message could not be read.\n"
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control: no-store"):
        assert name in head
    assert "Python" not in head
    assert "aiohttp" not in head


@pytest.mark.parametrize("name", [f"{CANARY} and Tom.png", f"x; {CANARY}", f'"x"; b*={CANARY}'])
async def test_the_name_of_a_file_that_cannot_be_read_stands_in_no_warning(
    small: Small, name: str
) -> None:
    head = f"Content-Disposition: form-data; name=file; filename={name}"
    part = f"--b\r\n{head}\r\n\r\nx\r\n--b--\r\n"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with wire(small, LONG) as line, ClientSession() as browser:
            begun = await begin(line.site, browser)
            address = f"{line.site}/v3/directline/conversations/{begun['conversationId']}/upload"
            kind = "multipart/form-data; boundary=b"
            headers = {"Authorization": f"Bearer {begun['token']}", "Content-Type": kind}
            async with browser.post(address, data=part.encode(), headers=headers) as answer:
                assert answer.status == 200
    assert not warned


async def test_a_caller_who_hangs_up_is_no_fault_of_ours(
    small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    async with wire(small, LONG) as line, ClientSession() as browser:
        begun = await begin(line.site, browser)
        path = f"/v3/directline/conversations/{begun['conversationId']}/activities"
        bearer = f"Authorization: Bearer {begun['token']}"
        said = await line.send(
            f"POST {path} HTTP/1.1\r\n{HOST}{bearer}\r\nContent-Length: 9\r\n\r\n{{"
        )
        line.open[-1].write_eof()
        assert await said.read() == b""
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def _or_nothing(read: asyncio.Task[bytes]) -> bytes:
    try:
        return await read
    except ConnectionError:
        return b""
