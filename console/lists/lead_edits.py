"""Mending what is known of a lead: what no verdict depends on."""

from collections.abc import Callable, Mapping
from datetime import datetime

from console.importing.amounts import read_amount
from console.rules.text import clean, clean_line
from console.trouble import BadInput
from db import audit
from db.engine import Database
from db.leads import change_lead, read_lead

PRIORITIES = range(-1_000_000, 1_000_001)


def edit_lead(
    database: Database, lead_id: int, changes: Mapping[str, str], agent: str, now: datetime
) -> None:
    """Puts new values into fields of `EDITABLE`. Raises BadInput, and then nothing was changed.

    A lead on an agent's screen is left alone: the agent would read what is no longer so.
    """
    values = {name: EDITABLE[name](text) for name, text in changes.items()}
    with database.write() as connection:
        found = read_lead(connection, lead_id)
        if found is None:
            raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
        held_until = found.row.held_until
        if held_until is not None and held_until > now:
            raise BadInput(f"{found.row.held_by} has this lead on the screen: try again later.")
        change_lead(connection, lead_id, **values)
        detail = {"lead": lead_id, "fields": sorted(values)}
        audit.append(connection, now, agent, "lead_edit", detail)


def _name(text: str) -> str:
    if not clean_line(text):
        raise BadInput("A lead has a name: give one.")
    return clean_line(text)


def _notes(text: str) -> str:
    return clean(text).strip()


def _amount(text: str) -> int | None:
    value = read_amount(text.strip()) if text.strip() else None
    if value is None and text.strip():
        raise BadInput(f"“{clean_line(text)}” is not an amount, such as 85000 or 85k.")
    return value


def _priority(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = PRIORITIES.stop
    if value not in PRIORITIES:
        raise BadInput("The priority is a whole number; the highest is called first.")
    return value


EDITABLE: Mapping[str, Callable[[str], str | int | None]] = {
    "name": _name,
    "given_name": clean_line,
    "family_name": clean_line,
    "title": clean_line,
    "occupation": clean_line,
    "income": _amount,
    "net_worth": _amount,
    "address": clean_line,
    "priority": _priority,
    "notes": _notes,
}
