"""When the database fails, nothing is lost and the same key tries again."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, text

from console.desk import Desk
from console.firm.personal_settings import Personal
from console.supervision.firm.emergency_stops import stop
from console.tui.app import SmileDialApp
from db.engine.database import Database, open_database
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk


async def test_a_failed_outcome_is_saved_on_the_next_try(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        break_audit(database)
        await agent.press("n")
        assert agent.lead == "Ada"
        assert "Nothing is lost: Enter tries again." in agent.screen_text
        assert agent.footer == "Enter Try again q End ? Keys"
        await agent.press("y")
        assert "The database does not answer: Enter tries again." in agent.notice
        await agent.press("q")
        assert "Quit" in agent.screen_text
        await agent.press("escape")
        await agent.press("enter")
        assert agent.lead == "Ada"
        mend_audit(database)
        await agent.press("enter")
        assert agent.lead == "Bo"
        assert "Nothing is lost" not in agent.screen_text
    with database.read() as connection:
        assert connection.execute(select(attempts.c.outcome)).scalars().all() == ["no"]


async def test_presses_in_vain_are_reported_once_the_database_answers_again(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        stop(database, "US-ID", "the storm", "sue", clock())
        await agent.time_passes(seconds=10)
        assert agent.verdict.startswith("WAIT")
        break_audit(database)
        for _ in range(5):
            await agent.press("enter")
            await agent.time_passes(seconds=5)
        mend_audit(database)
        assert "dial_pressed" not in actions(database)
        await agent.time_passes(seconds=10)
        assert actions(database)[-1] == "dial_pressed"


async def test_a_database_that_fails_at_the_start_ends_the_console_with_one_sentence(
    clock: FrozenClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.db"
    empty = open_database(str(path))
    desk = Desk(empty, clock, "ann")
    app = SmileDialApp(desk, desk, clock, Personal(zone=HERE), lambda _name, _typed: None)
    async with asyncio.timeout(60):
        await app.run_async(headless=True, size=(80, 24))
    empty.close()
    assert app.return_code == 4
    error = capsys.readouterr().err
    assert "no such table" in " ".join(error.split())
    assert "Traceback" not in error


FULL_DISK = """
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER fails BEFORE INSERT ON audit_entry EXECUTE FUNCTION fail()
"""


def actions(database: Database) -> list[str]:
    with database.read() as connection:
        statement = select(audit_entries.c.action).order_by(audit_entries.c.seq)
        return list(connection.execute(statement).scalars())


def break_audit(database: Database) -> None:
    """Make every audited change fail, as on a full disk."""
    is_sqlite = database.is_sqlite
    with database.write() as connection:
        statement = "ALTER TABLE audit_entry RENAME TO away" if is_sqlite else FULL_DISK
        connection.execute(text(statement))


def mend_audit(database: Database) -> None:
    is_sqlite = database.is_sqlite
    with database.write() as connection:
        statement = "ALTER TABLE away RENAME TO audit_entry"
        connection.execute(text(statement if is_sqlite else "DROP FUNCTION fail() CASCADE"))
