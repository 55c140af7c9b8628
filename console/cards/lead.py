"""The lead on the screen: numbers, verdict, lists, history, calls, evidence and outcomes."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum, auto

from msgspec import Struct, field

from console.outreach.scripts.speaking import SpokenQuestion, SpokenSection
from console.rules.law.disclosures import Duty
from console.rules.values import Place, Verdict
from console.rules.verdict.lifting import Lifted
from db.enums import EvidenceKind, LineType, MailWay, NumberStatus
from db.leads.records import PastAttempt


class CallResult(Enum):
    """What came of a call."""

    NOTHING = auto()
    NO = auto()
    YES = auto()
    CALLBACK = auto()
    NEVER_AGAIN = auto()
    TALK = auto()


def call_result(
    outcome: str, *, is_yes: bool, suppresses: bool, is_no: bool, is_contact: bool
) -> CallResult:
    """Return the result of a call that ended with an outcome."""
    if is_yes:
        return CallResult.YES
    if suppresses:
        return CallResult.NEVER_AGAIN
    if is_no:
        return CallResult.NO
    if outcome == "callback":
        return CallResult.CALLBACK
    return CallResult.TALK if is_contact else CallResult.NOTHING


class PhoneLine(Struct, frozen=True):
    """One number of the lead. `shown` is how a person reads it: "(208) 555-0147 ext. 22"."""

    number_id: int
    e164: str
    extension: str
    shown: str
    label: str
    line: LineType
    status: NumberStatus
    line_on: date | None = None
    """The day of the line-type list, or None if the line type comes from the lead's own file."""


class JudgedPhone(Struct, frozen=True):
    """A number of the lead with its own verdict. `zone` is the clock of the verdict."""

    phone: PhoneLine
    verdict: Verdict
    zone: str


INTERNAL = "internal list"


class ListStatus(Struct, frozen=True):
    """What one list says about the number: "not listed", "listed", "no copy", "33 days old"."""

    name: str
    text: str
    as_of: date | None
    is_clear: bool


class Introduced(Struct, frozen=True):
    """The last e-mail that introduced the firm. Nobody knows whether a draft was sent."""

    at: datetime
    agent: str
    way: MailWay


class OpenAttempt(Struct, frozen=True):
    """A call without an outcome yet, with what the softphone saw of its line.

    `ended_at` is set if its first outcome was undone: the call itself had ended by then.
    """

    attempt_id: int
    number_id: int | None
    dialled_at: datetime
    answered_at: datetime | None = None
    line_ended_at: datetime | None = None
    is_inbound: bool = False
    ended_at: datetime | None = None


class Card(Struct, frozen=True):
    """The lead on the screen, held by `claim`.

    `phone` is the number offered, `verdict` the verdict about it, and `place` what the verdict is
    based on. `attempt` is set between the dial and its outcome. `why_now` says why the lead came up
    out of turn: "You promised to ring back." `draft` is the agent's unsent note.

    `facts` are (label, value) pairs of everything else that is known, extras included. `say_first`
    is the opening sentence. `duties` are what the law wants said at the start. `answers` are the
    latest answers by question name. `caller_id` is the number (E.164) that the firm shows, or "".
    `list_offer` is what the list offers, if contracts about it may exist.

    `doubt` is (column, words) of a text that may be a request not to be called, if there is one.

    `menu` is what to press in the phone's menu. It was stored with this lead, or with the lead
    `menu_of` at the same number. It applies only to the first number, and `is_first_phone` tells
    whether this is it.
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
    list_offer: str = ""
    menu: str = ""
    menu_of: str = ""
    is_first_phone: bool = True
    has_email: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    doubt: tuple[str, str] | None = None

    @property
    def numbers_to_try(self) -> tuple[PhoneLine, ...]:
        """Return the other numbers that are open; nobody answers at a disconnected one."""
        return tuple(phone for phone in self.other_phones if phone.status is NumberStatus.OPEN)

    @property
    def questions(self) -> tuple[SpokenQuestion, ...]:
        """Return the questions of the whole script, in order."""
        return tuple(question for section in self.script for question in section.questions)

    @property
    def past_calls(self) -> tuple[int, ...]:
        """Return the ids of the calls that have an outcome, newest first."""
        return tuple(
            attempt.attempt_id for attempt in self.history if attempt.attempt_id is not None
        )


class FoundLead(Struct, frozen=True):
    """A lead found by a search. `e164` is the number that was searched for, or "".

    `headline` is the firm, then the job title. `is_won`: its last outcome was a yes that closed it.
    `is_double`: another result may be the same person. `owner` is the only agent or
    territory that is offered it, or "".
    """

    lead_id: int
    name: str
    headline: str
    shown: str
    status: str
    last_outcome: str
    last_dialled_at: datetime | None
    e164: str = ""
    is_won: bool = False
    is_double: bool = False
    owner: str = ""


class OfferedEvidence(Struct, frozen=True):
    """Evidence that an agent enters, dated on the person's clock.

    A contract runs `until` its last day, for the `offer` of the list.
    """

    kind: EvidenceKind
    on: date
    proof: str = ""
    zone: str = ""
    until: date | None = None
    offer: str = ""


class WeighedEvidence(Struct, frozen=True):
    """What evidence would do: the rules it lifts, and the verdict with it."""

    lifted: tuple[Lifted, ...]
    verdict: Verdict
    zone: str


class HeldEvidence(Struct, frozen=True):
    """Evidence in force about a number, and who recorded it."""

    kind: EvidenceKind
    on: date
    proof: str
    zone: str
    agent: str


class OutcomeNeed(StrEnum):
    """What an outcome asks for before it can be recorded."""

    NOTHING = ""
    CALLBACK = "callback"
    APPOINTMENT = "appointment"
    WORDS = "words"


class OutcomeChoice(Struct, frozen=True):
    """An outcome of the firm's table.

    `suppresses`: it puts the number on the do-not-call list, `suppresses_person` all numbers of the
    person. `effect` says in words all that it does.
    """

    code: str
    label: str
    key: str
    needs: OutcomeNeed
    is_no: bool
    is_yes: bool
    is_contact: bool
    suppresses: bool
    effect: str
    suppresses_person: bool = False

    @property
    def bars_without_call(self) -> bool:
        """Tell whether its key also takes a request that came without a call."""
        return self.suppresses and self.needs is OutcomeNeed.NOTHING

    @property
    def result(self) -> CallResult:
        return call_result(
            self.code,
            is_yes=self.is_yes,
            suppresses=self.suppresses,
            is_no=self.is_no,
            is_contact=self.is_contact,
        )

    @property
    def is_complaint(self) -> bool:
        """Tell whether this is a complaint, whose words a supervisor reads."""
        return self.code == "complaint"
