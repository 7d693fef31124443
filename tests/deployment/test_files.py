"""The reference deployment says what the code does: ports, times, sizes, commands, settings."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bot import bodies, picture_pages
from bot.channels import telegram_hook
from bot.commands import main
from bot.door_settings import DOOR_NAMES, SHUT, read_doors
from bot.listening import LONGEST_HEADER, USUAL
from bot.serve_errors import SettingRefused
from bot.serve_given import Given
from bot.serve_secrets import private_file
from bot.serve_settings import given
from tests.reading_code import HOUSE

DEPLOY = HOUSE / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("kith*.*"))
KITH = "/usr/local/lib/kith/.venv/bin/kith"
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "RestrictNamespaces": "yes",
    "UMask": "0077",
    "User": "kith",
}


def nginx() -> str:
    text = (DEPLOY / "nginx/kith.conf").read_text(encoding="utf-8")
    return re.sub(r"(?m)#.*$", "", text)


def said(name: str) -> list[str]:
    """Every value given to this directive, in order."""
    return re.findall(rf"(?m)^\s*{name}\s+(.*?);", nginx())


def seconds(name: str) -> list[float]:
    return [float(each.removesuffix("s")) for each in said(name)]


def size(text: str) -> int:
    return int(text[:-1]) * {"k": 2**10, "m": 2**20}[text[-1]]


def drop_in() -> str:
    return (DEPLOY / "systemd/doors.conf").read_text(encoding="utf-8")


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """What a unit says, by section and name; a name may be said more than once."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return found


def test_the_settings_are_all_settings_and_read() -> None:
    plain = given(DEPLOY / "kith.toml", {}).plain
    assert plain["web.address"].startswith("https://")
    assert f"server {plain['web.host']}:{plain['web.port']};" in nginx()
    name = plain["web.address"].removeprefix("https://")
    assert set(said("server_name")) == {name, "_"}


def test_the_doors_in_the_settings_are_shut_and_open_when_the_marks_are_taken_away(
    tmp_path: Path,
) -> None:
    """With the secrets handed over as `doors.conf` says."""
    text = (DEPLOY / "kith.toml").read_text(encoding="utf-8")
    assert read_doors(given(DEPLOY / "kith.toml", {})) == SHUT
    open_doors = re.sub(r"(?m)^# (\[|\w+ = )", r"\1", text).replace('= "polling', '= "webhook')
    (tmp_path / "kith.toml").write_text(open_doors, encoding="utf-8")
    plain = dict(given(tmp_path / "kith.toml", {}).plain)
    assert {name for name in DOOR_NAMES if name in plain} >= {"teams.files", "telegram.mode"}
    handed = re.findall(r"(?m)^# LoadCredential=([\w-]+):(\S+)$", drop_in())
    for name, value in plain.items():
        if name.startswith(("teams.", "telegram.")) and name.endswith("_file"):
            credential = value.removeprefix("/run/credentials/kith.service/")
            assert dict(handed)[credential] == f"/etc/kith/{credential}"
            secret = tmp_path / credential
            token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345"
            secret.write_text(token if "token" in name else "0123456789abcdef" * 2)
            secret.chmod(0o600)
            plain[name] = str(secret)
    doors = read_doors(Given(plain))
    assert doors.teams
    assert doors.telegram
    assert doors.telegram.webhook


def test_a_door_of_the_proxy_takes_only_what_is_posted() -> None:
    for place in ("/api/messages", "/telegram/webhook"):
        _, _, rest = nginx().partition(f"location = {place} {{")
        assert re.match(r"\s*limit_except POST \{\s*deny all;\s*\}", rest), place


def test_the_secret_comes_from_where_the_unit_puts_it() -> None:
    service = unit(DEPLOY / "systemd/kith.service")["Service"]
    handed, _, _ = service["LoadCredential"][0].partition(":")
    secret = given(DEPLOY / "kith.toml", {}).plain["sign_in.client_secret_file"]
    assert secret == f"/run/credentials/kith.service/{handed}"
    folders = [f"/var/lib/{each}" for each in service["StateDirectory"][0].split()]
    plain = given(DEPLOY / "kith.toml", {}).plain
    assert plain["data.folder"] in folders
    assert str(Path(plain["data.keys"]).parent) in folders


def test_half_a_request_is_not_waited_for_at_the_proxy_either() -> None:
    for name in ("client_header_timeout", "client_body_timeout", "send_timeout"):
        assert all(each <= 20 for each in seconds(name)), name
    idle, upstream = re.findall(r"keepalive_timeout (\d+)s", nginx())[::-1]
    assert float(upstream) < USUAL.head, "one of ours is never used while we close it"
    assert float(idle) <= 60


def test_the_proxy_takes_what_kith_takes_and_writes_nothing_down() -> None:
    sizes = [size(each) for each in said("client_max_body_size")]
    usual, *others = sizes
    assert usual == bodies.LARGEST_BODY
    assert min(others) == telegram_hook.LARGEST
    assert max(sizes) > picture_pages.LARGEST
    assert [size(each) for each in said("client_body_buffer_size")] == sizes, "never on a disk"
    assert said("proxy_max_temp_file_size") == ["0"]
    assert size(said("large_client_header_buffers")[0].split()[1]) >= LONGEST_HEADER - 2
    (log,) = re.findall(r"log_format kith '(.*?)'", nginx())
    assert not re.search(
        r"uri|request[^_]|args|referer|cookie|user_agent", log.replace("$request_", "")
    )
    assert all(each.endswith((" kith", "off")) for each in said("access_log"))
    assert all(each.endswith(" crit") for each in said("error_log")), "it quotes requests"


def test_only_sound_tls_is_spoken() -> None:
    assert said("ssl_protocols") == ["TLSv1.2 TLSv1.3"]
    for cipher in said("ssl_ciphers")[0].split(":"):
        assert cipher.startswith("ECDHE-"), cipher
        assert "GCM" in cipher or "CHACHA20" in cipher, cipher
    assert said("ssl_reject_handshake") == ["on"]


def test_every_place_in_the_proxy_is_a_route(small_routes: set[str]) -> None:
    for place in re.findall(r"location (?:= |~ )?(\S+)", nginx()):
        if place == "/down.html":
            continue
        plain = place.strip("^$").replace("[^/]+", "x")
        assert any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), plain) for each in small_routes)


@pytest.mark.parametrize("path", [u for u in UNITS if u.suffix == ".service"], ids=lambda p: p.name)
def test_a_unit_has_as_little_as_it_needs(path: Path) -> None:
    service = unit(path)["Service"]
    for name, value in HARDENED.items():
        assert service[name] == [value], name


@pytest.mark.parametrize("path", [u for u in UNITS if u.suffix == ".service"], ids=lambda p: p.name)
def test_every_command_in_a_unit_is_one_of_ours(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line for line in unit(path)["Service"]["ExecStart"] if KITH in line]
    assert lines
    for line in lines:
        words = shlex.split(re.sub(r"\$\$\(.*?\)", "now", line[line.index(KITH) :].rstrip("'")))[1:]
        command = [word for word in words if re.fullmatch(r"[a-z]+", word)]
        with pytest.raises(SystemExit) as ended:
            main([*command, "--help"])
        assert ended.value.code == 0
        told = capsys.readouterr().out
        for option in (word for word in words if word.startswith("--")):
            assert option in told, (line, option)


def test_every_timer_has_its_job_and_nothing_is_let_go_by_one() -> None:
    timers = {path.stem for path in UNITS if path.suffix == ".timer"}
    assert timers == {path.stem for path in UNITS if path.suffix == ".service"} - {"kith"}
    assert "--do-it" not in (DEPLOY / "systemd/kith-retention.service").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace(KITH, "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[str(tmp_path / path.name) for path in UNITS]],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    ours = [line for line in told.stderr.splitlines() if "kith" in line]
    assert not ours


@pytest.mark.parametrize(("mode", "good"), [(0o440, True), (0o400, True), (0o444, False)])
def test_a_secret_that_the_service_manager_hands_over_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, good: bool
) -> None:
    """It is root's then, and the mask of our own right looks like the group's."""
    path = tmp_path / "client-secret"
    path.write_text("a-secret-0123456789-abcdef", encoding="utf-8")
    path.chmod(mode)
    seen = os.fstat

    def of_root(handle: int) -> os.stat_result:
        found = list(seen(handle))
        found[4] = 0
        return os.stat_result(found)

    monkeypatch.setattr("bot.serve_secrets.os.fstat", of_root)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    if good:
        assert private_file("sign_in.client_secret_file", path)
    else:
        with pytest.raises(SettingRefused):
            private_file("sign_in.client_secret_file", path)
    if mode == 0o440:
        monkeypatch.delenv("CREDENTIALS_DIRECTORY")
        with pytest.raises(SettingRefused):
            private_file("sign_in.client_secret_file", path)


def test_the_page_for_when_it_is_down_needs_nothing_and_is_a_page() -> None:
    page = (DEPLOY / "nginx/down.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|style|link|img)|https?://", page)
    assert 'lang="en-GB"' in page
    assert "999" in page


@pytest.fixture
def small_routes(tmp_path: Path) -> set[str]:
    from bot.app import make_app
    from tests.bot.house import small_house

    small = small_house(tmp_path)
    app = make_app(small.house)
    found = {each.canonical for each in app.router.resources()}
    small.store.close()
    return found
