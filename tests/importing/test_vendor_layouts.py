"""Files as look-up services write them: nobody is called against the service's word.

The files stand in `vendor_layouts.txt`, written from what the services publish; the people are
invented. Each names the last digits of the numbers that the service clears, and of those it does
not.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.rules.places.facts import place_from_facts
from db.engine.database import Database
from db.enums import LeadKind, LeadStatus, NumberStatus
from db.tables.leads import leads, numbers, places

FILES = Path(__file__).with_name("vendor_layouts.txt")
pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Vendor:
    name: str
    text: str
    clean: set[str]
    against: set[str]


def read_vendors() -> list[Vendor]:
    vendors = []
    for part in FILES.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, text = part.partition("\n")
        name, _, clean, against = head.split(" | ")
        vendors.append(Vendor(name, text, {*clean.split()}, {*against.split()}))
    return vendors


def callable_numbers(database: Database) -> set[str]:
    with database.read() as connection:
        rows = connection.execute(
            select(numbers.c.e164, places.c.facts)
            .join(leads, leads.c.id == numbers.c.lead_id)
            .join(places, places.c.id == numbers.c.place_id)
            .where(numbers.c.status == NumberStatus.OPEN, leads.c.status == LeadStatus.OPEN)
        )
        return {e164[-4:] for e164, facts in rows if not place_from_facts(facts).request_unread}


def bring(database: Database, path: Path, *, is_sure: bool, scrubbed_on: date | None) -> None:
    wish = ImportOptions(kind=LeadKind.BUSINESS, is_sure=is_sure, scrubbed_on=scrubbed_on)
    import_leads(database, path, wish, agent="ann", now=NOON)


@pytest.mark.parametrize("scrubbed_on", [None, date(2026, 11, 16)], ids=["plain", "cleared"])
@pytest.mark.parametrize("vendor", read_vendors(), ids=lambda vendor: vendor.name)
def test_the_services_word_is_kept(
    database: Database, tmp_path: Path, vendor: Vendor, scrubbed_on: date | None
) -> None:
    path = tmp_path / "scrubbed.csv"
    path.write_text(vendor.text, encoding="utf-8")
    bring(database, path, is_sure=True, scrubbed_on=scrubbed_on)
    matches = callable_numbers(database)
    assert matches & vendor.against == set()
    assert vendor.clean <= matches


@pytest.mark.parametrize("vendor", read_vendors()[:4], ids=lambda vendor: vendor.name)
def test_dnc_com_is_read_without_a_question(
    database: Database, tmp_path: Path, vendor: Vendor
) -> None:
    lines = [line.split(",") for line in vendor.text.splitlines()]
    path = tmp_path / "scrubbed.json"
    header, rows = lines[0], lines[1:]
    if '"' in vendor.text:  # commas within cells
        path = tmp_path / "scrubbed.csv"
        path.write_text(vendor.text, encoding="utf-8")
    else:
        records = [dict(zip(header, row, strict=True)) for row in rows]
        path.write_text(json.dumps(records), encoding="utf-8")
    bring(database, path, is_sure=False, scrubbed_on=date(2026, 11, 16))
    assert callable_numbers(database) == vendor.clean


def test_a_reason_in_four_parts_is_none_of_dnc_com(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "lost.csv"
    path.write_text(
        "name,phone,Reason\nAnn,2085550110,price; time; staff; other\n", encoding="utf-8"
    )
    bring(database, path, is_sure=True, scrubbed_on=None)
    assert callable_numbers(database) == {"0110"}


def test_a_reason_of_something_else_is_none_of_dnc_com(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "name,phone,ResultCode,Reason\nAnn,2085550110,B,wants a quote; busy\nBob,2085550111,NA,\n",
        encoding="utf-8",
    )
    bring(database, path, is_sure=True, scrubbed_on=None)
    assert "0111" in callable_numbers(database)
