"""What the law allows a firm's own rule at the most, so that one that is looser can be refused."""

from datetime import date

from console.rules.law.firm_rules import courtesy_rule
from console.rules.law.statutes import (
    Hours,
    Lift,
    RegistryNeed,
    Rule,
    all_registries,
    country_of,
    known_jurisdictions,
    rules_of,
)
from console.rules.law.trades import is_of_trade
from console.rules.values import Firm
from db.enums import LeadKind

EVERYWHERE = "*"

Limit = tuple[str, str, Hours]
"""Who limits the hours, by what, to which."""


def limits_of(where: str, day_class: str, trades: tuple[str, ...], today: date) -> list[Limit]:
    """What limits the class of day there, now or from a later date.

    Everywhere, the limit is what the most generous country allows: beyond it lies no call.
    """
    if where == EVERYWHERE:
        return [most_generous(day_class, trades, today)]
    found = []
    is_limited = False
    for rule in rules_of(where):
        if not rule.hours or rule.device or not is_of_trade(rule.trades, trades):
            continue
        if not rule.holds_on(today) and (rule.starts_on is None or rule.starts_on <= today):
            continue
        is_limited = is_limited or "weekday" in rule.hours
        hours = rule.hours.get(day_class)
        if hours is None and day_class == "holiday":
            hours = rule.hours.get("weekday")
        if hours is not None:
            found.append((rule.name, rule.citation, hours))
    if not is_limited:
        firm = Firm()
        courtesy = courtesy_rule(firm.courtesy_opens, firm.courtesy_closes)
        found.append((courtesy.name, courtesy.citation, courtesy.hours["weekday"]))
    return found


def most_generous(day_class: str, trades: tuple[str, ...], today: date) -> Limit:
    spans = []
    for country in known_jurisdictions():
        limits = [] if "-" in country else limits_of(country, day_class, trades, today)
        if limits and all(hours for _, _, hours in limits):
            opens = max(hours[0][0] for _, _, hours in limits)
            closes = min(hours[-1][1] for _, _, hours in limits)
            spans.append((opens, closes))
    widest = (min(opens for opens, _ in spans), max(closes for _, closes in spans))
    return "The most generous country", "every law in the data", (widest,)


def looser_cap(where: str, kind: LeadKind | None, cap: int, hours: int, today: date) -> Rule | None:
    """A cap of the law there that already allows no more than so many dials in so many hours."""
    for rule in laws_of(where, kind, today):
        is_looser = cap >= rule.cap and hours <= rule.cap_hours
        is_same = (cap, hours) == (rule.cap, rule.cap_hours)
        if rule.cap and not rule.device and is_looser and not is_same:
            return rule
    return None


def looser_consent(
    where: str, kind: LeadKind | None, lifts: tuple[Lift, ...], today: date
) -> Rule | None:
    """A bar of the law there that some of this evidence does not lift, or not for so long."""
    for rule in laws_of(where, kind, today):
        is_bar = rule.bars == "calls" and not rule.device and not rule.trades
        if is_bar and not all(is_as_strict(lift, rule.lifted_by) for lift in lifts):
            return rule
    return None


def is_as_strict(lift: Lift, law: tuple[Lift, ...]) -> bool:
    return any(
        one.kind is lift.kind
        and (one.months is None or (lift.months is not None and lift.months <= one.months))
        for one in law
    )


def looser_copy(where: str, source: str, days: int) -> RegistryNeed | None:
    """A registry of the law there of which a copy is good for fewer days."""
    if where == EVERYWHERE:
        return None
    for need in all_registries():
        is_there = need.jurisdiction in {where, country_of(where)}
        if is_there and need.is_meant_by(source) and days > need.good_for_days:
            return need
    return None


def laws_of(where: str, kind: LeadKind | None, today: date) -> list[Rule]:
    """The rules there, now or from a later date; of everywhere none, for each place has its own."""
    if where == EVERYWHERE:
        return []
    return [
        rule
        for rule in rules_of(where)
        if (kind is None or kind in rule.kinds)
        and (rule.holds_on(today) or (rule.starts_on is not None and rule.starts_on > today))
    ]
