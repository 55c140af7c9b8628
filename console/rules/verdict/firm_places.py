"""Apply a firm's settings about places to a lead's place: its own area codes, and landlines."""

from functools import lru_cache

from msgspec.structs import replace

from console.rules.law.statutes import country_of
from console.rules.places.facts import keep_first, name
from console.rules.values import Firm, OwnAreaCode, Place
from db.enums import LineType, PlaceSource, ReasonCode

BY_ADDRESS = "firm/landline_by_address"

PRESUMING = frozenset({"US-FL", "US-OK", "US-CT"})
"""States whose law presumes by the area code that a person is there: the code always counts.

Fla. Stat. 501.059(8)(d), Okla. Stat. tit. 15, 775C.4, Conn. Gen. Stat. 42-288a(c).
"""
NEAR = frozenset({PlaceSource.POSTAL_CODE, PlaceSource.REGION})
"""Sources that locate a person within a country."""


def settle(place: Place, firm: Firm) -> Place:
    """Return the place under the firm's settings; the same object if no setting concerns it."""
    if firm.area_codes and place.area_code is not None:
        place = add_area_codes(place, firm.area_codes)
    if firm.landline_by_address and place.line_type is LineType.LANDLINE:
        place = keep_address(place)
    return place


def is_by_address(place: Place, firm: Firm) -> bool:
    """Return whether the firm's setting drops a candidate of this landline's area code."""
    if not firm.landline_by_address or place.line_type is not LineType.LANDLINE:
        return False
    return settle(place, firm) != settle(place, replace(firm, landline_by_address=False))


@lru_cache(maxsize=16_384)
def add_area_codes(place: Place, codes: tuple[OwnAreaCode, ...]) -> Place:
    """Return the place with the firm's own entries for its area code.

    They fill the gap of an unknown area code, and add candidates to a known one.
    """
    own = [code for code in codes if code.code == place.area_code]
    is_unknown = place.gap_code is ReasonCode.AREA_CODE_UNKNOWN
    if not own or (place.gap and not is_unknown):
        return place
    source = PlaceSource.AREA_CODE
    zones = [zone for code in own for zone in code.zones]
    jurisdictions = [code.jurisdiction for code in own]
    return replace(
        place,
        country=place.country or country_of(jurisdictions[0]),
        zones=keep_first((*place.zones, *name(zones, source))),
        jurisdictions=keep_first((*place.jurisdictions, *name(jurisdictions, source))),
        gap="",
        gap_code=ReasonCode.NO_ZONE,
    )


@lru_cache(maxsize=16_384)
def keep_address(place: Place) -> Place:
    """Return the place without candidates that only the area code gives.

    The place stays as it is if it is doubtful, may lie in a `PRESUMING` state or in several
    countries, or if neither a postal code nor a region locates the person.
    """
    jurisdictions = {candidate.value for candidate in place.jurisdictions}
    is_placed = any(zone.source in NEAR for zone in place.zones)
    is_one_country = len({country_of(jurisdiction) for jurisdiction in jurisdictions}) == 1
    is_doubtful = bool(place.gap or place.unread or jurisdictions & PRESUMING)
    if is_doubtful or not (is_placed and is_one_country):
        return place
    by_code = PlaceSource.AREA_CODE
    near = tuple(candidate for candidate in place.jurisdictions if candidate.source is not by_code)
    return replace(
        place,
        zones=tuple(zone for zone in place.zones if zone.source is not by_code),
        jurisdictions=near or place.jurisdictions,
    )
