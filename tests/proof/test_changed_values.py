"""What an edit changed can be read before and after, until the person is erased."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from console.do_not_call.erasure import erase
from console.lists.lead_edits import add_number, edit_lead, mend_number
from console.lists.merging import merge
from db.audit.changed_values import Changed, read_changes
from db.audit.verification import verify
from db.engine.database import Database, open_database
from db.leads.records import read_lead
from db.tables.audit import changed_values
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead

ADA, GRACE = "+12085550147", "+12085550148"


def edit(database: Database, clock: FrozenClock, lead_id: int = 1, **fields: str) -> None:
    edit_lead(database, lead_id, fields, "sue", clock())


def stored(database: Database) -> list[Changed]:
    with database.read() as connection:
        seqs = connection.execute(select(changed_values.c.seq)).scalars().all()
        changes = read_changes(connection, seqs)
    return [changed for seq in sorted(changes) for changed in changes[seq]]


def number_of(database: Database, lead_id: int = 1) -> int:
    with database.read() as connection:
        lead = read_lead(connection, lead_id)
    assert lead is not None
    return lead.numbers[0].id


def shown(smiledial: CommandLine, action: str) -> Mapping[str, object]:
    (entry,) = smiledial("audit", "show", "--action", action, "--json").document
    assert isinstance(entry, dict)
    return entry


def test_an_edited_lead_is_shown_before_and_after_and_its_entry_has_hashes_alone(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    add_lead(database, "Ada", "2085550147", email="ada@old.example")
    edit(database, clock, email="ada@new.example", priority="3")
    entry = shown(smiledial, "lead_edit")
    assert entry["changes"] == [
        {"field": "email", "before": "ada@old.example", "after": "ada@new.example"},
        {"field": "priority", "before": "0", "after": "3"},
    ]
    assert "example" not in str(entry["detail"])
    answer = smiledial("audit", "show")
    assert "changed email: ada@old.example → ada@new.example" in answer.out
    smiledial("settings", "set", "firm_name", "Northwind")
    assert shown(smiledial, "setting")["changes"] == [
        {"field": "firm_name", "before": "", "after": "Northwind"}
    ]
    assert "changed firm_name: nothing → Northwind" in smiledial("audit", "show").out
    smiledial("settings", "set", "firm_name", "Southwind")
    answer = smiledial("settings", "show", "firm_name", "--json").document
    assert answer["value"] == "Southwind"
    assert [(change["before"], change["after"]) for change in answer["changes"]] == [
        ("Northwind", "Southwind"),
        ("", "Northwind"),
    ]
    shown_lines = smiledial("settings", "show", "firm_name").out
    assert "firm name Northwind → Southwind\n" in shown_lines
    assert "smiledial settings show lists them" in smiledial("settings", "show", "moon").err
    held = smiledial("lead", "show", "2085550147", "--everything", "--json").document
    edited = [entry["changes"] for entry in held["audit"] if entry["action"] == "lead_edit"]
    assert edited[0][0]["before"] == "ada@old.example"


def test_erasing_a_person_empties_what_stood_beside_the_log_and_the_log_holds(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "2085550147")
    add_lead(database, "Grace", "2085550149")
    edit(database, clock, name="Ada Byron")
    add_number(database, 1, "2085550150", "sue", clock())
    # Grace's number was once Ada's: erasing Ada forgets it there too.
    mend_number(database, number_of(database, 2), "2085550148", "sue", clock())
    erase(database, "+12085550149", "by post", "sue", clock())
    assert [changed.field for changed in stored(database)] == ["name", "number"]
    erase(database, ADA, "by post", "sue", clock())
    assert stored(database) == []
    with database.read() as connection:
        assert verify(connection) is None


def test_a_merge_keeps_them_with_the_lead_that_stays(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "2085550147")
    add_lead(database, "Ada Byron", "2085550148")
    edit(database, clock, 2, city="Boise")
    merge(database, 1, 2, "sue", clock())
    with database.read() as connection:
        assert connection.execute(select(changed_values.c.lead_id)).scalars().all() == [1]
        assert verify(connection) is None
    erase(database, GRACE, "by post", "sue", clock())
    assert stored(database) == []


def test_a_backup_takes_them_along(
    database: Database, clock: FrozenClock, smiledial: CommandLine, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "2085550147")
    edit(database, clock, city="Boise")
    before = stored(database)
    assert smiledial("backup", str(tmp_path / "backup.db")).status == 0
    copy = open_database(str(tmp_path / "backup.db"))
    assert stored(copy) == before
    copy.close()
    assert smiledial("restore", str(tmp_path / "backup.db")).status == 0
    assert stored(database) == before


@pytest.mark.parametrize("column", ["before", "after", "salt", "field"])
def test_a_changed_value_is_named(database: Database, clock: FrozenClock, column: str) -> None:
    add_lead(database, "Ada", "2085550147")
    edit(database, clock, city="Boise")
    with database.write() as connection:
        connection.execute(text(f"UPDATE changed_value SET {column} = 'Nampa'"))
        fault = verify(connection)
    assert fault is not None
    assert "is not as it was stored beside the log" in fault.text
    with database.read() as connection:
        count = connection.execute(select(func.count()).select_from(changed_values)).scalar()
    assert count == 1
