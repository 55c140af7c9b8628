"""Count which new leads may be called now, and find which registries would free the others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from console.cards.waiting import Blocked, CallableCounts
from console.importing.rows.number_places import join_places
from console.judging.number_standing import Copies, copies_for
from console.rules.law.firm_rules import firm_needs
from console.rules.law.statutes import RegistryNeed
from console.rules.places.facts import place_from_facts
from console.rules.values import Firm, Place, RegistryCopy, Standing
from console.rules.verdict.firm_places import settle
from console.rules.verdict.registry_rules import needs_of
from console.rules.verdict.sentences import SEVERAL, say_load
from console.rules.verdict.time_rules import jurisdictions_of
from console.rules.verdict.verdict import judge
from db.enums import ReasonCode, VerdictKind

BARRED = {
    "internal_list": "They are on your do-not-call list.",
    "registry": "They are on a do-not-call registry.",
    "invalid_number": "They have no valid number.",
}

OF_TIME = frozenset({"hours", "closed_day", "holiday"})
"""Reason codes that only need time to pass; each is shown in one row."""

APART = 2
"""How many cases of one reason get a row of their own, the most frequent; the others share one."""


def look_ahead(
    standing: Sequence[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> CallableCounts:
    """Count the leads that may be called, and the reasons why others may not.

    `standing` is `Counts.standing`: (bar, facts of the place, number of leads). Each place is
    judged once for all its leads.
    """
    at: Counter[VerdictKind] = Counter()
    cases: dict[tuple[str, str], Blocked] = {}
    for kind, count, case in judge_places(standing, firm, copies, now):
        at[kind] += count
        if case is None:
            continue
        key = (case.code, "" if case.code in OF_TIME else case.text)
        known = cases.get(key)
        cases[key] = case if known is None else _merge([known, case])
    return CallableCounts(
        now,
        at[VerdictKind.CALL],
        tuple(_shorten(cases.values())),
        later=at[VerdictKind.WAIT],
        never=at[VerdictKind.NEVER],
        unknown=at[VerdictKind.UNKNOWN],
    )


class Cleared(Struct, frozen=True):
    """How many known leads a clearance of the day `on` is for, and how many it made callable.

    `now` of those freed may be called at once, and `later` in their hours.
    """

    on: date
    leads: int
    now: int
    later: int

    @property
    def freed(self) -> int:
        return self.now + self.later


def count_cleared(
    clearings: Iterable[tuple[str, str, int]],
    on: date | None,
    firm: Firm,
    copies: Copies,
    now: datetime,
) -> Cleared | None:
    """Return what the clearance of a day does for known leads; None if there are none.

    `clearings` is `Counts.clearings`. Whether a number is listed is not asked: such leads are not
    open.
    """
    leads = 0
    freed = Counter[VerdictKind]()
    for old, row, count in clearings:
        new = join_places(old, row, False)
        if new == old:  # a clearing of a later day stands
            continue
        leads += count
        (before, _, case), (after, _, _) = judge_places(
            [("", old, count), ("", new, count)], firm, copies, now
        )
        if case is not None and case.code in WANTING and before is not after:
            freed[after] += count
    if on is None or not leads:
        return None
    return Cleared(on, leads, freed[VerdictKind.CALL], freed[VerdictKind.WAIT])


def is_anybody_open(
    standing: Sequence[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> bool:
    """Return whether any of the leads may be called, now or later."""
    is_open = {VerdictKind.CALL, VerdictKind.WAIT}
    return any(kind in is_open for kind, _, _ in judge_places(standing, firm, copies, now))


def judge_places(
    standing: Iterable[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> Iterator[tuple[VerdictKind, int, Blocked | None]]:
    """Yield (verdict, number of leads, reason why they cannot be called now) for each place.

    The reason is None if they can be called.
    """
    for bar, facts, count in standing:
        if bar:
            text = BARRED.get(bar, "They have no number to call.")
            yield VerdictKind.NEVER, count, Blocked(bar, count, None, "", text)
            continue
        place = settle(place_from_facts(facts), firm)
        verdict = judge(place, Standing(copies=copies_for(copies, place.area_code)), firm, now)
        if verdict.kind is VerdictKind.CALL:
            yield verdict.kind, count, None
            continue
        reason = verdict.reasons[0]
        zone = place.zones[0].value if verdict.opens_at and place.zones else ""
        case = Blocked(reason.code.value, count, verdict.opens_at, zone, reason.text)
        yield verdict.kind, count, case


def _shorten(blocked: Iterable[Blocked]) -> list[Blocked]:
    """Return the most frequent cases first, with many cases of one reason merged into one row.

    Without merging, a nationwide list could show a missing registry for three hundred area codes.
    """
    by_code: dict[str, list[Blocked]] = {}
    for case in sorted(blocked, key=lambda case: -case.count):
        by_code.setdefault(case.code, []).append(case)
    rows = []
    for cases in by_code.values():
        is_long = len(cases) > APART + 1
        rows += cases[:APART] if is_long else cases
        if is_long:
            rows.append(_merge(cases[APART:]))
    return sorted(rows, key=lambda case: -case.count)


def _merge(cases: Sequence[Blocked]) -> Blocked:
    """Merge cases: add their counts, and take the earliest opening and a text that fits all."""
    first = cases[0]
    opens = [case.opens_at for case in cases if case.opens_at is not None]
    text = first.text
    if any(case.text != text for case in cases):
        text = f"{SEVERAL.get(first.code, 'The same, in other places')}."
    count = sum(case.count for case in cases)
    return Blocked(first.code, count, min(opens, default=None), first.zone, text)


WANTING = frozenset({ReasonCode.REGISTRY_MISSING, ReasonCode.REGISTRY_STALE})
"""Reason codes of leads that wait for a fresh copy of a registry."""


class RegistryAdvice(Struct, frozen=True):
    """A set of registries to load, and how many leads that would free.

    `waiting` leads need the registries with these `names`; the `commands` load them. If no lead is
    on them, `now` leads may be called at once, and `later` leads during their hours. `area_codes`
    are the area codes to fetch, none for leads abroad.
    """

    names: tuple[str, ...]
    commands: tuple[str, ...]
    area_codes: tuple[str, ...]
    waiting: int
    now: int
    later: int


def advise_registries(
    standing: Iterable[tuple[str, str, int]], firm: Firm, copies: Copies, now: datetime
) -> tuple[RegistryAdvice, ...]:
    """Return advice for each set of registries that leads need, the set with most leads first."""
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
        needs = tuple(need for need in _needs_of(place, firm) if need.id in ids)
        loaded = tuple(RegistryCopy(need.source_name, now.date()) for need in needs)
        then = judge(place, Standing(copies=(*held, *loaded)), firm, now)
        waiting[needs] += count
        freed[needs, then.kind] += count
        codes.setdefault(needs, set()).update([place.area_code] if place.area_code else [])
    return tuple(
        RegistryAdvice(
            tuple(need.name for need in needs),
            tuple(map(say_load, needs)),
            tuple(sorted(codes[needs])),
            count,
            freed[needs, VerdictKind.CALL],
            freed[needs, VerdictKind.WAIT],
        )
        for needs, count in waiting.most_common()
    )


def _needs_of(place: Place, firm: Firm) -> tuple[RegistryNeed, ...]:
    return (*needs_of(place), *firm_needs(firm, place, jurisdictions_of(place)))
