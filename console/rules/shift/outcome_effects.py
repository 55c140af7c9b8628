"""Decide what an outcome does to a lead, and put it into words."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.law.statutes import Rule
from db.enums import NumberStatus, ReasonCode

FOR_GOOD = "for good"


class OutcomeRule(Struct, frozen=True):
    """The columns of the firm's outcome table that change the lead.

    With `closes_after` the lead is finished once it has had that many of this outcome.
    """

    is_no: bool
    closes_lead: bool
    closes_number: str
    rest: timedelta | None
    suppresses: bool
    suppresses_person: bool = False
    closes_after: int | None = None


class Effect(Struct, frozen=True):
    """The changes that an outcome makes. `rests_until` None: the lead may be called again at once.

    `suppresses` bars the dialled number, `suppresses_person` all numbers of the person.
    `number_status` is None if the number stays as it is.
    """

    closes_lead: bool
    number_status: NumberStatus | None
    rests_until: datetime | None
    adds_no: bool
    suppresses: bool
    suppresses_person: bool = False


def effect_of(rule: OutcomeRule, law: Iterable[Rule], now: datetime, earlier: int = 0) -> Effect:
    """Return what an outcome does, under the firm's table and the law of any of the lead's numbers.

    If both set a rest, the longer one counts. Where the law ends calls after a refusal, a no bars
    all numbers of the person; where it says so, a do-not-call request does. `earlier` is how often
    the lead has had this outcome before.
    """
    law = [rule_of_law for rule_of_law in law if rule_of_law.holds_on(now.date())]
    rests = [rule.rest] if rule.rest is not None else []
    is_final = False
    if rule.is_no:
        refusals = {rule_of_law.refusal for rule_of_law in law if rule_of_law.refusal}
        is_final = FOR_GOOD in refusals
        rests += [timedelta(days=int(rest.split()[0])) for rest in refusals - {FOR_GOOD}]
    is_enough = rule.closes_after is not None and earlier + 1 >= rule.closes_after
    closes_number = NumberStatus(rule.closes_number) if rule.closes_number else None
    return Effect(
        closes_lead=rule.closes_lead or is_enough,
        number_status=NumberStatus.SUPPRESSED if rule.suppresses or is_final else closes_number,
        rests_until=now + max(rests) if rests else None,
        adds_no=rule.is_no,
        suppresses=rule.suppresses or is_final,
        suppresses_person=rule.suppresses_person
        or is_final
        or (rule.suppresses and any(rule_of_law.request for rule_of_law in law)),
    )


def longer_rest(
    due_at: datetime | None, due_reason: str, until: datetime, why: ReasonCode
) -> tuple[datetime, ReasonCode]:
    """Return until when a lead rests that is passed over, and why: the later of two times.

    A lead that was looked up may rest for a month after a no, or wait for a promised call.
    """
    if due_at is not None and due_at > until:
        return due_at, ReasonCode(due_reason)
    return until, why


MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}

LONGEST_REST = 5 * 366 * 24 * 60
"""The longest rest in minutes; for a longer one, an outcome should set `closes_lead`."""


def read_rest(text: str) -> int | None:
    """Return `15m`, `4h`, `30d` or `2w` in minutes, None for "" and `none`. Raises ValueError."""
    typed = text.strip().casefold()
    if typed in {"", "none"}:
        return None
    match = re.fullmatch(r"(\d{1,6})\s*([mhdw])", typed)
    if match is None:
        raise ValueError(text)
    minutes = int(match[1]) * MINUTES[match[2]]
    if minutes > LONGEST_REST:
        raise ValueError(text)
    return minutes


def say_rest(rest: timedelta) -> str:
    """Return a rest in its largest whole unit: `15 minutes`, `4 hours`, `30 days`."""
    minutes = round(rest.total_seconds() / 60)
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes % length == 0 and minutes >= length:
            count = minutes // length
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "no time"


def say_effect(rule: OutcomeRule) -> str:
    """Return what an outcome does in words: `counts a no; the lead rests 30 days`."""
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
