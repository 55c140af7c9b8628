"""The rules of the house: how often one agent may dial, for what a lead may be passed over, and
for what an agent may be away."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from msgspec import Struct

from console.rules.text import clean_line

MOST_AN_HOUR = "most_dials_an_hour"
"""The firm's setting for the most dials of one agent in any 60 minutes, 0 for no limit."""

MOST_A_DAY = "most_dials_a_day"
"""The same for a day of the agent's own clock."""

SKIPS = "skips"
SKIP_REASONS = "skip_reasons"

PAUSE_REASONS = "pause_reasons"
"""The firm's setting for the reasons of which a pause needs one; "" asks for none."""

YES, LISTED, NO = "yes", "listed", "no"
HOW = (YES, LISTED, NO)
"""A lead may be skipped for any reason, for one of the firm's, or not while it may be called."""

USUAL = (
    "Not prepared yet",
    "A better time later",
    "Somebody else should call",
    "Not a fit for what we sell",
    "The details look wrong",
)
"""What is offered until a firm lists its own."""

MOST_REASONS = 9
"""One key each."""

LONGEST_REASON = 40
"""Letters: a line of the question."""


class SkipRules(Struct, frozen=True):
    how: str
    reasons: tuple[str, ...]


def skip_rules_of(values: Mapping[str, object]) -> SkipRules:
    reasons = read_reasons(str(values.get(SKIP_REASONS) or ""))
    return SkipRules(str(values.get(SKIPS) or YES), reasons or USUAL)


def pause_reasons_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """None where a pause needs no reason."""
    return read_reasons(str(values.get(PAUSE_REASONS) or ""))


def read_reasons(text: str) -> tuple[str, ...]:
    """`not prepared; wrong list`. Raises ValueError for too many, or one that is too long."""
    reasons = tuple(dict.fromkeys(filter(None, map(clean_line, text.split(";")))))
    if len(reasons) > MOST_REASONS or any(len(one) > LONGEST_REASON for one in reasons):
        raise ValueError(text)
    return reasons


def most_dials_of(values: Mapping[str, object], name: str) -> int:
    """0 where there is no limit."""
    return int(str(values.get(name) or 0))


# Agents who may start nothing, as the firm's settings hold them: so every desk knows at once.


BLOCKED = "blocked_agents"
"""The setting that holds them."""


class Block(Struct, frozen=True):
    """Who was blocked, by whom, since when and why."""

    agent: str
    by: str
    since: datetime
    reason: str

    @property
    def sentence(self) -> str:
        """As the agent is told it."""
        return f"{self.by} has blocked you: {self.reason}. Until it is lifted you start nothing."


def blocks_from(values: Mapping[str, object]) -> tuple[Block, ...]:
    """Those of the firm's settings."""
    stored = cast("list[dict[str, str]]", values.get(BLOCKED) or [])
    return tuple(
        Block(one["agent"], one["by"], datetime.fromisoformat(one["since"]), one["reason"])
        for one in stored
    )


def block_of(values: Mapping[str, object], agent: str) -> Block | None:
    return next((one for one in blocks_from(values) if one.agent == agent), None)
