"""The hours in which rules on their clocks all allow a call, through changes of those clocks."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from console.rules.law.firm_rules import EMERGENCY
from console.rules.law.statutes import Rule
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
from db.enums import ReasonCode

WHOLE_DAY: Spans = ((0, DAY),)
YEAR_OF_DAYS = 366
Days = tuple[Span, ...]
"""Local day numbers, [from, until)."""


class Day(Struct, frozen=True):
    """A rule on one local day: its windows, and why it bars the rest of the day.

    `name` is the holiday, or the year whose holidays are unknown.
    """

    windows: Spans
    codes: tuple[ReasonCode, ...]
    name: str = ""


class Binding(NamedTuple):
    """A rule on one clock; `lifted` are the local days on which evidence lifts it."""

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
def rule_day(rule: Rule, day: int) -> Day:
    """Return the rule's windows on a local day, by its dates, its holidays and the weekday."""
    on = date_of(day)
    if not rule.holds_on(on):
        return Day(WHOLE_DAY, ())
    if rule.bars == EMERGENCY:
        return Day((), (ReasonCode.EMERGENCY_AREA,))
    weekday = on.weekday()
    windows = rule.hours.get("sat" if weekday == 5 else "sun" if weekday == 6 else "weekday")
    if rule.holidays is not None:
        eve = "eve" in rule.hours
        # On 31 December the eve depends on the holidays of the next year, which may be unknown.
        for day_needed in (on, on + timedelta(days=1)) if eve else (on,):
            if not rule.holidays.is_known(day_needed.year):
                return Day((), (ReasonCode.HOLIDAYS_UNKNOWN,), str(day_needed.year))
        holiday = rule.holidays.name_on(on)
        if holiday is not None and "holiday" in rule.hours:
            # A holiday only narrows the weekday's hours; on a closed day, both are reasons.
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
    """Return when the binding allows calls within one UTC day, in seconds since 1970."""
    spans: list[Span] = []
    # A clock change splits the UTC day into spans of one offset each. Cutting the windows to each
    # span gives the skipped hour no time and the repeated hour both times.
    for start, end, offset in offsets_on(binding.zone, utc_day):
        # A UTC day touches two local days, except on a clock without an offset.
        for day in range((start + offset) // DAY, (end - 1 + offset) // DAY + 1):
            windows = (
                WHOLE_DAY if is_within(binding.lifted, day) else rule_day(binding.rule, day).windows
            )
            midnight = day * DAY - offset
            spans += (
                (max(start, midnight + opens), min(end, midnight + closes))
                for opens, closes in windows
            )
    return merge(spans)


@dataclass(slots=True, eq=False)
class Schedule:
    """Bindings that must all allow a call. Places with the same hours share one.

    `known_days` caches the open spans by UTC day.
    """

    bindings: tuple[Binding, ...]
    known_days: dict[int, Spans] = field(default_factory=dict)

    def spans_on(self, utc_day: int) -> Spans:
        """Return the spans of a UTC day in which all bindings allow calls."""
        spans = self.known_days.get(utc_day)
        if spans is None:
            spans = ((utc_day * DAY, (utc_day + 1) * DAY),)
            for binding in self.bindings:
                spans = intersect(spans, spans_on(binding, utc_day))
                if not spans:
                    break
            if len(self.known_days) > 2000:  # a report over years must not fill the memory
                self.known_days.clear()
            self.known_days[utc_day] = spans
        return spans

    def is_open(self, second: int) -> bool:
        return span_at(self.spans_on(second // DAY), second) is not None

    def next_open(self, second: int) -> int | None:
        """Return the first open second from `second` on, None if a year has none."""
        first = second // DAY
        for day in range(first, first + YEAR_OF_DAYS + 1):
            for opens, closes in self.spans_on(day):
                if closes > second:
                    return max(opens, second)
        return None

    def next_close(self, second: int) -> int | None:
        """Return the first closed second from `second` on, None if a year has none."""
        first = second // DAY
        for day in range(first, first + YEAR_OF_DAYS + 1):
            span = span_at(self.spans_on(day), max(second, day * DAY))
            if span is None:
                return day * DAY
            if span[1] < (day + 1) * DAY:  # a later end may go on in the next day's first span
                return span[1]
        return None

    def spans_between(self, start: int, end: int) -> Spans:
        spans: list[Span] = []
        for day in range(start // DAY, -(-end // DAY)):  # the end is rounded up
            spans += intersect(((start, end),), self.spans_on(day))
        return merge(spans)


@lru_cache(maxsize=8192)
def schedule_of(bindings: tuple[Binding, ...]) -> Schedule:
    return Schedule(bindings)
