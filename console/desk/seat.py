"""An agent's seat: who, at which database, by which clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from console.clock import Clock, ClockWatch
from console.firm.house_rules import Block, block_of
from console.firm.personal import Wishes
from console.judging.openings import Openings
from console.outreach.scripts.active_texts import ActiveTexts
from console.rules.values import Verdict
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.lists.owners import owners_for


class ClaimLostError(Exception):
    """The lead on the screen is no longer held by this agent."""


class RefusedError(Exception):
    """The desk will not do it; the text is a sentence for the agent."""


class SessionTakenError(RefusedError):
    """This agent cannot have that session: another has it, or it is done or gone."""


class CallLostError(RefusedError):
    """There is no dial for this outcome: none was made, or a restore took it."""


class CallEndedError(CallLostError):
    """The call has another outcome: a key pressed before the console died was still written."""


class NotNow(Struct, frozen=True):
    """A dial that was refused: the verdict it met."""

    verdict: Verdict


@dataclass
class ScreenedQueue:
    """Whom the free queue offers when it is screened.

    `own` is the agent's screening, `of` the texts the leads were found for.

    `is_used`: somebody on it was claimed, so that a new look brings others.
    """

    own: str = ""
    of: tuple[str, ...] = ()
    lead_ids: Sequence[int] = ()
    is_whole: bool = False
    is_used: bool = False
    found_at: datetime | None = None


class Seat(Struct, frozen=True):
    """One agent at one database. Used by one thread at a time: the screen's lane."""

    database: Database
    clock: Clock
    agent: str
    zone: str = "UTC"
    watch: ClockWatch | None = None
    """None where the clock is not this machine's: then it is held against the audit log alone."""
    wishes: Wishes = field(default_factory=Wishes)
    openings: Openings = field(default_factory=Openings)
    active_texts: ActiveTexts = field(default_factory=ActiveTexts)
    screened_queue: ScreenedQueue = field(default_factory=ScreenedQueue)

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Connection]:
        """A write block in which the places are judged as of now.

        That is done before it: new places by the thousand, as an import brings them, would take a
        moment, and on SQLite every other agent would wait for it.
        """
        if self.database.is_sqlite:
            with self.database.read() as connection:
                self.openings.update(connection, now)
        with self.database.write() as connection:
            self.openings.update(connection, now)
            yield connection

    def block(self, connection: Connection | None = None) -> Block | None:
        """Why this agent may start nothing, as the settings say that were read last, or now."""
        values = self.openings.settings if connection is None else read_firm(connection)
        return block_of(values, self.agent)

    def require_free(self, connection: Connection | None = None) -> None:
        """Raises RefusedError for an agent who is blocked."""
        block = self.block(connection)
        if block is not None:
            raise RefusedError(block.sentence)

    @property
    def mine(self) -> Sequence[str]:
        """The owners whose leads this agent is offered, as the settings say that were read last."""
        return owners_for(self.openings.settings, self.agent)

    def mine_in(self, connection: Connection) -> Sequence[str]:
        """The same as they say now."""
        return owners_for(read_firm(connection), self.agent)

    @property
    def day_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day_start(self, now: datetime) -> datetime:
        """Midnight of the agent's day."""
        local = now.astimezone(self.day_zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
