"""A lead looked up, to read: by a number or a name, by the company, as a card."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from console.cards.lead import Card, FoundLead, JudgedPhone
from console.cards.lead_context import Company, CompanyLead
from console.desk.cards.lead_card import judged_numbers, judged_to_call
from console.desk.queue.claim import card_on, lead_of
from console.desk.seat import ClaimLostError, RefusedError, Seat
from console.firm.settings import home_country_of
from console.lists.merging import names_alike
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.phone.shown import ends_in, show_phone, starts_of
from db.claims import claim
from db.engine.database import Connection, is_agent
from db.engine.row_access import look_at
from db.enums import LeadStatus
from db.firm.settings import read_firm
from db.leads import search
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

# A company with its extensions as one view.


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


# Leads found by a number, by its end, or by words of a name or company.


MOST = 50
"""Leads that one search lists; the functions of an agent's login find no more either."""


def find(connection: Connection, text: str, limit: int = MOST) -> tuple[FoundLead, ...]:
    """By number when the text reads as one or as an end of one, else by words of name or company.

    Words are found by how they begin, in any order.
    """
    home = home_country_of(read_firm(connection))
    try:
        e164 = read_phone(text, home).e164
    except PhoneError:
        e164 = ""
    starts = starts_of(text, home)
    rows = search.find_numbered(connection, e164, ends_in(text), limit, starts)
    rows = rows or search.find_named(connection, text, limit)
    doubles = _doubles_among(rows)
    return tuple(
        FoundLead(
            row.id,
            row.name,
            " · ".join(part for part in (row.company, row.title) if part),
            show_phone(*row.reached),
            row.bar or row.status,
            row.outcome or "",
            row.last_dialled_at,
            row.fits,
            row.status is LeadStatus.CLOSED and bool(row.is_yes),
            row.id in doubles,
            row.owner,
        )
        for row in rows
    )


def _doubles_among(rows: Sequence[search.FoundLead]) -> set[int]:
    """Those that share a first number or an e-mail with another of nearly the same name."""
    alike: dict[str, list[search.FoundLead]] = {}
    for row in rows:
        for shared in filter(None, (row.e164, row.email.casefold())):
            alike.setdefault(shared, []).append(row)
    return {
        one.id
        for found in alike.values()
        for one in found
        if any(one.id != other.id and names_alike(one.name, other.name) for other in found)
    }


class LookupDesk:
    """It claims nobody."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def numbers(self, lead_id: int) -> tuple[JudgedPhone, ...]:
        """The numbers of a lead, each with its own verdict. Raises ClaimLostError."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            look_at(connection, lead_id)
            lead = lead_of(self._seat, connection, lead_id)
            return judged_numbers(connection, lead, self._seat.openings, now)

    def look(self, lead_id: int) -> Card:
        """The card of a lead as it stands, to read; claims nothing."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claim.Hold(lead_id, "", now), now)

    def find(self, text: str) -> tuple[FoundLead, ...]:
        """Leads by a number written any way, or by a part of a name."""
        with self._seat.database.read() as connection:
            return find(connection, text)

    def verdicts(self, found: Iterable[FoundLead]) -> dict[int, JudgedPhone]:
        """Of each lead that is open the number that would be dialled, with its verdict."""
        now = self._seat.clock()
        judged = {}
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            for one in found:
                if one.status != LeadStatus.OPEN:
                    continue
                with suppress(ClaimLostError):  # the lead is gone since
                    look_at(connection, one.lead_id)
                    lead = lead_of(self._seat, connection, one.lead_id)
                    judged[one.lead_id] = judged_to_call(connection, lead, self._seat.openings, now)
        return judged

    def company_of(self, lead_id: int) -> Company:
        """Everybody at a lead's company and first number. Raises RefusedError."""
        with self._seat.database.read() as connection:
            return company_of(connection, lead_id, self._seat.clock())

    def company_named(self, text: str) -> Company:
        """The same by a name, or a number there. Raises RefusedError."""
        with self._seat.database.read() as connection:
            return company_named(connection, text, self._seat.clock())
