"""What a firm sets for its agents: outcomes, owners, limits of dials, reasons to skip, blocks.

It is apart from `outcomes.py`, so that the start of a console doesn't load the code that changes
outcomes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct, convert
from msgspec.structs import replace

from console.files.fields.lead_fields import NOBODYS
from console.firm.settings import skip_rest_of
from console.rules.shift.outcome_effects import OutcomeRule, say_effect
from console.rules.text import clean_line
from db.firm.outcomes import OutcomeRow
from db.lists.owners import callers_for, territories_of

MOST_AN_HOUR = "most_dials_an_hour"
"""The firm's setting for the most dials of one agent in any 60 minutes, 0 for no limit."""

MOST_A_DAY = "most_dials_a_day"
"""The firm's setting for the most dials in a day by the agent's own clock, 0 for no limit."""

SKIPS = "skips"
SKIP_REASONS = "skip_reasons"

PAUSE_REASONS = "pause_reasons"
"""The firm's setting for the reasons of a pause; "" if a pause needs none."""

YES, LISTED, NO = "yes", "listed", "no"
SKIP_CHOICES = (YES, LISTED, NO)
"""An agent may skip for any reason, for one of the firm's, or not while the lead is callable."""

DEFAULT_SKIP_REASONS = (
    "Not prepared yet",
    "A better time later",
    "Somebody else should call",
    "Not a fit for what we sell",
    "The details look wrong",
)
"""The reasons that are offered until a firm lists its own."""

MOST_REASONS = 9
"""The most reasons: each has a digit as its key."""

LONGEST_REASON = 40
"""The most characters of a reason, so that it fits on one line."""


class SkipRules(Struct, frozen=True):
    """When an agent may skip a lead; `how` is one of SKIP_CHOICES. The lead `rests` after it."""

    how: str
    reasons: tuple[str, ...]
    rests: timedelta


def skip_rules_of(values: Mapping[str, object]) -> SkipRules:
    reasons = read_reasons(str(values.get(SKIP_REASONS) or ""))
    how = str(values.get(SKIPS) or YES)
    return SkipRules(how, reasons or DEFAULT_SKIP_REASONS, skip_rest_of(values))


def pause_reasons_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the reasons for a pause, empty if a pause needs none."""
    return read_reasons(str(values.get(PAUSE_REASONS) or ""))


def read_reasons(text: str) -> tuple[str, ...]:
    """Return the reasons in `not prepared; wrong list`. Raises ValueError beyond the limits."""
    reasons = tuple(dict.fromkeys(filter(None, map(clean_line, text.split(";")))))
    if len(reasons) > MOST_REASONS or any(len(reason) > LONGEST_REASON for reason in reasons):
        raise ValueError(text)
    return reasons


def most_dials_of(values: Mapping[str, object], name: str) -> int:
    """Return the limit of a setting, 0 for no limit."""
    return int(str(values.get(name) or 0))


BLOCKED = "blocked_agents"
"""The setting that holds the blocked agents: every desk sees a changed setting at once."""


class Block(Struct, frozen=True):
    """A block: `agent` may start nothing since an instant, by order of `by`."""

    agent: str
    by: str
    since: datetime
    reason: str

    @property
    def sentence(self) -> str:
        """Return what the blocked agent reads."""
        return (
            f"{self.by} has blocked you: {self.reason}. You can start nothing until it is lifted."
        )


def blocks_from(values: Mapping[str, object]) -> tuple[Block, ...]:
    """Return the blocks in the firm's settings."""
    return convert(values.get(BLOCKED) or [], tuple[Block, ...])


def block_of(values: Mapping[str, object], agent: str) -> Block | None:
    return next((block for block in blocks_from(values) if block.agent == agent), None)


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


def describe_owner(values: Mapping[str, object], owner: str) -> str:
    """Return `ann`, `WEST (ann and bob)` or `WEST, which has no agents`, by the firm's settings."""
    if owner not in territories_of(values):
        return clean_line(owner)
    agents = [clean_line(agent) for agent in callers_for(values, owner)]
    if not agents:
        return f"{clean_line(owner)}, which has no agents"
    return f"{clean_line(owner)} ({join_names(agents)})"


def join_names(names: list[str]) -> str:
    """Return names as text: `ann`, `ann and bob`, `ann, bob and cid`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def give_back_command(owner: str) -> str:
    """Return the command that releases an owner's leads to everybody."""
    name = clean_line(owner)
    name = name if name.isalnum() else f'"{name}"'
    return f"smiledial lead assign --where 'owner = {name}' --to {NOBODYS}"
