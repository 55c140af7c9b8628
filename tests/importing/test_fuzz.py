"""Any bytes at all: told in a sentence or read as rows that add up; never an error of our own."""

import gzip
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions
from console.importing.import_run import import_leads
from console.importing.mapping import known_columns, map_columns
from console.importing.options import ImportOptions
from console.trouble import BadInput
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.examples import examples
from tests.tables.sheets import write_ods, write_xlsx

TABLE = (
    "name;phone;Office Phone;state;zip;income;consent_on;notes\r\n"
    'Ada Byron;"(208) 555-0147";208 555 0100 x22;ID;83702;120k;2026-11-01;"likes; proofs"\r\n'
    "Zoë;+44 20 7946 0012;;;;;;\r\n"
)
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN;CHARSET=UTF-8:Zoë\r\nTEL;TYPE=CELL:(208) 555-0147\r\n"
    "ADR:;;1 Main St;Boise;ID;83702;USA\r\nNOTE:a\\nb\r\nEND:VCARD\r\n"
)


def _book(write: Callable[..., None]) -> bytes:
    buffer = io.BytesIO()
    write(buffer, {"Leads": [["name", "phone"], ["Ada", "(208) 555-0147"], ["Bo", 2085550148]]})
    return buffer.getvalue()


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as folder:
        folder.writestr("leads.csv", TABLE)
    return buffer.getvalue()


WHOLE = {
    "csv": TABLE.encode(),
    "utf16.csv": TABLE.encode("utf-16"),
    "vcf": CARD.encode(),
    "xlsx": _book(write_xlsx),
    "ods": _book(write_ods),
    "zip": _zipped(),
    "csv.gz": gzip.compress(TABLE.encode()),
}

bytes_that_matter = some.sampled_from(
    [b"\0", b'"', b"\r", b"\n", b";", b",", b"\t", b"\xff", b"\xef\xbb\xbf", b"sep=;\n", b"'", b"="]
) | some.binary(max_size=6)


@some.composite
def damaged(draw: some.DrawFn) -> tuple[str, bytes]:
    """A good file of some sort with a few bytes put in, taken out or overwritten; or mere bytes."""
    if draw(some.booleans()):
        end = draw(some.sampled_from(list(WHOLE)))
        return end, draw(some.binary(max_size=400))
    end = draw(some.sampled_from(list(WHOLE)))
    content = WHOLE[end]
    for _ in range(draw(some.integers(1, 4))):
        at = draw(some.integers(0, len(content)))
        till = min(len(content), at + draw(some.sampled_from([0, 0, 1, 2, 40])))
        content = content[:at] + draw(bytes_that_matter) + content[till:]
    return end, content


READ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read_through(path: Path) -> None:
    with suppress(BadInput):
        file = open_rows(path)
        for row in file.rows():
            assert row.fault or len(row.cells) == len(file.header)


@settings(READ, max_examples=examples(300))
@given(damaged())
def test_damaged_bytes_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[str, bytes]
) -> None:
    end, content = made
    path = tmp_path_factory.getbasetemp() / f"fuzzed.{end}"
    path.write_bytes(content)
    read_through(path)


@settings(READ, max_examples=examples(40))
@given(damaged())
def test_what_is_read_adds_up_and_a_dry_run_writes_nothing(
    database: Database, clock: FrozenClock, tmp_path: Path, made: tuple[str, bytes]
) -> None:
    end, content = made
    path = tmp_path / f"fuzzed.{end}"
    path.write_bytes(content)
    wish = ImportOptions(is_dry_run=True, is_sure=True)
    try:
        brought = import_leads(database, path, wish, agent="ann", now=clock())
    except BadInput:
        return
    accounted = brought.imported + brought.duplicate_in_file + brought.rejected
    assert brought.rows == accounted
    assert not path.with_name("fuzzed.rejects.csv").exists()


cells = some.text(some.characters(codec="utf-8"), max_size=12)


@settings(READ, max_examples=examples(60))
@given(
    some.lists(cells, min_size=1, max_size=6),
    some.lists(some.lists(cells, max_size=7), max_size=6),
    some.sampled_from([",", ";", "\t", "|"]),
    some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(["phone", "phone", ""], [["2085550147", "", ""]], ",", "utf-8")
@example(["kept", "smiledial_id", "line"], [["2085550147"]], ";", "utf-8")
def test_any_table_is_mapped_or_told(
    database: Database,
    tmp_path: Path,
    header: list[str],
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
) -> None:
    path = tmp_path / "table.csv"
    lines = [delimiter.join(header), *(delimiter.join(row) for row in rows)]
    path.write_bytes("\n".join(lines).encode(encoding, "ignore"))
    try:
        file = open_rows(path, ReadOptions(encoding=encoding, delimiter=delimiter))
        with database.read() as connection:
            known = known_columns(connection, file)
        mapped = map_columns(file, file.sample(), (), ["US"], known)
    except BadInput:
        return
    positions = [
        *mapped.columns.fields.values(),
        *(phone.position for phone in mapped.columns.phones),
        *(position for position, _ in mapped.columns.extras),
    ]
    assert len(positions) == len(set(positions))
