"""A firm's word on where landlines and area codes are moves its places at once."""

from datetime import datetime, timedelta

from console.judging.place_openings import Openings
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from db.enums import LineType
from tests.conftest import FrozenClock
from tests.leads import add_lead

EVENING_IN_NEW_YORK = datetime.fromisoformat("2026-12-02T03:00:00Z")
"""19:00 in Los Angeles, 22:00 in New York."""


def open_zones(database: Database, openings: Openings, now: datetime) -> list[str]:
    with database.read() as connection:
        openings.update(connection, now)
        return [openings.zone_of(place) for place in openings.open_places()]


def test_a_landline_opens_by_its_address_as_soon_as_the_firm_says_so(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(
        database, phone="212 555 0147", region="CA", postal_code="94105", line=LineType.LANDLINE
    )
    openings, now = Openings(), EVENING_IN_NEW_YORK
    assert open_zones(database, openings, now) == []
    put_setting(database, "landline_by_address", "yes", "sue", clock())
    assert open_zones(database, openings, now) == ["America/Los_Angeles"]
    put_setting(database, "landline_by_address", "no", "sue", clock())
    assert open_zones(database, openings, now) == []


def test_an_area_code_opens_where_the_firm_says_it_is_and_tells_its_time(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, phone="565 555 0147")
    openings, now = Openings(), EVENING_IN_NEW_YORK - timedelta(hours=8)
    assert open_zones(database, openings, now) == []
    put_setting(database, "area_codes", "565 US-GA", "sue", clock())
    assert open_zones(database, openings, now) == ["America/New_York"]
