"""The doctor looks at the file itself, and at what was left half done, and says what to do."""

import os
import resource
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from console.maintenance.checkup.examine import held_up, look_at_way
from db.audit.log import TURN
from db.engine.database import Database, open_database
from db.enums import LeadKind
from db.firm.settings import owe_marks
from db.imports.batches import NewList, Source, make_batch, make_list
from db.imports.undo import close_some, hide_batch
from db.maintenance.health import Way
from tests.cli.shell import Answer, CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for


@pytest.fixture
def shop(smiledial: CommandLine, tmp_path: Path) -> CommandLine:
    """With one import of three hundred leads."""
    path = tmp_path / "fair.csv"
    rows = (f"Ann{n},208555{n:04},{'note ' * 40}\n" for n in range(300))
    path.write_text("name,phone,notes\n" + "".join(rows), encoding="utf-8")
    assert smiledial("import", str(path)).status == 0
    return smiledial


def test_who_has_leads_is_asked_for_the_name_and_number_that_a_call_must_say(
    shop: CommandLine,
) -> None:
    text, advice = check_named(shop("doctor", "--json"), "firm")
    assert text == "it has no name and no number to be said in a call"
    assert "smiledial settings set firm_name" in advice
    assert shop("settings", "set", "firm_name", "Northwind").status == 0
    assert (
        check_named(shop("doctor", "--json"), "firm")[0] == "it has no number to be said in a call"
    )
    assert shop("settings", "set", "firm_phone", "(212) 555-0147").status == 0
    assert check_named(shop("doctor", "--json"), "firm")[1] == ""


def test_a_clearing_that_ends_and_missing_permits_are_named_with_their_leads(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "homes.csv"
    path.write_text("name,phone\nAda,8135550147\nBo,8135550148\n", encoding="utf-8")
    options = ("--list", "Homes", "--kind", "consumer", "--scrubbed-on", "2026-10-21")
    assert smiledial("import", str(path), *options).status == 0
    text, advice = check_named(smiledial("doctor", "--json"), "cleared elsewhere")
    assert text == "Homes, cleared on 21 Oct: 2 open leads good until Sat 21 Nov"
    assert "--scrubbed-on" in advice
    text, advice = check_named(smiledial("doctor", "--json"), "permits")
    assert text == "1 is missing, and 2 leads are there"
    assert "smiledial permits" in advice
    assert "! Homes, cleared on 21 Oct: 2 open leads" in smiledial("lists").out


def test_a_clearing_counts_resting_leads_too_and_the_reasons_count_each_lead_once(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    for name, phone in (("Ada", "(208) 555-0147"), ("Bo", "(208) 555-0148")):
        on = date(2026, 10, 21)
        add_lead(database, name, phone, kind=LeadKind.CONSUMER, cleared_on=on)
    call(desk_for(database, clock), "no")
    clock.advance(days=6)
    findings = smiledial("doctor", "--json")
    text, _ = check_named(findings, "cleared elsewhere")
    assert text.endswith(": 2 open leads cannot be called since Sun 22 Nov")
    text, _ = check_named(findings, "registry_stale")
    assert text == "1 lead cannot be called for this reason alone"


def check_named(answer: Answer, name: str) -> tuple[str, str]:
    """The text and the advice of one finding; twice "" where it was not found."""
    for row in answer.document:
        if row["name"] == name:
            return row["text"], row["advice"] or ""
    return "", ""


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it is about the file
def test_a_page_that_was_overwritten_is_seen_wherever_it_lies(
    shop: CommandLine, tmp_path: Path
) -> None:
    backup = tmp_path / "kept.db"
    assert shop("backup", str(backup)).status == 0
    whole = Path(shop.db).read_bytes()
    pages = len(whole) // 4096
    unseen = []
    for page in range(2, pages, 5):
        Path(shop.db).write_bytes(
            whole[: page * 4096] + b"\xa5" * 4096 + whole[page * 4096 + 4096 :]
        )
        answer = shop("doctor", "--json")
        if answer.status == 4:
            assert "damaged" in answer.err, answer
        elif "damaged" not in check_named(answer, "pages")[0]:
            unseen.append(page)
        else:
            assert answer.status == 1
            assert "restore" in check_named(answer, "pages")[1]
    Path(shop.db).write_bytes(whole)
    assert check_named(shop("doctor", "--json"), "pages") == ("the file is whole", "")
    assert len(unseen) <= pages // 20, unseen  # pages that hold nothing


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it is about the file
def test_a_damaged_file_names_the_newest_backup(shop: CommandLine, tmp_path: Path) -> None:
    backup = tmp_path / "kept.db"
    assert shop("backup", str(backup)).status == 0
    database = open_database(shop.db)
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
            "WHERE name = 'lead') WHERE name = 'number'"
        )
    database.close()
    text, advice = check_named(shop("doctor", "--json"), "pages")
    assert "damaged" in text
    assert str(backup) in advice


def test_an_undo_that_was_killed_is_named_gone_on_with_and_out_of_sight(shop: CommandLine) -> None:
    database = open_database(shop.db)
    with database.write() as connection:
        close_some(connection, 1)
    assert check_named(shop("doctor", "--json"), "undo")[1].startswith(
        "run smiledial imports undo 1"
    )
    with database.write() as connection:
        hide_batch(connection, 1, shop.clock())
    database.close()
    assert check_named(shop("doctor", "--json"), "undo")[1].startswith(
        "run smiledial imports undo 1"
    )
    assert shop("export", "leads", "--format", "jsonl").out == ""
    assert shop("lists", "--json").document == []
    assert shop("imports", "undo", "1").out.startswith("300 leads taken out")
    assert check_named(shop("doctor", "--json"), "undo") == ("", "")
    assert shop("imports", "undo", "1").status == 3


def test_what_imports_left_is_named_and_done(shop: CommandLine) -> None:
    database = open_database(shop.db)
    now = shop.clock()
    with database.write() as connection:
        new = NewList("dead", LeadKind.BUSINESS, "US", None)
        make_batch(connection, make_list(connection, new, now, now), Source("x", "", "a", now), now)
        owe_marks(connection)
    database.close()
    text, advice = check_named(shop("doctor", "--json"), "imports")
    assert text.startswith("1 died")
    assert "marks" in text
    assert "imports finish" in advice
    assert shop("imports", "finish").out.startswith("Taken out: 1 unfinished import")
    assert check_named(shop("doctor", "--json"), "imports") == ("none was left half done", "")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it is about the file
def test_what_killed_programs_left_beside_the_file_is_named(shop: CommandLine) -> None:
    left = Path(shop.db).with_name(".kept.db.abc.part")
    left.touch()
    new = Path(shop.db).with_name(".new.db.abc.part")
    new.touch()
    Path(shop.db).with_name(".planted.part").symlink_to("nowhere")
    at = shop.clock().timestamp()
    os.utime(left, (at - 7200, at - 7200))
    os.utime(new, (at, at))
    text, advice = check_named(shop("doctor", "--json"), "left-over files")
    assert left.name in text
    assert new.name not in text
    assert str(left.parent) in advice


def test_who_restored_an_older_backup_is_told_how_the_doctor_goes_on(
    shop: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # what is replaced is kept there
    backup = str(tmp_path / "old.backup")
    assert shop("backup", backup).status == 0
    for line in range(4):
        shop("dnc", "add", f"208 555 019{line}", "--reason", "asked")
    shop("doctor")
    assert shop("restore", backup, "--force").status == 0
    text, advice = check_named(shop("doctor", "--json"), "audit log")
    assert "the seal" in text or "was sealed" in text
    Path(advice.split(" delete ")[1].split(" and run ")[0]).unlink()
    assert check_named(shop("doctor", "--json"), "audit log")[0].startswith("whole: ")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it is about the file
def test_a_disk_that_is_full_is_told_at_the_start_too(shop: CommandLine) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    ended = subprocess.run(
        # -B: Python would keep bytecode that the limit cuts short, and break on it ever after.
        [sys.executable, "-B", "-m", "console", "--db", shop.db, "why"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert ended.returncode == 4
    assert "the disk is full" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_what_keeps_the_server_from_clearing_away_is_named_with_its_process_and_since_when(
    database: Database,
) -> None:
    if database.is_sqlite:
        assert list(held_up(database)) == []
        return
    forgotten = open_database(database.where)
    with database.write() as owner:
        owner.execute(text("SELECT pg_create_physical_replication_slot('gone', true)"))
    with forgotten.read() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        checks = {row.name: (row.text, row.advice) for row in held_up(database, timedelta(0))}
    with database.write() as owner:
        owner.execute(text("SELECT pg_drop_replication_slot('gone')"))
    forgotten.close()
    session_text, advice = checks["long transaction"]
    assert f"process {pid} (smiledial of postgres) has one since" in session_text
    assert "idle in transaction" in session_text
    assert f"pg_terminate_backend({pid})" in advice
    assert checks["replica"] == ("gone is away; 0 MB are kept for it", "")
    assert [row.text for row in held_up(database)] == ["none that is seen from here"]


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_who_keeps_the_lock_of_the_audit_log_is_named(database: Database) -> None:
    other = open_database(database.where)
    with other.read() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        connection.execute(text(f"SELECT pg_advisory_lock({TURN})"))
    [check, *_] = [row for row in held_up(database) if row.name == "audit log"]
    assert f"process {pid} (smiledial of postgres) keeps the lock of its end" in check.text
    assert f"pg_terminate_backend({pid}): nobody can record a call" in check.advice
    other.close()


@pytest.mark.parametrize(
    ("way", "text", "advice"),
    [
        (Way("", is_encrypted=False, sslmode="prefer"), "it does not leave this machine", ""),
        (
            Way("192.0.2.7", is_encrypted=False, sslmode="prefer"),
            "what goes to 192.0.2.7 can be read on the way",
            "turn TLS on at the server",
        ),
        (
            Way("192.0.2.7", is_encrypted=True, sslmode="require"),
            "encrypted, but 192.0.2.7 may be another server",
            "write sslmode=verify-full&sslrootcert=FILE",
        ),
        (
            Way("192.0.2.7", is_encrypted=True, sslmode="verify-ca"),
            "encrypted, and 192.0.2.7 has shown who it is",
            "",
        ),
    ],
)
def test_what_a_connection_off_this_machine_lacks_is_told(way: Way, text: str, advice: str) -> None:
    answer = look_at_way(way)
    assert answer.text == text
    assert bool(answer.advice) == bool(advice)
    assert answer.advice.startswith(advice)
