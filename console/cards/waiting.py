"""Why no lead can be called, until when, the coming day by time zone, and the planned sessions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from console.rules.verdict.sentences import SEVERAL
from db.enums import SessionStatus


class SessionCard(Struct, frozen=True):
    """A calling session in a list or at the top of the screen.

    `given_back` counts leads that went back to the list when it ended early. `barred` counts leads
    that a list or law took from it before a call. From `best_opens_at` to `best_closes_at` its
    people answer more often. `owner` is the agent or territory that owns its leads, or "".
    """

    session_id: int
    name: str
    position: int
    of: int
    size: int
    left: int
    agent: str | None
    status: SessionStatus
    list_name: str
    span_opens_at: datetime | None
    span_closes_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    given_back: int = 0
    barred: int = 0
    best_opens_at: datetime | None = None
    best_closes_at: datetime | None = None
    owner: str = ""

    @property
    def done(self) -> int:
        return self.size - self.left - self.given_back - self.barred


class Fitting(Struct, frozen=True):
    """How many leads fit a screening, with name and company of the first."""

    count: int
    first: tuple[tuple[str, str], ...] = ()


class Blocked(Struct, frozen=True):
    """How many leads wait for one reason. `opens_at` is None if waiting does not help.

    `remedy` says what frees them if that is more than the code tells, such as which registry to
    load.
    """

    code: str
    count: int
    opens_at: datetime | None
    zone: str
    text: str
    remedy: str = ""


def by_reason(blocked: Iterable[Blocked]) -> tuple[Blocked, ...]:
    """Merge entries with the same reason code, in the order given.

    A merged entry opens when the first of its entries does. If their texts differ, it has a text
    that is true for all of them.
    """
    merged: dict[str, Blocked] = {}
    for entry in blocked:
        known = merged.get(entry.code)
        if known is None:
            merged[entry.code] = entry
            continue
        first = min(filter(None, (known.opens_at, entry.opens_at)), default=None)
        text = known.text if known.text == entry.text else SEVERAL.get(entry.code, known.text)
        # The zone stays empty: the merged entries may lie in different zones.
        merged[entry.code] = Blocked(entry.code, known.count + entry.count, first, "", text)
    return tuple(merged.values())


class Elsewhere(Struct, frozen=True):
    """Leads that can be called now: `free` in no session, `in_session` in another session."""

    free: int
    session: SessionCard | None = None
    in_session: int = 0


class Nobody(Struct, frozen=True):
    """No lead can be called now. `blocked` says why, `opens_at` when to come back.

    `is_session_over`: the session under way has no leads left. `is_empty`: there are no leads at
    all. `screening` is what offered leads must fit, or "", and `blocked` counts only those.
    `elsewhere` counts callable leads outside the session under way, or is None. `barred` is the
    sentence for an agent who cannot start anything. `is_reading`: the login calls nobody.
    `in_sessions` counts leads of sessions that can be called now, and `whose` names the agents of
    sessions that have begun.
    """

    at: datetime
    opens_at: datetime | None
    blocked: tuple[Blocked, ...]
    is_session_over: bool
    is_empty: bool
    screening: str = ""
    elsewhere: Elsewhere | None = None
    barred: str = ""
    is_reading: bool = False
    in_sessions: int = 0
    whose: tuple[str, ...] = ()


class OwnedLeads(Struct, frozen=True):
    """Open leads that are offered only to one `owner`, callable now or later.

    `trouble` says why nobody calls them, or "".
    """

    owner: str
    callable: int
    later: int
    trouble: str = ""

    @property
    def count(self) -> int:
        return self.callable + self.later


class CallableCounts(Struct, frozen=True):
    """How many leads can be called at `at`, and why the others cannot.

    `owned` are the leads that have an owner. `to_mend` has the id of one lead for each reason code
    that better details would solve. After an import, `later`, `never` and `unknown` count the
    others.
    """

    at: datetime
    callable: int
    blocked: tuple[Blocked, ...]
    owned: tuple[OwnedLeads, ...] = ()
    to_mend: Mapping[str, int] = field(default_factory=dict)
    later: int = 0
    never: int = 0
    unknown: int = 0


class Lane(Struct, frozen=True):
    """The leads of one zone that wait only for their hours, and when they can be called.

    `spans` run from the first lead that opens to the last that closes.
    """

    name: str
    count: int
    spans: tuple[tuple[datetime, datetime], ...]


class Lanes(Struct, frozen=True):
    """The lanes of all zones over `hours` from `start` on, the next to open first.

    `counts` says how many leads can be called in which span, by place instead of by zone.
    """

    start: datetime
    hours: int
    lanes: tuple[Lane, ...]
    counts: Mapping[tuple[datetime, datetime], int]
    is_of_session: bool = False
    """Whether only the session under way is counted, or else the whole firm."""


if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours


class Plan(Struct, frozen=True):
    """A plan that was just made, and the leads left out, one count for each reason.

    `dissolved` counts the sessions that it replaced. `best` are the hours that were planned
    first.
    """

    sessions: tuple[SessionCard, ...]
    unplaced: tuple[Blocked, ...]
    dissolved: int = 0
    best: "tuple[BestHours, ...]" = ()


class Outlook(Struct, frozen=True):
    """Leads outside the plan: `free` could be planned now, `unplaced` could not.

    `lost` counts by session the leads that can no longer be called within its hours. `named` is one
    lead for each reason that does not end by itself, by its code.
    """

    free: int
    unplaced: tuple[Blocked, ...]
    lost: Mapping[int, int]
    named: Mapping[str, str] = field(default_factory=dict)


class HandedOver(Struct, frozen=True):
    """A handover. If `taker` is None, whoever comes first takes over.

    `on_call` counts leads that stay with the giver until their call has an outcome, and
    `appointments` those that the giver still has to keep.
    """

    giver: str
    taker: str | None
    sessions: tuple[int, ...]
    callbacks: int
    leads: int
    on_call: int
    appointments: int = 0
