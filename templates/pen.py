"""Writes the few Word elements that a template is made of; looks live in styles, not here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
WIDTH = 9866
"""The room between the margins of A4, in twentieths of a point."""
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


def run(text: str, style: str = "") -> str:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str, style: str = "") -> str:
    """One paragraph in a named style."""
    return holding(run(text), style)


def holding(inside: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{inside}</w:p>"


def sentence(label: str, text: str, style: str = "") -> str:
    """A label in bold and its text, in one paragraph."""
    return holding(run(label + " ", "Strong") + run(text), style)


def tag(jinja: str) -> str:
    """A paragraph that holds only a Jinja tag and leaves with it: `{%p if … %}`."""
    return paragraph("{%p " + jinja + " %}")


def row_tag(jinja: str, widths: Sequence[int]) -> str:
    """A table row that holds only a Jinja tag and leaves with it: `{%tr if … %}`.

    Every cell is there, so that Word shows and keeps a whole row when the template is edited.
    """
    first, *others = widths
    cells = _cell(paragraph("{%tr " + jinja + " %}"), first)
    return f"<w:tr>{cells}{''.join(_cell(paragraph(''), width) for width in others)}</w:tr>"


def run_on(name: str, style: str, label: str = "line.label", text: str = "line.sentence") -> str:
    """Short answers one after the other in a paragraph, each with its label in bold."""
    start = run(f"{{% for line in {name} %}}") + run(f"{{{{ {label} }}}}: ", "Strong")
    end = f"{{{{ {text} }}}}{{% if not loop.last %}} {{% endif %}}{{% endfor %}}"
    return holding(start + run(end), style)


def row(
    cells: Iterable[str], widths: Sequence[int], header: bool = False, whole: bool = True
) -> str:
    """A row of cells, each already written as paragraphs; a `whole` row stays on one page."""
    made = "".join(_cell(cell, width) for cell, width in zip(cells, widths, strict=True))
    look = f"{'<w:cantSplit/>' if whole else ''}{'<w:tblHeader/>' if header else ''}"
    look = f"<w:trPr>{look}</w:trPr>" if look else ""
    return f"<w:tr>{look}{made}</w:tr>"


def table(
    headings: Sequence[str], rows: Iterable[str], widths: Sequence[int], about: str, style: str
) -> str:
    """A table with a header row and a description for those who cannot see it; widths in twips."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = row([paragraph(heading, "TableHead") for heading in headings], widths, header=True)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblDescription w:val="{escape(about, {chr(34): "&quot;"})}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>{paragraph('', 'After')}"
    )


def _cell(inside: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def field(instruction: str) -> str:
    """A field that Word works out itself, such as the page number."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>1</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
