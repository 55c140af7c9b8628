"""Nothing the screen has acknowledged is lost, whenever the process is killed."""

import random
import re
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.desk import Desk
from db.audit.verification import verify
from db.engine.database import Database
from db.tables.calls import attempts
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead

KILLS = 12


def _console(address: str, clock: FrozenClock, folder: Path) -> Terminal:
    at = folder / "clock"
    at.write_text(clock().isoformat(), encoding="ascii")
    return Terminal([sys.executable, "-m", "tests.e2e.console_at", address, "ann", str(at)])


def _done(text: str) -> int:
    matches = re.search(r"(\d+)/\d+ leads", text)
    return int(matches.group(1)) if matches else 0


def _is_past(before: int, text: str) -> bool:
    return _done(text) > before


@pytest.mark.long
def test_a_shift_that_is_killed_again_and_again_loses_no_acknowledged_outcome(
    database: Database, address: str, clock: FrozenClock, tmp_path: Path
) -> None:
    for line in range(60):
        add_lead(database, f"Lead {line:02}", f"(208) 555-01{line:02}")
    desk = Desk(database, clock, "ann")
    desk.sessions.start(desk.sessions.plan(size=60).sessions[0].session_id)
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(KILLS):
        terminal = _console(address, clock, tmp_path)
        text = terminal.wait_for(lambda text: "Dial" in text or "ON CALL" in text)
        assert _done(text) >= acknowledged
        for _ in range(chance.randrange(1, 5)):
            if "ON CALL" not in terminal.text:
                terminal.press("\r")
                terminal.wait_for("ON CALL")
            before = _done(terminal.text)
            terminal.press("n")
            terminal.wait_for(partial(_is_past, before))
            acknowledged = _done(terminal.text)
            terminal.wait_for("Enter Dial")
        terminal.press(chance.choice(["", "\r", "\r", "e", "s"]))
        terminal.read_for(chance.uniform(0, 0.25))
        terminal.kill()
    with database.read() as connection:
        recorded = select(func.count()).select_from(attempts).where(attempts.c.outcome == "no")
        assert connection.execute(recorded).scalar_one() >= acknowledged
        assert connection.execute(select(func.sum(leads.c.noes))).scalar_one() >= acknowledged
        assert verify(connection) is None
        waiting = select(func.count()).select_from(attempts).where(attempts.c.outcome.is_(None))
        assert connection.execute(waiting).scalar_one() <= 1


@pytest.mark.long
def test_the_installed_command_opens_the_demo_and_leaves_with_status_0() -> None:
    terminal = Terminal([sys.executable, "-m", "console", "--agent", "ann", "demo"])
    terminal.wait_for("Enter Dial")
    terminal.press("?")
    terminal.wait_for("All keys")
    terminal.press("\x1b")
    terminal.wait_for("Enter Dial")
    terminal.press("\x11")
    assert terminal.wait_until_it_ends() == 0
