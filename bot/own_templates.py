"""The council's own Word templates: used when every placeholder in them is right, and else not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from dialogs.form import Form
from templates.paper import Copy
from templates.sheet import SheetKind

LOG = logging.getLogger("kith.papers")


def file_of_form(form: Form, copy: Copy) -> str:
    """What a council calls its template for a copy of a form: `placement_referral.council.docx`."""
    return f"{form.key}.{copy.value}.docx"


def file_of_sheet(kind: SheetKind) -> str:
    """The same for a paper about a household: `household.review.docx`."""
    return f"household.{kind.value}.docx"


def mark_of(folder: Path | None, name: str) -> str:
    """What a template of that name holds, by its hash; nothing when there is none."""
    path = folder / name if folder else None
    return sha256(path.read_bytes()).hexdigest() if path and path.is_file() else ""


def own_template(
    folder: Path | None, name: str, faults: Callable[[bytes], Sequence[object]]
) -> bytes | None:
    """The template of that name in the folder; None when there is none, or something is wrong with
    it, which is said in the log by the file's name and a count."""
    path = folder / name if folder else None
    if path is None or not path.is_file():
        return None
    template = path.read_bytes()
    found = faults(template)
    if found:
        LOG.warning("%s is not used: %d faults", name, len(found))
        return None
    return template
