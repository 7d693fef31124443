"""The peers are what they were when somebody looked at them, and nothing of them is kept here."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.peers import peers
from tests.peers.peers import LOCK, PACKED, NoPeer, found, node, peer

SMALL = ("adaptivecards", "botframework-directlinejs", "telegram-test-api", "ws", "xhr2")


@pytest.mark.parametrize("name", [*SMALL, *PACKED])
def test_a_peer_is_there_in_the_version_that_is_named(name: str) -> None:
    package = json.loads((peer(name) / "package.json").read_text("utf-8"))
    assert package["name"] == name
    assert package["version"] == _versions()[name]


def test_of_web_chat_comes_one_script_with_its_licences() -> None:
    came = {file.name for file in (peer("botframework-webchat") / "dist").iterdir()}
    assert came == {"webchat.js", "webchat.js.LICENSE.txt"}


def test_the_lock_holds_a_hash_for_each_and_no_address() -> None:
    text = LOCK.read_text("utf-8")
    assert "://" not in text
    assert "resolved" not in text
    packages = json.loads(text)["packages"]
    del packages[""]
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    named = json.loads((LOCK.parent / "package.json").read_text("utf-8"))["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in SMALL} == named


def test_another_file_under_the_same_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "botframework-webchat"
    peer(name)
    other = replace(PACKED[name], sha512="A" * 86 + "==")
    monkeypatch.setattr(peers, "PLACE", tmp_path)
    monkeypatch.setattr(peers, "_missing", {})
    monkeypatch.setitem(PACKED, name, other)
    with pytest.raises(NoPeer, match="not the file it was"):
        found(name)
    assert [each.name for each in tmp_path.iterdir()] == ["lock"]


def test_without_npm_a_test_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "PLACE", tmp_path)
    monkeypatch.setattr(peers, "_missing", {})
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="npm is not on this machine"):
        peer("adaptivecards")


def test_what_runs_under_node_runs() -> None:
    script = "process.argv.slice(1).forEach((each) => require(each))"
    folder = peer("adaptivecards").parent
    names = ("adaptivecards/dist/adaptivecards.min.js", *SMALL[1:])
    subprocess.run([node(), "-e", script, *(str(folder / each) for each in names)], check=True)


def _versions() -> dict[str, str]:
    named = json.loads((LOCK.parent / "package.json").read_text("utf-8"))["dependencies"]
    return {**named, **{name: each.version for name, each in PACKED.items()}}
