"""Declared emergencies as rules beside the law's: closed days of a place, from one to another."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from console.rules.law.statutes import Rule
from console.rules.times.calendar_words import say_day
from console.rules.values import Emergency, Firm, Place

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
