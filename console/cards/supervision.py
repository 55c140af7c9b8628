"""What a supervisor reads beside the summaries: dials refused, complaints."""

from dataclasses import dataclass
from datetime import datetime


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
