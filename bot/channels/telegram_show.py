"""A message as Telegram shows it: plain words and buttons with short names, and nothing to parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.channels.telegram_text import parts
from bot.words import words
from dialogs.message import Button, Card, Line, Message

Payload = dict[str, Any]

LONGEST_LABEL = 60
"""Letters on a button; the whole stands in the text then."""
SEEN_WHOLE = 36
"""Letters of a button that a small phone shows; what is longer stands in the text as well."""
COMMANDS_IN_A_ROW = 3
LETTERS_IN_A_ROW = 32
MOST_BUTTONS = 90
"""Telegram takes a hundred under one message. An answer without a button can be typed."""
MOST_LINKS = 10
OPENS = "open:"
"""How a press begins that opens a profile here, although its button knows an address too."""
MORE = "…"


def payloads(chat: str, message: Message, shown: int = 0, site: str = "") -> list[Payload]:
    """What to send, in order; the buttons stand under the last. Nothing for an empty message.

    `shown` names the message when a button of it comes back; without it only links are shown.
    """
    keyboard = _keyboard(message, shown, site)
    texts = parts(_text(message, shown, site))
    if not texts and keyboard:
        texts = (words("card", "placeholder"),)
    found = [_say(chat, text) for text in texts]
    if found and keyboard:
        found[-1]["reply_markup"] = {"inline_keyboard": keyboard}
    return found


def question(chat: str, text: str, choices: Iterable[tuple[str, str]]) -> Payload:
    """A small question of the channel's own: what comes back, and the words on its button."""
    rows = [[{"text": label, "callback_data": data}] for data, label in choices]
    return {**_say(chat, text), "reply_markup": {"inline_keyboard": rows}}


def without_buttons(chat: str, message_id: str) -> Payload:
    """The same message, with nothing to tap any more."""
    return {
        "chat_id": int(chat),
        "message_id": int(message_id),
        "reply_markup": {"inline_keyboard": []},
    }


def in_its_place(payload: Payload, message_id: str) -> Payload:
    """The same, to stand where another message stood."""
    kept = {name: value for name, value in payload.items() if name != "protect_content"}
    return {**kept, "message_id": int(message_id)}


def plain_words(payload: Payload) -> Payload:
    """The same words without their buttons, for when Telegram will not have the buttons."""
    return {name: value for name, value in payload.items() if name != "reply_markup"}


def _say(chat: str, text: str) -> Payload:
    return {
        "chat_id": int(chat),
        "text": text,
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
    }


# ---------------------------------------------------------------- the words above the buttons


def _text(message: Message, shown: int, site: str) -> str:
    found = [message.text, "\n".join(_line(each) for each in message.lines)]
    if message.card is not None:
        found.append(_card(message.card))
    found.append("\n".join(_explained(message, shown)))
    found.append("\n".join(_addresses(message, site)))
    found.append(message.progress)
    return "\n\n".join(each for each in found if each.strip())


def _line(line: Line) -> str:
    return f"{line.label}: {line.text}" if line.text else line.label


def _card(card: Card) -> str:
    """Never sent as a form: what it asks, in words. Questions come one by one on this channel."""
    asked = (each.ask or each.label for each in card.fields)
    return "\n".join(each for each in (card.title, *asked) if each)


def _explained(message: Message, shown: int) -> Iterator[str]:
    """What a button stands for, where it is more than the button can hold."""
    tapped = {index for index, _ in _taps(message)} if shown else set()
    for index, button in enumerate(message.buttons):
        if button.address and not button.press.startswith(OPENS):
            continue
        if button.hint:
            yield f"• {button.label}: {button.hint}"
        elif len(button.label) > SEEN_WHOLE or (index not in tapped and not button.command):
            yield f"• {button.label}"


def _addresses(message: Message, site: str) -> Iterator[str]:
    """Links in words, where the site has no address that Telegram takes under a button."""
    links = [each for each in message.buttons if _links(each)]
    for button in links[MOST_LINKS if _linkable(site) else 0 :]:
        yield f"{button.label}: {site}{button.address}" if site else button.label


# ---------------------------------------------------------------- the buttons


def _keyboard(message: Message, shown: int, site: str) -> list[list[Payload]]:
    answers: list[list[Payload]] = []
    commands: list[Payload] = []
    links = MOST_LINKS if _linkable(site) else 0
    taps = {index for index, _ in _taps(message)} if shown else set()
    for index, button in enumerate(message.buttons):
        if _links(button):
            if links:
                links -= 1
                answers.append([{"text": _short(button.label), "url": site + button.address}])
        elif index in taps:
            made = {"text": _short(button.label), "callback_data": f"{shown}:{index}"}
            if button.command:
                commands.append(made)
            else:
                answers.append([made])
    return [*answers, *_rows(commands)]


def _taps(message: Message) -> list[tuple[int, Button]]:
    """The buttons that fit, with their places; what steers is never left out."""
    found = [(index, each) for index, each in enumerate(message.buttons) if not _links(each)]
    steering = sum(each.command for _, each in found)
    room = MOST_BUTTONS - min(steering, MOST_BUTTONS)
    answers = [one for one in found if not one[1].command][:room]
    return answers + [one for one in found if one[1].command][:MOST_BUTTONS]


def _rows(commands: list[Payload]) -> list[list[Payload]]:
    rows: list[list[Payload]] = []
    letters = 0
    for each in commands:
        letters += len(each["text"])
        if rows and len(rows[-1]) < COMMANDS_IN_A_ROW and letters <= LETTERS_IN_A_ROW:
            rows[-1].append(each)
        else:
            rows.append([each])
            letters = len(each["text"])
    return rows


def _links(button: Button) -> bool:
    """Whether it opens a place on the site. A profile is opened here, not there."""
    return bool(button.address) and not button.press.startswith(OPENS)


def _linkable(site: str) -> bool:
    return site.startswith("https://")


def _short(label: str) -> str:
    label = label.strip()
    if not label or len(label) <= LONGEST_LABEL:
        return label or MORE
    return parts(label, LONGEST_LABEL - 2)[0] + MORE
