"""A jurisdiction as a person names it: US-FL, Florida, FR, France."""

import re

from console.rules.law.statutes import canonical, country_of, rules_of
from console.rules.places.addresses import DIVIDED
from console.rules.places.lands import TERRITORIES
from console.rules.places.regions import (
    list_country_zones,
    list_region_zones,
    read_country,
    read_region,
)
from console.trouble import BadInput


def read_jurisdiction(text: str) -> str:
    """The ISO 3166 code. Raises BadInput for a name that means nothing, or two things.

    Two letters are a country where they can be (`CA` is Canada, `IN` India).
    """
    name = text.strip()
    code = name.upper()
    if re.fullmatch(r"[A-Z]{2}", code):
        country = read_country(code)
        state = read_region(code)
        if country is not None and state is not None and not rules_of(country):
            raise BadInput(f"{code} is a country and a state: write {state} for the state.")
        if country is not None:
            return of_own_law(country)
    if read_country(name):
        return of_own_law(str(read_country(name)))
    if found := read_region(name):
        country = country_of(found)
        if country not in DIVIDED:
            raise BadInput(f"The law of {found} is that of its country: write {country}.")
        return canonical(found)
    raise BadInput(
        f"{name!r} is no country, state or province known here: write it like US-FL, CA-BC or FR."
    )


def of_own_law(country: str) -> str:
    """The jurisdiction of a country. Raises BadInput for a land that is under another's law."""
    whose = TERRITORIES.get(country)
    if whose is not None:
        raise BadInput(f"The law of {country} is that of {whose}: write {whose}.")
    return canonical(country)


def zones_in(jurisdiction: str) -> tuple[str, ...]:
    """Every zone of a state, province or country."""
    territory = jurisdiction.removeprefix("US-")
    return (
        list_region_zones().get(jurisdiction)
        or list_country_zones().get(territory)
        or list_country_zones().get(country_of(jurisdiction), ())
    )
