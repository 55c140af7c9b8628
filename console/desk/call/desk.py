"""The acts on the lead that an agent holds: dial, record, skip, undo."""

from datetime import datetime

from console.cards.lead import Card
from console.cards.promises import NewAppointment, NewCallback
from console.cards.receipt import Receipt
from console.desk.call.dialling import dial_held
from console.desk.call.recording import record_held
from console.desk.call.skipping import pass_over
from console.desk.call.undo import take_back
from console.desk.seat import NotNow, RefusedError, Seat


class CallDesk:
    """Implements the methods of `Desk` with the same names. Each is one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def dial(self, claim: str, number_id: int) -> Card | NotNow:
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return dial_held(self._seat, connection, claim, number_id, now)

    def record(
        self,
        claim: str,
        outcome: str,
        note: str,
        callback: NewCallback | None,
        appointment: NewAppointment | None,
    ) -> Receipt:
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return record_held(
                self._seat, connection, claim, outcome, note, callback, appointment, now
            )

    def skip(self, claim: str, reason: str) -> datetime:
        now = self._seat.clock()
        if not reason.strip():
            raise RefusedError("A skip needs a reason: it helps whoever gets this lead next.")
        with self._seat.writing(now) as connection:
            return pass_over(self._seat, connection, claim, reason, now)

    def undo(self) -> Card:
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return take_back(self._seat, connection, now)
