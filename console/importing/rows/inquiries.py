"""Note when the people of a list asked to be called, as evidence of their inquiry."""

from collections.abc import Mapping, Sequence

from console.files.fields.cells.inquiry_times import FAULT, Inquiries, evidence_of_inquiry
from console.files.fields.cells.warnings import Unread
from console.importing.rows.candidates import Candidates


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
