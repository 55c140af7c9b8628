"""The tables of law as `data/*.toml` has them, with types for their rows.

`scripts/build_law.py` turns the TOML files into `data/law.py`, which is read here because parsing
TOML would delay the start. A test checks every key. `statutes.py` makes rules of the rows.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Literal, NotRequired, Required, TypeAlias, TypedDict

from msgspec import Struct, convert, field

from console.rules.data.law import TABLES

FILES = ("united_states", "canada", "europe", "africa_asia", "elsewhere")

DayClass: TypeAlias = Literal["weekday", "sat", "sun", "holiday", "eve"]

DAY_CLASSES: tuple[DayClass, ...] = ("weekday", "sat", "sun", "holiday", "eve")


class LawRow(TypedDict):
    """A row of law. The type made of it says which other fields it has."""

    id: str


class RuleRow(TypedDict, total=False):
    """A rule of law: what `Rule` has otherwise, such as its hours by class of day."""

    id: Required[str]
    every_day: str
    weekday: str
    sat: str
    sun: str
    holiday: str
    eve: str
    holidays: str
    lifted_by: Sequence[str]


RegistryRow = TypedDict(
    "RegistryRow", {"id": str, "in": str, "lifted_by": NotRequired[Sequence[str]]}
)

NewsRow = TypedDict("NewsRow", {"on": date, "in": str, "text": str, "citation": str, "source": str})

ReviewRow = TypedDict("ReviewRow", {"on": date, "in": str})


@cache
def file_of(country: str) -> str | None:
    """Return the file with the rules of a country and its parts; None if there is none."""
    own = f"{country}/"
    return next(
        (file for file in FILES if any(row["id"].startswith(own) for row in rule_rows(file))), None
    )


def rule_rows(file: str) -> Sequence[RuleRow]:
    """Return rows with the fields of `Rule`, but with its hours by class of day."""
    rows: list[RuleRow] = TABLES[file]["rule"]
    return rows


def registry_rows() -> Sequence[RegistryRow]:
    """Return rows with the fields of `RegistryNeed`."""
    rows: list[RegistryRow] = TABLES["registries"]["registry"]
    return rows


def permit_rows() -> Sequence[LawRow]:
    """Return rows with the fields of `PermitNeed`, and with `who` needs the permit."""
    rows: list[LawRow] = TABLES["permits"]["permit"]
    return rows


def registry_source_rows() -> Sequence[LawRow]:
    """Return rows with the fields of `RegistrySource`."""
    rows: list[LawRow] = TABLES["registry_sources"]["source"]
    return rows


def news_rows() -> Sequence[NewsRow]:
    rows: list[NewsRow] = TABLES["news"]["news"]
    return rows


def review_rows() -> Sequence[ReviewRow]:
    rows: list[ReviewRow] = TABLES["reviews"]["review"]
    return rows


def duty_rows() -> Sequence[LawRow]:
    """Return rows with the fields of `Duty`."""
    rows: list[LawRow] = TABLES["say_first"]["duty"]
    return rows


def holiday_list_rows() -> Sequence[LawRow]:
    """Return rows with the fields of `HolidayList`."""
    rows: list[LawRow] = TABLES["holidays"]["list"]
    return rows


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
