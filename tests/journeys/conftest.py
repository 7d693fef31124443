"""The demo and the browser that the journeys share, one of each for a module."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import Served, Window, launch

OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Larkshire as it is on the first day, seeded once; to be copied, never opened."""
    data = tmp_path_factory.mktemp("larkshire") / "data"
    Served(data).start().stop()
    return data


@pytest.fixture(scope="module")
def demo(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(seeded, data)
    served = Served(data).start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, demo: Served, request: pytest.FixtureRequest) -> Iterator[OpenWindow]:
    """Opens windows. Whatever went wrong in one of them, seen or unseen, fails the test."""
    opened: list[Window] = []

    def open_one(**shape: Any) -> Window:
        name = f"{request.node.name.removeprefix('test_')[:40]}-{len(opened)}"
        opened.append(Window.open(chromium, demo, name, **shape))
        return opened[-1]

    yield open_one
    faults = [fault for each in opened for fault in each.faults]
    for each in opened:
        each.close()
    assert not faults, "\n".join(faults)
