"""The law as data: the rules of `data/*.toml` with citation, source, confidence and dates.

Nothing here decides. `docs/reference/rules.md` is generated from the same values.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct, convert, field

from console.rules.law.quiet_days import HolidayList
from console.rules.law.tables import (
    DAY_CLASSES,
    FILES,
    RuleRow,
    file_of,
    holiday_list_rows,
    registry_rows,
    rule_rows,
)
from console.rules.phone.number_plan import AREA_COUNTRY
from console.rules.times.calendar_words import say_day
from db.enums import EvidenceKind, LeadKind

FACTS_SEEN_ON = date(2026, 11, 24)
"""The day the facts were compiled: a rule without a date is known to hold from this day."""

READ_ON = date(2026, 11, 26)
"""The day all data was last compared with the sources; every review moves it."""

LAW_LASTS = timedelta(days=90)
"""How long after a review the data may be relied on."""

Hours = tuple[tuple[int, int], ...]
"""Windows of local time as seconds from midnight, the end exclusive; empty means closed."""

TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}


class Lift(Struct, frozen=True):
    """Evidence of a kind lifts a rule for this many months; None means until withdrawn."""

    kind: EvidenceKind
    months: int | None


class Rule(Struct, frozen=True, eq=False):
    """One version of one rule of a jurisdiction. Compared by identity: each is read once.

    - `hours` holds windows by class of day; a missing class is not limited. `eve` is the day before
      a holiday. `clocks` are zones that the law itself names, instead of the person's.
    - `starts_on` is the first day on which it is known to hold (None: not known), `ends_on` the
      first day on which it no longer does. `is_first` marks the earliest version, which also judges
      earlier calls unless `is_new`.
    - `cap` is the most dials in any `cap_hours`; with `callback_lifts` it does not limit a call
      back that the person asked for.
    - `bars` is what the rule bars outright unless evidence lifts it: "calls", "mobiles",
      "emergency" (calls into a declared emergency), or "" for nothing.
    - `reassigned_days` is for how many days a `no` of the reassigned numbers database is good where
      a call needs one, 0 where it needs none.
    - `refusal` is what a no in a call does: "", a rest of at least "60 days", or "for good".
    - `request` is what a do-not-call request in a call bars besides the number: "" for nothing,
      "every number" for all numbers of the person.
    - `trades` are the trades it is limited to; empty for every trade.
    - `device` names automated equipment that the rule is limited to: such a rule is shown, but
      never binds a call dialled by hand.
    """

    id: str
    jurisdiction: str
    name: str
    citation: str
    source: str
    confidence: str
    note: str = ""
    doubt: str = ""
    caution: str = ""
    starts_on: date | None = field(default=None, name="from")
    ends_on: date | None = field(default=None, name="until")
    is_first: bool = True
    is_new: bool = field(default=False, name="new")
    hours: Mapping[str, Hours] = field(default_factory=dict)
    holidays: HolidayList | None = None
    clocks: tuple[str, ...] = ()
    cap: int = 0
    cap_hours: int = 0
    bars: str = ""
    kinds: frozenset[LeadKind] = frozenset(LeadKind)
    trades: tuple[str, ...] = ()
    lifted_by: tuple[Lift, ...] = ()
    device: str = ""
    refusal: str = ""
    request: str = ""
    callback_lifts: bool = False
    reassigned_days: int = 0

    def holds_on(self, day: date) -> bool:
        """Return whether it judges calls of a day; the first version also judges earlier days."""
        if self.ends_on is not None and day >= self.ends_on:
            return False
        return (
            self.starts_on is None or day >= self.starts_on or (self.is_first and not self.is_new)
        )

    def is_assumed_on(self, day: date) -> bool:
        """Return whether the rule judges a day before the first on which it is known to hold."""
        return day < (self.starts_on or FACTS_SEEN_ON) and self.holds_on(day)


class RegistryNeed(Struct, frozen=True, eq=False, kw_only=True):
    """A registry that a call may need: a copy without the number clears it for `good_for_days`.

    A source's name means this registry if it has one of `words` as a whole word or is one of
    `exactly`. An optional registry (not `is_required`) only gives a caution if no copy is loaded.
    """

    id: str
    jurisdiction: str = field(name="in")
    name: str
    kinds: frozenset[LeadKind] = frozenset(LeadKind)
    good_for_days: int
    is_required: bool = field(name="required")
    is_national: bool
    words: tuple[str, ...] = ()
    exactly: tuple[str, ...] = ()
    lifted_by: tuple[Lift, ...]
    citation: str
    source: str
    confidence: str
    note: str = ""

    @property
    def source_name(self) -> str:
        """Return a source name for this registry, as `dnc import --source` takes it."""
        return self.words[0] if self.words else self.exactly[0]

    def is_meant_by(self, source: str) -> bool:
        """Return whether a registry imported under this name is this one."""
        folded = fold(source)
        return " ".join(folded) in self.exactly or any(word in folded for word in self.words)


@lru_cache(maxsize=1024)
def fold(source: str) -> tuple[str, ...]:
    """Return the words of a name in lower case."""
    return tuple("".join(c if c.isalnum() else " " for c in source.casefold()).split())


def country_of(jurisdiction: str) -> str:
    """Return the country whose rules also bind a jurisdiction: "US" for US-FL and for PR."""
    country = jurisdiction.partition("-")[0]
    return "US" if country in TERRITORIES else country


def is_part_of(jurisdiction: str, whole: str) -> bool:
    return jurisdiction == whole or jurisdiction.startswith(f"{whole}-")


def warn_of_age(today: date) -> str:
    """Return a sentence if the law was last read more than LAW_LASTS ago, else ""."""
    days = (today - READ_ON).days
    if days <= LAW_LASTS.days:
        return ""
    return f"The calling rules were last read on {say_day(READ_ON)}, {days} days ago."


def canonical(jurisdiction: str) -> str:
    """Return the code under which the data holds a jurisdiction: US-PR for PR."""
    return f"US-{jurisdiction}" if jurisdiction in TERRITORIES else jurisdiction


def seconds_of(clock: str) -> int:
    hour, minute = clock.strip().split(":")
    return int(hour) * 3600 + int(minute) * 60


def read_hours(windows: str) -> Hours:
    """Return the windows of "10:00-13:00, 14:00-20:00", () for "closed"."""
    if windows == "closed":
        return ()
    return tuple(
        (seconds_of(opens), seconds_of(closes))
        for opens, _, closes in (span.partition("-") for span in windows.split(","))
    )


def read_lifts(words: Iterable[str]) -> tuple[Lift, ...]:
    """Return the lifts that words such as "written" and "transaction 18 months" mean."""
    lifts = []
    for entry in words:
        kind, _, length = entry.partition(" ")
        lifts.append(Lift(EvidenceKind(kind), int(length.split()[0]) if length else None))
    return tuple(lifts)


def read_rule(row: RuleRow, *, is_first: bool) -> Rule:
    hours: dict[str, Hours] = {name: read_hours(row[name]) for name in DAY_CLASSES if name in row}
    if "every_day" in row:
        hours = {name: read_hours(row["every_day"]) for name in ("weekday", "sat", "sun")} | hours
    derived = {
        "jurisdiction": row["id"].partition("/")[0],
        "is_first": is_first,
        "hours": hours,
        "holidays": holiday_list(row["holidays"]) if "holidays" in row else None,
        "lifted_by": read_lifts(row.get("lifted_by", ())),
    }
    return convert({**row, **derived}, Rule)


@lru_cache(maxsize=1)
def holiday_lists() -> Mapping[str, HolidayList]:
    lists = convert(holiday_list_rows(), list[HolidayList])
    return {holidays.id: holidays for holidays in lists}


def holiday_list(name: str) -> HolidayList:
    return holiday_lists()[name]


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Return every rule of every jurisdiction, versions of a rule oldest first."""
    return tuple(rule for rules in rules_by_jurisdiction().values() for rule in rules)


@lru_cache(maxsize=1)
def rules_by_jurisdiction() -> Mapping[str, tuple[Rule, ...]]:
    return {name: rules for file in FILES for name, rules in rules_in(file).items()}


@lru_cache(maxsize=len(FILES))
def rules_in(file: str) -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules of one file, by jurisdiction."""
    by_jurisdiction: dict[str, tuple[Rule, ...]] = {}
    seen_ids: set[str] = set()
    for row in rule_rows(file):
        rule = read_rule(row, is_first=row["id"] not in seen_ids)
        seen_ids.add(rule.id)
        by_jurisdiction[rule.jurisdiction] = (*by_jurisdiction.get(rule.jurisdiction, ()), rule)
    return by_jurisdiction


@lru_cache(maxsize=1024)
def rules_of(jurisdiction: str) -> tuple[Rule, ...]:
    """Return the rules of a jurisdiction and of its country, of all dates; empty if none is known.

    This reads only the country's file, because the first lead waits for it.
    """
    country, own = country_of(jurisdiction), canonical(jurisdiction)
    file = file_of(country)
    if file is None:
        return ()
    rules = rules_in(file)
    return (*(rules.get(own, ()) if own != country else ()), *rules[country])


def rules_in_force(jurisdiction: str, on: date) -> tuple[Rule, ...]:
    """Return the rules that judge a call there on a day: its own and its country's."""
    return tuple(rule for rule in rules_of(jurisdiction) if rule.holds_on(on))


@lru_cache(maxsize=1)
def all_registries() -> tuple[RegistryNeed, ...]:
    return tuple(
        convert(
            {
                **row,
                "is_national": "-" not in row["in"],
                "lifted_by": read_lifts(row.get("lifted_by", ())),
            },
            RegistryNeed,
        )
        for row in registry_rows()
    )


@lru_cache(maxsize=4096)
def registries_needed(
    jurisdiction: str,
    kind: LeadKind,
    on: date | None = None,  # noqa: ARG001 - no registry in the data begins or ends yet
) -> tuple[RegistryNeed, ...]:
    """Return the registries of a jurisdiction and its country that concern such a call."""
    places = {canonical(jurisdiction), country_of(jurisdiction)}
    return tuple(
        need for need in all_registries() if need.jurisdiction in places and kind in need.kinds
    )


BY_AREA_CODE = {"US", "CA"}
"""The countries whose registries are split by area code; others have one list for the country."""


def registries_meant(source: str, area_codes: Collection[str]) -> tuple[RegistryNeed, ...]:
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


def registry_meant(source: str, area_codes: Collection[str]) -> RegistryNeed | None:
    """Return the registry that a list is a copy of; None where none matches, or more than one."""
    needs = registries_meant(source, area_codes)
    return needs[0] if len(needs) == 1 else None


def known_jurisdictions() -> tuple[str, ...]:
    """Return every jurisdiction with rules of its own in the data."""
    return tuple(sorted(rules_by_jurisdiction()))
