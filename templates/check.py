"""Checks a council's own Word template, and says in plain sentences what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.form import Form
from templates.compiled import compiled
from templates.context import EXTRAS, PAGE_NAMES, PAPER_NAMES, ROW_NAMES
from templates.errors import TemplateBroken, TemplateRefused
from templates.parts import Copy
from templates.placeholders import Placeholder, placeholders, used_keys
from templates.search_copy import shown
from templates.starter import always
from templates.words import say


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `placeholder` is empty when the whole file is at fault."""

    placeholder: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def check(form: Form, copy: Copy, template: bytes) -> tuple[Fault, ...]:
    """Every fault that can be found without an answer; none means the template can be used."""
    try:
        ready = compiled(template)
    except (TemplateRefused, TemplateBroken) as error:
        return (Fault("", str(error)),)
    faults = {fault.placeholder: fault for fault in _unknown(form, copy, placeholders(ready))}
    used = used_keys(ready, form)
    for key in always(form, copy):
        if key not in used:
            label = form.by_key[key][1].label
            faults[key] = Fault(key, say("faults.missing", name=key, label=label))
    return tuple(faults[name] for name in sorted(faults))


def _unknown(form: Form, copy: Copy, found: frozenset[Placeholder]) -> Iterator[Fault]:
    for placeholder in found:
        name = str(placeholder)
        match _known(form, placeholder.names):
            case False:
                yield Fault(name, say("faults.unknown", name=name))
            case True if copy is Copy.SEARCH and not _shared(form, placeholder.names):
                yield Fault(name, say("faults.not_shared", name=name))
            case _:
                pass


def _shared(form: Form, names: tuple[str, ...]) -> bool:
    found = form.by_key.get(".".join(names[:2]))
    if found is None:
        return True
    question = found[1]
    field = question.field_named(names[-1]) if len(names) > 2 else None
    return shown(question) and (field is None or shown(field))


def _known(form: Form, names: tuple[str, ...]) -> bool:
    if any(name.startswith("_") for name in names):
        return False
    match names:
        case ("?", *_) | ("loop", *_):
            return True
        case ("paper", name, *_):
            return name in PAPER_NAMES
        case ("page", name, *_):
            return name in PAGE_NAMES
        case (section, part, *rest):
            return _part_known(form, section, part, rest)
        case _:
            return False


def _part_known(form: Form, section: str, part: str, rest: list[str]) -> bool:
    found = form.by_key.get(f"{section}.{part}")
    if found is None:
        return form.section(section) is not None and part in EXTRAS
    names = [name for name in rest if name not in ROW_NAMES]
    return not names or (len(names) == 1 and found[1].field_named(names[0]) is not None)
