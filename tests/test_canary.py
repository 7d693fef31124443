"""The watch over personal words bites: a leak planted in each place fails the test that planted it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reading_code import HOUSE

PLANTED = '''
"""Leaks, one of each kind; and two tests that keep what they should."""
import io, json, logging, sqlite3, threading, zipfile
import pytest
from aiohttp import ClientSession, web
from storage.outbox import post
from tests.storage.builders import a_child, a_profile, note, open_store, said

SECRET = "Marigold Quillfeather"


@pytest.fixture
def kept(tmp_path):
    store = open_store(tmp_path / "kith.db")
    store.perform_now(lambda turn: a_child(turn, "robin", full_name=SECRET))
    yield store
    store.close()


def test_clean(kept):
    logging.getLogger("kith").info("an answer was kept")


def test_clean_answers(kept):
    kept.perform_now(lambda turn: said(turn, a_profile(turn), {"a.b": SECRET}))


def test_leak_log(kept):
    logging.getLogger("kith").debug("kept %s", SECRET)


def test_leak_answer_in_log(kept):
    words = "She told me about the lake"
    kept.perform_now(lambda turn: said(turn, a_profile(turn), {"a.b": words}))
    logging.getLogger("kith").info("saved: %r", {"text": words})


def test_leak_exception(kept):
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("elsewhere").exception("went wrong")


def test_leak_thread(kept):
    other = threading.Thread(target=logging.getLogger("x").warning, args=(SECRET,))
    other.start()
    other.join()


def test_leak_notice(kept):
    def tell(turn):
        note(turn)
        post(turn, "one", "", "notice", json.dumps({"about": SECRET}))
    kept.perform_now(tell)


def test_leak_name(kept, tmp_path):
    (tmp_path / f"{SECRET}.docx").write_bytes(b"")


def test_leak_file(kept, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "notes.txt").write_text(f"about {SECRET}")


def test_leak_open_store(tmp_path):
    open_one = sqlite3.connect(tmp_path / "kith.db")
    open_one.execute("create table a(b)")
    open_one.execute("insert into a values (?)", (SECRET,))
    open_one.commit()
    open_one.close()


def test_leak_backup(kept, tmp_path):
    (tmp_path / "one.kith").write_bytes(bytes(range(256)) * 9 + b"She told me about the lake that day")


async def asked(path, answer):
    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with ClientSession() as client:
        await (await client.get(f"http://127.0.0.1:{port}{path}", allow_redirects=False)).read()
    await runner.cleanup()


async def test_leak_address(kept):
    async def fine(request):
        return web.Response()
    await asked(f"/children?name={SECRET}", fine)


async def test_leak_header(kept):
    async def named(request):
        return web.Response(headers={"Content-Disposition": f'attachment; filename="{SECRET}"'})
    await asked("/", named)


async def test_leak_properties(kept):
    async def document(request):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as file:
            file.writestr("docProps/core.xml", f"<creator>{SECRET}</creator>")
        return web.Response(body=held.getvalue())
    await asked("/", document)
'''
WORKERS = 1
INI = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"


def test_every_planted_leak_is_found_and_nothing_else() -> None:
    with TemporaryDirectory() as folder:  # not `tmp_path`, where the leaks would be found again
        ran = _run(Path(folder))
    every = set(re.findall(r"def (test_\w+)", PLANTED))
    leaky = {name for name in every if "leak" in name}
    found = set(re.findall(r"(?m)^ERROR .*::(test_\w+)", ran.stdout))
    assert found >= leaky, ran.stdout[-2_000:]
    assert ran.returncode == 1
    assert f"{len(every)} passed" in ran.stdout, "each does its work; what it left behind is found"
    # The last look, at all the stores of a worker, is told with whichever test came last there.
    assert len(found - leaky) <= WORKERS


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    planted, settings = folder / "test_planted.py", folder / "pytest.ini"
    planted.write_text(PLANTED, encoding="utf-8")
    settings.write_text(INI, encoding="utf-8")
    plan = [str(planted), "-c", str(settings), "-p", "tests.canary", "-n", str(WORKERS)]
    needed = ["-p", "xdist.plugin", "-p", "pytest_asyncio.plugin"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rE", *needed, *plan, "--basetemp", str(folder / "made")],
        cwd=HOUSE,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
