"""Describe the owner of leads: an agent, or a territory with its agents."""

from collections.abc import Mapping

from console.files.fields.lead_fields import NOBODYS
from console.rules.text import clean_line
from db.lists.owners import callers_for, territories_of


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
