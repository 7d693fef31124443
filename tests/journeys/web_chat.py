"""Microsoft's Web Chat on a page of its own, as a council could put it on theirs: unchanged, and used by what can be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Window
from tests.peers.peers import peer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Another client</title>
<style>html, body, #chat { height: 100%; margin: 0 }</style></head><body><div id="chat"></div></body></html>"""
BEGIN = """async ([profile, webSocket]) => {
  const text = await (await fetch(`/chat?profile=${profile}`)).text();
  const csrf = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrf]").value;
  const answer = await fetch("/v3/directline/tokens/generate", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Csrf-Token": csrf },
    body: JSON.stringify({ profile }),
  });
  const { token } = await answer.json();
  const domain = `${location.origin}/v3/directline`;
  window.line = window.WebChat.createDirectLine({
    domain, token, webSocket, pollingInterval: 300, timeout: 5000, random: () => 0,
  });
  window.states = [];
  window.line.connectionStatus$.subscribe((state) => window.states.push(state));
  window.WebChat.renderWebChat(
    { directLine: window.line, userID: "somebody", locale: "en-GB" },
    document.getElementById("chat"),
  );
  window.heard = 0;
  window.line.activity$.subscribe(({ from, type }) => (window.heard += from.role === "bot" && type === "message"));
}"""
ONLINE, EXPIRED, ENDED = 2, 3, 5


@dataclass
class WebChat:
    """One window with Web Chat in it."""

    window: Window
    profile: str

    @classmethod
    def open(cls, window: Window, profile: str, *, streaming: bool = True) -> WebChat:
        script = peer("botframework-webchat") / "dist/webchat.js"
        window.page.goto("/healthz")  # a page of the same site, to be written over
        window.page.set_content(PAGE)
        window.page.add_script_tag(path=script)
        window.page.evaluate(BEGIN, [profile, streaming])
        return cls(window, profile)

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def bubbles(self) -> Locator:
        """What either side said, in order, without the copies that are only read aloud."""
        return self.page.locator(".webchat__bubble__content")

    @property
    def offered(self) -> Locator:
        return self.page.locator(".webchat__suggested-actions button")

    @property
    def card(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard").last

    def says(self, text: str | re.Pattern[str]) -> Locator:
        """The last bubble with these words, once it is there."""
        found = self.bubbles.filter(has_text=text).last
        expect(found).to_be_visible()
        return found

    def after(self, act: Callable[[], object]) -> None:
        """Does something, and waits for a word more from Kith."""
        before = self.page.evaluate("window.heard")
        act()
        self.page.wait_for_function("(before) => window.heard > before", arg=before)

    def type(self, text: str) -> None:
        box = self.page.get_by_role("textbox", name=re.compile("message", re.IGNORECASE)).last
        box.fill(text)
        self.after(lambda: box.press("Enter"))

    def tap(self, label: str | re.Pattern[str]) -> None:
        self.after(self.offered.filter(has_text=label).first.click)

    def states(self) -> list[Any]:
        found: list[Any] = self.page.evaluate("window.states")
        return found
