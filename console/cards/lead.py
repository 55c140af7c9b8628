"""The lead at hand: its numbers and their verdicts, its lists, its past, its call."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field

from console.outreach.scripts.speaking import SpokenQuestion, SpokenSection
from console.rules.law.disclosures import Duty
from console.rules.values import Place, Verdict
from console.rules.verdict.lifting import Lifted
from db.enums import EvidenceKind, LineType, MailWay, NumberStatus


class PhoneLine(Struct, frozen=True):
    """One number of the lead. `shown` is the way a person reads it: "(208) 555-0147 ext. 22"."""

    number_id: int
    e164: str
    extension: str
    shown: str
    label: str
    line: LineType
    status: NumberStatus
    line_on: date | None = None
    """The day of the list of line types that says so; None where the lead's own file does."""


class JudgedPhone(Struct, frozen=True):
    """One number of the lead and its own verdict; `zone` is that of the verdict's clock."""

    phone: PhoneLine
    verdict: Verdict
    zone: str


INTERNAL = "internal list"


class ListStatus(Struct, frozen=True):
    """One list's word on the number: "not listed", "listed", "no copy", "33 days old"."""

    name: str
    text: str
    as_of: date | None
    is_clear: bool


class PastAttempt(Struct, frozen=True):
    at: datetime
    agent: str
    outcome: str
    note: str
    is_no: bool
    is_inbound: bool
    attempt_id: int | None = None
    """None for a skip."""


class Introduced(Struct, frozen=True):
    """The last e-mail that introduced the firm. Of a draft nobody knows whether it was sent."""

    at: datetime
    agent: str
    way: MailWay


class OpenAttempt(Struct, frozen=True):
    """A call that waits for its outcome, with what a softphone has seen of the line of a dial."""

    attempt_id: int
    number_id: int | None
    dialled_at: datetime
    answered_at: datetime | None = None
    line_ended_at: datetime | None = None
    is_inbound: bool = False


class Card(Struct, frozen=True):
    """The lead on the screen, held by `claim`.

    `facts` are (label, value) pairs of everything else that is known, extras included. `draft` is
    the agent's unsent note. `say_first` is the opening sentence, `duties` what the law of the place
    wants said at the start. `attempt` is set between the dial and its outcome. `verdict` is that
    of `phone`, the number offered, and `place` what it was judged as. `why_now` says what brought
    the lead up, when that is not its turn: "You promised to ring back.". `caller_id` is the
    number (E.164) that the firm shows on this call, "" where it set none. `list_offer` is what the
    list is called about, where contracts may run for it. `menu` is what the phone's menu wants
    pressed, as it was kept with this lead or with that of `menu_of` at the same number; of the
    first number alone, which `is_first_phone` says this is. `answers` are the last that were given
    to each question of a script.
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

    @property
    def questions(self) -> tuple[SpokenQuestion, ...]:
        """Of the whole script, in its order."""
        return tuple(question for section in self.script for question in section.questions)

    @property
    def past_calls(self) -> tuple[int, ...]:
        """The ids of the calls that have an outcome, newest first."""
        return tuple(
            attempt.attempt_id for attempt in self.history if attempt.attempt_id is not None
        )


class FoundLead(Struct, frozen=True):
    """A lead that a search turned up; `e164` is the number that was searched for, "" for a name.

    `is_won`: it was closed by a yes, its last outcome. `is_double`: another of those found may be
    the same person. `owner` is the agent or territory that alone is offered it, "" for everybody.
    `headline` is where they work, then as what: of many that are found the firm tells them apart.
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


# Evidence about a number: as an agent gives it, weighed, and in force.


class OfferedEvidence(Struct, frozen=True):
    """Evidence as an agent gives it: of a day at the person, or where they said they are.

    A contract runs `until` its last day, for the `offer` of the list.
    """

    kind: EvidenceKind
    on: date
    proof: str = ""
    zone: str = ""
    until: date | None = None
    offer: str = ""


class WeighedEvidence(Struct, frozen=True):
    """What evidence would do: what it lifts by the rules, and the verdict with it."""

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


# The outcomes of the firm’s table, as the screen offers them.


class OutcomeNeed(StrEnum):
    """What an outcome asks for before it can be recorded."""

    NOTHING = ""
    CALLBACK = "callback"
    WORDS = "words"


class OutcomeChoice(Struct, frozen=True):
    """An outcome of the firm's table, as the screen offers it.

    `suppresses`: the number goes on the do-not-call list with it. `effect` is all that it does, in
    words.
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

    @property
    def is_complaint(self) -> bool:
        """Whether a supervisor is shown what was said."""
        return self.code == "complaint"
