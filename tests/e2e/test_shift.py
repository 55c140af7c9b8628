"""One shift of fifty calls, driven by keys through a real terminal, on both databases."""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, Table, func, select

from console.__main__ import run
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import SessionStatus
from db.tables.calls import attempts, callbacks, skips
from db.tables.do_not_call import suppressions
from db.tables.leads import leads
from db.tables.sessions import calling_sessions
from tests.conftest import FrozenClock
from tests.e2e.tmux import Tmux

FIFTY = 50
ENDINGS = "─ How it ends"
TWENTY_TO_NINE_IN_NEW_YORK = datetime(2026, 11, 19, 1, 40, tzinfo=UTC)


class Shift:
    """An agent at the console in tmux, with a clock of their own."""

    def __init__(self, address: str, folder: Path) -> None:
        self.calls = 0
        self._seen: set[str] = set()
        self.clock = FrozenClock(TWENTY_TO_NINE_IN_NEW_YORK)
        self.window = Tmux(folder)
        self._file = folder / "clock"
        self._address = address
        self._command = [
            *(sys.executable, "-m", "tests.e2e.console_at"),
            *(address, "ann", str(self._file)),
        ]
        self.time_passes()

    def begin(self) -> None:
        self.window.run(*self._command)

    def begin_again(self) -> None:
        self.window.run_again(*self._command)

    def time_passes(self, **by: float) -> None:
        self.clock.advance(**by)
        new = self._file.with_suffix(".new")
        new.write_text(self.clock().isoformat(), encoding="ascii")
        new.replace(self._file)

    def time_is(self, clock: str) -> None:
        """Goes on to this time of the agent's day in New York, five hours behind UTC."""
        hour, minute = map(int, clock.split(":"))
        there = self.clock() - timedelta(hours=5)
        target = there.replace(hour=hour, minute=minute, second=0)
        self.time_passes(seconds=(target - there).total_seconds())

    def command(self, *arguments: str) -> int:
        """A command of the shell on the same database, at the same instant."""
        return run(["--db", self._address, "--agent", "ann", *arguments], self.clock, {})

    def next_lead(self) -> str:
        """Waits for a lead that was neither dialled nor passed over before; returns the screen."""
        return self.window.wait_for(lambda text: "Enter Dial" in text and self._new(text))

    def _new(self, text: str) -> set[str]:
        return set(re.findall(r"CALL +Enter +(Person \d\d\d \d\d)", text)) - self._seen

    def press(self, shown: str) -> None:
        """A key that the footer, or a wide screen's list of endings, names now: nothing else has
        to be known.
        """
        named = re.compile(rf"(?:^|\s){re.escape(shown)}  ?[A-Z]")
        more = re.compile(r"\? \d+ more$", re.MULTILINE)  # it has the keys without room
        self.window.wait_for(
            lambda text: named.search(_keys_named(text)) or more.search(_keys_named(text))
        )
        self.window.press(shown)

    def dial(self) -> None:
        self._seen |= self._new(self.next_lead())
        self.press("Enter")
        self.window.wait_for("ON CALL")
        self.calls += 1
        self.time_passes(seconds=15)

    def note(self, text: str) -> None:
        self.window.wait_for("e writes")
        self.window.press("e")
        self.window.type(text)
        self.window.wait_for(text)
        self.window.press("Escape")
        self.window.wait_for(lambda text: "Note saved" in text and "n No" in _keys_named(text))

    def skip(self) -> None:
        self._seen |= self._new(self.next_lead())
        self.press("s")
        self.window.wait_for("why?")
        self.window.press("1")

    def end_with(self, key: str) -> None:
        """The call ends, and the next lead is on the screen, or what comes after the last one."""
        self.press(key)
        self.window.wait_for(lambda text: "ON CALL" not in text)

    def call(self, key: str) -> None:
        self.dial()
        self.end_with(key)

    def calls_until(self, count: int, keys: str = "nnavnbnhgn") -> None:
        while self.calls < count:
            self.call(keys[self.calls % len(keys)])


def _keys_named(screen: str) -> str:
    """The last three rows, the receipt, and the endings of a wide screen.

    A history says how calls ended, too.
    """
    rows = [row for row in screen.splitlines() if row.strip()]
    at = next((row for row in rows if ENDINGS in row), None)
    endings: Iterator[str] = iter(())
    if at is not None:
        beside = (row[at.index(ENDINGS) :] for row in rows[rows.index(at) + 1 :])
        endings = takewhile(str.strip, beside)
    return "\n".join([*rows[3:4], *rows[-3:], *endings])


@pytest.fixture
def shift(address: str, tmp_path: Path) -> Iterator[Shift]:
    shift = Shift(address, tmp_path)
    yield shift
    shift.window.close()


def _list_file(folder: Path) -> Path:
    """40 people in New York and 40 in Denver, so that the day closes in the east first."""
    file = folder / "fair.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["Name", "Phone", "Company"])
        for area in ("212", "303"):
            for line in range(40):
                rows.writerow(
                    [f"Person {area} {line:02}", f"({area}) 555-01{line:02}", "Engine Works"]
                )
    return file


@pytest.mark.long
def test_a_shift_of_fifty_calls_with_all_that_a_day_brings(
    shift: Shift, database: Database, tmp_path: Path
) -> None:
    assert shift.command("import", str(_list_file(tmp_path)), "--kind", "business") == 0
    screen = shift.window
    shift.begin()

    screen.wait_for("Enter Dial")
    shift.press("l")
    screen.wait_for("No sessions yet")  # an “n No” stood dim in the footer before
    shift.press("n")
    screen.wait_for("Eastern")
    shift.press("Enter")
    assert "Person 212" in screen.wait_for("0/20 leads"), "what closes first comes first"

    shift.calls_until(3)
    shift.dial()
    shift.note("likes proofs")
    shift.end_with("n")
    shift.dial()
    assert "likes proofs" not in screen.text, "a note stays with its lead"
    shift.press("c")
    screen.wait_for("ring")
    screen.type("tomorrow 3am")
    screen.wait_for("tomorrow 03:00 Eastern time")
    screen.press("Enter")
    screen.wait_for(re.compile("allow|hours").search)
    screen.press("C-u")
    screen.wait_for("tue 3pm")
    screen.type("tomorrow 10am")
    screen.wait_for("tomorrow 10:00 Eastern time")
    screen.press("Enter")

    shift.call("n")
    shift.press("u")
    screen.wait_for("CALL OVER")
    shift.end_with("y")

    shift.skip()
    shift.dial()
    shift.end_with("v")

    shift.press("p")
    screen.wait_for("brings you back")
    shift.time_passes(minutes=3)
    screen.press("Space")

    shift.calls_until(9)
    shift.dial()
    shift.note("asked for the boss")
    screen.kill()
    shift.begin_again()
    screen.wait_for("ON CALL")  # the call outlives the crash, and so does what was typed
    screen.wait_for("asked for the boss")
    shift.end_with("n")

    screen.resize(120, 40)
    shift.calls_until(12)
    screen.resize(80, 24)
    shift.call("x")

    shift.dial()
    shift.press("k")
    screen.wait_for("words")
    screen.type("never gave me a moment")
    screen.wait_for("never gave me a moment")
    screen.press("Enter")

    shift.next_lead()
    shift.time_is("20:58")
    screen.wait_for("2:00 left")
    shift.time_is("21:00")
    screen.wait_for("until tomorrow 08:00")
    screen.press("Enter")
    assert "ON CALL" not in screen.text, "at nine the dial key is off by itself"
    screen.press("Space")
    screen.wait_for("5 leads open tomorrow 08:00 Eastern time")
    screen.wait_for("This session waits until tomorrow 08:00")
    shift.press("q")
    screen.wait_for("e  End the session")
    screen.press("e")
    screen.wait_for("inside their hours")
    shift.press("Enter")
    assert "Person 303" in shift.next_lead(), "the west is still open"
    while shift.calls < FIFTY:
        shift.call("nnavnbnhgn"[shift.calls % 10])
        if "Enter Next" in screen.wait_for(re.compile("Enter (Dial|Next)").search):
            screen.press("Enter")
    shift.press("q")
    screen.wait_for("q  Quit")
    screen.press("q")
    screen.wait_for("Pane is dead (status 0")

    assert shift.command("audit", "verify") == 0
    with database.read() as connection:

        def count(table: Table, *where: ColumnElement[bool]) -> int:
            rows = connection.execute(select(func.count()).select_from(table).where(*where))
            return int(rows.scalar_one())

        assert count(attempts) == FIFTY
        assert count(attempts, attempts.c.outcome.is_(None)) == 0
        kinds = connection.execute(select(attempts.c.verdict)).scalars()
        assert {verdict["verdict"] for verdict in kinds} == {"call"}
        distinct = select(func.count(attempts.c.lead_id.distinct()))
        assert connection.execute(distinct).scalar_one() == FIFTY
        assert count(attempts, attempts.c.outcome == "yes") == 1
        assert count(attempts, attempts.c.outcome == "callback") == 1
        assert count(callbacks) == 1
        assert count(skips) == 1
        assert count(suppressions) >= 1
        noes = count(attempts, attempts.c.outcome.in_(("no", "hung_up", "do_not_call")))
        assert connection.execute(select(func.sum(leads.c.noes))).scalar_one() >= noes - 1
        done = calling_sessions.c.status == SessionStatus.DONE
        assert count(calling_sessions, done) >= 1
        assert verify(connection) is None
        complaint = select(attempts.c.note).where(attempts.c.outcome == "complaint")
        assert connection.execute(complaint).scalar_one() == "never gave me a moment"
