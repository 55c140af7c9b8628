"""Turn the firm's own rules, and declared emergencies, into rules like those of the law.

All rules together must allow a call, so these can only tighten the law.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from functools import lru_cache

from console.rules.law.quiet_days import HolidayList
from console.rules.law.statutes import (
    Hours,
    RegistryNeed,
    Rule,
    country_of,
    fold,
    holiday_lists,
    is_part_of,
    read_lifts,
    rules_of,
)
from console.rules.times.calendar_words import say_day
from console.rules.values import Emergency, Firm, FirmRule, Place
from db.enums import LeadKind

CITATION = "the firm's own rules"
SOURCE = "the firm's settings"


@lru_cache(maxsize=1024)
def holidays_of(jurisdiction: str) -> HolidayList | None:
    """Return the holidays for a firm's own rule: the list of the law there, else the country's."""
    for rule in rules_of(jurisdiction):
        if rule.holidays is not None:
            return rule.holidays
    return holiday_lists().get(f"{country_of(jurisdiction)} holidays")


def window_of(opens: time, closes: time) -> Hours:
    """Return one window of the firm as hours; closing at midnight is the end of the day."""
    start = opens.hour * 3600 + opens.minute * 60 + opens.second
    end = closes.hour * 3600 + closes.minute * 60 + closes.second or 86_400
    return ((start, end),) if start < end else ()


@lru_cache(maxsize=256)
def courtesy_rule(opens: time, closes: time) -> Rule:
    """Return the rule of the firm's own window, for countries that set no hours."""
    hours = window_of(opens, closes)
    return Rule(
        id="firm/courtesy",
        jurisdiction="*",
        name="The courtesy window",
        citation="no law sets hours here; the firm's courtesy",
        source=SOURCE,
        confidence="high",
        starts_on=date.min,
        hours=dict.fromkeys(("weekday", "sat", "sun"), hours),
    )


def named_lists(rules: Iterable[FirmRule]) -> frozenset[str]:
    """Return the lists that rules are limited to. Only the places of their leads name a list."""
    return frozenset(rule.list_name for rule in rules if rule.list_name)


def firm_rules_at(firm: Firm, place: Place, jurisdiction: str) -> Iterator[FirmRule]:
    """Yield the firm's rules that bind a call to the place in one of its jurisdictions."""
    for rule in firm.rules:
        is_there = rule.jurisdiction == "*" or is_part_of(jurisdiction, rule.jurisdiction)
        is_meant = rule.list_name in {"", place.list_name} and rule.kind in {None, place.kind}
        if is_there and is_meant:
            yield rule


@lru_cache(maxsize=4096)
def firm_rule(rule: FirmRule, jurisdiction: str) -> Rule:
    """Return a firm's own rule as a rule of the jurisdiction.

    A cap or consent has the firm rule's own jurisdiction, so that it counts once for the place.
    """
    hours: Hours = ()
    if rule.opens is not None and rule.closes is not None:
        hours = window_of(rule.opens, rule.closes)
    classes: tuple[str, ...] = (rule.day_class,) if rule.day_class else ()
    if rule.day_class == "*":
        classes = ("weekday", "sat", "sun")
    subject = rule.day_class or ("cap" if rule.cap else "consent")
    of_list = f" of {rule.list_name}" if rule.list_name else ""
    return Rule(
        id=f"firm/{rule.jurisdiction}/{subject}{of_list}",
        jurisdiction=jurisdiction,
        name="Your firm",
        citation=CITATION,
        source=SOURCE,
        confidence="high",
        note=rule.note,
        starts_on=date.min,
        hours=dict.fromkeys(classes, hours),
        holidays=holidays_of(jurisdiction) if rule.day_class == "holiday" else None,
        cap=rule.cap,
        cap_hours=rule.cap_hours,
        bars="calls" if rule.consent else "",
        lifted_by=read_lifts(rule.consent),
    )


def firm_needs(firm: Firm, place: Place, jurisdictions: Iterable[str]) -> tuple[RegistryNeed, ...]:
    """Return the registries that the firm itself requires for the place."""
    needs = (
        firm_need(rule)
        for jurisdiction in jurisdictions
        for rule in firm_rules_at(firm, place, jurisdiction)
        if rule.registry
    )
    return tuple(dict.fromkeys(needs))


@lru_cache(maxsize=1024)
def firm_need(rule: FirmRule) -> RegistryNeed:
    return RegistryNeed(
        id=f"firm/registry/{rule.registry}",
        jurisdiction=rule.jurisdiction,
        name=f"the list {rule.registry}",
        kinds=frozenset(LeadKind),
        good_for_days=rule.good_for,
        is_required=True,
        is_national=False,
        words=(),
        exactly=(" ".join(fold(rule.registry)),),
        lifted_by=(),
        citation=CITATION,
        source=SOURCE,
        confidence="high",
        note=rule.note,
    )


EMERGENCY = "emergency"
"""The `bars` of a rule that binds only while a supervisor has confirmed an emergency."""


def emergencies_at(rule: Rule, place: Place, firm: Firm) -> Iterator[Rule]:
    """Yield a rule for each declared emergency in which the person may be."""
    for emergency in firm.emergencies:
        if emergency.jurisdiction == rule.jurisdiction and may_hold(emergency, place):
            is_known = bool(place.counties) or not emergency.counties
            yield emergency_rule(rule, emergency, is_county_known=is_known)


def may_hold(emergency: Emergency, place: Place) -> bool:
    """Return whether the person may be in the emergency; an unknown county may be any county."""
    if not emergency.counties:
        return True
    return not all(f"-{county}" in place.counties for county in emergency.counties)


@lru_cache(maxsize=1024)
def emergency_rule(rule: Rule, emergency: Emergency, *, is_county_known: bool) -> Rule:
    """Return a rule that closes the days of a declared emergency, with `rule` as its law."""
    until = f" until {say_day(emergency.until)}" if emergency.until else ""
    note = f"{emergency.place}, since {say_day(emergency.since)}{until} ({emergency.source})"
    if not is_county_known:
        note += "; this person's county is not known: a ZIP would say it"
    return Rule(
        id=f"{rule.id}/{emergency.id}",
        jurisdiction=rule.jurisdiction,
        name=rule.name,
        citation=rule.citation,
        source=emergency.source,
        confidence=rule.confidence,
        note=note,
        doubt=rule.doubt,
        starts_on=emergency.since,
        ends_on=day_after(emergency.until),
        is_first=False,  # so that it never judges a day before the emergency
        bars=EMERGENCY,
        lifted_by=rule.lifted_by,
    )


def day_after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)
