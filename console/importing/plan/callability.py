"""Who of the leads that would come in may be called now, and what the others want for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from console.cards.waiting import Blocked, CallableCounts
from console.judging.number_standing import Copies, copies_for
from console.rules.law.firm_rules import firm_needs
from console.rules.law.statutes import RegistryNeed
from console.rules.places.facts import place_from_facts
from console.rules.values import Firm, Place, RegistryCopy, Standing
from console.rules.verdict.firm_places import settle
from console.rules.verdict.place_bars import needs_of
from console.rules.verdict.schedule import jurisdictions_of
from console.rules.verdict.sentences import SEVERAL, say_load
from console.rules.verdict.verdict import judge
from db.enums import ReasonCode, VerdictKind

BARRED = {
    "internal_list": "They are on your do-not-call list.",
    "registry": "They are on a do-not-call registry.",
    "invalid_number": "They have no valid number.",
}

OF_TIME = frozenset({"hours", "closed_day", "holiday"})
"""What time alone mends: said in one row."""

APART = 2
"""Cases of one reason said apart, the most frequent; the others together."""


def look_ahead(
    standing: Sequence[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> CallableCounts:
    """Judges each place once; `standing` are (bar, facts of the place, leads)."""
    at: Counter[VerdictKind] = Counter()
    found: dict[tuple[str, str], Blocked] = {}
    for kind, count, one in judge_places(standing, firm, copies, now):
        at[kind] += count
        if one is None:
            continue
        key = (one.code, "" if one.code in OF_TIME else one.text)
        known = found.get(key)
        found[key] = one if known is None else _together([known, one])
    return CallableCounts(
        now,
        at[VerdictKind.CALL],
        tuple(_shorten(found.values())),
        later=at[VerdictKind.WAIT],
        never=at[VerdictKind.NEVER],
        unknown=at[VerdictKind.UNKNOWN],
    )


def is_anybody_open(
    standing: Sequence[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> bool:
    """Whether anybody of them may be called, now or later."""
    is_open = {VerdictKind.CALL, VerdictKind.WAIT}
    return any(kind in is_open for kind, _, _ in judge_places(standing, firm, copies, now))


def judge_places(
    standing: Iterable[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> Iterator[tuple[VerdictKind, int, Blocked | None]]:
    """Of each place the verdict, how many leads it is of, and what they want for, if anything."""
    for bar, facts, count in standing:
        if bar:
            told = BARRED.get(bar, "They have no number to call.")
            yield VerdictKind.NEVER, count, Blocked(bar, count, None, "", told)
            continue
        place = settle(place_from_facts(facts), firm)
        verdict = judge(place, Standing(copies=copies_for(copies, place.area_code)), firm, now)
        if verdict.kind is VerdictKind.CALL:
            yield verdict.kind, count, None
            continue
        reason = verdict.reasons[0]
        zone = place.zones[0].value if verdict.opens_at and place.zones else ""
        one = Blocked(reason.code.value, count, verdict.opens_at, zone, reason.text)
        yield verdict.kind, count, one


def _shorten(found: Iterable[Blocked]) -> list[Blocked]:
    """The most frequent first; of what only a person can mend, the cases beyond a few in one row.

    A list from all over a country may want for a registry in three hundred area codes.
    """
    by_code: dict[str, list[Blocked]] = {}
    for one in sorted(found, key=lambda one: -one.count):
        by_code.setdefault(one.code, []).append(one)
    rows = []
    for cases in by_code.values():
        is_long = len(cases) > APART + 1
        rows += cases[:APART] if is_long else cases
        if is_long:
            rows.append(_together(cases[APART:]))
    return sorted(rows, key=lambda one: -one.count)


def _together(cases: Sequence[Blocked]) -> Blocked:
    first = cases[0]
    opens = [one.opens_at for one in cases if one.opens_at is not None]
    text = first.text
    if any(one.text != text for one in cases):
        text = f"{SEVERAL.get(first.code, 'The same, in other places')}."
    count = sum(one.count for one in cases)
    return Blocked(first.code, count, min(opens, default=None), first.zone, text)


# What new leads want for where no fresh copy of a registry clears them: the command, and whom it
# frees.


WANTING = frozenset({ReasonCode.REGISTRY_MISSING, ReasonCode.REGISTRY_STALE})


class RegistryAdvice(Struct, frozen=True):
    """`waiting` leads want for these `names`; the `commands` load them, and of the leads that are
    not on them `now` may be called at once and `later` at their hours. `area_codes` are those to
    fetch, none abroad."""

    names: tuple[str, ...]
    commands: tuple[str, ...]
    area_codes: tuple[str, ...]
    waiting: int
    now: int
    later: int


def advise_registries(
    standing: Iterable[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> tuple[RegistryAdvice, ...]:
    """One for all leads that want for the same registries, the most leads first."""
    waiting: Counter[tuple[RegistryNeed, ...]] = Counter()
    freed: Counter[tuple[tuple[RegistryNeed, ...], VerdictKind]] = Counter()
    codes: dict[tuple[RegistryNeed, ...], set[str]] = {}
    for bar, facts, count in standing:
        if bar:
            continue
        place = settle(place_from_facts(facts), firm)
        held = copies_for(copies, place.area_code)
        verdict = judge(place, Standing(copies=held), firm, now)
        if not verdict.reasons or verdict.reasons[0].code not in WANTING:
            continue
        ids = {reason.rule for reason in verdict.reasons if reason.code in WANTING}
        needs = tuple(one for one in _asked_of(place, firm) if one.id in ids)
        loaded = tuple(RegistryCopy(one.source_name, now.date()) for one in needs)
        then = judge(place, Standing(copies=(*held, *loaded)), firm, now)
        waiting[needs] += count
        freed[needs, then.kind] += count
        codes.setdefault(needs, set()).update([place.area_code] if place.area_code else [])
    return tuple(
        RegistryAdvice(
            tuple(one.name for one in needs),
            tuple(map(say_load, needs)),
            tuple(sorted(codes[needs])),
            count,
            freed[needs, VerdictKind.CALL],
            freed[needs, VerdictKind.WAIT],
        )
        for needs, count in waiting.most_common()
    )


def _asked_of(place: Place, firm: Firm) -> tuple[RegistryNeed, ...]:
    return (*needs_of(place), *firm_needs(firm, place, jurisdictions_of(place)))
