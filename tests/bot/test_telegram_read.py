"""Updates of Telegram: each becomes one plain value, whatever its shape; only the unreadable is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.declined import Declined
from bot.channels.telegram_read import (
    Blocked,
    Edited,
    From,
    Heard,
    Nothing,
    Press,
    Start,
    Text,
    Unwelcome,
    read,
    update_id,
)
from bot.errors import Unreadable

ME = {"id": 4001, "is_bot": False, "first_name": "Sam", "last_name": "Moss"}
CHAT = {"id": 4001, "type": "private"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Foster carers"}
SAM = From("4001", "4001", "Sam Moss")


def message(**what: Any) -> dict[str, Any]:
    return {"message_id": 7, "date": 1, "from": ME, "chat": CHAT, **what}


def heard(**what: Any) -> Heard:
    return read({"update_id": 1, "message": message(**what)})


def test_words_are_words_and_say_what_they_were_a_reply_to() -> None:
    assert heard(text="Quite a lot") == Text(SAM, "7", "Quite a lot")
    earlier = message(message_id=3, text="old")
    assert heard(text="no", reply_to_message=earlier) == Text(SAM, "7", "no", "3")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("/start", ""),
        ("/start abc_DEF-1", "abc_DEF-1"),
        ("/start@kith_bot  abc", "abc"),
        (" /START abc ", "abc"),
    ],
)
def test_start_brings_the_word_of_its_link(text: str, word: str) -> None:
    assert heard(text=text) == Start(SAM, "7", word)


@pytest.mark.parametrize("text", ["/started", "start", "/ start", "//start"])
def test_what_only_looks_like_start_is_words(text: str) -> None:
    assert heard(text=text) == Text(SAM, "7", text)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({"photo": [{}], "caption": "us"}, Declined.PHOTO),
        ({"voice": {}}, Declined.VOICE),
        ({"audio": {}}, Declined.VOICE),
        ({"video": {}}, Declined.VIDEO),
        ({"video_note": {}}, Declined.VIDEO),
        ({"animation": {}, "document": {}}, Declined.VIDEO),
        ({"sticker": {}}, Declined.STICKER),
        ({"dice": {}}, Declined.STICKER),
        ({"location": {}}, Declined.LOCATION),
        ({"venue": {}, "location": {}}, Declined.LOCATION),
        ({"contact": {}}, Declined.CONTACT),
        ({"poll": {}}, Declined.POLL),
        ({"document": {}}, Declined.FILE),
        ({"story": {}}, Declined.OTHER),
        ({"something_of_next_year": {}}, Declined.OTHER),
        ({"text": 5}, Declined.OTHER),
        ({"text": "a secret", "forward_origin": {"type": "user"}}, Declined.FORWARD),
        ({"text": "a secret", "forward_date": 1}, Declined.FORWARD),
        ({"text": "a secret", "via_bot": {"id": 1}}, Declined.FORWARD),
        ({"text": "hello", "chat": GROUP}, Declined.GROUP),
        ({"text": "/start abc", "chat": GROUP}, Declined.GROUP),
        ({"text": "hello", "chat": {"id": 4001, "type": "group"}}, Declined.GROUP),
        ({"text": "hello", "chat": {"id": 4002, "type": "private"}}, Declined.GROUP),
        ({"text": "hello", "chat": GROUP, "sender_chat": GROUP}, Declined.GROUP),
    ],
)
def test_what_is_not_taken_is_told_apart_and_nothing_of_it_is_read(
    what: dict[str, Any], kind: Declined
) -> None:
    found = heard(**what)
    assert isinstance(found, Unwelcome)
    assert found.kind is kind
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "what",
    [
        {"new_chat_members": [ME]},
        {"pinned_message": {}},
        {"left_chat_member": ME, "chat": GROUP},
        {"text": "beep", "from": {**ME, "is_bot": True}},
    ],
)
def test_what_nobody_said_is_nothing(what: dict[str, Any]) -> None:
    assert heard(**what) == Nothing()


def test_a_channel_post_and_kinds_that_were_not_asked_for_are_nothing() -> None:
    for kind in ("channel_post", "inline_query", "poll_answer", "message_reaction"):
        assert read({"update_id": 1, kind: message(text="x")}) == Nothing()


def test_an_edit_has_a_name_of_its_own_and_only_words_are_edited() -> None:
    edited = {"update_id": 9, "edited_message": message(text="a lot")}
    assert read(edited) == Edited(SAM, "7", "9", "a lot")
    assert read({"update_id": 9, "edited_message": message(caption="us")}) == Nothing()
    group = {"update_id": 9, "edited_message": message(text="x", chat=GROUP)}
    assert read(group) == Nothing()


def press(data: object, **more: Any) -> Heard:
    under = {"message_id": 12, "date": 0, "chat": CHAT}
    return read(
        {"callback_query": {"id": "55", "from": ME, "message": under, "data": data, **more}}
    )


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        ("31:2", (31, 2)),
        ("0:1", (0, 1)),
        ("31", (0, 0)),
        ("-1:2", (0, 0)),
        ("31:２", (0, 0)),
        ("31:2:3", (0, 0)),
        (f"{2**63}:1", (0, 0)),
        ("9" * 64, (0, 0)),
        (f"1:{'9' * 60}", (0, 0)),
        ("open:abc", (0, 0)),
        (None, (0, 0)),
        (["31:2"], (0, 0)),
    ],
)
def test_a_button_is_two_short_numbers_or_none_of_ours(
    data: object, meant: tuple[int, int]
) -> None:
    assert press(data) == Press(SAM, "55", "12", *meant)


def test_a_button_under_a_message_that_is_too_old_to_be_named_still_counts() -> None:
    assert press("31:2", message=None) == Press(SAM, "55", "", 31, 2)


def test_a_button_in_a_group_is_none_of_ours() -> None:
    found = press("31:2", message={"message_id": 12, "chat": GROUP})
    assert found == Press(From("4001", "-100123", "Sam Moss"), "55", "12", 0, 0)


@pytest.mark.parametrize(("status", "gone"), [("kicked", True), ("left", True), ("member", False)])
def test_a_block_is_noticed_in_the_private_chat_only(status: str, gone: bool) -> None:
    member = {"from": ME, "chat": CHAT, "date": 1, "new_chat_member": {"status": status}}
    assert read({"my_chat_member": member}) == (Blocked(SAM) if gone else Nothing())
    assert read({"my_chat_member": {**member, "chat": GROUP}}) == Nothing()


def test_words_and_names_are_never_shown_by_mistake() -> None:
    for each in (heard(text="Lives at 4 Hill Street"), heard(text="/start token-of-a-link")):
        assert "Hill" not in repr(each)
        assert "token-of" not in repr(each)
        assert "Moss" not in repr(each)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
PERSON = st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers() | PLAIN,
        "is_bot": st.booleans() | PLAIN,
        "first_name": PLAIN,
        "last_name": PLAIN,
        "type": st.sampled_from(["private", "group", "channel"]) | PLAIN,
        "status": st.sampled_from(["kicked", "member"]) | PLAIN,
    },
)
PARTS = dict.fromkeys(
    ("from", "chat", "sender_chat", "user", "new_chat_member"), PERSON | PLAIN
) | {
    name: (st.integers() | st.text() | PLAIN)
    for name in ("message_id", "text", "id", "data", "photo", "forward_origin", "pinned_message")
}
MESSAGE = st.fixed_dictionaries(
    {}, optional={**PARTS, "message": st.fixed_dictionaries({}, optional=PARTS) | PLAIN}
)
UPDATE = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("message", "edited_message", "callback_query", "my_chat_member", "other"), MESSAGE | PLAIN
    )
    | {"update_id": st.integers() | PLAIN},
)


@given(UPDATE | PLAIN)
def test_any_json_is_read_or_unreadable_and_nothing_else(plain: object) -> None:
    number = update_id(plain)
    assert number is None or type(number) is int
    try:
        found = read(plain)
    except Unreadable:
        return
    if not isinstance(found, Nothing):
        assert found.who.chat == str(int(found.who.chat))


def test_json_of_a_hundred_floors_is_read() -> None:
    deep = json.loads('{"a":' * 100 + "1" + "}" * 100)
    assert isinstance(heard(text="hello", reply_markup=deep), Text)
