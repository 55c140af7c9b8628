"""Export leads, attempts and the do-not-call list: cells for CSV, documents for JSON.

A file of leads can be imported again without loss, since its columns have the names that an import
knows. Columns on the state of the work begin with `smiledial_`; an import ignores them.

Contacts (vCard 3.0) are for phones and address books. A number that may not be called is no `TEL`:
a phone would offer to dial it. The contact's note says which number it is and why it is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from icalendar.prop import vText
from msgspec import Struct

from console.do_not_call.internal_list import OWN_LIST
from console.files.fields.columns.layout import PREFIX
from console.files.fields.lead_fields import EVIDENCE, EXPORTED, STATED_ZONE, WORK
from console.judging.documents import instant, verdict_from
from db.calls.answers import questions_asked
from db.columns import Document
from db.conditions import ANSWERS
from db.dnc.consents import ConsentRow
from db.dnc.patterns import pattern_rows
from db.dnc.suppressions import entries
from db.engine.database import Connection
from db.enums import LeadStatus, LineType, NumberStatus
from db.leads.records import LeadFacts, NumberFacts
from db.leads.screening import Where
from db.reports.exports import (
    AttemptOfLead,
    LeadOfList,
    extra_names,
    most_numbers,
    stream_attempts,
    stream_leads,
)
from db.tables.leads import LeadRow, NumberRow

OF_PHONE = ("Value", "Label", "Line type", "Status", "Do not call")
"""The columns of each number of a lead, as in “Phone 1 - Value”."""
JUDGED = (
    *("company", "email", "address", "city", "region", "postal_code", "country", "kind"),
    *(STATED_ZONE, "line_type"),
)
"""The fields that `scrub` needs besides number and instant, as the lead has them now."""
ATTEMPT = (
    *("id", "lead_id", "vendor_id", "name", "list", "number", "agent", "session", "direction"),
    *("caller_id", "dialled_at", "answered_at", "line_ended_at", "line_end", "ended_at"),
    *("outcome", "note", "verdict", "tzdata", "script", "script_version", "opening"),
    *JUDGED,
    "cleared_on",
)

CALLABLE = ("call", "judged_at", "callable_until")
"""Columns of an export of the leads that may be called now."""

ANSWERED = "answers"

Cells = list[str]
Phone = NumberRow | NumberFacts
Judged = tuple[str, str]


class Export(Struct, frozen=True):
    """An export: `header` names the cells of `rows`; `documents` also have nested values."""

    header: Callable[[], Sequence[str]]
    rows: Callable[[], Iterator[Cells]]
    documents: Callable[[], Iterator[Document]]


def export_leads(connection: Connection, screened: Where | None) -> Export:
    """Export the leads that a screening matches, or with None all leads."""
    sheet = _LeadSheet(connection, screened)
    return Export(sheet.header, sheet.rows, sheet.documents)


def with_verdicts(export: Export, judged: Mapping[int, Judged], at: datetime) -> Export:
    """Add to an export of leads the number to call, when it was judged, and until when it may be.

    `judged` has the lead's number and the end of its verdict, by lead id.
    """

    names = [PREFIX + name for name in CALLABLE]

    def cells_of(lead_id: int) -> Cells:
        number, until = judged[lead_id]
        return [number, at.isoformat(timespec="minutes"), until]

    def rows() -> Iterator[Cells]:
        id_at = list(export.header()).index(PREFIX + "id")
        return ([*cells, *cells_of(int(cells[id_at]))] for cells in export.rows())

    def documents() -> Iterator[Document]:
        for document in export.documents():
            cells = cells_of(int(str(document["id"])))
            yield {**document, **dict(zip(names, cells, strict=True))}

    return Export(lambda: [*export.header(), *names], rows, documents)


def export_attempts(
    connection: Connection,
    screened: Where | None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Export:
    """Export the attempts on the screened leads that were dialled from `since` to `until`."""
    questions = questions_asked(connection)

    def documents() -> Iterator[Document]:
        for row, answers in stream_attempts(connection, screened, since, until):
            yield {**_attempt_document(row), "answers": dict(answers)}

    def rows() -> Iterator[Cells]:
        for row, answers in stream_attempts(connection, screened, since, until):
            word = None if row.verdict is None else verdict_from(row.verdict)["verdict"]
            values = {**_attempt_document(row), "verdict": word}.values()
            cells = (answers.get(name, "") for name in questions)
            yield [_cell(value) for value in (*values, *cells)]

    header = (*ATTEMPT, *(ANSWERS + name for name in questions))
    return Export(lambda: header, rows, documents)


def export_dnc(connection: Connection) -> Export:
    """Export the internal list, patterns first, in the columns that `dnc add --file` reads."""

    def documents() -> Iterator[Document]:
        for row in pattern_rows(connection):
            pattern = f"{row.kind.value} {row.value}"
            values = ("", pattern, row.reason, row.agent, instant(row.added_at))
            yield dict(zip(OWN_LIST, values, strict=True))
        for entry in entries(connection):
            values = (entry.e164, "", entry.reason, entry.agent, instant(entry.added_at))
            yield dict(zip(OWN_LIST, values, strict=True))

    return Export(
        lambda: OWN_LIST,
        lambda: ([_cell(value) for value in document.values()] for document in documents()),
        documents,
    )


class _LeadSheet:
    """Leads in columns, with room for as many numbers as any of the leads has."""

    def __init__(self, connection: Connection, screened: Where | None) -> None:
        self._connection = connection
        self._screened = screened
        self._header: tuple[str, ...] = ()

    def leads(self) -> Iterator[tuple[LeadOfList, Sequence[NumberRow], ConsentRow | None]]:
        return stream_leads(self._connection, self._screened)

    def documents(self) -> Iterator[Document]:
        for row, numbers, evidence in self.leads():
            answers = {PREFIX + ANSWERED: row.answers or {}}
            yield {**_lead_document(row, numbers), **_evidence(evidence), **answers}

    def header(self) -> Sequence[str]:
        count = max(1, most_numbers(self._connection, self._screened))
        phones = [_phone_column(at, name) for at in range(count) for name in OF_PHONE]
        own = [*EXPORTED, STATED_ZONE, *EVIDENCE, *phones]
        names = extra_names(self._connection, self._screened)
        # An extra column with the name of a field gets a second column: see `_extras_into`.
        clashing = [_second(name) for name in names if name in own]
        answered = [ANSWERS + name for name in questions_asked(self._connection)]
        work = [PREFIX + name for name in (*WORK, *answered)]
        # `rows` puts its cells into this order, so a caller asks for the header first.
        self._header = tuple(dict.fromkeys([*own, *names, *clashing, *work]))
        return self._header

    def rows(self) -> Iterator[Cells]:
        for row, numbers, evidence in self.leads():
            cells = {name: _cell(getattr(row, name)) for name in EXPORTED}
            cells[STATED_ZONE] = row.zone
            cells |= {name: _cell(value) for name, value in _evidence(evidence).items()}
            for at, number in enumerate(numbers):
                texts = zip(OF_PHONE, _phone_cells(row, numbers, number), strict=True)
                cells |= {_phone_column(at, name): text for name, text in texts}
            _extras_into(cells, row.extras)
            for name, value in _work(row).items():
                cells[PREFIX + name] = _cell(value)
            for name, text in (row.answers or {}).items():
                cells[PREFIX + ANSWERS + name] = text
            yield [cells.get(name, "") for name in self._header]


def _extras_into(cells: dict[str, str], extras: dict[str, str]) -> None:
    """Put extras into their columns. A text that its field could not read goes into that field.

    Evidence that did not count goes into a second column, so that the next import ignores it too.
    """
    for name, text in extras.items():
        # A priority of 0 is none at all.
        is_free = not cells.get(name) or (name == "priority" and cells[name] == "0")
        cells[name if is_free and name not in EVIDENCE else _second(name)] = text


def _second(name: str) -> str:
    return f"{name} (2)"


def _phone_column(at: int, name: str) -> str:
    return f"Phone {at + 1} - {name}"


def _phone_cells(lead: LeadRow, numbers: Sequence[NumberRow], number: NumberRow) -> Cells:
    """Return the cells of a number, as `OF_PHONE` names them.

    A bar by a registry is left out: the next import of the file looks into the registry itself.
    """
    is_lasting = number.status in {
        NumberStatus.INVALID,
        NumberStatus.WRONG,
        NumberStatus.DISCONNECTED,
    }
    return [
        f"{number.e164} x{number.extension}" if number.extension else number.e164,
        number.label,
        "" if number.line is LineType.UNKNOWN else number.line,
        number.status if is_lasting else "",
        "yes" if is_barred(lead, numbers, number) else "",
    ]


def is_barred(lead: LeadRow, numbers: Sequence[Phone], number: Phone) -> bool:
    """Return whether a request bars the number, or another number of the same person.

    Such a lead is closed, and must be closed again when the file is imported.
    """
    if number.status is NumberStatus.SUPPRESSED:
        return True
    is_closed = lead.status is LeadStatus.CLOSED and not lead.bar
    return is_closed and any(number.status is NumberStatus.SUPPRESSED for number in numbers)


def _evidence(evidence: ConsentRow | None) -> Document:
    values = (evidence.on.isoformat(), evidence.kind.value, evidence.proof) if evidence else ()
    return dict(zip(EVIDENCE, values or (None, None, None), strict=True))


def lead_document(lead: LeadFacts) -> Document:
    """Return one lead as an export writes it."""
    return {**_lead_document(lead, lead.numbers), ANSWERED: lead.answers or {}}


def _lead_document(row: LeadFacts | LeadOfList, numbers: Sequence[Phone]) -> Document:
    return {
        **_work(row),
        **{name: getattr(row, name) for name in EXPORTED},
        "zone": row.zone,
        "phones": [
            {
                "number": number.e164,
                "extension": number.extension,
                "label": number.label,
                "line": number.line,
                "status": number.status,
                "do_not_call": is_barred(row, numbers, number),
            }
            for number in numbers
        ],
        "extras": row.extras,
    }


def _work(row: LeadFacts | LeadOfList) -> Document:
    values = (
        row.id,
        row.list_name,
        row.bar or row.status,
        row.dials,
        row.noes,
        instant(row.last_dialled_at),
        instant(row.introduced_at),
    )
    return dict(zip(WORK, values, strict=True))


def _attempt_document(row: AttemptOfLead) -> Document:
    values = (
        *(row.id, row.lead_id, row.vendor_id, row.name, row.list_name, row.e164, row.agent),
        *(row.session_name, row.direction, row.caller_id),
        instant(row.dialled_at),
        instant(row.answered_at),
        instant(row.line_ended_at),
        row.line_end,
        instant(row.ended_at),
        *(row.outcome, row.note, row.verdict, row.tzdata, row.script, row.script_version),
        *(row.opening, row.company, row.email, row.address, row.city, row.region),
        *(row.postal_code, row.country, row.kind, row.zone),
        "" if row.line in {None, LineType.UNKNOWN} else row.line,
        _cleared_on(row),
    )
    return dict(zip(ATTEMPT, values, strict=True))


def _cleared_on(row: AttemptOfLead) -> str:
    """Return when the list was cleared elsewhere, by the call's verdict; "" for never."""
    grounds = [] if row.verdict is None else verdict_from(row.verdict)["allowed_by"]
    days = (row.partition(" cleared elsewhere on ")[2] for row in grounds)
    return next(filter(None, days), "")


def _cell(value: object) -> str:
    return "" if value is None else str(value)


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
