"""Whose a lead is, as a person is told it."""

from collections.abc import Mapping

from console.files.fields.lead_fields import NOBODYS
from console.rules.text import clean_line
from db.lists.owners import callers_for, territories_of


def say_whose(values: Mapping[str, object], owner: str) -> str:
    """`ann`; `WEST (ann and bob)`; `WEST, where nobody is`, by the firm's settings."""
    if owner not in territories_of(values):
        return clean_line(owner)
    agents = [clean_line(one) for one in callers_for(values, owner)]
    if not agents:
        return f"{clean_line(owner)}, where nobody is"
    return f"{clean_line(owner)} ({join_names(agents)})"


def join_names(names: list[str]) -> str:
    """`ann`, `ann and bob`, `ann, bob and cid`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def give_back_command(owner: str) -> str:
    """The command that offers an owner's leads to everybody."""
    name = clean_line(owner)
    name = name if name.isalnum() else f'"{name}"'
    return f"smiledial lead assign --where 'owner = {name}' --to {NOBODYS}"
