"""Side panels of the calling screen, the next leads, a company's people, and possible doubles."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Self

from msgspec import Struct, field

from console.cards.lead import CallResult, Introduced, call_result
from console.cards.promises import CallbackCard
from console.cards.waiting import SessionCard
from console.outreach.scripts.speaking import SpokenSection
from console.rules.values import Place
from db.leads.records import PastAttempt
from db.reports.session_summaries import CallFacts


class Double(Struct, frozen=True):
    """A possible duplicate. `why` is what the two have in common."""

    lead_id: int
    name: str
    why: str


class LeadSide(Struct, frozen=True):
    """One of the two leads."""

    lead_id: int
    name: str
    list_name: str
    numbers: tuple[str, ...]
    dials: int
    noes: int


class FieldPair(Struct, frozen=True):
    """A field of both leads and of the result. `may_choose`: either value could be right."""

    name: str
    label: str
    survivor: str
    duplicate: str
    result: str
    may_choose: bool


class Pair(Struct, frozen=True):
    """The two leads.

    `numbers`, `dials` and `noes` are of both, `is_closed` and `is_barred` of either.
    """

    survivor: LeadSide
    duplicate: LeadSide
    fields: tuple[FieldPair, ...]
    numbers: tuple[str, ...]
    dials: int
    noes: int
    is_closed: bool
    is_barred: bool


Window = tuple[time, time]
"""Local opening and closing time. Closing at midnight means the end of the day."""

Week = tuple[tuple[date, tuple[Window, ...]], ...]
"""Seven days from a Monday, each with the windows in which calls are allowed."""


class MadeCall(CallFacts, frozen=True):
    """One call, and what came of it."""

    @classmethod
    def of(cls, call: CallFacts) -> Self:
        """Return the call; what a session's summary knows beyond that is left out."""
        return cls(*(getattr(call, name) for name in CallFacts.__struct_fields__))

    @property
    def result(self) -> CallResult:
        return call_result(
            self.outcome,
            is_yes=self.is_yes,
            suppresses=self.suppresses,
            is_no=self.is_no,
            is_contact=self.is_contact,
        )


class NextLead(Struct, frozen=True):
    """A lead of the session that can be called now.

    `closes_at` is None if it can be called at any hour.
    """

    lead_id: int
    name: str
    zone: str
    closes_at: datetime | None


class Beside(Struct, frozen=True):
    """Side panels that are loaded in the background, after the lead is on the screen.

    `week` belongs to `place`, on the clock of `zone`. `place` is None if no lead is shown.
    `doubles` are possible duplicates of `lead_id`.
    """

    place: Place | None = None
    zone: str = ""
    week: Week = ()
    calls: tuple[MadeCall, ...] = ()
    next_leads: tuple[NextLead, ...] = ()
    promised: tuple[CallbackCard, ...] = ()
    sessions: tuple[SessionCard, ...] = ()
    lead_id: int = 0
    doubles: tuple[Double, ...] = ()


class UpcomingLead(Struct, frozen=True):
    """A lead that comes next, as a table row. `notes` are shortened.

    `headline` is the city where neither title nor company is known. `closes_at` is None if the
    lead can't be called now, or at any hour.
    """

    lead_id: int
    name: str
    headline: str
    dials: int
    has_email: bool
    is_introduced: bool
    notes: str
    city: str = ""
    noes: int = 0
    last_on: date | None = None
    zone: str = ""
    closes_at: datetime | None = None


class Ahead(Struct, frozen=True):
    """The leads that come next. `hidden` more follow that this login may not read yet.

    `today` is the agent's day, by which the days of the last calls are written.
    """

    leads: tuple[UpcomingLead, ...] = ()
    hidden: int = 0
    today: date = date.min


class Brief(Struct, frozen=True):
    """What is known about a lead that nobody holds. `facts` are as on a card."""

    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    introduced: Introduced | None


class Meanwhile(Struct, frozen=True):
    """What the agent can do while nobody can be called.

    `first` are the leads that come at `opens_at`. `ended` counts this week's calls by the objection
    that ended them, most first.
    """

    opens_at: datetime | None = None
    first: Ahead = field(default_factory=Ahead)
    objections: tuple[SpokenSection, ...] = ()
    ended: Mapping[str, int] = field(default_factory=dict)


class CompanyLead(Struct, frozen=True):
    """A lead of a company. `state` is its state in a word, `until` when that ends."""

    lead_id: int
    name: str
    title: str
    shown: str
    label: str
    menu: str
    state: str
    until: datetime | None
    last_outcome: str
    last_dialled_at: datetime | None
    noes: int


class Company(Struct, frozen=True):
    """The leads of a company, or of a phone that many share.

    `name` is "" if no lead there names the company. `is_cut`: there are more leads than shown.
    """

    name: str
    phones: int
    leads: tuple[CompanyLead, ...]
    is_cut: bool
    calls: tuple[tuple[CompanyLead, PastAttempt], ...] = ()
    """The calls with these leads, newest first."""
