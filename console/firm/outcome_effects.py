"""What a row of the firm's outcomes does, without what changes one: a console starts with it."""

from datetime import timedelta

from console.rules.shift.outcomes import OutcomeRule, say_effect
from db.firm.outcomes import OutcomeRow


def rule_of(row: OutcomeRow) -> OutcomeRule:
    """A row as the rules take it."""
    return OutcomeRule(
        is_no=row.is_no,
        closes_lead=row.closes_lead,
        closes_number=row.closes_number,
        rest=None if row.rest_minutes is None else timedelta(minutes=row.rest_minutes),
        suppresses=row.suppresses,
        suppresses_person=row.suppresses_person,
        closes_after=row.closes_after,
    )


def what_it_does(row: OutcomeRow) -> str:
    """`asks for their words; the number goes on the do-not-call list`."""
    asks = {"callback": "asks when; ", "words": "asks for their words; "}.get(row.needs, "")
    return f"{asks}{say_effect(rule_of(row))}"
