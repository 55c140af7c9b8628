"""Damage that no hash of a row shows: `audit verify`, `doctor` and `restore` name it."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine.database import Database, open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for

DAMAGES = {
    "a request's outcome that adds nothing to the list": (
        "outcome do_not_call is not as the log has it: suppresses is no instead of yes",
        "UPDATE outcome SET suppresses = FALSE WHERE code = 'do_not_call'",
    ),
    "an outcome that nobody added": (
        "outcome quiet was added: no entry says so",
        """INSERT INTO outcome (code, label, position, is_contact, is_no, is_yes, closes_lead,
        closes_number, suppresses, suppresses_person, needs) SELECT 'quiet', 'Quiet', 40,
        is_contact, is_no, is_yes, closes_lead, closes_number, suppresses, suppresses_person,
        needs FROM outcome WHERE code = 'busy'""",
    ),
    "a call moved to another lead": (
        r"attempt 1 was moved from lead 1 to lead 2: entry \d+ .* is about lead 1",
        "UPDATE attempt SET lead_id = 2 WHERE id = 1",
    ),
    "no head": ("the table audit_head holds no rows instead of one", "DELETE FROM audit_head"),
}
ON_SQLITE = {
    "a trigger that swallows requests": (
        "a trigger “quiet” was added to the database",
        """CREATE TRIGGER quiet AFTER INSERT ON suppression BEGIN
        DELETE FROM suppression WHERE e164 = NEW.e164; END""",
    ),
    "our trigger with another act": (
        "another trigger “session_lead_gone” was added to the database",
        "DROP TRIGGER session_lead_gone",
        """CREATE TRIGGER session_lead_gone AFTER INSERT ON suppression BEGIN
        DELETE FROM suppression WHERE e164 = NEW.e164; END""",
    ),
    "a second head": (
        "the table audit_head holds 2 rows instead of one",
        "ALTER TABLE audit_head RENAME TO gone",
        "CREATE TABLE audit_head (id INTEGER, seq BIGINT, hash TEXT)",
        "INSERT INTO audit_head SELECT 1, seq, hash FROM gone UNION ALL SELECT 1, 0, 'x'",
        "DROP TABLE gone",
    ),
    "a head of words": (
        "the table audit_head holds no number and hash",
        "UPDATE audit_head SET seq = 'the end'",
    ),
}
ON_POSTGRESQL = {
    "an entry before Christ": (
        "entry 2 was altered",
        "UPDATE audit_entry SET at = '0044-03-15 BC' WHERE seq = 2",
    ),
    "a trigger that swallows requests": (
        "a trigger “quiet” on the table suppression was added to the database",
        """CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RETURN NULL; END'""",
        """CREATE TRIGGER quiet BEFORE INSERT ON suppression
        FOR EACH ROW EXECUTE FUNCTION quiet()""",
    ),
    "a rule that swallows requests": (
        "a rule “quiet” on the table suppression was added to the database",
        "CREATE RULE quiet AS ON INSERT TO suppression DO INSTEAD NOTHING",
    ),
    "our trigger turned off": (
        "the trigger “session_lead_gone” of the table session_lead was turned off",
        "ALTER TABLE session_lead DISABLE TRIGGER session_lead_gone",
    ),
    "a second head": (
        "the table audit_head holds 2 rows instead of one",
        "ALTER TABLE audit_head DROP CONSTRAINT ck_audit_head_is_one",
        "INSERT INTO audit_head SELECT 2, seq, hash FROM audit_head",
    ),
}
CASES = [
    *(
        pytest.param("sqlite", words, statements, id=f"{name}, in a file")
        for name, (words, *statements) in (DAMAGES | ON_SQLITE).items()
    ),
    *(
        pytest.param("postgresql", words, statements, id=f"{name}, on a server")
        for name, (words, *statements) in (DAMAGES | ON_POSTGRESQL).items()
    ),
]


def after_a_call(database: Database, clock: FrozenClock) -> None:
    for number in range(2):
        add_lead(database, f"Ann {number}", f"208555010{number}")
    call(desk_for(database, clock, "ann"), "no")


def run_sql(database: Database, *statements: str) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(("address", "words", "statements"), CASES, indirect=["address"])
def test_damage_is_named_by_verify_and_doctor(
    smiledial: CommandLine,
    database: Database,
    clock: FrozenClock,
    words: str,
    statements: list[str],
) -> None:
    after_a_call(database, clock)
    assert smiledial("audit", "verify").status == 0
    run_sql(database, *statements)
    verified = smiledial("audit", "verify")
    assert re.search(words, verified.out)
    assert (verified.status, verified.err) == (1, "")
    for whole in ((), ("--whole",)):
        examined = smiledial("doctor", *whole)
        assert (examined.status, examined.err) == (1, "")
        assert re.search(f"SEE TO: audit log: .*{words}", examined.out)


@pytest.mark.parametrize(
    ("address", "words", "statements"),
    [case for case in CASES if case.values[0] == "sqlite"],
    indirect=["address"],
)
def test_a_damaged_backup_is_named_and_changes_nothing(
    smiledial: CommandLine,
    database: Database,
    clock: FrozenClock,
    tmp_path: Path,
    words: str,
    statements: list[str],
) -> None:
    after_a_call(database, clock)
    backup = tmp_path / "backup.db"
    assert smiledial("backup", str(backup)).status == 0
    copy = open_database(str(backup))
    run_sql(copy, *statements)
    copy.close()
    refused = smiledial("restore", str(backup))
    if "another trigger" in words:  # the restore makes ours anew
        assert refused.status == 0
        assert smiledial("audit", "verify").status == 0
        return
    assert refused.status == 3
    if words != ON_SQLITE["a second head"][0]:  # there the whole table is another one
        assert re.search(words.partition(" was added")[0], refused.err)
    assert smiledial("audit", "verify").status == 0


def test_without_a_head_nothing_is_recorded_and_the_agent_is_told(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    after_a_call(database, clock)
    run_sql(database, "DELETE FROM audit_head")
    refused = smiledial("dnc", "add", "2085550100", "--reason", "asked")
    assert refused.status == 4
    assert "The audit log is damaged: the table audit_head holds no rows" in refused.err
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM suppression")).scalar() == 0


def test_changed_counts_are_named_and_a_backup_with_them_is_counted_anew(
    smiledial: CommandLine, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    after_a_call(database, clock)
    run_sql(database, "UPDATE call_tally SET outcome = 'busy' WHERE kind = 1 AND outcome = 'no'")
    verified = smiledial("audit", "verify")
    assert verified.status == 1
    assert "of the counts that reports read (call_tally) differ from the calls" in verified.out
    assert "SEE TO: counts of calls" in smiledial("doctor").out
    backup = tmp_path / "backup.db"
    smiledial("backup", str(backup))
    restored = smiledial("restore", str(backup))
    assert "Its counts of calls were wrong and have been recounted." in restored.out
    assert smiledial("audit", "verify").status == 0


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("at", ["'soon'", "9223372036854775807"])
def test_an_entry_whose_time_is_none_is_named_and_stops_no_command_in_the_middle(
    smiledial: CommandLine, database: Database, clock: FrozenClock, at: str
) -> None:
    after_a_call(database, clock)
    run_sql(database, f"UPDATE audit_entry SET at = {at} WHERE seq = 2")
    verified = smiledial("audit", "verify")
    assert (verified.status, verified.err) == (1, "")
    assert "entry 2 was altered" in verified.out
    for command in ("doctor", "audit show"):
        answer = smiledial(*command.split())
        assert answer.status == 4, answer
        assert answer.err.startswith("A time in the database cannot be read")
