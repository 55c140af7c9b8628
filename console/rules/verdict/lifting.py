"""List the bars that evidence lifts for a place, and what else clears it of a registry."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from console.rules.law.statutes import Lift, RegistryNeed, Rule
from console.rules.values import Evidence, Firm, Place
from console.rules.verdict.registry_rules import is_fresh, needs_of
from console.rules.verdict.schedule import date_of, day_of, is_within
from console.rules.verdict.sentences import say_limits
from console.rules.verdict.time_rules import bind, days_lifted, last_day_of
from db.enums import LeadKind, LineType


class Lifted(Struct, frozen=True):
    """A registry or rule that evidence lifts.

    `name` says which, as a person reads it. `until` is the last day it is lifted, None until the
    evidence is withdrawn.
    """

    name: str
    until: date | None


def list_lifted(place: Place, firm: Firm, evidence: Evidence, on: date) -> tuple[Lifted, ...]:
    """Return which registries and rules in force on a day this evidence lifts or has lifted."""
    lifted = [
        Lifted(_describe(ground), until)
        for ground in _liftable_grounds(place, firm, on)
        for until in _last_days(ground.lifted_by, evidence)
    ]
    return tuple(dict.fromkeys(lifted))


def evidence_used_on(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[str]:
    """Yield what evidence lifts on all of these days: "us-national lifted by written of DATE"."""
    if not place.evidence:
        return
    for ground in _liftable_grounds(place, firm, *(date_of(day) for day in days)):
        for evidence in place.evidence:
            lifted = days_lifted(ground.lifted_by, (evidence,))
            if all(is_within(lifted, day) for day in days):
                yield f"{ground.id} lifted by {evidence.kind.value} of {evidence.on:%Y-%m-%d}"


def clearances_on(place: Place, days: tuple[int, ...]) -> Iterator[str]:
    """Yield why a registry that protects consumers need not be checked for this place."""
    required = [need for need in needs_of(place) if need.is_required]
    for need in required:
        if place.cleared_on and is_fresh(day_of(place.cleared_on), need, days):
            yield f"{need.id} cleared elsewhere on {place.cleared_on:%Y-%m-%d}"
    if place.kind is LeadKind.BUSINESS:
        for need in needs_of(place, LeadKind.CONSUMER):
            if need.is_required and need not in required:
                yield f"{need.id} does not apply to a business"


def _liftable_grounds(place: Place, firm: Firm, *days: date) -> Iterator[RegistryNeed | Rule]:
    """Yield the registries and rules of the place that some evidence can lift on these days."""
    yield from (need for need in needs_of(place) if need.lifted_by)
    for rule in bind(place, firm).rules:
        is_idle = rule.bars == "mobiles" and place.line_type is LineType.LANDLINE
        if rule.lifted_by and not is_idle and any(rule.holds_on(day) for day in days):
            yield rule


def _last_days(lifts: tuple[Lift, ...], evidence: Evidence) -> Iterator[date | None]:
    for lift in lifts:
        if lift.kind is evidence.kind:
            yield last_day_of(lift, evidence)


def _describe(ground: RegistryNeed | Rule) -> str:
    if isinstance(ground, RegistryNeed):
        return ground.name
    return f"{ground.name}: {say_limits(ground) or 'the caution'}"
