"""What an agent reads of the whole firm: its day, its hours, its lists, what is behind a call.

Their modules are imported where a page is read: there no key waits for them.
"""

from datetime import date
from typing import TYPE_CHECKING

from console.cards.reach_hours import When
from console.cards.today import Today, TodayParts
from console.desk.seat import Seat

if TYPE_CHECKING:
    from console.do_not_call.internal_list import Holdings
    from console.judging.history.call_proof import CallDocument
    from console.supervision.reports.forecast import Forecast


class OverviewDesk:
    """Each method reads at one instant, and changes nothing."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def today(self, on: date | None = None) -> Today:
        """The firm's day so far, or another day whole, on this agent's clock."""
        from console.supervision.floor.today import read_today
        from db.engine.replica import reports_of

        seat = self._seat
        return read_today(reports_of(seat.database), seat.zone, seat.clock(), on)

    def today_parts(self, today: Today) -> TodayParts:
        """The dials of that day by how they ended and by list."""
        from console.supervision.floor.today_parts import read_parts
        from db.engine.replica import reports_of

        return read_parts(reports_of(self._seat.database), today)

    def outlook(self) -> "Forecast":
        """How long the leads there are keep the agents busy who are at a terminal."""
        from console.supervision.reports.forecast import forecast
        from db.engine.replica import reports_of

        seat = self._seat
        with reports_of(seat.database).read() as connection:
            return forecast(connection, seat.clock(), 1)

    def when(self) -> When:
        """In which hours of their day people were reached, in the last twelve weeks."""
        from console.supervision.reports.reach_hours import read_when
        from db.engine.replica import reports_of

        seat = self._seat
        return read_when(reports_of(seat.database), seat.zone, seat.clock())

    def lists_held(self) -> "Holdings":
        """The firm's own list and the outside ones: how old, how long good, who loaded them."""
        from console.do_not_call.internal_list import holdings

        return holdings(self._seat.database, self._seat.clock())

    def call_behind(self, attempt_id: int) -> "CallDocument":
        """Everything behind one call, and whether the log agrees. Raises BadInput."""
        from console.judging.history.call_proof import call_document

        return call_document(self._seat.database, attempt_id)
