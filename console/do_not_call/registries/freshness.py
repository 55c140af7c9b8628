"""Which registry of the law's data a loaded list is, and for how long a copy of it is good."""

from collections.abc import Collection

from console.rules.law.statutes import RegistryNeed, all_registries, country_of
from console.rules.phone.number_plan import AREA_COUNTRY

BY_AREA_CODE = {"US", "CA"}
"""The countries whose registries come by area code; all others are one list for the country."""


def needs_meant(source: str, area_codes: Collection[str]) -> tuple[RegistryNeed, ...]:
    """The registries that a list of this name is, for these area codes ("" for elsewhere)."""
    homes = {country_of(AREA_COUNTRY.get(code, "US")) for code in area_codes if code}
    return tuple(
        need
        for need in all_registries()
        if need.is_meant_by(source)
        and (
            country_of(need.jurisdiction) in homes
            or ("" in area_codes and country_of(need.jurisdiction) not in BY_AREA_CODE)
        )
    )


def need_of(source: str, area_codes: Collection[str]) -> RegistryNeed | None:
    """The one registry that a list is; None where no name in the data, or more than one, fits."""
    needs = needs_meant(source, area_codes)
    return needs[0] if len(needs) == 1 else None
