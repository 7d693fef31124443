"""Looks an app package over before anybody puts it into Teams: every fault, in plain sentences."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError

from bot.teams_package import MANIFEST
from bot.teams_words import teamed

LARGEST = 1024 * 1024
MOST_FILES = 20
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
VERSION = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", re.ASCII)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
FILE = re.compile(r"[A-Za-z0-9_-]+\.png")
SHAPES = {
    "id": ID,
    "version": VERSION,
    "colour": COLOUR,
    "language": LANGUAGE,
    "host": HOST,
    "file": FILE,
}
TEXT = ("text", "address", *SHAPES)
KINDS: dict[str, type] = {"list": list, "table": dict, "flag": bool}
ITEM = re.compile(r"\[\d+\]")
WHITE = 255

Rule = Mapping[str, Any]


@cache
def _rules() -> dict[str, dict[str, Any]]:
    path = Path(__file__).parent / "teams_manifest.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def check(package: bytes) -> list[str]:
    """Everything that is wrong with it; nothing when it is fine."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            faults = list(_entries(archive))
            every = [] if faults else archive.infolist()
            files = {each.filename: archive.read(each) for each in every}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        return [teamed("fault.not_zip")]
    return faults or list(_package(files))


def _entries(archive: zipfile.ZipFile) -> Iterator[str]:
    """What can be seen from outside: nothing is unpacked yet."""
    seen: set[str] = set()
    for entry in archive.infolist()[: MOST_FILES + 1]:
        name = entry.filename
        if "/" in name or "\\" in name:
            yield teamed("fault.folder", where=name)
        if name in seen:
            yield teamed("fault.twice", where=name)
        if entry.flag_bits & 1:
            yield teamed("fault.locked", where=name)
        if entry.file_size > LARGEST:
            yield teamed("fault.too_large", where=name)
        seen.add(name)
    if len(seen) > MOST_FILES:
        yield teamed("fault.stray", where=archive.infolist()[MOST_FILES].filename)


def _package(files: Mapping[str, bytes]) -> Iterator[str]:
    if MANIFEST not in files:
        yield teamed("fault.no_file", where=MANIFEST)
        return
    try:
        plain = json.loads(files[MANIFEST].decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict):
        yield teamed("fault.not_json")
        return
    yield from _table(plain, "")
    yield from _icons(plain, files)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a table. Raises `ValueError` for a name that is there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _table(plain: Mapping[str, Any], inside: str) -> Iterator[str]:
    """A table of the manifest, which lies at `inside`: `bots[0].`, or nowhere for all of it."""
    place = ITEM.sub("[]", inside)
    rules: dict[str, Rule] = _rules()["field"]
    known = {
        name.removeprefix(place): rule
        for name, rule in rules.items()
        if name.startswith(place) and not re.search(r"[.\[]", name.removeprefix(place))
    }
    for name in plain:
        if name not in known:
            yield teamed("fault.unknown", where=inside + name)
    for name, rule in known.items():
        if name in plain:
            yield from _value(plain[name], inside + name, rule)
        elif rule.get("needed"):
            yield teamed("fault.missing", where=inside + name)


def _value(value: Any, where: str, rule: Rule) -> Iterator[str]:
    kind = rule["kind"]
    if not isinstance(value, KINDS.get(kind, str)):
        name = "text" if kind in TEXT else kind
        yield teamed("fault.wrong_kind", where=where, kind=teamed(f"kind.{name}"))
        return
    if isinstance(value, str) and not value.strip():
        yield teamed("fault.empty", where=where)
        return
    if "one_of" in rule and value not in rule["one_of"]:
        known = ", ".join(json.dumps(each) for each in rule["one_of"])
        yield teamed("fault.not_one_of", where=where, known=known)
    if isinstance(value, str):
        yield from _text(value, where, rule)
    elif isinstance(value, dict):
        yield from _table(value, f"{where}.")
    elif isinstance(value, list):
        yield from _list(value, where, rule)


def _text(value: str, where: str, rule: Rule) -> Iterator[str]:
    kind, most = rule["kind"], rule.get("most", LARGEST)
    if len(value) > most:
        yield teamed("fault.too_long", where=where, count=len(value), most=most)
    if kind == "address" and not _is_page(value):
        yield teamed("fault.not_https", where=where)
    shape = SHAPES.get(kind)
    if shape and (not shape.fullmatch(value) or (kind == "id" and not value.strip("0-"))):
        yield teamed(f"fault.not_{kind}", where=where)


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _list(value: list[Any], where: str, rule: Rule) -> Iterator[str]:
    if len(value) > rule["most"]:
        yield teamed("fault.too_many", where=where, count=len(value), most=rule["most"])
    if len(value) < rule["least"]:
        yield teamed("fault.too_few", where=where, count=len(value), least=rule["least"])
    of_each: Rule = _rules()["field"][f"{ITEM.sub('[]', where)}[]"]
    seen: list[Any] = []
    for number, each in enumerate(value):
        yield from _value(each, f"{where}[{number}]", of_each)
        name = each.get(of_each["apart"]) if "apart" in of_each and isinstance(each, dict) else None
        if name is not None and name in seen:
            yield teamed("fault.same", where=where, name=name)
        seen.append(name)


def _icons(plain: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    named = plain.get("icons")
    icons = named if isinstance(named, dict) else {}
    wanted = {icons[name]: name for name in _rules()["icon"] if isinstance(icons.get(name), str)}
    for file in files:
        if file != MANIFEST and file not in wanted:
            yield teamed("fault.stray", where=file)
    for file, name in wanted.items():
        if file in files:
            yield from _icon(files[file], file, name)
        else:
            yield teamed("fault.no_file", where=file)


def _icon(body: bytes, file: str, name: str) -> Iterator[str]:
    size = _rules()["icon"][name]
    try:
        with Image.open(io.BytesIO(body), formats=["PNG"]) as picture:
            width, height = picture.size
            if (width, height) != (size, size):
                said = {"where": file, "width": width, "height": height, "size": size}
                yield teamed("fault.not_size", **said)
                return
            points = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        yield teamed("fault.not_png", where=file)
        return
    if name == "outline":
        yield from _outline(points, file)


def _outline(points: Image.Image, file: str) -> Iterator[str]:
    """Only white, and nothing at all around it."""
    seen = points.getcolors(points.width * points.height) or []
    shades = [point for _, point in seen if isinstance(point, tuple)]
    if any(point[3] and point[:3] != (WHITE, WHITE, WHITE) for point in shades):
        yield teamed("fault.not_white", where=file)
    if all(point[3] for point in shades):
        yield teamed("fault.not_clear", where=file)
