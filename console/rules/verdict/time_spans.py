"""What the time rules say at an instant: worked out once for all places with the same hours.

What is kept between calls is only what was worked out before, with the values and the stretch of
time it holds for, so keeping it changes no answer.
"""

from collections.abc import Iterator
from functools import lru_cache, partial

from msgspec import Struct

from console.rules.law.statutes import Rule
from console.rules.times.windows import DAY, instant_of, local_day, offsets_on, span_at
from console.rules.values import Reason
from console.rules.verdict.schedule import Schedule, say_day, schedule_of, spans_on
from console.rules.verdict.sentences import is_midnight, say_bar, say_opening, with_doubt
from db.enums import ReasonCode, VerdictKind

STRETCHES_KEPT = 64


class TimeSpan(Struct, frozen=True, eq=False):
    """The same for every second in [since, until): no rule, date or offset changes inside.

    `days` are the dates it is on the clocks. `opens` is the next second at which all rules allow a
    call, `closes` the first at which they no longer do; each is None where a year has none.
    """

    since: int
    until: int
    days: tuple[int, ...]
    reasons: tuple[Reason, ...]
    opens: int | None
    closes: int | None


@lru_cache(maxsize=8192)
def stretches_of(schedule: Schedule, clocks: tuple[str, ...]) -> list[TimeSpan]:  # noqa: ARG001
    """The stretches worked out so far, newest first."""
    return []


def stretch_at(schedule: Schedule, clocks: tuple[str, ...], second: int) -> TimeSpan:
    known = stretches_of(schedule, clocks)
    for stretch in known:
        if stretch.since <= second < stretch.until:
            return stretch
    since, until = find_bounds(schedule, clocks, second)
    is_open = schedule.is_open(second)
    stretch = TimeSpan(
        since,
        until,
        days_at(clocks, second),
        tuple(time_reasons(schedule, second)),
        None if is_open else schedule.next_open(second),
        schedule.next_close(second) if is_open else None,
    )
    known.insert(0, stretch)
    del known[STRETCHES_KEPT:]
    return stretch


def days_at(clocks: tuple[str, ...], second: int) -> tuple[int, ...]:
    """The dates it now is at the candidates, or by UTC where no zone is known."""
    return tuple({local_day(zone, second): None for zone in clocks}) or (second // DAY,)


def find_bounds(schedule: Schedule, clocks: tuple[str, ...], second: int) -> tuple[int, int]:
    """The seconds around this one, of its UTC day, between two boundaries of any rule or date."""
    day = second // DAY
    since, until = day * DAY, (day + 1) * DAY
    edges: list[int] = []
    for binding in schedule.bindings:
        for span in spans_on(binding, day):
            edges += span
    for zone in {*clocks, *(binding.zone for binding in schedule.bindings)}:
        edges += midnights(zone, since, until)
    for edge in edges:
        if edge <= second:
            since = max(since, edge)
        else:
            until = min(until, edge)
    return since, until


def midnights(zone: str, start: int, end: int) -> Iterator[int]:
    """Every instant in [start, end) at which the zone's date or offset changes."""
    for day in range(start // DAY, -(-end // DAY)):
        stretches = offsets_on(zone, day)
        for position, (since, until, offset) in enumerate(stretches):
            if position and start <= since < end:
                yield since
            midnight = -(-(since + offset) // DAY) * DAY - offset
            if since <= midnight < until and start <= midnight < end:
                yield midnight


def zones_barring(schedule: Schedule, opening: int | None) -> tuple[str, ...]:
    """The clocks by which it opens no sooner: those on which the second before is barred."""
    if opening is None:
        return ()
    day = (opening - 1) // DAY
    return tuple(
        dict.fromkeys(
            one.zone
            for one in schedule.bindings
            if span_at(spans_on(one, day), opening - 1) is None
        )
    )


def time_reasons(schedule: Schedule, second: int) -> Iterator[Reason]:
    """One reason for each rule and cause that bars this second on one of its clocks."""
    barred: dict[str, tuple[Rule, str]] = {}
    for binding in schedule.bindings:
        if span_at(spans_on(binding, second // DAY), second) is None:
            barred.setdefault(binding.rule.id, (binding.rule, binding.zone))
    for rule, zone in barred.values():
        alone = schedule_of(tuple(one for one in schedule.bindings if one.rule.id == rule.id))
        opening = alone.next_open(second)
        day = say_day(rule, local_day(zone, second))
        for code in day.codes:
            if code is ReasonCode.HOLIDAYS_UNKNOWN:
                text = (
                    f"{rule.name} bars calls on holidays and no list of them covers {day.name}: "
                    "update the program or add the year's list."
                )
                yield Reason(code, VerdictKind.UNKNOWN, text, rule.id, rule.citation)
                continue
            bar = say_bar(rule, code, day.name, day.windows, zone, second)
            last = zones_barring(alone, opening)
            shown = opening
            if opening is not None and any(map(partial(is_midnight, opening), last)):
                shown = schedule.next_open(opening)  # the day ends, and other rules still bar
                last = zones_barring(schedule, shown)
            text = f"{bar} {say_opening(shown, zone, code, last)}"
            yield Reason(
                code,
                VerdictKind.WAIT,
                with_doubt(text, rule),
                rule.id,
                rule.citation,
                None if opening is None else instant_of(opening),
            )
