"""What one calling session brought."""

from datetime import datetime

from msgspec import Struct

from console.cards.agent_day import OwnWork
from console.cards.lead_context import MadeCall
from db.enums import SessionStatus


class Summary(Struct, frozen=True):
    """What one calling session brought, as agent and supervisor read it.

    `given_back` leads were not reached when it ended; until then they are `left`.
    `minutes` counts from start to end without pauses; `per_hour` is by the time worked.
    `longest_pause` is in seconds, from the end of a call to the next dial. `outcomes` are (label,
    count), most frequent first. `inside_hours` counts the dials that were inside the hours of the
    law, worked out anew.
    `talked` is in seconds, of the calls that a softphone measured. Calls that came in are counted
    apart: in `inbound`, by outcome in `rang_in`, and in nothing else but `calls`, which is all of
    them, oldest first.
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
    """Of the audit log as the session ended; "" for one that was looked up later."""
    untold: tuple[str, ...] = ()
    """Where that could not be kept, a sentence each."""
    calls: tuple[MadeCall, ...] = ()
    own: OwnWork | None = None
    """For who worked it alone, at its end: no report and no mail has it."""
