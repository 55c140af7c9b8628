"""The state of a lead before an outcome or a skip, stored with it for undo."""

from typing import NotRequired, TypedDict, cast

from db.columns import Document
from db.enums import LeadStatus, NumberStatus


class LeadBefore(TypedDict):
    """The columns of the lead that an outcome or a skip changes, without `due_at`."""

    status: LeadStatus
    bar: str
    place_id: int
    due_reason: str
    noes: int
    draft: str


class NumbersBefore(TypedDict):
    """The states of a lead's numbers, by id."""

    lead_id: int
    numbers: dict[str, NumberStatus]


class Listed(TypedDict):
    """The changes made by one do-not-call request.

    `added` are the numbers it put on the internal list, `leads` the earlier states of these numbers
    for each lead that has them, `consents` the ids of the evidence it ended, `appointments` the
    columns of those that it cancelled, by id.
    """

    added: list[str]
    leads: list[NumbersBefore]
    consents: list[int]
    appointments: NotRequired[dict[str, dict[str, object]]]


class Before(TypedDict):
    """The state of a lead before an outcome or a skip, as JSON.

    `due_at` is an instant in ISO format, `promise` the id of an open callback, `session` the id of
    the lead's session and its position there, `appointments` the columns of the lead's standing
    appointment by its id.
    """

    lead: LeadBefore
    due_at: str | None
    numbers: dict[str, NumberStatus]
    promise: int | None
    session: tuple[int, int] | None
    listed: NotRequired[Listed]
    appointments: NotRequired[dict[str, dict[str, object]]]


def before_from(stored: Document) -> Before:
    """Return the state that was stored with an attempt or a skip."""
    return cast("Before", stored)
