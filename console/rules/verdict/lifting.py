"""What evidence lifts for a place, through which day, and what else clears it of a registry."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from console.rules.law.statutes import Lift, RegistryNeed, Rule
from console.rules.values import Evidence, Firm, Place
from console.rules.verdict.place_bars import is_fresh, needs_of
from console.rules.verdict.schedule import (
    bind,
    date_of,
    day_of,
    days_lifted,
    is_within,
    last_day_of,
)
from console.rules.verdict.sentences import say_limits
from db.enums import LeadKind, LineType


class Lifted(Struct, frozen=True):
    """What evidence lifts. `until` is the last day it does, None until it is withdrawn."""

    what: str
    until: date | None


def what_it_lifts(place: Place, firm: Firm, held: Evidence, on: date) -> tuple[Lifted, ...]:
    """Every registry and rule in force on a day that it lifts, or did until it ran out."""
    found = [
        Lifted(_say(one), until)
        for one in _liftable(place, firm, on)
        for until in _ends_of(one.lifted_by, held)
    ]
    return tuple(dict.fromkeys(found))


def lifted_on(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[str]:
    """What evidence lifts on every one of these days: "us-national lifted by written of DATE"."""
    if not place.evidence:
        return
    for one in _liftable(place, firm, *(date_of(day) for day in days)):
        for held in place.evidence:
            lifted = days_lifted(one.lifted_by, (held,))
            if all(is_within(lifted, day) for day in days):
                yield f"{one.id} lifted by {held.kind.value} of {held.on:%Y-%m-%d}"


def cleared_on(place: Place, days: tuple[int, ...]) -> Iterator[str]:
    """Why a registry that consumers are looked up in needs no copy of the firm's own."""
    needed = [need for need in needs_of(place) if need.is_required]
    for need in needed:
        if place.cleared_on and is_fresh(day_of(place.cleared_on), need, days):
            yield f"{need.id} cleared elsewhere on {place.cleared_on:%Y-%m-%d}"
    if place.kind is LeadKind.BUSINESS:
        for need in needs_of(place, LeadKind.CONSUMER):
            if need.is_required and need not in needed:
                yield f"{need.id} does not apply to a business"


def _liftable(place: Place, firm: Firm, *days: date) -> Iterator[RegistryNeed | Rule]:
    yield from (need for need in needs_of(place) if need.lifted_by)
    for rule in bind(place, firm).rules:
        is_idle = rule.bars == "mobiles" and place.line_type is LineType.LANDLINE
        if rule.lifted_by and not is_idle and any(rule.holds_on(day) for day in days):
            yield rule


def _ends_of(lifts: tuple[Lift, ...], held: Evidence) -> Iterator[date | None]:
    for lift in lifts:
        if lift.kind is held.kind:
            yield last_day_of(lift, held)


def _say(one: RegistryNeed | Rule) -> str:
    if isinstance(one, RegistryNeed):
        return one.name
    return f"{one.name}: {say_limits(one) or 'the caution'}"
