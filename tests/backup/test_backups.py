"""A backup holds one moment, and what was recorded after it is never lost in silence."""

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from console.desk import ClaimLostError, Desk
from console.do_not_call import evidence, internal_list, patterns
from console.do_not_call.erasure import erase
from console.maintenance.backup.backups import (
    Backup,
    Carried,
    Progress,
    Restored,
    restore,
    write_backup,
)
from console.maintenance.backup.sealing import is_sealed
from console.supervision.firm import emergency_stops
from console.supervision.floor import board_acts
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database, open_database
from db.enums import EvidenceKind, PatternKind
from db.schema import prepare
from db.tables.audit import audit_entries
from db.tables.every import METADATA
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

Everything = dict[str, list[tuple[Any, ...]]]


class Keeper:
    """Backs one database up and restores it."""

    def __init__(self, database: Database, clock: FrozenClock, folder: Path) -> None:
        self.database, self.clock, self.folder = database, clock, folder
        self.desk = Desk(database, clock, "ann", zone="America/New_York")
        self.steps: list[tuple[int, int]] = []
        self.watch: Progress = lambda _done, _total: None
        for n in range(4):
            add_lead(database, f"Ann {n}", f"208555{n:04}", extras={"Shoe size": "44"})
        call(self.desk, "no", "said no, politely")

    def back_up(self, name: str = "backup.db") -> Backup:
        path = self.folder / name
        return write_backup(self.database, path, "ann", self.clock(), self._count)

    def restore(self, path: Path, *, is_forced: bool = False) -> Restored:
        args = (self.database, path, self.folder, "sue", self.clock(), self._count)
        return restore(*args, is_forced=is_forced)

    def _count(self, done: int, total: int) -> None:
        self.watch(done, total)
        self.steps.append((done, total))


@pytest.fixture
def keeper(database: Database, clock: FrozenClock, tmp_path: Path) -> Keeper:
    return Keeper(database, clock, tmp_path)


def everything(database: Database) -> Everything:
    """All rows of all tables, but what restoring itself changes."""
    matches: Everything = {}
    with database.read() as connection:
        for table in METADATA.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key))
            matches[table.name] = [tuple(row) for row in rows]
    for name in ("setting", "audit_head"):
        del matches[name]
    return matches


def without_last(held: Everything) -> Everything:
    return held | {"audit_entry": held["audit_entry"][:-1]}


def last_entry(database: Database) -> tuple[str, str]:
    with database.read() as connection:
        assert verify(connection) is None
        row = connection.execute(select(audit_entries).order_by(audit_entries.c.seq.desc())).first()
        assert row is not None
        return row.agent, row.action


def test_a_backup_holds_everything_and_is_for_its_owner_only(keeper: Keeper) -> None:
    backup = keeper.back_up()
    assert (backup.holds.leads, backup.holds.attempts) == (4, 1)
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    assert sorted(path.name for path in keeper.folder.glob("*backup*")) == ["backup.db"]
    assert keeper.steps[-1][0] == keeper.steps[-1][1]
    copy = open_database(str(backup.path))
    assert everything(copy) == everything(keeper.database)
    copy.close()


def test_a_backup_takes_no_file_of_that_name_away(keeper: Keeper) -> None:
    keeper.back_up()
    with pytest.raises(BadInput, match="exists already"):
        keeper.back_up()
    with pytest.raises(BadInput, match="does not exist"):
        keeper.back_up("nowhere/backup.db")


@pytest.mark.parametrize("secret", [None, b"a long enough secret"])
def test_of_two_backups_to_one_name_the_first_to_end_keeps_it(
    keeper: Keeper, secret: bytes | None
) -> None:
    path = keeper.folder / "backup.db"
    others: list[Backup] = []

    def begin_another(_done: int, _total: int) -> None:
        if not path.exists():
            others.append(keeper.back_up())

    with pytest.raises(BadInput, match="exists already"):
        write_backup(keeper.database, path, "ann", keeper.clock(), begin_another, secret)
    assert [path.stat().st_size] == [other.bytes for other in others]
    assert not is_sealed(path)
    assert [*keeper.folder.glob(".backup*")] == []


@pytest.mark.long
def test_work_goes_on_while_a_backup_is_written(keeper: Keeper) -> None:
    def record(_done: int, _total: int) -> None:
        if not keeper.steps:
            call(keeper.desk, "no")

    keeper.watch = record
    backup = keeper.back_up()
    assert backup.holds.attempts == 1
    with keeper.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM attempt")).scalar() == 2


def test_a_backup_comes_back_whole_and_the_log_says_so(keeper: Keeper) -> None:
    backup = keeper.back_up()
    before = everything(keeper.database)
    with keeper.database.write() as connection:
        connection.execute(leads.update().values(name="Mangled", extras={}))
    restored = keeper.restore(backup.path)
    assert (restored.lost, restored.kept, restored.holds.leads) == (0, None, 4)
    assert without_last(everything(keeper.database)) == before
    assert last_entry(keeper.database) == ("sue", "restore")
    add_lead(keeper.database, "New")  # its id is one that nobody has
    assert len(everything(keeper.database)["lead"]) == 5


def test_what_was_recorded_since_is_not_lost_unless_forced_and_then_it_is_kept(
    keeper: Keeper,
) -> None:
    backup = keeper.back_up()
    call(keeper.desk, "no")
    before = everything(keeper.database)
    with pytest.raises(BadInput, match=r"newer than .*1 of them outcomes of calls"):
        keeper.restore(backup.path)
    assert everything(keeper.database) == before
    restored = keeper.restore(backup.path, is_forced=True)
    assert restored.lost > 0
    assert restored.kept is not None
    assert last_entry(keeper.database) == ("sue", "restore")
    assert len(everything(keeper.database)["attempt"]) == 1
    former = open_database(str(restored.kept))
    assert everything(former)["attempt"] == before["attempt"]
    former.close()


def test_a_call_recorded_while_it_is_being_restored_stops_it(keeper: Keeper) -> None:
    backup = keeper.back_up()

    def record(_done: int, _total: int) -> None:
        if len(everything(keeper.database)["attempt"]) == len(before):
            call(keeper.desk, "no")

    # The first thing that is copied is what is there, and that is when the call comes.
    keeper.watch = record
    keeper.clock.advance(minutes=1)
    call(keeper.desk, "no")
    before = everything(keeper.database)["attempt"]
    with pytest.raises(BadInput, match="try again"):
        keeper.restore(backup.path, is_forced=True)
    assert len(everything(keeper.database)["attempt"]) == len(before) + 1


def test_a_backup_of_either_kind_goes_into_a_new_file(keeper: Keeper, tmp_path: Path) -> None:
    backup = keeper.back_up()
    before = everything(keeper.database)
    other = open_database(str(tmp_path / "other.db"))
    prepare(other)
    args = (other, backup.path, tmp_path, "sue", keeper.clock(), lambda *_: None)
    assert restore(*args).lost == 0
    assert without_last(everything(other)) == before
    next_card(Desk(other, keeper.clock, "bo", zone="America/New_York"))
    other.close()


def test_an_agent_whose_card_is_gone_is_told(keeper: Keeper) -> None:
    backup = keeper.back_up()
    card = next_card(keeper.desk)
    keeper.restore(backup.path, is_forced=True)
    with pytest.raises(ClaimLostError):
        keeper.desk.dial(card.claim, card.phone.number_id)
    next_card(keeper.desk)


def test_what_people_asked_for_since_outlives_a_restore(keeper: Keeper) -> None:
    there, now = keeper.database, keeper.clock()
    evidence.record(there, "+12085550003", EvidenceKind.WRITTEN, now.date(), "form", "ann", now)
    backup = keeper.back_up()
    internal_list.add(there, "+12085550001", "asked", "ann", now)
    patterns.put_on(there, PatternKind.DOMAIN, "example.org", "asked", "ann", now)
    erase(there, "+12085550002", "asked", "ann", now)
    evidence.withdraw_all(there, "+12085550003", "ann", now)
    emergency_stops.stop(there, "US-LA", "a hurricane", "sue", now)
    board_acts.block(there, "joe", "shouted", "sue", now, is_sure=True)
    restored = keeper.restore(backup.path, is_forced=True)
    assert restored.carried == Carried(requests=2, erasures=1, withdrawals=1, stops=1, blocks=1)
    assert {reason.code for reason in keeper.desk.queue.why().blocked} >= {"internal_list"}
    assert internal_list.look_up(there, "+12085550001").is_barred
    assert [row[3] for row in everything(there)["lead"]].count("Erased") == 1
    assert [piece.withdrawn_at for piece in evidence.held(there)] == [now]
    assert [stop.jurisdiction for stop in emergency_stops.stops(there)] == ["US-LA"]
    assert [block.agent for block in board_acts.blocks(there)] == ["joe"]
    assert last_entry(there) == ("sue", "restore")
    keeper.clock.advance(minutes=1)
    again = keeper.restore(restored.kept or backup.path, is_forced=True)
    assert again.carried == Carried()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,phone\n", "is no backup of smiledial"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "damaged|no backup|not a Smile"),
    ],
)
def test_what_is_no_backup_changes_nothing(keeper: Keeper, content: bytes, said: str) -> None:
    path = keeper.folder / "other.db"
    path.write_bytes(content)
    before = everything(keeper.database)
    with pytest.raises(BadInput, match=said):
        keeper.restore(path, is_forced=True)
    with pytest.raises(BadInput, match="cannot be read"):
        keeper.restore(keeper.folder / "nothing.db")
    assert everything(keeper.database) == before


def test_a_backup_that_somebody_altered_is_not_restored(keeper: Keeper) -> None:
    backup = keeper.back_up()
    with sqlite3.connect(backup.path) as connection:
        connection.execute("UPDATE audit_entry SET agent = 'eve' WHERE seq = 1")
    connection.close()
    with pytest.raises(BadInput, match="entry 1 was altered"):
        keeper.restore(backup.path, is_forced=True)
