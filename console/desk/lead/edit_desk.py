"""What is set right about the person on the screen, or added: each judged at once."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from console.cards.lead import Card
from console.desk.queue.claim import held_until, lead_of
from console.desk.seat import RefusedError, Seat
from console.files.fields.lead_fields import FORM
from console.trouble import BadInput
from db.claims import claim

if TYPE_CHECKING:
    from console.importing.one_lead import Added
    from console.lists.lead_edits import Mended

T = TypeVar("T")


class MendingDesk:
    """The part of the desk that mends a lead; what it imports, the first lead does not wait for."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def details(self, lead_id: int) -> dict[str, str]:
        """The fields of FORM as they are kept."""
        with self._seat.database.read() as connection:
            lead = lead_of(self._seat, connection, lead_id)
        return {name: getattr(lead, name) or "" for name in FORM}

    def edit(self, card: Card, changes: Mapping[str, str]) -> None:
        """Puts new values into fields of FORM. Raises RefusedError."""
        from console.lists.lead_edits import edit_lead

        seat = self._seat
        self._do(lambda: edit_lead(seat.database, card.lead_id, changes, seat.agent, seat.clock()))

    def mend_number(self, card: Card, text: str) -> "Mended":
        """The right digits in place of those of the number shown, which keeps its history.

        Raises RefusedError for a number that cannot be, and where they asked not to be called.
        """
        from console.lists.lead_edits import mend_number

        seat, number_id = self._seat, card.phone.number_id
        mended = self._do(
            lambda: mend_number(seat.database, number_id, text, seat.agent, seat.clock())
        )
        self._hold_numbers(card)
        return mended

    def add_number(self, card: Card, text: str) -> "Mended":
        """One more number of the person, tried after the others. Raises RefusedError."""
        from console.lists.lead_edits import add_number

        seat = self._seat
        added = self._do(
            lambda: add_number(seat.database, card.lead_id, text, seat.agent, seat.clock())
        )
        self._hold_numbers(card)
        return added

    def refer(self, card: Card, name: str, number: str, kind: str = "") -> "Added":
        """Somebody whom the person has named: a lead of the same list, of the kind typed.

        Without one they are a consumer. Raises RefusedError.
        """
        from console.importing.one_lead import NewPerson, refer

        fields = {"kind": kind} if kind else {}
        seat, person = self._seat, NewPerson(name, (number,), fields=fields)
        return self._do(
            lambda: refer(seat.database, card.lead_id, person, seat.agent, seat.clock())
        )

    def _hold_numbers(self, card: Card) -> None:
        """Two leads with one phone are never on two screens, by a number just added either."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            agent, until = self._seat.agent, held_until(self._seat, connection, now)
            claim.hold_again(connection, agent, card.lead_id, card.claim, now, until)

    def _do(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except BadInput as refused:
            raise RefusedError(str(refused)) from None
