"""One table of what was measured: ours, the peer's, the ratio, and the bar that the design sets."""

import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs/bench.md"
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. Smaller is better, unless it is a rate."""

    what: str
    ours: float
    unit: str
    peer: float | None
    beside: str
    bar: float | None = None
    rate: bool = False

    @staticmethod
    def all(ours: Found, peers: Found) -> "list[Row]":
        waterfall, pickle, word = (
            "botbuilder-dialogs waterfall, SQLite",
            "python-telegram-bot, PicklePersistence, 100 people",
            "plain docxtpl",
        )

        def at(*names: str) -> float | None:
            found: Any = peers
            for name in names:
                found = found.get(name) if isinstance(found, dict) else None
            return found

        turns, http, paper = ours["turns"], ours["http"], ours["paper"]
        review = ours["review_paper"]
        returning = {
            name: found for name, found in ours["returning"].items() if isinstance(found, dict)
        }
        return [
            Row("turn in process, durable: p50", turns["p50"], "ms", at("waterfall.turns", "p50"), waterfall, 2),
            Row("the same", turns["p50"], "ms", at("pickled.turns", "p50"), pickle, 2),
            Row("turn in process, durable: p99", turns["p99"], "ms", at("waterfall.turns", "p99"), waterfall),
            Row("engine alone: p50", ours["engine"]["p50"], "ms", at("waterfall.engine", "p50"),
                "the waterfall, state in memory", 0.1),
            Row("over HTTP, 100 people at once: p50", http["calm"]["p50"], "ms",
                at("waterfall.http", "calm", "p50"), waterfall),
            Row("over HTTP, 100 people at once: p99", http["calm"]["p99"], "ms",
                at("waterfall.http", "calm", "p99"), waterfall, 50),
            Row("over HTTP, nobody pausing: turns", http["rush"]["each_second"], "/s",
                at("waterfall.http", "rush", "each_second"), waterfall, rate=True),
            Row("a turn in Teams over the loopback: p50", ours["teams"]["p50"], "ms", at("cloud_adapter", "p50"),
                "the SDK's CloudAdapter; echoes, keeps nothing"),
            Row("a turn in Teams: connections for 220 turns", ours["teams"]["connections"], "", at("cloud_adapter", "connections"),
                "the SDK's CloudAdapter"),
            Row("a turn on Telegram over the loopback: p50", ours["telegram"]["p50"], "ms", at("telegram_echo", "p50"),
                "python-telegram-bot; echoes, keeps nothing"),
            Row("referral document, the first after a start", paper["first"], "ms", at("plain_word", "first"), word, 40),
            Row("referral document, from then on", paper["p50"], "ms", at("plain_word", "p50"), word, 10),
            Row("skills review of two carers, from then on", review["review"]["p50"], "ms", None,
                f"{review['answers']} answers; no peer"),
            Row("page for matching, chosen to fit, from then on", review["matching"]["p50"], "ms", None, "no peer"),
            Row("cold start to first answer, 10,000 drafts", ours["cold"]["p50"], "s", at("waterfall.cold", "p50"),
                f"{waterfall}, no server", 1.5),
            Row("the same", ours["cold"]["p50"], "s", at("pickled.cold", "p50"),
                "python-telegram-bot, PicklePersistence, no server", 1.5),
            Row("memory of the server, 100 people talking", http["memory"], "MB", at("waterfall.http", "memory"),
                waterfall, 150),
            Row("chat page, compressed", http["weight"], "KB", at("weight"), "botframework-webchat", 40),
            *(
                Row(f"a year later, one answer in five changed: {name}", found["back"], "messages", found["blank"],
                    "Kith, the same answers from blank", found["blank"] * 0.3)
                for name, found in returning.items()
            ),
            *(
                Row(f"a year later, nothing changed: {name}", found["same"], "messages", found["blank"],
                    "Kith, the same answers from blank")
                for name, found in returning.items()
            ),
        ]  # fmt: skip

    def cells(self) -> tuple[str, ...]:
        peer = "not measured" if self.peer is None else f"{_short(self.peer)} {self.unit}"
        ratio = "" if not self.peer else f"{_short(self.ours / self.peer)} ×"
        bar = "" if self.bar is None else f"under {_short(self.bar)} {self.unit}"
        met = "" if self.bar is None else "met" if self.ours < self.bar else "**not met**"
        mine = f"{_short(self.ours)} {self.unit}"
        return (self.what, mine, peer, self.beside, ratio, bar, met)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


HEAD = ("what", "Kith", "peer", "the peer is", "Kith ÷ peer", "the bar", "")


def show(rows: list[Row], why_no_peers: str) -> str:
    """The table as Markdown, its columns in line so that it reads in a terminal too."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    lines.insert(1, tuple("-" * width for width in widths))
    drawn = "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )
    return f"{drawn}\n\nThe peers could not be measured: {why_no_peers}." if why_no_peers else drawn


QUIET = 0.5
"""With more load than this before anything was measured, the machine was not the bench's own."""

PREFACE = """# How fast, how small

Made by `make bench ARGS=--keep`; nothing here was typed by hand. Times depend on the machine, so read the ratios: every
peer was measured in the same run, in a process and an environment of its own. The short ones were
measured three times, turn and turn about, and the calmest run of each side counts. No test fails on time.

{table}

Measured on {day}, {cores} cores (load {before:.1f} when it began{shared}, {load:.1f} at the end, of
which the bench itself makes about 2), Python {python}, {system}.

## What was measured

* **A turn in process**: twelve people, forty turns each, answering the child's profile: who may, what was meant, what follows, the
  answers sealed, the diary, the inbox, one `synchronous=FULL` commit on an encrypted file, and the words of the reply. The
  waterfall asks forty text questions and keeps its state as JSON in SQLite with the same durability, unencrypted, without
  a diary. python-telegram-bot's pickle is one file for everybody, written whole after each turn and not forced to the
  disk.
* **The engine alone**: what typed words mean, and what follows from them, from an empty form to a full one.
* **Over HTTP**: a hundred people with our page's own protocol, a WebSocket each, each pausing one to three seconds
  between a reply and the next message. Timed from sending a message until its reply has arrived. *Nobody pausing* is the same
  crowd as fast as it can, and says what a server can carry; the client takes one of the cores in both.
* **A turn in Teams**: a delivery with its token, checked, to the acknowledgement, with everything that is said in answer
  taken in by a connector on the same machine. Ours is a whole turn of the child's profile, kept durably: what was saved, the
  next question, and the card before it changed to words. The peer is the SDK's own adapter as its samples use it: it checks
  the same token, says the words back, and keeps nothing.
* **A turn on Telegram**: from an update that waits to be asked for until the last message of its answer has arrived, both
  bots asking a Bot API on the same machine. Ours is a tap of a carer in her skills profile, kept durably: what was saved, the
  next question with its buttons, and the buttons before it taken away. The pace that Telegram asks for is left out, on both sides.
  The peer is python-telegram-bot as it is taught: it says the words back in one message, and keeps nothing.
* **The document**: a referral with an answer to every question ({answers}), from answers to bytes, **read back** before it counts.
  The peer fills as many placeholders from a template and does not read back.
* **Cold start**: from starting the process, with 10,000 open drafts of twenty answers, until somebody who came back has their
  first answer kept and the next question on the screen. For the peers without a web server: one turn, in process.
* **The chat page**: everything a browser fetches before the conversation can begin, as it travels.
* **A year later**: somebody comes back on the web to what was said last time, when one answer in five, drawn at random, is
  another one, against giving the very same answers from blank. A tap, a typed answer and a submitted card are one message
  each; twenty people for each form; the bar is 70 in a hundred fewer. Half of what is optional was left out the first time.
* **The skills review** and **the page for matching** of a household with two carers: from answers to bytes, read back.
"""


def keep(rows: list[Row], why_no_peers: str, answers: int = 0, before: float = 0.0) -> None:
    """Writes the page. `before` is the load of the machine when the bench began."""
    page = PREFACE.format(
        table=show(rows, why_no_peers),
        day=datetime.now(UTC).strftime("%-d %B %Y"),
        cores=cpu_count(),
        before=before,
        shared=": others were at work on it" if before > QUIET else "",
        load=getloadavg()[0],
        python=platform.python_version(),
        system=sys.platform,
        answers=answers,
    )
    PAGE.write_text(page, encoding="utf-8")
