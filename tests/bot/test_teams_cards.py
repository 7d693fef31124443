"""What Teams shows: cards that are used once, whose words are only words, and small enough to arrive."""

from __future__ import annotations

from typing import Any

from bot.channels.teams_cards import activities_of, activity_of, settled, welcome
from bot.said import said_in
from dialogs.message import Button, Card, CardField, Line, Message, SaidCard, SaidPress
from dialogs.read import read_forms
from tests.bot.teams_reading import card_of, check_activity, parts, taps, words_of

SITE = "https://kith.example"
BACK, SKIP = Button("back", "Back", command=True), Button("skip", "Skip", command=True)


def choices(count: int, label: str = "Choice", **more: str) -> tuple[Button, ...]:
    return tuple(Button(f"answer:k{n}", f"{label} {n}", **more) for n in range(count))


def ask(*buttons: Button, text: str = "How is it?", **more: Any) -> Message:
    return Message(text, role="ask", asked="home.how", buttons=buttons, **more)


def body_types(message: Message) -> list[str]:
    return [each["type"] for each in card_of(activity_of(message, SITE, 4))["body"]]


# ------------------------------------------------------------ what a question looks like


def test_a_tap_brings_back_what_was_pressed_under_which_question_and_where_it_was_shown() -> None:
    activity = activity_of(ask(Button("answer:yes", "Yes"), SKIP), SITE, 4)
    check_activity(activity)
    tap = taps(activity)["Yes"]
    assert tap["data"] == {"kith": {"press": "answer:yes", "asked": "home.how", "shown": 4}}
    assert said_in(None, None, tap["data"]) == SaidPress("answer:yes", "home.how")
    assert tap["associatedInputs"] == "none"


def test_a_few_short_answers_are_buttons_more_are_rows_and_very_many_are_a_list() -> None:
    assert body_types(ask(*choices(2))) == ["RichTextBlock", "ActionSet"]
    assert body_types(ask(*choices(9))) == ["RichTextBlock", *["Container"] * 9]
    activity = activity_of(ask(*choices(30)), SITE, 4)
    check_activity(activity)
    (box,) = (each for each in parts(card_of(activity)) if each["type"] == "Input.ChoiceSet")
    assert [each["value"] for each in box["choices"]] == [f"k{n}" for n in range(30)]
    chosen = {**taps(activity)["Save"]["data"], box["id"]: "k7"}
    assert said_in(None, None, chosen) == SaidCard({"home.how": "k7"}, frozenset(), "home.how")


def test_what_a_level_means_is_read_before_it_is_tapped() -> None:
    levels = tuple(
        Button(f"answer:{n}", f"Level {n}", meaning=f"What {n} is like") for n in range(5)
    )
    meanings = Button("meanings", "What does each mean?", command=True)
    activity = activity_of(ask(*levels, meanings), SITE, 4)
    assert "Level 3\nWhat 3 is like" in words_of(activity)
    assert "What does each mean?" not in taps(activity), "it is said already"
    plain = activity_of(ask(Button("answer:0", "Level 0"), meanings), SITE, 4)
    assert "What does each mean?" in taps(plain)


def test_every_form_has_the_meanings_of_its_levels_on_the_buttons() -> None:
    from dialogs.cards import Voice, buttons
    from dialogs.slots import walk
    from tests.dialogs.walking import TODAY

    found = 0
    for form in read_forms().values():
        for slot in walk(form, {}).slots:
            if slot.question.kind != "level":
                continue
            for cards in (True, False):
                shown = buttons(slot, {}, Voice("Roo", TODAY, cards=cards))
                levels = [each for each in shown if each.press.startswith("answer:")]
                meant = [each.meaning or each.label for each in levels]
                anchors = [each.replace("{child}", "Roo") for each in slot.question.anchors]
                assert not cards or meant == anchors
                assert cards or not any(each.meaning for each in levels)
            found += 1
    assert found > 20


def test_the_question_stands_out_and_what_was_said_before_does_not() -> None:
    activity = activity_of(ask(text="Pets is now: A dog\n\nAny pets?\n\nFish too."), SITE, 4)
    bold = [e for e in parts(card_of(activity)) if e.get("weight") == "bolder"]
    assert [each["text"] for each in bold] == ["Any pets?"]


def test_three_ways_round_are_in_sight_and_the_others_under_the_dots() -> None:
    names = ("back", "later", "why", "example", "not_known", "skip", "undo")
    ways = [Button(each, each.title(), command=True) for each in names]
    shown = taps(activity_of(ask(*ways), SITE, 4))
    in_sight = [name for name, tap in shown.items() if "mode" not in tap]
    assert in_sight == ["Back", "Not_Known", "Skip"]
    assert len(shown) == len(ways)


def test_buttons_that_do_not_fit_beside_each_other_stand_below_and_long_ones_are_rows() -> None:
    long = "Change: who will find out about the car and its seats"
    message = Message(
        "There.",
        buttons=(
            Button("summary", "Look through the answers", command=True),
            Button("home", "Back to my list", address="/"),
            Button("change:a.b", long, command=True),
        ),
    )
    assert body_types(message) == ["RichTextBlock", "ActionSet", "ActionSet", "Container"]
    assert taps(activity_of(message, SITE, 4))[long]["data"]["kith"]["press"] == "change:a.b"


def test_a_button_with_a_page_opens_it_and_one_that_goes_on_here_does_not() -> None:
    look = Button("", "Look", address="/referrals")
    profile = Button("open:p1", "Roo's profile", address="/chat?profile=p1")
    strange = Button("x", "Elsewhere", address="//evil.example")
    shown = taps(activity_of(Message("Here.", buttons=(look, profile, strange)), SITE, 4))
    assert shown["Look"]["url"] == "https://kith.example/referrals"
    assert shown["Roo's profile"]["data"]["kith"]["press"] == "open:p1"
    assert shown["Elsewhere"]["type"] == "Action.Submit"


def test_the_lines_of_a_summary_are_tapped_whole_and_long_answers_are_cut() -> None:
    lines = (Line("Pets", "word " * 400, "change:home.pets", "gap"), Line("Garden", "Big", ""))
    activity = activity_of(Message("So far.", role="summary", lines=lines), SITE, 4)
    check_activity(activity)
    assert taps(activity).keys() == {"Pets"}
    assert words_of(activity).splitlines()[2].endswith("word …")
    assert len(words_of(activity)) < 700


# ------------------------------------------------------------ a card of short facts

FIELDS = (
    CardField("a.name", "text", "Name", "What is the name?", required=True),
    CardField("a.born", "date", "Born", "When?", required=True, not_known=True, error="No such day."),
    CardField("a.tags", "choices", "Tags", "Which?", options=choices(8), value=("k1", "k2")),
    CardField("a.one", "choice", "One", "Which one?", options=choices(8), hint="One of them."),
    CardField("a.more", "long_text", "More", "What more?", value="So far", is_not_known=True, not_known=True),
)  # fmt: skip


def test_a_card_can_be_filled_in_and_is_read_back_as_it_was_filled_in() -> None:
    card = Card("Facts", FIELDS, "Save", "Look at this again.")
    activity = activity_of(ask(SKIP, card=card, text="A few."), SITE, 9)
    check_activity(activity)
    boxes = {e["id"]: e for e in parts(card_of(activity)) if e["type"].startswith("Input.")}
    assert boxes["say:a.name"]["isRequired"]
    assert "isRequired" not in boxes["say:a.born"], "not known yet would do as well"
    assert boxes["many:a.tags"]["value"] == "k1,k2"
    assert boxes["say:a.one"]["style"] == "compact"
    assert boxes["unknown:a.more"]["value"] == "true"
    assert boxes["unknown:a.born"]["title"] == "Not known yet: Born"
    assert "No such day." in words_of(activity)
    assert "Look at this again." in words_of(activity)
    came = {**taps(activity)["Save"]["data"], "say:a.name": "Roo", "unknown:a.born": "true"}
    read = said_in(None, None, {**came, "many:a.tags": "k1,k2"})
    expected = {"a.name": "Roo", "a.tags": ("k1", "k2")}
    assert read == SaidCard(expected, frozenset({"a.born"}), "home.how")


def test_what_the_line_above_or_the_box_says_is_not_said_twice() -> None:
    one = CardField("a.tags", "choices", "Tags", "Which of them?", options=choices(3))
    message = ask(
        card=Card("Home", (one,), "Save"), text="Which of them?", progress="Home: 1 of 2. Soon."
    )
    assert words_of(activity_of(message, SITE, 1)) == "Home: 1 of 2. Soon."
    assert "Which of them?" in words_of(settled(message, "Saved.", SITE))


def test_a_card_that_is_too_large_for_teams_leads_to_the_browser() -> None:
    field = CardField("a.more", "long_text", "More", "What more?", value="word " * 3_900)
    activity = activity_of(ask(card=Card("More", (field,), "Save")), SITE, 9)
    check_activity(activity)
    assert taps(activity)["Go on in the browser"]["url"] == "https://kith.example/"


# ------------------------------------------------------------ used once


def test_what_is_over_says_what_became_of_it_and_has_nothing_to_tap() -> None:
    card = Card("Facts", FIELDS, "Save")
    for message in (ask(*choices(5), SKIP), ask(card=card, text="A few."), welcome()):
        over = settled(message, "Saved: Choice 2.", SITE)
        check_activity(over)
        assert not taps(over)
        assert message.text.split("\n")[0] in words_of(over)
        assert words_of(over).endswith("Saved: Choice 2.")
    assert "Facts" in words_of(settled(ask(card=card), "", SITE))


def test_the_last_part_of_a_long_summary_is_what_is_settled() -> None:
    lines = tuple(Line(f"Line {n}", "word " * 100, f"change:a.b{n}") for n in range(60))
    message = Message("So far.", role="summary", lines=lines, buttons=(BACK,))
    *first, last = activities_of(message, SITE, 4)
    assert len(first) >= 2
    for each in (*first, last):
        check_activity(each)
    said = [name for each in (*first, last) for name in taps(each)]
    assert said == [*(f"Line {n}" for n in range(60)), "Back"]
    over = settled(message, "Saved.", SITE)
    check_activity(over)
    assert words_of(over) == words_of(last) + "\nSaved."


def test_very_long_words_arrive_whole_in_several_messages() -> None:
    words = " ".join(f"w{n}" for n in range(8_000))
    found = activities_of(ask(*choices(2), text=f"{words}\n\nIs that so?"), SITE, 4)
    assert len(found) > 3
    for each in found:
        check_activity(each)
    assert "\n".join(words_of(each) for each in found).split()[:8_000] == words.split()
    assert taps(found[-1]).keys() == {"Choice 0", "Choice 1"}
    assert not any(taps(each) for each in found[:-1])
    check_activity(settled(Message("\N{ROBOT FACE}" * 19_000), "x" * 20_000, SITE))


def test_the_welcome_says_how_to_link_and_knows_nobody() -> None:
    activity = activity_of(welcome(), SITE, 0)
    check_activity(activity)
    assert taps(activity)["Open Kith on the web"]["url"] == "https://kith.example/devices"
    assert "link Teams" in words_of(activity)
