"""The Bot API over one connection pool; the token stands in every address, so no address leaves here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)

from bot.channels.telegram_pace import Pacing
from bot.door_settings import TelegramSettings
from bot.errors import BotError

PATIENCE = ClientTimeout(total=15, connect=5)
LISTENING_SECONDS = 25
"""How long Telegram may keep a question for news open before it says that there are none."""
LARGEST = 16 * 1024 * 1024
"""Bytes: a hundred updates of the largest kind are less."""
LONGEST_WAIT = 3600.0
USUAL_WAIT = 5.0
MOST_CONNECTIONS = 8
HEARD = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that we ask for; all others are never delivered."""
_NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


class TelegramSilent(BotError):
    """Telegram did not answer in a way that tells whether it was done."""


class TelegramAway(BotError):
    """Telegram was not reached, or does not know the bot: nothing was done. A wall that answers in its
    place is not Telegram: it says nothing about anybody's chat."""


class TelegramRefused(BotError):
    """Telegram will not do it, now or ever."""


class TelegramGone(BotError):
    """That chat is closed to us: blocked, deleted, or never begun."""


class TelegramConflict(BotError):
    """Somebody else asks for the same bot's updates, or they go to a webhook."""


class TelegramSlow(BotError):
    """Too much at once for Telegram. After so many seconds it may go on."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class TelegramWire:
    """One for each bot: no cookies, no redirects, no proxy of the environment."""

    def __init__(self, settings: TelegramSettings, pacing: Pacing | None = None) -> None:
        self._base = f"{settings.api}/bot{settings.token}/"
        self._secret = settings.secret
        self.pacing = pacing or Pacing()
        self._session: ClientSession | None = None

    def __repr__(self) -> str:
        return type(self).__name__

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    # ------------------------------------------------------------ what a person sees

    async def send(self, payload: Mapping[str, Any]) -> str:
        """Says it; the id that the message got there. Raises all of the above but the conflict.

        It is asked for once. After `TelegramSilent` it may stand there or not.
        """
        found = await self._paced("sendMessage", payload)
        number = found.get("message_id") if isinstance(found, Mapping) else None
        if not isinstance(number, int) or isinstance(number, bool):
            raise TelegramSilent
        return str(number)

    async def edit_text(self, payload: Mapping[str, Any]) -> None:
        """Other words and buttons in a message's place. Raises what `send` does."""
        await self._paced("editMessageText", payload)

    async def edit_buttons(self, payload: Mapping[str, Any]) -> None:
        """Other buttons under a message, or none. One that is gone, or has them, is no fault."""
        try:
            await self._paced("editMessageReplyMarkup", payload)
        except TelegramRefused:
            return

    async def answer(self, callback: str) -> None:
        """Ends the little clock on a tapped button. A tap that is too old is no fault."""
        try:
            await self._call("answerCallbackQuery", {"callback_query_id": callback})
        except TelegramRefused:
            return

    async def typing(self, chat: str) -> None:
        await self._call("sendChatAction", {"chat_id": int(chat), "action": "typing"})

    # ------------------------------------------------------------ how it comes to us

    async def me(self) -> str:
        """The bot's own name there, for links that begin a chat."""
        found = await self._call("getMe", {})
        name = found.get("username") if isinstance(found, Mapping) else None
        if not isinstance(name, str):
            raise TelegramSilent
        return name

    async def updates(self, offset: int | None, seconds: int = LISTENING_SECONDS) -> list[object]:
        """What is new, oldest first, after a while at the longest. `offset` confirms all before it.

        Raises `TelegramConflict` and the others but `TelegramGone`.
        """
        asked: dict[str, Any] = {
            "timeout": seconds,
            "allowed_updates": list(HEARD),
            "limit": 100,
        }
        if offset is not None:
            asked["offset"] = offset
        patience = ClientTimeout(total=seconds + 10, connect=5)
        found = await self._call("getUpdates", asked, patience)
        if not isinstance(found, list):
            raise TelegramSilent
        return found

    async def set_webhook(self, address: str) -> None:
        """From now on updates are posted there, and what waits is posted too."""
        await self._call(
            "setWebhook",
            {
                "url": address,
                "secret_token": self._secret,
                "allowed_updates": list(HEARD),
                "max_connections": 20,
                "drop_pending_updates": False,
            },
        )

    async def delete_webhook(self) -> None:
        """From now on updates wait to be asked for; none that waits is lost."""
        await self._call("deleteWebhook", {"drop_pending_updates": False})

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """What the menu beside the box offers."""
        menu = [{"command": name, "description": about} for name, about in commands]
        await self._call("setMyCommands", {"commands": menu})

    # ------------------------------------------------------------ asking

    async def _paced(self, method: str, payload: Mapping[str, Any]) -> object:
        chat = str(payload["chat_id"])
        if (seconds := self.pacing.held(chat)) > 0:
            raise TelegramSlow(seconds)
        await self.pacing.turn(chat)
        try:
            return await self._call(method, payload)
        except TelegramSlow as slow:
            self.pacing.hold(chat, slow.seconds)
            raise

    async def _call(
        self, method: str, payload: Mapping[str, Any], patience: ClientTimeout = PATIENCE
    ) -> object:
        status, plain = await self._ask(method, payload, patience)
        if status == 200 and plain.get("ok") is True:
            return plain.get("result")
        code = plain.get("error_code")
        refused = status if status != 200 else code if isinstance(code, int) else 500
        raise _meaning(refused, plain)

    async def _ask(
        self, method: str, payload: Mapping[str, Any], patience: ClientTimeout
    ) -> tuple[int, Mapping[str, object]]:
        """What came back. The library's own errors hold the address, and with it the token: none
        of them is let through, nor kept beside ours as its cause."""
        failed: type[BotError] = TelegramSilent
        try:
            async with self._open().post(
                self._base + method, json=payload, timeout=patience, allow_redirects=False
            ) as response:
                body = await _body(response)
                if body is not None:
                    return response.status, _object(body)
        except (ClientConnectorError, ConnectionTimeoutError):
            failed = TelegramAway
        except (TimeoutError, ClientError, OSError, ValueError):
            failed = TelegramSilent
        raise failed

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=MOST_CONNECTIONS),
                cookie_jar=DummyCookieJar(),
                raise_for_status=False,
            )
        return self._session


def _meaning(status: int, plain: Mapping[str, object]) -> BotError:
    about = plain.get("description")
    said = about.lower() if isinstance(about, str) else ""
    somebody_else = plain.get("ok") is not False
    match status:
        case 429:
            return TelegramSlow(_wait(plain))
        case 413:
            return TelegramRefused()
        case _ if (
            somebody_else and 300 <= status < 500
        ):  # what stands between did not let it through
            return TelegramAway()
        case 403:
            return TelegramGone()
        case 400 if any(each in said for each in _NOBODY):
            return TelegramGone()
        case 401 | 404:
            return TelegramAway()
        case 409:
            return TelegramConflict()
        case _ if 400 <= status < 500:
            return TelegramRefused()
        case _:
            return TelegramSilent()


def _wait(plain: Mapping[str, object]) -> float:
    given = plain.get("parameters")
    seconds = given.get("retry_after") if isinstance(given, Mapping) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return USUAL_WAIT
    return min(max(float(seconds), 1.0), LONGEST_WAIT) if seconds == seconds else USUAL_WAIT


async def _body(response: ClientResponse) -> bytes | None:
    """All of it, or nothing when it is more than Telegram has to say."""
    body = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _object(body: bytes) -> Mapping[str, object]:
    """The answer; an empty one when it is none, so that the status alone says what happened."""
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}
