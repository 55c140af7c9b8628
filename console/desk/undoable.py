"""The last act of an agent that can be undone, and the state of its lead before it.

An outcome or a skip stores this state with it, as JSON.
"""

from typing import NotRequired, TypedDict, cast

from msgspec import Struct

from db.calls import attempts
from db.columns import Document
from db.engine.database import Connection
from db.enums import LeadStatus, NumberStatus, SkipKind

LABELS = {
    SkipKind.SKIP: "Skip",
    SkipKind.REQUEST: "Never call again",
    SkipKind.DOUBT: "It means something else",
}
"""The labels of acts without a call that can be undone."""


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
    appointment by its id, `sequence` where it was on its sequence.
    """

    lead: LeadBefore
    due_at: str | None
    numbers: dict[str, NumberStatus]
    promise: int | None
    session: tuple[int, int] | None
    listed: NotRequired[Listed]
    appointments: NotRequired[dict[str, dict[str, object]]]
    sequence: NotRequired[dict[str, object]]


def before_from(stored: Document) -> Before:
    """Return the state that was stored with an attempt or a skip."""
    return cast("Before", stored)


class Undoable(Struct, frozen=True):
    """The last outcome or skip of an agent, if it can be undone.

    Either `attempt_id` or `skip_id` is set.
    """

    lead_id: int
    before: Before
    outcome: str
    label: str
    claim: str
    note: str
    attempt_id: int | None
    skip_id: int | None
    session_id: int | None


def _last_skipped(last: attempts.LastWork) -> bool | None:
    """Return whether a skip is what can be undone: False for a call, None for nothing.

    Nothing can be undone once the agent has dialled again, or if the lead was erased. The outcome
    of an incoming call can be undone while the agent's other call goes on.
    """
    since, ended_at, skipped_at = last.under_way_since, last.ended_at, last.skipped_at
    if since is not None and (ended_at is None or since >= ended_at):
        return None
    if skipped_at is not None and (ended_at is None or skipped_at >= ended_at):
        return True if last.is_skip_undoable else None
    return False if last.is_call_undoable else None


def undo_label(last: attempts.LastWork) -> str:
    """Return the label of what can be undone, "" for nothing."""
    is_skip = _last_skipped(last)
    if is_skip and last.skip_kind is not None:
        return LABELS[last.skip_kind]
    return "" if is_skip is None else last.label or ""


def undoable(connection: Connection, agent: str) -> Undoable | None:
    """Return the outcome or skip that can be undone, with its stored state; None for nothing."""
    last = attempts.last_work(connection, agent)
    label, is_skip = undo_label(last), _last_skipped(last)
    skip = attempts.last_skip(connection, agent) if is_skip else None
    if skip is not None and skip.before is not None:
        before = before_from(skip.before)
        session_id = skip.session_id
        code = skip.kind.value
        return Undoable(skip.lead_id, before, code, label, "", "", None, skip.id, session_id)
    call = attempts.last_ended(connection, agent) if is_skip is False else None
    if call is None or call.before is None:
        return None
    return Undoable(
        call.lead_id,
        before_from(call.before),
        call.outcome,
        label,
        call.claim,
        call.note,
        call.id,
        None,
        call.session_id,
    )
