"""A turn in process, all of it: heard, understood, kept on the disk, answered; and the engine alone.

`python -m bench.ours.turns FOLDER | engine`
"""

import json
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.ours.person import reply_to
from bench.ours.world import assistant_for, form, open_store, person_of, profile_of, settle_in
from bench.timing import memory_now, settle, spread
from bot.cards import plain
from bot.said import said_in
from dialogs.answers import Given, NotKnown
from dialogs.engine import Speaker, advance
from dialogs.form import Form, Kind, Question
from dialogs.message import SaidText
from dialogs.position import pending
from dialogs.progress import Progress
from dialogs.read import read_forms
from dialogs.understand import Ear, understand

PEOPLE, TURNS = 12, 40


def in_process(folder: Path) -> dict[str, Any]:
    """Twelve people, forty turns each, one after the other, every turn one durable encrypted commit."""
    store, asked = open_store(folder), form()
    assistant = assistant_for(read_forms())
    settle_in(store, PEOPLE)
    taken = []
    settle()
    for number in range(PEOPLE):
        person, profile = person_of(number), profile_of(number)
        reply = store.perform_now(
            lambda turn, p=person, q=profile: assistant.greet(turn, p, q, "web")
        )
        for go in range(TURNS):
            told = reply_to(asked, plain(reply.messages[-1]), go)
            said = said_in(told.pop("text"), {"kith": told}, None)
            start = time.perf_counter()
            reply = store.perform_now(
                lambda turn, p=person, q=profile, s=said, g=go: assistant.hear(
                    turn, p, q, s, f"{q}-{g}", "web"
                )
            )
            taken.append(time.perf_counter() - start)
    kept = store.perform_now(lambda turn: _kept(turn))
    assert kept >= PEOPLE * TURNS * 0.9, kept
    store.close()
    return spread(taken) | {"memory": memory_now()}


def _kept(turn: Any) -> int:
    from storage import profiles

    total = 0
    for number in range(PEOPLE):
        profile = profiles.find(turn, profile_of(number))
        assert profile is not None
        total += len(profiles.progress(turn, profile).entries)
    return total


def engine() -> dict[str, Any]:
    """What typed words mean and what follows from them, from an empty form to a full one."""
    asked, ear = form(), Ear(date(2026, 3, 2))
    speaker = Speaker("worker", datetime(2026, 3, 2, tzinfo=UTC).isoformat())
    taken = []
    settle()
    for _ in range(PEOPLE):
        progress = Progress()
        for go in range(200):
            slot = pending(asked, progress)
            if slot is None:
                break
            said = SaidText(_typed(slot.question, go), slot.path)
            start = time.perf_counter()
            step = advance(asked, progress, understand(asked, progress, said, ear), speaker)
            taken.append(time.perf_counter() - start)
            progress = step.progress
        assert len(progress.answers) >= TURNS
        _known(asked, progress)
    return spread(taken)


def _typed(question: Question, go: int) -> str:
    match question.kind:
        case Kind.LEVEL:
            return str(go % 5)
        case Kind.CHOICE | Kind.CHOICES:
            return question.choices[0].label
        case Kind.YES_NO | Kind.GROUP | Kind.PEOPLE:
            return "no"
        case Kind.DATE:
            return "12 March 2021"
        case Kind.MONTH:
            return "March 2021"
        case Kind.NUMBER:
            return "3"
        case _:
            return f"Loves swimming, and will try any fruit cut into stars, {go}"


def _known(asked: Form, progress: Progress) -> None:
    """Nothing was measured that did not work: what was said is there as given."""
    given = [answer for answer in progress.answers.values() if isinstance(answer, Given | NotKnown)]
    assert len(given) >= TURNS, asked.name


if __name__ == "__main__":
    found = engine() if sys.argv[1] == "engine" else in_process(Path(sys.argv[1]))
    print(json.dumps(found))
