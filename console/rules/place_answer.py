"""What the place alone says: worked out once per place, good until the next boundary of any rule.

What is kept between calls is only what was worked out before, with the values and the stretch of
time it holds for, so keeping it changes no answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from console.rules.grounds import Copies, find_cautions, find_grounds
from console.rules.law import Rule
from console.rules.schedule import (
    YEAR_OF_DAYS,
    Bound,
    bind,
    date_of,
    is_part_of,
    is_within,
    jurisdictions_of,
    say_day,
    schedule_of,
    spans_on,
)
from console.rules.sentences import say_bar, say_opening, with_doubt
from console.rules.values import Firm, Place, Reason, Stop
from console.rules.windows import DAY, instant_of, local_day, offsets_on, second_of, span_at
from db.enums import ReasonCode, VerdictKind

KINDS = tuple(VerdictKind)
CODES = (
    ReasonCode.INVALID_NUMBER,
    ReasonCode.INTERNAL_LIST,
    ReasonCode.NUMBER_CLOSED,
    ReasonCode.LEAD_CLOSED,
    ReasonCode.REGISTRY,
    ReasonCode.CONSENT_REQUIRED,
    ReasonCode.MOBILE_BARRED,
    ReasonCode.NO_ZONE,
    ReasonCode.NO_RULE,
    ReasonCode.REGISTRY_MISSING,
    ReasonCode.REGISTRY_STALE,
    ReasonCode.HOLIDAYS_UNKNOWN,
    ReasonCode.EMERGENCY_STOP,
    ReasonCode.HOLIDAY,
    ReasonCode.CLOSED_DAY,
    ReasonCode.HOURS,
    ReasonCode.HELD,
    ReasonCode.CALLBACK,
    ReasonCode.COOL_DOWN,
    ReasonCode.CAP,
)
"""Reasons are listed in this order within a kind."""

WEIGHT = {code: position for position, code in enumerate(CODES)}
ANSWERS_KEPT = 16


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the place alone says, the same for every second in [since, until)."""

    since: int
    until: int
    days: tuple[int, ...]
    reasons: tuple[Reason, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    cautions: tuple[str, ...]
    allowed_by: tuple[str, ...]


@lru_cache(maxsize=16_384)
def answers_of(place: Place, copies: Copies | None, firm: Firm) -> list[Answer]:  # noqa: ARG001
    """The answers worked out so far for these values, newest first."""
    return []


def answer_at(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    known = answers_of(place, copies, firm)
    for answer in known:
        if answer.since <= second < answer.until:
            return answer
    answer = work_out(place, copies, firm, second)
    known.insert(0, answer)
    del known[ANSWERS_KEPT:]
    return answer


def days_at(clocks: tuple[str, ...], second: int) -> tuple[int, ...]:
    """The dates it now is at the candidates, or by UTC where no zone is known."""
    return tuple({local_day(zone, second): None for zone in clocks}) or (second // DAY,)


def work_out(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    bound = bind(place, firm)
    since, until = steady_stretch(bound, place, firm, second)
    days = days_at(bound.clocks, second)
    reasons = [
        *find_grounds(bound, place, copies, firm, days),
        *stop_reasons(place, firm, second),
        *time_reasons(bound, second),
    ]
    reasons.sort(key=weight_of)
    opens_at = closes_at = None
    cautions = find_cautions(bound, place, copies, firm, days)
    if not reasons:
        closes_at = place_close(bound, place, copies, firm, second)
    elif reasons[0].kind is VerdictKind.WAIT and not any(is_stop(one) for one in reasons):
        opening = bound.schedule.next_open(second)
        if opening is not None:
            opens_at = instant_of(opening)
            later = find_grounds(bound, place, copies, firm, days_at(bound.clocks, opening))
            cautions += tuple(f"When it opens: {reason.text}" for reason in later)
    return Answer(
        since,
        until,
        days,
        tuple(reasons),
        opens_at,
        closes_at,
        cautions,
        tuple(dict.fromkeys(rules_asked(bound, days))),
    )


def rules_asked(bound: Bound, days: tuple[int, ...]) -> Iterator[str]:
    """The rules in force, each of which allows the call where nothing bars it."""
    for rule in bound.rules:
        if not rule.hours and any(rule.holds_on(date_of(day)) for day in days):
            yield rule.id
    for binding in bound.schedule.bindings:
        if any(
            binding.rule.holds_on(date_of(day)) and not is_within(binding.lifted, day)
            for day in days
        ):
            yield binding.rule.id


def steady_stretch(bound: Bound, place: Place, firm: Firm, second: int) -> tuple[int, int]:
    """The seconds around this one between two boundaries of any rule, date or stop."""
    day = second // DAY
    since, until = day * DAY, (day + 1) * DAY
    edges = [second_of(stop.since) for stop in stops_of(place, firm)]
    for binding in bound.schedule.bindings:
        for span in spans_on(binding, day):
            edges += span
    zones = {*bound.clocks, *(binding.zone for binding in bound.schedule.bindings)}
    for zone in zones:
        edges += midnights(zone, since, until)
    for edge in edges:
        if since < edge <= second:
            since = edge
        elif second < edge < until:
            until = edge
    return since, until


def midnights(zone: str, start: int, end: int) -> Iterator[int]:
    """Every instant in [start, end) at which the zone's date or offset changes."""
    for day in range(start // DAY, (end - 1) // DAY + 1):
        stretches = offsets_on(zone, day)
        for position, (since, until, offset) in enumerate(stretches):
            if position and start <= since < end:
                yield since
            midnight = -(-(since + offset) // DAY) * DAY - offset
            if since <= midnight < until and start <= midnight < end:
                yield midnight


def place_close(
    bound: Bound, place: Place, copies: Copies | None, firm: Firm, second: int
) -> datetime | None:
    """The first instant at which the hours end, or a date makes the place never or unknown."""
    close = bound.schedule.next_close(second)
    horizon = close if close is not None else (second // DAY + YEAR_OF_DAYS) * DAY
    for stop in stops_of(place, firm):
        if second < second_of(stop.since) < horizon:
            close = horizon = second_of(stop.since)
    turns = sorted({at for zone in bound.clocks for at in midnights(zone, second + 1, horizon)})
    for turn in turns:
        if find_grounds(bound, place, copies, firm, days_at(bound.clocks, turn)):
            return instant_of(turn)
    return None if close is None else instant_of(close)


def stops_of(place: Place, firm: Firm) -> Iterator[Stop]:
    for stop in firm.stops:
        if any(is_part_of(one, stop.jurisdiction) for one in jurisdictions_of(place)):
            yield stop


def stop_reasons(place: Place, firm: Firm, second: int) -> Iterator[Reason]:
    for stop in stops_of(place, firm):
        if second_of(stop.since) <= second:
            yield Reason(
                ReasonCode.EMERGENCY_STOP,
                VerdictKind.WAIT,
                f"A supervisor stopped all calls to {stop.jurisdiction} until resumed: "
                f"{stop.reason}",
                f"firm/stop/{stop.jurisdiction}",
                "the firm's emergency stop",
            )


def is_stop(reason: Reason) -> bool:
    return reason.code is ReasonCode.EMERGENCY_STOP


def time_reasons(bound: Bound, second: int) -> Iterator[Reason]:
    """One reason for each rule and cause that bars this second on one of its clocks."""
    barred: dict[Rule, str] = {}
    for binding in bound.schedule.bindings:
        if span_at(spans_on(binding, second // DAY), second) is None:
            barred.setdefault(binding.rule, binding.zone)
    seen: set[tuple[ReasonCode, str]] = set()
    for rule, zone in barred.items():
        alone = schedule_of(tuple(one for one in bound.schedule.bindings if one.rule is rule))
        opening = alone.next_open(second)
        day = say_day(rule, local_day(zone, second))
        for code in day.codes:
            if (code, rule.id) in seen:
                continue
            seen.add((code, rule.id))
            if code is ReasonCode.HOLIDAYS_UNKNOWN:
                text = (
                    f"{rule.name} bars calls on holidays and no list of them covers {day.name}: "
                    "update the program or add the year's list."
                )
                yield Reason(code, VerdictKind.UNKNOWN, text, rule.id, rule.citation)
                continue
            bar = say_bar(rule, code, day.name, day.windows, zone, second)
            text = f"{bar} {say_opening(opening, zone)}"
            yield Reason(
                code,
                VerdictKind.WAIT,
                with_doubt(text, rule),
                rule.id,
                rule.citation,
                None if opening is None else instant_of(opening),
            )


def weight_of(reason: Reason) -> tuple[int, int]:
    return KINDS.index(reason.kind), WEIGHT[reason.code]
