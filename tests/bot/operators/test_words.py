"""The operators' words: each that is said exists, each that exists is said, none is in code."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable

from bot.operator_words import told
from tests.reading_code import HOUSE, modules, sentences

Kith = Callable[..., tuple[int, str]]


def test_every_finding_and_every_fault_has_its_words() -> None:
    held = tomllib.loads((HOUSE / "bot/operators.toml").read_text(encoding="utf-8"))
    code = "\n".join((HOUSE / "storage" / f"{m}.py").read_text() for m in ("soundness", "checkup"))
    findings = set(re.findall(r'\b(fine|fault|noted)\(\s*"(\w+)"', code))
    either = set(re.findall(r'\((fine|noted) if .* else (fine|fault)\)\("(\w+)"', code))
    findings |= {(word, name) for *words, name in either for word in words}
    assert len(findings) > 25
    for word, name in findings:
        assert {"noted": "note"}.get(word, word) in held[name], (word, name)
    unsaid = {"DiaryLineRefused", "NoDiaryLine", "TurnInsideTurn", "StoreClosed", "StorageError"}
    unsaid |= {"InConflict", "TooMany"}  # said on a page, where the work is given out
    from storage import errors

    family = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.StorageError)
    }
    for name in (
        family - unsaid - {"Overtaken", "DifferentBody", "NotFound", "LeaseLost", "Unsound"}
    ):
        assert name in held["problem"], name


def test_every_word_that_is_said_exists_and_every_one_that_exists_is_said() -> None:
    held = tomllib.loads((HOUSE / "bot/operators.toml").read_text(encoding="utf-8"))
    code = "".join((HOUSE / f"bot/{m}.py").read_text() for m in ("operators", "operator_words"))
    said = set(re.findall(r'told\(\s*"([\w.]+)"', code))
    for name in said:
        section, key = name.split(".")
        assert key in held[section], name
    ours = ("backup", "restore", "keys", "diary", "doctor")
    idle = {f"{section}.{key}" for section in ours for key in held[section]} - said
    assert idle == {"restore.done", "restore.despite_done"}
    for table in held.values():
        for sentence in table.values():
            list(string.Formatter().parse(sentence))
    assert told("mark.fine", text="x").strip().endswith("x")


def test_no_sentence_of_the_operators_lives_in_code() -> None:
    for name in ("bot/operators.py", "bot/operator_words.py"):
        assert not list(sentences(modules("bot")[name]))
