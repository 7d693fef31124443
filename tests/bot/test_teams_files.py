"""Documents in Teams: listed without a name, offered once, and put only where they may go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels import teams_offers
from bot.channels.teams_files import CONSENT, INFO
from storage import allocations, people
from storage.diary import REFUSED
from storage.errors import NotKept
from storage.turn import Turn
from templates.paper import Copy
from tests.bot.fake_connector import Fault
from tests.bot.house import OFFICER, STRANGER, WORKER, Small
from tests.bot.sent import words_of
from tests.bot.teams_office import CHILDS_NAME, SITE, link, office

# ------------------------------------------------------------ which there are


async def test_documents_are_listed_by_their_reference_and_name_nobody(small: Small) -> None:
    async with office(small, allowed=False) as here:
        listed = await here.ask()
        assert here.referral.ref in listed.words
        assert CHILDS_NAME not in str(listed.activity)
        ref = here.referral.ref
        for copy in Copy:
            address = f"{SITE}/referrals/{ref}/{copy.value}.docx?version=1"
            assert address in str(listed.activity)
        assert "paper:" not in str(listed.activity), "files are not allowed, so it is a link"


async def test_whoever_may_not_read_a_referral_hears_of_none(small: Small) -> None:
    async with office(small, STRANGER) as here:
        listed = await here.ask("/documents")
        assert "no document for you" in listed.words
        assert here.referral.ref not in str(listed.activity)


async def test_the_same_question_brought_again_is_answered_once(small: Small) -> None:
    async with office(small) as here:
        asked = here.town.phone.activity(text="documents")
        for _ in range(3):
            assert (await here.town.phone.bring(asked)).status == 200
        await here.ask("my  Documents", until=2)
        assert len(here.said) == 2


async def test_other_words_are_for_the_conversation(small: Small) -> None:
    async with office(small) as here:
        await here.ask("He likes documents.")
        assert here.referral.ref not in str(here.said[0].activity)


# ------------------------------------------------------------ an offer


async def test_an_offer_says_no_name_and_holds_only_an_opaque_id(small: Small) -> None:
    async with office(small) as here:
        listed = await here.ask()
        assert f"paper:{here.referral.ref}:1:council" in str(listed.activity)
        card, content = await here.offered()
        attachment = card.activity["attachments"][0]
        assert attachment["contentType"] == CONSENT
        assert attachment["name"] == f"{here.referral.ref}.council.docx"
        assert CHILDS_NAME not in str(card.activity)
        assert content["sizeInBytes"] > 5_000
        context = content["acceptContext"]
        assert context == content["declineContext"]
        assert context.keys() == {"kith"}
        assert here.referral.ref not in context["kith"]
        assert card.activity["summary"] == "Kith has a document for you."


async def test_yes_puts_the_document_into_their_files_and_the_card_is_over(small: Small) -> None:
    async with office(small) as here:
        card, content = await here.offered()
        await here.answer(card, content)
        info = (await here.town.connector.until(2))[1].activity["attachments"][0]
        ((headers, body),) = here.drive.got
        assert "Trains" in words_of(body)
        assert len(body) == content["sizeInBytes"]
        assert headers["Content-Range"] == f"bytes 0-{len(body) - 1}/{len(body)}"
        assert "Authorization" not in headers
        assert "is in your files now" in card.words
        assert info["contentType"] == INFO
        assert info["contentUrl"] == f"{here.drive.address}/files/{here.referral.ref}.docx"
        assert info["content"] == {
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D",
            "fileType": "docx",
        }
        assert ("document.downloaded", WORKER.id, "teams", "council") in here.diary()


async def test_no_is_fine_and_leaves_alink(small: Small) -> None:
    async with office(small) as here:
        card, content = await here.offered(Copy.SEARCH)
        await here.answer(card, content, action="decline")
        assert "That’s fine" in card.words
        assert f"/referrals/{here.referral.ref}/search.docx?version=1" in str(card.activity)
        assert not here.drive.got
        assert not any(action == "document.downloaded" for action, *_ in here.diary())


async def test_an_offer_is_good_once_and_not_for_long(small: Small) -> None:
    async with office(small) as here:
        card, content = await here.offered()
        await here.answer(card, content)
        await here.answer(card, content)
        assert "That offer is over" in card.words
        assert len(here.drive.got) == 1
        later, content = await here.offered()
        here.town.pass_by(timedelta(hours=1))
        await here.answer(later, content)
        assert "That offer is over" in later.words
        assert len(here.drive.got) == 1


async def test_an_offer_to_another_account_and_one_never_made_are_over(small: Small) -> None:
    async with office(small) as here:
        card, content = await here.offered()
        link(here.town, OFFICER)
        await here.answer(card, content)
        assert "That offer is over" in card.words
        for context in ({}, {"kith": 7}, {"kith": "x" * 500}, {"kith": "made-up"}, "x", None):
            await here.answer(card, {"acceptContext": context})
            assert "That offer is over" in card.words
        assert not here.drive.got


async def test_who_lost_the_case_meanwhile_gets_nothing_and_the_diary_says_so(small: Small) -> None:
    async with office(small) as here:
        card, content = await here.offered()

        def end(turn: Turn) -> None:
            allocations.end_allocation(turn, WORKER.id, here.referral.subject_id)
            turn.write_diary("allocation.ended", "child", here.referral.subject_id, "kith", "")

        here.town.small.store.perform_now(end)
        await here.answer(card, content)
        assert "not one that I can give you now" in card.words
        assert not here.drive.got
        assert [each for each in here.diary() if each[0] == REFUSED and each[2] == "teams"]


async def test_a_leaver_is_nobody_here(small: Small) -> None:
    async with office(small) as here:
        card, content = await here.offered()

        def leave(turn: Turn) -> None:
            people.leave(turn, WORKER.id, "kith")
            turn.write_diary("person.left", "person", WORKER.id, "kith", "")

        here.town.small.store.perform_now(leave)
        plain = here.town.phone.activity(
            "invoke",
            name="fileConsent/invoke",
            value={"action": "accept", "context": content["acceptContext"]},
            replyToId=card.id,
        )
        assert (await here.town.phone.bring(plain)).status == 200
        assert "I do not know this account" in (await here.town.connector.until(2))[-1].words
        assert not here.drive.got


# ------------------------------------------------------------ when it does not go well


@pytest.mark.parametrize("statuses", [(500, 503), (404,), (202,), (302,)])
async def test_what_is_not_taken_is_said_kindly_with_thelink(
    small: Small, statuses: tuple[int, ...]
) -> None:
    async with office(small) as here:
        here.drive.statuses = statuses
        card, content = await here.offered()
        await here.answer(card, content)
        assert "I could not put" in card.words
        assert f"/referrals/{here.referral.ref}/council.docx?version=1" in str(card.activity)
        assert len(here.drive.got) == len(statuses), "a redirect is not followed"
        assert len(here.said) == 1


async def test_a_fault_that_passes_is_got_over(small: Small) -> None:
    async with office(small) as here:
        here.drive.statuses = (503,)
        card, content = await here.offered()
        await here.answer(card, content)
        assert "is in your files now" in card.words


async def test_nothing_goes_anywhere_but_where_files_are_kept(small: Small) -> None:
    async with office(small) as here:
        good = here.drive.address
        for upload, found in (
            ("http://127.0.0.1:9/upload", f"{good}/f"),
            (f"{good}/upload", f"https://{'evil.example'}/f"),
            ("file:///etc/passwd", f"{good}/f"),
            (7, f"{good}/f"),
        ):
            card, content = await here.offered()
            info = {"uploadUrl": upload, "contentUrl": found, "uniqueId": "u", "fileType": "docx"}
            await here.answer(card, content, uploadInfo=info)
            assert "I could not put" in card.words
        card, content = await here.offered()
        await here.answer(card, content, uploadInfo=None)
        assert not here.drive.got
        assert not any(action == "document.downloaded" for action, *_ in here.diary())


async def test_when_nothing_can_be_kept_it_is_said_and_may_be_asked_again(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NotKept

    async with office(small) as here:
        with monkeypatch.context() as trouble:
            trouble.setattr(teams_offers, "listed", fail)
            assert "send it again" in (await here.ask()).words
        assert here.referral.ref in (await here.ask(until=2)).words
        card, content = await here.offered()
        with monkeypatch.context() as trouble:
            trouble.setattr(teams_offers, "note", fail)
            await here.answer(card, content)
        assert "I could not put" in card.words
        assert not here.drive.got, "what is not written down does not go out"


async def test_teams_is_waited_for_when_it_is_busy_for_a_moment(small: Small) -> None:
    async with office(small) as here:
        here.town.connector.faults = [Fault(429, retry_after="0")]
        assert here.referral.ref in (await here.ask()).words


async def test_too_many_at_once_have_to_wait(small: Small) -> None:
    async with office(small, papers="1 per minute") as here:
        await here.offered()
        card, _ = await here.offered()
        assert "a lot of documents at once" in card.words


async def test_where_files_are_not_allowed_a_tap_of_old_leads_to_the_web(small: Small) -> None:
    async with office(small, allowed=False) as here:
        card, _ = await here.offered()
        assert "You can open it in your browser" in card.words
        assert card.activity["attachments"][0]["contentType"] != CONSENT
