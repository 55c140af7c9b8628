"""The result of one calling session."""

from datetime import datetime

from msgspec import Struct

from console.cards.agent_day import OwnWork
from console.cards.lead_context import MadeCall
from db.enums import SessionStatus


class Summary(Struct, frozen=True):
    """The result of one calling session, for agent and supervisor.

    `left` leads are still to call. When the session ends they become `given_back`. `minutes` is the
    length without pauses, and `per_hour` refers to it. `longest_pause` is in seconds, from the end
    of a call to the next dial. `talked` is in seconds, only of calls that a softphone measured.
    `outcomes` are (label, count), most frequent first. `inside_hours` counts the dials inside the
    legal hours, recomputed now.

    Incoming calls are in `inbound`, in `rang_in` by outcome, and in `calls`, which lists all calls,
    oldest first. No other figure includes them.
    """

    session_id: int
    name: str
    agent: str
    list_name: str
    status: SessionStatus
    started_at: datetime | None
    ended_at: datetime | None
    minutes: int
    size: int
    left: int
    dials: int
    conversations: int
    noes: int
    yeses: int
    callbacks: int
    do_not_calls: int
    skips: int
    per_hour: float | None
    noes_per_yes: float | None
    noes_per_yes_month: float | None
    longest_pause: int
    longest_run: int
    outcomes: tuple[tuple[str, int], ...]
    inside_hours: int
    talked: int = 0
    inbound: int = 0
    rang_in: tuple[tuple[str, int], ...] = ()
    given_back: int = 0
    seal: str = ""
    """The seal of the audit log when the session ended, or "" if it is looked up later."""
    seal_warnings: tuple[str, ...] = ()
    """A sentence for each place where the seal could not be stored."""
    calls: tuple[MadeCall, ...] = ()
    own: OwnWork | None = None
    """Only for the agent who worked the session, at its end. Reports and e-mails leave it out."""
