"""Text pasted on the calling screen is never taken for keys."""

import pytest
from textual.drivers import linux_driver
from textual.events import Key, Paste
from textual.widgets import Input

import console.tui.drawing.textual_private as private
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


def test_a_driver_makes_a_paste_of_a_burst_and_keys_of_the_rest() -> None:
    private.hear_bursts_as_text(linux_driver.LinuxDriver)
    parser = vars(linux_driver)["XTermParser"](debug=False)
    (key,) = parser.feed("n")
    assert isinstance(key, Key)
    (pasted,) = parser.feed("hang up \x1b[1mnow")
    assert isinstance(pasted, Paste)
    assert pasted.text == "hang up now"


async def test_a_paste_on_a_call_goes_into_the_note(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.paste("huge \x1b[2Jquote wanted")
        assert agent.verdict.startswith("ON CALL")
        assert "faster than a hand" in agent.notice
        assert "huge" in agent.screen_text
        assert "quote wanted" in agent.screen_text
        assert "\x1b[2Jquote" not in agent.sent


async def test_a_burst_right_after_the_note_key_goes_into_the_note(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        agent.app.post_message(Key("e", "e"))
        await agent.paste("asked for the boss")
        assert agent.note == "asked for the boss"


async def test_three_letters_at_once_on_a_call_are_ignored(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.paste("bye")
        assert agent.verdict.startswith("ON CALL")
        assert "it pressed no key. e opens the note." in agent.notice
        assert agent.note == ""
        await agent.paste("ehe")  # typed on a slow line: the note, and how it begins
        assert agent.note == "he"


@pytest.mark.parametrize("key", ["question_mark", "f", "q"])
async def test_a_paste_outside_a_note_says_that_no_key_was_taken(
    database: Database, clock: FrozenClock, key: str
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press(key)
        before = agent.app.screen
        await agent.paste("quit please")
        assert "it pressed no key" in agent.screen_text
        assert agent.app.screen is before


async def test_a_paste_without_a_lead_does_nothing(database: Database, clock: FrozenClock) -> None:
    clock.advance(hours=12)
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.paste("quit please")
        assert agent.question == ""
        assert "it pressed no key" in agent.notice


async def test_esc_is_silent_and_space_looks_again(database: Database, clock: FrozenClock) -> None:
    clock.advance(hours=12)
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("escape")
        assert agent.notice == ""
        await agent.press("space")
        assert "Looked again at 00:00:00: nobody yet." in agent.notice


async def test_words_that_arrive_in_packets_keep_the_blanks_between_them(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.receive("one", " two", " three ", "  four", "\r", "five", " six")
        assert agent.note == "one two three four\nfive six"
        await agent.press("escape", "slash")
        await agent.receive("Ada", " Byron", " 555")
        line = agent.app.focused
        assert isinstance(line, Input)
        assert line.value == "Ada Byron 555"


async def test_a_correction_in_a_packet_of_letters_corrects_them(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.receive("hello wrld\x7f\x7f\x7forld", " again\x17ta\x1b[Dwis")
        assert agent.note == "hello world twisa"
        await agent.press("escape", "slash")
        await agent.receive("Adax\x7f Byronx\x7f", "\x15Lovelaec\x1b[D\x1b[D\x1b[3~\x1b[Ce")
        line = agent.app.focused
        assert isinstance(line, Input)
        assert line.value == "Lovelace"
