"""Puts charts and pictures into a finished Word file: their parts, their kinds, the ways that lead to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.shared import Mm
from PIL import Image, UnidentifiedImageError

from templates.chart import CHART, OFFICE, WORKBOOK, drawn
from templates.errors import PictureRefused
from templates.package import Parts
from templates.pen import NAMESPACES
from templates.sheet import Levels, Shown

PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SPACES = " ".join(f'xmlns:{each}="{NAMESPACES[each]}"' for each in ("wp", "a", "r", "c"))
"""Declared where a drawing begins, since a template need not know of drawings at all."""
KINDS = {"PNG": "png", "JPEG": "jpeg"}
WIDEST, TALLEST = int(Mm(150)), int(Mm(105))
"""The room that a picture may take, in English Metric Units; it is never drawn larger than it is
sharp, nor out of shape."""
SHARPEST = 914_400 // 96
PER_BAR, BETWEEN, LEAST, AROUND = 105_000, 70_000, 205_000, 620_000
CHART_WIDTH = 6_120_000
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
MOVING = frozenset((RELS, TYPES))
"""The parts that attaching changes."""
STAMP = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


@dataclass(slots=True)
class Attached:
    """Collects what a document shows beside words, while it is being written."""

    parts: dict[str, bytes] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    shown: int = 0

    def chart(self, levels: Levels) -> str:
        """Adds a chart with its workbook; returns the run that shows it."""
        self.shown += 1
        name = f"levels{self.shown}"
        series = tuple((each.name, each.numbers) for each in levels.series)
        xml, book = drawn(levels.categories, series)
        self.parts[f"word/charts/{name}.xml"] = xml
        self.parts[f"word/embeddings/{name}.xlsx"] = timeless(book)
        self.parts[f"word/charts/_rels/{name}.xml.rels"] = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/package" Target="../embeddings/{name}.xlsx"/>'
            "</Relationships>"
        ).encode()
        self.types.append(f'<Override PartName="/word/charts/{name}.xml" ContentType="{CHART}"/>')
        book_part = f"/word/embeddings/{name}.xlsx"
        self.types.append(f'<Override PartName="{book_part}" ContentType="{WORKBOOK}"/>')
        link = self._link("chart", f"charts/{name}.xml")
        each = max(LEAST, BETWEEN + PER_BAR * len(levels.series))
        height = AROUND + len(levels.categories) * each
        graphic = f'<a:graphicData uri="{NAMESPACES["c"]}"><c:chart r:id="{link}"/></a:graphicData>'
        return self._inline(CHART_WIDTH, height, levels.title, levels.alt, graphic)

    def picture(self, picture: Shown) -> str:
        """Adds a picture, fitted to the page; returns the run that shows it.

        Raises `PictureRefused` for anything that is not a PNG or a JPEG.
        """
        kind, pixels_wide, pixels_high = read_picture(picture.data)
        self.shown += 1
        name = f"picture{self.shown}.{kind}"
        part = f"word/media/{name}"
        self.parts[part] = picture.data
        self.types.append(f'<Override PartName="/{part}" ContentType="image/{kind}"/>')
        link = self._link("image", f"media/{name}")
        width, height = fitted(pixels_wide, pixels_high)
        graphic = (
            f'<a:graphicData uri="{PICTURE}"><pic:pic xmlns:pic="{PICTURE}"><pic:nvPicPr>'
            f'<pic:cNvPr id="{self.shown}" name="Picture {self.shown}"/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData>"
        )
        return self._inline(width, height, "", picture.alt, graphic)

    def added(self, parts: Parts) -> dict[str, bytes]:
        """The parts of a document with everything that was collected."""
        made = {**parts, **self.parts}
        links, types = "".join(self.links).encode(), "".join(self.types).encode()
        made[RELS] = parts[RELS].replace(b"</Relationships>", links + b"</Relationships>")
        made[TYPES] = parts[TYPES].replace(b"</Types>", types + b"</Types>")
        return made

    def _link(self, kind: str, target: str) -> str:
        name = f"rKith{len(self.links) + 1}"
        self.links.append(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>')
        return name

    def _inline(self, width: int, height: int, title: str, alt: str, graphic: str) -> str:
        words = quoteattr(" ".join(alt.split()))
        named = f" title={quoteattr(title)}" if title else ""
        return (
            f'<w:r><w:drawing {SPACES}><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{self.shown}" name="Shown {self.shown}"{named} descr={words}/>'
            f"<wp:cNvGraphicFramePr/><a:graphic>{graphic}</a:graphic></wp:inline></w:drawing></w:r>"
        )


def read_picture(data: bytes) -> tuple[str, int, int]:
    """What kind of picture it is, how wide and how high in pixels. Raises `PictureRefused`.

    Only the beginning is read: nothing is unpacked, however large it says it is.
    """
    try:
        with Image.open(BytesIO(data), formats=tuple(KINDS)) as image:
            return KINDS[image.format or ""], image.width, image.height
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        LookupError,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise PictureRefused from None


def fitted(
    pixels_wide: int, pixels_high: int, room: Sequence[int] = (WIDEST, TALLEST)
) -> tuple[int, int]:
    """Width and height on paper: in shape, within the room, not larger than it is sharp."""
    wide, high = pixels_wide * SHARPEST, pixels_high * SHARPEST
    scale = min(1.0, room[0] / wide, room[1] / high)
    return max(1, int(wide * scale)), max(1, int(high * scale))


def timeless(book: bytes) -> bytes:
    """A workbook without the minute it was made in, so that the same paper makes the same file."""
    out = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = STAMP.sub(b"", part)
            new.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()
