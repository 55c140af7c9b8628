"""Where the numbers of an import stand, and lists that bar, are retired or were cleared."""

from datetime import date

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.do_not_call.registries.loading import load_numbers
from console.rules.places.facts import place_from_facts
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind, RegistryKind
from db.tables.leads import lead_lists, leads, numbers, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import counts, table


def test_numbers_of_the_country_are_read_by_column_option_and_list(
    database: Database, bring: Import
) -> None:
    bring("name,phone,country", "A,020 7946 0012,United Kingdom", "B,01 99 00 47 12,FR")
    bring("name,phone", "C,07 5550 2816", country="AU", list_name="au")
    bring("name,phone", "D,02 5550 2817", list_name="au")
    assert [e164 for (e164,) in table(database, [numbers.c.e164], numbers.c.id)] == [
        "+442079460012",
        "+33199004712",
        "+61755502816",
        "+61255502817",
    ]


def test_a_list_keeps_its_kind_and_a_row_may_say_otherwise(
    database: Database, bring: Import
) -> None:
    bring("name,phone", "A,2085550141", kind=LeadKind.BUSINESS, list_name="shops")
    bring("name,phone,kind", "B,2085550142,", "C,2085550143,consumer", list_name="shops")
    assert [kind for (kind,) in table(database, [leads.c.kind], leads.c.id)] == [
        "business",
        "business",
        "consumer",
    ]


def test_the_place_of_a_number_holds_all_that_the_time_rules_need(
    database: Database, bring: Import
) -> None:
    bring(
        "name,phone,state,zip,line_type",
        "A,8505550141,FL,32401,mobile",
        "B,8505550142,FL,32401,mobile",
        scrubbed_on=date(2026, 11, 1),
    )
    ((facts,),) = table(database, [places.c.facts], places.c.id)
    place = place_from_facts(facts)
    assert {zone.value for zone in place.zones} == {"America/Chicago", "America/New_York"}
    assert place.cleared_on == date(2026, 11, 1)
    assert (place.line, place.kind, place.area_code) == ("mobile", "consumer", "850")
    assert len(set(table(database, [leads.c.place_id], leads.c.id))) == 1
    assert table(database, [leads.c.place_id], leads.c.id) == table(
        database, [numbers.c.place_id], numbers.c.id
    )


def test_only_a_zone_that_was_mapped_counts_as_stated(database: Database, bring: Import) -> None:
    header, row = "name,phone,timezone", "A,8505550141,America/Chicago"
    bring(header, row, list_name="vendor")
    bring(
        header,
        row.replace("0141", "0142"),
        list_name="said",
        mapping=[("zone", "timezone")],
    )
    stated = [
        place_from_facts(facts).zone_is_stated
        for (facts,) in table(database, [places.c.facts], places.c.id)
    ]
    assert stated == [False, True]


def test_a_mapped_zone_is_read_as_people_write_it_and_else_a_doubt(
    database: Database, bring: Import
) -> None:
    words = ("Pacific", "PST", "America/Los_Angeles", "gibberish", "n/a")
    rows = [f"P{at},21255501{at:02},NY,{word}" for at, word in enumerate(words)]
    bring("name,phone,state,timezone", *rows, mapping=[("zone", "timezone")])
    wanted = select(leads.c.zone, places.c.facts).join(places, leads.c.place_id == places.c.id)
    with database.read() as connection:
        found = connection.execute(wanted.order_by(leads.c.id)).all()
    pacific = ("America/Los_Angeles", ())
    assert [(zone, place_from_facts(facts).unread) for zone, facts in found] == [
        *(pacific, pacific, pacific),
        *(("gibberish", ("zone",)), ("", ())),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "waits"),
    [
        *[("Timezone", "Pacific", True), ("Time Zone", "America/Denver", True)],
        *[("tz", "EST", False), ("Timezone", "Eastern", False), ("Timezone", "gold", False)],
        *[("Timezone", "America/Toronto", False), ("Zone", "Pacific", False)],
    ],
)
def test_a_kept_zone_that_contradicts_its_rows_is_asked_about(
    bring: Import, column: str, cell: str, *, waits: bool
) -> None:
    file = (f"name,phone,state,{column}", f"Ann,2125550141,NY,{cell}", "Bob,2125550142,,")
    brought = bring(*file, is_dry_run=True)
    asked = [doubt.text for doubt in brought.mapped.doubts if doubt.needs_answer]
    assert bool(asked) == waits
    assert not waits or "other clocks" in asked[0]
    kept = bring(*file, is_dry_run=True, mapping=[("kept", column)])
    assert not any(doubt.needs_answer for doubt in kept.mapped.doubts)


def test_leads_on_a_list_are_counted_and_barred(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    internal_list.add(database, "+12085550141", "asked", "ann", clock())
    load_numbers(
        database,
        source="us-national",
        name="",
        kind=RegistryKind.BARS,
        as_of=date(2026, 11, 17),
        numbers=["+12085550142", "+12085550145"],
        area_codes=["208"],
        file="sample",
        agent="ann",
        now=clock(),
    )
    brought = bring(
        "name,phone,phone_2,kind",
        "Asked,2085550141,,business",
        "Listed,2085550142,,consumer",
        "Free,2085550143,,consumer",
        "Second chance,2085550145,2085550146,consumer",
        "Nowhere,2115550147,,consumer",
    )
    assert counts(brought) == (5, 5, 0, 0, 0, 0, 2)
    assert table(database, [leads.c.name, leads.c.status, leads.c.bar], leads.c.id) == [
        ("Asked", "barred", "internal_list"),
        ("Listed", "barred", "registry"),
        ("Free", "open", ""),
        ("Second chance", "open", ""),
        ("Nowhere", "barred", "invalid_number"),
    ]
    states = table(database, [numbers.c.status], numbers.c.id)
    assert [state for (state,) in states] == [
        "suppressed",
        "registered",
        "open",
        "registered",
        "open",
        "invalid",
    ]


def test_a_lead_stands_in_the_place_of_its_first_open_number(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    internal_list.add(database, "+12085550141", "asked", "ann", clock())
    bring("name,phone,phone_2", "Ada,2085550141,2125550142")
    ((lead_place,),) = table(database, [leads.c.place_id], leads.c.id)
    placed = table(database, [numbers.c.place_id], numbers.c.position)
    assert (lead_place,) == placed[1] != placed[0]


def test_evidence_held_of_a_number_is_part_of_its_place(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    from db.dnc.consents import record_consent
    from db.enums import EvidenceKind

    with database.write() as connection:
        record_consent(
            connection,
            "+12085550142",
            EvidenceKind.WRITTEN,
            date(2026, 11, 1),
            "signed form",
            "ann",
            clock(),
        )
    bring("name,phone", "Ada,2085550142")
    ((facts,),) = table(database, [places.c.facts], places.c.id)
    assert [piece.kind for piece in place_from_facts(facts).evidence] == ["written"]


def test_a_retired_list_takes_no_leads(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("name,phone", "Ada,2085550147", list_name="old")
    with database.write() as connection:
        connection.execute(lead_lists.update().values(retired_at=clock()))
    with pytest.raises(BadInput, match="retired"):
        bring("name,phone", "Cy,2085550148", list_name="old")


def test_a_list_cannot_have_been_cleared_in_the_future(bring: Import) -> None:
    with pytest.raises(BadInput, match="future"):
        bring("name,phone", "Ada,2085550147", scrubbed_on=date(2026, 11, 20))
