"""In Teams: who is nobody yet and how they become somebody, and what is not taken from anybody."""

from __future__ import annotations

from typing import Any

import pytest

from storage import accounts, linkings
from storage.errors import NotKept
from tests.bot.fake_connector import CHAT, Fault
from tests.bot.house import WORKER
from tests.bot.teams_town import Town
from tests.bot.teams_town import linked as linked
from tests.bot.teams_town import patience as patience
from tests.bot.teams_town import town as town

TOKEN, CODE = "t" * 32, "7K2M9QXR4D"
CANARY = "Quillfeather"


# ---------------------------------------------------------------- nobody, and becoming somebody


async def test_somebody_unlinked_hears_the_same_whatever_they_say_and_nothing_is_kept(
    town: Town,
) -> None:
    before = town.count("inbox"), town.count("diary"), town.count("outbox")
    for text in ("Hello", "Robin", "menu"):
        assert await town.phone.say(text) == 200
    assert await town.phone.tap({"kith": {"press": "open:profile-1"}}) == 200
    assert len(set(town.connector.said)) == 1
    assert len(town.connector.said) == 4
    assert "Robin" not in town.connector.said[0]
    assert (town.count("inbox"), town.count("diary"), town.count("outbox")) == before


@pytest.mark.parametrize("word", [CODE, "7k2m-9qxr-4d", TOKEN])
async def test_a_code_is_claimed_and_waits_for_its_person(town: Town, word: str) -> None:
    town.offer(TOKEN, CODE)
    assert await town.phone.say(word) == 200
    waiting = town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))
    assert [each.name for each in waiting] == ["Wilma Worker"]
    assert town.account() is None
    [said] = town.connector.said
    assert "Go back to the page" in said
    assert word not in said


async def test_a_wrong_code_is_told_nothing(town: Town) -> None:
    town.offer(TOKEN, CODE)
    assert await town.phone.say("7K2M9QXR4E") == 200
    assert not town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))
    assert town.connector.asked_members == 1


@pytest.mark.parametrize(
    "member",
    [
        {"userRole": "guest"},
        {"userPrincipalName": "x_y.example#EXT#@larkshire.example"},
        {"tenantId": "99999999-2222-3333-4444-555555555555"},
    ],
)
async def test_a_guest_links_nothing(town: Town, member: dict[str, str]) -> None:
    town.offer(TOKEN, CODE)
    town.connector.member = member
    assert await town.phone.say(CODE) == 200
    assert not town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))
    assert "people of the council" in town.connector.said[0]


async def test_who_cannot_be_told_from_a_guest_links_nothing(town: Town) -> None:
    town.offer(TOKEN, CODE)
    town.connector.token_faults = [Fault(500)]
    assert await town.phone.say(CODE) == 200
    assert not town.small.store.perform_now(lambda turn: linkings.waiting(turn, WORKER.id))


async def test_a_code_that_cannot_be_kept_just_now_may_be_sent_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claim(*_: Any) -> Any:
        raise NotKept

    town.offer(TOKEN, CODE)
    with monkeypatch.context() as trouble:
        trouble.setattr(linkings, "claim", claim)
        assert await town.phone.say(CODE) == 200
    assert "send it again" in town.connector.said[0]
    assert await town.phone.say(CODE) == 200
    assert "Go back to the page" in town.connector.said[1]


async def test_the_same_from_a_stranger_twice_is_answered_once(town: Town) -> None:
    plain = town.phone.activity(text="hello")
    for _ in range(3):
        assert (await town.phone.bring(plain)).status == 200
    assert len(town.connector.said) == 1


async def test_a_flood_of_strangers_words_gets_few_answers(town: Town) -> None:
    for _ in range(30):
        assert await town.phone.say("hello") == 200
    assert len(town.connector.said) == 5


async def test_the_app_says_hello_when_it_is_put_in_and_welcome_back_to_whom_it_knows(
    town: Town,
) -> None:
    def put_in() -> dict[str, Any]:
        return town.phone.activity("installationUpdate", action="add")

    assert (await town.phone.bring(put_in())).status == 200
    assert "I do not know this account yet" in town.connector.said[0]
    town.link()
    again = put_in()
    for _ in range(3):
        assert (await town.phone.bring(again)).status == 200
    assert "What does Robin" in town.connector.said[-1]
    told = len(town.connector.said)
    for kind, more in (
        ("installationUpdate", {"action": "add-upgrade"}),
        ("conversationUpdate", {"membersAdded": [{"id": "28:kith"}]}),
        ("typing", {}),
        ("messageDelete", {}),
        ("event", {"name": "application/vnd.microsoft.readReceipt"}),
        ("somethingNew", {}),
    ):
        assert (await town.phone.bring(town.phone.activity(kind, **more))).status == 200
    assert len(town.connector.said) == told


async def test_taking_the_app_away_unlinks_the_account(linked: Town) -> None:
    gone = linked.phone.activity("installationUpdate", action="remove")
    assert (await linked.phone.bring(gone)).status == 200
    assert linked.account() is None
    await linked.phone.say("Trains")
    assert "I do not know this account" in linked.connector.said[0]
    assert not linked.answers()


# ---------------------------------------------------------------- what is not taken

FILE = "application/vnd.microsoft.teams.file.download.info"
FORWARDED = '<blockquote itemscope itemtype="schema.skype.com/Forward">…'


@pytest.mark.parametrize(
    ("attachment", "sentence"),
    [
        ({"contentType": "image/*", "contentUrl": "https://x.example"}, "pictures"),
        ({"contentType": "video/mp4"}, "videos"),
        ({"contentType": "audio/mp4"}, "voice messages"),
        ({"contentType": FILE, "content": {"downloadUrl": "https://x.example"}}, "files"),
        ({"contentType": "text/html", "content": FORWARDED}, "passed on"),
        ({"contentType": "application/vnd.microsoft.card.hero", "content": {}}, "cannot read that"),
        ({"contentType": 7}, "cannot read that"),
    ],
)
async def test_what_we_do_not_take_gets_a_kind_answer_and_is_not_kept(
    linked: Town, attachment: dict[str, Any], sentence: str
) -> None:
    html = {"contentType": "text/html", "content": "<p>Look</p>"}
    plain = linked.phone.activity(text=CANARY, attachments=[html, attachment])
    assert (await linked.phone.bring(plain)).status == 200
    [said] = linked.connector.said
    assert sentence in said
    assert linked.count("inbox") == 0
    assert not linked.answers()


@pytest.mark.parametrize("conversation", [{"conversationType": "groupChat"}, {"isGroup": True}])
async def test_in_a_group_nothing_is_heard(linked: Town, conversation: dict[str, Any]) -> None:
    plain = linked.phone.activity(text=CODE)
    plain["conversation"] |= {"id": "19:group@thread.v2", **conversation}
    assert (await linked.phone.bring(plain)).status == 200
    assert "one person at a time" in linked.connector.said[0]
    assert linked.connector.sent[0].conversation == "19:group@thread.v2"
    for kind in ("messageUpdate", "messageReaction", "installationUpdate"):
        more = {**plain, "type": kind, "id": kind, "action": "remove"}
        assert (await linked.phone.bring(more)).status == 200
    here = linked.account()
    assert linked.count("inbox") == 0
    place = linked.small.store.perform_now(lambda turn: accounts.place(turn, here))
    assert place["conversation"] == CHAT


async def test_a_message_that_is_changed_becomes_an_offer(linked: Town) -> None:
    plain = linked.phone.activity(text="Trains")
    await linked.phone.bring(plain)
    kept = linked.answers()
    edited = {
        **plain,
        "type": "messageUpdate",
        "text": CANARY,
        "timestamp": "2026-11-21T09:05:00Z",
        "channelData": {**plain["channelData"], "eventType": "editMessage"},
    }
    for _ in range(3):
        assert (await linked.phone.bring(edited)).status == 200
    assert linked.answers() == kept
    assert len(linked.connector.said) == 2
    assert CANARY not in linked.connector.said[1]
