"""Leads that other programs send: files in a watched folder, and rows through a pipe."""

import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.importing.import_run import import_leads
from console.importing.incoming.piped_rows import LineAnswer, PipedRows
from console.importing.incoming.watched_folder import Taken, WatchedFolder, prepared_folder
from console.importing.options import ImportOptions
from console.lists.batches import undo_import
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import MatchBy
from db.tables.audit import audit_entries
from db.tables.imports import import_batches
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.importing.stored import stored

WEB = ImportOptions(list_name="Web", match=MatchBy.VENDOR_ID)
HEADER = "name,phone,vendor id"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


@pytest.fixture
def watched(database: Database, clock: FrozenClock, folder: Path) -> WatchedFolder:
    return watch(database, clock, folder)


def watch(database: Database, clock: FrozenClock, folder: Path) -> WatchedFolder:
    def bring(path: Path, wish: ImportOptions, warn: Callable[[str], None]) -> object:
        return import_leads(database, path, wish, agent="ann", now=clock(), warn=warn)

    with prepared_folder(folder):
        return WatchedFolder(database, folder, WEB, bring)  # type: ignore[arg-type]


def put(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def look(watched: WatchedFolder, times: int = 2) -> list[tuple[str, str]]:
    """A file is complete when a second look finds it as the first one did."""
    return [(taken.name, taken.result) for taken in looked(watched, times)]


def looked(watched: WatchedFolder, times: int = 2) -> list[Taken]:
    return [taken for _ in range(times) for taken in watched.look()]


def names(database: Database) -> list[str]:
    return [name for _, name in stored(database, leads.c.id, leads.c.name)]


def test_a_complete_file_comes_in_once_and_is_moved(
    database: Database, folder: Path, watched: WatchedFolder
) -> None:
    put(folder, "fair.csv", "Ada,2085550147,a1", "Bob,123,a2")
    assert look(watched) == [("fair.csv", "imported")]
    assert names(database) == ["Ada"]
    assert sorted(path.name for path in (folder / "done").iterdir()) == [
        "fair.csv",
        "fair.rejects.csv",
    ]
    assert look(watched) == []


def test_a_file_that_is_still_written_waits(
    database: Database, folder: Path, watched: WatchedFolder
) -> None:
    path = put(folder, "fair.csv", "Ada,2085550147,a1")
    assert look(watched, 1) == []
    with path.open("a", encoding="utf-8") as file:
        file.write("Bob,2085550148,a2\n")
    put(folder, "other.csv.part", "Cy,2085550149,a3")
    assert look(watched, 1) == []
    assert look(watched, 1) == [("fair.csv", "imported")]
    assert names(database) == ["Ada", "Bob"]


def test_the_same_file_again_and_after_a_new_start_changes_nothing(
    database: Database, clock: FrozenClock, folder: Path, watched: WatchedFolder
) -> None:
    path = put(folder, "fair.csv", "Ada,2085550147,a1")
    # Killed after the import and before the move: the file is still there.
    import_leads(database, path, WEB, agent="ann", now=clock())
    assert look(watch(database, clock, folder)) == [("fair.csv", "known")]
    put(folder, "again.csv", "Ada,2085550147,a1")
    assert look(watched) == [("again.csv", "known")]
    assert len(stored(database, import_batches.c.id)) == 1
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["again.csv", "fair.csv"]


def test_a_file_that_waits_for_an_answer_fails_and_says_why(
    database: Database, folder: Path, watched: WatchedFolder
) -> None:
    put(folder, "bad.csv", "Ada,12,a1", "Bob,123,a2")
    (folder / "page.csv").write_text("<html>", encoding="utf-8")
    assert sorted(look(watched)) == [("bad.csv", "failed"), ("page.csv", "failed")]
    assert names(database) == []
    why = (folder / "failed" / "page.csv.why.txt").read_text(encoding="utf-8")
    assert "is a web page" in why
    assert "--yes" in (folder / "failed" / "bad.csv.why.txt").read_text(encoding="utf-8")


def test_names_links_and_folders_of_others_do_no_harm(
    database: Database, tmp_path: Path, folder: Path, watched: WatchedFolder
) -> None:
    secret = put(tmp_path, "secret.csv", "Ada,2085550147,a1")
    (folder / "link.csv").symlink_to(secret)
    (folder / "sub.csv").mkdir()
    put(folder, "a\x1b[2Jb.csv", "Bob,2085550148,a2")
    put(folder, "x" * 240 + ".csv", "Cy,2085550149,a3")
    with (folder / os.fsdecode(b"\xff.csv")).open("w") as file:
        file.write("name,phone\nDee,2085550150\n")
    os.mkfifo(folder / "pipe.csv")
    assert {result for _, result in look(watched)} == {"failed"}
    assert names(database) == []
    assert secret.exists()
    assert (folder / "sub.csv").is_dir()
    texts = sorted(path.read_text(encoding="utf-8") for path in (folder / "failed").glob("*.txt"))
    assert len(texts) == 5
    assert all("\x1b" not in text for text in texts)
    assert look(watched) == []


def test_only_one_program_watches_a_folder(folder: Path) -> None:
    with (
        prepared_folder(folder),
        pytest.raises(BadInput, match="watches"),
        prepared_folder(folder),
    ):
        pass
    with prepared_folder(folder):
        pass


@pytest.fixture
def pipe(database: Database, clock: FrozenClock, tmp_path: Path) -> Iterator[PipedRows]:
    rows = piped(database, clock, tmp_path)
    yield rows
    rows.close()


def piped(database: Database, clock: FrozenClock, tmp_path: Path) -> PipedRows:
    return PipedRows(database, WEB, "ann", clock, tmp_path, lambda _text: None)


def send(pipe: PipedRows, *lines: str) -> list[tuple[int, str]]:
    return [(answer.line, answer.result) for answer in answers(pipe, *lines)]


def answers(pipe: PipedRows, *lines: str) -> Sequence[LineAnswer]:
    for line in lines:
        pipe.feed(f"{line}\n".encode())
    return pipe.write()


def test_rows_of_a_pipe_are_one_import_however_they_come(
    database: Database, clock: FrozenClock, pipe: PipedRows
) -> None:
    assert send(pipe, HEADER, "Ada,2085550147,a1") == [(2, "new")]
    clock.advance(minutes=1)
    assert send(pipe, "Ada,2085550147,a1", '"Bob', 'Lee",2085550148,a2') == [
        (3, "known"),
        (4, "new"),
    ]
    columns = ("rows", "imported", "duplicate_in_file", "rejected")
    assert stored(database, *(import_batches.c[name] for name in columns)) == [(3, 2, 1, 0)]
    assert names(database) == ["Ada", "Bob Lee"]
    with database.read() as connection:
        details = connection.execute(
            select(audit_entries.c.detail).where(audit_entries.c.action == "import")
        ).scalars()
        assert [json.loads(detail)["imported"] for detail in details] == [1, 1]
        assert verify(connection) is None
    assert pipe.batch_id is not None
    assert undo_import(database, pipe.batch_id, "sue", clock()).leads == 2
    assert send(pipe, "Cy,2085550149,a3") == [(6, "new")]  # of a new import, as that one is gone
    assert names(database) == ["Cy"]


def test_a_bad_row_is_left_out_and_never_stops_the_others(
    database: Database, tmp_path: Path, pipe: PipedRows
) -> None:
    lines = [HEADER, "Bob,123,a2", '"Ada,2085550147,a1', "Cy,2085550149,a3", "=1+1,9,a4"]
    assert send(pipe, *lines) == [(2, "left_out")]
    pipe.close_row()  # nothing more comes, so the quote was never closed
    assert send(pipe) == [(3, "new"), (4, "new"), (5, "left_out")]
    assert names(database) == ["Ada", "Cy"]
    pipe.close()
    with (tmp_path / "standard input.rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [(row[0], row[4]) for row in rows[1:]] == [("2", "Bob"), ("5", "'=1+1")]
    assert "too short" in rows[1][3]


def test_json_lines_are_answered_by_their_vendor_id(
    database: Database, clock: FrozenClock, tmp_path: Path, pipe: PipedRows
) -> None:
    internal_list.add(database, "+12085550148", "asked", "ann", clock())
    sent = [
        {"name": "Ada", "phone": "2085550147", "vendor_id": "a1"},
        {"name": "Bob", "phone": "2085550148", "vendor_id": "a2"},
    ]
    matches = answers(pipe, *map(json.dumps, sent), "no json", '{"name": "Cy"}')
    assert [(answer.vendor_id, answer.result) for answer in matches] == [
        ("a1", "new"),
        ("a2", "barred"),
        ("", "left_out"),
        ("", "left_out"),
    ]
    assert matches[0].lead_id == 1
    pipe.close()
    lines = (tmp_path / "standard input.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[1])["name"] == "Cy"
    # The sender was killed and begins again: nobody is there twice.
    again = partial(send, piped(database, clock, tmp_path))
    assert again(*map(json.dumps, sent)) == [(1, "known"), (2, "barred")]
    assert names(database) == ["Ada", "Bob"]


def test_a_row_that_spoils_its_neighbours_is_left_out_alone(
    database: Database, pipe: PipedRows
) -> None:
    good = {"name": "Ada", "phone": "2085550147"}
    spoiling = {"name": "Bob", "phone": "2085550148", "x" * 5000: "1"}
    lines = [json.dumps(row) for row in (good, spoiling, {**good, "phone": "2085550149"})]
    assert [result for _, result in send(pipe, *lines)] == ["new", "left_out", "new"]
    assert names(database) == ["Ada", "Ada"]
