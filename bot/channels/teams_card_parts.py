"""The pieces of a card in Teams: words that cannot become a link, boxes to fill in, things to tap.

Adaptive Cards 1.5 at most, which Teams shows on a desk, in a browser and on a phone. Words of
people stand in runs of text, where the format knows no Markdown; the few places that would read
Markdown all the same (the choices of a list) get look-alikes of its signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.said import MANY, SAY, UNKNOWN
from bot.teams_words import teamed
from care.text import LONGEST
from dialogs.message import Button, CardField

Part = dict[str, Any]
JOINER = "\u2060"
"""Shows nothing and parts nothing, and no client takes what has one in it for an address."""
LINK = re.compile(r":(?=//)|(?<=[\w-])\.(?=[a-z\u00a1-\uffff]{2})|\{(?=\{)|(?<=/)/", re.IGNORECASE)
SIGNS = str.maketrans("[]*_`~<>|\\", "\uff3b\uff3d\u2217\uff3f\u02cb\u223c\u2039\u203a\u2223\u2216")
BLOCKS = re.compile(r"^(?=#|[-+]\s|\d+[.)]\s|=)")
LONGEST_PIECE = 1_000
"""Characters in one paragraph; as JSON each may take twelve."""
FEW, MANY_CHOICES, SHORT_LABEL = 3, 12, 30
"""So many short answers are buttons; so many are rows; more are a list to choose from."""
EXPANDED = 6
STRIP, BESIDE = 32, 4
"""Letters of buttons that fit beside each other on a phone, and how many the edges of one take."""
CHOSEN = "answer:"


def harmless(text: str) -> str:
    """The same words to look at; what would be shown as a link or worked out is not any more."""
    return LINK.sub(
        lambda found: found.group() + JOINER if found.group() != "." else f"{JOINER}.", text
    )


def titled(text: str) -> str:
    """Words for a place that may read Markdown: on one line, its signs as look-alikes."""
    one_line = " ".join(harmless(text).split()).translate(SIGNS)
    return BLOCKS.sub(JOINER, one_line)


def run(text: str, **look: object) -> Part:
    """One paragraph of words as they are."""
    words = {"type": "TextRun", "text": harmless(text), **look}
    return {"type": "RichTextBlock", "inlines": [words]}


def paragraphs(text: str, **look: object) -> list[Part]:
    """Text as it is said: a blank line parts paragraphs, and very long ones are cut at a space."""
    found: list[Part] = []
    for paragraph in text.split("\n\n"):
        for number, line in enumerate(each for each in paragraph.split("\n") if each.strip()):
            for piece in pieces(line):
                found.append({**run(piece, **look), "spacing": "none" if number else "default"})
    return found


def pieces(line: str, longest: int = LONGEST_PIECE) -> Iterable[str]:
    while len(line) > longest:
        space = line.rfind(" ", longest // 2, longest)
        cut = space if space > 0 else longest
        yield line[:cut]
        line = line[cut:].lstrip()
    yield line


def submit(press: str, label: str, asked: str, shown: int, **look: object) -> Part:
    """A tap. It never takes along, nor waits for, what is filled in beside it.

    *Submit* and not *Execute*: a tap is then a message like any other, with an id that the inbox
    keeps for ever, acknowledged at once. *Execute* is a call that must bring the next card with it
    within seconds, shows a failure when it is late, and is missing from older Teams. The old card
    is replaced by updating its message, which works for both.
    """
    return {
        "type": "Action.Submit",
        "title": " ".join(label.split()),
        "associatedInputs": "none",
        "data": {"kith": {"press": press, "asked": asked, "shown": shown}},
        **look,
    }


def link(label: str, address: str, site: str) -> Part:
    return {"type": "Action.OpenUrl", "title": " ".join(label.split()), "url": site + address}


def row(label: str, text: str, action: Part, *, strong: bool = False) -> Part:
    """A line that is tapped as a whole, so that no word of it is cut off as in a button."""
    look = {"weight": "bolder"} if strong else {}
    items = [run(label, **look)]
    if text:
        items += [{**run(text, isSubtle=True), "spacing": "none"}]
    return {
        "type": "Container",
        "style": "emphasis",
        "spacing": "small",
        "items": items,
        "selectAction": action,
    }


def choices(buttons: tuple[Button, ...], asked: str, shown: int) -> list[Part]:
    """The answers to tap, with whatever explains them readable before anything is tapped."""
    if not buttons:
        return []
    taps = [submit(each.press, each.label, asked, shown) for each in buttons]
    if len(buttons) <= FEW and not any(_explained(each) or _long(each.label) for each in buttons):
        return strips(taps)
    if len(buttons) > MANY_CHOICES and asked and all(_chosen(each) for each in buttons):
        return _list(buttons, asked, shown)
    strong = any(_explained(each) for each in buttons)
    rows = [
        row(each.label, _explained(each), tap, strong=strong)
        for each, tap in zip(buttons, taps, strict=True)
    ]
    return [{**rows[0], "spacing": "medium"}, *rows[1:]]


def strips(actions: list[Part]) -> list[Part]:
    """Actions as buttons, as many beside each other as fit on a phone: not every client wraps them,
    and a button that is cut off says something else. One that is too long by itself is a row."""
    found: list[Part] = []
    room = 0
    for action in actions:
        if _long(action["title"]) and action.get("mode") != "secondary":
            found.append(row(action["title"], "", action))
            room = 0
            continue
        width = len(action["title"]) + BESIDE if action.get("mode") != "secondary" else 0
        if not found or room < width or found[-1]["type"] != "ActionSet":
            spacing = "small" if found else "medium"
            found.append({"type": "ActionSet", "spacing": spacing, "actions": []})
            room = STRIP
        found[-1]["actions"].append(action)
        room -= width
    return found


def _explained(button: Button) -> str:
    return button.meaning or button.hint


def _long(label: str) -> bool:
    return len(label) > SHORT_LABEL


def _chosen(button: Button) -> bool:
    return button.press.startswith(CHOSEN)


def _list(buttons: tuple[Button, ...], asked: str, shown: int) -> list[Part]:
    """Very many answers: a list that is searched by typing."""
    options = [(each.press.removeprefix(CHOSEN), each) for each in buttons]
    box = {
        **_box(SAY + asked, teamed("card.choose"), required=True),
        "type": "Input.ChoiceSet",
        "style": "filtered",
        "placeholder": teamed("card.choose"),
        "choices": [{"title": _option(each), "value": key} for key, each in options],
    }
    save = save_action(teamed("card.save"), asked, shown)
    return [box, *strips([save])]


def save_action(label: str, asked: str, shown: int) -> Part:
    """The one tap that brings what was filled in."""
    return {
        "type": "Action.Submit",
        "title": label,
        "style": "positive",
        "data": {"kith": {"asked": asked, "shown": shown}},
    }


def _option(button: Button) -> str:
    hint = _explained(button)
    if not hint:
        return titled(button.label)
    return teamed("card.with_hint", label=titled(button.label), hint=titled(hint))


def _box(name: str, label: str, *, required: bool) -> Part:
    needed = {"isRequired": True, "errorMessage": teamed("card.needed")} if required else {}
    return {"id": name, "label": label, **needed}


def field(one: CardField) -> list[Part]:
    """One question of a card: its label, its box, what is wrong with it, a hint, *not known yet*."""
    found = [_input(one)]
    if one.error:
        found.append({**run(one.error, color="attention", weight="bolder"), "spacing": "small"})
    if one.hint:
        found.append({**run(one.hint, isSubtle=True), "spacing": "small"})
    if one.not_known:
        ticked = {
            "type": "Input.Toggle",
            "id": UNKNOWN + one.path,
            "title": teamed("card.not_known", label=titled(one.label)),
            "value": "true" if one.is_not_known else "false",
            "spacing": "small",
            "wrap": True,
        }
        found.append(ticked)
    return found


def _input(one: CardField) -> Part:
    several = one.kind == "choices"
    label = harmless(one.ask or one.label)
    # *Not known yet* is an answer as well, and the box cannot see whether it is ticked
    common = _box((MANY if several else SAY) + one.path, label, required=_needed(one))
    value = one.value if isinstance(one.value, str) else ",".join(one.value)
    common = {"spacing": "large", **common, "value": value}
    match one.kind:
        case "choice" | "choices" | "yes_no" | "level":
            return {
                "type": "Input.ChoiceSet",
                **common,
                "choices": [{"title": _option(each), "value": each.press} for each in one.options],
                "isMultiSelect": several,
                "style": _style(one),
                "wrap": True,
                "placeholder": teamed("card.choose"),
            }
        case _:
            # dates too: a typed "3 May" is understood, and a date box would refuse it
            shape = {"isMultiline": one.kind == "long_text", "maxLength": LONGEST}
            hint = {"placeholder": teamed(f"card.{one.kind}")} if one.kind in TYPED else {}
            return {"type": "Input.Text", **common, **shape, **hint}


TYPED = ("date", "month", "number")


def _needed(one: CardField) -> bool:
    return one.required and not one.not_known


def _style(one: CardField) -> str:
    few = one.kind == "choices" or len(one.options) <= EXPANDED
    return "expanded" if few else "compact"
