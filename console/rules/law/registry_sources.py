"""Where the outside do-not-call lists come from, and what those of the United States cost."""

from datetime import date
from functools import lru_cache

from msgspec import Struct, convert, field

from console.rules.law.tables import registry_source_rows

FREE_CODES, PER_CODE, ALL_CODES = 5, 82, 22_626
"""The national registry of the US, in dollars for the year to 2026-09-30: see its row."""

FEES_ARE_OF = "prices of the year to 30 Sep 2026; ask for this year's"


class RegistrySource(Struct, frozen=True, eq=False, kw_only=True):
    """Who provides a list, to whom, at what price, how and how often. Words of the sources.

    `registry` is the id of the registry in the law's data, "" if none of them is this list.
    `in_short` is what a sentence says: site, price, format and how often.
    """

    registry: str = field(default="", name="of")
    jurisdiction: str = field(name="in")
    name: str
    in_short: str = ""
    binds: str = ""
    site: str = ""
    who: str = ""
    price: str = ""
    currency: str = ""
    price_date: str = ""
    access: str = ""
    format: str = ""
    update: str = ""
    good_for: str = ""
    note: str = ""
    source: str
    seen: str
    confidence: str
    read_on: date


@lru_cache(maxsize=1)
def all_sources() -> tuple[RegistrySource, ...]:
    return tuple(convert(row, RegistrySource) for row in registry_source_rows())


def source_of(registry: str) -> RegistrySource | None:
    """Return where a registry's copies come from, None if nobody has looked."""
    return next((source for source in all_sources() if source.registry == registry), None)


def say_source(registry: str) -> str:
    """Return `Get it from SITE: price; format`, "" if no provider of the registry is known."""
    source = source_of(registry)
    return f"Get it from {source.in_short}" if source and source.in_short else ""


def national_fee(codes: int) -> int:
    """Return the yearly fee in US dollars for this many area codes: the first five are free."""
    return min(max(0, codes - FREE_CODES) * PER_CODE, ALL_CODES)
