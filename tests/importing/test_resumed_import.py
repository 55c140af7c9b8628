"""An interrupted import goes on with the first row that is not committed, and stays one import."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict
from sqlalchemy import event, func, select

from console.import_steps import Step
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.importing.rows.chunks import ROWS_AT_ONCE as PIECE
from console.lists.batches import undo_import
from db.audit.verification import verify
from db.engine.database import Database, open_database
from db.enums import MatchBy, OnDuplicate
from db.firm.settings import bump_revision
from db.imports.checkpoints import interrupted_imports
from db.imports.undo import hide_batch, remove_some
from db.leads.search_words import SEGMENT, read_places
from db.tables.audit import audit_entries
from db.tables.do_not_call import consents, suppressions
from db.tables.imports import import_batches, import_checkpoints, pending_changes
from db.tables.leads import in_sight, lead_words, leads, numbers, places
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.importing.stored import count, table

ROWS = 2 * PIECE + 300
FAR = PIECE + 1000
"""An earlier row so far back is in an earlier piece."""
HEADER = (
    "name,company,phone,other phone,address,notes,vendor id,consent on,consent kind,consent proof"
)
AREAS = (208, 212, 305, 415)
WISHES = [
    ImportOptions(match=MatchBy.VENDOR_ID, on_duplicate=OnDuplicate.UPDATE),
    ImportOptions(match=MatchBy.NAME_ADDRESS, on_duplicate=OnDuplicate.MERGE),
    ImportOptions(),
]


def phone(n: int) -> str:
    return f"{AREAS[n % 4]}{200 + n // 10_000}{n % 10_000:04}"


def rows() -> Iterator[str]:
    """Rows of every kind, and each kind on both sides of every interruption."""
    for n in range(ROWS):
        own, other, notes, consent = phone(n), "", "", ",,"
        if n % 97 == 1:
            other = phone(20_000 + n)
        if n % 503 == 2:
            notes = "10/12 DO NOT CALL"
        if n % 701 == 3:
            notes = "he may not want our calls any more"
        if n % 311 == 4:
            consent = "2026-10-01,written,form 7"
        if n % 1009 == 5:
            own = "1"
        if n % 907 == 6 and n > FAR:  # the number of a row of an earlier chunk
            own, other = phone(n - FAR + 100), phone(30_000 + n)
        if n % 613 == 7:
            own = ""
        if n % 811 == 8:
            own = "2125550199999"
        person = n - FAR if n % 401 == 9 and n > FAR else n  # another number of the same person
        where = f"{person} Oak St"
        yield f"Ann Q{person},Works {n % 613},{own},{other},{where},{notes},v{person},{consent}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "fair.csv"
    path.write_text("\n".join([HEADER, *rows()]) + "\n", encoding="utf-8")
    return path


def bring(
    database: Database, path: Path, wish: ImportOptions, clock: FrozenClock, **more: Any
) -> Imported:
    return import_leads(database, path, wish, agent="ann", now=clock(), **more)


def know(database: Database, path: Path, clock: FrozenClock) -> None:
    """Bring in leads that the file then has again."""
    known = path.with_name("known.csv")
    lines = [f"Ann Q{n},,{phone(n)},{phone(40_000 + n)}" for n in range(100, ROWS, 1500)]
    known.write_text("\n".join(["name,notes,phone,other phone", *lines]) + "\n", encoding="utf-8")
    bring(database, known, ImportOptions(), clock)


class Cut:
    """Stops an import after some rows, or as it is published."""

    def __init__(self, at: int | Step) -> None:
        self._at = at
        self.first: int | None = None

    def count(self, done: int, _about: int) -> None:
        if self.first is None:
            self.first = done
        if isinstance(self._at, int) and done >= self._at:
            raise KeyboardInterrupt

    def begin(self, step: Step) -> None:
        if step is self._at:
            raise KeyboardInterrupt


def cut(database: Database, path: Path, wish: ImportOptions, clock: FrozenClock, at: Any) -> Cut:
    cut = Cut(at)
    with pytest.raises(KeyboardInterrupt):
        bring(database, path, wish, clock, progress=cut.count, begin=cut.begin)
    assert count_in_sight(database) == count_known()
    return cut


def count_known() -> int:
    return len(range(100, ROWS, 1500))


def count_in_sight(database: Database) -> int:
    with database.read() as connection:
        shown = select(func.count()).select_from(leads).where(in_sight())
        return int(connection.execute(shown).scalar_one())


def contents(database: Database) -> dict[str, Any]:
    """What the database holds, without the ids that it gave."""
    names = {
        lead_id: f"{name} {company}"
        for lead_id, name, company in table(
            database, (leads.c.id, leads.c.name, leads.c.company), leads.c.id
        )
    }
    facts = dict(table(database, (places.c.id, places.c.facts), places.c.id))
    own = [column for column in leads.columns if column.name not in {"id", "place_id"}]
    at = [column.name for column in own]
    stored: list[dict[str, Any]] = [
        {**dict(zip(at, row, strict=True)), "place": facts[place_id]}
        for place_id, *row in table(database, (leads.c.place_id, *own), leads.c.id)
    ]
    columns = [column for column in numbers.columns if column.name not in {"id"}]
    held = []
    for row in table(database, columns, numbers.c.lead_id):
        number = dict(zip([column.name for column in columns], row, strict=True))
        number |= {"place_id": facts[row[at_place(columns)]], "lead_id": names[number["lead_id"]]}
        held.append(tuple(number.values()))
    words: dict[str, set[str]] = {}
    for word, segment, written in table(
        database, (lead_words.c.word, lead_words.c.segment, lead_words.c.leads), lead_words.c.word
    ):
        ids = (segment * SEGMENT + place for place in read_places(written))
        words.setdefault(word, set()).update(names[lead_id] for lead_id in ids)
    values = [c for c in consents.columns if c.name not in {"id", "recorded_at", "audit_seq"}]
    asked = (suppressions.c.e164, suppressions.c.reason, suppressions.c.agent)
    batch = [c for c in import_batches.columns if c.name not in {"at", "source"}]
    return {
        "leads": stored,
        "numbers": sorted(held),
        "words": words,
        "consents": sorted(table(database, values, consents.c.e164)),
        "asked": table(database, asked, suppressions.c.e164),
        "batches": table(database, batch, import_batches.c.id),
        "log": table(
            database, (audit_entries.c.action, audit_entries.c.detail), audit_entries.c.seq
        ),
        "left": count(database, pending_changes, import_checkpoints),
        "hidden": [row for row in table(database, (places.c.hidden_at,), places.c.id) if row[0]],
    }


def at_place(columns: list[Any]) -> int:
    return [column.name for column in columns].index("place_id")


def said(brought: Imported) -> dict[str, Any]:
    """What the import says of itself, without what follows from the time it took."""
    values = asdict(brought)
    for name in ("file", "mapped", "rejects_file", "questions"):
        del values[name]
    return values


@pytest.mark.long
@pytest.mark.parametrize(
    "wish",
    [WISHES[0], *(pytest.param(wish, marks=pytest.mark.long) for wish in WISHES[1:])],
    ids=["id", "name", "number"],
)
def test_an_import_that_was_interrupted_again_and_again_is_like_one_that_was_not(
    database: Database,
    clock: FrozenClock,
    path: Path,
    tmp_path: Path,
    sqlite_template: Path,
    wish: ImportOptions,
) -> None:
    shutil.copy(sqlite_template, tmp_path / "whole.db")
    uncut = open_database(str(tmp_path / "whole.db"))
    know(uncut, path, clock)
    expected = bring(uncut, path, wish, clock)
    assert expected.rejects_file is not None
    rejects = expected.rejects_file.read_text(encoding="utf-8-sig")
    know(database, path, clock)
    assert cut(database, path, wish, clock, PIECE - 100).first == 0
    first = cut(database, path, wish, clock, 2 * PIECE - 100).first
    assert PIECE - 100 <= (first or 0) <= PIECE
    last = cut(database, path, wish, clock, expected.rows).first
    assert 2 * PIECE - 100 <= (last or 0) <= 2 * PIECE
    cut(database, path, wish, clock, Step.UPDATING)
    brought = bring(database, path, wish, clock)
    assert f"interrupted after {ROWS:,} rows" in brought.mapped.doubts[-1].text
    assert said(brought) == said(expected)
    assert brought.rejects_file is not None
    assert brought.rejects_file.read_text(encoding="utf-8-sig") == rejects
    ours, theirs = contents(database), contents(uncut)
    for part, value in theirs.items():
        assert ours[part] == value, part
    uncut.close()
    with database.read() as connection:
        assert verify(connection) is None
    assert brought.batch_id is not None
    undo_import(database, brought.batch_id, "ann", clock.advance(minutes=1))
    assert count_in_sight(database) == count_known()


@pytest.mark.long
def test_another_file_or_other_options_begin_anew(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    know(database, path, clock)
    cut(database, path, ImportOptions(), clock, 2 * PIECE - 100)
    heard: list[str] = []
    other = ImportOptions(list_name="other")
    preview = bring(database, path, ImportOptions(is_dry_run=True), clock)
    assert "it goes on with the row after them" in preview.mapped.doubts[-1].text
    brought = bring(database, path, other, clock, warn=heard.append)
    assert "“fair.csv” was interrupted after" in " ".join(heard)
    assert "begins with the first row" in " ".join(heard)
    assert brought.rows == ROWS
    assert count(database, import_checkpoints) == [0]
    with database.read() as connection:
        named = select(func.count()).where(leads.c.batch_id == brought.batch_id)
        assert connection.execute(named).scalar_one() == brought.imported


@pytest.mark.parametrize(
    "change",
    ["file", *(pytest.param(act, marks=pytest.mark.long) for act in ("settings", "undone"))],
)
def test_what_may_judge_rows_in_another_way_makes_it_begin_anew(
    database: Database, clock: FrozenClock, path: Path, change: str
) -> None:
    know(database, path, clock)
    cut(database, path, ImportOptions(), clock, PIECE - 100)
    if change == "file":
        path.write_text(f"{path.read_text()}Bo,,{phone(60_001)},,,,,,,\n", encoding="utf-8")
    elif change == "settings":
        with database.write() as connection:
            bump_revision(connection)
    else:
        undo_import(database, 1, "ann", clock())
    stopper = Cut(ROWS * 2)
    bring(database, path, ImportOptions(), clock, progress=stopper.count)
    assert stopper.first == 0
    assert count(database, import_batches) == [1 if change == "undone" else 2]


def test_an_import_that_is_stopped_before_its_first_rows_are_in_leaves_nothing(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    checkpoints: list[str] = []
    steps: list[Step] = []

    def stop(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO import_checkpoint"):
            checkpoints.append(statement)
            if len(checkpoints) == 2:  # the first one is written with the empty batch
                raise InterruptedError

    event.listen(database.engine, "before_cursor_execute", stop)
    with pytest.raises(InterruptedError):
        bring(database, path, ImportOptions(), clock, begin=steps.append)
    assert steps == [Step.TAKING_OUT], "it is not said that the next import goes on"
    assert count(database, import_batches, import_checkpoints) == [0, 0]


@pytest.mark.long
def test_an_import_whose_removal_stopped_half_way_is_not_resumed(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    know(database, path, clock)
    cut(database, path, ImportOptions(), clock, 2 * PIECE - 100)
    with database.write() as connection:
        batch_id = interrupted_imports(connection)[0].batch_id
        assert remove_some(connection, batch_id), "some of its leads are left"
    stopper = Cut(ROWS * 2)
    brought = bring(database, path, ImportOptions(), clock, progress=stopper.count)
    assert stopper.first == 0
    assert brought.rows == ROWS
    assert count_in_sight(database) == count_known() + brought.imported


def test_an_import_whose_undo_stopped_half_way_is_not_resumed(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    # Stopped right after it was published: its checkpoints are left.
    brought = bring(database, path, ImportOptions(), clock, begin=Cut(Step.TIDYING).begin)
    assert brought.batch_id is not None
    assert count(database, import_checkpoints) != [0]
    with database.write() as connection:
        hide_batch(connection, brought.batch_id, clock())
        assert interrupted_imports(connection) == []


def test_an_import_that_still_runs_is_not_taken_over(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    """A second start of the same import waits for the first, as for any other."""
    know(database, path, clock)

    def look(done: int, _about: int) -> None:
        if 2 * PIECE - 100 <= done <= 2 * PIECE:
            preview = bring(database, path, ImportOptions(is_dry_run=True), clock)
            assert not any("interrupted" in doubt.text for doubt in preview.mapped.doubts)

    assert bring(database, path, ImportOptions(), clock, progress=look).imported


def test_the_list_of_imports_names_an_interrupted_one_and_finish_takes_it_out(
    database: Database, clock: FrozenClock, path: Path, smiledial: CommandLine
) -> None:
    know(database, path, clock)
    cut(database, path, ImportOptions(), clock, PIECE - 100)
    assert f"“fair.csv” was interrupted after {(PIECE - 100) // 1000}," in smiledial("imports").out
    assert "Taken out: 1 unfinished import." in smiledial("imports", "finish").out
    assert "interrupted" not in smiledial("imports").out
    assert count(database, import_checkpoints) == [0]
