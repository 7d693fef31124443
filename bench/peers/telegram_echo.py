"""A bot that says everything back, as python-telegram-bot teaches: `python telegram_echo.py API_PORT`. It keeps nothing."""

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

BOT = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9"


async def echo(update: Update, _: Any) -> None:
    assert update.message
    await update.message.reply_text(update.message.text or "")


def main(port: int) -> None:
    logging.disable()  # it says at length that Telegram is gone, once the measurement is over
    built = Application.builder().token(BOT).base_url(f"http://127.0.0.1:{port}/bot").build()
    built.add_handler(MessageHandler(filters.TEXT, echo))
    built.run_polling(poll_interval=0.0, timeout=25, bootstrap_retries=-1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
