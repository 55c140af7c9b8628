"""A company with its extensions as one view."""

from collections import Counter
from datetime import datetime

from console.cards.company import Company, CompanyLead
from console.desk.seat import RefusedError
from console.firm.settings import home_country_of
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.phone.shown import show_phone
from db.engine.database import Connection, is_agent
from db.engine.row_access import look_at
from db.enums import LeadStatus
from db.firm.settings import read_firm
from db.leads.companies import (
    MANY,
    Colleague,
    count_numbers,
    ids_at,
    ids_of_company,
    read_colleagues,
)
from db.leads.records import read_lead
from db.team.agent_acts import MOST as FOUND

BARS = {
    "internal_list": "do not call",
    "registry": "on a registry",
    "invalid_number": "no such number",
    "number_closed": "no number left",
}
"""What bars a lead, in a word or two."""


def company_of(connection: Connection, lead_id: int, now: datetime) -> Company:
    """Everybody at a lead's company and at its first number. Raises RefusedError."""
    look_at(connection, lead_id)
    lead = read_lead(connection, lead_id)
    if lead is None or not lead.numbers:
        raise RefusedError("That lead is no longer there.")
    ids = ids_at(connection, [lead.numbers[0].e164])
    if lead.company:
        ids |= ids_of_company(connection, lead.company)[0]
    return _company(connection, ids, lead.company, now)


def company_named(connection: Connection, text: str, now: datetime) -> Company:
    """The same by its name, or by a number that somebody there has. Raises RefusedError."""
    try:
        e164 = read_phone(text, home_country_of(read_firm(connection))).e164
    except PhoneError:
        e164 = ""
    if e164 and (ids := ids_at(connection, [e164])):
        companies = {one.company for one in read_colleagues(connection, ids) if one.company}
        name = companies.pop() if len(companies) == 1 else ""
        if name:
            ids |= ids_of_company(connection, name)[0]
        return _company(connection, ids, name, now)
    ids, names = ids_of_company(connection, text)
    if not ids:
        raise RefusedError("No lead has that company or number.")
    written = {name.casefold(): name for name in sorted(names, reverse=True)}
    if len(written) > 1:
        told = ", ".join(sorted(written.values())[:8])
        raise RefusedError(f"Several companies fit: {told}. Give the whole name of one.")
    return _company(connection, ids, max(names), now)


def _company(connection: Connection, ids: set[int], name: str, now: datetime) -> Company:
    rows = read_colleagues(connection, ids)
    named = Counter(one.company for one in rows if one.company)
    return Company(
        name or max(named, key=named.__getitem__, default=""),
        count_numbers(connection, [one.id for one in rows]),
        tuple(_line(one, now) for one in rows),
        len(ids) >= (FOUND if is_agent(connection) else MANY),
    )


def _state(one: Colleague, now: datetime) -> tuple[str, datetime | None]:
    """A word for how the work with them stands, and until when it is so."""
    if one.held_by and one.held_until is not None and one.held_until > now:
        return f"on {one.held_by}’s screen", None
    if one.status is LeadStatus.CLOSED:
        return "won" if one.is_yes else "finished", None
    if one.status is LeadStatus.BARRED:
        return BARS.get(one.bar, one.bar), None
    if one.due_at is not None and one.due_at > now:
        return "call back" if one.due_reason == "callback" else "rests", one.due_at
    return "to call" if one.last_dialled_at else "new", None


def _line(one: Colleague, now: datetime) -> CompanyLead:
    state, until = _state(one, now)
    return CompanyLead(
        one.id,
        one.name,
        one.title,
        show_phone(one.e164, one.extension),
        one.label,
        one.menu,
        state,
        until,
        one.outcome or "",
        one.last_dialled_at,
        one.noes,
    )
