"""The firm's own rules beside the law's. All must allow a call, so they only tighten."""

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
    """What "holiday" means in a firm's own rule: the law's list there, else the country's."""
    for rule in rules_of(jurisdiction):
        if rule.holidays is not None:
            return rule.holidays
    return holiday_lists().get(f"{country_of(jurisdiction)} holidays")


def window_of(opens: time, closes: time) -> Hours:
    """One window of the firm's; a close at midnight is the end of the day."""
    start = opens.hour * 3600 + opens.minute * 60 + opens.second
    end = closes.hour * 3600 + closes.minute * 60 + closes.second or 86_400
    return ((start, end),) if start < end else ()


@lru_cache(maxsize=256)
def courtesy_rule(opens: time, closes: time) -> Rule:
    """The firm's own window where a country sets no hours."""
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
    """The lists that rules are for; the places of their leads say so."""
    return frozenset(rule.list_name for rule in rules if rule.list_name)


def firm_rules_at(firm: Firm, place: Place, jurisdiction: str) -> Iterator[FirmRule]:
    """Those that a call to the place is bound by in one of its jurisdictions."""
    for own in firm.rules:
        is_there = own.jurisdiction == "*" or is_part_of(jurisdiction, own.jurisdiction)
        is_meant = own.list_name in {"", place.list_name} and own.kind in {None, place.kind}
        if is_there and is_meant:
            yield own


@lru_cache(maxsize=4096)
def firm_rule(rule: FirmRule, jurisdiction: str) -> Rule:
    """A firm's own hours as a rule of one jurisdiction; its cap or consent as one of any."""
    hours: Hours = ()
    if rule.opens is not None and rule.closes is not None:
        hours = window_of(rule.opens, rule.closes)
    classes: tuple[str, ...] = (rule.day_class,) if rule.day_class else ()
    if rule.day_class == "*":
        classes = ("weekday", "sat", "sun")
    what = rule.day_class or ("cap" if rule.cap else "consent")
    of_list = f" of {rule.list_name}" if rule.list_name else ""
    return Rule(
        id=f"firm/{rule.jurisdiction}/{what}{of_list}",
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
        kinds=frozenset(LeadKind) if rule.kind is None else frozenset({rule.kind}),
        lifted_by=read_lifts(rule.consent),
    )


def firm_needs(firm: Firm, place: Place, jurisdictions: Iterable[str]) -> tuple[RegistryNeed, ...]:
    """The registries that the firm itself asks for."""
    wanted = (
        firm_need(own)
        for jurisdiction in jurisdictions
        for own in firm_rules_at(firm, place, jurisdiction)
        if own.registry
    )
    return tuple(dict.fromkeys(wanted))


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


# Declared emergencies as rules beside the law's: closed days of a place, from one to another.


EMERGENCY = "emergency"
"""What a rule of law bars that binds only while a supervisor has confirmed one."""


def emergencies_at(rule: Rule, place: Place, firm: Firm) -> Iterator[Rule]:
    """Those in which the person may be, each as the days on which it closes the place."""
    for one in firm.emergencies:
        if one.jurisdiction == rule.jurisdiction and may_hold(one, place):
            is_known = bool(place.counties) or not one.counties
            yield emergency_rule(rule, one, is_county_known=is_known)


def may_hold(emergency: Emergency, place: Place) -> bool:
    """Whether the person may be there: of an unknown county each counts."""
    if not emergency.counties:
        return True
    return not all(f"-{county}" in place.counties for county in emergency.counties)


@lru_cache(maxsize=1024)
def emergency_rule(rule: Rule, emergency: Emergency, *, is_county_known: bool) -> Rule:
    until = f" until {say_day(emergency.until)}" if emergency.until else ""
    note = f"{emergency.place}, since {say_day(emergency.since)}{until} ({emergency.source})"
    if not is_county_known:
        note += "; in which county this person is, is not known: a ZIP would say it"
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
        is_first=False,
        bars=EMERGENCY,
        lifted_by=rule.lifted_by,
    )


def day_after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)
