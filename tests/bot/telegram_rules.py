"""What the real Bot API takes and refuses, as far as Kith asks it for anything; stricter, never kinder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

Json = Mapping[str, Any]
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class Refusal(Exception):
    """A Bad Request, with Telegram's own words."""

    def __init__(self, about: str, status: int = 400) -> None:
        super().__init__(about)
        self.about, self.status = about, status


FIELDS: Mapping[str, tuple[set[str], set[str]]] = {
    "getMe": (set(), set()),
    "getUpdates": (set(), {"offset", "limit", "timeout", "allowed_updates"}),
    "setWebhook": (
        {"url"},
        {"secret_token", "allowed_updates", "max_connections", "drop_pending_updates"},
    ),
    "deleteWebhook": (set(), {"drop_pending_updates"}),
    "sendMessage": (
        {"chat_id", "text"},
        {"link_preview_options", "protect_content", "reply_markup", "disable_notification"},
    ),
    "editMessageText": (
        {"chat_id", "message_id", "text"},
        {"link_preview_options", "reply_markup"},
    ),
    "editMessageReplyMarkup": ({"chat_id", "message_id"}, {"reply_markup"}),
    "answerCallbackQuery": ({"callback_query_id"}, {"text", "show_alert"}),
    "sendChatAction": ({"chat_id", "action"}, set()),
    "setMyCommands": ({"commands"}, set()),
}
"""What must be there, and what may. The real one lets unknown fields pass; a test should not."""


def check(method: str, asked: Json) -> None:
    """Raises `Refusal`."""
    if method not in FIELDS:
        raise Refusal("Not Found", 404)
    needed, allowed = FIELDS[method]
    if missing := needed - set(asked):
        raise Refusal(f"Bad Request: {sorted(missing)[0]} is empty")
    if strange := set(asked) - needed - allowed:
        raise Refusal(f"Bad Request: unknown field {sorted(strange)[0]}")
    for name in ("chat_id", "message_id", "offset", "limit", "timeout", "max_connections"):
        if name in asked and (not isinstance(asked[name], int) or isinstance(asked[name], bool)):
            raise Refusal(f"Bad Request: {name} must be Integer")
    if "text" in asked and method != "answerCallbackQuery":
        _text(asked["text"])
    if "reply_markup" in asked:
        _keyboard(asked["reply_markup"])
    if method == "setMyCommands":
        _commands(asked["commands"])
    if method == "setWebhook":
        _webhook(asked)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text(text: object) -> None:
    if not isinstance(text, str):
        raise Refusal("Bad Request: text must be String")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal("Bad Request: strings must be encoded in UTF-8") from None
    if not text.strip():
        raise Refusal("Bad Request: message text is empty")
    if utf16(text) > 4096:
        raise Refusal("Bad Request: message is too long")


def _keyboard(markup: object) -> None:
    if not isinstance(markup, dict) or set(markup) != {"inline_keyboard"}:
        raise Refusal("Bad Request: object expected as reply markup")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise Refusal("Bad Request: field inline_keyboard must be an Array of Arrays")
    if any(len(row) > 8 for row in rows) or sum(len(row) for row in rows) > 100:
        raise Refusal("Bad Request: reply markup is too long")
    for row in rows:
        for button in row:
            _button(button)


def _button(button: object) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise Refusal("Bad Request: inline keyboard button must be an Object")
    if not button["text"].strip():
        raise Refusal("Bad Request: text buttons are unallowed in the inline keyboard")
    does = set(button) - {"text"}
    if does == {"callback_data"}:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= 64:
            raise Refusal("Bad Request: BUTTON_DATA_INVALID")
    elif does == {"url"}:
        parts = urlsplit(button["url"])
        if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
            raise Refusal("Bad Request: BUTTON_URL_INVALID")
        if parts.hostname in LOOPBACK:
            raise Refusal("Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL")
    else:
        raise Refusal("Bad Request: text buttons are unallowed in the inline keyboard")


def _commands(commands: object) -> None:
    if not isinstance(commands, list) or len(commands) > 100:
        raise Refusal("Bad Request: can't parse commands")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
            raise Refusal("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= 256:
            raise Refusal("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def _webhook(asked: Json) -> None:
    parts = urlsplit(asked["url"])
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Refusal("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", asked.get("secret_token", "x")):
        raise Refusal("Bad Request: secret token contains unallowed characters")
    if not 1 <= asked.get("max_connections", 40) <= 100:
        raise Refusal("Bad Request: max_connections is out of range")
