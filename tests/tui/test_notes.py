"""While a note is written letters are text; Esc returns to keys; nothing is lost."""

import pytest
from sqlalchemy import select

from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


def notes_of(database: Database) -> list[tuple[str | None, str]]:
    with database.read() as connection:
        rows = connection.execute(select(attempts.c.outcome, attempts.c.note))
        return [(row.outcome, row.note) for row in rows]


async def test_letters_are_text_until_esc_gives_the_keys_back(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        assert agent.footer.startswith("Esc Done n No")
        await agent.type("nay")
        assert agent.note == "nay"
        assert agent.verdict.startswith("ON CALL")
        await agent.press("escape")
        assert agent.footer.startswith("n No")
        await agent.press("n")
        assert agent.lead == "Bo"
        assert agent.note == ""
    assert notes_of(database) == [("no", "nay")]


async def test_keys_typed_ahead_after_e_are_text(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.press_at_once("e", "n", "a", "space", "s", "escape", "y")
        assert agent.lead == "Bo"
        assert agent.note == ""
    assert notes_of(database) == [("yes", "na s")]


@pytest.mark.parametrize(
    "packets",
    [("\x1b[O", "\x1b[I"), ("\x1b[O\x1b[I",), ("\x1b[O",)],
    ids=["away and back", "at once", "tmux, which reports only the first"],
)
async def test_another_window_for_a_moment_leaves_the_note_open(
    database: Database, clock: FrozenClock, packets: tuple[str, ...]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.type("wants ")
        await agent.receive(*packets)
        await agent.time_passes(seconds=1)
        assert agent.footer.startswith("Esc Done")
        await agent.press(*"nox")
        assert agent.lead == "Ada"
        await agent.press("escape", "n")
        assert agent.lead == "Bo"
    assert notes_of(database) == [("no", "wants nox")]


@pytest.mark.parametrize("form", ["c", "slash"], ids=["a call-back form", "find"])
async def test_another_window_for_a_moment_leaves_a_form_its_focus(
    database: Database, clock: FrozenClock, form: str
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", form)
        await agent.receive("\x1b[O", "\x1b[I")
        await agent.type("bella")
        assert "bella" in agent.question


async def test_keys_typed_ahead_of_a_question_do_nothing(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.press_at_once("c", "n", "x")
        assert "Call back · when to ring Ada?" in agent.question
        assert notes_of(database) == [(None, "")]


async def test_esc_and_a_key_at_once_close_and_press(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash", "alt+e")
        assert not agent.question
        assert agent.footer.startswith("Esc Done n No")
        await agent.receive("\x1b/")
        assert agent.question.startswith("Find")
        await agent.receive("\x1b?")
        assert agent.question.startswith("All keys")
        await agent.press("escape", "enter", "e")
        await agent.type("nay")
        await agent.receive("\x1b ")
        assert "▀▀▀" in agent.screen_text, "Space shows the number as a square"
        await agent.press("e")
        await agent.press("alt+n")
        assert agent.lead == "Bo"
    assert notes_of(database) == [("no", "nay")]


async def test_a_note_saves_itself_while_it_is_written_and_says_so(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.type("half a sent")
        await agent.time_passes(seconds=1)
        assert "Note saved" in agent.screen_text
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Ada"
        assert agent.note == "half a sent"
        assert "This call was still open when the console ended" in agent.notice


async def test_a_note_left_with_esc_is_saved_at_once(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("e")
        await agent.type("ring the bell")
        await agent.press("escape")
        assert "Note saved" in agent.screen_text
    async with at_the_desk(database, clock) as agent:
        assert agent.note == "ring the bell"


async def test_an_unsaved_note_stays_with_its_lead(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("e")
        await agent.type("knows Bo")
        await agent.press("escape", "s", "2")
        assert agent.lead == "Bo"
        assert agent.note == ""
        await agent.press("u")
        assert agent.lead == "Ada"
        assert agent.note == "knows Bo"


async def test_nothing_moves_on_while_a_note_is_written(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("e")
        await agent.type("long thoughts")
        await agent.time_passes(hours=12)
        assert agent.note == "long thoughts"
        assert agent.lead == "Ada"


async def test_a_note_may_have_several_lines(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.type("one\ntwo")
        await agent.press("escape", "v")
    assert notes_of(database) == [("voicemail", "one\ntwo")]


CORRECTIONS = {
    "Backspace": (["backspace", "X"], "hello wrlX"),
    "Ctrl+H, which some terminals send for Backspace": (["ctrl+h", "X"], "hello wrlX"),
    "Left and Delete": (["left", "left", "delete", "X"], "hello wrXd"),
    "Home, Right": (["home", "right", "X"], "hXello wrld"),
    "Ctrl+A and Ctrl+K": (["ctrl+a", "ctrl+k", "X"], "X"),
    "Ctrl+E": (["home", "ctrl+e", "X"], "hello wrldX"),
    "Ctrl+U": (["ctrl+u", "X"], "X"),
    "Ctrl+W": (["ctrl+w", "X"], "hello X"),
    "a line break taken back": (["enter", "backspace", "X"], "hello wrldX"),
}


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_one_packet", [False, True], ids=["keys", "packet"])
async def test_a_note_is_corrected_like_any_text(
    database: Database, clock: FrozenClock, *, is_one_packet: bool
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        press = agent.press_at_once if is_one_packet else agent.press
        await agent.press("enter", "e")
        for name, (keys, text) in CORRECTIONS.items():
            await press(*"hello wrld", *keys)
            assert agent.note == text, name
            await agent.press("end", *["backspace"] * len(text))
        await press(*"hello wrld", "left", "delete")
        await agent.press("escape", "n")
    assert notes_of(database) == [("no", "hello wrl")]
