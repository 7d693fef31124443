"""The house polices itself: layers, files, layout, locks, and what the pages about it promise."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests.reading_code import FOLDERS, HOUSE, calls, imported, modules, texts

LONGEST_FILE = 300

# Addresses that may stand in a kept file: this machine, names that can never be anybody's, and the names
# of formats, which are written like addresses and never fetched.
ADDRESSES = re.compile(
    r"""(127\.0\.0\.1|localhost|\[::1\]|\{.*
        |([\w-]+\.)*(example|test|invalid|localhost)|([\w-]+\.)?example\.(com|org|net)
        |schemas\.openxmlformats\.org|schemas\.microsoft\.com|www\.sqlite\.org|www\.gov\.uk|purl\.org|www\.w3\.org|adaptivecards\.io
        |keepachangelog\.com|semver\.org
    )(:[\w{}.]*)?""",
    re.VERBOSE,
)


def test_imports_go_one_way_and_each_outside_technology_has_one_home() -> None:
    # In a process of its own: it sets up logging for the whole of the one it runs in.
    look = (
        "from importlinter.cli import lint_imports as look; exit(look(no_cache=True, no_logo=True))"
    )
    looked = subprocess.run(
        [sys.executable, "-c", look], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stdout


def test_what_we_know_and_what_we_say_need_only_the_standard_library() -> None:
    allowed = {"care": {"care"}, "dialogs": {"care", "dialogs"}}
    strangers = {
        f"{name}: {found}"
        for folder, ours in allowed.items()
        for name, tree in modules(folder).items()
        for found in set(imported(tree)) - ours - set(sys.stdlib_module_names)
    }
    assert not strangers


def test_everything_imported_from_outside_is_asked_for_by_name() -> None:
    from importlib.metadata import packages_distributions

    project = tomllib.loads(texts()["pyproject.toml"])["project"]
    asked = {re.split(r"[<>=\[ ]", each)[0].lower() for each in project["dependencies"]}
    outside = {
        (name, found)
        for name, tree in modules().items()
        for found in set(imported(tree)) - set(FOLDERS) - set(sys.stdlib_module_names)
    }
    owners = packages_distributions()
    unasked = [
        f"{name}: {found}"
        for name, found in sorted(outside)
        if not {each.lower() for each in owners.get(found, ())} & asked
    ]
    assert not unasked


def test_every_library_is_on_the_page_about_them_with_its_licence() -> None:
    from importlib.metadata import metadata

    told = {
        word: licences.lower()
        for line in texts()["docs/decisions/0006-libraries.md"].splitlines()
        if line.startswith("| ") and line.count("|") == 4
        for names, licences in [(line.split("|")[1], line.split("|")[3])]
        for word in re.findall(r"[\w.-]+", names.lower())
    }
    project = tomllib.loads(texts()["pyproject.toml"])
    groups = project["dependency-groups"].values()
    asked = [*project["project"]["dependencies"], *(each for group in groups for each in group)]
    names = {re.split(r"[<>=\[ ]", each)[0].lower() for each in asked}
    assert names - set(told) == set(), "libraries that the page does not name"
    for name in names:
        said = metadata(name)
        licence = said["License-Expression"] or (said["License"] or "").splitlines()[0:1]
        plain = licence if isinstance(licence, str) else "".join(licence)
        for word in re.findall(r"[a-z]{3,}", plain.lower()):
            assert word in told[name] or word in {"license", "and", "only", "clause"}, (name, plain)


def test_every_module_opens_with_a_sentence_on_what_it_is_for() -> None:
    silent = []
    for name, tree in modules(*FOLDERS, "bench", "tests").items():
        said = (ast.get_docstring(tree) or "").split("\n\n")[0].strip()
        if tree.body and not said.endswith((".", "?", "!")):
            silent.append(name)
    assert not silent


def test_no_file_of_code_is_longer_than_can_be_held_in_mind() -> None:
    long = {
        name: lines
        for name, text in texts().items()
        if name.endswith((".py", ".html")) and (lines := text.count("\n")) > LONGEST_FILE
    }
    assert not long


def test_nothing_is_left_to_do_in_a_comment() -> None:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    left = [
        f"{name}:{number}"
        for name, text in texts().items()
        if name.endswith((".py", ".js", ".css", ".html", ".toml", "Makefile", "run"))
        for number, line in enumerate(text.splitlines(), 1)
        if marks.search(line)
    ]
    assert not left


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_has_one_family_of_exceptions_and_each_says_what_it_means(folder: str) -> None:
    import builtins

    built_in = {
        name
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
    roots, family, wordless = [], set(built_in), []
    classes = [
        (name, node)
        for name, tree in modules(folder).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    for _ in classes:  # a child may be read before its parent; as many rounds as classes is enough
        family |= {n.name for _, n in classes if {ast.unparse(b) for b in n.bases} & family}
    for name, node in classes:
        if node.name in family - built_in:
            if {ast.unparse(base) for base in node.bases} & built_in:
                roots.append(f"{name}: {node.name}")
            if not ast.get_docstring(node):
                wordless.append(f"{name}: {node.name}")
    assert len(roots) <= 1, "one base in a folder; the others grow from it"
    assert not wordless


def test_only_the_terminal_prints() -> None:
    talkers = [
        name
        for name, tree in modules().items()
        if any(calls(tree, "print")) and not name.startswith(("bot/commands", "bot/terminal"))
    ]
    assert not talkers


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_carries_its_hashes_and_no_address(lock: str) -> None:
    text = texts()[lock]
    for package in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip()):
        assert re.match(r"[\w.\[\],-]+==[\w.+!]+", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in text
    assert "--index" not in text
    assert "--find" not in text


def test_both_locks_agree_and_hold_everything_the_project_asks_for() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"(?m)^([\w.-]+==[\w.+!]+)", texts()[lock]))

    project = tomllib.loads(texts()["pyproject.toml"])
    asked = {re.split(r"[<>=\[ ]", each)[0].lower() for each in project["project"]["dependencies"]}
    assert asked <= {pin.split("==")[0].lower() for pin in pins("requirements.lock")}
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_kept_file_names_an_address_outside() -> None:
    found = [
        f"{name}: {host}"
        for name, text in texts().items()
        for host in re.findall(r"\b(?:https?|wss?)://([^/\s\"'<>)`\\?#,;]+)", text)
        if not ADDRESSES.fullmatch(host.rstrip("."))
    ]
    assert not found


def test_no_kept_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.}/-])/(?:root|work|home|opt|Users)/\w|\.\./shared\b")
    found = [name for name, text in texts().items() if place.search(text)]
    assert not found


def test_every_link_in_the_pages_about_the_house_leads_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name, text in texts().items()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in target and not (HOUSE / name).parent.joinpath(target).exists()
    ]
    assert not broken


def test_every_decision_is_listed() -> None:
    pages = {path.name for path in (HOUSE / "docs/decisions").glob("0*.md")}
    listed = set(re.findall(r"\]\((0[^)]+\.md)\)", texts()["docs/decisions/README.md"]))
    assert pages == listed


def test_the_readme_promises_only_commands_that_exist() -> None:
    readme = texts()["README.md"]
    targets = set(re.findall(r"(?m)^([a-z]+):", texts()["Makefile"]))
    assert set(re.findall(r"\bmake ([a-z]+)", readme)) <= targets


def test_the_readme_promises_only_kith_commands_that_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from bot.commands import main

    promised = set(re.findall(r"`kith ((?:[a-z]+ ?)+)", texts()["README.md"]))
    assert promised
    for words in promised:
        with pytest.raises(SystemExit) as ended:
            main([*words.split(), "--help"])
        assert ended.value.code == 0, words
    capsys.readouterr()
