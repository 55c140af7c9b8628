"""What an outcome does to a lead."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.law.statutes import Rule
from db.enums import NumberStatus

FOR_GOOD = "for good"


class OutcomeRule(Struct, frozen=True):
    """The part of a row of the firm's outcome table that changes the lead.

    With `closes_after` the lead is finished once it has had so many of this outcome.
    """

    is_no: bool
    closes_lead: bool
    closes_number: str
    rest: timedelta | None
    suppresses: bool
    suppresses_person: bool = False
    closes_after: int | None = None


class Effect(Struct, frozen=True):
    """What follows from an outcome. `rests_until` None: the lead may be called on at once.

    It `suppresses` the number dialled, or with `suppresses_person` all of the person's.
    `number_status` is None where the number stays as it is.
    """

    closes_lead: bool
    number_status: NumberStatus | None
    rests_until: datetime | None
    adds_no: bool
    suppresses: bool
    suppresses_person: bool = False


def effect_of(rule: OutcomeRule, law: Iterable[Rule], now: datetime, earlier: int = 0) -> Effect:
    """The longest rest that the firm's table and the law that binds any of the numbers ask for.

    Where that law ends calls after a refusal, a no is a request to be left alone: of the person.
    `earlier` is how often the lead has had this outcome before.
    """
    rests = [rule.rest] if rule.rest is not None else []
    is_final = False
    if rule.is_no:
        said = {one.refusal for one in law if one.refusal and one.holds_on(now.date())}
        is_final = FOR_GOOD in said
        rests += [timedelta(days=int(rest.split()[0])) for rest in said - {FOR_GOOD}]
    is_enough = rule.closes_after is not None and earlier + 1 >= rule.closes_after
    closes_number = NumberStatus(rule.closes_number) if rule.closes_number else None
    return Effect(
        closes_lead=rule.closes_lead or is_enough,
        number_status=NumberStatus.SUPPRESSED if rule.suppresses or is_final else closes_number,
        rests_until=now + max(rests) if rests else None,
        adds_no=rule.is_no,
        suppresses=rule.suppresses or is_final,
        suppresses_person=rule.suppresses_person or is_final,
    )


# What an outcome does, in words; and a rest as it is typed.


MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}

LONGEST_REST = 5 * 366 * 24 * 60
"""Minutes: longer is an end, and `closes_lead` says that."""


def read_rest(text: str) -> int | None:
    """`15m`, `4h`, `30d`, `2w` in minutes; "" and `none` are no rest. Raises ValueError."""
    typed = text.strip().casefold()
    if typed in {"", "none"}:
        return None
    found = re.fullmatch(r"(\d{1,6})\s*([mhdw])", typed)
    if found is None:
        raise ValueError(text)
    minutes = int(found[1]) * MINUTES[found[2]]
    if minutes > LONGEST_REST:
        raise ValueError(text)
    return minutes


def say_rest(rest: timedelta) -> str:
    """`15 minutes`, `4 hours`, `30 days`: the largest unit that it is whole in."""
    minutes = round(rest.total_seconds() / 60)
    for unit, one in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes % one == 0 and minutes >= one:
            count = minutes // one
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "no time"


def say_effect(rule: OutcomeRule) -> str:
    """`counts a no; the lead rests 30 days`."""
    return "; ".join(_effects(rule)) or "the lead stays as it is"


def _effects(rule: OutcomeRule) -> Iterator[str]:
    if rule.is_no:
        yield "counts a no"
    if rule.suppresses_person:
        yield "all the person’s numbers go on the do-not-call list"
    elif rule.suppresses:
        yield "the number goes on the do-not-call list"
    if rule.closes_number:
        yield f"the number closes as {rule.closes_number}"
    if rule.closes_lead:
        yield "the lead is finished"
    if rule.rest is not None:
        yield f"the lead rests {say_rest(rule.rest)}"
    if rule.closes_after is not None:
        yield f"finished after {rule.closes_after} of them"
