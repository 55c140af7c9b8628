"""A day of the floor on its way into the database: the rows that the desk would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.desk.call.dialling import refusal_detail
from console.desk.call.recording import record_outcome
from console.desk.day.stored_state import Before
from console.judging.openings import Openings
from console.outreach.scripts.active_texts import ActiveTexts
from console.rules.shift.outcomes import Effect
from console.rules.values import Verdict
from db.audit import coverage, log
from db.audit.salts import seal_for
from db.calls import bulk_calls, callbacks, tallies, tally_updates
from db.calls.attempts import attempt_of
from db.calls.bulk_calls import WorkDone
from db.calls.callbacks import add_skip
from db.engine.database import Connection
from db.engine.postgres import do_waiting
from db.enums import LeadStatus, NumberStatus
from db.leads import records
from db.sessions import changes as session_changes
from db.tables.calls import AttemptRow


@dataclass(slots=True)
class Person:
    """A lead as the floor remembers it. `session` is where it waits: the session and its place."""

    facts: bulk_calls.Callee
    status: LeadStatus = LeadStatus.OPEN
    is_open: bool = True
    is_taken: bool = False
    due_at: datetime | None = None
    due_reason: str = ""
    noes: int = 0
    yeses: int = 0
    reached: int = 0
    claim: str | None = None
    dialled: list[datetime] = field(default_factory=list)
    session: tuple[int, int] | None = None
    promised_to: str | None = None


@dataclass(slots=True)
class Call:
    """A call and how it ended; what the floor adds up by hand. `outcome` "" while it runs."""

    agent: str
    lead_id: int
    list_id: int
    list_name: str
    session_id: int | None
    dialled_at: datetime
    claim: str
    row: AttemptRow
    is_inbound: bool = False
    outcome: str = ""
    ended_at: datetime | None = None
    callback_at: datetime | None = None


class Passed(Struct, frozen=True):
    """A lead that was skipped, or a dial that was refused."""

    agent: str
    lead_id: int
    at: datetime
    why: str


class Ending(Struct, frozen=True):
    """How a call ended and what became of its lead, which stood as `before` says."""

    outcome: str
    note: str
    at: datetime
    callback_at: datetime | None
    effect: Effect
    before: Before
    work: WorkDone


class Page:
    """One transaction: what is pending, and writing it in order."""

    def __init__(self, connection: Connection, openings: Openings, ids: Sequence[int]) -> None:
        self._connection = connection
        self._openings = openings
        self._texts = ActiveTexts()
        self._texts.update(connection, openings.revision)
        self._ids = iter(ids)
        self._chain = log.Chain(connection)
        self._dialled: dict[str, AttemptRow] = {}
        self._ended: dict[str, AttemptRow] = {}
        self._work: dict[int, WorkDone] = {}
        self._dropped: list[int] = []
        self._closed: list[tuple[int, int, NumberStatus]] = []

    def settle(self) -> None:
        """Writes all that is pending."""
        changed = {one.id for one in (*self._dialled.values(), *self._ended.values())}
        with tally_updates.recounted(self._connection, changed):
            bulk_calls.add_dials(self._connection, list(self._dialled.values()))
            bulk_calls.end_calls(self._connection, self._ended.values())
            dialled = [one.id for one in self._dialled.values()]
            tallies.fill_free_at(self._connection, dialled)
        bulk_calls.put_work_done(self._connection, self._work)
        for lead_id, number_id, status in self._closed:
            records.change_number(self._connection, number_id, status)
            records.settle(self._connection, lead_id)
        self._drop()
        self._chain.write()
        self._dialled, self._ended, self._work, self._closed = {}, {}, {}, []

    def dial(self, call: Call, verdict: Verdict | None, work: WorkDone) -> None:
        """A call begins; without a verdict it came in."""
        made = replace(call.row, id=next(self._ids))
        detail: dict[str, object] = {
            "attempt": made.id,
            "lead": call.lead_id,
            "number": log.seal(made.salt, made.e164),
        }
        if verdict is not None:
            spoken = self._texts.said_to(
                self._connection, call.list_id, call.lead_id, made.dialled_at
            )
            opening = {"script_id": spoken.script_id, "opening": spoken.opening}
            made = replace(made, **opening)
            detail["verdict"] = verdict.kind.value
            detail["allowed_by"] = list(verdict.allowed_by)
            detail["tzdata"] = verdict.tzdata
            detail["script"] = spoken.script_id
            detail["script_checksum"] = spoken.checksum
            detail["opening"] = spoken.opening
        action = "inbound" if verdict is None else "dial"
        seq = self._chain.add(made.dialled_at, made.agent, action, detail, coverage.made(made))
        call.row = replace(made, audit_seq=seq)
        self._dialled[call.claim] = call.row
        self._work[call.lead_id] = work

    def end(self, call: Call, ending: Ending) -> None:
        connection, effect, before = self._connection, ending.effect, ending.before
        if before["promise"] is not None:
            before["promise"] = callbacks.keep_callback(connection, call.lead_id, ending.at)
        if ending.callback_at is not None:
            callbacks.callback(connection, call.lead_id, call.agent, ending.callback_at, ending.at)
        self._work[call.lead_id] = ending.work
        if effect.number_status is not None and call.row.number_id is not None:
            self._closed.append((call.lead_id, call.row.number_id, effect.number_status))
        ended = replace(
            call.row, outcome=ending.outcome, note=ending.note, ended_at=ending.at, before=before
        )
        detail = {
            "attempt": ended.id,
            "lead": call.lead_id,
            "outcome": ending.outcome,
            "note": log.seal(ended.salt, ending.note),
        }
        changes = coverage.changed(call.row, ended, is_closing=effect.closes_lead)
        seq = self._chain.add(ending.at, call.agent, "outcome", detail, changes)
        call.row = replace(ended, audit_seq=seq)
        self._ended[call.claim] = call.row
        self._dropped.append(call.lead_id)

    def record(self, call: Call, outcome: str, note: str, at: datetime) -> None:
        """By the desk's own way: a request not to be called is written by nobody else."""
        self.settle()
        lead = records.read_lead(self._connection, call.lead_id)
        made = attempt_of(self._connection, call.claim, to_change=True)
        assert lead is not None
        assert made is not None
        refusal = record_outcome(
            self._connection, lead, made, outcome, note, None, self._openings, at
        )
        assert not refusal, refusal
        do_waiting(self._connection)
        self._chain = log.Chain(self._connection)

    def skip(
        self, person: Person, passed: Passed, session_id: int | None, before: Before, work: WorkDone
    ) -> None:
        skip_id = add_skip(
            self._connection,
            lead_id=passed.lead_id,
            agent=passed.agent,
            session_id=session_id,
            at=passed.at,
            reason=passed.why,
            before=before,
        )
        reason = seal_for(self._connection, person.facts.e164, passed.why)
        detail: dict[str, object] = {"lead": passed.lead_id, "skip": skip_id, "reason": reason}
        self._chain.add(passed.at, passed.agent, "skip", detail)
        self._work[passed.lead_id] = work
        self._dropped.append(passed.lead_id)

    def refuse(self, person: Person, passed: Passed, verdict: Verdict) -> None:
        named = seal_for(self._connection, person.facts.e164)
        detail = refusal_detail(passed.lead_id, named, verdict)
        self._chain.add(passed.at, passed.agent, "dial_refused", detail)

    def start_session(self, session_id: int, agent: str, at: datetime) -> None:
        is_theirs = session_changes.start(self._connection, session_id, agent, at)
        assert is_theirs

    def pause_session(self, agent: str, at: datetime) -> None:
        session_changes.pause(self._connection, agent, at)

    def end_session(self, session_id: int, agent: str, at: datetime) -> None:
        self._drop()
        returned = session_changes.end(self._connection, session_id, at)
        detail: dict[str, object] = {"session": session_id, "returned": returned}
        self._chain.add(at, agent, "session_end", detail)

    def _drop(self) -> None:
        """Who was called waits in a session no longer."""
        bulk_calls.drop_from_sessions(self._connection, self._dropped)
        self._dropped = []
