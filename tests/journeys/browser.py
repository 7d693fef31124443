"""A demo to be visited, and windows of a real browser that watch what the pages do while they are used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP kith.example 127.0.0.1",
)
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("KITH_PICTURES", "")
"""A folder for a picture of every step, for whoever wants to look; none when it is not set."""
PATIENCE = 20_000.0
"""Milliseconds before a wait is given up; a shared machine is sometimes slow."""

HERE = ("127.0.0.1", "localhost", "kith.example")
"""The last is a council's own name, which leads to this machine in our browsers."""
ENDED = ("/activities", "/tokens/refresh")
"""Where a page may be told 403 or 404: a conversation ends with its sign-in and with the server, and the
page learns of it when it asks or says something next, and when it asks for a new token then."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""All that axe asks about which a dark page can answer differently."""
NOTICE_VIOLATIONS = """
    addEventListener("securitypolicyviolation", (broken) =>
        console.error(`policy broken: ${broken.violatedDirective} ${broken.blockedURI}`));
"""

expect.set_options(timeout=PATIENCE)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not on this machine")


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))


@dataclass
class Served:
    """The demo as a process: killed and started again, it stays at the same address."""

    data: Path
    say: Mapping[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return str(self.say["url"])

    def enter(self, key: str) -> str:
        """The personal link of somebody."""
        return next(str(each["enter"]) for each in self.say["people"] if each["key"] == key)

    def keys_of(self, role: str) -> list[str]:
        return [str(each["key"]) for each in self.say["people"] if each["role"] == role]

    def start(self) -> Served:
        port = urlsplit(self.url).port if self.say else 0
        command = ["-m", "bot.commands", "demo", "--json", "--data", str(self.data)]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the demo did not start"
        self.say = json.loads(line)
        return self

    def kill(self) -> None:
        """SIGKILL: no goodbye, nothing tidied."""
        assert self.process is not None
        self.process.kill()
        self._gone()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self._gone()

    def _gone(self) -> None:
        assert self.process is not None
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None


@dataclass
class Window:
    """One browser window of somebody, and every fault that was seen in it."""

    context: BrowserContext
    page: Page
    demo: Served
    name: str
    who: str = ""
    faults: list[str] = field(default_factory=list)
    looked: int = 0
    line_may_break: bool = False
    missing: tuple[str, ...] = ENDED

    @classmethod
    def open(cls, browser: Browser, demo: Served, name: str, **shape: Any) -> Window:
        context = browser.new_context(
            locale="en-GB", reduced_motion="reduce", base_url=demo.url, **shape
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(NOTICE_VIOLATIONS)
        window = cls(context, context.new_page(), demo, name)
        context.on("request", lambda request: window._left(request.url))
        context.on("response", lambda answer: window._answered(answer.status, answer.url))
        context.on("page", window._watch)
        window._watch(window.page)
        context.on("console", lambda said: window._said(said.type, said.text))
        context.on("weberror", lambda broken: window.faults.append(f"script: {broken.error}"))
        return window

    def enter(self, key: str) -> Window:
        """Follows somebody's personal link."""
        self.who = key
        self.page.goto(self.demo.enter(key))
        return self

    def look(self, what: str) -> None:
        """This page, as it is now: no barrier that axe knows of, nothing wider than the window."""
        self._see(what, RULES)
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= self.page.evaluate("innerWidth"), f"{what} is {width} wide"

    def look_by_night(self, what: str) -> None:
        """The same, and then its colours in the dark."""
        self.look(what)
        self.page.emulate_media(color_scheme="dark")
        self._see(f"{what} in the dark", COLOURS)
        self.page.emulate_media(color_scheme="light")

    def _see(self, what: str, rules: Mapping[str, Any]) -> None:
        self.looked += 1
        if PICTURES:
            place = Path(PICTURES) / f"{self.name}-{self.looked:02}-{what.replace(' ', '-')}.png"
            self.page.screenshot(path=place)
        found = Axe().run(self.page, options=dict(rules)).response["violations"]
        assert not found, f"{what}: {_told(found)}"

    def close(self) -> None:
        self.context.close()

    def _watch(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._left(socket.url))
        page.on("dialog", self._asked)

    def _asked(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.faults.append(f"a script opened a dialog: {dialog.message}")
        dialog.accept()

    def _left(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in HERE:
            self.faults.append(f"a request left this machine: {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400 and not any(path in url for path in self.missing):
            self.faults.append(f"{status} for {url}")

    def _said(self, kind: str, text: str) -> None:
        lost = self.line_may_break and ("net::ERR" in text or "WebSocket" in text)
        told_already = "the server responded with a status of" in text
        if kind in ("error", "warning") and not lost and not told_already:
            self.faults.append(f"console {kind}: {text}")


def _told(violations: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"{each['id']} ({each['help']}): "
        + " | ".join(str(node["html"])[:160] for node in each["nodes"][:4])
        for each in violations
    )
