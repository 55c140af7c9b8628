"""What stood before an outcome or a skip, as it is stored with it."""

from typing import NotRequired, TypedDict, cast

from db.columns import Document
from db.enums import LeadStatus, NumberStatus


class LeadBefore(TypedDict):
    """The columns of the lead that an outcome or a skip changes, but the instant it waits for."""

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
    """What a request did to the internal list.

    `added` are the numbers it put there, `leads` those that have one of them, `consents` the ids of
    the evidence it ended.
    """

    added: list[str]
    leads: list[NumbersBefore]
    consents: list[int]


class Before(TypedDict):
    """What stood before an outcome or a skip, as JSON.

    `due_at` is an instant, `promise` is the id of a callback to be kept, `session` the one in
    which the lead waited and its position there.
    """

    lead: LeadBefore
    due_at: str | None
    numbers: dict[str, NumberStatus]
    promise: int | None
    session: tuple[int, int] | None
    listed: NotRequired[Listed]


def before_from(stored: Document) -> Before:
    """What was stored with an attempt or a skip."""
    return cast("Before", stored)
