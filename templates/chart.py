"""The needs chart: a native Word chart that can be edited, and its numbers put in at rendering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE

from templates.base import ACCENT, FONT, INK, LINE, PALE
from templates.package import Parts
from templates.parts import Level
from templates.pen import NAMESPACES
from templates.words import say

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
C = f"{{{NAMESPACES['c']}}}"
FILLS = (
    f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{ACCENT}"/></a:fgClr>'
    f'<a:bgClr><a:srgbClr val="{PALE}"/></a:bgClr></a:pattFill>',
    f'<a:solidFill><a:srgbClr val="{ACCENT}"/></a:solidFill>',
)
"""Stripes and a full colour, so that two rows of bars differ in black and white too."""
PER_DOMAIN = 200_000
"""Height for one bar and its words, in English Metric Units."""


def add_chart(document: WordDocument, titles: Sequence[str]) -> str:
    """Adds chart and workbook to the package; returns the run that shows the chart."""
    xml, book = _made(tuple(titles))
    package = document.part.package
    workbook = Part(PackURI("/word/embeddings/needs.xlsx"), WORKBOOK, book, package)
    chart = Part(PackURI("/word/charts/needs.xml"), CHART, xml, package)
    chart.relate_to(workbook, f"{OFFICE}/package")
    name = document.part.relate_to(chart, f"{OFFICE}/chart")
    width, height = 6_120_000, PER_DOMAIN * len(titles) + 500_000
    alt = say("section.chart_alt").replace("{child}", "{{ paper.child }}")
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="Needs chart" title="{say("section.chart_title")}" descr="{alt}"/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        f'<a:graphicData uri="{NAMESPACES["c"]}"><c:chart r:id="{name}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


@cache
def _made(titles: tuple[str, ...]) -> tuple[bytes, bytes]:
    return drawn(titles, ((say("section.chart_series"), (0,) * len(titles)),))


def drawn(
    titles: tuple[str, ...], series: tuple[tuple[str, tuple[int | None, ...]], ...]
) -> tuple[bytes, bytes]:
    """The XML of a bar chart with a row of bars for each series, and its workbook.

    A number that is None has no bar: what is not known is never drawn as zero.
    """
    data = CategoryChartData()
    data.categories = titles
    for name, numbers in series:
        data.add_series(name, numbers)
    xml = ChartXmlWriter(XL_CHART_TYPE.BAR_CLUSTERED, data).xml
    return _dressed(xml), data._workbook_writer.xlsx_blob


def _dressed(xml: str) -> bytes:
    """The library's chart with our colour, a scale from 0 to 4, and the first domain on top."""
    root = etree.fromstring(xml.encode("utf-8"))
    for axis in root.iter(f"{C}axId", f"{C}crossAx"):
        value = axis.get("val", "")
        axis.set("val", value.lstrip("-"))
    every = list(root.iter(f"{C}ser"))
    for series, fill in zip(every, FILLS[-len(every) :], strict=True):
        _coloured(series, fill)
    for old in root.iter(f"{C}gapWidth", f"{C}overlap"):
        every[0].getparent().remove(old)  # type: ignore[union-attr]
    every[-1].addnext(_a('<c:gapWidth val="45"/>'))
    if len(every) > 1:
        for area in root.iter(f"{C}plotArea"):
            area.addnext(_a('<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'))
    _rescaled(next(root.iter(f"{C}catAx")), '<c:orientation val="maxMin"/>')
    limits = ('<c:orientation val="minMax"/>', '<c:max val="4"/>', '<c:min val="0"/>')
    _rescaled(next(root.iter(f"{C}valAx")), *limits)
    for crossing in root.iter(f"{C}valAx"):
        _quiet(crossing)
    for old in root.findall(f"{C}txPr"):
        root.remove(old)
    for chart in root.findall(f"{C}chart"):
        chart.addnext(_a('<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'))
        chart.addnext(_a(_text(900, INK)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _coloured(series: etree._Element, fill: str) -> None:
    """One row of bars with its fill, and its numbers beside the bars."""
    labels = (
        f"<c:dLbls>{_text(900, INK)}<c:showLegendKey val='0'/><c:showVal val='1'/>"
        "<c:showCatName val='0'/><c:showSerName val='0'/><c:showPercent val='0'/>"
        "<c:showBubbleSize val='0'/></c:dLbls>"
    )
    for old in series.findall(f"{C}invertIfNegative"):
        series.remove(old)
    for name in series.findall(f"{C}tx"):
        name.addnext(_a('<c:invertIfNegative val="0"/>'))
        name.addnext(_a(f"<c:spPr>{fill}</c:spPr>"))
    _before(series, "cat", _a(labels))


def _quiet(axis: etree._Element) -> None:
    """Whole levels only, with thin lines that do not shout over the bars."""
    for lines in axis.findall(f"{C}majorGridlines"):
        lines.append(
            _a(
                f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:ln></c:spPr>'
            )
        )
    for old in axis.findall(f"{C}majorUnit"):
        axis.remove(old)
    for old in axis.findall(f"{C}crossBetween"):
        axis.remove(old)
    for before in axis.findall(f"{C}crosses"):
        before.addnext(_a('<c:majorUnit val="1"/>'))
        before.addnext(_a('<c:crossBetween val="between"/>'))


def _before(parent: etree._Element, name: str, new: etree._Element) -> None:
    for child in parent.findall(f"{C}{name}"):
        child.addprevious(new)


def _rescaled(axis: etree._Element, *settings: str) -> None:
    for scaling in axis.findall(f"{C}scaling"):
        for child in list(scaling):
            scaling.remove(child)
        for setting in settings:
            scaling.append(_a(setting))


def _text(size: int, colour: str) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill><a:latin typeface="{FONT}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def _a(xml: str) -> etree._Element:
    spaces = " ".join(f'xmlns:{each}="{NAMESPACES[each]}"' for each in ("c", "a", "r"))
    return etree.fromstring(f"<holder {spaces}>{xml}</holder>")[0]


def with_numbers(parts: Parts, links: Parts, levels: Sequence[Level]) -> dict[str, bytes]:
    """The parts with the levels in every chart whose categories are these domains.

    What is not known has no bar: it is never drawn as zero. `links` has the relationships of the
    charts, which lead from a chart to its workbook.
    """
    made = dict(parts)
    titles = [level.title for level in levels]
    for name in [name for name in parts if re.fullmatch(r"word/charts/[^/]+\.xml", name)]:
        if _categories(parts[name]) != titles:
            continue
        numbers = tuple(level.number for level in levels)
        made[name] = _filled(parts[name], numbers)
        book = _workbook_of(name, links, parts)
        if book:
            made[book] = _filled_book(parts[book], numbers)
    return made


@lru_cache(maxsize=16)
def _categories(chart: bytes) -> list[str | None]:
    return [each.text for each in etree.fromstring(chart).iterfind(f".//{C}cat//{C}v")]


def _workbook_of(chart: str, links: Parts, parts: Parts) -> str:
    folder, _, file = chart.rpartition("/")
    found = re.search(rb'Target="([^"]*\.xlsx)"', links.get(f"{folder}/_rels/{file}.rels", b""))
    if not found:
        return ""
    name = "word/" + found[1].decode().removeprefix("../").removeprefix("/word/")
    return name if name in parts else ""


@lru_cache(maxsize=64)
def _filled(chart: bytes, numbers: tuple[int | None, ...]) -> bytes:
    root = etree.fromstring(chart)
    for cache_ in root.iter(f"{C}numCache"):
        for point in cache_.findall(f"{C}pt"):
            cache_.remove(point)
        for place, number in enumerate(numbers):
            if number is not None:
                point = etree.SubElement(cache_, f"{C}pt", idx=str(place))
                etree.SubElement(point, f"{C}v").text = str(number)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@lru_cache(maxsize=64)
def _filled_book(book: bytes, numbers: tuple[int | None, ...]) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = _filled_sheet(part, numbers)
            new.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()


def _filled_sheet(sheet: bytes, numbers: tuple[int | None, ...]) -> bytes:
    root = etree.fromstring(sheet)
    cells = {cell.get("r"): cell for cell in root.iter(f"{{{SHEET}}}c")}
    for place, number in enumerate(numbers):
        value = cells[f"B{place + 2}"].find(f"{{{SHEET}}}v")
        if value is None:
            continue
        if number is None:
            cells[f"B{place + 2}"].remove(value)
        else:
            value.text = str(number)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
