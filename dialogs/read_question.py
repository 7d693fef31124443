"""Reads one question, one group field, or one checklist out of a form file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from care.codes import UnknownList, code_list
from dialogs.form import Choice, Condition, Kind, Privacy, Question, Required, Share
from dialogs.reading import Reading, as_tables, known_settings

SEARCH_AS = (
    "initials",
    "age",
    "district",
    "area",
    "roles",
    "count_ages",
    "yes_no",
    "kinds",
    "month",
    "kind_of_risk",
    "withheld",
)
WHO = (
    "social_worker",
    "child",
    "current_carer",
    "family",
    "team_manager",
    "placement_officer",
    "other_professional",
    "foster_carer",
    "supervising_social_worker",
    "reviewing_officer",
    "young_person",
)
PEOPLE = (
    ("name", Kind.TEXT, Required.ALWAYS),
    ("role", Kind.TEXT, Required.STANDARD),
    ("phone", Kind.TEXT, Required.OPTIONAL),
    ("email", Kind.TEXT, Required.OPTIONAL),
)


def read_conditions(
    reading: Reading, plain: Mapping[str, object], key: str, name: str = "when"
) -> tuple[Condition, ...]:
    """`when = { "other.key" = [values] }` as conditions; values are compared as text."""
    table = plain.get(name)
    if table is None:
        return ()
    if not isinstance(table, Mapping):
        reading.fault(key, "wrong_type", name=name, expected="a table of keys and values")
        return ()
    conditions: list[Condition] = []
    for other, values in table.items():
        if not isinstance(values, list) or not values:
            reading.fault(key, "wrong_type", name=f"{name}.{other}", expected="a list of values")
            continue
        conditions.append(Condition(other, frozenset(str(value) for value in values)))
    return tuple(conditions)


def _emergency(
    reading: Reading, plain: Mapping[str, object], key: str
) -> tuple[Condition, ...] | None:
    value = plain.get("emergency", False)
    if value is False:
        return None
    if value is True:
        return ()
    if isinstance(value, Mapping):
        return read_conditions(reading, plain, key, "emergency")
    reading.fault(key, "emergency_shape")
    return None


def _choices(reading: Reading, plain: Mapping[str, object], key: str) -> tuple[Choice, ...]:
    value = plain.get("choices")
    if value is None:
        return ()
    if isinstance(value, str):
        try:
            items = code_list(value).items
        except UnknownList:
            reading.fault(key, "unknown_list", value=value)
            return ()
        national = value.startswith("codes.")
        return tuple(Choice(i.key, i.label, code=i.key if national else "") for i in items)
    choices: list[Choice] = []
    for each in as_tables(value):
        known_settings(reading, key, each, "choice")
        choices.append(
            Choice(
                key=reading.text(each, "key", key),
                label=reading.words(each, "label", key, allowed=("child", "topic")),
                hint=reading.words(each, "hint", key, needed=False),
                code=reading.text(each, "code", key, needed=False),
            )
        )
    return tuple(choices)


def read_question(
    reading: Reading, plain: Mapping[str, object], section: str, inside: str = ""
) -> Question:
    """One question, or one field of the group whose key is `inside`."""
    key = reading.text(plain, "key", inside or section)
    place = f"{inside}.{key}" if inside else key
    known_settings(reading, place, plain, "question")
    kind = Kind(reading.one_of(plain, "kind", place, tuple(Kind)))

    def words(name: str, needed: bool = False) -> str:
        return reading.words(plain, name, place, needed, allowed=("child", "topic"))

    who, *also = reading.one_or_more_of(plain, "who", place, WHO, "social_worker")
    fields = tuple(
        read_question(reading, each, section, place) for each in as_tables(plain.get("field"))
    )
    question = Question(
        key=key,
        kind=kind,
        ask=words("ask", True),
        label=words("label", True),
        hint=words("hint"),
        why=words("why"),
        example=words("example"),
        deeper=reading.texts(plain, "deeper", place, needed=False),
        choices=_choices(reading, plain, place),
        anchors=reading.texts(plain, "anchors", place, needed=False),
        when=read_conditions(reading, plain, place),
        required=Required(
            reading.one_of(plain, "required", place, tuple(Required), Required.STANDARD)
        ),
        emergency=_emergency(reading, plain, place),
        share=Share(reading.one_of(plain, "share", place, tuple(Share), Share.INTERNAL)),
        search_as=reading.one_of(plain, "search_as", place, SEARCH_AS)
        if "search_as" in plain
        else "",
        privacy=Privacy(reading.one_of(plain, "privacy", place, tuple(Privacy), Privacy.PERSONAL)),
        card=reading.text(plain, "card", place, needed=False),
        who=who,
        also=tuple(also),
        differ=reading.texts(plain, "differ", place, needed=False),
        again=reading.flag(plain, "again", place, False),
        source=reading.text(plain, "from", place, needed=False),
        fields=fields,
        add=words("add"),
        none=words("none"),
        max_words=int(reading.number(plain, "max_words", place, 0) or 0),
        max_rows=int(reading.number(plain, "max_rows", place, 0) or 0),
        least=reading.number(plain, "least", place, None),
        most=reading.number(plain, "most", place, None),
        unit=words("unit"),
        not_known=reading.flag(plain, "not_known", place, True),
        printed=reading.flag(plain, "printed", place, True),
    )
    return _with_people(question) if kind is Kind.PEOPLE else question


def _with_people(question: Question) -> Question:
    """The fields that every `people` question has: a name, a role, a phone, an e-mail address.

    What is asked for each comes from `phrases.toml`, under `people`.
    """
    from dialogs.phrases import phrase

    return replace(
        question,
        fields=tuple(
            Question(
                key=key,
                kind=kind,
                ask=phrase(f"people.{key}.ask"),
                label=phrase(f"people.{key}.label"),
                required=required,
                privacy=Privacy.PERSONAL if key == "role" else Privacy.IDENTITY,
                share=question.share,
                not_known=key != "name",
            )
            for key, kind, required in PEOPLE
        ),
    )


def _about(topic: str, text: str) -> str:
    return text.replace("{topic}", topic[:1].lower() + topic[1:])


def read_checklist(reading: Reading, plain: Mapping[str, object], section: str) -> list[Question]:
    """A list of topics, each asked about in turn: first where it stands, then the particulars.

    The first question is asked for every topic, `cards` topics to a card, so that silence never
    looks like safety; the others follow for the topics whose status calls for them.
    """
    key = f"{section}.{reading.text(plain, 'key', section)}"
    known_settings(reading, key, plain, "checklist")
    name = reading.text(plain, "topics", key)
    size = int(reading.number(plain, "cards", key, 9) or 9)
    parts = as_tables(plain.get("question"))
    try:
        topics = code_list(name).items
    except UnknownList:
        reading.fault(key, "unknown_list", value=name)
        return []
    if not parts:
        reading.fault(key, "empty_checklist")
        return []
    first, *rest = [read_question(reading, part, section, key) for part in parts]
    questions = [
        replace(
            first,
            key=f"{section}.{topic.key}_{first.key}",
            ask=_about(topic.label, first.ask),
            label=topic.label,
            hint=_about(topic.label, first.hint),
            card=f"{key}_{number // size + 1}",
        )
        for number, topic in enumerate(topics)
    ]
    for topic in topics:
        for part, plain_part in zip(rest, parts[1:], strict=True):
            statuses = reading.texts(plain_part, "when_status", key)
            status = f"{section}.{topic.key}_{first.key}"
            questions.append(
                replace(
                    part,
                    key=f"{section}.{topic.key}_{part.key}",
                    ask=_about(topic.label, part.ask),
                    label=f"{topic.label}: {part.label[:1].lower()}{part.label[1:]}",
                    hint=_about(topic.label, part.hint),
                    when=(*part.when, Condition(status, frozenset(statuses))),
                    card=f"{part.card}_{topic.key}" if part.card else "",
                )
            )
    return questions
