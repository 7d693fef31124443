"""A message as an activity that every Direct Line client can show, ours in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botbuilder.schema import Activity, Attachment, CardAction, SuggestedActions

from bot.said import MANY, PICK, SAY, UNKNOWN
from bot.words import words
from dialogs.message import Button, Card, CardField, Line, Message

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
URGENT = "urgent"
BLANK = "\n\n"
"""What parts paragraphs."""


class Fixed(dict[str, Any]):
    """Made once and never changed: the SDK copies all it sends deeply, half a millisecond a card."""

    def __deepcopy__(self, _: object) -> Fixed:
        return self


def activity_of(message: Message, site: str) -> Activity:
    """The activity for one bubble. `site` stands before addresses that open a page."""
    lines = [f"{line.label}: {line.text}" for line in message.lines]
    hints = [f"{each.label}: {each.hint}" for each in message.buttons if each.hint]
    return Activity(
        type="message",
        # one line break: clients that show plain text make a paragraph of each
        text="\n".join(each for each in (message.text, *lines, *hints) if each).replace(
            BLANK, "\n"
        ),
        text_format="plain",
        input_hint="expectingInput" if message.asked else None,
        suggested_actions=_suggested(message, site),
        attachments=_attachments(message),
        channel_data=Fixed(kith=plain(message)),
    )


def plain(message: Message) -> dict[str, Any]:
    """The message as JSON for our own page."""
    return {
        "text": message.text,
        "role": message.role,
        "asked": message.asked,
        "buttons": [_button(each) for each in message.buttons],
        "card": _card(message.card) if message.card else None,
        "lines": [
            {"label": line.label, "text": line.text, "press": line.press, "state": line.state}
            for line in message.lines
        ],
        "progress": message.progress,
        "long": message.long,
    }


def _button(button: Button) -> dict[str, Any]:
    return {
        "press": button.press,
        "label": button.label,
        "hint": button.hint,
        "command": button.command,
        "address": button.address,
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "submit": card.submit,
        "error_title": card.error_title,
        "fields": [_field(each) for each in card.fields],
    }


def _field(field: CardField) -> dict[str, Any]:
    named = {name: getattr(field, name) for name in CardField.__dataclass_fields__}
    return {**named, "options": [_button(each) for each in field.options]}


def _suggested(message: Message, site: str) -> SuggestedActions | None:
    """The buttons, and under every question the one that has to be there always."""
    buttons = message.buttons
    if message.asked and URGENT not in {each.press for each in buttons}:
        buttons = (*buttons, Button(URGENT, words("line", "urgent"), command=True))
    if not buttons:
        return None
    return SuggestedActions(to=[], actions=[_action(each, message.asked, site) for each in buttons])


def _action(button: Button, asked: str, site: str) -> CardAction:
    if button.address:
        return CardAction(type="openUrl", title=button.label, value=site + button.address)
    return CardAction(
        type="messageBack",
        title=button.label,
        text=button.label,
        display_text=button.label,
        value={"kith": {"press": button.press, "asked": asked}},
    )


def _attachments(message: Message) -> list[Attachment] | None:
    shown = {each.press for each in message.buttons}
    lines = [each for each in message.lines if each.press and each.press not in shown]
    if message.card is not None:
        content = Fixed(_adaptive(message.card, message.asked))
    elif lines:
        content = Fixed(_picking(lines, message.asked))
    else:
        return None
    return [Attachment(content_type=ADAPTIVE, content=content)]


def _picking(lines: Sequence[Line], asked: str) -> dict[str, Any]:
    """The lines are said in words already; here one of them can be chosen, to open or to change."""
    choose = words("card", "pick")
    choices = [{"title": each.label, "value": each.press} for each in lines]
    picking = {
        "type": "Input.ChoiceSet",
        "id": PICK,
        "label": choose,
        "placeholder": words("card", "placeholder"),
        "choices": choices,
        "isRequired": True,
        "errorMessage": choose,
    }
    return _sheet([picking], words("card", "pick_go"), {"asked": asked})


def _adaptive(card: Card, asked: str) -> dict[str, Any]:
    body: list[dict[str, Any]] = []
    if card.title:
        body.append({"type": "TextBlock", "text": card.title, "weight": "bolder", "wrap": True})
    for field in card.fields:
        if field.error:
            error = {"type": "TextBlock", "text": field.error, "wrap": True}
            body.append({**error, "color": "attention", "weight": "bolder"})
        body.append(_input(field))
        if field.not_known:
            body.append(
                {
                    "type": "Input.Toggle",
                    "id": UNKNOWN + field.path,
                    "title": words("card", "not_known"),
                    "value": "true" if field.is_not_known else "false",
                }
            )
    return _sheet(body, card.submit, {"asked": asked, "paths": [each.path for each in card.fields]})


def _sheet(body: list[dict[str, Any]], submit: str, ours: dict[str, Any]) -> dict[str, Any]:
    send = {"type": "Action.Submit", "title": submit, "data": {"kith": ours}}
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": [send]}


def _input(field: CardField) -> dict[str, Any]:
    several = field.kind == "choices"
    value = field.value if isinstance(field.value, str) else ",".join(field.value)
    common = {
        "id": (MANY if several else SAY) + field.path,
        "label": BLANK.join(each for each in (field.ask or field.label, field.hint) if each),
        "value": value,
    }
    match field.kind:
        case "choice" | "choices" | "yes_no" | "level":
            options = [{"title": each.label, "value": each.press} for each in field.options]
            return {
                "type": "Input.ChoiceSet",
                **common,
                "choices": options,
                "wrap": True,
                "isMultiSelect": several,
                "style": "expanded" if several or len(options) <= 5 else "compact",
            }
        case _:
            # dates too: a typed "3 May" is understood, and a date box would refuse it
            return {"type": "Input.Text", **common, "isMultiline": field.kind == "long_text"}
