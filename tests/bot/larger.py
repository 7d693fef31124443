"""A few more people for the small house: those who look after information, carers, a young person."""

from __future__ import annotations

from care.people import Household, Person, Role
from storage import people, subjects
from storage.turn import Turn
from tests.bot.house import CHILD, Small

GOVERNOR = Person("p-governor", "ida", "Ida Information", Role.INFORMATION_GOVERNANCE)
KEEPER = Person("p-keeper", "kim", "Kim Keeper", Role.ADMINISTRATOR)
CARER = Person("p-carer", "cora", "Cora Carer", Role.FOSTER_CARER)
OTHER_CARER = Person("p-other", "otto", "Otto Other", Role.FOSTER_CARER)
SUPERVISOR = Person("p-super", "sue", "Sue Supervisor", Role.SUPERVISING_SOCIAL_WORKER, "Homes")
YOUNG = Person("p-young", "yan", "Yan Young", Role.YOUNG_PERSON)
HOME = Household("h-1", "H0001", {"carer_names": "Cora Carer"})


def move_in(small: Small) -> Small:
    """Everybody of this page is in the house from now on."""

    def come(turn: Turn) -> None:
        for person in (GOVERNOR, KEEPER, CARER, OTHER_CARER, SUPERVISOR, YOUNG):
            people.add(turn, person)
        subjects.add_household(turn, HOME)
        for person, about in ((CARER, HOME.id), (SUPERVISOR, HOME.id), (YOUNG, CHILD.id)):
            subjects.allocate(turn, person.id, about)
        turn.write_diary("test.moved_in", "house", "1", "test", "")

    small.store.perform_now(come)
    return small
