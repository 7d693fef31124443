"""Which placeholders a template names, found without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from dialogs.form import Form
from templates.compiled import Compiled, sandbox

RESERVED = ("paper", "page", "loop")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A dotted name in a template, such as `about.gender`; a row's cell is `family.people.name`."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


def placeholders(ready: Compiled) -> frozenset[Placeholder]:
    """Every name the template looks up, with loop variables followed to what they loop over."""
    environment = sandbox()
    return frozenset(
        found
        for source in ready.sources.values()
        if "{{" in source or "{%" in source
        for found in _in(environment.parse(source), {})
    )


def _in(node: nodes.Node, loops: dict[str, tuple[str, ...]]) -> Iterator[Placeholder]:
    match node:
        case nodes.For(target=nodes.Name(name=variable), iter=iterated):
            yield from _in(iterated, loops)
            inner = {**loops, variable: _names(iterated, loops) or ("?",)}
            for child in (*node.body, *node.else_):
                yield from _in(child, inner)
        case nodes.Getattr() | nodes.Getitem() | nodes.Name(ctx="load"):
            names = _names(node, loops)
            if names:
                yield Placeholder(names)
            else:
                for child in node.iter_child_nodes():
                    yield from _in(child, loops)
        case _:
            for child in node.iter_child_nodes():
                yield from _in(child, loops)


def _names(node: nodes.Node, loops: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    match node:
        case nodes.Name(name=name):
            return loops.get(name, (name,))
        case nodes.Getattr(node=inner, attr=str() as name):
            start = _names(inner, loops)
            return (*start, name) if start else ()
        case nodes.Getitem(node=inner, arg=nodes.Const(value=str() as name)):
            start = _names(inner, loops)
            return (*start, name) if start else ()
        case _:
            return ()


def used_keys(ready: Compiled, form: Form) -> frozenset[str]:
    """The keys of the questions that the template has a place for."""
    used: set[str] = set()
    for found in placeholders(ready):
        key = ".".join(found.names[:2])
        if key in form.by_key:
            used.add(key)
        elif found.names[1:2] in (("topics",), ("clear",)):
            used |= _checklist(form, found.names[0])
            used.add(key)
    return frozenset(used)


def _checklist(form: Form, section: str) -> set[str]:
    from templates.sections import stems_of

    asked = form.section(section)
    if asked is None:
        return set()
    stems = tuple(f"{stem}_" for stem in stems_of(asked))
    return {each.key for each in asked.questions if each.key.startswith(stems)} if stems else set()
