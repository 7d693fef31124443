"""A bundle of everything kept about one child or household, to be handed over and read elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from care.people import Child, Household
from dialogs.answers import to_plain
from dialogs.form import Form, Privacy, Question
from storage import (
    diary,
    documents,
    export_glass,
    keys_file,
    people,
    profiles,
    receipts,
    referrals,
    review_records,
    subjects,
)
from storage import tables as t
from storage import tables_around as around
from storage.diary_line import DiaryLine
from storage.errors import AlreadyThere, BundleSpoilt
from storage.mentions import OWN, Said, mentions
from storage.profiles import Profile
from storage.receipts import Receipt
from storage.tables_access import conflict
from storage.turn import Turn

MANIFEST = "manifest.json"

_VERSIONS = (
    select(around.referral.c.ref, around.referral.c.version)
    .where(around.referral.c.subject == bindparam("of"))
    .order_by(around.referral.c.ref, around.referral.c.version)
)
_COPIES = (
    select(around.document.c.copy_for)
    .where(
        around.document.c.ref == bindparam("ref"), around.document.c.version == bindparam("version")
    )
    .order_by(around.document.c.copy_for)
)
_CHANNELS = select(t.answer.c.channel).where(t.answer.c.profile == bindparam("of"))
_BY_NUMBER = _CHANNELS.order_by(t.answer.c.seq)
_REPLIES = (
    select(around.inbox)
    .where(around.inbox.c.subject == bindparam("of"))
    .order_by(around.inbox.c.at, around.inbox.c.external_id)
)
_WORKED_WITH = (
    select(t.allocation)
    .where(t.allocation.c.subject == bindparam("of"))
    .order_by(t.allocation.c.since)
)
_KEPT_AWAY = (
    select(conflict.c.person, conflict.c.reason, conflict.c.since, conflict.c.until)
    .where(conflict.c.subject == bindparam("of"))
    .order_by(conflict.c.since, conflict.c.person)
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle by name, and how the subject stood when they were made."""

    kind: str
    subject_id: str
    state: str
    files: Mapping[str, bytes] = field(repr=False)
    mentions: int
    """How many places name, or may name, somebody else."""


def gather(turn: Turn, subject: Child | Household, forms: Mapping[str, Form]) -> Bundle:
    """Everything about them, unsealed: record, answers with their history, what was sent, diary.

    Raises `SealBroken` when anything does not open: a bundle is whole, or it is not made.
    """
    kind = subjects.CHILD if isinstance(subject, Child) else subjects.HOUSEHOLD
    files: dict[str, bytes] = {}
    said = [Said("record.json", name, text) for name, text in subject.record.items()]
    about = {subject.id}
    files["record.json"] = _json(
        {"id": subject.id, "ref": subject.ref, "kind": kind, "record": dict(subject.record)}
    )
    identity: list[tuple[str, str]] = []
    for number, profile in enumerate(profiles.about(turn, subject.id), 1):
        about.add(profile.id)
        name = f"profile-{number:02}.json"
        plain = _profile(turn, profile, forms.get(profile.form))
        identity += _named(plain["entries"], forms.get(profile.form))
        said += [Said(name, each["path"], _words(each["answer"])) for each in plain["entries"]]
        files[name] = _json(plain)
    for ref, version in turn.all(_VERSIONS, of=subject.id):
        about.add(ref)
        sent = referrals.find(turn, ref, version)
        if sent is None:
            continue
        name = f"referral-{ref}-{version}.json"
        snapshot = referrals.snapshot(turn, sent)
        plain = {**asdict(sent), "snapshot": snapshot}
        said += [Said(name, path, text) for path, text in _texts(plain, "")]
        files[name] = _json(plain)
        for (copy,) in turn.all(_COPIES, ref=ref, version=version):
            kept = documents.find(turn, sent, copy)
            if kept is not None:
                files[f"referral-{ref}-{version}.{copy}.docx"] = kept
    replies = _replies(turn, subject.id)
    said += [Said("replies.json", each["id"], each["reply"]) for each in replies]
    files["replies.json"] = _json(replies)
    openings, held = export_glass.openings(turn, subject.id), export_glass.held(turn, subject.id)
    about |= {each["id"] for each in openings}
    reviewed = review_records.plain(turn, subject.id)
    about |= {each["ref"] for each in reviewed["reviews"]}
    files.update(review_records.files(turn, subject.id))
    whole: tuple[tuple[str, object], ...] = (
        ("openings.json", openings),
        ("held.json", held),
        ("reviews.json", reviewed),
    )
    for name, found in whole:
        said += [Said(name, path, text) for path, text in _texts(found, "")]
        files[name] = _json(found)
    lines = _lines(turn, about)
    files["diary.json"] = _json([{"seq": seq, **asdict(line)} for seq, line in lines])
    files["access.json"] = _json(_access(turn, subject.id, [line for _, line in lines]))
    named = mentions(subject, identity, said)
    files["mentions.json"] = _json([asdict(each) for each in named])
    return Bundle(kind, subject.id, receipts.state_of(turn, subject.id), files, len(named))


def write(bundle: Bundle, to: Path, index: str) -> str:
    """The bundle in a new folder that only its owner can open, and the SHA-256 of its manifest.

    The manifest has the SHA-256 and the size of every other file, so its own stands for them
    all. Everything is read back first. Raises `AlreadyThere`, `BundleSpoilt`, `OSError`.
    """
    try:
        to.mkdir(mode=0o700, parents=False)
    except FileExistsError:
        raise AlreadyThere from None
    files = {**bundle.files, "index.html": index.encode()}
    manifest = _json(
        [
            {"file": name, "sha256": _sha256(data), "bytes": len(data)}
            for name, data in sorted(files.items())
        ]
    )
    for name, data in {**files, MANIFEST: manifest}.items():
        keys_file.write_new(to / name, data)
        if (to / name).read_bytes() != data:
            raise BundleSpoilt
    keys_file.settle_folder(to)
    keys_file.settle_folder(to.resolve().parent)
    return _sha256(manifest)


def hand_over(turn: Turn, bundle: Bundle, sha256: str, by: str, actor: str) -> Receipt:
    """The receipt for a bundle that was written. It is for what was gathered then, not for now."""
    turn.write_diary("subject.exported", bundle.kind, bundle.subject_id, actor, "terminal")
    return receipts.give(turn, bundle.subject_id, sha256, bundle.state, by)


def _profile(turn: Turn, profile: Profile, form: Form | None) -> dict[str, Any]:
    """The profile with every entry there ever was, those that were taken back among them."""
    said = profiles.progress(turn, profile).entries
    channels = [row[0] for row in turn.all(_BY_NUMBER, of=profile.id)]
    plain = asdict(profile)
    del plain["focus"]
    entries = []
    for number, (entry, channel) in enumerate(zip(said, channels, strict=True), 1):
        asked = _asked(form, entry.path)
        entries.append(
            {
                "number": number,
                "turn": entry.turn,
                "path": entry.path,
                "asked": asked.label if asked else "",
                "answer": None if entry.answer is None else to_plain(entry.answer),
                "undoes": entry.undoes,
                "person": entry.person,
                "channel": channel,
                "at": entry.at,
                "first_by": entry.first_by,
                "first_at": entry.first_at,
            }
        )
    return {**plain, "title": form.title if form else "", "entries": entries}


def _named(entries: list[dict[str, Any]], form: Form | None) -> list[tuple[str, str]]:
    """Names and places from every identity answer, also from those that were taken back."""
    found = []
    for each in entries:
        asked = _asked(form, each["path"])
        own = asked is not None and asked.source.removeprefix("record.") in OWN["child"]
        if asked is not None and asked.privacy is Privacy.IDENTITY and not own:
            found.append((_words(each["answer"]), asked.label))
    return found


def _asked(form: Form | None, path: str) -> Question | None:
    """The question, or the field of a group, that stands behind a path."""
    section, _, rest = path.partition("?")[0].partition("~")[0].partition(".")
    part, *row = rest.split(".")
    found = form.by_key.get(f"{section}.{part}") if form else None
    if found is None:
        return None
    return found[1].field_named(row[-1]) if len(row) > 1 else found[1]


def _words(answer: Mapping[str, Any] | None) -> str:
    value = answer.get("value") if answer else None
    return value if isinstance(value, str) else ""


def _texts(plain: object, path: str) -> list[tuple[str, str]]:
    """Every text in something like JSON, with where it stands."""
    match plain:
        case str():
            return [(path, plain)]
        case dict():
            parts = list(plain.items())
        case list() | tuple():
            parts = list(enumerate(plain))
        case _:
            return []
    return [text for key, part in parts for text in _texts(part, f"{path}/{key}")]


def _replies(turn: Turn, subject_id: str) -> list[dict[str, str]]:
    found = []
    for row in turn.all(_REPLIES, of=subject_id):
        where = f"{len(row.channel)}:{row.channel}{row.external_id}"
        reply = turn.unseal(row.sealed, "inbox", "reply", where, subject_id).decode()
        found.append({"channel": row.channel, "id": row.external_id, "at": row.at, "reply": reply})
    return found


def _lines(turn: Turn, about: set[str]) -> list[tuple[int, DiaryLine]]:
    found = [each for one in about for each in diary.lines(turn, one)]
    return sorted(found, key=lambda each: each[0])


def _access(turn: Turn, subject_id: str, lines: list[DiaryLine]) -> dict[str, Any]:
    """Who worked with them or covered, since when and until when; who was kept away, and why; and
    who did anything about them, how often."""
    worked = turn.all(_WORKED_WITH, of=subject_id)
    kept_away = turn.all(_KEPT_AWAY, of=subject_id)
    acted: dict[str, dict[str, int]] = {}
    for line in lines:
        counts = acted.setdefault(line.actor, {})
        counts[line.action] = counts.get(line.action, 0) + 1
    known = {
        each: {"name": person.name, "role": person.role.value}
        for each in sorted({*acted, *(row.person for row in (*worked, *kept_away))})
        if (person := people.person(turn, each)) is not None
    }
    return {
        "people": known,
        "worked_with": [
            {"person": row.person, "kind": row.kind, "since": row.since, "until": row.until}
            for row in worked
        ],
        "conflicts": [dict(row._mapping) for row in kept_away],
        "did": acted,
    }


def _json(plain: object) -> bytes:
    return json.dumps(plain, ensure_ascii=False, indent=1, default=_text).encode()


def _text(thing: object) -> str:
    return thing.isoformat() if hasattr(thing, "isoformat") else str(thing)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
