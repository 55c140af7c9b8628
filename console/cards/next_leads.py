"""Those who come next in a session, and what is known of one of them."""

from dataclasses import dataclass

from console.cards.lead import Introduced, PastAttempt


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
