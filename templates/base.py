"""The one clean Word document that every template starts from: styles, language, page, no traces."""

from __future__ import annotations

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from templates.pen import DECLARED, WIDTH

ACCENT = "1B5E6B"
INK = "222B30"
QUIET = "4A5A60"
PALE = "E8F1F2"
VOICE = "FFF5E1"
VOICE_EDGE = "B8741A"
LINE = "B9C9CC"
FONT = "Arial"
KEPT = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList")
TRACES = ("stylesWithEffects", "thumbnail", "customXml", "webSettings")


def base_document() -> WordDocument:
    """An empty A4 document in British English with the styles of Kith, and nothing else."""
    document = Document()
    _drop_traces(document)
    _styles(document)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin, page.bottom_margin = Mm(13), Mm(15)
    page.header_distance = page.footer_distance = Mm(8)
    return document


def _drop_traces(document: WordDocument) -> None:
    for part in (document.part, document.part.package):
        for key, relationship in list(part.rels.items()):
            if any(relationship.reltype.endswith(trace) for trace in TRACES):
                del part.rels[key]
    for key, relationship in list(document.part.package.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            del document.part.package.rels[key]


def _styles(document: WordDocument) -> None:
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in KEPT:
            styles.remove(style)
    normal = next(each for each in styles if each.get(qn("w:styleId")) == "Normal")
    styles.remove(normal)
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(defaults, _parsed(DEFAULTS))
    for xml in WRITTEN:
        styles.append(_parsed(xml))
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for xml in BULLETS:
        numbering.append(_parsed(xml))


def _parsed(xml: str) -> etree._Element:
    opening, rest = xml.split(" ", 1)
    return parse_xml(f"{opening} {DECLARED} {rest}")


def _look(size: float = 11, bold: bool = False, colour: str = INK, italic: bool = False) -> str:
    half = int(size * 2)
    marks = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    return f'<w:rPr>{marks}<w:color w:val="{colour}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'


def _style(
    key: str, name: str, block: str, look: str, next_style: str = "", main: bool = False
) -> str:
    then = f'<w:next w:val="{next_style}"/>' if next_style else ""
    based = "" if main else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if main else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>'
        f"{based}{then}<w:qFormat/><w:pPr>{block}</w:pPr>{look}</w:style>"
    )


def _space(before: int, after: int, line: int = 240) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _edge(colour: str, fill: str) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="{room}" w:color="{paint}"/>'
        for side, size, room, paint in (
            ("top", 4, 2, fill), ("left", 24, 6, colour), ("bottom", 4, 2, fill), ("right", 4, 4, fill)
        )
    )  # fmt: skip
    return f'<w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


KEEP = "<w:keepNext/><w:keepLines/>"
BOX = '<w:ind w:left="160" w:right="80"/>'
FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
DEFAULTS = (
    f"<w:docDefaults ><w:rPrDefault><w:rPr>{FONTS}"
    f'<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
    '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
)
UNDER = f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="2" w:color="{ACCENT}"/></w:pBdr>'
WRITTEN = (
    _style(
        "Normal", "Normal", _space(0, 120),
        f'<w:rPr>{FONTS}<w:lang w:val="en-GB"/></w:rPr>', main=True,
    ),
    _style("Heading1", "heading 1", f'{KEEP}{_space(0, 0)}<w:outlineLvl w:val="0"/>', _look(16, True, ACCENT), "Normal"),
    _style("Heading2", "heading 2", f'{KEEP}{UNDER}{_space(120, 50)}<w:outlineLvl w:val="1"/>', _look(12, True, ACCENT), "Normal"),
    _style("Heading3", "heading 3", f'{KEEP}{_space(130, 30)}<w:outlineLvl w:val="2"/>', _look(10.5, True, ACCENT), "Normal"),
    _style("Label", "Label", f"{KEEP}{_space(80, 20)}", _look(9.5, True, QUIET), "Answer"),
    _style("Answer", "Answer", _space(0, 50), _look(10)),
    _style("Lead", "Lead", f"{KEEP}{_space(0, 60)}", _look(9.5), "Answer"),
    _style("Summary", "Summary", _space(0, 40), _look(9.5)),
    _style("Headline", "Headline", _space(0, 60), _look(11, False, INK)),
    _style("Quiet", "Quiet", _space(20, 50), _look(9, False, QUIET)),
    _style("Notice", "Notice", f"{_edge('9A2D20', 'FBECE9')}{_space(60, 80)}{BOX}", _look(10.5, True, "7A2318")),
    _style("NeedLevel", "Need level", f"{KEEP}{_edge(ACCENT, PALE)}{_space(40, 60)}{BOX}", _look(9.5, False, INK)),
    _style("VoiceLabel", "Voice label", f"{KEEP}{_edge(VOICE_EDGE, VOICE)}{_space(60, 0)}{BOX}", _look(9.5, True, "6B4410"), "Voice"),
    _style("Voice", "Voice", f"{_edge(VOICE_EDGE, VOICE)}{_space(0, 50)}{BOX}", _look(10)),
    _style("TableHead", "Table heading", f"{KEEP}{_space(0, 0)}", _look(9, True, ACCENT)),
    _style("TableLabel", "Table label", _space(0, 0), _look(9.5, True, INK)),
    _style("TableText", "Table text", _space(0, 0), _look(9.5)),
    _style("TableStrong", "Table strong", _space(0, 0), _look(10, True, INK)),
    _style("After", "After table", '<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>', _look(2)),
    _style(
        "SummaryBullet", "Summary bullet",
        f'<w:numPr><w:numId w:val="1"/></w:numPr>{_space(0, 20)}<w:ind w:left="260" w:hanging="220"/>',
        _look(9.5),
    ),
    _style("Footer", "footer", f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>' + _space(0, 0, 240), _look(8.5, False, QUIET)),
    _style("Whose", "heading 4", f'{KEEP}{_space(100, 20)}<w:outlineLvl w:val="3"/>', _look(9.5, True, QUIET), "Answer"),
    _style("BigTitle", "Big title", f'{KEEP}{_space(0, 160)}<w:jc w:val="center"/><w:outlineLvl w:val="0"/>', _look(34, True, ACCENT), "Big"),
    _style("BigHeading", "Big heading", f'{KEEP}{_space(280, 80)}<w:outlineLvl w:val="1"/>', _look(22, True, ACCENT), "Big"),
    _style("Big", "Big", _space(0, 140, 312), _look(17)),
    _style("BigPicture", "Big picture", f'<w:keepNext/>{_space(160, 60)}<w:jc w:val="center"/>', _look(17)),
    _style("BigCaption", "Big caption", f'<w:keepLines/>{_space(0, 200)}<w:jc w:val="center"/>', _look(14, False, QUIET)),
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>',
    '<w:style w:type="character" w:styleId="Aside"><w:name w:val="Aside"/><w:rPr>'
    f'<w:i/><w:color w:val="{QUIET}"/></w:rPr></w:style>',
    '<w:style w:type="table" w:styleId="KithTable"><w:name w:val="Kith Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    f'<w:top w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
    f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="15" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="15" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/></w:tcPr></w:tblStylePr></w:style>',
)  # fmt: skip
BULLETS = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
    f'<w:lvlJc w:val="left"/><w:rPr><w:color w:val="{ACCENT}"/></w:rPr></w:lvl></w:abstractNum>',
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)
