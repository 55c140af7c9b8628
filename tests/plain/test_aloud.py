"""Each line of the plain console makes sense when a voice reads it alone."""

import re
from datetime import timedelta

import pytest

from console.cards.promises import NewCallback
from console.plain.wording import heard
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import Doing
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for

UNCLEAR = re.compile(r"[·►●○■□┃‖━▁-█↑↓←→]|\d ?–|\d (h|min|s)\b|\d/h|\b\d+:\d\d:\d\d|  ")
"""Signs that a voice skips or spells, lengths of time that sound like times, and columns."""


def test_no_line_has_signs_or_abbreviated_lengths_of_time(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed", "Flo"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line, title="Owner")
    ann = desk_for(database, clock, "ann")
    ann.presence.beat(Doing(PresenceState.CALLING, clock()))
    for outcome in ("no", "yes", "no_answer"):
        call(ann, outcome)
        clock.advance(minutes=7, seconds=20)
    call(ann, "callback", "", NewCallback(clock() + timedelta(hours=2)))
    clock.advance(hours=1, minutes=4)
    heard_by_ann = Listener(database, clock).works(
        *("?", "r", "H", "C", "", "/a", "", "today", "", "p lunch", "", "q", "e", "q")
    )
    clock.advance(minutes=5)
    desk_for(database, clock, "dana").sessions.plan()
    heard_by_sue = Listener(database, clock, agent="sue").works(
        *("l", "", "today", "ann", "", "", "", "?", "n", "q", "e", "q")
    )
    lines = [*heard_by_ann.all.splitlines(), *heard_by_sue.all.splitlines()]
    assert len(lines) > 80
    assert [line for line in lines if UNCLEAR.search(line)] == []


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("72% (likely 62–81%) came", "72% (likely 62 to 81%) came"),
        ("planned, 17:00 – 19:00", "planned, 17:00 to 19:00"),
        ("8am–9pm", "8am to 9pm"),
        ("Mon–Fri 10–12 there", "Mon to Fri 10 to 12 there"),
        ("Smith–Jones · Owner", "Smith–Jones, Owner"),
        ("● HOURS   All 5", "● HOURS, All 5"),
    ],
)
def test_ranges_and_columns_are_words(shown: str, words: str) -> None:
    assert heard(shown) == words
