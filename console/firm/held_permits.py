"""The settings of the permits and exemptions that a firm has stated."""

from msgspec.structs import replace

from console.rules.values import PermitBook

PERMITS = "permits"
"""What a missing permit means: "caution", "bar" or "off"."""

MODES = ("caution", "bar", "off")

PERMIT_BOOK = "permit_book"
"""The setting that holds what is stated."""

PERMITS_LOADED = "permits_load"
"""The entry of the audit log for permits that came with a firm's text."""


def for_agent(book: PermitBook, agent: str) -> PermitBook:
    """Return the permits under which one agent calls: the firm's, and the agent's own."""
    own = tuple(permit for permit in book.permits if permit.agent in {"", agent})
    return book if len(own) == len(book.permits) else replace(book, permits=own)
