"""Lists and leads in the words of the trade, on both databases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.change_files import load_changes
from console.do_not_call.registries.new_copy import Load, Loaded, take_over
from db.dnc.registries import exchange_of
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.leads import add_lead


@dataclass(frozen=True)
class Floor:
    """One firm: loads registries, has leads, and can say where each stands."""

    database: Database
    clock: FrozenClock
    folder: Path

    @property
    def today(self) -> date:
        return self.clock().date()

    def register(
        self, *e164s: str, source: str = "national", codes: Iterable[str] = (), **values: Any
    ) -> Loaded:
        load = Load(
            source,
            self.today,
            "ann",
            self.clock(),
            area_codes=tuple(codes),
            is_forced=True,
            **values,
        )
        with Bitmaps() as bitmaps:
            for e164 in e164s:
                bitmaps.add(*exchange_of(e164))
            return take_over(self.database, load, bitmaps.sizes(), bitmaps.blocks())

    def change(self, changes: Mapping[str, bool], source: str = "national") -> Loaded:
        """Applies additions (True) and deletions (False)."""
        file = self.folder / "changes.txt"
        lines = [f"{row},{'A' if isin else 'D'}\n" for row, isin in changes.items()]
        file.write_text("".join(lines))
        load = Load(source, self.today, "ann", self.clock(), is_forced=True)
        return load_changes(self.database, file, load, "number,change:A/D")

    def consumer(self, phone: str, *more: str, **values: Any) -> int:
        return add_lead(self.database, "Ada", phone, *more, kind=LeadKind.CONSUMER, **values)

    def business(self, phone: str, *more: str, **values: Any) -> int:
        values = {"list_name": "Firms", **values}
        return add_lead(self.database, "Acme", phone, *more, kind=LeadKind.BUSINESS, **values)

    def lead(self, lead_id: int) -> tuple[str, str]:
        """The lead's status and bar."""
        with self.database.read() as connection:
            row = connection.execute(select(leads).where(leads.c.id == lead_id)).one()
        return row.status, row.bar

    def numbers(self, lead_id: int) -> list[str]:
        """The status of each of its numbers, in order."""
        with self.database.read() as connection:
            rows = connection.execute(
                select(numbers.c.status)
                .where(numbers.c.lead_id == lead_id)
                .order_by(numbers.c.position)
            )
            return list(rows.scalars())

    def place(self, lead_id: int) -> int:
        with self.database.read() as connection:
            return int(
                connection.execute(
                    select(leads.c.place_id).where(leads.c.id == lead_id)
                ).scalar_one()
            )


@pytest.fixture
def floor(database: Database, clock: FrozenClock, tmp_path: Path) -> Floor:
    return Floor(database, clock, tmp_path)
