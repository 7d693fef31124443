"""A person who answers: from the message that asks to the reply a sensible person gives, as the wire has it."""

from collections.abc import Mapping
from typing import Any

from dialogs.form import Form, Kind, Question

STORY = (
    "Loves swimming, and will try any fruit cut into stars. " * 5
)  # about 280 characters, as the peers hear
SHORT = "Kind, funny and brave"
BY_KIND = {"long_text": STORY, "number": "3", "date": "12 March 2021", "month": "March 2021"}
GOES_ON = ("yes", "carry_on")


def question_at(form: Form, path: str) -> Question | None:
    """The question that a path belongs to: its own, or the field of a group."""
    path = path.partition("?")[0].partition("~")[0]
    if path in form.by_key:
        return form.by_key[path][1]
    group, _, field = path.rpartition(".")
    found = form.by_key.get(group.rpartition(".")[0])
    return found[1].field_named(field) if found else None


def reply_to(form: Form, message: Mapping[str, Any], turn: int) -> dict[str, Any]:
    """What goes under `channelData.kith`, and `text` with it; the turn makes no two stories alike."""
    asked = str(message["asked"])
    if message["card"]:
        fields = {each["path"]: _fill(each) for each in message["card"]["fields"]}
        return {"asked": asked, "fields": fields, "text": ""}
    answers = [each for each in message["buttons"] if not each["command"] and not each["address"]]
    question = question_at(form, asked)
    told = question is None or question.kind in (Kind.TEXT, Kind.LONG_TEXT) or not answers
    if asked.endswith("?by"):
        return {"asked": asked, "text": "in two weeks"}
    if told:
        kind = question.kind.value if question else ""
        return {
            "asked": asked,
            "text": f"{BY_KIND.get(kind, SHORT)} {turn}"
            if kind in ("text", "long_text")
            else BY_KIND.get(kind, SHORT),
        }
    chosen = answers[turn % len(answers)]
    return {"asked": asked, "press": chosen["press"], "text": chosen["label"]}


def _fill(field: Mapping[str, Any]) -> str | list[str]:
    if field["options"]:
        first = str(field["options"][0]["press"])
        return [first] if field["kind"] == "choices" else first
    return BY_KIND.get(str(field["kind"]), SHORT)
