"""Leads found by a number, by its end, or by words of a name or company."""

from collections.abc import Sequence

from console.cards.lead import Found
from console.firm.settings import home_country_of
from console.lists.doubles import names_alike
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.phone.partial import ends_in, starts_of
from console.rules.phone.shown import show_phone
from db.engine.database import Connection
from db.enums import LeadStatus
from db.firm.settings import read_firm
from db.leads import search

MOST = 50
"""Leads that one search lists; the functions of an agent's login find no more either."""


def find(connection: Connection, text: str, limit: int = MOST) -> tuple[Found, ...]:
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
        Found(
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
