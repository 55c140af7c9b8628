"""Export leads as contacts (vCard 3.0), which phones and address books read.

A number that may not be called is no `TEL`: a phone would offer to dial it. The contact's note says
which number it is and why it is left out.
"""

from collections.abc import Iterator, Sequence

from icalendar.prop import vText

from console.lists.exporting import is_barred
from db.engine.database import Connection
from db.enums import LineType, NumberStatus
from db.leads.screening import Where
from db.reports.exports import LeadOfList, stream_leads
from db.tables.leads import NumberRow

LONGEST_LINE = 74
"""Characters of a line; the space of the fold makes 75."""


def write_contacts(connection: Connection, screened: Where | None) -> Iterator[str]:
    """Yield a card for each lead that a screening matches, or with None for all leads."""
    for lead, numbers, _ in stream_leads(connection, screened):
        lines = "".join(map(_fold, _lines(lead, numbers)))
        yield f"BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}END:VCARD\r\n"


def _lines(lead: LeadOfList, numbers: Sequence[NumberRow]) -> Iterator[str]:
    name = lead.name or lead.company
    yield f"FN:{_text(name)}"
    yield f"N:{_joined((lead.family_name or name, lead.given_name, '', '', ''))}"
    texts = {
        "ORG": lead.company,
        "TITLE": lead.title,
        "ROLE": lead.occupation,
        "EMAIL;TYPE=INTERNET": lead.email,
        "UID": lead.vendor_id,
    }
    yield from (f"{property_}:{_text(value)}" for property_, value in texts.items() if value)
    notes = [lead.notes] if lead.notes else []
    for number in reversed(numbers):
        if reason := _reason(lead, numbers, number):
            notes.insert(0, f"{reason}: {number.e164}")
    for number in numbers:
        if not _reason(lead, numbers, number):
            line = "CELL" if number.line is LineType.MOBILE else "VOICE"
            # A comma makes a phone wait before it dials on.
            extension = f",{number.extension}" if number.extension else ""
            yield f"TEL;TYPE={line}:{number.e164}{extension}"
    address = (lead.address, lead.city, lead.region, lead.postal_code, lead.country)
    if any(address):
        yield f"ADR:{_joined(('', '', *address))}"
    if notes:
        yield f"NOTE:{_text(chr(10).join(notes))}"


def _reason(lead: LeadOfList, numbers: Sequence[NumberRow], number: NumberRow) -> str:
    """Return why a number must not be dialled, or "" if the contact may hold it."""
    if is_barred(lead, numbers, number):
        return "Do not call"
    if number.status is NumberStatus.REGISTERED:
        return "On a do-not-call registry"
    return "" if number.status is NumberStatus.OPEN else f"Number {number.status}"


def _fold(line: str) -> str:
    """Fold a line as RFC 2426 asks: a line that begins with a space goes on with the one before."""
    pieces = (line[at : at + LONGEST_LINE] for at in range(0, len(line), LONGEST_LINE))
    return "\r\n ".join(pieces) + "\r\n"


def _joined(parts: Sequence[str]) -> str:
    return ";".join(map(_text, parts))


def _text(value: str) -> str:
    """Escape the marks that divide a vCard's values."""
    return vText(value).to_ical().decode()
