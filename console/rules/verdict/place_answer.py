"""Compute a place's own verdict once for all its numbers, and keep it until it changes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from console.rules.law.statutes import is_part_of
from console.rules.places.regions import name_place
from console.rules.times.windows import DAY, instant_of, second_of
from console.rules.values import Firm, Place, Reason, Stop
from console.rules.verdict.bars_and_cautions import find_cautions, find_grounds
from console.rules.verdict.lifting import clearances_on, evidence_used_on
from console.rules.verdict.permits import permits_used_on
from console.rules.verdict.reassigned import answers_used_on
from console.rules.verdict.registry_rules import Copies
from console.rules.verdict.schedule import YEAR_OF_DAYS
from console.rules.verdict.sentences import weight_of
from console.rules.verdict.time_answer import days_at, midnights, time_span_at
from console.rules.verdict.time_rules import Bound, bind, is_in_force, jurisdictions_of
from db.enums import ReasonCode, VerdictKind

MOST_ANSWERS = 16


class Notes(Struct, frozen=True, eq=False):
    """Cautions for the agent, and the names of the rules that allow the call."""

    cautions: tuple[str, ...]
    allowed_by: tuple[str, ...]


class Answer(Struct, frozen=True, eq=False):
    """The verdict of a place alone, valid for every second in [since, until).

    `notes` computes the cautions on its first call: for most places a desk only needs to know
    whether they are open, and the first lead waits until all places are judged.
    """

    since: int
    until: int
    days: tuple[int, ...]
    reasons: tuple[Reason, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    notes: Callable[[], Notes]

    @property
    def kind(self) -> VerdictKind:
        return self.reasons[0].kind if self.reasons else VerdictKind.CALL


@lru_cache(maxsize=16_384)
def answers_of(place: Place, copies: Copies | None, firm: Firm) -> list[Answer]:  # noqa: ARG001
    """Return the cached answers for these values, newest first; the caller adds to the list."""
    return []  # lru_cache keeps this list, so that each set of values has a small cache of its own


def answer_at(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    """Return the place's answer at a second, from the cache where it holds one.

    `copies` are the registry copies that cover the number; None leaves the registries out.
    """
    answers = answers_of(place, copies, firm)
    for answer in answers:
        if answer.since <= second < answer.until:
            return answer
    answer = compute_answer(place, copies, firm, second)
    answers.insert(0, answer)
    del answers[MOST_ANSWERS:]
    return answer


def compute_answer(place: Place, copies: Copies | None, firm: Firm, second: int) -> Answer:
    """Judge the place at a second, and find until when the answer holds."""
    bound = bind(place, firm)
    span = time_span_at(bound.schedule, bound.clocks, second)
    days = span.days
    reasons = [
        *find_grounds(bound, place, copies, firm, days),
        *stop_reasons(place, firm, second),
        *span.reasons,
    ]
    reasons.sort(key=weight_of)
    opens_at = closes_at = None
    if not reasons:
        closes_at = closing_instant(bound, place, copies, firm, second, span.closes)
    elif (
        reasons[0].kind is VerdictKind.WAIT
        and span.opens is not None
        and not any(is_stop(reason) for reason in reasons)
    ):
        opens_at = instant_of(span.opens)
    since, until = narrow_by_stops(span.since, span.until, place, firm, second)

    # A list, because making a `functools.cache` takes longer than the rest of this function.
    cache: list[Notes] = []

    def notes() -> Notes:
        if cache:
            return cache[0]
        cautions = find_cautions(bound, place, copies, firm, days)
        if opens_at is not None:
            then = days_at(bound.clocks, second_of(opens_at))
            later = find_grounds(bound, place, copies, firm, then)
            cautions += tuple(f"When it opens: {reason.text}" for reason in later)
        allowing = [*allowing_rules(bound, days), *evidence_used_on(place, firm, days)]
        allowing += permits_used_on(place, firm, days)
        if copies is not None:
            # Only if the registries were asked at all.
            allowing += (*clearances_on(place, days), *answers_used_on(bound, place, days))
        cache.append(Notes(cautions, tuple(dict.fromkeys(allowing))))
        return cache[0]

    return Answer(since, until, days, tuple(reasons), opens_at, closes_at, notes)


def allowing_rules(bound: Bound, days: tuple[int, ...]) -> Iterator[str]:
    """Yield the rules in force: where nothing bars the call, each of them allows it."""
    for rule in bound.rules:
        if not rule.hours and is_in_force(rule, (), days):
            yield rule.id
    for binding in bound.schedule.bindings:
        if is_in_force(binding.rule, binding.lifted, days):
            yield binding.rule.id


def closing_instant(
    bound: Bound, place: Place, copies: Copies | None, firm: Firm, second: int, close: int | None
) -> datetime | None:
    """Return the first instant from which the place is barred: its hours end, a stop, or a date.

    A date counts if something else bars the place from then on, such as a copy that is too old.
    """
    horizon = close if close is not None else (second // DAY + YEAR_OF_DAYS) * DAY
    for stop in stops_of(place, firm):
        if second < second_of(stop.since) < horizon:
            close = horizon = second_of(stop.since)
    for change in date_changes(bound.clocks, second + 1, horizon):
        if find_grounds(bound, place, copies, firm, days_at(bound.clocks, change)):
            return instant_of(change)
    return None if close is None else instant_of(close)


@lru_cache(maxsize=1024)
def date_changes(clocks: tuple[str, ...], start: int, end: int) -> tuple[int, ...]:
    """Return every instant in [start, end) at which the date changes on one of the clocks."""
    return tuple(sorted({at for zone in clocks for at in midnights(zone, start, end)}))


def narrow_by_stops(
    since: int, until: int, place: Place, firm: Firm, second: int
) -> tuple[int, int]:
    """Return the part of [since, until) around a second in which no stop begins."""
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
    """Return whether a stop in the jurisdiction reaches the place."""
    return any(is_part_of(candidate, jurisdiction) for candidate in jurisdictions_of(place))


def stop_reasons(place: Place, firm: Firm, second: int) -> Iterator[Reason]:
    """Yield a reason for each stop that a supervisor has ordered for the place."""
    for stop in stops_of(place, firm):
        if second_of(stop.since) <= second:
            yield Reason(
                ReasonCode.EMERGENCY_STOP,
                VerdictKind.WAIT,
                f"A supervisor stopped all calls to {name_place(stop.jurisdiction)} until resumed: "
                f"{stop.reason}",
                f"firm/stop/{stop.jurisdiction}",
                "the firm's emergency stop",
            )


def is_stop(reason: Reason) -> bool:
    return reason.code is ReasonCode.EMERGENCY_STOP
