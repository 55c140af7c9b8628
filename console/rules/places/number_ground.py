"""What the number says of the place: the ground of its area code, or the whole of its country."""

from functools import cache

from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES
from console.rules.phone.number_plan import TOLL_FREE
from console.rules.places.findings import Finding, name
from console.rules.places.regions import find_state_of, list_country_zones
from db.enums import PlaceSource, ReasonCode


@cache
def read_area_code(area: str) -> Finding:
    """What ground a North American number belongs to."""
    if found := list_area_codes().get(area):
        return found
    if area in TOLL_FREE:
        return Finding(gap="A toll-free number has no place of its own: add a state or ZIP.")
    if area in SERVICE_AREA_CODES.split():
        return Finding(gap=f"A {area} number has no place of its own: add a state or ZIP.")
    return Finding(
        gap=(
            f"Nobody says where area code {area} is: check the number, or add the person's state "
            "or ZIP."
        ),
        gap_code=ReasonCode.AREA_CODE_UNKNOWN,
    )


@cache
def list_area_codes() -> dict[str, Finding]:
    found = {}
    for line in AREA_CODES.splitlines():
        area, country, jurisdictions, *zones = line.split()
        found[area] = Finding(
            find_state_of(country),
            name(zones, PlaceSource.AREA_CODE),
            name(jurisdictions.split(","), PlaceSource.AREA_CODE),
        )
    return found


BESIDE = {"Europe/San_Marino": "SM"}
"""Lands whose numbers are dialled by the calling code of another, by their zones: who is there is
under the law of that or of this, and the stricter holds."""

NO_GROUND = (
    "Toll-free, shared-cost, internet and personal numbers belong to no place: add the country or "
    "the address of the person."
)


def read_abroad(home: str | None, ground: tuple[str, ...] | None) -> Finding:
    """What ground a number abroad belongs to; None says that it has none of its own."""
    if home is None:
        return Finding(gap="This number belongs to no country: add the country of the person.")
    country = find_state_of(home)
    jurisdictions = name([country], PlaceSource.COUNTRY)
    if ground is None:
        return Finding(country, (), jurisdictions, NO_GROUND)
    if country != home:  # a calling code of its own is as good as an area code
        ground = ground or list_country_zones()[home]
    if ground:
        others = [BESIDE[zone] for zone in ground if BESIDE.get(zone, country) != country]
        jurisdictions += name(others, PlaceSource.AREA_CODE)
        return Finding(country, name(ground, PlaceSource.AREA_CODE), jurisdictions)
    zones = name(list_country_zones().get(home, ()), PlaceSource.COUNTRY)
    gap = "" if zones else f"No time zone is known for the country {home}: add the person's zone."
    return Finding(home, zones, jurisdictions, gap)
