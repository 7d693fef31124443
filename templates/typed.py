"""A paragraph of words that somebody typed: every sign kept, line ends as such, right-to-left as written."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

from care.text import clean

RIGHT = ("R", "AL")
LONG = 300
"""Characters from which what follows a text stands on a line of its own."""
OPEN = '<w:t xml:space="preserve">'
SPACE = f"<w:r>{OPEN} </w:t></w:r>"
BREAK = "<w:r><w:br/></w:r>"


def typed(
    text: str,
    style: str,
    label: str = "",
    after: str = "",
    inside: str = "",
    bare: bool = False,
    new_page: bool = False,
    keep: bool = False,
) -> str:
    """One paragraph: a label in bold, the text as it was typed, and something quiet after it.

    `inside` has runs that were made before, and stands in for the text. `bare` gives the runs
    without the paragraph; `new_page` begins one, `keep` keeps it on the page of what comes next.
    """
    right = reads_right_to_left(text)
    runs = [_run(label, "Strong"), SPACE] if label else []
    runs.append(inside or _run(text, "", right))
    if after:
        runs += [BREAK if "\n" in text or len(text) > LONG else SPACE, _run(after, "Aside")]
    if bare:
        return "".join(runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    side = "<w:bidi/>" if right and not label else ""
    start = f"{'<w:keepNext/>' if keep else ''}{'<w:pageBreakBefore/>' if new_page else ''}"
    look = f"<w:pPr>{named}{start}{side}</w:pPr>" if named or start or side else ""
    return f"<w:p>{look}{''.join(runs)}</w:p>"


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for sign in text:
        way = unicodedata.bidirectional(sign)
        if way in RIGHT:
            return True
        if way == "L":
            return False
    return False


def _run(text: str, style: str, right: bool = False) -> str:
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    look += "<w:rtl/>" if right else ""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    words = escape(clean(text))
    words = words.replace("\n", f"</w:t><w:br/>{OPEN}").replace("\t", f"</w:t><w:tab/>{OPEN}")
    return f"<w:r>{look}{OPEN}{words}</w:t></w:r>"
