"""A file that comes slowly is heard; one that stands still, or never ends, is not waited for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock

import pytest
from aiohttp import StreamReader, web
from aiohttp.test_utils import make_mocked_request

from bot import bodies
from bot.bodies import read_parts
from bot.listening import USUAL

HEAD = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
END = b"\r\n--edge--\r\n"
PIECE = b"x" * 1_000


@dataclass
class Upload:
    """Somebody who sends a form bit by bit, and the clock of the loop, which moves when they say."""

    stream: StreamReader
    found: asyncio.Task[dict[str, bytes]]
    now: float

    async def send(self, data: bytes, after: float) -> None:
        """These bytes, so many seconds later."""
        self.now += after
        await self._let_it_run()
        self.stream.feed_data(data)
        await self._let_it_run()

    async def wait(self, seconds: float) -> None:
        self.now += seconds
        await self._let_it_run()

    async def _let_it_run(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
async def upload(monkeypatch: pytest.MonkeyPatch) -> Upload:
    loop = asyncio.get_running_loop()
    protocol: Any = Mock(_reading_paused=False)
    stream = StreamReader(protocol, 2**16, loop=loop)
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    request = make_mocked_request("POST", "/people/import", headers=headers, payload=stream)
    began = loop.time()
    made = Upload(stream, asyncio.create_task(read_parts(request, {"file": 100_000})), began)
    monkeypatch.setattr(loop, "time", lambda: made.now)
    return made


async def test_a_file_that_comes_slowly_and_steadily_is_heard_to_its_end(upload: Upload) -> None:
    await upload.send(HEAD, 0)
    for _ in range(8):
        await upload.send(PIECE, bodies.SLOWEST_SECONDS / 2 - 1)
    await upload.send(END, 1)
    upload.stream.feed_eof()
    await upload.wait(0)
    assert upload.found.done()
    assert await upload.found == {"file": PIECE * 8}


@pytest.mark.parametrize("begun", [b"", HEAD[:20], HEAD, HEAD + PIECE, HEAD + PIECE + END[:9]])
async def test_a_form_that_stands_still_is_not_waited_for(upload: Upload, begun: bytes) -> None:
    await upload.send(begun, 1)
    await upload.wait(bodies.SLOWEST_SECONDS - 2)
    assert not upload.found.done()
    await upload.wait(3)
    assert upload.found.done()
    with pytest.raises(web.HTTPRequestTimeout):
        await upload.found


async def test_whoever_dribbles_gains_no_more_than_a_minute(upload: Upload) -> None:
    await upload.send(HEAD, 0)
    began = upload.now
    while not upload.found.done():
        await upload.send(PIECE, 5)
        assert upload.now - began <= bodies.UPLOAD_SECONDS + 5
    with pytest.raises(web.HTTPRequestTimeout):
        await upload.found
    assert upload.now - began >= bodies.UPLOAD_SECONDS


def test_standing_still_is_over_within_twenty_seconds() -> None:
    assert bodies.SLOWEST_SECONDS + USUAL.tail <= 20
