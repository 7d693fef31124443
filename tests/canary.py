"""Everything personal that a test has kept is a canary: nowhere else may any of it be found.

What is sealed is personal by definition, so whatever any test puts into a store, through any channel,
is remembered here and looked for when the test ends: in what was logged, in addresses and headers of
requests and answers, in notices, in names of files, in the properties of documents, and in every file
that is left. A store, its write-ahead log and a backup may hold no readable text at all. A test that
leaks fails by itself, whichever worker runs it.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from aiohttp import web

from storage.turn import Turn

OURS = frozenset({"canary", "diary_head", "inbox", "outbox", "document", "paper", "picture"})
"""Tables whose sealed values are our own words, or made of what is sealed elsewhere."""
STORES = (".db", ".db-wal", ".db-journal", ".kith", ".part", ".unsound")
MAY_TELL = {
    ".docx": "a document is made of them",
    ".csv": "what an administrator brings in",
    ".toml": "a council's own settings and forms",
    ".py": "a test that runs in another process",
}
EXPORT = "manifest.json"
"""Beside it lies a record that is handed over, which is to be read."""
CHATTY = ("sqlalchemy", "alembic")
"""Every statement, at length; that values are hidden in them has a test of its own."""
PUBLIC = frozenset({"Larkshire County Council"})
LEAST = 8
MOST = 300
READABLE = bytes(1 if 32 <= each < 127 else 0 for each in range(256))
PLAIN = b"SQLite format 3"
FEW = 3
"""Letters that make no text: `xxxx`, as tests put where a store should be."""
RUN = b"\x01" * 24
"""By chance once in a hundred billion bytes: 95 of 256, 24 times over."""


@dataclass
class Watch:
    """What one test kept, and where some of it may have gone."""

    words: set[str] = field(default_factory=set)
    said: list[tuple[str, str]] = field(default_factory=list)
    """Where, and what: log lines, addresses, headers, notices, properties."""

    def keep(self, plain: str | bytes) -> None:
        if len(self.words) < MOST:
            text = plain if isinstance(plain, str) else plain.decode(errors="ignore")
            self.words |= {each for each in leaves(text) if is_telling(each)}

    def found(self) -> list[str]:
        return [
            f"{where}: {word!r}" for where, text in self.said for word in self.words if word in text
        ]

    def found_in(self, folder: Path) -> list[str]:
        return [each for path in sorted(folder.rglob("*")) for each in self._in_file(path)]

    def _in_file(self, path: Path) -> Iterator[str]:
        yield from (f"name of {path}: {word!r}" for word in self.words if word in path.name)
        if not path.is_file() or path.suffix in MAY_TELL or (path.parent / EXPORT).exists():
            return
        if path.name.endswith(STORES):
            yield from readable(path)
            return
        data = path.read_bytes()
        yield from (f"{path}: {word!r}" for word in self.words if word.encode() in data)


class Ear(logging.Handler):
    """Hears every line of every logger, as it would be written."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        self._watch.said.append((f"log of {record.name}", self.format(record)))


def readable(path: Path) -> list[str]:
    """What can be read in a file that should be all noise."""
    data = path.read_bytes()
    if data.startswith(PLAIN):
        return [f"{path}: a store that is not encrypted"]
    shape = data.translate(READABLE)
    where = shape.find(RUN)
    while where >= 0:
        if len(set(data[where : where + len(RUN)])) > FEW:
            return [f"{path}: readable text at byte {where}"]
        where = shape.find(RUN, where + len(RUN))
    return []


def leaves(plain: str) -> Iterable[str]:
    """The texts inside what was sealed, which is JSON or a text."""
    try:
        held = json.loads(plain)
    except ValueError:
        return [plain]
    return _texts(held)


def _texts(held: object) -> Iterator[str]:
    match held:
        case str(text):
            yield text
        case list(many):
            for each in many:
                yield from _texts(each)
        case dict(named):
            for each in named.values():
                yield from _texts(each)


def is_telling(text: str) -> bool:
    """Long enough that it is nowhere by chance, and no key, date or number."""
    return (
        len(text) >= LEAST
        and text not in PUBLIC
        and not re.fullmatch(r"[a-z0-9_.:-]+|[\d ,.:+T-]+", text)
    )


def listen(watch: Watch, patch: pytest.MonkeyPatch) -> None:
    """Puts an ear to the seal, to the wire and to the outbox."""
    seal, answer = Turn.seal, web.RequestHandler.finish_response

    def sealing(
        turn: Turn, plain: str | bytes, table: str, column: str, row: str, subject: str
    ) -> bytes:
        if table == "outbox":
            text = plain if isinstance(plain, str) else plain.decode()
            watch.said.append(("a notice", text))
        elif table not in OURS:
            watch.keep(plain)
        return seal(turn, plain, table, column, row, subject)

    async def answering(
        handler: web.RequestHandler, request: web.BaseRequest, response: Any, start: float | None
    ) -> Any:
        watch.said.append(("an address", unquote_plus(str(request.rel_url))))
        watch.said += [(f"header {name}", value) for name, value in request.headers.items()]
        finished = await answer(handler, request, response, start)
        watch.said += [(f"header {name}", value) for name, value in response.headers.items()]
        watch.said += [("properties", text) for text in properties(response)]
        return finished

    patch.setattr(Turn, "seal", sealing)
    patch.setattr(web.RequestHandler, "finish_response", answering)


def properties(response: object) -> Iterator[str]:
    """What a Word file says of itself, where its reader does not look."""
    body = getattr(response, "body", None)
    if isinstance(body, bytes) and body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            yield " ".join(file.namelist())
            for name in file.namelist():
                if name.startswith("docProps/") and name.endswith(".xml"):
                    yield file.read(name).decode()


@pytest.fixture(autouse=True)
def personal_words_stay_home(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fails a test after which something personal is found where it does not belong.

    `@pytest.mark.tells_on_purpose(reason)` is for a test whose client breaks the rule itself.
    """
    if request.node.get_closest_marker("tells_on_purpose"):
        yield
        return
    watch = Watch()
    ear, root = Ear(watch), logging.getLogger()
    patch = pytest.MonkeyPatch()
    listen(watch, patch)
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    yield
    root.setLevel(level)
    root.removeHandler(ear)
    patch.undo()
    found = watch.found()
    folder = request.node.funcargs.get("tmp_path")
    if isinstance(folder, Path):
        found += watch.found_in(folder)
    assert not found, f"personal words where they do not belong: {found[:5]}"


@pytest.fixture(scope="session", autouse=True)
def stores_of_the_session_are_noise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The last look of each worker: at stores that several tests shared, too."""
    yield
    found = [
        each
        for path in tmp_path_factory.getbasetemp().rglob("*")
        if path.name.endswith(STORES) and path.is_file()
        for each in readable(path)
    ]
    assert not found, f"stores that can be read: {found[:5]}"
