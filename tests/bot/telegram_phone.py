"""The phones of people on the fake Telegram: what they can send, tap, change and block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.bot.fake_telegram import FakeTelegram, Sent


@dataclass
class Phone:
    """Somebody's Telegram, in their private chat with the bot."""

    telegram: FakeTelegram
    user: int
    name: str

    @property
    def sent(self) -> list[Sent]:
        """What the bot said here."""
        return self.telegram.chats[self.user]

    @property
    def last(self) -> Sent:
        return self.sent[-1]

    def person(self) -> dict[str, Any]:
        return {"id": self.user, "is_bot": False, "first_name": self.name, "language_code": "en"}

    def chat(self) -> dict[str, Any]:
        return {"id": self.user, "type": "private", "first_name": self.name}

    def message(self, **what: Any) -> dict[str, Any]:
        assert self.sent is not None  # the chat has begun
        self.telegram.next_message += 1
        number = self.telegram.next_message
        common = {"message_id": number, "date": 1, "from": self.person(), "chat": self.chat()}
        return {**common, **what}

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        return await self.telegram.bring({"message": self.message(text=text, **more)})

    async def send(self, **what: Any) -> dict[str, Any]:
        """Anything but words: `photo=[…]`, `sticker={…}`."""
        return await self.telegram.bring({"message": self.message(**what)})

    async def edit(self, earlier: dict[str, Any], text: str) -> dict[str, Any]:
        return await self.telegram.bring({"edited_message": {**earlier["message"], "text": text}})

    def callback(self, sent: Sent, label: str) -> dict[str, Any]:
        made = f"{self.user}{len(self.telegram.calls)}{self.telegram.next_update}"
        self.telegram.open_callbacks.add(made)
        under = {"message_id": sent.number, "date": 1, "chat": self.chat(), "text": sent.text}
        data = sent.button(label)["callback_data"]
        press = {"id": made, "from": self.person(), "message": under, "chat_instance": "1"}
        return {"callback_query": {**press, "data": data}}

    async def tap(self, label: str, sent: Sent | None = None) -> dict[str, Any]:
        return await self.telegram.bring(self.callback(sent or self.last, label))

    async def block(self) -> None:
        self.telegram.blocked.add(self.user)
        member = {"user": {"id": 110201543, "is_bot": True, "first_name": "Kith"}}
        changed = {"chat": self.chat(), "from": self.person(), "date": 1}
        await self.telegram.bring(
            {"my_chat_member": {**changed, "new_chat_member": {**member, "status": "kicked"}}}
        )

    async def hears(self, count: int) -> None:
        """Comes back when the bot has said so many things here in all."""
        await self.telegram.until(lambda: len(self.sent) >= count)
