"""What a Word file says about itself: a reference and a council, never a name."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from templates.package import Parts

CORE = "docProps/core.xml"
DROPPED = re.compile(r"docProps/|customXml/|word/people\.xml$|word/comments")
RELATED = re.compile(
    rb"<Relationship [^>]*Target=\"[^\"]*(docProps/|customXml/|people\.xml|comments)[^\"]*\"[^>]*/>"
)
TYPES = re.compile(
    rb"<Override [^>]*PartName=\"/(docProps/|customXml/|word/people|word/comments)[^\"]*\"[^>]*/>"
)
SITTINGS = re.compile(
    rb"<w:rsids>.*?</w:rsids>|<w1[45]:docId [^>]*/>"
    rb"|\s(?:w:rsid\w*|w14:(?:paraId|textId))=(?:\"[^\"]*\"|'[^']*')",
    re.DOTALL,
)
"""What tells in which sitting, and with which other document, a piece was written."""
WRAP = b"</Relationships>"
LINK = (
    b'<Relationship Id="rKithCore" Type="http://schemas.openxmlformats.org/package/2006/'
    b'relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
TYPE = (
    b'<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package'
    b'.core-properties+xml"/></Types>'
)


def without_traces(parts: Parts) -> dict[str, bytes]:
    """The parts without authors, thumbnails and hidden data, and with a place for `core.xml`."""
    kept = {name: part for name, part in parts.items() if not DROPPED.match(name)}
    for name in [name for name in kept if name.endswith(".rels")]:
        kept[name] = RELATED.sub(b"", kept[name])
    for name in [name for name in kept if name.endswith(".xml") and name.startswith("word/")]:
        kept[name] = SITTINGS.sub(b"", kept[name])
    kept["_rels/.rels"] = kept["_rels/.rels"].replace(WRAP, LINK)
    types = TYPES.sub(b"", kept["[Content_Types].xml"])
    kept["[Content_Types].xml"] = types.replace(b"</Types>", TYPE)
    return kept


def with_properties(parts: Parts, title: str, council: str, version: int = 1) -> dict[str, bytes]:
    """The parts with what the file says of itself; the title is a reference, never a name."""
    title, council = escape(title), escape(council)
    core = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{council}</dc:creator>"
        "<dc:language>en-GB</dc:language>"
        f"<cp:version>{version}</cp:version></cp:coreProperties>"
    )
    return {**parts, CORE: core.encode("utf-8")}
