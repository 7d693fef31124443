"""Profiles: one completion of a form about one child or household, changed by one turn at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import bindparam, insert, select, update

from dialogs.answers import Answer, Left
from dialogs.progress import Earlier, Entry, Focus, Progress, earlier_from
from storage import entries
from storage.errors import Overtaken
from storage.profile import Profile as Profile
from storage.profile import Status as Status
from storage.profile import completed_before, from_row, to_row, without_unsure
from storage.profile import named as named
from storage.tables import profile as table
from storage.turn import Known, Turn

_BY_ID = select(table).where(table.c.id == bindparam("id"))
_ABOUT = select(table).where(table.c.subject == bindparam("of")).order_by(table.c.begun_at)
_BESIDE = (
    select(table)
    .where(
        table.c.subject
        == select(table.c.subject).where(table.c.id == bindparam("id")).scalar_subquery()
    )
    .order_by(table.c.begun_at)
)
_OWNED = select(table).where(table.c.owner == bindparam("by")).order_by(table.c.changed_at.desc())
_ADD = insert(table)
_JOIN = update(table).where(table.c.id == bindparam("at_id")).values(review=bindparam("new_review"))
NOTHING: Mapping[str, Earlier] = MappingProxyType({})
_VOICED = (
    select(table)
    .where(table.c.voice == bindparam("whose"), table.c.voice != "")
    .order_by(table.c.begun_at)
)
_REVISION = select(table.c.revision).where(table.c.id == bindparam("id"))
_CHANGE = (
    update(table)
    .where(table.c.id == bindparam("at_id"), table.c.revision == bindparam("seen"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "status",
                "revision",
                "focus",
                "sent",
                "sent_turn",
                "changed_at",
                "finished_at",
                "sent_at",
            )
        }
    )
)


def open_profile(
    turn: Turn,
    form: str,
    subject_id: str,
    owner_id: str,
    id: str | None = None,  # noqa: A002
    *,
    voice: str = "",
    review: str = "",
) -> Profile:
    """A new, empty profile of a form (its name, such as `child_profile.1`).

    `voice` is the person whose own words it will hold, `review` the review that it belongs to.
    """
    opened = Profile(
        id=id or turn.new_id(),
        form=form,
        subject_id=subject_id,
        owner_id=owner_id,
        status=Status.OPEN,
        revision=1,
        focus=Focus(),
        sent=0,
        sent_turn=0,
        begun_at=turn.now,
        changed_at=turn.now,
        voice=voice,
        review=review,
    )
    changing = to_row(opened, turn.at)
    identity = {
        "id": opened.id,
        "form": form,
        "subject": subject_id,
        "owner": owner_id,
        "begun_at": turn.at,
        "voice": voice,
        "review": review,
    }
    turn.change(_ADD, {**identity, **changing})
    turn.memory.entries.put(opened.id, (opened.revision, ()))
    return opened


def find(turn: Turn, profile_id: str) -> Profile | None:
    row = turn.first(_BY_ID, id=profile_id)
    return None if row is None else from_row(row)


def about(turn: Turn, subject_id: str) -> list[Profile]:
    """Every profile about a child or household, the oldest first, set aside ones included."""
    return [from_row(row) for row in turn.all(_ABOUT, of=subject_id)]


def beside(turn: Turn, profile_id: str) -> tuple[Profile, ...]:
    """A profile among every other about the same child or household, as `about` gives them; none
    for an id of nothing. It is asked on every turn: one question instead of two."""
    return turn.once(
        ("beside", profile_id),
        lambda: tuple(from_row(row) for row in turn.all(_BESIDE, id=profile_id)),
    )


def of_person(turn: Turn, person_id: str) -> list[Profile]:
    """Every profile this person owns, the one changed last first."""
    return [from_row(row) for row in turn.all(_OWNED, by=person_id)]


def in_voice(turn: Turn, person_id: str) -> list[Profile]:
    """Every profile that holds this person's own words, the oldest first."""
    return [from_row(row) for row in turn.all(_VOICED, whose=person_id)]


def progress(turn: Turn, profile: Profile) -> Progress:
    """Everything said in this profile, unsealed; `known` is for the caller to lay under it.

    Raises `Overtaken` when the profile in hand is not the newest any more.
    """
    return Progress(
        entries=_entries(turn, profile),
        focus=profile.focus,
        sent=profile.sent,
        sent_turn=profile.sent_turn,
    )


def keep(
    turn: Turn,
    profile: Profile,
    progress: Progress,
    new_entries: Sequence[Entry],
    channel: str,
    plain_paths: Mapping[str, str] | None = None,
) -> Profile:
    """Adds the new entries, keeps the focus, and gives back the profile as it is now.

    `plain_paths` says the privacy (`dialogs.form.Privacy`) of the paths that are kept countable
    beside their sealed value: only `match` and `insight` are; a path that is absent is personal.
    An entry without a time gets the turn's. Raises `Overtaken`, and nothing of the turn may be
    kept, when somebody changed the profile since it was found.
    """
    changed = _swap(turn, profile, replace(profile, focus=progress.focus))
    kept = turn.memory.entries.get(profile.id)
    before = kept[1] if kept is not None and kept[0] == profile.revision else None
    count = None if before is None else len(before)
    about, plain = profile.subject_id, plain_paths or {}
    added = entries.add(turn, profile.id, about, new_entries, channel, plain, count)
    if before is not None:
        turn.memory.entries.put(profile.id, (changed.revision, (*before, *added)))
    return changed


def finish(turn: Turn, profile: Profile) -> Profile:
    """Everything that was needed is answered. Raises `Overtaken`."""
    finished = replace(profile, status=Status.FINISHED, finished_at=turn.now)
    return _same_entries(turn, profile, finished)


def mark_sent(turn: Turn, profile: Profile) -> Profile:
    """Sent once more, with everything said until now. Raises `Overtaken`."""
    said = _entries(turn, profile)
    sent = replace(
        profile,
        status=Status.SENT,
        sent=profile.sent + 1,
        sent_turn=said[-1].turn if said else 0,
        sent_at=turn.now,
    )
    return _same_entries(turn, profile, sent)


def join_review(turn: Turn, profile: Profile, ref: str) -> Profile:
    """From now on it belongs to this review; what it says stays. Raises `Overtaken`."""
    turn.change(_JOIN, {"at_id": profile.id, "new_review": ref})
    return _same_entries(turn, profile, replace(profile, review=ref))


def set_aside(turn: Turn, profile: Profile) -> Profile:
    """Kept as it is, and no longer gone on with. Raises `Overtaken`."""
    return _same_entries(turn, profile, replace(profile, status=Status.SET_ASIDE))


def known_about(
    turn: Turn,
    subject_id: str,
    forms: Collection[str],
    voice: str = "",
    among: Sequence[Profile] | None = None,
) -> Known:
    """What the subject's profiles of these forms say, by path; where two speak, the newest wins.

    A profile that was set aside says nothing, nor does an answer taken away, left for later or not
    sure any more, nor one person's own words to anybody else (`voice` is whose words may be
    heard). `among` are the profiles about the subject, for whoever has them in hand.
    """
    others = [
        each
        for each in (about(turn, subject_id) if among is None else among)
        if each.form in forms and each.status is not Status.SET_ASIDE and each.voice in ("", voice)
    ]
    if not others:
        return Known()
    seen = tuple((each.id, each.revision) for each in others)
    shelf = (subject_id, f"{voice} {' '.join(sorted(forms))}")
    kept = turn.memory.known.get(shelf)
    if kept is not None and kept[0] == seen:
        return kept[1]
    newest: dict[str, tuple[str, Answer]] = {}
    for each in others:
        for path, entry in _own(_entries(turn, each)).items():
            if not isinstance(entry.answer, Left | None):
                if path not in newest or entry.at >= newest[path][0]:
                    newest[path] = (entry.at, entry.answer)
    without_unsure(newest)
    known = Known(
        MappingProxyType({path: answer for path, (_, answer) in newest.items()}),
        MappingProxyType({path: at for path, (at, _) in newest.items()}),
    )
    turn.memory.known.put(shelf, (seen, known))
    return known


def earlier(
    turn: Turn, profile: Profile, among: Sequence[Profile] | None = None
) -> Mapping[str, Earlier]:
    """What the completion before this one says, by path: whose words they are, and since when.

    That is the newest profile of the same form, in any version, about the same subject and in
    the same voice, that was finished or sent. Nothing that was left for later or taken away is in
    it. The same completion gives the same mapping, so that what is worked out from it may be kept.
    `among` are the profiles about the subject, for whoever has them in hand (`about`).
    """
    before = completed_before(profile, about(turn, profile.subject_id) if among is None else among)
    if before is None:
        return NOTHING
    shelf = (before.id, before.revision)
    kept = turn.memory.earlier.get(shelf)
    if kept is not None:
        return kept
    said = earlier_from(_entries(turn, before))
    found = MappingProxyType(
        {path: each for path, each in said.items() if not isinstance(each.answer, Left)}
    )
    turn.memory.earlier.put(shelf, found)
    return found


def _own(said: Sequence[Entry]) -> dict[str, Entry]:
    return {entry.path: entry for entry in said}


def _entries(turn: Turn, profile: Profile) -> tuple[Entry, ...]:
    kept = turn.memory.entries.get(profile.id)
    if kept is not None and kept[0] == profile.revision:
        return kept[1]
    row = turn.first(_REVISION, id=profile.id)
    if row is None or row[0] != profile.revision:
        raise Overtaken
    loaded = entries.load(turn, profile.id, profile.subject_id)
    turn.memory.entries.put(profile.id, (profile.revision, loaded))
    return loaded


def _same_entries(turn: Turn, profile: Profile, wanted: Profile) -> Profile:
    changed = _swap(turn, profile, wanted)
    kept = turn.memory.entries.get(profile.id)
    if kept is not None and kept[0] == profile.revision:
        turn.memory.entries.put(profile.id, (changed.revision, kept[1]))
    return changed


def _swap(turn: Turn, profile: Profile, wanted: Profile) -> Profile:
    """Compares the revision and swaps the row, in one statement. Raises `Overtaken`."""
    changed = replace(wanted, revision=profile.revision + 1, changed_at=turn.now)
    values = {f"new_{name}": value for name, value in to_row(changed, turn.at).items()}
    if not turn.change(_CHANGE, {"at_id": profile.id, "seen": profile.revision, **values}):
        raise Overtaken
    return changed
