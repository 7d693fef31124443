"""Reads what Teams would be sent: the words of a card, what can be tapped, and whether it is a card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botbuilder.schema import Activity

from bot.channels.teams_card_parts import JOINER

Part = Mapping[str, Any]

# The elements of Adaptive Cards 1.5 that we use, after the published schema: what each must have, and
# what it may have. Checked once against the whole schema; anything else is a slip.
BLOCK = "type spacing id separator isVisible"
INPUT = f"{BLOCK} label isRequired errorMessage value"
ACTION = "type title style mode tooltip"
KNOWN = {
    "AdaptiveCard": ("version body", "type fallbackText actions"),
    "Container": ("items", f"{BLOCK} style selectAction"),
    "RichTextBlock": ("inlines", BLOCK),
    "TextRun": ("text", "type weight size color isSubtle"),
    "ActionSet": ("actions", BLOCK),
    "Input.Text": ("id label", f"{INPUT} isMultiline maxLength placeholder"),
    "Input.ChoiceSet": ("id label choices", f"{INPUT} style isMultiSelect wrap placeholder"),
    "Input.Toggle": ("id title", f"{INPUT} wrap"),
    "Action.Submit": ("title data", f"{ACTION} associatedInputs"),
    "Action.OpenUrl": ("title url", ACTION),
}
WORDS = {
    "spacing": {"none", "small", "default", "medium", "large"},
    "weight": {"bolder"},
    "size": {"small", "medium"},
    "color": {"attention"},
    "mode": {"secondary"},
    "associatedInputs": {"none"},
}
STYLES = {
    "Container": {"emphasis", "attention"},
    "Input.ChoiceSet": {"expanded", "compact", "filtered"},
    "Action.Submit": {"positive"},
}
LARGEST_CARD, LARGEST_MESSAGE = 28 * 1024, 40 * 1024
"""Bytes that Teams takes: of a card, and of a bot's message as UTF-16."""


def card_of(activity: Activity) -> dict[str, Any]:
    (attachment,) = activity.attachments
    assert attachment.content_type == "application/vnd.microsoft.card.adaptive"
    card: dict[str, Any] = attachment.content
    return card


def parts(plain: Any) -> Iterator[dict[str, Any]]:
    """Everything in a card that has a type."""
    if isinstance(plain, dict):
        if "type" in plain:
            yield plain
        for name, value in plain.items():
            if name != "data":
                yield from parts(value)
    elif isinstance(plain, list):
        for each in plain:
            yield from parts(each)


def words_of(activity: Activity) -> str:
    """What the card says, without its boxes and buttons, a line for each paragraph."""
    runs = (each["text"] for each in parts(card_of(activity)) if each["type"] == "TextRun")
    return "\n".join(runs).replace(JOINER, "")


def taps(activity: Activity) -> dict[str, dict[str, Any]]:
    """What can be tapped, by what it is called."""
    found = (each for each in parts(card_of(activity)) if each["type"].startswith("Action."))
    return {each["title"]: each for each in found}


def check_activity(activity: Activity) -> None:
    """It is a card as the format has it, small enough, and says nothing outside the card."""
    assert activity.type == "message"
    assert activity.text is None
    assert activity.summary
    card = card_of(activity)
    for each in parts(card):
        _check(each)
    boxes = [each["id"] for each in parts(card) if each["type"].startswith("Input.")]
    assert len(boxes) == len(set(boxes))
    titles = [e for e in parts(card) if e["type"] == "Action.Submit" and e.get("style")]
    assert len(titles) <= 1, "one way to save"
    assert card["body"]
    plain = {
        "type": "message",
        "summary": activity.summary,
        "attachments": [{"contentType": activity.attachments[0].content_type, "content": card}],
    }
    assert len(json.dumps(plain)) <= LARGEST_CARD
    assert len(json.dumps(plain).encode("utf-16-le")) <= LARGEST_MESSAGE


def _check(part: Part) -> None:
    needed, more = (set(each.split()) for each in KNOWN[part["type"]])
    assert needed <= part.keys(), part
    assert part.keys() <= needed | more, part.keys() - needed - more
    for name, words in WORDS.items():
        assert part.get(name, next(iter(words))) in words, part
    if "style" in part:
        assert part["style"] in STYLES[part["type"]]
    if part["type"] in ("Container", "RichTextBlock", "ActionSet"):
        assert part[next(iter(needed))], "nothing is empty"
    if part["type"] == "ActionSet":
        assert len(part["actions"]) <= 6
    if part["type"] == "Action.OpenUrl":
        assert part["url"].startswith("https://kith.example/")
    if part["type"] == "Action.Submit":
        assert part["data"]["kith"].keys() <= {"press", "asked", "shown"}
        assert len(part["title"]) <= 700
