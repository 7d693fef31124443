"""Measures Kith and its peers side by side on this machine, prints one table and keeps it in `docs/bench.md`."""

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench import crowd, weight
from bench.ours import world
from bench.table import Row, keep, show
from bench.timing import memory_now

HOUSE = Path(__file__).parent.parent
PEERS = HOUSE / "bench/peers"
VENV = HOUSE / ".venv-bench"
PEER_PYTHON = VENV / "bin/python"
DRAFTS = 10_000
ROUNDS = 3
Found = dict[str, Any]


def install_peers() -> str:
    """Makes the peers' own environment. Gives back why it could not, or nothing."""
    stamp, lock = VENV / ".peers", PEERS / "peers.lock"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    steps = (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(PEER_PYTHON), "-m", "pip", "install", "-qq", "--require-hashes", "-r", str(lock)],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
    stamp.touch()
    return ""


def told(python: Path | str, *arguments: object) -> Found:
    """Runs a measurement in a process of its own and reads the one line it prints."""
    words = [str(python), *(str(each) for each in arguments)]
    began = time.perf_counter()
    done = subprocess.run(
        words, cwd=HOUSE, env=_paths(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words[1:])} failed:\n{done.stderr[-2000:]}")
    found: Found = json.loads(done.stdout.strip().splitlines()[-1])
    return found | {"process_seconds": time.perf_counter() - began}


def _paths() -> dict[str, str]:
    """Where our code and the bench are; Python keeps its bytecode, as it does once installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": f"{HOUSE}:{HOUSE / 'bench'}"}


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


@contextmanager
def server(python: Path | str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    words = [str(python), *(str(each) for each in arguments)]
    running = subprocess.Popen(words, cwd=HOUSE, env=_paths(), stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(20)


async def crowd_at_peer(folder: Path) -> Found:
    port = free_port()
    with server(PEER_PYTHON, PEERS / "waterfall.py", "serve", folder / "http.db", port) as running:
        async with aiohttp.ClientSession() as session:
            await _until_open(port)
            return await crowd.at_peer(
                session, f"http://127.0.0.1:{port}/", lambda: memory_now(running.pid)
            )


async def crowd_at_kith(folder: Path) -> Found:
    port, many = free_port(), 2 * crowd.PEOPLE + 1
    folder.mkdir()
    with server(sys.executable, "-m", "bench.ours.serve", folder, port, many) as running:
        assert running.stdout
        people = json.loads(await asyncio.to_thread(running.stdout.readline))
        url = f"http://127.0.0.1:{port}"
        weighs = await weight.ours(url, people[-1])
        found = await crowd.at_kith(url, world.form(), people, lambda: memory_now(running.pid))
        return found | {"weight": weighs}


def teams_turn(python: Path | str, *bot: object) -> Found:
    """Somebody talks in Teams with a bot that runs in a process of its own, both on the loopback."""
    connector, port = free_port(), free_port()
    with server(python, *bot, port, connector):
        return told(sys.executable, "-m", "bench.connector", connector, port)


def telegram_turn(python: Path | str, says: str, *bot: object) -> Found:
    """Somebody talks on Telegram with a bot that asks for its updates, in a process of its own."""
    port = free_port()
    with server(python, *bot, port):
        return told(sys.executable, "-m", "bench.bot_api", port, says)


async def cold_kith(folder: Path) -> float:
    """From starting the process to the first answer of a person who comes back to a draft."""
    port, began = free_port(), time.perf_counter()
    with server(sys.executable, "-m", "bench.ours.serve", folder, port, DRAFTS) as running:
        assert running.stdout
        people = json.loads(await asyncio.to_thread(running.stdout.readline))
        browser = crowd.Browser(f"http://127.0.0.1:{port}", world.form())
        await browser.open(people[7]["enter"], people[7]["profile"])
        await browser.say(1)
        seconds = time.perf_counter() - began
        await browser.close()
        return seconds


async def _until_open(port: int) -> None:
    for _ in range(500):
        try:
            _, door = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            door.close()
            return
    raise SystemExit("the peer's server did not start")


def calmest(*runs: Callable[[], Found]) -> list[Found]:
    """Each of these three times, in turns, so that a busy minute on the machine is nobody's alone.

    Of each the run with the least median counts: what else goes on can only make things slower.
    """
    rounds = [[run() for run in runs] for _ in range(ROUNDS)]
    return [
        min(one, key=lambda found: found["p50"])
        for one in (list(each) for each in zip(*rounds, strict=True))
    ]


def measure(folder: Path, peers_too: bool) -> tuple[Found, Found]:
    """Everything, ours and theirs, the short measurements turn and turn about."""
    ours: Found = {}
    peers: Found = {}

    def both(name: str, mine: Callable[[], Found], theirs: dict[str, Callable[[], Found]]) -> None:
        named = {name: mine, **(theirs if peers_too else {})}
        found = calmest(*named.values())
        ours[name] = found[0]
        peers.update(zip(list(named)[1:], found[1:], strict=True))

    def kith(*words: object) -> Found:
        return told(sys.executable, "-m", *words)

    def peer(*words: object) -> Found:
        return told(PEER_PYTHON, PEERS / str(words[0]), *words[1:])

    def fresh(name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=name, dir=folder))

    both(
        "turns",
        lambda: kith("bench.ours.turns", fresh("kith")),
        {
            "waterfall.turns": lambda: peer("waterfall.py", "turns", fresh("state") / "a.db"),
            "pickled.turns": lambda: peer("pickled.py", "turns", fresh("pickle") / "a", 100),
        },
    )
    both(
        "engine",
        lambda: kith("bench.ours.turns", "engine"),
        {"waterfall.engine": lambda: peer("waterfall.py", "engine")},
    )
    both(
        "teams",
        lambda: teams_turn(sys.executable, "-m", "bench.ours.teams", fresh("teams")),
        {"cloud_adapter": lambda: teams_turn(PEER_PYTHON, PEERS / "cloud_adapter.py")},
    )
    both(
        "telegram",
        lambda: telegram_turn(
            sys.executable, "taps", "-m", "bench.ours.telegram", fresh("telegram")
        ),
        {"telegram_echo": lambda: telegram_turn(PEER_PYTHON, "words", PEERS / "telegram_echo.py")},
    )
    ours["returning"] = kith("bench.ours.returning")
    ours["review_paper"] = kith("bench.ours.review_paper")
    answers = kith("bench.ours.paper")["answers"]
    both(
        "paper",
        lambda: kith("bench.ours.paper"),
        {"plain_word": lambda: peer("plain_word.py", answers)},
    )
    drafts = folder / "drafts"
    kith("bench.ours.fill", drafts, DRAFTS)
    (drafts / "settled").touch()
    if peers_too:
        peer("waterfall.py", "fill", folder / "cold.db", DRAFTS)
        peer("pickled.py", "fill", folder / "cold.pickle", DRAFTS)
    both(
        "cold",
        lambda: {"p50": asyncio.run(cold_kith(drafts))},
        {
            "waterfall.cold": lambda: _whole(peer("waterfall.py", "cold", folder / "cold.db")),
            "pickled.cold": lambda: _whole(peer("pickled.py", "cold", folder / "cold.pickle")),
        },
    )
    ours["http"] = asyncio.run(crowd_at_kith(folder / "http"))
    if peers_too:
        peers["waterfall.http"] = asyncio.run(crowd_at_peer(folder))
        peers["weight"] = weight.peer(folder)
    return ours, peers


def _whole(found: Found) -> Found:
    """The time the whole process took, starting it included."""
    return {"p50": found["process_seconds"]}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--no-peers", action="store_true", help="measure Kith alone")
    words.add_argument("--keep", action="store_true", help="write the table into docs/bench.md")
    asked = words.parse_args()
    why = "they were not asked for" if asked.no_peers else install_peers()
    folder, before = Path(tempfile.mkdtemp(prefix="kith-bench-")), os.getloadavg()[0]
    try:
        ours, peers = measure(folder, peers_too=not why)
    finally:
        shutil.rmtree(folder)
    rows: list[Row] = Row.all(ours, peers)
    print(show(rows, why))
    if asked.keep:
        keep(rows, why, ours["paper"]["answers"], before)


if __name__ == "__main__":
    main()
