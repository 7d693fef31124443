"""People and things for the tests of the rules: how one person stands to one thing."""

from __future__ import annotations

from care.access import ABOUT, Action, Kind, Relation, Thing
from care.people import Person, Role

LINKS = tuple(each for each in Relation if each not in (Relation.ANYONE, Relation.SIGNED_IN))
ME, OTHER = "p1", "p9"


def somebody(role: Role, team: str = "north", *, active: bool = True) -> Person:
    return Person(ME, "sam", "Sam Field", role, team, active)


def thing(kind: Kind, *links: Relation, about: Kind | None = None) -> Thing:
    """A thing to which the person stands so, and somebody else in every other way."""

    def among(link: Relation) -> frozenset[str]:
        return frozenset({ME, OTHER} if link in links else {OTHER})

    return Thing(
        kind,
        "t1",
        subject_id="c1",
        allocated=among(Relation.ALLOCATED),
        owners=among(Relation.OWNER),
        team="north" if Relation.TEAM in links else "south",
        sent=Relation.DESK in links,
        glass=among(Relation.GLASS),
        part=among(Relation.PART),
        voice=ME if Relation.VOICE in links else "",
        placed=Relation.NEW not in links,
        about=about,
    )


def things(action: Action, *links: Relation) -> list[Thing | None]:
    """One of every kind that the action is about; of a profile, one in either record."""
    return [
        thing(kind, *links, about=about)
        for kind in sorted(ABOUT.get(action, ()))
        for about in ((Kind.CHILD, Kind.HOUSEHOLD) if kind is Kind.PROFILE else (None,))
    ] or [None]


CONTENT = {
    Action.READ_CHILD,
    Action.READ_HOUSEHOLD,
    Action.READ_PROFILE,
    Action.READ_REFERRAL,
    Action.DOWNLOAD_COUNCIL_COPY,
    Action.DOWNLOAD_SEARCH_COPY,
    Action.SEE_IDENTITY,
    Action.SEE_LOCATION,
    Action.OPEN_CHAT,
    Action.ANSWER_PROFILE,
    Action.READ_HISTORY,
}
"""What shows anything of what is kept about somebody."""
