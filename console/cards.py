"""What the desk hands to a screen: frozen values, made inside one transaction and safe to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from console.preparing.speaking import SpokenSection
from console.rules.disclosures import Duty
from console.rules.lifting import Lifted
from console.rules.values import Place, Verdict
from db.enums import EvidenceKind, LineType, MailWay, NumberStatus, SessionStatus


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One number of the lead. `shown` is the way a person reads it: "(208) 555-0147 ext. 22"."""

    number_id: int
    e164: str
    extension: str
    shown: str
    label: str
    line: LineType
    status: NumberStatus


@dataclass(frozen=True, slots=True)
class JudgedPhone:
    """One number of the lead and its own verdict; `zone` is that of the verdict's clock."""

    phone: PhoneLine
    verdict: Verdict
    zone: str


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One list's word on the number: "not listed", "listed", "no copy", "33 days old"."""

    name: str
    text: str
    as_of: date | None
    is_clear: bool


@dataclass(frozen=True, slots=True)
class PastAttempt:
    at: datetime
    agent: str
    outcome: str
    note: str
    is_no: bool
    is_inbound: bool


@dataclass(frozen=True, slots=True)
class Introduced:
    """The last e-mail that introduced the firm. Of a draft nobody knows whether it was sent."""

    at: datetime
    agent: str
    way: MailWay


@dataclass(frozen=True, slots=True)
class Ahead:
    """A lead that waits in a session, as a row."""

    lead_id: int
    name: str
    headline: str
    dials: int
    has_email: bool
    is_introduced: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of a lead that nobody holds; `facts` are as on a card."""

    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    introduced: Introduced | None


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """A call that waits for its outcome, with what a softphone has seen of the line of a dial."""

    attempt_id: int
    number_id: int
    dialled_at: datetime
    answered_at: datetime | None = None
    line_ended_at: datetime | None = None
    is_inbound: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """The lead on the screen, held by `claim`.

    `facts` are (label, value) pairs of everything else that is known, extras included. `draft` is
    the agent's unsent note. `say_first` is the opening sentence, `duties` what the law of the place
    wants said at the start. `attempt` is set between the dial and its outcome. `verdict` is that
    of `phone`, the number offered, and `place` what it was judged as. `why_now` says what brought
    the lead up, when that is not its turn: "You promised to ring back at 15:00". `caller_id` is the
    number (E.164) that the firm shows on this call, "" where it set none.
    """

    claim: str
    lead_id: int
    name: str
    headline: str
    kind: str
    phone: PhoneLine
    other_phones: tuple[PhoneLine, ...]
    verdict: Verdict
    place: Place
    lists: tuple[ListStatus, ...]
    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    dials: int
    noes: int
    last_dialled_at: datetime | None
    list_name: str
    why_now: str
    say_first: str
    duties: tuple[Duty, ...]
    script: tuple[SpokenSection, ...]
    objections: tuple[SpokenSection, ...]
    introduced: Introduced | None
    draft: str
    attempt: OpenAttempt | None
    zone: str
    held_until: datetime
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """Evidence as an agent gives it: of a day at the person, or where they said they are."""

    kind: EvidenceKind
    on: date
    proof: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What evidence would do: what it lifts by the rules, and the verdict with it."""

    lifted: tuple[Lifted, ...]
    verdict: Verdict
    zone: str


@dataclass(frozen=True, slots=True)
class HeldEvidence:
    """Evidence in force about a number, and who recorded it."""

    kind: EvidenceKind
    on: date
    proof: str
    zone: str
    agent: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Leads that may be called from an instant on. `zone` is where that is, for the clock."""

    at: datetime
    count: int
    zone: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """How many leads wait for one reason; `opens_at` is None where time alone does not help."""

    code: str
    count: int
    opens_at: datetime | None
    zone: str
    text: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """No lead may be called now. `blocked` says why and `opens_at` when to come back.

    `is_session_over`: the session under way has nothing left. `is_empty`: there is no lead at all.
    `screening` is what those offered must fit, "" for anybody; `blocked` counts them alone.
    `elsewhere` is what may be called outside the session under way, None without one.
    """

    at: datetime
    opens_at: datetime | None
    blocked: tuple[Blocked, ...]
    is_session_over: bool
    is_empty: bool
    screening: str = ""
    elsewhere: "Elsewhere | None" = None


@dataclass(frozen=True, slots=True)
class Why:
    """How many leads may be called at `at`, and why the others may not."""

    at: datetime
    callable: int
    blocked: tuple[Blocked, ...]


class OutcomeNeed(StrEnum):
    """What an outcome asks for before it can be recorded."""

    NOTHING = ""
    CALLBACK = "callback"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """An outcome of the firm's table, as the screen offers it.

    `suppresses`: the number goes on the do-not-call list with it.
    """

    code: str
    label: str
    key: str
    needs: OutcomeNeed
    is_no: bool
    is_yes: bool
    is_contact: bool
    suppresses: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A callback as the agent sets it. `is_mine` False: anyone may keep it."""

    at: datetime
    is_mine: bool = True


class Whose(StrEnum):
    """Which promises are asked for: one's own, those anyone may keep, or everybody's."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CallbackCard:
    """A promise to ring back that stands. `agent` is None where anyone may keep it.

    `verdict` is that of the time it is due, or of now where that has passed, for the number shown.
    `is_released`: it is another agent's, but so overdue that anyone may keep it. `held_by` names
    the agent who has the person on the screen. `note` was written when the promise was made.
    """

    callback_id: int
    lead_id: int
    name: str
    headline: str
    shown: str
    zone: str
    agent: str | None
    due_at: datetime
    made_at: datetime
    note: str
    verdict: Verdict
    is_released: bool
    held_by: str


@dataclass(frozen=True, slots=True)
class NextCallback:
    """The agent's own promise that falls due next."""

    callback_id: int
    lead_id: int
    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A calling session in a list or at the top of the screen.

    `given_back` counts the leads that went back to the list when it was ended early.
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

    @property
    def done(self) -> int:
        return self.size - self.left - self.given_back


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Leads that may be called now: `free` in no session, `in_session` in this other one."""

    free: int
    session: SessionCard | None = None
    in_session: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A split that was just made, and the leads it has no place for, one count a reason.

    `dissolved` counts the sessions that were taken back for it.
    """

    sessions: tuple[SessionCard, ...]
    unplaced: tuple[Blocked, ...]
    dissolved: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """Beside the plan: `free` leads could be planned now, those `unplaced` could not, and why.

    `lost` counts, for a session, the leads that can no longer be called within its span.
    """

    free: int
    unplaced: tuple[Blocked, ...]
    lost: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What changed hands. `taker` None is the team: whoever comes first.

    `on_call` counts the leads that stay with the giver, whose call waits for its outcome. A taker
    who `is_new` has never dialled: the name may be mistyped.
    """

    giver: str
    taker: str | None
    sessions: tuple[int, ...]
    callbacks: int
    leads: int
    on_call: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """An agent's day and pace. `per_hour` counts the dials of the last hour of work.

    `noes_per_yes` is over the last 30 days, None before the first yes. `last_dial_at` and
    `last_end_at`, the end of that call, are today's. `longest_run` counts today's most calls
    without a pause; `rolling_since` is the start of the run under way.
    `callbacks_due` counts the promises that this agent may keep and that are due, up to 100.
    `screening`: without a session only those who fit it are offered.
    """

    session: SessionCard | None
    noes: int
    no_goal: int
    dials: int
    yeses: int
    per_hour: int
    noes_per_yes: float | None
    last_dial_at: datetime | None
    can_undo: str
    last_end_at: datetime | None = None
    longest_run: int = 0
    rolling_since: datetime | None = None
    callbacks_due: int = 0
    next_callback: NextCallback | None = None
    screening: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one calling session brought, as agent and supervisor read it.

    `given_back` leads were not reached when it ended; until then they are `left`.
    `minutes` counts from start to end without pauses. `longest_pause` is in seconds between two
    dials. `outcomes` are (label, count), most frequent first. `inside_hours` counts the dials made
    under a `call` verdict, which is all of them. `talked` is in seconds, of the calls that a
    softphone measured. Calls that came in are counted apart: in `inbound`, by outcome in `rang_in`,
    and in nothing else.
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """A dial that was refused: whom the agent would have called, and the codes of why not."""

    at: datetime
    agent: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A call that ended in a complaint, with the words that were said."""

    at: datetime
    agent: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """A lead that a search turned up; `e164` is the number that was searched for, "" for a name."""

    lead_id: int
    name: str
    headline: str
    shown: str
    status: str
    last_outcome: str
    last_dialled_at: datetime | None
    e164: str = ""
