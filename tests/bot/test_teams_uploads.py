"""Where a file may go, and what a press for a document says."""

from __future__ import annotations

import pytest

from bot.channels.teams_offers import Wanted, wanted
from bot.channels.teams_uploads import is_file_host
from templates.paper import Copy

ME, BROKEN = "me", "[::1"
HOST = "council-my.sharepoint.com"


@pytest.mark.parametrize(
    ("address", "good"),
    [
        (f"https://{HOST}/personal/x/_api/v2.0/drive/items/1/uploadSession?guid='a'&b=%20", True),
        (f"https://{HOST}:443/x", True),
        (f"http://{HOST}/x", False),
        (f"https://{HOST}:8443/x", False),
        (f"https://{HOST}.evil.example/x", False),
        (f"https://{'sharepoint.com'}/x", False),
        (f"https://{'evilsharepoint.com'}/x", False),
        (f"https://{ME}@{HOST}/x", False),
        (rf"https://{'evil.example'}\@{HOST}/x", False),
        (f"https://{HOST}/x#y", False),
        (f"https://{HOST}/x y", False),
        (f"https://{HOST}/" + "x" * 7_000, False),
        (f"https://{BROKEN}/x", False),
        ("", False),
    ],
)
def test_only_microsofts_own_places_for_files_are_good(address: str, good: bool) -> None:
    assert is_file_host(address) is good


@pytest.mark.parametrize(
    "press",
    ["paper:", "paper:LK-1", "paper:LK-1:0:council", "paper:LK-1:x:council", "paper:LK-1:1:card",
     "paper::1:council", "answer:x", "", "paper:LK-1:1:council:more", f"paper:{'x' * 50}:1:council"],
)  # fmt: skip
def test_a_press_that_was_made_up_asks_for_nothing(press: str) -> None:
    assert wanted(press) is None


def test_a_press_says_which_copy_of_which_version() -> None:
    one = Wanted("LK-2026-0001", 2, Copy.SEARCH)
    assert wanted(one.press) == one
    assert one.file == "LK-2026-0001.search.docx"
