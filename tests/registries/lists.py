"""The lists of a test: loaded from text, and asked what they hold."""

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.change_files import load_changes
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load, Loaded
from console.do_not_call.registries.number_rows import Reading
from db.dnc.registries import blocks_of, copies, hits_for, registry_rows
from db.engine.database import Database
from db.tables.do_not_call import registry_blocks
from tests.conftest import FrozenClock

LAYOUT = "area,number,change:A/D"


class Lists:
    """The lists of one database: loads them from text and answers what is listed."""

    def __init__(self, database: Database, clock: FrozenClock, folder: Path) -> None:
        self.database = database
        self.clock = clock
        self.file = folder / "list.txt"

    @property
    def today(self) -> date:
        return self.clock().date()

    def wish(self, **values: object) -> Load:
        load = Load("national", self.today, "ann", self.clock())
        return replace(load, **values)

    def load(self, text: str, **values: object) -> Loaded:
        self.file.write_text(text)
        return load_file(self.database, self.file, self.wish(**values), Reading())

    def change(self, text: str, layout: str = LAYOUT, **values: object) -> Loaded:
        self.file.write_text(text)
        return load_changes(self.database, self.file, self.wish(**values), layout)

    def listed(self, *e164s: str) -> set[str]:
        with self.database.read() as connection:
            return set(hits_for(connection, e164s))

    def all_listed(self) -> set[str]:
        """Every number of every copy in force."""
        with self.database.read() as connection, Bitmaps() as bitmaps:
            for copy in registry_rows(connection):
                for exchange, bits in blocks_of(connection, copy.id).items():
                    bitmaps.put(exchange, bits)
            return set(bitmaps.numbers())

    def held(self) -> dict[str, tuple[tuple[str, date], ...]]:
        with self.database.read() as connection:
            return copies(connection)

    def blocks(self) -> int:
        with self.database.read() as connection:
            return len(connection.execute(registry_blocks.select()).all())


A, B, C = "+12025550100", "+12025550123", "+15035550133"


def numbers_of_202(count: int) -> str:
    return "".join(f"202,555{line:04d}\n" for line in range(count))
