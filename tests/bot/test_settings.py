"""Where the demo lives, and its keys."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import WeakSecret
from bot.settings import KEYS, DemoSettings
from tests.bot.house import Small


def test_keys_are_made_once_and_only_the_owner_can_read_them(tmp_path: Path) -> None:
    settings = DemoSettings(tmp_path / "larkshire")
    made = settings.keys()
    assert made == DemoSettings(tmp_path / "larkshire").keys()
    assert len({made.file, made.master, made.web}) == 3
    assert all(len(key) == 32 for key in (made.file, made.master, made.web))
    mode = (settings.data / KEYS).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_demo_is_served_to_this_machine_only(tmp_path: Path) -> None:
    assert DemoSettings(tmp_path, 0).host == "127.0.0.1"


def test_nothing_secret_is_shown_by_accident(tmp_path: Path, small: Small) -> None:
    keys = DemoSettings(tmp_path / "larkshire").keys()
    assert "b'" not in repr(keys)
    assert repr(small.house.secret) not in repr(small.house)


def test_a_weak_secret_opens_no_house(small: Small) -> None:
    with pytest.raises(WeakSecret):
        replace(small.house, secret=b"short")
