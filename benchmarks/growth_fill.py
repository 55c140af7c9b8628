"""Fill a database of any size as a firm has it: searchable leads, as many calls, a registry."""

from pathlib import Path

from sqlalchemy import text

from benchmarks.fill import fill
from benchmarks.registry import NATION, write_file
from benchmarks.reports import LISTS, add_attempts
from db.engine.database import Database, open_database
from db.leads.search_words import fill_words
from db.schema import prepare

PLACES = 2_000
LARGEST = 10_000_000

_FIRST = "BarCorDalFenGarHolJanKelLanMarNorPalRosSanTolVinWalAshElmIbs"
_SECOND = "anabendenerticklanleymanmernesonaricsenfinsonterulfvelwelyerzak"
_PARTS = 420
"""Combinations of a first and a second syllable of three letters."""


def part(index: str) -> str:
    """Return SQL for one of the 420 combinations of syllables."""
    first, second = f"1 + 3 * ({index} / 21)", f"1 + 3 * ({index} % 21)"
    syllable = f"substr('{_FIRST}', CAST({first} AS integer), 3)"
    return f"{syllable} || substr('{_SECOND}', CAST({second} AS integer), 3)"


def skewed(step: int, prime: int, of: int) -> str:
    """Return SQL for a number below `of`, from lead n: small ones are common, most are rare."""
    hashed = f"(n * {step} % {prime})"
    return f"({hashed} * {hashed} / {prime} * {of} / {prime})"


_FAMILY = skewed(7919, 1_000_003, _PARTS**2)
CALLED = {
    "name": (
        f"{part(skewed(104_729, 999_983, _PARTS))} || ' ' || {part(f'({_FAMILY} / {_PARTS})')}"
        f" || lower({part(f'({_FAMILY} % {_PARTS})')})"
    ),
    "company": (
        f"CASE n % 3 WHEN 0 THEN {part(f'(n / 3 % {_PARTS})')} || ' & Sons' ELSE 'Engine Works' END"
    ),
}
"""SQL of name and company: some 170,000 family names; two thirds work for one company."""


def fill_all(address: str, count: int) -> None:
    """Add `count` leads and as many calls, and write everything to the files."""
    database = open_database(address)
    prepare(database)
    _let_it_write(database, "'16GB'")
    fill(database, count, PLACES, LISTS, CALLED)
    with database.write() as connection:
        fill_words(connection)
    add_attempts(database, count)
    _let_it_write(database, "DEFAULT")
    _settle(database)
    database.close()


def listed_beside(count: int) -> int:
    """Return the size of the registry for so many leads: the nation's for the largest database."""
    return max(NATION * count // LARGEST, 1)


def write_registry(folder: Path, count: int) -> Path:
    """Write the flat file of that registry, once for both databases; return its path."""
    path = folder / "national.txt"
    write_file(path, listed_beside(count))
    return path


def _let_it_write(database: Database, most: str) -> None:
    """Set how much WAL PostgreSQL writes before a checkpoint: with little, filling is slow."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
            alone.execute(text(f"ALTER SYSTEM SET max_wal_size = {most}"))
            alone.execute(text("SELECT pg_reload_conf()"))


def _settle(database: Database) -> None:
    """Make a checkpoint now, so that none runs during the measurements."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.execute(
            text("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "CHECKPOINT")
        )
