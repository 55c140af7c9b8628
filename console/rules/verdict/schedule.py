"""Which rules bind a place, on which clocks, and when all of them allow a call together."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from console.rules.law.firm_rules import (
    EMERGENCY,
    courtesy_rule,
    emergencies_at,
    firm_rule,
    firm_rules_at,
)
from console.rules.law.statutes import Lift, Rule, canonical, country_of, rules_of
from console.rules.law.trades import is_of_trade
from console.rules.times.windows import (
    DAY,
    ORDINAL_OF_1970,
    Span,
    Spans,
    intersect,
    merge,
    offsets_on,
    span_at,
)
from console.rules.values import Candidate, Evidence, Firm, Place
from console.rules.verdict.firm_places import settle
from db.enums import LeadKind, PlaceSource, ReasonCode

WHOLE_DAY: Spans = ((0, DAY),)
YEAR_OF_DAYS = 366
EVER = 1 << 40

Days = tuple[Span, ...]
"""Local day numbers, [from, until)."""


class Day(Struct, frozen=True):
    """What a rule says of one local day: its windows, and why it bars the rest of the day."""

    windows: Spans
    codes: tuple[ReasonCode, ...]
    name: str = ""


class Binding(NamedTuple):
    """A rule on one clock, but for the local days on which evidence lifts it."""

    rule: Rule
    zone: str
    lifted: Days = ()


def date_of(day: int) -> date:
    return date.fromordinal(day + ORDINAL_OF_1970)


def day_of(day: date) -> int:
    return day.toordinal() - ORDINAL_OF_1970


def is_within(days: Days, day: int) -> bool:
    return bool(days) and any(start <= day < end for start, end in days)


@lru_cache(maxsize=65_536)
def is_in_force(rule: Rule, lifted: Days, days: tuple[int, ...]) -> bool:
    """Whether the rule holds, and no evidence lifts it, on any of the days."""
    return any(rule.holds_on(date_of(day)) and not is_within(lifted, day) for day in days)


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of(lift: Lift, held: Evidence) -> date | None:
    """Through which day the evidence lifts, None until it is withdrawn."""
    if lift.months is None:
        return held.until
    last = months_after(held.on, lift.months)
    return last if held.until is None else min(last, held.until)


def days_lifted(lifted_by: tuple[Lift, ...], evidence: tuple[Evidence, ...]) -> Days:
    """The days on which evidence lifts a rule: from its own day, the last one included."""
    return _days_lifted(lifted_by, evidence) if lifted_by and evidence else ()


@lru_cache(maxsize=65_536)
def _days_lifted(lifted_by: tuple[Lift, ...], evidence: tuple[Evidence, ...]) -> Days:
    spans = []
    for lift in lifted_by:
        for held in evidence:
            if held.kind is lift.kind:
                last = last_day_of(lift, held)
                spans.append((day_of(held.on), (EVER if last is None else day_of(last)) + 1))
    return merge(spans)


@lru_cache(maxsize=65_536)
def say_day(rule: Rule, day: int) -> Day:
    """The rule's windows on a local day, by its dates, its holidays and the day of the week."""
    on = date_of(day)
    if not rule.holds_on(on):
        return Day(WHOLE_DAY, ())
    if rule.bars == EMERGENCY:
        return Day((), (ReasonCode.EMERGENCY_AREA,))
    weekday = on.weekday()
    windows = rule.hours.get("sat" if weekday == 5 else "sun" if weekday == 6 else "weekday")
    if rule.holidays is not None:
        eve = "eve" in rule.hours
        for asked in (on, on + timedelta(days=1)) if eve else (on,):
            if not rule.holidays.is_known(asked.year):
                return Day((), (ReasonCode.HOLIDAYS_UNKNOWN,), str(asked.year))
        holiday = rule.holidays.name_on(on)
        if holiday is not None and "holiday" in rule.hours:
            codes = (ReasonCode.HOLIDAY, *((ReasonCode.CLOSED_DAY,) if windows == () else ()))
            both = intersect(rule.hours["holiday"], WHOLE_DAY if windows is None else windows)
            return Day(both, codes, holiday)
        if eve and rule.holidays.name_on(on + timedelta(days=1)) is not None:
            windows = intersect(rule.hours["eve"], WHOLE_DAY if windows is None else windows)
    if windows is None:
        return Day(WHOLE_DAY, ())
    return Day(windows, (ReasonCode.HOURS if windows else ReasonCode.CLOSED_DAY,))


@lru_cache(maxsize=65_536)
def spans_on(binding: Binding, utc_day: int) -> Spans:
    """When the binding allows calls within one UTC day, in seconds since 1970."""
    spans: list[Span] = []
    for start, end, offset in offsets_on(binding.zone, utc_day):
        for day in range((start + offset) // DAY, (end - 1 + offset) // DAY + 1):
            windows = (
                WHOLE_DAY if is_within(binding.lifted, day) else say_day(binding.rule, day).windows
            )
            midnight = day * DAY - offset
            spans += (
                (max(start, midnight + opens), min(end, midnight + closes))
                for opens, closes in windows
            )
    return merge(spans)


@dataclass(slots=True, eq=False)
class Schedule:
    """Bindings that must all allow a call. Places with the same hours share one."""

    bindings: tuple[Binding, ...]
    known_days: dict[int, Spans] = field(default_factory=dict)

    def spans_on(self, utc_day: int) -> Spans:
        spans = self.known_days.get(utc_day)
        if spans is None:
            spans = ((utc_day * DAY, (utc_day + 1) * DAY),)
            for binding in self.bindings:
                spans = intersect(spans, spans_on(binding, utc_day))
                if not spans:
                    break
            if len(self.known_days) > 2000:
                self.known_days.clear()
            self.known_days[utc_day] = spans
        return spans

    def is_open(self, second: int) -> bool:
        return span_at(self.spans_on(second // DAY), second) is not None

    def next_open(self, second: int) -> int | None:
        """The first open second from `second` on, None when a year has none."""
        first = second // DAY
        for day in range(first, first + YEAR_OF_DAYS + 1):
            for opens, closes in self.spans_on(day):
                if closes > second:
                    return max(opens, second)
        return None

    def next_close(self, second: int) -> int | None:
        """The first second that is not open after an open one, None when a year has none."""
        first = second // DAY
        for day in range(first, first + YEAR_OF_DAYS + 1):
            span = span_at(self.spans_on(day), max(second, day * DAY))
            if span is None:
                return day * DAY
            if span[1] < (day + 1) * DAY:
                return span[1]
        return None

    def spans_between(self, start: int, end: int) -> Spans:
        found: list[Span] = []
        for day in range(start // DAY, -(-end // DAY)):
            found += intersect(((start, end),), self.spans_on(day))
        return merge(found)


@lru_cache(maxsize=8192)
def schedule_of(bindings: tuple[Binding, ...]) -> Schedule:
    return Schedule(bindings)


class Bound(Struct, frozen=True, eq=False):
    """A place under the law and the firm: the rules that bind it, whatever the hour."""

    clocks: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    rules: tuple[Rule, ...]
    schedule: Schedule
    caps: tuple[tuple[Rule, Days], ...]
    unruled: tuple[str, ...]


@lru_cache(maxsize=1024)
def rules_for(jurisdiction: str, kind: LeadKind, trades: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of a jurisdiction and its country that concern such a call by such a firm."""
    return tuple(
        rule
        for rule in rules_of(jurisdiction)
        if not rule.device and kind in rule.kinds and is_of_trade(rule.trades, trades)
    )


def clocks_of(place: Place) -> tuple[str, ...]:
    """The zones whose clocks count: the stated one alone where the person stated it."""
    stated = [zone.value for zone in place.zones if zone.source is PlaceSource.STATED]
    return tuple(dict.fromkeys(stated or [zone.value for zone in place.zones]))


def jurisdictions_of(place: Place) -> tuple[str, ...]:
    """Every candidate, and the country where no candidate lies in it."""
    return jurisdictions_among(place.jurisdictions, place.country)


@lru_cache(maxsize=4096)
def jurisdictions_among(candidates: tuple[Candidate, ...], country: str | None) -> tuple[str, ...]:
    found = dict.fromkeys(canonical(one.value) for one in candidates)
    if country and country not in {country_of(one) for one in found}:
        found[canonical(country)] = None
    return tuple(found)


@lru_cache(maxsize=8192)
def bind(place: Place, firm: Firm) -> Bound:
    place = settle(place, firm)
    clocks = clocks_of(place)
    jurisdictions = jurisdictions_of(place)
    rules: dict[Rule, None] = {}
    unruled: list[str] = []
    bindings: dict[Binding, None] = {}
    for jurisdiction in jurisdictions:
        if not rules_of(jurisdiction):
            unruled.append(jurisdiction)
            continue
        binding_rules = rules_for(jurisdiction, place.kind, firm.trades)
        rules |= dict.fromkeys(binding_rules)
        bindings |= bindings_of(binding_rules, clocks, place.evidence)
        bindings |= courtesy_of(
            binding_rules, clocks, place.evidence, firm.courtesy_opens, firm.courtesy_closes
        )
        for rule in binding_rules:
            if rule.bars == EMERGENCY:
                lifted = days_lifted(rule.lifted_by, place.evidence)
                bindings |= dict.fromkeys(
                    Binding(declared, zone, lifted)
                    for declared in emergencies_at(rule, place, firm)
                    for zone in clocks
                )
        for own in firm_rules_at(firm, place, jurisdiction):
            if own.day_class:
                hours = firm_rule(own, jurisdiction)
                bindings |= dict.fromkeys(Binding(hours, zone) for zone in clocks)
            elif not own.registry:
                rules[firm_rule(own, own.jurisdiction)] = None
    caps = tuple((rule, days_lifted(rule.lifted_by, place.evidence)) for rule in rules if rule.cap)
    return Bound(
        clocks, jurisdictions, tuple(rules), schedule_of(tuple(bindings)), caps, tuple(unruled)
    )


@lru_cache(maxsize=8192)
def bindings_of(
    rules: tuple[Rule, ...], clocks: tuple[str, ...], evidence: tuple[Evidence, ...]
) -> Mapping[Binding, None]:
    """In order, each once; places share what one jurisdiction binds on the same clocks."""
    return dict.fromkeys(
        Binding(rule, zone, days_lifted(rule.lifted_by, evidence))
        for rule in rules
        if rule.hours
        for zone in (rule.clocks or clocks)
    )


@lru_cache(maxsize=8192)
def courtesy_of(
    rules: tuple[Rule, ...],
    clocks: tuple[str, ...],
    evidence: tuple[Evidence, ...],
    opens: time,
    closes: time,
) -> Mapping[Binding, None]:
    """The courtesy window: always where no rule sets hours, else while evidence lifts them all."""
    with_hours = [rule for rule in rules if "weekday" in rule.hours]
    lasting = [days_lifted(rule.lifted_by, evidence) for rule in with_hours]
    if any(not days for days in lasting):
        return {}
    rule = courtesy_rule(opens, closes)
    closed: Days = ()
    for days in lasting:
        closed = merge((*closed, *outside(days)))
    return dict.fromkeys(Binding(rule, zone, closed) for zone in clocks)


def outside(days: Days) -> Days:
    edges = [-EVER, *(edge for span in days for edge in span), EVER * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))
