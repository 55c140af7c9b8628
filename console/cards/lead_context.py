"""What stands beside the lead at hand: their week, the agent's calls of the day, who comes next."""

from collections.abc import Mapping
from datetime import date, datetime, time

from msgspec import Struct, field

from console.cards.callbacks import CallbackCard
from console.cards.lead import Introduced, PastAttempt
from console.cards.pair import Double
from console.cards.session import SessionCard
from console.outreach.scripts.speaking import SpokenSection
from console.rules.values import Place

Window = tuple[time, time]
"""Local opening and closing; a closing at midnight is the end of the day."""

Week = tuple[tuple[date, tuple[Window, ...]], ...]
"""Seven days from a Monday, each with the windows in which the phone may ring."""


class MadeCall(Struct, frozen=True):
    """One call; `key` is that of its outcome, "" while it has none or where it has no key."""

    at: datetime
    key: str
    outcome: str
    label: str
    is_contact: bool
    is_no: bool
    is_yes: bool
    suppresses: bool
    is_inbound: bool
    ended_at: datetime | None = None
    """None while it runs, and in the strip of the day, which asks for no ends."""


class NextLead(Struct, frozen=True):
    """A lead of the session that may be called now; `closes_at` None: at any hour."""

    lead_id: int
    name: str
    zone: str
    closes_at: datetime | None


class Beside(Struct, frozen=True):
    """Read after the lead is on the screen, so that nobody waits for it.

    `place` is the one whose `week` it is, on the clock of `zone`; None where no lead is shown.
    `doubles` are leads that may be the same person as `lead_id`.
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


# Those who come next in a session, and what is known of one of them.


class UpcomingLead(Struct, frozen=True):
    """A lead that comes next, as a row; `notes` are cut."""

    lead_id: int
    name: str
    headline: str
    dials: int
    has_email: bool
    is_introduced: bool
    notes: str


class Brief(Struct, frozen=True):
    """What is known of a lead that nobody holds; `facts` are as on a card."""

    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    introduced: Introduced | None


class Meanwhile(Struct, frozen=True):
    """What can be done while nobody may be called: `first` come at `opens_at`, read up by then.

    `ended` is how many calls each objection ended this week, most first.
    """

    opens_at: datetime | None = None
    first: tuple[UpcomingLead, ...] = ()
    objections: tuple[SpokenSection, ...] = ()
    ended: Mapping[str, int] = field(default_factory=dict)


# A company, or a phone that many share: everybody there.


class CompanyLead(Struct, frozen=True):
    """`state` is a word for how the work with them stands, `until` when that ends."""

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
    """`name` is "" where nobody there says it; `is_cut`: there are more than are shown."""

    name: str
    phones: int
    leads: tuple[CompanyLead, ...]
    is_cut: bool
