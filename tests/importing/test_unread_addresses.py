"""A row whose address cannot be read comes in, says so, and is not called until it is mended."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.cards.lead import Card
from console.cards.waiting import Nobody
from console.cli.files.import_text import import_document
from console.do_not_call.evidence import record
from console.files.fields.warnings import MOST_WORDS, AddressNotes
from console.importing.import_run import import_leads
from console.importing.notes import noticed_in
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.lists.lead_edits import edit_lead
from console.rules.places.facts import place_from_facts
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind
from db.tables.leads import leads, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.tui.driver import desk_for
from tests.unread_cases import READ, UNREAD

HEADER = "name,phone,state,zip,country"


@pytest.fixture
def bring(database: Database, clock: FrozenClock, tmp_path: Path) -> Import:
    def bring_in(*rows: str, **wish: Any) -> Imported:
        path = tmp_path / "fair.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        asked = ImportOptions(kind=LeadKind.BUSINESS, **wish)
        return import_leads(database, path, asked, agent="ann", now=clock())

    return bring_in


def unread(database: Database) -> list[tuple[str, ...]]:
    """Of each lead the fields that cannot be read."""
    with database.read() as connection:
        values = connection.execute(
            select(places.c.facts).join(leads, leads.c.place_id == places.c.id).order_by(leads.c.id)
        ).scalars()
        return [place_from_facts(facts).unread for facts in values]


def test_the_place_of_a_row_names_the_fields_that_cannot_be_read(
    database: Database, bring: Import
) -> None:
    bring(
        "Ada,2125550101,Newyrok State,,US",
        "Bo,2125550102,NY,1000X,US",
        "Cy,2125550103,NY,,Elbonia",
        "Di,2125550104,-,--,.",
        "Ed,2125550105,NY,10001,US",
    )
    assert unread(database) == [("region",), ("postal_code",), ("country",), (), ()]


def test_rows_with_ever_other_words_share_few_places(database: Database, bring: Import) -> None:
    bring(*(f"N{n},2125550{n},Shire {n},x{n},Land {n}" for n in range(100, 160)))
    assert set(unread(database)) == {("country", "region", "postal_code")}
    with database.read() as connection:
        assert len(connection.execute(select(places.c.id)).all()) == 1


def test_a_dry_run_says_how_many_cannot_be_called_for_it(bring: Import) -> None:
    seen = bring(
        "Ada,2125550101,Newyrok State,,US",
        "Bo,3055550102,Floridda,,US",
        "Cy,2125550103,NY,,US",
        is_dry_run=True,
    )
    assert "address_unread" in repr(seen)


def test_what_cannot_be_read_is_told_with_counts_and_examples(bring: Import) -> None:
    rows = (
        "Ada,2125550101,Pensylvania,,US",
        "Bo,2125550102,pensylvania,,US",
        "Bo,2125550112,Pensylvania,,US",
        "Cy,2125550103,XX,,US",
        "Di,2125550104,NY,94105,US",
        "Ed,2125550105,NY,1000X,US",
        "Fy,2125550106,Miss.,,Elbonia",
        "Gy,2125550107,n/a,-,none",
        "Hy,2125550108,Albany NY,12207 USA,U.S.A.",
    )
    for is_dry_run in (True, False):
        brought = bring(*rows, is_dry_run=is_dry_run)
        text = " ".join(noticed_in(brought, is_done=not is_dry_run))
        assert text == (
            "4 rows have a state or region that cannot be read and are not called until it is "
            "mended: “Pensylvania” (line 2, Ada, 2 rows, did you mean Pennsylvania?), "
            "“pensylvania” (line 3, Bo, did you mean Pennsylvania?), “XX” (line 5, Cy). "
            "1 row has a postal code that cannot be read and is not called until it is mended: "
            "“1000X” (line 7, Ed). "
            "1 row has a country that cannot be read and is not called until it is mended: "
            "“Elbonia” (line 8, Fy). "
            "1 row has a postal code outside the state; the hours and the law of both hold. "
            "Line 6: the code says California, the address New York."
        )
    document = json.loads(json.dumps(import_document(brought)))
    assert document["address_contradicting"] == 1
    fields = [(row["field"], row["count"]) for row in document["address_unread"]]
    assert fields == [("region", 4), ("postal_code", 1), ("country", 1)]
    first = document["address_unread"][0]["examples"][0]
    assert first == {
        "text": "Pensylvania",
        "count": 2,
        "line": 2,
        "nearest": ["Pennsylvania"],
    }


def test_every_class_of_unread_address_comes_in_is_told_and_stands_on_its_card(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    cases = [*UNREAD.values(), *READ.values()]
    brought = bring(
        *(f'N{n},21255501{n:02},"{region}","{code}",{country}'
          for n, (country, region, code, _) in enumerate(cases))
    )  # fmt: skip
    assert brought.imported == len(cases)
    assert unread(database) == [(case[3],) if case[3] else () for case in cases]
    fields = Counter(case[3] for case in UNREAD.values())
    assert brought.noticed.addresses.rows == fields
    desk = desk_for(database, clock)
    with database.read() as connection:
        ids = [*connection.execute(select(leads.c.id).order_by(leads.c.id)).scalars()]
    claim = None
    for lead_id, (country, region, code, field) in zip(ids, cases, strict=True):
        card = desk.take(lead_id, claim)
        claim = card.claim
        text = " ".join(reason.text for reason in card.verdict.reasons)
        words = {"country": country, "region": region, "postal_code": code, "": ""}
        assert (f"“{words[field]}” cannot be read" in text) == bool(field), (words, text)


def test_ever_other_words_are_counted_and_few_of_them_kept(bring: Import) -> None:
    count = MOST_WORDS + 100
    brought = bring(*(f"N{n},212601{n:04},Shire {n},," for n in range(count)))
    notes = brought.noticed.addresses
    assert notes.rows["region"] == brought.imported == count
    assert len(notes.words["region"]) == MOST_WORDS
    both = AddressNotes()
    both.add(notes)
    both.add(notes)
    assert both.rows["region"] == 2 * count


def test_who_cannot_be_placed_is_shown_with_the_words_and_called_once_mended(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("Ada,2125550101,Newyrok State,,US", "Bo,2125550102,Newyrok State,,US")
    desk = desk_for(database, clock)
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert [(reason.code, reason.count) for reason in nobody.blocked] == [("address_unread", 2)]
    with database.read() as connection:
        ada, bo = connection.execute(select(leads.c.id).order_by(leads.c.id)).scalars()

    edit_lead(database, ada, {"region": "NY"}, "ann", clock())
    card = desk.next()
    assert isinstance(card, Card)
    assert card.lead_id == ada
    desk.skip(card.claim, "not today")

    record(
        database, "+12125550102", EvidenceKind.STATED, date(2026, 11, 17), "", "ann", clock(),
        "America/New_York",
    )  # fmt: skip
    card = desk.next()
    assert isinstance(card, Card)
    assert card.lead_id == bo


def test_the_dial_is_refused_with_the_words_of_the_lead(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("Ada,2125550101,NY,,US")
    desk = desk_for(database, clock)
    card = desk.next()
    assert isinstance(card, Card)
    with database.write() as connection:
        connection.execute(leads.update().values(region="Newyrok State"))
    edit_lead(database, card.lead_id, {"city": "Albany"}, "ann", clock())
    again = desk.refresh(card.claim)
    assert again.verdict.reasons[0].code == "address_unread"
    assert "“Newyrok State”" in again.verdict.reasons[0].text
    refused = desk.dial(card.claim, card.phone.number_id)
    assert "“Newyrok State” cannot be read" in repr(refused)
