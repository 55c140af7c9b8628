"""When phones may ring in a few cities: shown at the first start, before there are any leads."""

from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.law.statutes import country_of
from console.rules.values import Candidate, Firm, Place
from console.rules.verdict.verdict import open_spans
from db.enums import LeadKind, LineType, PlaceSource

CITIES = (
    ("Sydney", "AU-NSW", "Australia/Sydney"),
    ("Tokyo", "JP", "Asia/Tokyo"),
    ("London", "GB", "Europe/London"),
    ("New York", "US-NY", "America/New_York"),
    ("Chicago", "US-IL", "America/Chicago"),
    ("Denver", "US-CO", "America/Denver"),
    ("Honolulu", "US-HI", "Pacific/Honolulu"),
)
"""Name, jurisdiction and zone, from east to west."""

FARTHEST = timedelta(days=4)
"""How far ahead an opening is searched: past a weekend and a holiday."""


class CityHours(Struct, frozen=True):
    """The spans in which a consumer's landline in a city may ring, up to four days ahead."""

    name: str
    zone: str
    spans: tuple[tuple[datetime, datetime], ...]


def read_city_hours(now: datetime) -> tuple[CityHours, ...]:
    """Return the hours of each city from `now` on, without a firm's own rules."""
    return tuple(
        CityHours(name, zone, _spans(jurisdiction, zone, now))
        for name, jurisdiction, zone in CITIES
    )


def _spans(jurisdiction: str, zone: str, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    place = Place(
        country=country_of(jurisdiction),
        zones=(Candidate(zone, PlaceSource.STATED),),
        jurisdictions=(Candidate(jurisdiction, PlaceSource.REGION),),
        kind=LeadKind.CONSUMER,
        line=LineType.LANDLINE,
    )
    return tuple(open_spans(place, Firm(), now, now + FARTHEST))
