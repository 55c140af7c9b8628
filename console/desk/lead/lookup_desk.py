"""Look up leads without claiming them: by number, name or company."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from console.cards.lead import Card, FoundLead, JudgedPhone
from console.cards.lead_context import Company, CompanyLead
from console.desk.cards.lead_card import judged_numbers, judged_to_call
from console.desk.queue.blocked_reasons import learn_places, read_piles
from console.desk.queue.lead_lease import card_on, lead_of
from console.desk.seat import ClaimLostError, DeskPart, RefusedError
from console.firm.settings import home_country_of
from console.lists.merging import names_alike
from console.rules.phone.number_plan import ends_in, show_phone, starts_of
from console.rules.phone.numbers import PhoneError, read_phone
from db.claims import claim
from db.engine.database import Connection, is_agent, look_at
from db.enums import LeadStatus, VerdictKind
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
from db.leads.records import history_of, read_lead
from db.team.agent_functions import MOST as MOST_FOR_AGENTS

BARS = {
    "internal_list": "do not call",
    "registry": "on a registry",
    "invalid_number": "no such number",
    "number_closed": "no number left",
}
"""Why a lead is barred, in words, by the code of its bar."""

MOST = 50
"""Leads that one search lists; the database functions of an agent's login return no more."""

MOST_CALLED = 12
"""The most leads of a company whose calls are read: a statement for each."""


def company_of(connection: Connection, lead_id: int, now: datetime) -> Company:
    """Return all leads of a lead's company and of its first number. Raises RefusedError."""
    look_at(connection, lead_id)
    lead = read_lead(connection, lead_id)
    if lead is None or not lead.numbers:
        raise RefusedError("That lead is no longer there.")
    ids = ids_at(connection, [lead.numbers[0].e164])
    if lead.company:
        ids |= ids_of_company(connection, lead.company)[0]
    return _company(connection, ids, lead.company, now)


def company_named(connection: Connection, text: str, now: datetime) -> Company:
    """Return all leads of a company, by its name or a number there. Raises RefusedError."""
    try:
        e164 = read_phone(text, home_country_of(read_firm(connection))).e164
    except PhoneError:
        e164 = ""
    if e164 and (ids := ids_at(connection, [e164])):
        companies = {row.company for row in read_colleagues(connection, ids) if row.company}
        name = companies.pop() if len(companies) == 1 else ""
        if name:
            ids |= ids_of_company(connection, name)[0]
        return _company(connection, ids, name, now)
    ids, names = ids_of_company(connection, text)
    if not ids:
        raise RefusedError("No lead has that company or number.")
    # Keep one spelling of each name: case does not make another company.
    written = {name.casefold(): name for name in sorted(names, reverse=True)}
    if len(written) > 1:
        listed = ", ".join(sorted(written.values())[:8])
        raise RefusedError(f"Several companies fit: {listed}. Give the whole name of one.")
    return _company(connection, ids, max(names), now)


def _company(connection: Connection, ids: set[int], name: str, now: datetime) -> Company:
    """Return these leads as a company. Without a `name`, use the one that most of them have."""
    rows = read_colleagues(connection, ids)
    names = Counter(row.company for row in rows if row.company)
    lines = tuple(_line(row, now) for row in rows)
    called = sorted(
        (line for line in lines if line.last_dialled_at is not None),
        key=lambda line: line.last_dialled_at or now,
        reverse=True,
    )
    calls = [
        (line, past)
        for line in called[:MOST_CALLED]
        for past in history_of(connection, line.lead_id)
    ]
    calls.sort(key=lambda call: call[1].at, reverse=True)
    return Company(
        name or max(names, key=names.__getitem__, default=""),
        count_numbers(connection, [row.id for row in rows]),
        lines,
        len(ids) >= (MOST_FOR_AGENTS if is_agent(connection) else MANY),
        tuple(calls),
    )


def _state(row: Colleague, now: datetime) -> tuple[str, datetime | None]:
    """Return the state of a lead in a word or two, and until when it lasts."""
    if row.held_by and row.held_until is not None and row.held_until > now:
        return f"on {row.held_by}’s screen", None
    if row.status is LeadStatus.CLOSED:
        return "won" if row.is_yes else "finished", None
    if row.status is LeadStatus.BARRED:
        return BARS.get(row.bar, row.bar), None
    if row.due_at is not None and row.due_at > now:
        return "call back" if row.due_reason == "callback" else "rests", row.due_at
    return "to call" if row.last_dialled_at else "new", None


def _line(row: Colleague, now: datetime) -> CompanyLead:
    state, until = _state(row, now)
    return CompanyLead(
        row.id,
        row.name,
        row.title,
        show_phone(row.e164, row.extension),
        row.label,
        row.menu,
        state,
        until,
        row.outcome or "",
        row.last_dialled_at,
        row.noes,
    )


def find(connection: Connection, text: str, limit: int = MOST) -> tuple[FoundLead, ...]:
    """Find leads by a number or its last digits, else by words of the name or company.

    Words match by their beginnings, in any order.
    """
    home = home_country_of(read_firm(connection))
    try:
        e164 = read_phone(text, home).e164
    except PhoneError:
        e164 = ""
    starts = starts_of(text, home)
    rows = search.find_numbered(connection, e164, ends_in(text), limit, starts)
    return _found(rows or search.find_named(connection, text, limit))


def _found(rows: Sequence[search.FoundLead]) -> tuple[FoundLead, ...]:
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
    """Return the ids of likely duplicates: the same number or e-mail, and a similar name."""
    alike: dict[str, list[search.FoundLead]] = {}
    for row in rows:
        for shared in filter(None, (row.e164, row.email.casefold())):
            alike.setdefault(shared, []).append(row)
    return {
        row.id
        for group in alike.values()
        for row in group
        if any(row.id != other.id and names_alike(row.name, other.name) for other in group)
    }


class LookupDesk(DeskPart):
    """Each method reads at one instant and claims no lead."""

    def numbers(self, lead_id: int) -> tuple[JudgedPhone, ...]:
        """Return the numbers of a lead, each with its own verdict. Raises ClaimLostError."""
        with self._seat.reading() as (connection, now):
            look_at(connection, lead_id)
            lead = lead_of(self._seat, connection, lead_id)
            return judged_numbers(connection, lead, self._seat.openings, now)

    def look(self, lead_id: int) -> Card:
        """Return the card of a lead. Raises ClaimLostError where there is none."""
        with self._seat.reading() as (connection, now):
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claim.Hold(lead_id, "", now), now)

    def find(self, text: str) -> tuple[FoundLead, ...]:
        """Find leads by a number in any spelling, or by words of a name or company."""
        with self._seat.database.read() as connection:
            return find(connection, text)

    def callable_now(self) -> tuple[FoundLead, ...]:
        """Return the first leads that may be called now."""
        openings = self._seat.openings
        with self._seat.reading() as (connection, now):
            piles = read_piles(connection, None, now)
            learn_places(connection, openings, piles)
            places = {pile.place_id for pile in piles if pile.place_id and not pile.waits_for}
            open_now = [id_ for id_ in places if openings.answer(id_).kind is VerdictKind.CALL]
            return _found(search.find_ready(connection, open_now, now, MOST))

    def verdicts(self, lead_ids: Iterable[int]) -> dict[int, JudgedPhone]:
        """Return the number to dial for each lead that is open, with its verdict."""
        judged = {}
        with self._seat.reading() as (connection, now):
            for lead_id in lead_ids:
                with suppress(ClaimLostError):  # deleted since it was found
                    look_at(connection, lead_id)
                    lead = lead_of(self._seat, connection, lead_id)
                    if lead.status is LeadStatus.OPEN:
                        judged[lead_id] = judged_to_call(connection, lead, self._seat.openings, now)
        return judged

    def company_of(self, lead_id: int) -> Company:
        """Return all leads of a lead's company and of its first number. Raises RefusedError."""
        with self._seat.database.read() as connection:
            return company_of(connection, lead_id, self._seat.clock())

    def company_named(self, text: str) -> Company:
        """Return all leads of a company, by its name or a number. Raises RefusedError."""
        with self._seat.database.read() as connection:
            return company_named(connection, text, self._seat.clock())
