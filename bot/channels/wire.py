"""Activities as Direct Line writes them: our own few lines, for the SDK's take ten times as long."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web
from botbuilder.schema import Activity

from bot.channels.live import Live
from bot.reply import body_of
from bot.said import LONGEST_NAME, message_id_in, said_in
from care.text import clean

LONGEST_MARK = 18
BOT = {"id": "kith", "name": "Kith", "role": "bot"}


def write(activity: Activity, activity_id: str, conversation: str, now: datetime) -> str:
    """One outbound activity as JSON; ASCII only, so that no text can fail to be encoded."""
    plain: dict[str, Any] = {
        "type": activity.type,
        "id": activity_id,
        "timestamp": stamp(now),
        "channelId": "directline",
        "from": BOT,
        "conversation": {"id": conversation},
    }
    for name, value in (
        ("replyToId", activity.reply_to_id),
        ("name", activity.name),
        ("value", activity.value),
        ("text", activity.text),
        ("textFormat", activity.text_format),
        ("inputHint", activity.input_hint),
        ("channelData", activity.channel_data),
    ):
        if value is not None:
            plain[name] = value
    if activity.suggested_actions:
        plain["suggestedActions"] = {
            "actions": [_action(each) for each in activity.suggested_actions.actions]
        }
    if activity.attachments:
        plain["attachments"] = [
            {"contentType": each.content_type, "content": each.content}
            for each in activity.attachments
        ]
    return json.dumps(plain, separators=(",", ":"))


def _action(action: Any) -> dict[str, Any]:
    plain = {
        "type": action.type,
        "title": action.title,
        "text": action.text,
        "displayText": action.display_text,
        "value": action.value,
    }
    return {name: value for name, value in plain.items() if value is not None}


def echo(live: Live, plain: Mapping[str, object], activity_id: str, now: datetime) -> str:
    """A person's own activity as every client expects to see it come back: words and ids only."""
    sender = plain.get("from")
    sender_id = sender.get("id") if isinstance(sender, Mapping) else None
    if not isinstance(sender_id, str) or len(sender_id) > LONGEST_NAME:
        sender_id = ""
    shown: dict[str, object] = {
        "type": "message",
        "id": activity_id,
        "timestamp": stamp(now),
        "channelId": "directline",
        "from": {"id": sender_id or live.person, "role": "user"},
        "conversation": {"id": live.id},
        "textFormat": "plain",
    }
    text = plain.get("text")
    if isinstance(text, str):
        shown["text"] = clean(text)
    said = plain.get("channelData")
    if message_id := message_id_in(said):
        data = {"clientActivityID": message_id, "kith": {"id": message_id}}
        shown["channelData"] = {**data, **_unseen(said)}
    return json.dumps(shown, separators=(",", ":"))


def _unseen(said: object) -> dict[str, object]:
    """What a client puts on a tap so that it does not show it, or shows the button's own words."""
    unseen: dict[str, object] = {}
    if isinstance(said, Mapping):
        if said.get("postBack") is True:
            unseen["postBack"] = True
        tapped = said.get("messageBack")
        words = tapped.get("displayText") if isinstance(tapped, Mapping) else None
        if isinstance(words, str):
            unseen["messageBack"] = {"displayText": clean(words)}
    return unseen


def frame(activities: Iterable[str], watermark: int) -> str:
    """Activities already written, as one set."""
    return f'{{"activities":[{",".join(activities)}],"watermark":"{watermark}"}}'


def words_in(plain: Mapping[str, object]) -> str:
    """A hash of what was said, so that the same id with other words is noticed."""
    said = said_in(plain.get("text"), plain.get("channelData"), plain.get("value"))
    return hashlib.sha256(body_of(said).encode()).hexdigest()


def mark_in(request: web.Request) -> int:
    """The number that a watermark is; 0 for one of nobody's, after which everything comes."""
    text = request.query.get("watermark", "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_MARK else 0


def stamp(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
