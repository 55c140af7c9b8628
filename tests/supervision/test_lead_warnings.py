"""Leads that drop out soon are named three working days before, on every page by one rule."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from console.cards.permits import must_renew
from console.do_not_call.registries.loading import load_numbers
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.supervision.firm.settings import put_setting
from console.supervision.floor.lead_warnings import read_clearings, read_warnings
from console.supervision.floor.today import read_today
from console.view.floor.alerts import other_lines
from console.view.lead.lists_held import list_blocks
from console.view.text.styled import plain_text
from db.engine.database import Database
from db.enums import LeadKind, RegistryKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import desk_for

CHICAGO = "America/Chicago"
CLEARED, LAST_DAY = date(2026, 10, 21), date(2026, 11, 21)
"""A clearing whose last day is a Saturday; the tests' clock stands on the Wednesday before it."""


def bring_homeowners(database: Database, clock: FrozenClock, folder: Path) -> None:
    file = folder / "homeowners.csv"
    rows = ("name,phone,state", "Ada,2085550147,ID", "Bo,2085550148,ID", "Cy,2085550149,ID")
    file.write_text("\n".join(rows), encoding="utf-8")
    wish = ImportOptions(list_name="Homeowners", kind=LeadKind.CONSUMER, scrubbed_on=CLEARED)
    import_leads(database, file, wish, agent="sue", now=clock())


def alerts(database: Database, clock: FrozenClock) -> str:
    lines = other_lines(read_today(database, CHICAGO, clock()))
    return "\n".join(map(plain_text, lines))


@pytest.mark.parametrize(
    ("good_until", "warned_from"),
    [
        (date(2026, 11, 28), date(2026, 11, 25)),  # Saturday: from Wednesday on
        (date(2026, 11, 27), date(2026, 11, 24)),
        (date(2026, 11, 24), date(2026, 11, 19)),  # Tuesday: the weekend does not count
        (date(2026, 11, 22), date(2026, 11, 18)),
    ],
)
def test_three_working_days_before_its_end_a_copy_must_be_renewed(
    good_until: date, warned_from: date
) -> None:
    assert must_renew(good_until, warned_from)
    assert must_renew(good_until, good_until + timedelta(days=1))
    assert not must_renew(good_until, warned_from - timedelta(days=1))


def test_a_clearing_that_ends_is_named_on_the_day_and_among_the_lists(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    bring_homeowners(database, clock, tmp_path)
    sentence = "Homeowners, cleared on 21 Oct: 3 open leads good until Sat 21 Nov."
    assert f"! {sentence}" in alerts(database, clock)
    held = desk_for(database, clock, "sue").overview.lists_held()
    blocks = list_blocks(held, clock(), CHICAGO)
    texts = [plain_text(line) for block in blocks for line in block]
    assert f"! {sentence}" in texts
    clock.advance(days=4)
    ended = "Homeowners, cleared on 21 Oct: 3 open leads cannot be called since Sun 22 Nov."
    assert f"! {ended}" in alerts(database, clock)


def test_a_clearing_with_days_left_is_only_among_the_lists(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    bring_homeowners(database, clock, tmp_path)
    clock.advance(days=-1)
    assert "Homeowners" not in alerts(database, clock)
    (clearing,) = read_clearings(database)
    assert (clearing.good_until, clearing.leads, clearing.lists) == (LAST_DAY, 3, ("Homeowners",))


def test_leads_that_a_registry_copy_clears_too_do_not_drop_out(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    bring_homeowners(database, clock, tmp_path)
    load_numbers(
        database,
        source="us-national",
        name="",
        kind=RegistryKind.BARS,
        as_of=date(2026, 11, 17),
        numbers=[],
        area_codes={"208"},
        file="registry",
        agent="sue",
        now=clock(),
    )
    assert read_clearings(database) == ()


def test_missing_permits_stand_in_one_line_with_their_leads(
    database: Database, clock: FrozenClock
) -> None:
    for number, region in enumerate(("FL", "TX", "FL")):
        add_lead(database, f"Fay {number}", f"(813) 555-014{number}", region=region)
    assert "! 2 permits missing: 4 leads there with a caution (p)." in alerts(database, clock)
    put_setting(database, "permits", "off", "sue", clock())
    assert "permits missing" not in alerts(database, clock)


def test_the_eve_of_thanksgiving_names_where_nobody_may_be_called(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Pat", "(215) 555-0147", region="PA", kind=LeadKind.CONSUMER)
    add_lead(database, "Ida", "(208) 555-0147", region="ID", kind=LeadKind.CONSUMER)
    with database.read() as connection:
        (holiday,) = read_warnings(connection, date(2026, 11, 25)).holidays
        assert read_warnings(connection, date(2026, 11, 24)).holidays == ()
    assert holiday.sentence == "Thanksgiving Day: no calls to Pennsylvania (1 lead)"
    clock.advance(days=7)
    assert "Tomorrow is Thanksgiving Day: no calls to Pennsylvania" in alerts(database, clock)
