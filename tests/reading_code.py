"""Reads the house as text and as syntax trees, for the tests that are about the code itself."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parent.parent
FOLDERS = ("bot", "care", "dialogs", "storage", "templates")
_NOT_OURS = {".git", ".venv", ".venv-bench", ".peers", "build", "dist"}


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that git keeps, or would keep; without git, every file that is not made here."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=HOUSE,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        paths = [HOUSE / name for name in names if name]
    else:
        paths = [each for each in HOUSE.rglob("*") if not _NOT_OURS & set(each.parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def texts() -> dict[str, str]:
    """Every kept text file by its name from the top of the house; pictures and Word files not."""
    found = {}
    for path in kept_files():
        try:
            found[path.relative_to(HOUSE).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@cache
def modules(*folders: str) -> dict[str, ast.Module]:
    """The syntax tree of every Python file in these folders, by name."""
    return {
        name: _tree(name)
        for name in texts()
        if name.endswith(".py") and name.split("/", 1)[0] in (folders or FOLDERS)
    }


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse(texts()[name], name)


def imported(tree: ast.AST) -> Iterator[str]:
    """The top name of every module that is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def name_called(call: ast.Call) -> str:
    """`words` for both `words(…)` and `bot.words.words(…)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_called(node) == name:
            yield node


def pattern(node: ast.expr) -> str:
    """A regular expression for what a string expression can be; `.+` for what only running tells."""
    match node:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(pattern(part) for part in parts)
        case ast.BinOp(left=one, op=ast.Add(), right=other):
            return pattern(one) + pattern(other)
        case ast.IfExp(body=one, orelse=other):
            return f"(?:{pattern(one)}|{pattern(other)})"
        case _:
            return ".+"


_TELLING = {"help", "description", "epilog", "metavar", "title", "prog", "usage"}
_LOGGING = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def _unspoken(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that no person using the product reads."""
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            yield node.value  # a docstring, of a module, a class, a function or an attribute
        case ast.Raise() | ast.Assert():
            yield node  # for whoever runs it
        case ast.Call() if name_called(node) in _LOGGING | {"compile"}:
            yield node
        case ast.Call():
            yield from (word.value for word in node.keywords if word.arg in _TELLING)
        case ast.ClassDef(bases=bases):
            if any(
                "Error" in ast.unparse(base) or "Exception" in ast.unparse(base) for base in bases
            ):
                yield node


def sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Strings in code that read like a sentence for a person: line number and text."""
    unspoken = {
        id(inner) for node in ast.walk(tree) for part in _unspoken(node) for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in unspoken
        ):
            text = node.value.strip()
            if "\\" in text or "(?" in text:
                continue  # a regular expression
            if len(text.split()) >= 4 and (text[0].isupper() or text[-1] in ".?!…"):
                yield node.lineno, text
