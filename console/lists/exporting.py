"""Leads, attempts and the do-not-call list on their way out: cells for CSV, documents for JSON.

A file of leads comes in again without loss: its columns go by the names that an import knows, and
those that say how the work stands begin with `smiledial_`, which an import leaves out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from console.do_not_call.internal_list import OWN_LIST
from console.judging.documents import instant
from db.engine import Connection
from db.exports import extra_names, phone_columns, stream_attempts, stream_leads
from db.leads import LeadFacts
from db.patterns import pattern_rows
from db.screening import Where
from db.suppressions import entries

PREFIX = "smiledial_"

FIELDS = (
    "name",
    "given_name",
    "family_name",
    "company",
    "title",
    "occupation",
    "income",
    "net_worth",
    "email",
    "address",
    "city",
    "region",
    "postal_code",
    "country",
    "kind",
    "priority",
    "vendor_id",
    "notes",
)
STATED_ZONE = "stated_zone"
LINE_TYPE = "line_type"
WORK = ("id", "list", "status", "dials", "noes", "last_dialled_at", "introduced_at")
ATTEMPT = (
    "id",
    "lead_id",
    "name",
    "list",
    "number",
    "agent",
    "session",
    "direction",
    "caller_id",
    "dialled_at",
    "answered_at",
    "line_ended_at",
    "line_end",
    "ended_at",
    "outcome",
    "note",
    "verdict",
    "tzdata",
)

Cells = list[str]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """`header` names the cells of a row; `documents` hold the same, and more where it is nested."""

    header: Callable[[], Sequence[str]]
    rows: Callable[[], Iterator[Cells]]
    documents: Callable[[], Iterator[Document]]


def export_leads(connection: Connection, screened: Where | None) -> Export:
    sheet = _LeadSheet(connection, screened)
    return Export(sheet.header, sheet.rows, lambda: map(_lead_document, sheet.leads()))


def export_attempts(connection: Connection, screened: Where | None) -> Export:
    def documents() -> Iterator[Document]:
        return map(_attempt_document, stream_attempts(connection, screened))

    def rows() -> Iterator[Cells]:
        for document in documents():
            verdict = document["verdict"] or {}
            yield [_cell(v) for v in ({**document, "verdict": verdict.get("verdict")}).values()]

    return Export(lambda: ATTEMPT, rows, documents)


def export_dnc(connection: Connection) -> Export:
    """The internal list, patterns first, in the columns in which `dnc add --file` takes it back."""

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
        lambda: ([_cell(value) for value in one.values()] for one in documents()),
        documents,
    )


class _LeadSheet:
    """Leads in columns: each label of each place in the order of numbers has one of its own."""

    def __init__(self, connection: Connection, screened: Where | None) -> None:
        self._connection = connection
        self._screened = screened
        self._column_of: dict[tuple[int, str], str] = {}
        self._header: tuple[str, ...] = ()

    def leads(self) -> Iterator[tuple[Any, Sequence[Any]]]:
        return stream_leads(self._connection, self._screened)

    def header(self) -> Sequence[str]:
        taken = [*FIELDS, STATED_ZONE, LINE_TYPE]
        for position, label in phone_columns(self._connection, self._screened):
            name = _phone_name(position, label)
            while name in taken:
                name += " no"
            taken.append(name)
            self._column_of[position, label] = name
        names = extra_names(self._connection, self._screened)
        taken += [name for name in names if name not in taken]
        # An extra under the name of another column: see `_extras_into`.
        taken += [PREFIX + name for name in names if name in taken[: len(taken) - len(names)]]
        taken += [PREFIX + name for name in WORK if PREFIX + name not in taken]
        self._header = tuple(dict.fromkeys(taken))
        return self._header

    def rows(self) -> Iterator[Cells]:
        for row, numbers in self.leads():
            cells = {name: _cell(getattr(row, name)) for name in FIELDS}
            cells[STATED_ZONE] = row.zone
            for number in numbers:
                column = self._column_of[number.position, number.label]
                extension = f" x{number.extension}" if number.extension else ""
                cells[column] = f"{number.e164}{extension}"
            if numbers and numbers[0].line != "unknown":
                cells[LINE_TYPE] = numbers[0].line
            _extras_into(cells, row.extras)
            for name, value in _work(row).items():
                cells[PREFIX + name] = _cell(value)
            yield [cells.get(name, "") for name in self._header]


def _extras_into(cells: dict[str, str], extras: dict[str, str]) -> None:
    """What could not be read as a field is kept under its name: it goes back to where it was."""
    for name, text in extras.items():
        is_free = not cells.get(name) or (name == "priority" and cells[name] == "0")
        cells[name if is_free else PREFIX + name] = text


def _phone_name(position: int, label: str) -> str:
    if not label:
        return f"phone {position + 1}" if position else "phone"
    if label.startswith("phone "):
        return label
    return f"{label} phone {position + 1}" if position else f"{label} phone"


def lead_document(found: LeadFacts) -> Document:
    """One lead as an export writes it."""
    return {**_lead_document((found.row, found.numbers)), "list": found.list_name}


def _lead_document(found: tuple[Any, Sequence[Any]]) -> Document:
    row, numbers = found
    return {
        **_work(row),
        **{name: getattr(row, name) for name in FIELDS},
        "zone": row.zone,
        "phones": [
            {
                "number": number.e164,
                "extension": number.extension,
                "label": number.label,
                "line": number.line,
                "status": number.status,
            }
            for number in numbers
        ],
        "extras": row.extras,
    }


def _work(row: Any) -> Document:
    values = (
        row.id,
        getattr(row, "list_name", ""),
        row.bar or row.status,
        row.dials,
        row.noes,
        instant(row.last_dialled_at),
        instant(row.introduced_at),
    )
    return dict(zip(WORK, values, strict=True))


def _attempt_document(row: Any) -> Document:
    values = (
        row.id,
        row.lead_id,
        row.name,
        row.list_name,
        row.e164,
        row.agent,
        row.session_name,
        row.direction,
        row.caller_id,
        instant(row.dialled_at),
        instant(row.answered_at),
        instant(row.line_ended_at),
        row.line_end,
        instant(row.ended_at),
        row.outcome,
        row.note,
        row.verdict,
        row.tzdata,
    )
    return dict(zip(ATTEMPT, values, strict=True))


def _cell(value: object) -> str:
    return "" if value is None else str(value)
