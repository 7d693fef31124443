"""The house polices its words: none in code, none missing, none forgotten; forms read without fault."""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.reading_code import HOUSE, calls, modules, pattern, sentences, texts

# Where the words are, which function says them, and how many of its arguments name them (counted from
# `first`): `phrase("ask.again")`, `words("problem", "title_404")`, `reading.fault(key, "missing")`.
VOCABULARIES = {
    "dialogs/phrases.toml": [("phrase", 0, 1)],
    "dialogs/faults.toml": [("fault", 1, 1), ("sentence", 0, 1)],
    "bot/words.toml": [("words", 0, 2), ("has_words", 0, 2)],
    "bot/commands.toml": [("said", 0, 1)],
    "bot/operators.toml": [("told", 0, 1)],
    "bot/records.toml": [("recorded", 0, 1)],
    "bot/governance.toml": [("governed", 0, 1)],
    "bot/teams.toml": [("teamed", 0, 1)],
    "templates/words.toml": [("say", 0, 1), ("number", 0, 1), ("known", 0, 1)],
}
MAY_HOLD_SENTENCES: dict[str, str] = {}  # a file of code, and the reason why


def _names(table: dict[str, object], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _names(value, f"{before}{name}.")
        else:
            yield before + name


def _said(vocabulary: str) -> dict[str, str]:
    """Where each pattern of a name is said, by pattern; wholly dynamic names are passed over."""
    found = {}
    for file, tree in modules(vocabulary.split("/")[0]).items():
        for sayer, first, count in VOCABULARIES[vocabulary]:
            for call in calls(tree, sayer):
                named = call.args[first : first + count]
                if len(named) == count:
                    found[r"\.".join(pattern(each) for each in named)] = f"{file}:{call.lineno}"
    return {said: where for said, where in found.items() if re.sub(r"\.\+|\\\.", "", said)}


def _beginning(node: ast.JoinedStr) -> str:
    match node.values:
        case [ast.Constant(value=str(text)), *_]:
            return text
        case _:
            return ""


@pytest.mark.parametrize("file", VOCABULARIES)
def test_every_phrase_used_exists(file: str) -> None:
    names = set(_names(tomllib.loads(texts()[file])))
    missing = {
        said: where
        for said, where in _said(file).items()
        if not any(re.fullmatch(said, name) for name in names)
    }
    assert not missing


@pytest.mark.parametrize("file", VOCABULARIES)
def test_every_phrase_is_used(file: str) -> None:
    said = re.compile("|".join(f"(?:{each})" for each in _said(file)) or "$^")
    # A name may also travel as a value: in a table of code, or in a page.
    strings = {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    shapes = {
        pattern(node)
        for tree in modules(file.split("/")[0]).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and re.match(r"\w+\.", _beginning(node))
    }
    pages = "\n".join(text for name, text in texts().items() if name.endswith((".html", ".js")))
    idle = [
        name
        for name in _names(tomllib.loads(texts()[file]))
        if not said.fullmatch(name)
        and name not in strings
        and not any(re.fullmatch(each, name) for each in shapes)
        and name.rpartition(".")[2] not in strings
        and not re.search(rf"['\"]{re.escape(name)}['\"]", pages)
    ]
    assert not idle


@pytest.mark.parametrize("folder", ["dialogs", "bot"])
def test_no_sentence_that_a_person_reads_lives_in_code(folder: str) -> None:
    spoken = [
        f"{name}:{line}: {text[:60]}"
        for name, tree in modules(folder).items()
        if name not in MAY_HOLD_SENTENCES
        for line, text in sentences(tree)
    ]
    assert not spoken


def test_every_form_reads_without_fault() -> None:
    from dialogs.read import FORMS, read_forms

    files = {path.name.removesuffix(".toml") for path in FORMS.glob("*.*.toml")}
    assert set(read_forms()) == files
    assert {"child_profile.1", "placement_referral.1"} <= files


def test_every_form_is_published_with_its_fingerprint() -> None:
    from dialogs.read import FORMS, fingerprint

    published = tomllib.loads((FORMS / "published.toml").read_text(encoding="utf-8"))
    held = {path.name.removesuffix(".toml"): fingerprint(path) for path in FORMS.glob("*.*.toml")}
    assert published == held


def test_a_text_of_a_form_has_no_placeholder_but_the_childs_name() -> None:
    from dialogs.read import FORMS

    found = {
        f"{path.name}: {each}"
        for path in FORMS.glob("*.*.toml")
        for each in re.findall(r"\{(\w*)\}", path.read_text(encoding="utf-8"))
        if each not in {"child", "topic"}
    }
    assert not found
    assert HOUSE.joinpath("dialogs/forms").is_dir()
