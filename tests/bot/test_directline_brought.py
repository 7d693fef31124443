"""What a client brings that is no words: heard to its end, refused in words, and never kept."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from bot.channels.brought import LARGEST_UPLOAD
from tests.bot.browser import texts
from tests.bot.conftest import Open
from tests.bot.house import Small
from tests.bot.line_client import CALLS, PICTURE, begin, path_of, told

PACKED = {"Content-Encoding": "gzip"}
NOT_TAKEN = "Thank you, but I cannot take pictures here, and I have not kept it."


def upload(*kinds: str, activity: object = None) -> FormData:
    form = FormData()
    if activity is not None:
        plain = json.dumps(activity).encode()
        kind = "application/vnd.microsoft.activity"
        form.add_field("activity", plain, filename="blob", content_type=kind)
    for number, kind in enumerate(kinds):
        form.add_field("file", PICTURE, filename=f"Robin-{number}.bin", content_type=kind)
    return form


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("image/png", "pictures"),
        ("audio/ogg", "voice messages"),
        ("video/mp4", "videos"),
        ("application/pdf", "files"),
    ],
)
async def test_an_upload_is_heard_to_its_end_and_refused_in_words(
    browser: Open, small: Small, kind: str, answer: str
) -> None:
    chat = await begin(browser)
    await chat.say("Trains", "m0")
    _, mark = await chat.activities()
    sent = {"type": "message", "text": "Us", "channelData": {"clientActivityID": "m1"}}
    path = path_of(chat, "/upload?userId=u")
    for _ in range(2):  # sent again, it is one
        posted = await chat.browser.post(
            path, data=upload(kind, kind, activity=sent), headers=chat.bearer
        )
        assert posted.status == 200
    (echo, refusal), _ = await chat.activities(mark)
    assert echo["id"] == refusal["replyToId"] == (await posted.json())["id"]
    assert echo["channelData"]["clientActivityID"] == "m1"
    assert answer in refusal["text"]
    assert "Robin" not in json.dumps([echo, refusal])
    assert refusal["suggestedActions"]["actions"][0]["title"] == "Yes"
    assert len(small.assistant.heard) == 1


async def test_an_upload_of_one_bare_file_is_refused_in_words_too(browser: Open) -> None:
    chat = await begin(browser)
    answer = await CALLS["upload"](chat, chat.bearer)
    assert answer.status == 200
    said, _ = await chat.activities()
    assert texts(said[2:])[0].startswith(NOT_TAKEN)


async def test_an_upload_that_is_far_too_large_is_told_in_words_and_by_its_number(
    browser: Open,
) -> None:
    chat = await begin(browser)
    form = FormData()
    large = BytesIO(b"x" * (LARGEST_UPLOAD + 70_000))
    form.add_field("file", large, filename="us.png", content_type="image/png")
    answer = await chat.browser.post(path_of(chat, "/upload"), data=form, headers=chat.bearer)
    assert await told(answer) == (413, "MessageTooLarge")
    said, _ = await chat.activities()
    assert texts(said[2:])[0].startswith(NOT_TAKEN)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "multipart/form-data"])
async def test_an_upload_that_is_none_is_a_bad_argument(browser: Open, kind: str) -> None:
    chat = await begin(browser)
    headers = {**chat.bearer, "Content-Type": kind}
    answer = await chat.browser.post(path_of(chat, "/upload"), data=b"--b--\r\n", headers=headers)
    assert await told(answer) == (400, "BadArgument")


@pytest.mark.parametrize("call", ["post", "upload"])
async def test_a_body_that_is_packed_otherwise_than_it_says_is_a_bad_argument(
    browser: Open, call: str
) -> None:
    chat = await begin(browser)
    assert await told(await CALLS[call](chat, {**chat.bearer, **PACKED})) == (400, "BadArgument")


@pytest.mark.parametrize(
    ("brought", "answer"),
    [
        ({"text": "Us", "attachments": [{"contentType": "image/jpeg"}]}, "pictures"),
        ({"text": "Us", "attachments": [{}]}, "files"),
        ({"attachments": ["x"]}, "files"),
        ({"attachments": [{"contentType": "application/vnd.microsoft.card.hero"}]}, "read that"),
        ({"entities": [{"type": "GeoCoordinates", "latitude": 1}]}, "where you are"),
    ],
)
async def test_attachments_and_places_in_a_message_are_refused_in_words(
    browser: Open, small: Small, brought: dict[str, Any], answer: str
) -> None:
    chat = await begin(browser)
    assert (await chat.send({"type": "message", **brought})).status == 200
    said, _ = await chat.activities()
    assert answer in said[-1]["text"]
    assert not small.assistant.heard
