"""Places and instants for the tests of the law, in the words of the tests."""

from datetime import datetime, timedelta

from console.rules.times.windows import load_zone
from console.rules.values import (
    Candidate,
    Evidence,
    Firm,
    Place,
    RegistryCopy,
    Standing,
    Verdict,
)
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, LineType, PlaceSource

SECOND = timedelta(seconds=1)
WITHOUT_LISTS = Standing(lists_checked=False)
FIRM = Firm()

ZONES = {
    "US": "America/New_York",
    "US-AL": "America/Chicago",
    "US-AS": "Pacific/Pago_Pago",
    "US-AZ": "America/Phoenix",
    "US-CT": "America/New_York",
    "US-DC": "America/New_York",
    "US-FL": "America/New_York",
    "US-GU": "Pacific/Guam",
    "US-IL": "America/Chicago",
    "US-IN": "America/Indiana/Indianapolis",
    "US-KY": "America/Kentucky/Louisville",
    "US-LA": "America/Chicago",
    "US-MA": "America/New_York",
    "US-MD": "America/New_York",
    "US-ME": "America/New_York",
    "US-MI": "America/Detroit",
    "US-MN": "America/Chicago",
    "US-MP": "Pacific/Saipan",
    "US-MS": "America/Chicago",
    "US-NE": "America/Chicago",
    "US-NJ": "America/New_York",
    "US-NM": "America/Denver",
    "US-NV": "America/Los_Angeles",
    "US-NY": "America/New_York",
    "US-OK": "America/Chicago",
    "US-OR": "America/Los_Angeles",
    "US-PA": "America/New_York",
    "US-PR": "America/Puerto_Rico",
    "US-RI": "America/New_York",
    "US-SD": "America/Chicago",
    "US-TN": "America/Chicago",
    "US-TX": "America/Chicago",
    "US-UT": "America/Denver",
    "US-VI": "America/St_Thomas",
    "US-WA": "America/Los_Angeles",
    "US-WY": "America/Denver",
    "CA": "America/Toronto",
    "CA-BC": "America/Vancouver",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "FR": "Europe/Paris",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "IT": "Europe/Rome",
    "NL": "Europe/Amsterdam",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "IN": "Asia/Kolkata",
    "AE": "Asia/Dubai",
    "ZA": "Africa/Johannesburg",
    "CH": "Europe/Zurich",
    "BE": "Europe/Brussels",
    "SG": "Asia/Singapore",
    "AT": "Europe/Vienna",
    "PL": "Europe/Warsaw",
    "SA": "Asia/Riyadh",
    "EG": "Africa/Cairo",
    "QA": "Asia/Qatar",
    "MA": "Africa/Casablanca",
    "HK": "Asia/Hong_Kong",
    "NZ": "Pacific/Auckland",
    "SE": "Europe/Stockholm",
    "PT": "Europe/Lisbon",
    "MX": "America/Mexico_City",
    "JP": "Asia/Tokyo",
}
"""A zone of every jurisdiction in the data."""


def place_in(
    *jurisdictions: str,
    zones: tuple[str, ...] | None = None,
    source: PlaceSource = PlaceSource.REGION,
    kind: LeadKind = LeadKind.CONSUMER,
    line: LineType = LineType.LANDLINE,
    area_code: str | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> Place:
    """A landline in these jurisdictions, in a zone of the first where no zones are named."""
    clocks = zones if zones is not None else (ZONES[jurisdictions[0]],)
    return Place(
        country=jurisdictions[0][:2],
        zones=tuple(Candidate(zone, source) for zone in clocks),
        jurisdictions=tuple(Candidate(law, PlaceSource.REGION) for law in jurisdictions),
        kind=kind,
        line=line,
        area_code=area_code,
        evidence=evidence,
    )


def local(text: str, zone: str) -> datetime:
    """The instant of a local time: local("2026-12-09 08:00:00", "America/Denver")."""
    return datetime.fromisoformat(text).replace(tzinfo=load_zone(zone))


def ask(
    place: Place, now: datetime, firm: Firm = FIRM, standing: Standing = WITHOUT_LISTS
) -> Verdict:
    return judge(place, standing, firm, now)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code.value for reason in verdict.reasons]


def copy_of(registry: str, as_of: datetime) -> Standing:
    return Standing(copies=(RegistryCopy(registry, as_of.date()),))
