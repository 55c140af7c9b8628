"""Those who come next in a session, and what is known of one of them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from console.cards.lead import Introduced, PastAttempt
from console.outreach.scripts.speaking import SpokenSection
from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Ahead:
    """A lead that comes next, as a row; `notes` are cut."""

    lead_id: int
    name: str
    headline: str
    dials: int
    has_email: bool
    is_introduced: bool
    notes: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of a lead that nobody holds; `facts` are as on a card."""

    notes: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[PastAttempt, ...]
    introduced: Introduced | None


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What can be done while nobody may be called: `first` come at `opens_at`, read up by then.

    `ended` is how many calls each objection ended this week, most first.
    """

    opens_at: datetime | None = None
    first: tuple[Ahead, ...] = ()
    objections: tuple[SpokenSection, ...] = ()
    ended: Mapping[str, int] = field(default_factory=dict)
