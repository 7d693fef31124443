"""The app package: right, the same every time, and checked in plain sentences."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.channels.teams_read import Words
from bot.commands import main
from bot.teams_check import check
from bot.teams_package import COLOUR, ICONS, MANIFEST, OUTLINE, AppFacts, manifest, package
from bot.teams_words import in_teams
from bot.words import has_words
from dialogs.commands import command

APP = "22222222-2222-3333-4444-555555555555"
FACTS = AppFacts(
    app_id=APP,
    site="https://kith.larkshire.example",
    council="Larkshire County Council",
    privacy="https://larkshire.example/privacy",
    terms="https://larkshire.example/terms",
)
BROKEN = "[::1"
Change = Callable[[dict[str, Any]], None]


def files_of(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return made.getvalue()


def changed(change: Change) -> list[str]:
    """What is wrong when the manifest is not as it should be."""
    files = files_of(package(FACTS))
    plain = json.loads(files[MANIFEST])
    change(plain)
    return check(zipped({**files, MANIFEST: json.dumps(plain).encode()}))


def picture(size: int, fill: tuple[int, ...], file: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGBA" if len(fill) == 4 else "RGB", (size, size), fill).save(made, file)
    return made.getvalue()


# ------------------------------------------------------------ what is made


def test_what_is_made_is_fine_and_the_same_every_time() -> None:
    made = package(FACTS)
    assert check(made) == []
    assert made == package(FACTS)
    assert list(files_of(made)) == [MANIFEST, COLOUR, OUTLINE]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert all(each.date_time[0] == 1980 for each in archive.infolist())


def test_the_app_is_for_one_person_at_a_time_and_for_our_site_only() -> None:
    plain = manifest(FACTS)
    (bot,) = plain["bots"]
    assert bot["scopes"] == ["personal"]
    assert bot["commandLists"][0]["scopes"] == ["personal"]
    assert plain["validDomains"] == ["kith.larkshire.example"]
    assert bot["botId"] == plain["id"] == APP
    assert (bot["supportsFiles"], bot["isNotificationOnly"]) == (False, False)
    assert plain["localizationInfo"] == {"defaultLanguageTag": "en-gb"}
    with_files = AppFacts(APP, FACTS.site, FACTS.council, FACTS.privacy, FACTS.terms, files=True)
    assert manifest(with_files)["bots"][0]["supportsFiles"] is True
    assert check(package(with_files)) == []


def test_every_command_in_the_menu_is_one_that_kith_understands() -> None:
    said = [each["title"] for each in manifest(FACTS)["bots"][0]["commandLists"][0]["commands"]]
    for words in said:
        asked = words in in_teams()["file"]["words"]
        assert asked or command(words) or has_words("account_word", words), words
    assert "urgent help" in said
    assert Words("m", "documents", None).text in said


def test_a_council_with_a_very_long_name_gets_a_package_too() -> None:
    long = "Greater Larkshire and the Isles " * 8
    facts = AppFacts(APP, FACTS.site, long, FACTS.privacy, FACTS.terms, version="2.10.3")
    assert check(package(facts)) == []
    assert manifest(facts)["version"] == "2.10.3"


def test_the_icons_are_of_the_right_size_and_the_outline_is_white_on_nothing() -> None:
    with Image.open(ICONS / COLOUR) as colour, Image.open(ICONS / OUTLINE) as outline:
        assert colour.size == (192, 192)
        assert outline.size == (32, 32)
        assert {point[:3] for _, point in outline.getcolors() if point[3]} == {(255, 255, 255)}  # type: ignore[union-attr,index]
        clear = outline.getpixel((0, 0))
        assert isinstance(clear, tuple)
        assert clear[3] == 0


# ------------------------------------------------------------ what is wrong with another


def put(*path: str | int, value: Any) -> Change:
    def change(plain: dict[str, Any]) -> None:
        inner: Any = plain
        for each in path[:-1]:
            inner = inner[each]
        inner[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    def change(plain: dict[str, Any]) -> None:
        inner: Any = plain
        for each in path[:-1]:
            inner = inner[each]
        del inner[path[-1]]

    return change


COMMANDS = ("bots", 0, "commandLists", 0, "commands")
WRONG: list[tuple[Change, str]] = [
    (put("name", "short", value="x" * 31), "name.short is too long: 31 letters, and 30 is the most."),
    (put("name", "full", value="x" * 101), "name.full is too long: 101"),
    (put("description", "short", value="x" * 81), "description.short is too long: 81"),
    (put("description", "full", value="x" * 4_001), "description.full is too long: 4001"),
    (put("developer", "name", value="x" * 33), "developer.name is too long: 33"),
    (put(*COMMANDS, 0, "title", value="x" * 33), "bots[0].commandLists[0].commands[0].title is too long"),
    (put(*COMMANDS, 0, "description", value="x" * 129), "commands[0].description is too long: 129"),
    (put("name", "short", value=" "), "name.short is empty."),
    (put("name", "short", value=7), "name.short is of the wrong kind: it is a text."),
    (put("bots", value={}), "bots is of the wrong kind: it is a list."),
    (put("bots", 0, value="x"), "bots[0] is of the wrong kind: it is a table"),
    (put("bots", 0, "supportsFiles", value="true"), "bots[0].supportsFiles is of the wrong kind: it is a yes or no"),
    (put("bots", value=[]), "bots has too few: 0, and 1 is the least."),
    (put(*COMMANDS, value=[{"title": f"t{n}", "description": "d"} for n in range(11)]), "has too many: 11, and 10"),
    (put(*COMMANDS, 1, "title", value="my list"), "commands is there twice: my list."),
    (put("id", value="kith"), "id is no id: 36 characters"),
    (put("bots", 0, "botId", value="00000000-0000-0000-0000-000000000000"), "bots[0].botId is no id"),
    (put("version", value="1.0"), "version is no version"),
    (put("version", value="01.0.0"), "version is no version"),
    (put("accentColor", value="green"), "accentColor is no colour"),
    (put("localizationInfo", "defaultLanguageTag", value="English, mostly"), "is no language, such as en-gb."),
    (put("validDomains", 0, value="*.example"), "validDomains[0] is no name of a host"),
    (put("validDomains", 0, value="https://kith.example"), "validDomains[0] is no name of a host"),
    (put("developer", "privacyUrl", value="http://larkshire.example"), "developer.privacyUrl is no https address"),
    (put("developer", "termsOfUseUrl", value=f"https://{BROKEN}"), "developer.termsOfUseUrl is no https address"),
    (put("manifestVersion", value="9.9"), 'manifestVersion is not one of these: "1.22".'),
    (put("bots", 0, "scopes", value=["team"]), 'bots[0].scopes[0] is not one of these: "personal".'),
    (put("bots", 0, "isNotificationOnly", value=True), "isNotificationOnly is not one of these: false."),
    (put("icons", "color", value="../color.png"), "icons.color is no name of a file"),
    (put("icons", "color", value="other.png"), "other.png is missing from the package."),
    (put("colour", value="#fff"), "colour is nothing that a manifest of this kind has."),
    (put("bots", 0, "supportsCalling", value=True), "bots[0].supportsCalling is nothing that a manifest"),
    (drop("developer"), "developer is missing from the manifest."),
    (drop("bots", 0, "botId"), "bots[0].botId is missing from the manifest."),
    (drop(*COMMANDS, 3, "title"), "bots[0].commandLists[0].commands[3].title is missing"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_manifest_that_is_not_right_is_told_why(number: int) -> None:
    change, sentence = WRONG[number]
    found = changed(change)
    assert any(sentence in each for each in found), found
    assert len(found) <= 3, "and about little else"


def test_every_rule_is_broken_by_some_manifest() -> None:
    """Whatever is taken away is missed, whatever is wrong in kind is seen."""
    rules = tomllib.loads((Path("bot") / "teams_manifest.toml").read_text("utf-8"))["field"]
    for name, rule in rules.items():
        path = [int(e) if e.isdecimal() else e for e in name.replace("[]", ".0").split(".")]
        kind = {"list": {}, "table": [], "flag": "yes"}.get(rule["kind"], 5)
        assert changed(put(*path, value=kind)), name
        assert bool(changed(drop(*path))) == bool(rule.get("needed")) or name.endswith("[]"), name


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({MANIFEST: None}, "manifest.json is missing from the package."),
        ({OUTLINE: None}, "outline.png is missing from the package."),
        ({"readme.txt": b"x"}, "readme.txt does not belong in the package."),
        ({"kith/color.png": b"x"}, "kith/color.png lies in a folder."),
        ({MANIFEST: b"{"}, "manifest.json cannot be read as JSON."),
        ({MANIFEST: b"[]"}, "manifest.json cannot be read as JSON."),
        ({MANIFEST: b'{"id": 1, "id": 2}'}, "manifest.json cannot be read as JSON."),
        ({MANIFEST: b"\xff\xfe"}, "manifest.json cannot be read as JSON."),
        ({MANIFEST: b"[" * 100_000}, "manifest.json cannot be read as JSON."),
        ({COLOUR: b"x" * 1_048_577}, "color.png is too large."),
        ({COLOUR: b"GIF89a"}, "color.png is no PNG picture."),
        ({COLOUR: picture(192, (1, 2, 3), "JPEG")}, "color.png is no PNG picture."),
        ({COLOUR: picture(96, (1, 2, 3))}, "color.png is 96 by 96, and must be 192 by 192."),
        ({OUTLINE: picture(32, (255, 0, 0, 9))}, "outline.png has a colour"),
        ({OUTLINE: picture(32, (255, 255, 255))}, "outline.png has no clear ground"),
        ({f"{n}.png": b"" for n in range(30)}, "does not belong in the package."),
    ],
)
def test_a_package_that_is_not_right_is_told_why(
    files: dict[str, bytes | None], sentence: str
) -> None:
    put_in = {**files_of(package(FACTS)), **files}
    found = check(zipped({name: body for name, body in put_in.items() if body is not None}))
    assert 1 <= len(found) <= 2, found
    assert sentence in found[0]


def test_what_is_no_zip_file_or_is_damaged_or_locked_is_told_so() -> None:
    made = bytearray(package(FACTS))
    assert check(b"") == check(b"PK\x03\x04 nothing") == ["The package is no zip file."]
    damaged = bytes(made).replace(b"Larkshire", b"Parkshire")
    assert check(damaged) == ["The package is no zip file."]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        central = archive.start_dir
    made[central + 8] |= 1
    assert check(bytes(made)) == ["manifest.json is locked with a password."]
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr(MANIFEST, b"{}")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(MANIFEST, b"{}")
    assert check(twice.getvalue()) == ["manifest.json is there twice."]


# ------------------------------------------------------------ the commands

SAID = ["--privacy", FACTS.privacy, "--terms", FACTS.terms]


def test_the_commands_make_a_package_and_find_it_fine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "kith-teams.zip"
    told = ["--app-id", APP.upper(), "--site", f"{FACTS.site}/", "--council", FACTS.council]
    assert main(["teams", "package", "--to", str(to), *told, *SAID]) == 0
    assert to.read_bytes() == package(FACTS)
    assert main(["teams", "check", str(to)]) == 0
    assert "is fine." in capsys.readouterr().out


def test_the_settings_say_what_the_command_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, config = tmp_path / "kith-teams.zip", tmp_path / "kith.toml"
    config.write_text(
        f'[council]\nname = "{FACTS.council}"\n[web]\naddress = "{FACTS.site}"\n'
        f'[teams]\napp_id = "{APP}"\n'
    )
    monkeypatch.setenv("KITH_TEAMS_FILES", "yes")
    assert main(["teams", "package", "--to", str(to), "--config", str(config), *SAID]) == 0
    plain = json.loads(files_of(to.read_bytes())[MANIFEST])
    assert plain["bots"][0]["supportsFiles"] is True
    assert plain["name"]["full"] == "Kith for Larkshire County Council"


def test_what_is_nowhere_said_or_cannot_be_is_said_kindly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "kith-teams.zip"
    make = ["teams", "package", "--to", str(to)]
    told = ["--app-id", APP, "--site", FACTS.site, "--council", FACTS.council]
    assert main([*make, *told]) == 2
    assert "Missing: --privacy." in capsys.readouterr().err
    assert main([*make, *told, *SAID, "--site", "http://kith.example"]) == 2
    assert "web.address" in capsys.readouterr().err
    assert main([*make, *told, *SAID, "--app-id", "kith"]) == 2
    assert "id is no id" in capsys.readouterr().err
    assert main([*make, *told, *SAID, "--config", str(tmp_path / "none.toml")]) == 2
    assert not to.exists()
    assert main(["teams", "package", "--to", str(tmp_path / "no" / "k.zip"), *told, *SAID]) == 2
    assert "cannot be opened: No such file" in capsys.readouterr().err
    assert main(["teams", "check", str(to)]) == 2
    to.write_bytes(zipped({"x.txt": b""}))
    assert main(["teams", "check", str(to)]) == 1
    assert capsys.readouterr().err.endswith("manifest.json is missing from the package.\n")
