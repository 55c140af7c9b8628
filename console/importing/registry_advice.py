"""What new leads want for where no fresh copy of a registry clears them: the command, and whom it
frees."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from console.judging.number_standing import Copies, copies_for
from console.rules.law.firm_rules import firm_needs
from console.rules.law.statutes import RegistryNeed
from console.rules.places.facts import place_from_facts
from console.rules.values import Firm, Place, RegistryCopy, Standing
from console.rules.verdict.firm_places import settle
from console.rules.verdict.place_bars import needs_of
from console.rules.verdict.schedule import jurisdictions_of
from console.rules.verdict.sentences import say_load
from console.rules.verdict.verdict import judge
from db.dataclass import dataclass
from db.enums import ReasonCode, VerdictKind

WANTING = frozenset({ReasonCode.REGISTRY_MISSING, ReasonCode.REGISTRY_STALE})


@dataclass(frozen=True, slots=True)
class RegistryAdvice:
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
