"""An agent's use cases, each one transaction: what the rules decide and what `db` stores, joined.

A desk is used from one thread at a time (the screen's lane). Every method reads the clock once.
"""

from dataclasses import dataclass

from console.cards import (
    Card,
    Found,
    Nobody,
    OutcomeChoice,
    Progress,
    Promise,
    SessionCard,
    Summary,
    Why,
)
from console.clock import Clock
from console.rules.values import Verdict
from db.engine import Database


class ClaimLostError(Exception):
    """The lead on the screen is no longer held by this agent."""


class RefusedError(Exception):
    """The desk will not do it; the text is a sentence for the agent."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """A dial that was refused: the verdict it met."""

    verdict: Verdict


class Desk:
    def __init__(self, database: Database, clock: Clock, agent: str, no_goal: int = 20) -> None:
        self.agent = agent

    def outcomes(self) -> tuple[OutcomeChoice, ...]:
        """The firm's outcomes in the order they are offered."""
        raise NotImplementedError

    def open(self) -> Card | Nobody:
        """The lead this agent holds (after a restart: with its dial and draft), or the next one."""
        raise NotImplementedError

    def next(self, after: str | None = None) -> Card | Nobody:
        """Lets the claim `after` go (if it was not dialled) and claims the next lead."""
        raise NotImplementedError

    def refresh(self, claim: str) -> Card:
        """The same card judged anew, its hold extended. Raises ClaimLostError."""
        raise NotImplementedError

    def switch_phone(self, claim: str, number_id: int) -> Card:
        """The same lead with another of its numbers offered. Raises ClaimLostError."""
        raise NotImplementedError

    def dial(self, claim: str, number_id: int) -> Card | NotNow:
        """Judges once more and, if it is `call`, records the dial with that verdict.

        Returns the card with `attempt` set. Safe to repeat. Raises ClaimLostError.
        """
        raise NotImplementedError

    def record(
        self, claim: str, outcome: str, note: str = "", promise: Promise | None = None
    ) -> None:
        """Records the outcome of the dial made under the claim, and all that follows from it.

        Safe to repeat: the second time changes nothing. Raises RefusedError without a dial, for an
        outcome that needs something that is missing, or a promise the rules will not allow then.
        """
        raise NotImplementedError

    def skip(self, claim: str, reason: str) -> None:
        """Passes over the lead: it rests and does not come straight back. Raises RefusedError."""
        raise NotImplementedError

    def undo(self) -> Card:
        """Takes back this agent's last outcome, until the next dial: its lead is on the screen again.

        Raises RefusedError with the reason when there is nothing to undo.
        """
        raise NotImplementedError

    def save_draft(self, claim: str, text: str) -> None:
        """Keeps the agent's unsent note with the lead."""
        raise NotImplementedError

    def leave(self, claim: str) -> None:
        """Lets the lead go (lunch, quit); a dial without an outcome is kept for the return."""
        raise NotImplementedError

    def progress(self) -> Progress:
        raise NotImplementedError

    def why(self) -> Why:
        raise NotImplementedError

    def sessions(self) -> tuple[SessionCard, ...]:
        """All sessions not yet done, and this agent's done ones of today, in plan order."""
        raise NotImplementedError

    def plan(self, size: int = 25, list_name: str | None = None) -> tuple[SessionCard, ...]:
        """Splits the leads that are in no session into sessions; returns the new ones."""
        raise NotImplementedError

    def start_session(self, session_id: int) -> SessionCard:
        """Makes it this agent's active session (an active one is paused). Raises RefusedError."""
        raise NotImplementedError

    def pause_session(self) -> None:
        raise NotImplementedError

    def end_session(self) -> Summary:
        """Ends the active session; what was not reached goes back to the list."""
        raise NotImplementedError

    def next_session(self) -> SessionCard | None:
        """The session to offer next: one of this agent's paused ones, else the best planned."""
        raise NotImplementedError

    def summaries(self, limit: int = 50) -> tuple[Summary, ...]:
        """Every agent's sessions that were started, newest first: the supervisor's view."""
        raise NotImplementedError

    def find(self, text: str) -> tuple[Found, ...]:
        """Leads by a number written any way, or by a part of a name."""
        raise NotImplementedError

    def take(self, lead_id: int, after: str | None = None) -> Card:
        """Lets `after` go and claims this lead. Raises RefusedError while somebody else holds it."""
        raise NotImplementedError
