"""One conversation, every door: what is kept as a transcript goes the same way through each channel."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.message import SaidCard, SaidPress, SaidText
from dialogs.read import read_forms
from dialogs.script import DOOR, SPEAKS, read_script, said_by
from dialogs.transcript import talk_of
from tests.bot.scripted import squeezed, words_in
from tests.bot.scripted_doors import through

FOLDER = Path(__file__).parent.parent / "dialogs/transcripts"
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))
CHANNELS = ("web", "teams", "telegram")
LONGEST_LABEL = 50
"""A longer label may be cut on a button; its whole stands beside it."""


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
async def test_the_conversation_is_the_same_at_every_door(
    path: Path, channel: str, tmp_path: Path
) -> None:
    """Whatever is said at a door means what it means in the transcript, and all that is answered can
    be read there. What cannot be tapped or filled in at a door is done elsewhere, and it goes on."""
    script = read_script(path.read_text(encoding="utf-8"))
    form = read_forms()[script.form]
    kept, talk = talk_of(script, form), talk_of(script, form)
    kept.begin()
    elsewhere = 0
    async with through(channel, tmp_path, talk) as door:
        for line in script.said:
            if line.startswith((SPEAKS, DOOR)):
                for each in (kept, talk):
                    if line.startswith(SPEAKS):
                        each.hand_to(*line.removeprefix(SPEAKS).split(": ", 1))
                    else:
                        each.go_to(line.removeprefix(DOOR))
                await door.come_back()
                continue
            said = said_by(line, kept.asked)
            done = True
            match said:
                case SaidText(text, asked) if not text.strip() or asked not in ("", kept.asked):
                    done = False  # nobody can send nothing, nor type under an older question
                case SaidText(text, _):
                    await door.say(text)
                case SaidPress(press, asked):
                    done = await door.press(press, asked)
                case SaidCard():
                    done = await door.fill(said)
            kept.say(said)
            if not done:
                talk.say(said)
                await door.come_back()
                elsewhere += 1
                continue
            assert talk.messages == kept.messages, line
            heard = squeezed(door.read())
            for words in words_in(kept.messages):
                wanted = squeezed(words).strip()
                assert wanted[:LONGEST_LABEL] in heard, (line, words)
        assert dict(talk.progress.answers) == dict(kept.progress.answers)
    if channel != "telegram":
        assert elsewhere <= len(script.said) * 2 / 3
