"""What an outcome does, in words; and a rest as it is typed."""

import re
from collections.abc import Iterator
from datetime import timedelta

from console.rules.shift.outcomes import OutcomeRule

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
