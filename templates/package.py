"""Opens a Word file with care: sizes are checked before anything is unpacked, traces are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from templates.errors import TemplateRefused
from templates.words import say

MOST_BYTES = 5_000_000
MOST_PARTS = 200
MOST_UNPACKED = 50_000_000
MOST_RATIO = 100
"""Limits on a template from outside; see the security notes on archives that unpack to very much."""
SMALL = 100_000
"""A part this small may be packed as tightly as it likes."""

FORBIDDEN = re.compile(
    r"vbaProject|vbaData|\.bin$|/activeX/|oleObject|afchunk|attachedToolbars", re.I
)
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.I)
MACROS = re.compile(rb"macroEnabled|vbaProject", re.I)
FIELDS = re.compile(rb"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|MACROBUTTON|LINK)\b")
INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)\"")
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
REVISIONS = re.compile(rb"<w:(ins|del|moveFrom|moveTo|comment|commentRangeStart) ")

Parts = Mapping[str, bytes]


def opened(file: bytes) -> dict[str, bytes]:
    """Every part of a Word file by name. Raises `TemplateRefused`, in words, for an unsafe one."""
    if len(file) > MOST_BYTES:
        raise TemplateRefused(say("faults.too_big"))
    try:
        with ZipFile(BytesIO(file)) as archive:
            _sizes(archive)
            parts = {each.filename: archive.read(each) for each in archive.infolist()}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise TemplateRefused(say("faults.not_word")) from error
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise TemplateRefused(say("faults.not_word"))
    for fault in unsafe(parts):
        raise TemplateRefused(fault)
    return parts


def _sizes(archive: ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(each.file_size for each in entries)
    tight = any(each.file_size > max(SMALL, each.compress_size * MOST_RATIO) for each in entries)
    names = {each.filename for each in entries}
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or tight or len(names) < len(entries):
        raise TemplateRefused(say("faults.too_big"))


def unsafe(parts: Parts) -> Iterator[str]:
    """In words: what a template may not hold, since a Word file can run code and call out."""
    if any(FORBIDDEN.search(name) for name in parts) or MACROS.search(parts["[Content_Types].xml"]):
        yield say("faults.macros")
    if any(OUTSIDE.search(part) for name, part in parts.items() if name.endswith(".rels")):
        yield say("faults.outside")
    written = [part for name, part in parts.items() if name.endswith((".xml", ".rels"))]
    if any(DECLARATION.search(part) for part in written):
        yield say("faults.declaration")
    instructions = b" ".join(
        b"".join(found) for part in written for found in INSTRUCTION.findall(part)
    )
    if FIELDS.search(instructions):
        yield say("faults.fields")
    if any(REVISIONS.search(part) for name, part in parts.items() if name.startswith("word/")):
        yield say("faults.revisions")


def is_chart(name: str) -> bool:
    """Whether a part belongs to a chart, whose numbers are put in at rendering."""
    return name.startswith(("word/charts/", "word/embeddings/")) and not name.endswith(".rels")


def packed(parts: Parts, level: int = 1, still: bytes = b"") -> bytes:
    """A Word file from its parts, added to those packed already; the same parts, the same bytes."""
    out = BytesIO(still)
    with ZipFile(out, "a" if still else "w", ZIP_DEFLATED, compresslevel=level) as archive:
        for name, part in parts.items():
            kind = ZIP_STORED if name.endswith(".xlsx") else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), part, kind, level)
    return out.getvalue()
