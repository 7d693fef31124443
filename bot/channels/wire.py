"""Activities as Direct Line writes them: our own few lines, for the SDK's take ten times as long."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from botbuilder.schema import Activity

from bot.channels.live import Live
from bot.said import message_id_in
from care.text import clean

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
    shown: dict[str, object] = {
        "type": "message",
        "id": activity_id,
        "timestamp": stamp(now),
        "channelId": "directline",
        "from": {"id": sender_id if isinstance(sender_id, str) else live.person, "role": "user"},
        "conversation": {"id": live.id},
        "textFormat": "plain",
    }
    text = plain.get("text")
    if isinstance(text, str):
        shown["text"] = clean(text)
    if message_id := message_id_in(plain.get("channelData")):
        shown["channelData"] = {"clientActivityID": message_id, "kith": {"id": message_id}}
    return json.dumps(shown, separators=(",", ":"))


def frame(activities: Iterable[str], watermark: int) -> str:
    """Activities already written, as one set."""
    return f'{{"activities":[{",".join(activities)}],"watermark":"{watermark}"}}'


def stamp(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
