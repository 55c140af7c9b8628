"""The tables of law as `data/*.toml` has them, with types for their rows.

`scripts/build_law.py` turns the TOML files into `data/law.py`, which is read here because parsing
TOML would delay the start. A test checks every key. `statutes.py` makes rules of the rows.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Literal, NotRequired, TypeAlias, TypedDict

from console.rules.data.law import TABLES

FILES = ("united_states", "canada", "europe", "africa_asia", "elsewhere")

DayClass: TypeAlias = Literal["weekday", "sat", "sun", "holiday", "eve"]

DAY_CLASSES: tuple[DayClass, ...] = ("weekday", "sat", "sun", "holiday", "eve")

RuleRow = TypedDict(
    "RuleRow",
    {
        "id": str,
        "name": str,
        "citation": str,
        "source": str,
        "confidence": str,
        "note": NotRequired[str],
        "doubt": NotRequired[str],
        "caution": NotRequired[str],
        "from": NotRequired[date],
        "until": NotRequired[date],
        "new": NotRequired[bool],
        "every_day": NotRequired[str],
        "weekday": NotRequired[str],
        "sat": NotRequired[str],
        "sun": NotRequired[str],
        "holiday": NotRequired[str],
        "eve": NotRequired[str],
        "holidays": NotRequired[str],
        "clocks": NotRequired[list[str]],
        "cap": NotRequired[int],
        "cap_hours": NotRequired[int],
        "bars": NotRequired[str],
        "kinds": NotRequired[list[str]],
        "trades": NotRequired[list[str]],
        "lifted_by": NotRequired[list[str]],
        "device": NotRequired[str],
        "refusal": NotRequired[str],
        "callback_lifts": NotRequired[bool],
        "reassigned_days": NotRequired[int],
    },
)

RegistryRow = TypedDict(
    "RegistryRow",
    {
        "id": str,
        "in": str,
        "name": str,
        "kinds": NotRequired[list[str]],
        "good_for_days": int,
        "required": bool,
        "words": NotRequired[list[str]],
        "exactly": NotRequired[list[str]],
        "lifted_by": NotRequired[list[str]],
        "citation": str,
        "source": str,
        "confidence": str,
        "note": NotRequired[str],
    },
)

DutyRow = TypedDict(
    "DutyRow",
    {
        "id": str,
        "in": str,
        "say": str,
        "within": int,
        "trades": NotRequired[list[str]],
        "citation": str,
        "source": str,
        "confidence": str,
    },
)


class PermitRow(TypedDict):
    id: str
    instead_of: NotRequired[str]
    name: str
    duty: str
    who: NotRequired[list[str]]
    each_salesperson: NotRequired[bool]
    trigger: NotRequired[str]
    protects: NotRequired[str]
    citation: str
    agency: NotRequired[str]
    fee: NotRequired[str]
    renewal_fee: NotRequired[str]
    salesperson_fee: NotRequired[str]
    bond: NotRequired[str]
    lead_time: NotRequired[str]
    renewal: NotRequired[str]
    exemptions: NotRequired[list[str]]
    exemptions_unconfirmed: NotRequired[list[str]]
    exemption_filing: NotRequired[str]
    consequence: NotRequired[str]
    note: NotRequired[str]
    source: str
    seen: str
    confidence: str
    read_on: date


RegistrySourceRow = TypedDict(
    "RegistrySourceRow",
    {
        "in": str,
        "of": NotRequired[str],
        "in_short": NotRequired[str],
        "name": str,
        "binds": NotRequired[str],
        "site": NotRequired[str],
        "who": NotRequired[str],
        "price": NotRequired[str],
        "currency": NotRequired[str],
        "price_date": NotRequired[str],
        "access": NotRequired[str],
        "format": NotRequired[str],
        "update": NotRequired[str],
        "good_for": NotRequired[str],
        "note": NotRequired[str],
        "source": str,
        "seen": str,
        "confidence": str,
        "read_on": date,
    },
)

NewsRow = TypedDict("NewsRow", {"on": date, "in": str, "text": str, "citation": str, "source": str})

ReviewRow = TypedDict("ReviewRow", {"on": date, "in": str})


class DayRow(TypedDict):
    name: str
    on: str
    since: NotRequired[int]
    every: NotRequired[int]
    observed: NotRequired[dict[str, list[int]]]


class DatedRow(TypedDict):
    name: str
    date: date


class HolidayListRow(TypedDict):
    id: str
    name: str
    covers: list[int]
    package: NotRequired[list[str]]
    days: NotRequired[list[DayRow]]
    observed: NotRequired[dict[str, list[int]]]
    dated: NotRequired[list[DatedRow]]
    citation: str
    source: str
    note: NotRequired[str]


@cache
def file_of(country: str) -> str | None:
    """Return the file with the rules of a country and its parts; None if there is none."""
    own = f"{country}/"
    return next(
        (file for file in FILES if any(row["id"].startswith(own) for row in rule_rows(file))), None
    )


def rule_rows(file: str) -> Sequence[RuleRow]:
    rows: list[RuleRow] = TABLES[file]["rule"]
    return rows


def registry_rows() -> Sequence[RegistryRow]:
    rows: list[RegistryRow] = TABLES["registries"]["registry"]
    return rows


def permit_rows() -> Sequence[PermitRow]:
    rows: list[PermitRow] = TABLES["permits"]["permit"]
    return rows


def registry_source_rows() -> Sequence[RegistrySourceRow]:
    rows: list[RegistrySourceRow] = TABLES["registry_sources"]["source"]
    return rows


def news_rows() -> Sequence[NewsRow]:
    rows: list[NewsRow] = TABLES["news"]["news"]
    return rows


def review_rows() -> Sequence[ReviewRow]:
    rows: list[ReviewRow] = TABLES["reviews"]["review"]
    return rows


def duty_rows() -> Sequence[DutyRow]:
    rows: list[DutyRow] = TABLES["say_first"]["duty"]
    return rows


def holiday_list_rows() -> Sequence[HolidayListRow]:
    rows: list[HolidayListRow] = TABLES["holidays"]["list"]
    return rows
