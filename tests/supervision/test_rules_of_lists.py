"""Rules of the firm's own for one list reach its leads, those that are there and those to come."""

from datetime import time
from pathlib import Path

import pytest

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.judging.place_openings import Openings
from console.rules.places.facts import place_from_facts
from console.rules.values import FirmRule
from console.supervision.firm.emergency_stops import load_firm_rules
from db.engine.database import Database
from db.enums import LeadKind, OnDuplicate, VerdictKind
from db.leads.records import read_lead
from tests.conftest import FrozenClock
from tests.leads import add_lead

LATE = FirmRule("*", "*", time(15), time(18), "", "Fair")


def load(database: Database, clock: FrozenClock, *rules: FirmRule) -> None:
    load_firm_rules(database, rules, "sue", clock(), file="firm.toml", checksum="c0ffee")


def bring(database: Database, clock: FrozenClock, folder: Path, row: str, **wish: object) -> None:
    file = folder / "fair.csv"
    file.write_text(f"name,phone,phone 2,region\n{row}\n", encoding="utf-8")
    asked = ImportOptions(kind=LeadKind.BUSINESS, is_sure=True, **wish)  # type: ignore[arg-type]
    import_leads(database, file, asked, agent="ann", now=clock())


def marks(database: Database, lead_id: int) -> list[str]:
    """The list that each number's place is marked with."""
    with database.read() as connection:
        lead = read_lead(connection, lead_id)
    assert lead is not None
    assert lead.place_id in {number.place_id for number in lead.numbers}
    return [place_from_facts(number.place).list_name for number in lead.numbers]


def verdict(database: Database, clock: FrozenClock, lead_id: int) -> VerdictKind:
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, clock())
        lead = read_lead(connection, lead_id)
    assert lead is not None
    return openings.answer(lead.place_id).kind


def test_the_hours_of_a_list_hold_for_its_leads_alone_and_end_with_the_rule(
    database: Database, clock: FrozenClock
) -> None:
    ada = add_lead(database, "Ada", "(208) 555-0147", "(503) 555-0148", list_name="Fair")
    bea = add_lead(database, "Bea", "(208) 555-0149", list_name="Spring")
    assert verdict(database, clock, ada) is VerdictKind.CALL
    load(database, clock, LATE)
    assert verdict(database, clock, ada) is VerdictKind.WAIT
    assert verdict(database, clock, bea) is VerdictKind.CALL
    assert (marks(database, ada), marks(database, bea)) == (["Fair", "Fair"], [""])
    load(database, clock)
    assert verdict(database, clock, ada) is VerdictKind.CALL
    assert marks(database, ada) == ["", ""]


def test_leads_that_come_in_later_are_bound_too(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, list_name="Fair")
    load(database, clock, LATE)
    bring(database, clock, tmp_path, "Cy,(208) 555-0155,,ID", list_name="Fair")
    bring(database, clock, tmp_path, "Di,(208) 555-0156,,ID", list_name="Autumn")
    assert [marks(database, text) for text in (1, 2, 3)] == [["Fair"], ["Fair"], [""]]


@pytest.mark.parametrize("on_duplicate", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
def test_a_file_of_another_list_neither_lends_nor_takes_a_lists_rules(
    database: Database, clock: FrozenClock, tmp_path: Path, on_duplicate: OnDuplicate
) -> None:
    ada = add_lead(database, "Ada", "(208) 555-0147", list_name="Fair")
    bea = add_lead(database, "Bea", "(208) 555-0149", list_name="Spring")
    load(database, clock, LATE)
    for row, name in (
        ("Ada,(208) 555-0147,(208) 555-0188,ID", "Spring"),
        ("Bea,(208) 555-0149,(208) 555-0189,ID", "Fair"),
    ):
        bring(database, clock, tmp_path, row, list_name=name, on_duplicate=on_duplicate)
    assert marks(database, ada) == ["Fair", "Fair"]
    assert marks(database, bea) == ["", ""]
