"""Finds a form by what somebody typed on the command line."""

from __future__ import annotations

import sys

from bot.command_words import said
from dialogs.form import Form
from dialogs.read import read_forms


def named_form(name: str) -> Form | None:
    """The newest version of that key, or the version named; None, and it is said, when there is none."""
    forms = read_forms()
    if name in forms:
        return forms[name]
    versions = [form for form in forms.values() if form.key == name]
    if not versions:
        names = ", ".join(sorted({form.key for form in forms.values()}))
        print(said("problem.no_form", name=name, names=names), file=sys.stderr)
        return None
    return max(versions, key=lambda form: form.version)
