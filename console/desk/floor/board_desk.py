"""A supervisor's acts at this seat: what the board's keys do, in the supervisor's name."""

from datetime import date
from typing import TYPE_CHECKING

from console.cards.today import Board, ReachHours, Today, TodayParts
from console.desk.seat import Seat
from console.do_not_call.internal_list import holdings
from console.firm.rules_in_force import read_jurisdiction
from console.judging.history.call_proof import call_document
from console.rules.values import Stop
from console.supervision.firm import stops
from console.supervision.firm.stops import read_reach
from console.supervision.floor import board_acts
from console.supervision.floor.board import read_board
from console.supervision.floor.board_acts import HandedBack
from console.supervision.floor.today import read_parts, read_today
from console.supervision.reports.calls import read_when
from console.supervision.reports.forecast import forecast
from db.engine.replica import reports_of

if TYPE_CHECKING:
    from console.supervision.firm.stops import StopReach

if TYPE_CHECKING:
    from console.do_not_call.internal_list import Holdings
    from console.judging.history.call_proof import CallDocument
    from console.supervision.reports.forecast import Forecast


class BoardDesk:
    """Each method one transaction. All raise BadInput with the sentence that refuses them."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def look(self) -> Board:
        """The floor at this instant."""
        return read_board(reports_of(self._seat.database), self._seat.zone, self._seat.clock())

    def hand_back(self, agent: str, reason: str) -> HandedBack:
        seat = self._seat
        return board_acts.hand_back(seat.database, agent, reason, seat.agent, seat.clock())

    def block(self, agent: str, reason: str) -> bool:
        """Whether it is new."""
        seat = self._seat
        return board_acts.block(seat.database, agent, reason, seat.agent, seat.clock())[1]

    def unblock(self, agent: str) -> bool:
        """Whether there was a block to lift."""
        seat = self._seat
        lifted = board_acts.unblock(seat.database, agent, seat.agent, seat.clock())
        return lifted is not None

    def tell(self, agent: str | None, text: str) -> None:
        """A line to one agent, or with None to everybody."""
        seat = self._seat
        board_acts.tell(seat.database, agent, text, seat.agent, seat.clock())

    def answer_help(self, help_id: int, answer: str) -> str:
        """The agent who called is returned."""
        seat = self._seat
        return board_acts.answer_help(seat.database, help_id, answer, seat.agent, seat.clock())

    def stop_reach(self) -> "StopReach":
        """Whom a stop of any place would reach now."""

        seat = self._seat
        with seat.database.read() as connection:
            seat.openings.update(connection, seat.clock())
            return read_reach(connection, seat.openings)

    def stop(self, place: str, reason: str) -> tuple[Stop, bool]:
        """Halts every call to a jurisdiction, named or by its code; whether that is new."""

        seat, code = self._seat, read_jurisdiction(place)
        return stops.stop(seat.database, code, reason, seat.agent, seat.clock())

    def resume(self, place: str, reason: str) -> bool:
        """Whether there was a stop to lift."""

        seat, code = self._seat, read_jurisdiction(place)
        return bool(stops.resume(seat.database, code, reason, seat.agent, seat.clock()))


# What an agent reads of the whole firm: its day, its hours, its lists, what is behind a call.
#
# Their modules are imported where a page is read: there no key waits for them.


class OverviewDesk:
    """Each method reads at one instant, and changes nothing."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def today(self, on: date | None = None) -> Today:
        """The firm's day so far, or another day whole, on this agent's clock."""

        seat = self._seat
        return read_today(reports_of(seat.database), seat.zone, seat.clock(), on)

    def today_parts(self, today: Today) -> TodayParts:
        """The dials of that day by how they ended and by list."""

        return read_parts(reports_of(self._seat.database), today)

    def outlook(self) -> "Forecast":
        """How long the leads there are keep the agents busy who are at a terminal."""

        seat = self._seat
        with reports_of(seat.database).read() as connection:
            return forecast(connection, seat.clock(), 1)

    def when(self) -> ReachHours:
        """In which hours of their day people were reached, in the last twelve weeks."""

        seat = self._seat
        return read_when(reports_of(seat.database), seat.zone, seat.clock())

    def lists_held(self) -> "Holdings":
        """The firm's own list and the outside ones: how old, how long good, who loaded them."""

        return holdings(self._seat.database, self._seat.clock())

    def call_behind(self, attempt_id: int) -> "CallDocument":
        """Everything behind one call, and whether the log agrees. Raises BadInput."""

        return call_document(self._seat.database, attempt_id)
