"""A database of any size with all that a firm of that size has: leads that can be found, as many
calls, and a registry in proportion."""

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
"""Each of the first with each of the second."""


def part(index: str) -> str:
    """SQL of one of 420 parts of a name."""
    first, second = f"1 + 3 * ({index} / 21)", f"1 + 3 * ({index} % 21)"
    one = f"substr('{_FIRST}', CAST({first} AS integer), 3)"
    return f"{one} || substr('{_SECOND}', CAST({second} AS integer), 3)"


def few(step: int, prime: int, of: int) -> str:
    """SQL of a number below `of` for the lead n: the small ones are common, most are rare."""
    hashed = f"(n * {step} % {prime})"
    return f"({hashed} * {hashed} / {prime} * {of} / {prime})"


_FAMILY = few(7919, 1_000_003, _PARTS**2)
CALLED = {
    "name": (
        f"{part(few(104_729, 999_983, _PARTS))} || ' ' || {part(f'({_FAMILY} / {_PARTS})')}"
        f" || lower({part(f'({_FAMILY} % {_PARTS})')})"
    ),
    "company": (
        f"CASE n % 3 WHEN 0 THEN {part(f'(n / 3 % {_PARTS})')} || ' & Sons' ELSE 'Engine Works' END"
    ),
}
"""Some 170,000 families, a few of them common; two thirds work for one company."""


def fill_all(address: str, count: int) -> None:
    """`count` leads and as many calls, at rest."""
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
    """Numbers of the registry that stands beside so many leads: beside the most the nation's."""
    return max(NATION * count // LARGEST, 1)


def write_registry(folder: Path, count: int) -> Path:
    """The flat file of that registry, written once for both databases."""
    path = folder / "national.txt"
    write_file(path, listed_beside(count))
    return path


def _let_it_write(database: Database, most: str) -> None:
    """How much PostgreSQL writes ahead before it brings its files up to date."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
            alone.execute(text(f"ALTER SYSTEM SET max_wal_size = {most}"))
            alone.execute(text("SELECT pg_reload_conf()"))


def _settle(database: Database) -> None:
    """What is written ahead goes into the files now, and not while it is measured."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.execute(
            text("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "CHECKPOINT")
        )
