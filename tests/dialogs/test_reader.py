"""A faulty form is refused with the file, the key and a plain sentence for everything wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dialogs import reading
from dialogs.errors import FormFaulty, NoSuchForm
from dialogs.read import FORMS, fingerprint, publish, read_form, read_forms

BROKEN = sorted((Path(__file__).parent / "broken_forms").glob("*.toml"))
HOUSE = Path(reading.__file__).parent


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(FormFaulty) as caught:
        read_form(path)
    return [(each.file, each.key, each.sentence) for each in caught.value.faults]


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_form_is_refused_with_file_key_and_sentence(path: Path) -> None:
    key, fault = (
        line.partition(": ")[2] for line in path.read_text(encoding="utf-8").splitlines()[:2]
    )
    found = faults_of(path)
    assert any(
        file == path.name and where == key.strip() and sentence.startswith(fault)
        for file, where, sentence in found
    ), found


def test_every_sentence_for_authors_is_shown_by_a_broken_form() -> None:
    sentences = tomllib.loads((HOUSE / "faults.toml").read_text(encoding="utf-8"))
    shown = {path.name.partition(".")[0] for path in BROKEN} | {"published_changed"}
    assert set(sentences) <= shown
    code = "\n".join(path.read_text(encoding="utf-8") for path in HOUSE.glob("*.py"))
    assert [name for name in sentences if f'"{name}"' not in code] == []


def test_all_the_faults_of_a_form_are_said_at_once(tmp_path: Path) -> None:
    text = (BROKEN[0].parent / "unknown_key.1.toml").read_text(encoding="utf-8")
    path = tmp_path / "unknown_key.1.toml"
    path.write_text(text.replace('title = "A form"\n', "") + "\nmax_words = true\n")
    sentences = [sentence for _, _, sentence in faults_of(path)]
    assert sentences == [
        "There is no setting called “hnit” here. Is it spelt right?",
        "“max_words” should be a number.",
        "“title” is needed here.",
    ] or set(sentences) >= {"“title” is needed here.", "“max_words” should be a number."}


def test_a_published_form_never_changes(tmp_path: Path) -> None:
    for path in FORMS.glob("*.*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    name = "child_profile.1"
    path = tmp_path / f"{name}.toml"
    assert fingerprint(path) in publish(tmp_path).read_text(encoding="utf-8")
    read_forms.__wrapped__(tmp_path)
    path.write_bytes(path.read_bytes() + b"\n# a small change\n")
    for refused in (read_forms.__wrapped__, publish):
        with pytest.raises(FormFaulty, match=r"Make the next version instead: child_profile\.2"):
            refused(tmp_path)
    publish(tmp_path, anew=True)
    read_forms.__wrapped__(tmp_path)


def test_a_form_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NoSuchForm):
        read_form(tmp_path / "nothing.1.toml")


def test_the_forms_of_the_house_have_no_faults() -> None:
    assert {"child_profile.1", "placement_referral.1"} <= set(read_forms())
