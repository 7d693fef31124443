"""The list of erasures beside the store: private, strict, and never shortened."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import erasures
from storage.erasures import Erasure
from storage.errors import ErasuresUnreadable


def test_the_list_of_erasures_only_ever_grows_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "erasures.json"
    one, two = (Erasure(f"id{n}", "child", f"2026-01-0{n}", "asked") for n in (1, 2))
    assert erasures.remember(path, [two]) == (two,)
    assert erasures.remember(path, [one]) == (one, two)
    assert erasures.remember(path, []) == erasures.read(path) == (one, two)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("said", ["", "{}", "[1]", '[{"id": "x"}]', "[", "\u00e9"])
def test_a_list_of_erasures_that_is_something_else_is_refused(tmp_path: Path, said: str) -> None:
    path = tmp_path / "erasures.json"
    path.write_text(said, encoding="utf-8")
    with pytest.raises(ErasuresUnreadable):
        erasures.read(path)
    with pytest.raises(ErasuresUnreadable):
        erasures.remember(path, [])
