"""What the place alone says, worked out once for all its numbers until the next boundary."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from console.rules.law.statutes import is_part_of
from console.rules.times.windows import DAY, instant_of, second_of
from console.rules.values import Firm, Place, Reason, Stop
from console.rules.verdict.lifting import cleared_on, lifted_on
from console.rules.verdict.place_bars import Copies, find_cautions, find_grounds
from console.rules.verdict.schedule import (
    YEAR_OF_DAYS,
    Bound,
    bind,
    is_in_force,
    jurisdictions_of,
)
from console.rules.verdict.sentences import weight_of
from console.rules.verdict.time_spans import days_at, midnights, stretch_at
from db.enums import ReasonCode, VerdictKind

ANSWERS_KEPT = 16


class Beside(Struct, frozen=True, eq=False):
    """What is said beside the reasons: what to be careful of, and by what rules it is allowed."""

    cautions: tuple[str, ...]
    allowed_by: tuple[str, ...]


class Answer(Struct, frozen=True, eq=False):
    """What the place alone says, the same for every second in [since, until).

    `beside` is worked out when it is first asked for: most places are only asked whether they are
    open, and the first lead waits for the answers of all of them.
    """

    since: int
    until: int
    days: tuple[int, ...]
    reasons: tuple[Reason, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    beside: Callable[[], Beside]

    @property
    def kind(self) -> VerdictKind:
        return self.reasons[0].kind if self.reasons else VerdictKind.CALL


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


def work_out(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    bound = bind(place, firm)
    stretch = stretch_at(bound.schedule, bound.clocks, second)
    days = stretch.days
    reasons = [
        *find_grounds(bound, place, copies, firm, days),
        *stop_reasons(place, firm, second),
        *stretch.reasons,
    ]
    reasons.sort(key=weight_of)
    opens_at = closes_at = None
    if not reasons:
        closes_at = place_close(bound, place, copies, firm, second, stretch.closes)
    elif (
        reasons[0].kind is VerdictKind.WAIT
        and stretch.opens is not None
        and not any(is_stop(one) for one in reasons)
    ):
        opens_at = instant_of(stretch.opens)
    since, until = between_stops(stretch.since, stretch.until, place, firm, second)

    known: list[Beside] = []  # `cache` takes longer than all else here to be made

    def beside() -> Beside:
        if known:
            return known[0]
        cautions = find_cautions(bound, place, copies, firm, days)
        if opens_at is not None:
            then = days_at(bound.clocks, second_of(opens_at))
            later = find_grounds(bound, place, copies, firm, then)
            cautions += tuple(f"When it opens: {reason.text}" for reason in later)
        allowing = [*rules_asked(bound, days), *lifted_on(place, firm, days)]
        if copies is not None:
            allowing += cleared_on(place, days)
        known.append(Beside(cautions, tuple(dict.fromkeys(allowing))))
        return known[0]

    return Answer(since, until, days, tuple(reasons), opens_at, closes_at, beside)


def rules_asked(bound: Bound, days: tuple[int, ...]) -> Iterator[str]:
    """The rules in force, each of which allows the call where nothing bars it."""
    for rule in bound.rules:
        if not rule.hours and is_in_force(rule, (), days):
            yield rule.id
    for binding in bound.schedule.bindings:
        if is_in_force(binding.rule, binding.lifted, days):
            yield binding.rule.id


def place_close(
    bound: Bound,
    place: Place,
    copies: Copies | None,
    firm: Firm,
    second: int,
    close: int | None,
) -> datetime | None:
    """The hours' close, or an earlier instant: a stop, or a date from which it is not called."""
    horizon = close if close is not None else (second // DAY + YEAR_OF_DAYS) * DAY
    for stop in stops_of(place, firm):
        if second < second_of(stop.since) < horizon:
            close = horizon = second_of(stop.since)
    for turn in turns_of(bound.clocks, second + 1, horizon):
        if find_grounds(bound, place, copies, firm, days_at(bound.clocks, turn)):
            return instant_of(turn)
    return None if close is None else instant_of(close)


@lru_cache(maxsize=1024)
def turns_of(clocks: tuple[str, ...], start: int, end: int) -> tuple[int, ...]:
    """Every instant in [start, end) at which the date changes on one of the clocks."""
    return tuple(sorted({at for zone in clocks for at in midnights(zone, start, end)}))


def between_stops(since: int, until: int, place: Place, firm: Firm, second: int) -> tuple[int, int]:
    for stop in stops_of(place, firm):
        edge = second_of(stop.since)
        if edge <= second:
            since = max(since, edge)
        else:
            until = min(until, edge)
    return since, until


def stops_of(place: Place, firm: Firm) -> Iterator[Stop]:
    return (stop for stop in firm.stops if may_lie_in(place, stop.jurisdiction))


def may_lie_in(place: Place, jurisdiction: str) -> bool:
    """Whether a stop there reaches the place."""
    return any(is_part_of(one, jurisdiction) for one in jurisdictions_of(place))


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
