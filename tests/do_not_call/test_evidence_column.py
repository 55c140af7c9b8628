"""Evidence that comes with the list: recorded with the lead and in force from its first verdict."""

import pytest
from sqlalchemy import select

from console.do_not_call.evidence import held
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from db.enums import EvidenceKind, LeadKind
from db.tables.leads import leads
from tests.do_not_call.conftest import Floor

HOME, WORK = "+12025550123", "+15035550133"


def bring(floor: Floor, text: str, **wish: object) -> None:
    file = floor.folder / "fair.csv"
    file.write_text(text, encoding="utf-8")
    asked = ImportOptions(kind=LeadKind.CONSUMER, **wish)  # type: ignore[arg-type]
    import_leads(floor.database, file, asked, agent="ann", now=floor.clock())


def status_of(floor: Floor, name: str) -> str:
    with floor.database.read() as connection:
        return str(connection.execute(select(leads.c.status).where(leads.c.name == name)).scalar())


def test_consent_in_the_file_is_recorded_and_lifts_the_registry_at_once(floor: Floor) -> None:
    floor.register(HOME, WORK)
    bring(
        floor,
        "name,phone,consent_on,consent_proof\n"
        f"Ada,{HOME},2026-11-01,form 311\nBob,{WORK},,\nCy,503 555 0199,2026-11-02T10:00,\n",
    )
    rows = {row.e164: row for row in held(floor.database)}
    assert set(rows) == {HOME, "+15035550199"}
    ada = rows[HOME]
    assert (ada.kind, ada.on.isoformat(), ada.proof, ada.agent) == (
        EvidenceKind.WRITTEN,
        "2026-11-01",
        "form 311",
        "ann",
    )
    assert ada.recorded_at == floor.clock()
    assert rows["+15035550199"].proof == "line 4 of the list's file"
    assert (status_of(floor, "Ada"), status_of(floor, "Bob")) == ("open", "barred")


def test_the_kind_may_be_said_and_the_column_mapped(floor: Floor) -> None:
    bring(
        floor,
        f"name,phone,bought,what\nAda,{HOME},2026-11-01,Transaction\nBob,{WORK},2026-11-01,gift\n",
        mapping=[("consent_on", "bought"), ("consent_kind", "what")],
    )
    (ada,) = held(floor.database)
    assert (ada.e164, ada.kind) == (HOME, EvidenceKind.TRANSACTION)


def test_evidence_is_about_the_first_number_of_a_row(floor: Floor) -> None:
    bring(floor, f"name,phone,phone 2,consent_on\nAda,{HOME},{WORK},2026-11-01\n")
    assert [row.e164 for row in held(floor.database)] == [HOME]


@pytest.mark.parametrize("day", ["11/12/2026", "yes", "2026-11-21", "2026-13-01"])
def test_a_day_that_is_none_or_still_to_come_proves_nothing_and_is_kept(
    floor: Floor, day: str
) -> None:
    floor.register(HOME)
    bring(floor, f"name,phone,consent_on\nAda,{HOME},{day}\n")
    assert held(floor.database) == ()
    assert status_of(floor, "Ada") == "barred"
    with floor.database.read() as connection:
        assert connection.execute(select(leads.c.extras)).scalar() == {"consent_on": day}


def test_an_opt_in_of_an_unknown_kind_is_no_consent_to_calls(floor: Floor) -> None:
    bring(floor, f"name,phone,Email Opt-In Date\nAda,{HOME},2026-11-01\n")
    assert held(floor.database) == ()


def test_the_same_file_again_records_nothing_twice(floor: Floor) -> None:
    for _ in range(2):
        bring(floor, f"name,phone,consent_on\nAda,{HOME},2026-11-01\n")
    assert len(held(floor.database)) == 1


def test_a_dry_run_records_nothing(floor: Floor) -> None:
    bring(floor, f"name,phone,consent_on\nAda,{HOME},2026-11-01\n", is_dry_run=True)
    assert held(floor.database) == ()
