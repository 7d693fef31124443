"""The go-live pack says what the code does: made pages are fresh, proofs exist, commands work as written."""

from __future__ import annotations

import json
import re
import shlex
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bot.commands import main
from bot.governance import pages
from care.actions import Action
from care.people import Role
from storage import escrow, keys_file
from tests.reading_code import HOUSE, texts
from tests.storage.folders import a_folder, taken

PACK = HOUSE / "docs/governance"
LOCK = HOUSE / "requirements.lock"
MADE = ("roles.md", "audit.md", "retention.md", "data-flow.md", "data-flow.svg", "sbom.json")
PROOF = re.compile(r"`(test_\w+\.py)`")
PASSPHRASE = "five plain words for nobody"


def kept(name: str) -> str:
    return (PACK / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MADE)
def test_a_page_made_from_the_code_is_as_the_code_is_now(name: str) -> None:
    """When this fails: `kith governance --to docs/governance`."""
    assert kept(name) == pages(LOCK.read_text(encoding="utf-8"))[name]


def test_the_command_writes_them_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["governance", "--to", str(tmp_path / "new")]) == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(MADE)
    assert "roles.md" in capsys.readouterr().out


def test_the_matrix_names_every_action_and_every_role_that_may_something() -> None:
    page = kept("roles.md")
    for action in Action:
        assert action.value.replace("_", " ") in page
    for role in Role:
        assert role is Role.COMMISSIONER or role.value.replace("_", " ") in page.lower()


@pytest.mark.parametrize("name", ["threats.md", "asvs.md"])
def test_every_proof_that_is_named_is_there(name: str) -> None:
    named = set(PROOF.findall(kept(name)))
    there = {path.name for path in (HOUSE / "tests").rglob("test_*.py")}
    assert named
    assert not named - there


def test_every_threat_has_a_state_and_what_is_done_has_a_proof() -> None:
    rows = [line.split("|")[1:-1] for line in kept("threats.md").splitlines() if "| TH" in line]
    assert [row[0].strip() for row in rows] == [f"TH{number:02}" for number in range(1, 57)]
    for row in rows:
        state = row[5].strip()
        assert state.split(":")[0] in {"done", "partly", "not yet", "not here"}, row[0]
        assert state != "done" or row[4].strip() or "nothing is exported" in row[3], row[0]
        assert not state.startswith("partly") or ":" in state, row[0]


def test_the_bill_of_materials_is_sound_and_agrees_with_the_lock() -> None:
    text = kept("sbom.json")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    listed = {f"{each['name']}=={each['version']}" for each in json.loads(text)["components"]}
    locked = set(re.findall(r"(?m)^([\w.-]+==[\w.+!]+)", LOCK.read_text(encoding="utf-8")))
    assert listed == locked


def test_the_inventory_names_files_that_exist() -> None:
    named = re.findall(r"`((?:bot|storage|deploy)/[\w/.-]+)`", kept("keys.md"))
    assert len(named) > 8
    assert not [name for name in named if not (HOUSE / name).exists()]


def test_the_picture_says_in_words_what_it_shows() -> None:
    drawn = ElementTree.fromstring(kept("data-flow.svg"))  # noqa: S314  our own file
    assert drawn.attrib["role"] == "img"
    titles = [unescape(each.text or "") for each in drawn.iter() if each.tag.endswith("title")]
    table = kept("data-flow.md")
    assert all(title in table for title in titles[1:])
    assert len(titles) > 8


def test_every_page_of_the_pack_is_in_its_index() -> None:
    index = kept("README.md")
    missing = [path.name for path in PACK.iterdir() if f"({path.name})" not in index]
    assert set(missing) <= {"README.md", "data-flow.svg"}


def test_the_notice_for_children_is_easy_to_read() -> None:
    """About ten words a sentence, short words; a formula is no child, but it notices a lawyer."""
    page = kept("privacy-young-people.md").split("\n", 2)[2]
    words = re.findall(r"[A-Za-z’']+", page)
    sentences = len(re.findall(r"[.?!]", page))
    assert len(words) / sentences < 12
    assert sum(len(word) > 9 for word in words) / len(words) < 0.04


def test_the_pages_are_drafts_and_say_so() -> None:
    assert "drafts" in kept("README.md")
    for name in ("dpia.md", "accessibility.md", "privacy-staff.md", "privacy-carers.md"):
        assert "draft" in kept(name).split("\n")[0].lower() + kept(name)[:200].lower()
    assert "[council]" in texts()["docs/governance/dpia.md"]


def test_the_commands_of_the_restore_page_bring_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an empty folder, from a backup and an escrow alone, exactly as the page gives them."""
    house = a_folder(tmp_path / "house")
    backup = taken(house, tmp_path / "one.kith").path
    escrow.write(tmp_path / "kith.escrow", keys_file.read(house / "keys.json"), PASSPHRASE)
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    (tmp_path / "passphrase").chmod(0o600)
    (tmp_path / "erasures.json").write_text("[]", encoding="utf-8")
    files = {
        "BACKUP": backup,
        "ESCROW": tmp_path / "kith.escrow",
        "PASSPHRASE": tmp_path / "passphrase",
        "ERASURES": tmp_path / "erasures.json",
    }
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    lines = re.findall(r"(?m)^\s*kith (.+)$", kept("restore.md"))
    assert [line.split()[0] for line in lines] == ["restore", "doctor", "diary", "retention"]
    for line in lines:
        words = [str(files.get(word, word)) for word in shlex.split(line)]
        assert main(words) == 0, (line, capsys.readouterr())
    assert "Restored" in capsys.readouterr().out
