"""Match a loaded list with the registries that the law data names."""

from collections.abc import Collection

from console.rules.law.statutes import RegistryNeed, all_registries, country_of
from console.rules.phone.number_plan import AREA_COUNTRY

BY_AREA_CODE = {"US", "CA"}
"""The countries whose registries are split by area code; others have one list for the country."""


def needs_meant(source: str, area_codes: Collection[str]) -> tuple[RegistryNeed, ...]:
    """Return the registries that this name may mean, for these area codes ("": other countries)."""
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
    """Return the registry that a list is a copy of; None where none matches, or more than one."""
    needs = needs_meant(source, area_codes)
    return needs[0] if len(needs) == 1 else None
