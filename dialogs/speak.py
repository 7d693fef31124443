"""Puts effects into words: the form's own, and those of `phrases.toml`. Words come last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from dialogs import effects as then
from dialogs.answers import Answer, Given
from dialogs.cards import Voice, buttons, card_of, nearest_buttons, row_text, trouble_text
from dialogs.effects import Ask, Effect
from dialogs.form import Form, Kind, Question
from dialogs.heard import Topic
from dialogs.message import Button, Line, Message
from dialogs.phrases import phrase
from dialogs.position import (
    in_emergency,
    minutes_left,
    missing,
    section_states,
)
from dialogs.progress import Progress
from dialogs.show import answer_line, answer_text, fill, section_lines, slot_label, task_lines
from dialogs.slots import Slot, rows_of
from dialogs.values import offered

LONG = (Kind.LONG_TEXT,)


def speak(
    form: Form, progress: Progress, effects: tuple[Effect, ...], voice: Voice
) -> tuple[Message, ...]:
    """The messages for what happened, in order; the last one asks something or says goodbye."""
    speaker = _Speaker(form, progress, voice)
    for effect in effects:
        speaker.say(effect)
    return tuple(speaker.messages)


class _Speaker:
    def __init__(self, form: Form, progress: Progress, voice: Voice) -> None:
        self.form = form
        self.progress = progress
        self.voice = voice
        self.messages: list[Message] = []
        self.extra: tuple[Button, ...] = ()

    def fill(self, text: str) -> str:
        return fill(text, self.voice.child)

    def phrase(self, name: str, /, **details: object) -> str:
        return self.fill(phrase(name, **details))

    def add(self, text: str, **more: object) -> None:
        self.messages.append(Message(text, **more))  # type: ignore[arg-type]

    def say(self, effect: Effect) -> None:
        match effect:
            case Ask():
                self.ask(effect)
            case then.Kept(slots, noted):
                self.kept(slots, noted)
            case then.Branched(opened, hidden):
                self.branched(opened, hidden)
            case then.SectionBegins(slot):
                self.section(slot)
            case then.NoteKept(_, text):
                self.add(self.phrase("note.kept", text=text), role="saved")
            case then.Misread(problem, slot, stumbles):
                self.extra = nearest_buttons(problem)
                if stumbles >= 2:
                    later = Button("later", phrase("button.later"), command=True)
                    self.extra = (*self.extra, later)
                self.add(trouble_text(problem), role="help")
            case then.AlreadyAnswered(slot, answer, noted):
                self.already(slot, answer, noted)
            case then.StrangeFields():
                self.add(phrase("card.strange"), role="help")
            case then.Explain(topic, slot):
                self.explain(topic, slot)
            case then.Undone(slots):
                self.undone(slots)
            case then.NothingToUndo():
                self.add(phrase("undo.nothing"), role="help")
            case then.NothingBefore():
                self.add(phrase("back.nothing"), role="help")
            case then.ChooseChange():
                self.answers("", phrase("change.which"))
            case then.ShowAnswers(section):
                self.answers(section, "")
            case then.ShowTasks():
                lines = task_lines(self.form, self.progress, self.voice.child, "jump")
                self.add(phrase("tasks.title"), role="tasks", lines=lines)
            case then.Paused():
                self.paused()
            case then.Welcome(back):
                self.welcome(back)
            case then.ConfirmStartAgain():
                self.add(
                    phrase("start_again.confirm"),
                    role="ask",
                    buttons=(
                        Button("yes", phrase("start_again.yes")),
                        Button("no", phrase("start_again.no")),
                    ),
                )
            case then.StartedAgain():
                self.add(phrase("start_again.done"), role="saved")
            case then.Ready(emergency, gaps, left):
                self.ready(emergency, gaps, left)
            case then.NotReady(waiting):
                lines = tuple(self.line(slot) for slot in waiting[:12])
                text = phrase("send.not_ready", count=len(waiting))
                self.add(text, role="summary", lines=lines)
            case then.Submit():
                pass
            case then.Sent(emergency, update, still_due):
                self.sent(emergency, update, still_due)
            case then.NothingNew():
                self.add(self.phrase("send.nothing_new"), role="goodbye", buttons=self.after())
            case _:
                assert_never(effect)

    def ask(self, effect: Ask) -> None:
        slot, question = effect.slot, effect.slot.question
        answers = self.progress.answers
        together = effect.together
        problems = [each for each in effect.problems]
        as_card = self.voice.cards and (len(together) > 1 or bool(problems))
        if as_card:
            card = card_of(
                together or (slot,), answers, self.voice, effect.problems, effect.typed or {}
            )
            text = phrase("card.short") if not problems else card.error_title
            if slot.question.card.startswith("find_out."):
                text = phrase("find_out.card")
            commands = (Button("later", phrase("button.later"), command=True),)
            self.add(
                text,
                role="ask",
                asked=slot.path,
                card=card,
                buttons=commands,
                progress=self.how_far(slot),
            )
            return
        for problem in problems:
            self.add(trouble_text(problem), role="help")
        parts = [self.question_text(slot)]
        if question.hint:
            parts.append(self.fill(question.hint))
        shown = buttons(slot, answers, self.voice)
        if effect.was is not None and not question.is_group:
            now = self.fill(answer_text(question, effect.was))
            parts.insert(0, self.phrase("change.now", label=slot_label(slot, answers), answer=now))
            keep = Button("carry_on", phrase("button.keep"), command=True)
            shown = (*shown, keep)
        self.add(
            "\n\n".join(parts),
            role="ask",
            asked=slot.path,
            buttons=(*self.extra, *shown),
            progress=self.how_far(slot),
            long=question.kind in LONG or (question.is_group and len(question.fields) == 1),
        )
        self.extra = ()

    def question_text(self, slot: Slot) -> str:
        if slot.question.is_group:
            rows = rows_of(self.progress.answers.get(slot.path))
            if rows and rows.ids:
                named = "\n".join(
                    f"{number}. {row_text(slot.question, row, self.progress.answers)}"
                    for number, row in enumerate(rows.ids, 1)
                )
                return self.phrase("group.so_far", label=slot.question.label, rows=named)
        return self.fill(slot.question.ask)

    def how_far(self, slot: Slot) -> str:
        """Progress in human words; in an emergency, of the short way."""
        if in_emergency(self.form, self.progress) and not self.progress.sent:
            waiting = len(missing(self.form, self.progress))
            return phrase(
                "progress.emergency",
                waiting=waiting,
                minutes=minutes_left(self.form, self.progress),
            )
        states = section_states(self.form, self.progress)
        here = next(each for each in states if each.section.key == slot.section.key)
        open_sections = sum(1 for each in states if each.state != "done" and each is not here)
        return self.phrase(
            "progress.section",
            section=here.section.title,
            done=here.done,
            total=here.total,
            sections=open_sections,
            minutes=minutes_left(self.form, self.progress),
        )

    def kept(self, slots: tuple[Slot, ...], noted: bool) -> None:
        if len(slots) == 1 and not slots[0].question.is_group:
            slot = slots[0]
            answer = self.progress.answers.get(slot.path)
            brief = self.fill(answer_text(slot.question, answer))
            if len(brief) > 60 or "\n" in brief:
                text = phrase("kept.one")
            elif isinstance(answer, Given):
                text = phrase("kept.echo", answer=brief)
            else:
                text = phrase("kept.gap", answer=brief)
        elif len(slots) == 1:
            text = phrase("kept.one")
        else:
            text = phrase("kept.many", count=len(slots))
        if noted:
            text = f"{text} {phrase('kept.noted')}"
        self.add(text, role="saved")

    def branched(self, opened: int, hidden: int) -> None:
        if hidden:
            self.add(phrase("branch.hidden", count=hidden), role="say")
        if opened:
            self.add(phrase("branch.opened", count=opened), role="say")

    def section(self, slot: Slot) -> None:
        title = self.fill(slot.section.title)
        intro = self.fill(slot.section.intro)
        name = "section.begins" if not intro else "section.begins_with"
        self.add(phrase(name, title=title, intro=intro), role="say")

    def already(self, slot: Slot | None, answer: Answer | None, noted: bool) -> None:
        if slot is None:
            self.add(phrase("stale.noted" if noted else "stale.unknown"), role="help")
            return
        label = slot_label(slot, self.progress.answers)
        text = self.fill(answer_text(slot.question, answer))
        parts = [self.phrase("stale.answered", label=label, answer=text)]
        if noted:
            parts.append(phrase("stale.noted"))
        change = Button(
            f"change:{slot.path}", self.phrase("button.change", label=label), command=True
        )
        self.add(" ".join(parts), role="help", buttons=(change,))

    def explain(self, topic: Topic, slot: Slot | None) -> None:
        match topic:
            case Topic.URGENT:
                text = phrase(
                    "urgent.text", council=self.voice.council, phone=self.voice.urgent_phone
                )
                self.add(self.fill(text), role="urgent")
            case Topic.HELP:
                self.add(phrase("help.text"), role="help")
            case _ if slot is None:
                self.add(phrase("help.nothing_open"), role="help")
            case Topic.WHY:
                self.add(self.fill(slot.question.why or phrase("why.plain")), role="help")
            case Topic.EXAMPLE:
                example = slot.question.example
                text = (
                    phrase("example.text", example=example) if example else phrase("example.none")
                )
                self.add(self.fill(text), role="help")
            case Topic.DEEPER:
                deeper = "\n".join(f"\u2022 {each}" for each in slot.question.deeper)
                text = phrase("deeper.text", prompts=deeper) if deeper else phrase("deeper.none")
                self.add(self.fill(text), role="help")
            case Topic.MEANINGS:
                self.add(self.meanings(slot.question), role="help")
            case Topic.WHO_SEES:
                share = phrase(f"who_sees.{slot.question.share}", council=self.voice.council)
                kept = phrase(f"who_sees.kept_{slot.question.privacy}")
                text = share
                if slot.question.search_as:
                    text = phrase(f"who_sees.as_{slot.question.search_as}")
                self.add(f"{text} {kept}", role="help")
            case _:
                assert_never(topic)

    def meanings(self, question: Question) -> str:
        if question.kind is not Kind.LEVEL:
            return phrase("meanings.none")
        lines = [
            phrase("meanings.line", level=level, label=choice.label, anchor=anchor)
            for level, (choice, anchor) in enumerate(
                zip(offered(question), question.anchors, strict=True)
            )
        ]
        return self.fill("\n\n".join([phrase("meanings.title"), *lines]))

    def undone(self, slots: tuple[Slot, ...]) -> None:
        if not slots:
            self.add(phrase("undo.done"), role="saved")
            return
        lines = tuple(self.line(slot) for slot in slots[:12])
        self.add(phrase("undo.these", count=len(slots)), role="saved", lines=lines)

    def line(self, slot: Slot) -> Line:
        return answer_line(slot, self.progress.answers, self.voice.child)

    def answers(self, section: str, title: str) -> None:
        if section:
            lines = section_lines(self.form, self.progress, section, self.voice.child)
            found = self.form.section(section)
            name = self.fill(found.title) if found else ""
            text = phrase("summary.section", title=name)
        else:
            lines = task_lines(self.form, self.progress, self.voice.child, "summary")
            text = title or phrase("summary.all")
        self.add(text, role="summary", lines=lines)

    def paused(self) -> None:
        states = section_states(self.form, self.progress)
        self.add(
            phrase(
                "pause.text",
                done=sum(each.done for each in states),
                total=sum(each.total for each in states),
            ),
            role="goodbye",
            buttons=(Button("carry_on", phrase("button.carry_on")),),
        )

    def welcome(self, back: bool) -> None:
        if not back:
            text = self.fill(self.form.begin)
            if self.progress.known:
                text = f"{text}\n\n{phrase('welcome.known')}"
            self.add(text, role="say")
            return
        states = section_states(self.form, self.progress)
        last = self.progress.entries[-1]
        when = date.fromisoformat(last.at[:10]) if last.at else None
        self.add(
            self.phrase(
                "welcome.back",
                me=self.voice.me,
                title=self.form.title,
                done=sum(each.done for each in states),
                total=sum(each.total for each in states),
                day=f"{when.day} {when:%B}" if when else phrase("welcome.before"),
            ),
            role="say",
        )

    def ready(self, emergency: bool, gaps: int, left: tuple[Slot, ...]) -> None:
        if emergency:
            text = phrase("ready.emergency")
        else:
            text = self.fill(self.form.finish) or phrase("ready.all")
        if self.progress.sent:
            text = phrase("ready.update")
        if gaps:
            text = f"{text}\n\n{phrase('ready.gaps', count=gaps)}"
        lines = tuple(self.line(slot) for slot in left)
        self.add(
            text,
            role="summary",
            asked="",
            lines=lines,
            buttons=(
                Button("send", phrase("button.send")),
                Button("summary", phrase("button.check"), command=True),
            ),
            progress=phrase("progress.ready"),
        )

    def sent(self, emergency: bool, update: bool, still_due: int) -> None:
        name = "sent.update" if update else "sent.emergency" if emergency else "sent.all"
        if not self.form.desk:
            name = "sent.profile"
        text = self.phrase(name, council=self.voice.council)
        if still_due:
            text = f"{text}\n\n{phrase('sent.due', count=still_due)}"
        lines = task_lines(self.form, self.progress, self.voice.child, "jump") if still_due else ()
        self.add(
            text,
            role="goodbye",
            lines=tuple(line for line in lines if line.state != "done"),
            buttons=() if still_due else self.after(),
        )

    def after(self) -> tuple[Button, ...]:
        return (
            Button("summary", phrase("button.check"), command=True),
            Button("home", phrase("button.home"), address="/"),
        )


def with_reference(messages: tuple[Message, ...], reference: str, due: str) -> tuple[Message, ...]:
    """The messages with the reference and the day the rest is due filled in."""
    return tuple(
        replace(each, text=each.text.replace("{reference}", reference).replace("{due}", due))
        for each in messages
    )
