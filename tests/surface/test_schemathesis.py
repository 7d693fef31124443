"""The HTTP interface under a fuzzer, as several roles: whatever is sent, nothing is a fault of ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case

from tests.reading_code import HOUSE
from tests.surface.openapi import DESCRIPTION, WIRE, fresh

ROLES = (
    "social_worker",
    "placement_officer",
    "team_manager",
    "supervising_social_worker",
    "foster_carer",
    "information_governance",
    "administrator",
    "",
)
FIRST = ("/", "/households", "/referrals", "/people", "/allocations", "/emergency/reviews")
LEFT_OUT = re.compile(r"^/(sign-out|enter)")
"""These would end the very sign-in that the rest is tried with."""


@dataclass
class Demo:
    """A demo in a process of its own."""

    url: str
    people: list[dict[str, str]]
    children: list[str]
    households: list[str]


@dataclass
class Visitor:
    """Somebody of one role: signed in, with a token for the wire and addresses that exist."""

    demo: Demo
    session: requests.Session = field(default_factory=requests.Session)
    csrf: str = ""
    known: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, demo: Demo, role: str) -> Visitor:
        made = cls(demo)
        if role:
            person = next(each for each in demo.people if each["role"] == role)
            made.session.get(person["enter"], timeout=30).raise_for_status()
            made.look_round()
        return made

    def look_round(self) -> None:
        """Reads the first pages as a person would: what can be pressed, and what can be opened."""
        self.known |= {"children": self.demo.children[0], "households": self.demo.households[0]}
        for path in FIRST:
            page = self.session.get(f"{self.demo.url}{path}", timeout=30).text
            if found := re.search(r'name="csrf" value="(\w+)"', page):
                self.csrf = found[1]
            for kind, name in re.findall(r'(?:href|action)="/(\w+)/([\w-]+)', page):
                if name not in ("import", "reviews"):  # pages of their own
                    self.known[kind] = name
            for profile in re.findall(r"profile=([\w-]+)", page)[:1]:
                self.known["profile"] = self.known["profiles"] = profile
        if profile := self.known.get("profile"):
            self._open_line(profile)

    def _open_line(self, profile: str) -> None:
        headers = {"X-Csrf-Token": self.csrf}
        url = f"{self.demo.url}{WIRE}"
        given_ = self.session.post(
            f"{url}/tokens/generate", json={"profile": profile}, headers=headers, timeout=30
        )
        if given_.status_code != 200:
            return
        self.known["token"] = given_.json()["token"]
        bearer = {"Authorization": f"Bearer {self.known['token']}"}
        begun = self.session.post(f"{url}/conversations", headers=bearer, timeout=30)
        if begun.status_code == 201:
            self.known["conversation"] = begun.json()["conversationId"]

    def better(self, case: Case, number: int) -> None:
        """Every second try has what only somebody inside would know, so that it gets further."""
        if number % 2:
            return
        kind = case.path.strip("/").split("/")[0]
        for place, name in enumerate(case.path_parameters or {}):
            known = self.known.get(name) or (self.known.get(kind) if not place else None)
            if known:
                case.path_parameters[name] = known
        for name in case.query or {}:
            if name in self.known:
                case.query[name] = self.known[name]
        if isinstance(case.body, dict) and self.csrf and "json" not in (case.media_type or ""):
            case.body["csrf"] = self.csrf
        case.headers["X-Csrf-Token"] = self.csrf or "x"
        if case.path.startswith(WIRE) and "token" in self.known:
            case.headers["Authorization"] = f"Bearer {self.known['token']}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("larkshire")
    command = [sys.executable, "-m", "bot.commands", "demo", "--port", "0", "--json", "--data"]
    process = subprocess.Popen([*command, str(folder)], stdout=subprocess.PIPE, cwd=HOUSE)
    assert process.stdout
    said: dict[str, Any] = json.loads(process.stdout.readline())
    try:
        yield Demo(str(said["url"]), said["people"], said["children"], said["households"])
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def test_the_description_names_every_route_and_every_field() -> None:
    """When this fails: `python -m tests.surface.openapi`."""
    assert DESCRIPTION.read_text(encoding="utf-8") == fresh()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_nothing_that_is_sent_is_a_fault_of_ours(demo: Demo, role: str) -> None:
    visitor = Visitor.of(demo, role)
    schema = schemathesis.openapi.from_dict(json.loads(DESCRIPTION.read_text(encoding="utf-8")))
    faults: list[str] = []
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if LEFT_OUT.match(operation.path):
            continue

        @settings(
            max_examples=min(8, max(3, settings.default.max_examples // 20)),
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            deadline=None,
            database=None,
            derandomize=True,
        )
        @given(case=operation.as_strategy())
        def ask(case: Case) -> None:
            nonlocal tried
            tried += 1
            visitor.better(case, tried)
            answer = case.call(
                base_url=demo.url, session=visitor.session, allow_redirects=False, timeout=30
            )
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} {case.method} {case.path} {case.body!r}")

        ask()
    assert tried > 100
    assert not faults, faults[:5]
