"""The placement desk: what has come in, each referral readable whole, and its Word copies."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from bot.arrived import readable
from bot.days import ENGLAND, day_words, time_words
from bot.door import CHANNEL
from bot.errors import NotForYou
from bot.fields import sees, veiled
from bot.house import House
from bot.pages import Pages
from bot.papers import Papers, Sent
from bot.session import Visit
from bot.things import referral_thing
from bot.words import words
from care.access import Action, may
from care.people import Role
from storage import referrals, subjects
from storage.referrals import Referral, Status
from storage.turn import Turn
from storage.views import viewed
from templates.paper import Copy, Paper

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOWNLOAD = {
    Copy.COUNCIL: Action.DOWNLOAD_COUNCIL_COPY,
    Copy.SEARCH: Action.DOWNLOAD_SEARCH_COPY,
}


class Desk:
    """The pages and downloads of the desk."""

    def __init__(self, house: House, pages: Pages, papers: Papers) -> None:
        self._house = house
        self._pages = pages
        self._papers = papers

    async def arrivals(self, visit: Visit) -> web.Response:
        def look(turn: Turn) -> list[Referral]:
            viewed(turn, "desk.read", "house", "desk", visit.who.id, CHANNEL)
            return readable(turn, visit.who)

        newest = await visit.perform(look)
        today = self._house.clock().astimezone(ENGLAND).date()
        rows = [_row(referral, today) for referral in newest]
        return self._pages.page(visit, "referrals.html", rows=rows)

    async def referral(self, visit: Visit) -> web.Response:
        """The council copy as a page. The first officer who opens it has seen it for the desk."""

        def look(turn: Turn) -> tuple[Sent, list[Copy]]:
            found = self._allowed(turn, visit, Action.READ_REFERRAL)
            if found.status is Status.NEW and visit.who.role is Role.PLACEMENT_OFFICER:
                found = referrals.mark_seen(turn, found)
                turn.write_diary("referral.seen", "referral", found.ref, visit.who.id, CHANNEL)
            viewed(turn, "referral.read", "referral", found.ref, visit.who.id, CHANNEL)
            thing = referral_thing(turn, found.ref, found.subject_id)
            copies = [copy for copy in Copy if may(visit.who, DOWNLOAD[copy], thing)]
            return veiled(self._papers.sent(turn, found), sees(visit.who, thing)), copies

        sent, copies = await visit.perform(look)
        paper = await self._papers.paper(sent, Copy.COUNCIL)
        return self._pages.page(
            visit,
            "referral.html",
            paper=paper,
            ref=sent.referral.ref,
            version=sent.referral.version,
            sent_words=_sent_words(sent.referral),
            downloads=self._downloads(sent.referral, copies),
            due=_due(paper),
        )

    async def council(self, visit: Visit) -> web.Response:
        return await self._download(visit, Copy.COUNCIL)

    async def search(self, visit: Visit) -> web.Response:
        return await self._download(visit, Copy.SEARCH)

    async def _download(self, visit: Visit, copy: Copy) -> web.Response:
        found = await visit.perform(lambda turn: self._allowed(turn, visit, DOWNLOAD[copy]))
        body = await self._papers.document(found, copy)

        def note(turn: Turn) -> None:
            self._allowed(turn, visit, DOWNLOAD[copy])
            turn.write_diary(
                "document.downloaded", "referral", found.ref, visit.who.id, CHANNEL, copy.value
            )

        await visit.perform(note)
        name = f"{found.ref}.{copy.value}.docx"
        return web.Response(
            body=body,
            headers={
                "Content-Type": WORD,
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )

    def _allowed(self, turn: Turn, visit: Visit, action: Action) -> Referral:
        """The referral asked for, of which this person may do this now. Raises `NotForYou`."""
        version = visit.request.query.get("version", "")
        number = int(version) if version.isdecimal() and len(version) < 6 else None
        found = referrals.find(turn, visit.request.match_info["ref"], number)
        subject = subjects.subject_of(turn, found.subject_id) if found else None
        if found is None or subject is None:
            raise NotForYou
        visit.allow(action, referral_thing(turn, found.ref, subject))
        return found

    def _downloads(self, referral: Referral, copies: list[Copy]) -> list[dict[str, str]]:
        return [
            {
                "title": words("desk", f"{copy.value}_title"),
                "address": f"/referrals/{referral.ref}/{copy.value}.docx",
                "note": words("desk", f"{copy.value}_note"),
            }
            for copy in copies
        ]


def _row(referral: Referral, today: date) -> dict[str, object]:
    return {
        "ref": referral.ref,
        "address": f"/referrals/{referral.ref}",
        "is_new": referral.status is Status.NEW,
        "emergency": referral.emergency,
        "needed_by": day_words(referral.needed_by) if referral.needed_by else "",
        "needed_words": _needed_words(referral.needed_by, today),
        "digest": referral.digest,
        "gaps": referral.gaps,
        "sent_words": _sent_words(referral),
        "version": referral.version,
    }


def _needed_words(needed: date | None, today: date) -> str:
    if needed is None:
        return ""
    days = (needed - today).days
    match days:
        case 0:
            return words("desk", "today")
        case 1:
            return words("desk", "tomorrow")
        case -1:
            return words("desk", "yesterday")
        case _ if days > 0:
            return words("desk", "in_days", count=days)
        case _:
            return words("desk", "days_ago", count=-days)


def _sent_words(referral: Referral) -> str:
    return words("desk", "sent", day=day_words(referral.sent_at), time=time_words(referral.sent_at))


def _due(paper: Paper) -> list[dict[str, str]]:
    """In an emergency, the parts that are still to be written, and by when."""
    if not paper.emergency:
        return []
    return [
        {"label": section.title, "by": paper.due}
        for section in paper.sections
        if section.not_answered
    ]
