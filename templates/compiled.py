"""A Word template made ready once: unpacked, checked, its Jinja compiled in a sandbox."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from dialogs.form import Form
from templates import starter
from templates.context import Named, Printed, Told
from templates.errors import TemplateBroken
from templates.package import is_chart, opened, packed
from templates.parts import Copy
from templates.properties import without_traces
from templates.words import say

BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
TAB = Markup('</w:t><w:tab/><w:t xml:space="preserve">')
KEPT = 16
OPEN: Mapping[type, frozenset[str]] = {
    kind: frozenset(name for name in dir(kind) if not name.startswith("_"))
    for kind in (Printed, Told)
}
"""What a template may read of them: words only, for they have nothing else."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's own sandbox, with a straight way to the things a paper names."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is Named:
            found = obj.find(attribute)
            return self.undefined(obj=obj, name=attribute) if found is None else found
        if attribute in OPEN.get(type(obj), ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def to_word(value: object) -> object:
    """Words as Word wants them: every sign as typed, line ends and tabs as their own elements."""
    if isinstance(value, Markup):
        return value
    text = escape(str(value))
    if "\n" in text:
        text = text.replace("\n", BREAK)
    return text.replace("\t", TAB) if "\t" in text else text


def sandbox() -> Sandbox:
    """Where templates run: no attributes of Python, no changes, no blanks, nothing unescaped."""
    environment = Sandbox(autoescape=True, undefined=StrictUndefined, finalize=to_word)
    environment.globals.clear()
    for name in ("safe", "forceescape", "format", "attr", "map", "tojson", "xmlattr", "pprint"):
        environment.filters.pop(name, None)
    return environment


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template that can be rendered again and again."""

    parts: Mapping[str, bytes]
    """The parts that a document fills: those with Jinja in them, and charts."""
    links: Mapping[str, bytes]
    """How charts lead to their workbooks."""
    jinja: Mapping[str, Template]
    sources: Mapping[str, str]
    still: bytes
    """The parts that are the same in every document, packed already."""


def is_written(name: str) -> bool:
    """Whether a part may hold placeholders: the body, headers, footers and notes."""
    kinds = ("document", "header", "footer", "footnotes", "endnotes")
    return name.endswith(".xml") and name.startswith(tuple(f"word/{kind}" for kind in kinds))


def patched(part: bytes) -> str:
    """The XML of a part with whole Jinja tags in it, however Word has split them."""
    source = part.decode("utf-8")
    if source.startswith("<?xml"):
        source = source.partition("?>")[2].lstrip()
    return DocxTemplate.patch_xml(_PATCHER, source) if "{" in source else source


_PATCHER = DocxTemplate.__new__(DocxTemplate)


def compiled(file: bytes, changing: frozenset[str] = frozenset()) -> Compiled:
    """A template made ready; `changing` names further parts that a document changes.

    Raises `TemplateRefused` for an unsafe file and `TemplateBroken` for wrong Jinja.
    """
    parts = without_traces(opened(file))
    environment = sandbox()
    sources = {name: patched(part) for name, part in parts.items() if is_written(name)}
    try:
        jinja = {
            name: environment.from_string(source)
            for name, source in sources.items()
            if "{{" in source or "{%" in source
        }
    except TemplateSyntaxError as error:
        raise TemplateBroken(say("faults.syntax", message=error.message or "")) from None
    except JinjaError as error:
        raise TemplateBroken(say("faults.syntax", message=type(error).__name__)) from None
    moving = {
        name: parts[name] for name in parts if name in jinja or name in changing or is_chart(name)
    }
    still = packed({name: part for name, part in parts.items() if name not in moving}, level=6)
    links = {name: part for name, part in parts.items() if name.startswith("word/charts/_rels/")}
    return Compiled(moving, links, jinja, sources, still)


class Shelf:
    """The templates used last, made ready once; safe to use from several threads."""

    def __init__(self) -> None:
        self._ready: OrderedDict[tuple[int, Copy, str], tuple[Form, Compiled]] = OrderedDict()
        self._lock = Lock()

    def take(self, form: Form, copy: Copy, template: bytes | None) -> Compiled:
        mark = hashlib.sha256(template).hexdigest() if template is not None else ""
        key = (id(form), copy, mark)
        with self._lock:
            found = self._ready.get(key)
            if found is not None and found[0] is form:
                self._ready.move_to_end(key)
                return found[1]
        made = compiled(template if template is not None else starter.build(form, copy))
        with self._lock:
            self._ready[key] = (form, made)
            while len(self._ready) > KEPT:
                self._ready.popitem(last=False)
        return made


shelf = Shelf()
