"""What a firm's own settings say of where a person is: its area codes, its landlines."""

from functools import lru_cache

from msgspec.structs import replace

from console.rules.law.statutes import country_of
from console.rules.places.facts import keep_first, name
from console.rules.values import Firm, OwnAreaCode, Place
from db.enums import LineType, PlaceSource, ReasonCode

BY_ADDRESS = "firm/landline_by_address"

PRESUMING = frozenset({"US-FL", "US-OK", "US-CT"})
"""Where the law presumes by the area code that a person is in the state: there it always counts.

Fla. Stat. 501.059(8)(d), Okla. Stat. tit. 15, 775C.4, Conn. Gen. Stat. 42-288a(c).
"""
NEAR = frozenset({PlaceSource.POSTAL_CODE, PlaceSource.REGION})


def settle(place: Place, firm: Firm) -> Place:
    """The place as the firm's settings leave it: the same one where they say nothing of it."""
    if firm.area_codes and place.area_code is not None:
        place = add_area_codes(place, firm.area_codes)
    if firm.landline_by_address and place.line_type is LineType.LANDLINE:
        place = keep_address(place)
    return place


def is_by_address(place: Place, firm: Firm) -> bool:
    """Whether the firm's setting leaves anything of this landline's area code out."""
    if not firm.landline_by_address or place.line_type is not LineType.LANDLINE:
        return False
    return settle(place, firm) != settle(place, replace(firm, landline_by_address=False))


@lru_cache(maxsize=16_384)
def add_area_codes(place: Place, known: tuple[OwnAreaCode, ...]) -> Place:
    """With what the firm knows of the area code: it places one that nobody else knows, and stands
    beside what is known of any other.
    """
    own = [one for one in known if one.code == place.area_code]
    is_found = place.gap_code is ReasonCode.AREA_CODE_UNKNOWN
    if not own or (place.gap and not is_found):
        return place
    source = PlaceSource.AREA_CODE
    zones = [zone for one in own for zone in one.zones]
    jurisdictions = [one.jurisdiction for one in own]
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
    """Without what only the area code says, where the address says which place of its country."""
    jurisdictions = {one.value for one in place.jurisdictions}
    is_placed = any(zone.source in NEAR for zone in place.zones)
    is_one_country = len({country_of(one) for one in jurisdictions}) == 1
    is_doubtful = bool(place.gap or place.unread or jurisdictions & PRESUMING)
    if is_doubtful or not (is_placed and is_one_country):
        return place
    by_code = PlaceSource.AREA_CODE
    near = tuple(one for one in place.jurisdictions if one.source is not by_code)
    return replace(
        place,
        zones=tuple(zone for zone in place.zones if zone.source is not by_code),
        jurisdictions=near or place.jurisdictions,
    )
