"""A declared emergency: confirmed, in force at once, ended, asked after, and carried over."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.judging.lead_marks import mark_counties
from console.judging.place_openings import Openings
from console.supervision.firm import declared_emergencies as supervision
from console.supervision.firm.emergency_checks import ASKED_AFTER, warn_of_unchecked
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.engine.database import Database, open_database
from db.enums import LeadKind, ReasonCode
from db.leads.records import read_lead
from db.schema import prepare
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.supervision.test_stops import recorded

TODAY = date(2026, 11, 18)


def add_new_yorker(database: Database, kind: LeadKind = LeadKind.CONSUMER) -> None:
    add_lead(
        database,
        phone="(718) 555-0147",
        region="NY",
        postal_code="11218",
        kind=kind,
        cleared_on=date(2026, 11, 15),
    )


def confirm(database: Database, clock: FrozenClock, *places: str, until: date | None = None) -> int:
    emergency = supervision.declare(
        database, "US-NY", places or ("Kings",), TODAY, until, "order 12", "sue", clock()
    )
    return emergency[0].id


def codes(database: Database, clock: FrozenClock, openings: Openings) -> set[ReasonCode]:
    with database.read() as connection:
        openings.update(connection, clock())
        lead = read_lead(connection, 1)
    assert lead is not None
    return {reason.code for reason in openings.answer(lead.place_id).reasons}


def test_it_reaches_a_desk_that_is_open_and_its_end_too(
    database: Database, clock: FrozenClock
) -> None:
    add_new_yorker(database)
    openings = Openings()
    assert codes(database, clock, openings) == set()
    id_ = confirm(database, clock)
    assert codes(database, clock, openings) == {ReasonCode.EMERGENCY_AREA}
    supervision.end(database, id_, TODAY, "order 13", "sue", clock())
    assert codes(database, clock, openings) == {ReasonCode.EMERGENCY_AREA}
    clock.advance(days=1)
    assert codes(database, clock, openings) == set()
    actions = [action for action, _ in recorded(database)]
    assert actions == ["emergency", "emergency_end"]


def test_each_place_is_one_that_can_be_ended_alone(database: Database, clock: FrozenClock) -> None:
    confirm(database, clock, "Kings", "14201")
    supervision.end(database, 2, TODAY, "order 13", "sue", clock())
    first, second = supervision.emergencies_of(database, "US-NY")
    assert (first.counties, first.until) == (("Kings",), None)
    assert (second.counties, second.until) == (("Erie",), TODAY)
    assert confirm(database, clock) == 3


@pytest.mark.parametrize(
    ("places", "until", "source", "said"),
    [
        (("Gotham",), None, "x", "not a county, post office or ZIP"),
        (("Kings", "Gotham"), None, "x", "Gotham"),
        ((), None, "x", "Where is it declared"),
        (("Kings",), date(2026, 11, 17), "x", "before --from"),
        (("Kings",), None, " ", "--source"),
    ],
)
def test_what_says_too_little_is_refused_and_changes_nothing(
    database: Database,
    clock: FrozenClock,
    places: tuple[str, ...],
    until: date | None,
    source: str,
    said: str,
) -> None:
    with pytest.raises(BadInput, match=said):
        supervision.declare(database, "US-NY", places, TODAY, until, source, "sue", clock())
    assert supervision.emergencies_of(database) == ()
    assert recorded(database) == []


def test_where_no_law_knows_emergencies_a_stop_is_named(
    database: Database, clock: FrozenClock
) -> None:
    with pytest.raises(BadInput, match="rules stop US-LA"):
        supervision.declare(database, "US-LA", ("x",), TODAY, None, "x", "sue", clock())
    with pytest.raises(BadInput, match="There is no emergency 9"):
        supervision.end(database, 9, TODAY, "x", "sue", clock())


def test_a_firm_that_calls_new_yorkers_is_asked_when_it_last_looked(
    database: Database, clock: FrozenClock
) -> None:
    def warned() -> str:
        with database.read() as connection:
            return warn_of_unchecked(connection, clock())

    add_new_yorker(database, LeadKind.BUSINESS)
    assert warned() == ""
    add_new_yorker(database)
    assert "nobody has looked yet" in warned()
    supervision.check(database, "US-NY", "governor.ny.gov", "sue", clock())
    assert warned() == ""
    clock.advance(days=7)
    assert warned() == ""
    clock.advance(days=1)
    assert "looked for 8 days" in warned()
    put_setting(database, ASKED_AFTER, "10", "sue", clock())
    assert warned() == ""


def test_a_restored_backup_keeps_what_was_declared_since(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    copy = open_database(str(tmp_path / "copy.db"))
    prepare(copy)
    supervision.declare(copy, "US-NY", ("Erie",), TODAY, None, "order 1", "sue", clock())
    confirm(database, clock, "Kings", until=TODAY + timedelta(days=3))
    assert supervision.carry_emergencies(database, copy, "sue", clock()) == 1
    assert supervision.carry_emergencies(database, copy, "sue", clock()) == 0
    assert [(emergency.id, emergency.place) for emergency in supervision.emergencies_of(copy)] == [
        (1, "Erie"),
        (2, "Kings"),
    ]
    copy.close()


def test_new_yorkers_elsewhere_are_called_while_one_lasts_those_of_an_unknown_county_are_not(
    database: Database, clock: FrozenClock
) -> None:
    def add(name: str, postal_code: str) -> int:
        return add_lead(
            database,
            name,
            "(718) 555-0147",
            region="NY",
            postal_code=postal_code,
            kind=LeadKind.CONSUMER,
            cleared_on=date(2026, 11, 15),
        )

    ids = [add("Ada", "11218"), add("Bea", "14201"), add("Cy", "")]

    def open_ids(openings: Openings) -> list[int]:
        with database.read() as connection:
            openings.update(connection, clock())
            rows = [read_lead(connection, row) for row in ids]
        return [row.id for row in rows if row and row.place_id in set(openings.open_places())]

    openings = Openings()
    assert open_ids(openings) == ids
    confirm(database, clock, "Kings")
    assert open_ids(openings) == [ids[1]]
    confirm(database, clock, "Erie", until=TODAY)
    assert open_ids(openings) == []
    clock.advance(days=1)
    assert open_ids(openings) == [ids[1]]
    assert mark_counties(database, clock()) == 2
    assert mark_counties(database, clock()) == 0
    assert open_ids(openings) == [ids[1]]
    late = add("Di", "14201")
    ids.append(late)
    assert open_ids(openings) == [ids[1]]
    mark_counties(database, clock())
    assert open_ids(openings) == [ids[1], late]


def test_a_list_that_comes_in_is_placed_by_what_is_declared(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    confirm(database, clock, "Kings")
    file = tmp_path / "fair.csv"
    file.write_text("name,phone,zip\nAda,(718) 555-0147,11218\nBea,(718) 555-0148,14201\n")
    wish = ImportOptions(kind=LeadKind.CONSUMER, scrubbed_on=TODAY, is_sure=True)
    import_leads(database, file, wish, agent="ann", now=clock())
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, clock())
        places = [read_lead(connection, text) for text in (1, 2)]
    kinds = [openings.answer(place.place_id).kind.value for place in places if place]
    assert kinds == ["wait", "call"]
