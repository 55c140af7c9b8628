"""How a file is read, and its rows by column: those that can become leads, with their evidence."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import compress
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.files.fields.cells.phones import Numbers, new_places
from console.files.fields.cells.readers import (
    OF_EVIDENCE,
    EvidenceCells,
    evidence_of,
    why_no_evidence,
)
from console.files.fields.columns.layout import Columns
from console.files.fields.warnings import DoubtfulRow, Noticed, Unread
from console.files.tables.rows import RowsFile, TableRow
from console.rules.phone.patterns import Pattern
from console.rules.values import Evidence, Firm
from db.conditions import Condition
from db.enums import EvidenceKind, LeadKind, LineType, MatchBy
from db.imports.staged_rows import DEFAULTS, Cell

T = TypeVar("T")


class Reject(Struct, frozen=True):
    """A row that cannot become a lead: its faulty column and value, and why, as a sentence."""

    row: TableRow
    column: str
    value: str
    reason: str


class PersonAsks(Struct, frozen=True):
    """A person who a row says is not to be called: their numbers, and cells that identify them."""

    e164s: Sequence[str]
    key: str
    cells: Mapping[str, str]
    reason: str


@dataclass(slots=True)
class Candidates:
    """Rows that can become leads, before their places and lists are known.

    `fields` maps a field's name to its cells, for the fields that the file has. `extras` are (name,
    cells) of the other columns, and `more` maps a row to its cells that could not be read.
    `evidence` is about the first number of a row. `asked` maps E.164 numbers not to be called to
    the reason: the column and its word. `askers` are the people not to be called on any number.
    Both stay complete when rows are left out.
    """

    lines: Sequence[int]
    fields: dict[str, Sequence[Cell]]
    numbers: Numbers
    extras: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    more: dict[int, dict[str, str]] = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    noticed: Noticed = field(default_factory=Noticed)
    unusable: dict[int, Reject] = field(default_factory=dict)
    """By row, the rows that have only invalid numbers; they become leads anyway."""
    behind: list[str] = field(default_factory=list)
    """E.164 numbers of rows that could be read but were left out or held back."""
    askers: list[PersonAsks] = field(default_factory=list)
    doubts: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By row, the column of a cell that may say not to call, and its words."""
    inquired: dict[int, datetime] = field(default_factory=dict)
    """By row, when the person asked to be called."""
    finished: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By row, the column and word by which another program calls it finished."""
    held: dict[int, Reject] = field(default_factory=dict)
    """By row, why it is held back although its number was read."""
    nameless: set[int] = field(default_factory=set)
    """Rows that name no company and state no kind, in a list of businesses."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the column of a text field, empty texts if the file has none."""
        return cast("Sequence[str]", self.fields.get(name)) or [""] * len(self.lines)

    def value(self, name: str, row: int) -> str | int | None:
        """Return a field of a row, or its default."""
        return self.fields[name][row] if name in self.fields else DEFAULTS[name]

    def extras_of(self, row: int) -> dict[str, str]:
        """Return the extras of a row, with its cells that could not be read as fields."""
        filled = {name: cells[row] for name, cells in self.extras if cells[row]}
        return filled | self.more.get(row, {})

    def note_doubts(self) -> None:
        """Note the rows that may say not to call, unless another cell of theirs certainly does."""
        names = self.texts("name")
        for row, (column, words) in sorted(self.doubts.items()):
            e164s = tuple(self.numbers.e164s_of(row))
            if e164s and not any(e164 in self.asked for e164 in e164s):
                doubt = DoubtfulRow(self.lines[row], names[row], column, words, e164s)
                self.noticed.doubtful.append(doubt)

    def keep(self, is_kept: Sequence[bool]) -> "Candidates":
        """Return only the rows whose flag is true."""
        new = new_places(is_kept)
        return Candidates(
            list(compress(self.lines, is_kept)),
            {name: list(compress(cells, is_kept)) for name, cells in self.fields.items()},
            self.numbers.keep(is_kept),
            [(name, list(compress(cells, is_kept))) for name, cells in self.extras],
            {new[row]: more for row, more in self.more.items() if is_kept[row]},
            {new[row]: evidence for row, evidence in self.evidence.items() if is_kept[row]},
            self.asked,
            self.noticed,
            {new[row]: reject for row, reject in self.unusable.items() if is_kept[row]},
            self.behind,
            self.askers,
            {new[row]: doubt for row, doubt in self.doubts.items() if is_kept[row]},
            {new[row]: at for row, at in self.inquired.items() if is_kept[row]},
            {new[row]: word for row, word in self.finished.items() if is_kept[row]},
            {new[row]: reject for row, reject in self.held.items() if is_kept[row]},
            {new[row] for row in self.nameless if is_kept[row]},
        )

    def take_behind(self, *, leaves_finished: bool) -> tuple[set[int], list[Reject]]:
        """Return the rows that stay behind, and rejects of those that are held back.

        Call this once, after a screening: it counts the finished rows, those without a company,
        and unread line types.
        """
        self.noticed.finished.update(self.finished.values())
        behind = set(self.finished) if leaves_finished else set()
        held = [reject for row, reject in self.held.items() if row not in behind]
        behind |= self.held.keys()
        self.noticed.no_company += len(self.nameless - behind)
        for at, (_, words) in self.numbers.line_words.items():
            if self.numbers.rows[at] not in behind:
                self.noticed.lines[words] += 1
        self.finished, self.held, self.nameless = {}, {}, set()
        return behind, held

    def leave(self, rows: Collection[int]) -> "Candidates":
        """Return all rows except `rows`, and add the numbers of these to `behind`."""
        asked = self.asked
        for row in rows:
            self.behind += [e164 for e164 in self.numbers.e164s_of(row) if e164 not in asked]
        return self.keep([row not in rows for row in range(len(self.lines))])


def read_column(
    candidates: Candidates, name: str, cells: Sequence[str], read_cell: Callable[[str], T]
) -> list[T | None]:
    """Return the values of a column; cells that cannot be read are kept among the extras."""
    values = [read_cell(text) if text else None for text in cells]
    for row, value in enumerate(values):
        if value is None and cells[row]:
            candidates.more.setdefault(row, {})[name] = cells[row]
    return values


WEST = timezone(timedelta(hours=-10))
"""Hawaii. A time in UTC alone leaves open which day it was for the person, so the law counts from
the earlier one."""

AHEAD = timedelta(minutes=5)
"""How far the clock of the sender may be ahead of ours."""

FAULT = "Write the time as 2026-11-24 15:04, of the past; 2026-11-24T15:04-07:00 names its zone."


class Inquiries(Struct, frozen=True):
    """How to read the times: `now`, and the zone (IANA) of times without an offset."""

    now: datetime
    zone: str

    def read(self, text: str) -> tuple[datetime, date] | None:
        """Return the instant and the day from which the law counts; None if it is unreadable."""
        try:
            written = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
        if len(text.strip()) <= len("2026-11-24"):
            return None  # a day alone does not say when
        asked_at = written if written.tzinfo else written.replace(tzinfo=ZoneInfo(self.zone))
        try:
            if asked_at > self.now + AHEAD:
                return None
            day = asked_at.astimezone(WEST).date() if not asked_at.utcoffset() else written.date()
        except OverflowError:
            return None
        return min(asked_at, self.now), day

    @property
    def just_now(self) -> tuple[datetime, date]:
        """What `read` returns for a person who asks at this moment."""
        return self.now, self.now.astimezone(WEST).date()


def evidence_of_inquiry(day: date, proof: str, line: int) -> Evidence:
    """Return the evidence that a person asked on a day."""
    return Evidence(EvidenceKind.INQUIRY, day, proof or f"inquiry, line {line} of the list's file")


def read_inquiries(
    candidates: Candidates,
    positions: Mapping[str, int],
    cells: Sequence[Sequence[str]],
    inquiries: Inquiries,
) -> None:
    """Note for each row when the person asked: at its time, or now if the file has no times.

    `positions` are those of the fields among the columns of `cells`. A row that has other evidence
    keeps that. A time that cannot be read stays with the lead.
    """
    columns = [positions.get(name) for name in ("inquired_at", "consent_proof")]
    times, proofs = (None if at is None else cells[at] for at in columns)
    for row, line in enumerate(candidates.lines):
        asked = inquiries.just_now if times is None else inquiries.read(times[row])
        if asked is None:
            text = times[row] if times is not None else ""
            noticed = candidates.noticed
            noticed.no_evidence += 1
            unread = Unread(line, "inquired_at", text, FAULT)
            noticed.first_evidence = noticed.first_evidence or unread
            if text:
                candidates.more.setdefault(row, {})["inquired_at"] = text
            continue
        candidates.inquired[row], day = asked
        proof = proofs[row] if proofs is not None else ""
        candidates.evidence.setdefault(row, evidence_of_inquiry(day, proof, line))


def read_evidence(
    candidates: Candidates,
    positions: Mapping[str, int],
    header: Sequence[str],
    cells: Sequence[Sequence[str]],
    latest: date,
) -> None:
    """Read the evidence of each row; keep invalid evidence as text among the extras."""
    columns = {
        name: read_column(candidates, name, cells[positions[name]], read_cell)
        for name, read_cell in OF_EVIDENCE.items()
        if name in positions
    }
    if "consent_on" not in columns:
        return
    for row, day in enumerate(cells[positions["consent_on"]]):
        if not day:
            continue
        texts = {name: text for name in columns if (text := cells[positions[name]][row])}
        values = cast("EvidenceCells", {name: columns[name][row] for name in texts})
        field_, value, reason = why_no_evidence(texts, values, latest)
        if reason:
            noticed = candidates.noticed
            noticed.no_evidence += 1
            unread = Unread(candidates.lines[row], header[positions[field_]], value, reason)
            noticed.first_evidence = noticed.first_evidence or unread
            candidates.more.setdefault(row, {})["consent_on"] = day
        elif (evidence := evidence_of(candidates.lines[row], values)) is not None:
            candidates.evidence[row] = evidence


LATEST_ZONE = timedelta(hours=14)
"""How far the earliest zone is ahead of UTC: a day may have begun there already."""


class ReadPlan(Struct, frozen=True):
    """How a file is read.

    `country` (ISO) and `kind` apply to rows that state none. `cleared_on` is the day on which the
    whole list was checked against the registries elsewhere. Rows that do not fit the `screening`
    are left out. `offer` is what the list's calls are about. `finished` says what becomes of rows
    finished elsewhere: `leave` or `never`; anything else changes nothing.
    """

    file: RowsFile
    columns: Columns
    list_name: str
    country: str
    kind: LeadKind
    firm: Firm
    cleared_on: date | None
    now: datetime
    has_registries: bool
    patterns: Sequence[Pattern] = ()
    screening: Condition | None = None
    offer: str = ""
    finished: str = ""
    line_types: Sequence[tuple[str, LineType]] = ()
    match: MatchBy = MatchBy.NUMBER
    is_dry_run: bool = False
    """A dry run makes no search words."""
    skipped: int = 0
    """Chunks at the beginning that are left out: an interrupted import has written their rows."""
    aside: Sequence[int] = ()
    """The lines of the skipped rows that name a person without a number: see `MainLines`."""
    inquiries: Inquiries | None = None
    """Set if the people asked to be called."""
    owners: Mapping[str, str] = {}
    """How territories and agents are spelled, by their names in lower case."""

    @property
    def latest(self) -> date:
        """The latest day that has begun anywhere."""
        return (self.now + LATEST_ZONE).date()
