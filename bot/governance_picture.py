"""The picture of where personal information flows: boxes and arrows, as an SVG that says what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDE, HIGH = 190, 50
CANVAS = (940, 400)
STYLE = (
    "text{font:14px sans-serif;text-anchor:middle;dominant-baseline:middle;fill:#1d2b36}"
    "rect{fill:#f4f1ea;stroke:#1d2b36;stroke-width:1.5}"
    "line{stroke:#1d2b36;stroke-width:1.5;marker-end:url(#tip)}"
    ".here{stroke-dasharray:5 4}"
)
Box = Mapping[str, Any]


def picture(boxes: Sequence[Box], arrows: Sequence[Box], about: str) -> str:
    """Boxes have `key`, `name`, `x`, `y`; arrows `from`, `to`, `what`, and `here` when on one machine."""
    places = {box["key"]: box for box in boxes}
    lines = [_line(places[each["from"]], places[each["to"]], each) for each in arrows]
    drawn = [_box(box) for box in boxes]
    wide, high = CANVAS
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">',
        f"<title>{escape(about)}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7"'
        ' markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker></defs>',
        f'<rect width="{wide}" height="{high}" style="fill:#fff;stroke:none"/>',
    ]
    return "\n".join((*head, *lines, *drawn, "</svg>")) + "\n"


def _box(box: Box) -> str:
    x, y = box["x"], box["y"]
    middle = f'x="{x + WIDE // 2}" y="{y + HIGH // 2}"'
    return (
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="8"/>'
        f"<text {middle}>{escape(box['name'])}</text>"
    )


def _line(one: Box, other: Box, arrow: Box) -> str:
    """From edge to edge, along the line between the two middles."""
    x1, y1 = _edge(one, other)
    x2, y2 = _edge(other, one)
    here = ' class="here"' if arrow.get("here") else ""
    return (
        f'<line{here} x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}">'
        f"<title>{escape(arrow['what'])}</title></line>"
    )


def _edge(one: Box, other: Box) -> tuple[float, float]:
    x, y = one["x"] + WIDE / 2, one["y"] + HIGH / 2
    across, down = other["x"] - one["x"], other["y"] - one["y"]
    far = max(abs(across) / (WIDE / 2), abs(down) / (HIGH / 2), 1e-9)
    return x + across / far, y + down / far
