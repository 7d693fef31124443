"""`docs/teams.md` and `docs/telegram.md` are true: settings, commands, statuses, words of the log, numbers."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from bot import bodies
from bot.channels import teams_gate, telegram_hook, telegram_poll, telegram_wire
from bot.channels.teams_keys import GOOD_FOR
from bot.channels.teams_uploads import FILE_HOSTS
from bot.commands import main
from bot.door_settings import DOOR_NAMES, TeamsSettings, TelegramSettings, read_doors
from bot.own_devices import FRESH
from bot.serve_given import Given
from bot.serve_settings import NAMES
from storage import accounts, linkings
from tests.bot.fake_connector import SECRET
from tests.bot.fake_telegram import TOKEN
from tests.bot.serve_place import private
from tests.reading_code import HOUSE, texts

PAGES = {door: (HOUSE / f"docs/{door}.md").read_text("utf-8") for door in ("teams", "telegram")}
ROW = re.compile(r"(?m)^\| `(\w+\.\w+)` \| (.+?) \|")
BLOCK = re.compile(r"(?m)^\s*(?:\d+\. )?```(\w*)\n((?:.*\n)*?)\s*```")
GIVEN = re.compile(r"(?:^\s*|\*  |/bin/)kith (?=[a-z])")


def flat(page: str) -> str:
    return " ".join(page.split())


def said_to(shell: str) -> list[list[str]]:
    """What is given to `kith` in a block of commands, each as words."""
    lines = re.sub(r"\$\(.*?\)", "now", shell.replace("\\\n", " ")).splitlines()
    commands = [each for line in lines for each in line.split("&&") if GIVEN.search(each)]
    return [shlex.split(each[GIVEN.search(each).end() :]) for each in commands]  # type: ignore[union-attr]


@pytest.mark.parametrize("door", PAGES)
def test_every_setting_of_a_door_is_on_its_page_and_no_other(door: str) -> None:
    told = dict(ROW.findall(PAGES[door]))
    assert set(told) == {name for name in DOOR_NAMES if name.startswith(f"{door}.")}


def test_what_a_setting_is_when_it_is_left_out_is_as_the_page_says() -> None:
    told = {name: re.findall("`(.+?)`", text) for page in PAGES.values() for name, text in ROW.findall(page)}  # fmt: skip
    teams = TeamsSettings("", frozenset(), "", "")
    assert told["teams.service_hosts"] == sorted(teams.hosts)
    assert told["teams.login"] == [teams.login.removeprefix("https://")]
    assert told["teams.metadata"] == [teams.metadata.removeprefix("https://")]
    assert told["telegram.api"] == [TelegramSettings("").api.removeprefix("https://")]
    assert (told["teams.files"], teams.files) == (["no"], False)
    assert (told["telegram.mode"], TelegramSettings("").webhook) == (["polling"], False)


@pytest.mark.parametrize("door", PAGES)
def test_the_settings_on_a_page_open_its_door(door: str, tmp_path: Path) -> None:
    blocks = [text for kind, text in BLOCK.findall(PAGES[door]) if kind == "toml"]
    assert blocks
    for block in blocks:
        plain = {}
        for name, value in tomllib.loads(block)[door].items():
            if name.endswith("_file"):
                path = tmp_path / name
                value = str(private(path, TOKEN if name == "token_file" else SECRET * 2))
            plain[f"{door}.{name}"] = value
        assert getattr(read_doors(Given(plain)), door) is not None


def test_every_variable_on_a_page_is_a_setting() -> None:
    known = {"KITH_" + name.replace(".", "_").upper() for name in NAMES}
    for name, text in texts().items():
        if name.startswith("docs/") and name.endswith(".md"):
            assert not set(re.findall(r"\bKITH_[A-Z_]+\b", text)) - known, name


@pytest.mark.parametrize("name", sorted(name for name in texts() if name.endswith(".md")))
def test_every_command_on_every_page_is_one_with_these_options(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, block in BLOCK.findall(texts()[name]):
        for words in said_to(block) if not kind else ():
            told = _help(words[:2], capsys) or _help(words[:1], capsys)
            assert told, (name, words)
            for option in (word for word in words if word.startswith("--")):
                assert option in told, (name, words, option)


def _help(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    if not all(re.fullmatch(r"[a-z-]+", word) for word in command):
        return ""
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    told = capsys.readouterr().out
    return told if ended.value.code == 0 else ""


def test_the_package_is_made_and_checked_with_the_commands_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings,) = [text for kind, text in BLOCK.findall(PAGES["teams"]) if kind == "toml"]
    config = tmp_path / "kith.toml"
    house = '[council]\nname = "Larkshire"\n[web]\naddress = "https://kith.example"\n'
    config.write_text(house + settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    filled = {
        "/etc/kith/kith.toml": str(config),
        "ADDRESS-OF-YOUR-PRIVACY-NOTICE": "https://larkshire.example/privacy",
        "ADDRESS-OF-YOUR-TERMS": "https://larkshire.example/terms",
    }
    blocks = [text for _, text in BLOCK.findall(PAGES["teams"]) if text.startswith("kith teams")]
    done = [[filled.get(word, word) for word in words] for words in said_to(blocks[0])]
    assert [words[1] for words in done] == ["package", "check"]
    assert [main(words) for words in done] == [0, 0]


@pytest.mark.parametrize(("door", "files"), [("teams", "teams"), ("telegram", "telegram")])
def test_what_the_log_says_is_what_the_page_explains(door: str, files: str) -> None:
    code = "\n".join(
        text for name, text in texts().items() if name.startswith(f"bot/channels/{files}")
    )
    logged = {
        re.sub(r"%[sd]", "%", found)
        for found in re.findall(r'LOG\.(?:warning|error)\(\s*"(.+?)"', code)
    }
    table = PAGES[door].split("| it says | means |")[1].split("\n\n")[0]
    told = re.findall(r"`([^`]+)`", " ".join(re.findall(r"(?m)^\| (.+?) \|", table)))
    assert told
    for line in told:
        if line.startswith("-"):
            continue
        shape = re.sub(r"(: )(\w+)$", r"\1%", line)
        assert line in logged or shape in logged, line
        if line not in logged and not line[-1].isdigit():
            assert re.search(rf"class {line.split()[-1]}\(", code + texts()["bot/oidc_errors.py"] + texts()["storage/errors.py"]), line  # fmt: skip


def test_the_statuses_on_the_page_are_the_ones_there_are() -> None:
    door = texts()["bot/channels/teams_door.py"]
    given = {int(each) for each in re.findall(r"status=(\d{3})", door)}
    told = {int(each) for each in re.findall(r"(?m)^\| (\d{3}) \|", PAGES["teams"])}
    assert told == given | {200, 404, 413, 429}
    posted = {int(each) for each in re.findall(r"(?m)^\| (\d{3}) \|", PAGES["telegram"])}
    assert posted == {200, 401, 403, 404, 413, 503}


def test_the_numbers_on_the_pages_are_ours() -> None:
    teams, telegram = flat(PAGES["teams"]), flat(PAGES["telegram"])
    for page in (teams, telegram):
        assert f"older than {FRESH.total_seconds() / 60:.0f} minutes" in page
        assert f"{accounts.CONFIRMED_FOR.days} days" in page
        assert linkings.LASTS.total_seconds() == 600
        assert "good for ten minutes, and once" in page
    assert (linkings.CODE_LENGTH, teams_gate.SKEW_SECONDS, GOOD_FOR) == (10, 300, 3 * 86400)
    assert "five minutes are forgiven" in teams
    assert "hold for three days" in teams
    assert f"{bodies.LARGEST_BODY // 1024} KB" in teams
    assert all(f"`{end}`" in teams for end in FILE_HOSTS)
    assert f"{telegram_hook.LARGEST // 1024} KB" in telegram
    assert f"up to {telegram_wire.LISTENING_SECONDS} seconds" in telegram
    assert telegram_poll.MOST_TRIES == 10
    assert "32 to 256" in telegram
