"""Judge an instant by the time rules, once for all places with the same hours.

The cache holds each answer with its values and the span of time in which it is valid, so that
caching changes no answer.
"""

from collections.abc import Iterator
from functools import lru_cache, partial

from msgspec import Struct

from console.rules.law.statutes import Rule
from console.rules.times.windows import DAY, instant_of, local_day, offsets_on, span_at
from console.rules.values import Reason
from console.rules.verdict.schedule import Schedule, rule_day, schedule_of, spans_on
from console.rules.verdict.sentences import is_midnight, say_bar, say_opening, with_doubt
from db.enums import ReasonCode, VerdictKind

MOST_SPANS = 64


class TimeSpan(Struct, frozen=True, eq=False):
    """The answer for every second in [since, until): no rule, date or offset changes inside.

    `days` are the dates on the clocks. `opens` is the next second at which all rules allow a call,
    None if they allow one now. `closes` is the first second at which a rule bars calls, None if
    one does now. Each is also None if a year has no such second.
    """

    since: int
    until: int
    days: tuple[int, ...]
    reasons: tuple[Reason, ...]
    opens: int | None
    closes: int | None


@lru_cache(maxsize=8192)
def time_spans_of(schedule: Schedule, clocks: tuple[str, ...]) -> list[TimeSpan]:  # noqa: ARG001
    """Return the cached spans, newest first; the caller adds to the list."""
    return []  # lru_cache keeps this list, so that each schedule has a small cache of its own


def time_span_at(schedule: Schedule, clocks: tuple[str, ...], second: int) -> TimeSpan:
    """Return the answer of the time rules at a second, from the cache where it holds one."""
    spans = time_spans_of(schedule, clocks)
    for span in spans:
        if span.since <= second < span.until:
            return span
    since, until = find_bounds(schedule, clocks, second)
    is_open = schedule.is_open(second)
    span = TimeSpan(
        since,
        until,
        days_at(clocks, second),
        tuple(time_reasons(schedule, second)),
        None if is_open else schedule.next_open(second),
        schedule.next_close(second) if is_open else None,
    )
    spans.insert(0, span)
    del spans[MOST_SPANS:]
    return span


def days_at(clocks: tuple[str, ...], second: int) -> tuple[int, ...]:
    """Return the dates on the clocks of these zones, or the UTC date if there are none."""
    return tuple({local_day(zone, second): None for zone in clocks}) or (second // DAY,)


def find_bounds(schedule: Schedule, clocks: tuple[str, ...], second: int) -> tuple[int, int]:
    """Return the boundaries of rules and dates nearest to a second, within its UTC day."""
    day = second // DAY
    since, until = day * DAY, (day + 1) * DAY
    edges: list[int] = []
    for binding in schedule.bindings:
        for span in spans_on(binding, day):
            edges += span
    for zone in {*clocks, *(binding.zone for binding in schedule.bindings)}:
        edges += midnights(zone, since, until)
    # Any boundary of any rule counts, even one that changes nothing: a span that is too short costs
    # one more computation, one that is too long a wrong answer.
    for edge in edges:
        if edge <= second:
            since = max(since, edge)
        else:
            until = min(until, edge)
    return since, until


def midnights(zone: str, start: int, end: int) -> Iterator[int]:
    """Yield every instant in [start, end) at which the zone's date or offset changes."""
    for day in range(start // DAY, -(-end // DAY)):
        spans = offsets_on(zone, day)
        for position, (since, until, offset) in enumerate(spans):
            if position and start <= since < end:
                yield since
            # Round up to the first local midnight in this span; a clock change may skip it.
            midnight = -(-(since + offset) // DAY) * DAY - offset
            if since <= midnight < until and start <= midnight < end:
                yield midnight


def barring_zones(schedule: Schedule, opening: int | None) -> tuple[str, ...]:
    """Return the zones that allow no earlier opening: they bar the second before it."""
    if opening is None:
        return ()
    day = (opening - 1) // DAY
    return tuple(
        dict.fromkeys(
            binding.zone
            for binding in schedule.bindings
            if span_at(spans_on(binding, day), opening - 1) is None
        )
    )


def time_reasons(schedule: Schedule, second: int) -> Iterator[Reason]:
    """Yield a reason for each rule and cause that bars this second on one of its clocks."""
    barred: dict[str, tuple[Rule, str]] = {}
    for binding in schedule.bindings:
        if span_at(spans_on(binding, second // DAY), second) is None:
            barred.setdefault(binding.rule.id, (binding.rule, binding.zone))
    alone_by_id = {
        rule_id: schedule_of(
            tuple(binding for binding in schedule.bindings if binding.rule.id == rule_id)
        )
        for rule_id in barred
    }
    openings = {rule_id: alone.next_open(second) for rule_id, alone in alone_by_id.items()}
    latest = max(filter(None, openings.values()), default=None)
    for rule, zone in barred.values():
        alone, opening = alone_by_id[rule.id], openings[rule.id]
        day = rule_day(rule, local_day(zone, second))
        for code in day.codes:
            if code is ReasonCode.HOLIDAYS_UNKNOWN:
                text = (
                    f"{rule.name} bars calls on holidays and no list of them covers {day.name}: "
                    "update the program or add the year's list."
                )
                yield Reason(code, VerdictKind.UNKNOWN, text, rule.id, rule.citation)
                continue
            bar = say_bar(rule, code, day.name, day.windows, zone, second)
            last = barring_zones(alone, opening)
            shown = opening
            # Other rules may bar when the day or the longest bar ends.
            if opening is not None and (
                opening == latest or any(map(partial(is_midnight, opening), last))
            ):
                shown = schedule.next_open(opening)
                last = barring_zones(schedule, shown)
            text = f"{bar} {say_opening(shown, zone, code, last)}"
            yield Reason(
                code,
                VerdictKind.WAIT,
                with_doubt(text, rule),
                rule.id,
                rule.citation,
                None if shown is None else instant_of(shown),
            )
