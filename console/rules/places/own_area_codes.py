"""Read and write a firm's own list of area codes and their places: `565 US-GA; 789 US-OH`."""

import re

from console.rules.phone.number_plan import AT_HOME, GROUNDLESS
from console.rules.places.regions import list_country_zones, list_region_zones
from console.rules.values import OwnAreaCode

CODE = re.compile(r"[2-9](?!11)[0-8][0-9]", re.ASCII)


def read_area_codes(text: str) -> tuple[OwnAreaCode, ...]:
    """Return the area codes in a text, separated by semicolons.

    After each code comes its state, province or country, then its zones. Without zones, the code
    has all zones of that place. Raises ValueError that says what is wrong.
    """
    return tuple(_read_code(part.split()) for part in text.split(";") if part.strip())


def write_area_codes(codes: tuple[OwnAreaCode, ...]) -> str:
    return "; ".join(" ".join((code.code, code.jurisdiction, *code.zones)) for code in codes)


def _read_code(words: list[str]) -> OwnAreaCode:
    if len(words) < 2:
        raise ValueError(f"“{' '.join(words)}” needs a code and its state, as in 565 US-GA")
    code, jurisdiction, *zones = words
    if not CODE.fullmatch(code):
        raise ValueError(f"{code} is no area code of North America")
    if code in GROUNDLESS:
        raise ValueError(f"{code} numbers belong to no place")
    jurisdiction = jurisdiction.upper()
    state_zones = _zones_of(jurisdiction)
    if not state_zones:
        raise ValueError(f"{jurisdiction} is no state or province such as US-GA or CA-ON")
    for zone in zones:
        if zone not in state_zones:
            raise ValueError(
                f"{zone} is no zone of {jurisdiction}: it has {', '.join(state_zones)}"
            )
    return OwnAreaCode(code, jurisdiction, tuple(zones) or state_zones)


def _zones_of(jurisdiction: str) -> tuple[str, ...]:
    """Return the zones of a state, a province or an island with a North American area code.

    () for any other place.
    """
    if jurisdiction[:3] in {"US-", "CA-"}:
        return list_region_zones().get(jurisdiction, ())
    is_island = jurisdiction in AT_HOME and jurisdiction not in {"US", "CA"}
    return list_country_zones().get(jurisdiction, ()) if is_island else ()
