"""Agents who may start nothing, as the firm's settings hold them: so every desk knows at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from db.dataclass import dataclass

BLOCKED = "blocked_agents"
"""The setting that holds them."""


@dataclass(frozen=True, slots=True)
class Block:
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
