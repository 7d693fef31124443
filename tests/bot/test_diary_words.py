"""The audit catalogue: every action that the code writes into the diary has plain words."""

from __future__ import annotations

import ast
import re
from functools import cache

from bot.diary_words import act, catalogue, kind_words
from tests.reading_code import calls, modules, pattern

SAYERS = ("write_diary", "viewed")
LIKE_AN_ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


@cache
def _named(file: str) -> dict[str, list[str]]:
    """Every string that a name stands for, by name, wherever in the file it is given one."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(modules()[file]):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case _:
                continue
        strings = [
            inner.value
            for inner in ast.walk(value)
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
        ]
        for each in targets:
            if isinstance(each, ast.Name):
                found.setdefault(each.id, []).extend(strings)
    return found


@cache
def _actions() -> dict[str, str]:
    """What is written, as patterns, and where."""
    found = {}
    for file, tree in modules().items():
        for sayer in SAYERS:
            for call in calls(tree, sayer):
                index = 0 if sayer == "write_diary" else 1
                if len(call.args) <= index:
                    continue
                match call.args[index]:
                    case ast.Constant() | ast.JoinedStr() as said:
                        found[pattern(said)] = file
                    case (
                        ast.Name(id=name)
                        | ast.Attribute(attr=name)
                        | ast.Subscript(value=ast.Name(id=name))
                    ):
                        given = _named(file).get(name) or [
                            each for other in modules() for each in _named(other).get(name, ())
                        ]
                        for each in given:
                            if LIKE_AN_ACTION.fullmatch(each):
                                found[re.escape(each)] = file
    return found


def test_every_action_that_is_written_has_words() -> None:
    wordless = {
        said: where
        for said, where in _actions().items()
        if not any(re.fullmatch(said, action) for action in catalogue())
    }
    assert not wordless


def test_every_action_with_words_is_written_somewhere() -> None:
    written = re.compile("|".join(f"(?:{each})" for each in _actions()))
    assert [action for action in catalogue() if not written.fullmatch(action)] == []


def test_the_words_are_plain_and_name_nobody() -> None:
    for action, each in catalogue().items():
        assert kind_words(each.kind), action
        assert each.told("LK-0001")[0].islower(), action
        assert not each.did.endswith("."), action
        assert set(re.findall(r"\{(\w*)\}", each.did)) <= {"thing"}, action


def test_an_act_says_what_it_was_done_to() -> None:
    assert act("referral.read").told("LK-0001") == "read the referral LK-0001"
