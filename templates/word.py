"""Makes the Word file: a template, a paper, and a last look that everything is right."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.exceptions import TemplateError as JinjaError

from dialogs.form import Form
from templates.chart import with_numbers
from templates.compiled import Compiled, shelf
from templates.context import context
from templates.errors import TemplateBroken, TemplateRefused
from templates.package import packed
from templates.parts import Copy, Paper
from templates.placeholders import used_keys
from templates.properties import with_properties
from templates.readback import read_back
from templates.vocabulary import vocabulary
from templates.words import say


def render(form: Form, paper: Paper, template: bytes | None = None) -> bytes:
    """The finished .docx for this paper; the council's own template, or the one made of the form.

    Raises `TemplateRefused` or `TemplateBroken` for a template that cannot be used, and
    `DocumentRefused` when the finished file does not hold exactly what this copy is meant to hold.
    """
    ready = shelf.take(form, paper.copy, template)
    words = context(form, paper)
    parts = filled(ready, words)
    numbered = with_numbers(parts, ready.links, paper.levels)
    told = with_properties(numbered, paper.title, paper.council, paper.version)
    file = packed(told, still=ready.still)
    used = used_keys(ready, form) if template is not None else None
    read_back(file, paper, used, vocabulary(form))
    return file


def filled(ready: Compiled, words: Mapping[str, object]) -> dict[str, bytes]:
    """The parts of a template with the words in their places.

    Raises `TemplateRefused` for a placeholder that tries to act and `TemplateBroken` for one that
    has nothing behind it.
    """
    parts = dict(ready.parts)
    try:
        for name, jinja in ready.jinja.items():
            parts[name] = jinja.render(words).encode("utf-8")
    except SecurityError:
        raise TemplateRefused(say("faults.sandbox")) from None
    except UndefinedError as error:
        raise TemplateBroken(say("faults.undefined", message=error.message or "")) from None
    except (JinjaError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateBroken(say("faults.undefined", message=type(error).__name__)) from None
    return parts


def prepare(form: Form, copy: Copy) -> None:
    """Makes the default template ready ahead of the first document."""
    shelf.take(form, copy, None)
