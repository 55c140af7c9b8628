"""What an outcome does to a lead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.enums import NumberStatus

SKIP_REST = timedelta(hours=4)

REFUSAL_REST = {
    # C. consom. art. D223-9 (decree 2022-1313): after a refusal the same seller stays away 60 days.
    "FR": timedelta(days=60),
}
"""How long a refusal rests the lead at the least, where the law says so."""


@dataclass(frozen=True, slots=True)
class OutcomeRule:
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


@dataclass(frozen=True, slots=True)
class Effect:
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


def effect_of(
    rule: OutcomeRule, jurisdictions: Collection[str], now: datetime, earlier: int = 0
) -> Effect:
    """The longest rest that the firm's table and the law of any candidate jurisdiction ask for.

    `earlier` is how often the lead has had this outcome before.
    """
    rests = [rule.rest] if rule.rest is not None else []
    if rule.is_no:
        rests += [REFUSAL_REST[code] for code in jurisdictions if code in REFUSAL_REST]
    is_enough = rule.closes_after is not None and earlier + 1 >= rule.closes_after
    closes_number = NumberStatus(rule.closes_number) if rule.closes_number else None
    return Effect(
        closes_lead=rule.closes_lead or is_enough,
        number_status=NumberStatus.SUPPRESSED if rule.suppresses else closes_number,
        rests_until=now + max(rests) if rests else None,
        adds_no=rule.is_no,
        suppresses=rule.suppresses,
        suppresses_person=rule.suppresses_person,
    )
