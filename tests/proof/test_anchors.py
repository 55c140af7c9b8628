"""The seal of the audit log is kept outside its database, where the firm wants it."""

import os
from pathlib import Path

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.judging.history.seal_copies import (
    SEAL_DATABASE,
    SEAL_FILE,
    keep_seal,
    read_verified,
    write_verified,
)
from console.supervision.firm import settings
from console.trouble import BadInput
from db.audit.log import Head
from db.audit.verification import goes_through
from db.audit.verification_results import START, read_seal
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead


def test_the_end_of_a_session_adds_a_line_to_the_file_of_seals(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    file = tmp_path / "seals.txt"
    settings.put_setting(database, SEAL_FILE, str(file), "sue", clock())
    for _ in range(2):
        add_lead(database, "Ada Byron", "(208) 555-0147")
        desk = Desk(database, clock, "ann", zone="America/New_York")
        [planned, *_] = desk.sessions.plan().sessions
        desk.sessions.start(planned.session_id)
        assert isinstance(desk.open(), Card)
        summary = desk.sessions.end()
        assert not summary.seal_warnings
    lines = file.read_text().splitlines()
    assert len(lines) == 2
    assert lines[-1].split()[-1] == summary.seal
    with database.read() as connection:
        assert goes_through(connection, read_seal(summary.seal)) is None
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_file_gets_no_seal_and_it_is_said(
    database: Database, clock: FrozenClock, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "odd"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.mkdir()
    settings.put_setting(database, SEAL_FILE, str(path), "sue", clock())
    _, [untold] = keep_seal(database, clock())
    assert str(path) in untold
    assert not (tmp_path / "elsewhere").exists()


def test_a_path_that_is_not_whole_is_refused(database: Database, clock: FrozenClock) -> None:
    with pytest.raises(BadInput, match="whole path"):
        settings.put_setting(database, SEAL_FILE, "seals.txt", "sue", clock())


def test_another_database_that_cannot_be_reached_is_named(
    database: Database, clock: FrozenClock
) -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    settings.put_setting(database, SEAL_DATABASE, address, "sue", clock())
    _, [untold] = keep_seal(database, clock())
    assert "other database" in untold
    with pytest.raises(BadInput, match="without a password"):
        secret = "postgresql://nobody:secret@127.0.0.1/none"
        settings.put_setting(database, SEAL_DATABASE, secret, "sue", clock())


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_another_database_gets_a_row_with_each_seal(
    address: str, database: Database, clock: FrozenClock
) -> None:
    settings.put_setting(database, SEAL_DATABASE, address, "sue", clock())
    head, untold = keep_seal(database, clock())
    assert not untold
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT seq, hash FROM smiledial_seal").all()
    assert [tuple(row) for row in rows] == [(head.seq, head.hash)]


def test_a_backup_and_the_line_of_a_day_carry_the_seal(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    answer = smiledial("backup", str(tmp_path / "one.backup"))
    seal = answer.out.split()[-1]
    assert read_seal(seal).seq == 1
    assert smiledial("report", "line").out.split()[-1] == seal
    assert smiledial("audit", "verify", "--since", seal).status == 0


def test_up_to_where_a_log_was_whole_is_remembered_for_each_database(tmp_path: Path) -> None:
    row, other = Head(4, "a" * 64), Head(9, "b" * 64)
    write_verified(tmp_path, "one.db", row)
    write_verified(tmp_path, "other.db", other)
    assert (read_verified(tmp_path, "one.db"), read_verified(tmp_path, "other.db")) == (row, other)
    (tmp_path / "verified.json").write_text("{")
    assert read_verified(tmp_path, "one.db") == START
