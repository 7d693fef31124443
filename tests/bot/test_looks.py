"""Who looked at this record: in plain words, for those entitled, and everything is written down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from care.people import Person
from storage import diary
from storage.turn import Turn
from tests.bot.conftest import Open
from tests.bot.house import (
    CHILD,
    FAR_MANAGER,
    MANAGER,
    OFFICER,
    PROFILE,
    REVIEWER,
    STRANGER,
    WORKER,
    Small,
)
from tests.bot.larger import (
    CARER,
    GOVERNOR,
    HOME,
    KEEPER,
    OTHER_CARER,
    SUPERVISOR,
    YOUNG,
    move_in,
)
from tests.bot.sent import sent

LOOKS = f"/children/{CHILD.ref}/looks"
HOME_LOOKS = f"/households/{HOME.ref}/looks"


@pytest.fixture(autouse=True)
def everybody(small: Small) -> None:
    move_in(small)


def written(small: Small, about: str) -> list[tuple[str, str]]:
    found = small.store.perform_now(lambda turn: diary.lines(turn, about))
    return [(line.action, line.actor) for _, line in found]


@pytest.mark.parametrize(
    ("person", "child", "home"),
    [
        (WORKER, 200, 404),
        (MANAGER, 200, 404),
        (GOVERNOR, 200, 200),
        (YOUNG, 200, 404),
        (CARER, 404, 200),
        (SUPERVISOR, 404, 200),
        (OTHER_CARER, 404, 404),
        (STRANGER, 404, 404),
        (FAR_MANAGER, 404, 404),
        (OFFICER, 404, 404),
        (KEEPER, 404, 404),
        (REVIEWER, 404, 404),
    ],
)
async def test_it_is_for_those_entitled_and_for_nobody_else(
    browser: Open, person: Person, child: int, home: int
) -> None:
    web = await (await browser()).enter(person)
    assert (await web.get(LOOKS)).status == child
    assert (await web.get(HOME_LOOKS)).status == home


async def test_every_way_of_looking_is_written_and_told_in_plain_words(
    browser: Open, small: Small
) -> None:
    referral = sent(small)
    worker = await (await browser()).enter(WORKER)
    chat = await worker.chat()
    await worker.get(f"/chat/answers?profile={PROFILE}")
    await worker.get(f"/children/{CHILD.ref}")
    await worker.get(f"/profiles/{PROFILE}")
    await worker.get(f"/profiles/{PROFILE}/history")
    assert (await chat.say("Trains", "m1")).status == 200
    officer = await (await browser()).enter(OFFICER)
    await officer.get("/referrals")
    await officer.get(f"/referrals/{referral.ref}")
    await officer.get(f"/referrals/{referral.ref}/search.docx")
    stranger = await (await browser()).enter(STRANGER)
    await stranger.get(f"/children/{CHILD.ref}")
    page = await (await worker.get(LOOKS)).text()
    plain = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for words in (
        "Wilma Worker , social worker, opened the conversation about “Placement referral”",
        "Wilma Worker , social worker, read the answers of “Placement referral”",
        "Wilma Worker , social worker, looked at the record",
        "read what the answers of “Placement referral” said before",
        "Olive Officer , placement officer, was the first",
        f"Olive Officer , placement officer, read the referral {referral.ref}",
        f"Olive Officer , placement officer, took a Word copy of {referral.ref}",
        "Stan Stranger , social worker, wanted to see or do something here, and was not let in",
    ):
        assert words in plain, words
    assert plain.index("Stan Stranger") < plain.index("Olive Officer"), "newest first"
    assert ("desk.read", OFFICER.id) in written(small, "desk")
    assert "Reed" not in page


async def test_looking_is_written_once_in_a_quarter_of_an_hour(browser: Open, small: Small) -> None:
    web = await (await browser()).enter(WORKER)
    for _ in range(5):
        assert (await web.get(f"/chat/answers?profile={PROFILE}")).status == 200
    assert written(small, PROFILE).count(("profile.read", WORKER.id)) == 1
    small.clock.pass_by(timedelta(minutes=14))
    await web.get(f"/chat/answers?profile={PROFILE}")
    assert written(small, PROFILE).count(("profile.read", WORKER.id)) == 1
    small.clock.pass_by(timedelta(minutes=2))
    await web.get(f"/chat/answers?profile={PROFILE}")
    assert written(small, PROFILE).count(("profile.read", WORKER.id)) == 2
    other = await (await browser()).enter(MANAGER)
    await other.get(f"/profiles/{PROFILE}")
    assert written(small, PROFILE).count(("profile.read", MANAGER.id)) == 1


async def test_taking_a_copy_is_written_every_time(browser: Open, small: Small) -> None:
    referral = sent(small)
    web = await (await browser()).enter(OFFICER)
    for _ in range(3):
        await web.get(f"/referrals/{referral.ref}/search.docx")
    assert written(small, referral.ref).count(("document.downloaded", OFFICER.id)) == 3


async def test_a_young_person_reads_of_their_own_record_and_no_name_is_blamed(
    browser: Open, small: Small
) -> None:
    stranger = await (await browser()).enter(STRANGER)
    await stranger.get(f"/children/{CHILD.ref}")
    young = await (await browser()).enter(YOUNG)
    front = await (await young.get("/")).text()
    assert "Who looked at your record" in front
    found = await young.get("/looks")
    assert (found.status, found.headers["Location"]) == (303, LOOKS)
    page = await (await young.get(LOOKS)).text()
    assert "You may ask" in page
    assert "Somebody" in page
    assert "Stan" not in page
    assert (await young.get(f"/children/{CHILD.ref}")).status == 404


async def test_a_carer_is_led_to_their_own_household(browser: Open) -> None:
    web = await (await browser()).enter(CARER)
    found = await web.get("/looks")
    assert (found.status, found.headers["Location"]) == (303, HOME_LOOKS)
    none = await (await browser()).enter(OTHER_CARER)
    assert (await none.get("/looks")).status == 200


async def test_governance_gives_a_reference_and_sees_no_name_of_a_child(
    browser: Open, small: Small
) -> None:
    web = await (await browser()).enter(GOVERNOR)
    found = await web.get(f"/looks?ref={CHILD.ref.lower()}")
    assert (found.status, found.headers["Location"]) == (303, LOOKS)
    assert "Robin" not in await (await web.get(LOOKS)).text()
    stranger = await (await browser()).enter(STRANGER)
    theirs = await stranger.get(f"/looks?ref={CHILD.ref}")
    nobodys = await stranger.get("/looks?ref=C9999")
    assert (theirs.status, nobodys.status) == (404, 404)
    one, other = await theirs.text(), await nobodys.text()
    assert one.replace(CHILD.ref, "R") == other.replace("C9999", "R")
    assert "Wilma" not in one


async def test_an_administrator_finds_no_such_page(browser: Open) -> None:
    web = await (await browser()).enter(KEEPER)
    assert (await web.get("/looks")).status == 404


async def test_a_long_list_is_read_page_by_page_and_nothing_is_lost(
    browser: Open, small: Small
) -> None:
    def work(turn: Turn) -> None:
        for number in range(450):
            who = WORKER.id if number % 2 else MANAGER.id
            turn.write_diary("profile.answer", "profile", PROFILE, who, "web")

    small.store.perform_now(work)
    web = await (await browser()).enter(WORKER)
    address, count = LOOKS, 0
    for _ in range(5):
        page = await (await web.get(address)).text()
        count += page.count("answered or changed something")
        older = re.search(r'href="(/children/C0001/looks\?before=\d+)"', page)
        if older is None:
            break
        address = older[1]
    assert count == 450
    assert (await web.get(f"{LOOKS}?before=nonsense")).status == 200
    assert (await web.get(f"{LOOKS}?before={'9' * 30}")).status == 200


async def test_acts_of_one_kind_on_end_are_one_row(browser: Open, small: Small) -> None:
    def work(turn: Turn) -> None:
        for _ in range(7):
            turn.write_diary("profile.answer", "profile", PROFILE, WORKER.id, "web")

    small.store.perform_now(work)
    web = await (await browser()).enter(WORKER)
    page = await (await web.get(LOOKS)).text()
    assert page.count("answered or changed something") == 1
    assert "(7 times)" in page
