"""Read and write the permits and exemptions that a firm has stated, as its settings store them."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from msgspec.structs import replace

from console.rules.values import Exemption, Permit, PermitBook

PERMITS = "permits"
"""What a missing permit means: "caution", "bar" or "off"."""

MODES = ("caution", "bar", "off")

PERMIT_BOOK = "permit_book"
"""The setting that holds what is stated."""

PERMITS_LOADED = "permits_load"
"""The entry of the audit log for permits that came with a firm's text."""


class StoredPermit(TypedDict):
    """A permit as JSON, its days as dates; `agent` is "" for the firm's own."""

    id: str
    number: str
    since: str
    until: str | None
    agent: str
    document: str
    checksum: str


class StoredExemption(TypedDict):
    id: str
    word: str
    reason: str
    by: str
    on: str


class StoredBook(TypedDict):
    permits: Sequence[StoredPermit]
    exemptions: Sequence[StoredExemption]


def read_book(stored: StoredBook) -> PermitBook:
    """Return the stored permits. Raises KeyError, TypeError or ValueError if they are damaged."""
    return PermitBook(
        tuple(
            Permit(
                row["id"],
                row["number"],
                date.fromisoformat(row["since"]),
                date.fromisoformat(row["until"]) if row["until"] else None,
                row["agent"],
                row["document"],
                row["checksum"],
            )
            for row in stored["permits"]
        ),
        tuple(
            Exemption(
                row["id"], row["word"], row["reason"], row["by"], date.fromisoformat(row["on"])
            )
            for row in stored["exemptions"]
        ),
    )


def write_book(book: PermitBook) -> StoredBook:
    return {
        "permits": [permit_document(permit) for permit in book.permits],
        "exemptions": [exemption_document(claim) for claim in book.exemptions],
    }


def permit_document(permit: Permit) -> StoredPermit:
    return {
        "id": permit.id,
        "number": permit.number,
        "since": permit.since.isoformat(),
        "until": permit.until.isoformat() if permit.until else None,
        "agent": permit.agent,
        "document": permit.document,
        "checksum": permit.checksum,
    }


def exemption_document(claim: Exemption) -> StoredExemption:
    return {
        "id": claim.id,
        "word": claim.word,
        "reason": claim.reason,
        "by": claim.by,
        "on": claim.on.isoformat(),
    }


def for_agent(book: PermitBook, agent: str) -> PermitBook:
    """Return the permits under which one agent calls: the firm's, and the agent's own."""
    own = tuple(permit for permit in book.permits if permit.agent in {"", agent})
    return book if len(own) == len(book.permits) else replace(book, permits=own)
