"""Describe the firm's outcomes.

This is apart from `outcomes.py`, so that the start of a console doesn't load the code that changes
outcomes.
"""

from datetime import timedelta

from msgspec.structs import replace

from console.rules.shift.outcomes import OutcomeRule, say_effect
from db.firm.outcomes import OutcomeRow


def rule_of(row: OutcomeRow) -> OutcomeRule:
    """Return an outcome's row as the rules take it."""
    return OutcomeRule(
        is_no=row.is_no,
        closes_lead=row.closes_lead,
        closes_number=row.closes_number,
        rest=None if row.rest_minutes is None else timedelta(minutes=row.rest_minutes),
        suppresses=row.suppresses,
        suppresses_person=row.suppresses_person,
        closes_after=row.closes_after,
    )


def describe_outcome(row: OutcomeRow) -> str:
    """Return what an outcome asks and does: `asks when; the lead rests 30 days`."""
    asks = {
        "callback": "asks when; ",
        "appointment": "asks when you meet; ",
        "words": "asks for their words; ",
    }.get(row.needs, "")
    rule = rule_of(row)
    if row.needs == "appointment":
        rule = replace(rule, closes_lead=False, rest=None)  # it stays open for the appointment
    return f"{asks}{say_effect(rule)}"
