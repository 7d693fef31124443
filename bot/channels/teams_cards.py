"""A message as Teams shows it: a card whose words are only words, and which is used once.

Everything that is said goes into a card, plain words too: the text of a message is what a locked
phone shows, and what a client may take for Markdown or a link. The card brings a neutral summary.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from botbuilder.schema import Activity, Attachment

from bot.cards import ADAPTIVE, Fixed
from bot.channels.teams_card_parts import (
    Part,
    choices,
    field,
    link,
    paragraphs,
    pieces,
    row,
    run,
    save_action,
    strips,
    submit,
)
from bot.teams_words import teamed
from dialogs.message import Button, Card, Message

VERSION = "1.5"
MOST = 12_500
"""Characters of one card. Teams counts a message as UTF-16 and refuses it past some 28,000 bytes
(documented are 28 KB for a card and 40 KB for a bot's message), so this leaves room around it."""
LONGEST_LINE = 600
WAYS = 3
"""So many ways round are shown as buttons; the others lie under the three dots."""
FIRST_WAYS = ("not_known", "skip", "carry_on")
MEANINGS = "meanings"
OPEN = "open:"
"""How a press begins that goes on in the chat although it has a page as well."""


def activities_of(message: Message, site: str, shown: int) -> tuple[Activity, ...]:
    """The message as one activity, or as several when it is too long for one.

    What can be tapped or filled in besides the lines stands in the last, whose id is therefore
    that of what was `shown`.
    """
    *before, (last, tail) = _laid(message, site, shown)
    bodies = [*(blocks for blocks, _ in before), [*last, *tail]]
    return tuple(_activity(body, message) for body in bodies)


def activity_of(message: Message, site: str, shown: int) -> Activity:
    """The last of them, which is the only one but for very long messages."""
    return activities_of(message, site, shown)[-1]


def settled(message: Message, outcome: str, site: str) -> Activity:
    """The same as words alone, with what became of it, to stand where the card stood."""
    role = "saved" if message.card else message.role
    alone = replace(message, buttons=(), card=None, progress="", role=role)
    *_, (last, _) = _laid(alone, site, 0)
    named = message.card.title if message.card else ""
    title = [run(named, weight="bolder")] if named else []
    blocks = [_read_only(each) for each in (*title, *last)]
    if outcome:
        told = paragraphs(_cut(outcome))
        while len(blocks) > 1 and _length([*blocks, *told]) > MOST:
            blocks.pop()
        blocks += told
    return _activity(blocks, replace(message, role="saved"))


def welcome() -> Message:
    """What is said when the app is put in, to somebody whom nobody has linked: it reveals nothing."""
    look = Button("", teamed("welcome.look"), address="/devices")
    return Message(teamed("welcome.text"), buttons=(look,))


# ------------------------------------------------------------ the parts of one message

Laid = tuple[list[Part], list[Part]]


def _laid(message: Message, site: str, shown: int) -> list[Laid]:
    """The blocks of each activity; the last with the boxes, the answers and the ways round."""
    blocks = [*_said(message), *_lines(message, shown)]
    tail = _tail(message, site, shown)
    if _length(tail) > MOST:
        browser = link(teamed("card.browser"), "/", site)
        tail = [*paragraphs(teamed("card.too_large")), *strips([browser])]
    packed = _packed(blocks)
    if packed[-1] and _length([*packed[-1], *tail]) > MOST:
        packed.append([])
    return [*((each, []) for each in packed[:-1]), (packed[-1], tail)]


def _packed(blocks: Iterable[Part]) -> list[list[Part]]:
    packed: list[list[Part]] = [[]]
    length = 0
    for block in blocks:
        more = _length([block])
        if packed[-1] and length + more > MOST:
            packed.append([])
            length = 0
        packed[-1].append(block)
        length += more
    return packed


def _length(parts: list[Part]) -> int:
    return len(json.dumps(parts, separators=(",", ":")))


def _said(message: Message) -> list[Part]:
    alone = message.card.fields if message.card else ()
    text = message.text if not (len(alone) == 1 and alone[0].ask == message.text) else ""
    found = paragraphs(text) if text.strip() else []
    if message.role == "ask" and found and message.card is None:
        asks = [each for each in found if each["inlines"][0]["text"].rstrip().endswith("?")]
        (asks or found)[0]["inlines"][0]["weight"] = "bolder"
    if message.role == "urgent":
        found = [{"type": "Container", "style": "attention", "items": found}]
    if message.progress:
        found = [run(message.progress, size="small", isSubtle=True), *found]
    return found


def _lines(message: Message, shown: int) -> list[Part]:
    found = []
    for line in message.lines:
        label, text = _cut(" ".join(line.label.split())), _cut(line.text)
        tap = submit(line.press, label, message.asked, shown)
        part = row(label, text, tap, strong=True)
        found.append(part if line.press else _read_only(part))
    return found


def _cut(text: str) -> str:
    """The beginning of what is too long for a line; the whole is in the browser."""
    first = next(iter(pieces(text, LONGEST_LINE)))
    return text if first == text else teamed("card.cut", text=first)


def _tail(message: Message, site: str, shown: int) -> list[Part]:
    buttons = tuple(each for each in message.buttons if each.label.strip())
    links = [each for each in buttons if _leads_away(each)]
    taps = [each for each in buttons if not _leads_away(each)]
    answers = tuple(each for each in taps if not each.command and message.card is None)
    told = any(each.meaning for each in answers)  # then nobody need ask what each of them means
    ways = [each for each in taps if each not in answers and not (told and each.press == MEANINGS)]
    form = _form(message, message.card) if message.card else []
    actions = [save_action(message.card.submit, message.asked, shown)] if message.card else []
    actions += [link(each.label, each.address, site) for each in links]
    actions += _ways(ways, message.asked, shown)
    return [*form, *choices(answers, message.asked, shown), *strips(actions)]


def _leads_away(button: Button) -> bool:
    """Whether it opens a page; only ever one of our own."""
    own = button.address.startswith("/") and not button.address.startswith("//")
    return own and not button.press.startswith(OPEN)


def _ways(ways: list[Button], asked: str, shown: int) -> list[Part]:
    """Ways round a question: the few that are wanted most as buttons, the others put away."""
    first = sorted(ways, key=lambda each: each.press not in FIRST_WAYS)[:WAYS]
    kept = ways if len(ways) <= WAYS else [each for each in ways if each in first]
    found = [submit(each.press, each.label, asked, shown) for each in kept]
    away = [each for each in ways if each not in kept]
    return [*found, *(submit(e.press, e.label, asked, shown, mode="secondary") for e in away)]


def _form(message: Message, card: Card) -> list[Part]:
    title = _title(message)
    found = [run(title, weight="bolder", size="medium")] if title else []
    if card.error_title:
        found.append(run(card.error_title, color="attention", weight="bolder"))
    return [*found, *(part for each in card.fields for part in field(each))]


def _title(message: Message) -> str:
    """The title of its card, where the line above the card does not say it already."""
    title = message.card.title if message.card else ""
    return "" if message.progress.startswith(f"{title}:") else title


def _read_only(part: Part) -> Part:
    return {name: value for name, value in part.items() if name not in ("selectAction", "style")}


# ------------------------------------------------------------ the activity around it


def _activity(body: list[Part], message: Message) -> Activity:
    card = {
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": teamed("card.fallback"),
        "body": body,
    }
    role = message.role if message.role in ("ask", "saved") else "other"
    return Activity(
        type="message",
        summary=teamed(f"summary.{role}"),
        attachments=[Attachment(content_type=ADAPTIVE, content=Fixed(card))],
    )
