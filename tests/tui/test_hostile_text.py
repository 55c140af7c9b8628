"""Neither Textual nor the terminal obeys text from a file."""

import re
from typing import Any

import pytest
from textual.events import Paste

from console.view.text.cleaning import clean, clean_lines
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

NASTY = "Ev\x1b[31m\x1b]0;owned\x07\x9b1m [red]x[/red] [@click=quit]y[/] \u202egnal\u2066 \x08il"
KNOWN = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]"  # cursor and colour
    r"|\x1b\](52;c;[A-Za-z0-9+/=]*|22;[a-z]*)\x07"  # the clipboard, the shape of the pointer
    r"|[^\x00-\x09\x0b-\x1f\x7f-\x9f]"
)
"""What a terminal may be sent; nothing else may be left of it."""

TEXT_COLUMNS = ("company", "title", "occupation", "email", "address", "city", "notes")


async def test_the_terminal_never_obeys_text_of_a_lead(
    database: Database, clock: FrozenClock
) -> None:
    columns: dict[str, Any] = {column: f"{column} {NASTY}" for column in TEXT_COLUMNS}
    extras = {f"extra {NASTY}": NASTY}
    add_lead(
        database,
        NASTY,
        "(208) 555-0101",
        list_name=NASTY,
        draft=NASTY,
        extras=extras,
        **columns,
    )
    async with at_the_desk(database, clock, size=(160, 48)) as agent:
        await agent.press("enter", "e", "escape", "r", "escape", "f2", "escape", "slash")
        await agent.type("Ev")
        await agent.press("escape", "c", "escape", "k", "escape", "n")
        sent = agent.sent
    assert "owned" in sent, "the text itself is shown"
    assert "[red]x[/red]" in sent, "markup is shown, not obeyed"
    assert "]0;owned\x07" not in sent
    for forbidden in ("\x9b", "\x08", "\u202e", "\u2066", "\x1b]0"):
        assert forbidden not in sent
    assert KNOWN.sub("", sent) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada Byron", "Ada Byron"),
        ("  Ada \t Byron\r\n", "Ada Byron"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07", "]0;title"),
        ("a\u202eb\u2066c\u2069d", "abcd"),
        ("zero\u200bwidth \ufeffmark", "zerowidth mark"),
        ("no\u00a0break\u2028line", "no break line"),
        ("\ud800lone", "lone"),
        ("tag\U000e0041", "tag"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("O’Brien-Łuczak", "O’Brien-Łuczak"),
        ("李 雷", "李 雷"),
    ],
)
def test_control_characters_are_removed_and_scripts_stay(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_note_keeps_its_lines_without_empty_ones() -> None:
    assert clean_lines("one\r\n\n two\x1b \nthree") == "one\ntwo\nthree"


async def test_a_paste_into_the_note_is_text_too(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        agent.app.post_message(Paste("said \x1b[31mno\x07"))
        await agent.settle()
        await agent.press("escape")
        assert agent.note == "said [31mno"
        assert "\x1b[31mno" not in agent.sent
