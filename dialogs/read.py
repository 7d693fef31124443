"""Reads a form file into a form, and says everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from dialogs.check import check
from dialogs.errors import Fault, FormFaulty, NoSuchForm
from dialogs.form import Condition, Form, Question, Route, Section
from dialogs.read_question import read_checklist, read_conditions, read_question
from dialogs.reading import Reading, as_tables, known_settings

FORMS = Path(__file__).parent / "forms"
PUBLISHED = "published.toml"
VOICES = ("carer", "own")


def read_form(path: Path) -> Form:
    """The form in a file. Raises `FormFaulty` with every fault found, or `NoSuchForm`."""
    reading = Reading(path.name)
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoSuchForm(path.stem) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reading.fault("", "not_toml", why=str(error))
        raise FormFaulty(tuple(reading.faults)) from None
    form = _form(reading, plain, path)
    faults = [*reading.faults, *(check(form, path.name) if not reading.faults else ())]
    if faults:
        raise FormFaulty(tuple(faults))
    return form


def _form(reading: Reading, plain: Mapping[str, object], path: Path) -> Form:
    known_settings(reading, "", plain, "form")
    key = reading.text(plain, "key", "")
    version = int(reading.number(plain, "version", "", 0) or 0)
    if path.name != f"{key}.{version}.toml":
        reading.fault("", "file_name", expected=f"{key}.{version}.toml")
    sections: list[Section] = []
    for each in as_tables(plain.get("section")):
        if "include" in each:
            sections.extend(_included(reading, each, path))
        else:
            sections.append(_section(reading, each))
    if not sections:
        reading.fault("", "no_sections")
    return Form(
        key=key,
        version=version,
        title=reading.words(plain, "title", ""),
        about=reading.one_of(plain, "about", "", ("child", "household"), "child"),
        roles=reading.texts(plain, "for", ""),
        channels=reading.texts(plain, "channels", ""),
        begin=reading.words(plain, "begin", ""),
        finish=reading.words(plain, "finish", "", needed=False),
        thanks=reading.words(plain, "thanks", "", needed=False),
        who_sees=reading.words(plain, "who_sees", "", needed=False),
        minutes=int(reading.number(plain, "minutes", "", 0) or 0),
        sections=tuple(sections),
        emergency=_route(reading, plain),
        desk=reading.flag(plain, "desk", "", False),
        shared=reading.flag(plain, "shared", "", False),
        voice=reading.one_of(plain, "voice", "", VOICES, "") if "voice" in plain else "",
    )


def _route(reading: Reading, plain: Mapping[str, object]) -> Route | None:
    routes = plain.get("route")
    if not isinstance(routes, Mapping) or not isinstance(routes.get("emergency"), Mapping):
        return None
    table: Mapping[str, object] = routes["emergency"]
    known_settings(reading, "route.emergency", table, "route")
    days = int(reading.number(table, "due_working_days", "route.emergency", 5) or 5)
    return Route(read_conditions(reading, table, "route.emergency"), days)


def _section(reading: Reading, plain: Mapping[str, object]) -> Section:
    key = reading.text(plain, "key", "")
    known_settings(reading, key, plain, "section")
    questions: list[Question] = []
    for each in as_tables(plain.get("question")):
        questions.append(read_question(reading, each, key))
    for each in as_tables(plain.get("checklist")):
        questions.extend(read_checklist(reading, each, key))
    if not questions:
        reading.fault(key, "empty_section")
    if reading.flag(plain, "again", key, False):
        questions = [replace(each, again=True) for each in questions]
    return Section(
        key=key,
        title=reading.words(plain, "title", key),
        questions=tuple(questions),
        intro=reading.words(plain, "intro", key, needed=False),
        outcome=reading.text(plain, "outcome", key, needed=False),
        child_title=reading.words(plain, "child_title", key, needed=False),
        domain=reading.flag(plain, "domain", key, False),
    )


def _included(reading: Reading, plain: Mapping[str, object], path: Path) -> list[Section]:
    """The domain sections of another form, with the parts that an emergency needs marked so.

    Only domains are taken: the other form's opening and closing belong to that conversation.
    """
    known_settings(reading, "include", plain, "include")
    name = reading.text(plain, "include", "include")
    parts = reading.texts(plain, "emergency_parts", "include", needed=False)
    chosen = reading.text(plain, "emergency_when", "include", needed=False)
    try:
        other = read_form(path.parent / f"{name}.toml")
    except (FormFaulty, NoSuchForm):
        reading.fault("include", "include_missing", value=name)
        return []
    return [
        _marked(section, parts, chosen) if chosen else section
        for section in other.sections
        if section.domain
    ]


def _marked(section: Section, parts: tuple[str, ...], chosen: str) -> Section:
    condition = (Condition(chosen, frozenset({section.key})),)
    questions = tuple(
        replace(question, emergency=condition)
        if question.key.partition(".")[2] in parts
        else question
        for question in section.questions
    )
    return replace(section, questions=questions)


@cache
def read_forms(folder: Path = FORMS) -> Mapping[str, Form]:
    """Every form in the folder by `key.version`. Raises `FormFaulty` with the faults of all."""
    forms: dict[str, Form] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.*.toml")):
        try:
            form = read_form(path)
        except FormFaulty as faulty:
            faults.extend(faulty.faults)
        else:
            forms[form.name] = form
    faults.extend(_changed(folder))
    if faults:
        raise FormFaulty(tuple(faults))
    return forms


def fingerprint(path: Path) -> str:
    """The SHA-256 of a form file, as `published.toml` holds it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def publish(folder: Path = FORMS, anew: bool = False) -> Path:
    """Writes `published.toml`: the hash of every form in the folder, after which none may change.

    A form that was published before keeps its hash, so that a change to it stays a fault; `anew`
    forgets that, and is only for a form that nobody has filled in yet. Raises `FormFaulty`.
    """
    published = folder / PUBLISHED
    if anew:
        published.unlink(missing_ok=True)
    if faults := _changed(folder):
        raise FormFaulty(tuple(faults))
    names = sorted(path.name.removesuffix(".toml") for path in folder.glob("*.*.toml"))
    for name in names:
        read_form(folder / f"{name}.toml")
    lines = [f'"{name}" = "{fingerprint(folder / f"{name}.toml")}"\n' for name in names]
    published.write_text("".join(lines), encoding="utf-8")
    return published


def _changed(folder: Path) -> list[Fault]:
    """A fault for every published form whose file is no longer what was published."""
    published = folder / PUBLISHED
    if not published.exists():
        return []
    reading = Reading(PUBLISHED)
    for name, known in tomllib.loads(published.read_text(encoding="utf-8")).items():
        path = folder / f"{name}.toml"
        if not path.exists() or fingerprint(path) != known:
            key, _, version = name.rpartition(".")
            reading.file = path.name
            reading.fault("", "published_changed", expected=f"{key}.{int(version) + 1}.toml")
    return reading.faults
