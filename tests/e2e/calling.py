"""An agent at the console in a real terminal, whose database is done something to meanwhile."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from db.audit.verification import verify
from db.engine.database import open_database
from db.schema import prepare
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead

NOTHING_LOST = "Nothing is lost: Enter tries again."


def fill(address: str) -> None:
    """Tables where there are none, and a dozen leads."""
    database = open_database(address)
    prepare(database)
    for line in range(12):
        add_lead(database, f"Lead {line:02}", f"(208) 555-01{line:02}")
    database.close()


@contextmanager
def calling(
    address: str, clock: FrozenClock, folder: Path, *before: str
) -> Iterator[tuple[Terminal, Path]]:
    """The console, started by what is `before`, and the file that its clock is read from."""
    at = folder / "clock"
    at.write_text(clock().isoformat(), encoding="ascii")
    console = [sys.executable, "-m", "tests.e2e.console_at", address, "ann", str(at)]
    terminal = Terminal([*before, *console])
    try:
        yield terminal, at
    finally:
        terminal.kill()


def dial(console: Terminal) -> str:
    """Who is called."""
    text = console.wait_for("Enter Dial")
    console.press("\r")
    console.wait_for("ON CALL")
    matches = re.search(r"Lead \d\d", text)
    assert matches
    return matches[0]


def end(console: Terminal, lead: str, key: str = "n") -> None:
    """The outcome is acknowledged by the next lead."""
    console.press(key)
    console.wait_for(partial(is_another, lead))


def is_another(lead: str, text: str) -> bool:
    """Return whether the screen offers another lead; the receipt of the last one may name it."""
    rows = [row for row in text.split("\n") if " recorded · " not in row]
    return "Enter Dial" in text and not any(lead in row for row in rows)


def outcomes(address: str) -> list[str | None]:
    """Of each attempt; there is one a lead, and the log agrees."""
    database = open_database(address)
    with database.read() as connection:
        assert verify(connection) is None
        each = select(func.count(attempts.c.id)).group_by(attempts.c.lead_id)
        assert set(connection.execute(each).scalars()) == {1}
        values = list(connection.execute(select(attempts.c.outcome)).scalars())
    database.close()
    return values
