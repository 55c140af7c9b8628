"""Read the evidence in a list: consent, and when people asked to be called, as by a web form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import cast
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.files.fields.cells.readers import (
    OF_EVIDENCE,
    EvidenceCells,
    evidence_of,
    why_no_evidence,
)
from console.files.fields.warnings import Unread
from console.importing.rows.candidates import Candidates, read_column
from console.rules.values import Evidence
from db.enums import EvidenceKind

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
