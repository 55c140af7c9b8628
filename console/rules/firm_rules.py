"""The firm's own windows as rules beside the law's. All must allow a call, so they only narrow."""

from datetime import date, time
from functools import lru_cache

from console.rules.law import Hours, Rule, country_of, holiday_lists, rules_of
from console.rules.quiet_days import HolidayList
from console.rules.values import FirmRule


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
        source="the firm's settings",
        confidence="high",
        starts_on=date.min,
        hours=dict.fromkeys(("weekday", "sat", "sun"), hours),
    )


@lru_cache(maxsize=4096)
def firm_rule(rule: FirmRule, jurisdiction: str) -> Rule:
    """A firm's own window as a rule of one jurisdiction."""
    hours: Hours = ()
    if rule.opens is not None and rule.closes is not None:
        hours = window_of(rule.opens, rule.closes)
    classes = ("weekday", "sat", "sun") if rule.day_class == "*" else (rule.day_class,)
    return Rule(
        id=f"firm/{rule.jurisdiction}/{rule.day_class}",
        jurisdiction=jurisdiction,
        name="Your firm",
        citation="the firm's own rules",
        source="the firm's settings",
        confidence="high",
        note=rule.note,
        starts_on=date.min,
        hours=dict.fromkeys(classes, hours),
        holidays=holidays_of(jurisdiction) if rule.day_class == "holiday" else None,
    )
