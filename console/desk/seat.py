"""An agent's seat: the agent, the database, the clock, and what the desks share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from console.clock import Clock, ClockWatch
from console.firm.personal_settings import Wishes
from console.firm.settings import Block, block_of
from console.judging.place_openings import Openings
from console.machine import terminal_id
from console.outreach.scripts.active_texts import ActiveTexts
from console.rules.values import Verdict
from console.time_server import TIME_SERVER, Answer, TimeServerWatch
from console.trouble import BadInput
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.lists.owners import owners_for


class ClaimLostError(Exception):
    """The agent no longer holds the lead on the screen."""


class RefusedError(Exception):
    """The desk refuses the act; the text is a sentence for the agent."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the sentence about bad input into a refusal."""
    try:
        yield
    except BadInput as error:
        raise RefusedError(str(error)) from None


class SessionTakenError(RefusedError):
    """The agent cannot have that session: another agent has it, or it is done or gone."""


class CallLostError(RefusedError):
    """No dial belongs to this outcome: none was made, or restoring a backup removed it."""


class CallEndedError(CallLostError):
    """The call already has another outcome, written just before the console broke off."""


class NotNow(Struct, frozen=True):
    """The answer to a refused dial: the verdict that forbids it."""

    verdict: Verdict


@dataclass
class ScreenedQueue:
    """The leads that a screened free queue offers.

    `own` is the agent's screening, and `of` the texts that `lead_ids` match, as of `read_at`.
    `is_whole`: no lead was left out. `is_used`: one of them was claimed, so that reading again
    brings others.
    """

    own: str = ""
    of: tuple[str, ...] = ()
    lead_ids: Sequence[int] = ()
    is_whole: bool = False
    is_used: bool = False
    read_at: datetime | None = None


class Seat(Struct, frozen=True):
    """One agent at one database. Only one thread at a time may use it: the screen's `Lane`."""

    database: Database
    clock: Clock
    agent: str
    zone: str = "UTC"
    watch: ClockWatch | None = None
    """Notices when this machine's clock is changed. None if the clock is not this machine's."""
    wishes: Wishes = field(default_factory=Wishes)
    openings: Openings = field(default_factory=Openings)
    active_texts: ActiveTexts = field(default_factory=ActiveTexts)
    screened_queue: ScreenedQueue = field(default_factory=ScreenedQueue)
    terminal: str = field(default_factory=terminal_id)
    """Tells this terminal from another at which the same agent works."""
    time_watch: TimeServerWatch | None = None
    """Compares this machine's clock with the firm's time server. None where `watch` is None."""

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, datetime]]:
        """Open a read block in which every place has its verdict as of now; yield that too."""
        now = self.clock()
        with self.database.read() as connection:
            self.openings.update(connection, now)
            yield connection, now

    @contextmanager
    def writing(self, at: datetime | None = None) -> Iterator[tuple[Connection, datetime]]:
        """Open a write block in which every place has its verdict as of `at`, or else now."""
        now = at or self.clock()
        if self.database.is_sqlite:
            # Judge the places first: an import may have brought thousands, and SQLite makes all
            # other agents wait for the write block. The second update then finds little to do.
            with self.database.read() as connection:
                self.openings.update(connection, now)
        with self.database.write() as connection:
            self.openings.update(connection, now)
            self.time_answer()  # so that the first dial has an answer
            yield connection, now

    def time_answer(self) -> Answer | None:
        """Return the time server's last answer, or None. It is asked in the background.

        PostgreSQL has a clock of its own, with which each dial is compared.
        """
        address = str(self.openings.settings.get(TIME_SERVER) or "")
        if self.time_watch is None or not address or not self.database.is_sqlite:
            return None
        return self.time_watch.answer(address)

    def block(self, connection: Connection | None = None) -> Block | None:
        """Return why this agent may not call, or None.

        Without a connection it goes by the settings that were read last.
        """
        values = self.openings.settings if connection is None else read_firm(connection)
        return block_of(values, self.agent)

    def require_free(self, connection: Connection | None = None) -> None:
        """Raise RefusedError for an agent who is blocked."""
        block = self.block(connection)
        if block is not None:
            raise RefusedError(block.sentence)

    @property
    def mine(self) -> Sequence[str]:
        """The owners whose leads this agent is offered, by the settings that were read last."""
        return owners_for(self.openings.settings, self.agent)

    def mine_in(self, connection: Connection) -> Sequence[str]:
        """Return the same as `mine` by the settings of this instant."""
        return owners_for(read_firm(connection), self.agent)

    @property
    def day_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day_start(self, now: datetime) -> datetime:
        """Return the midnight that began the agent's day, in the zone of `now`."""
        local = now.astimezone(self.day_zone)
        # `replace` sets the wall clock: right on a day of 23 or 25 hours too.
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


class DeskPart:
    """A part of an agent's desk."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
