"""A lead looked up, to read: by a number or a name, by the company, as a card."""

from collections.abc import Iterable
from contextlib import suppress

from console.cards.company import Company
from console.cards.lead import Card, Found, JudgedPhone
from console.desk.cards.lead_card import judged_numbers, judged_to_call
from console.desk.lead.company import company_named, company_of
from console.desk.lead.search import find
from console.desk.queue.claim import card_on, lead_of
from console.desk.seat import ClaimLostError, Seat
from db.claims import claim
from db.engine.row_access import look_at
from db.enums import LeadStatus


class LookupDesk:
    """It claims nobody."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def numbers(self, lead_id: int) -> tuple[JudgedPhone, ...]:
        """The numbers of a lead, each with its own verdict. Raises ClaimLostError."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            look_at(connection, lead_id)
            lead = lead_of(self._seat, connection, lead_id)
            return judged_numbers(connection, lead, self._seat.openings, now)

    def look(self, lead_id: int) -> Card:
        """The card of a lead as it stands, to read; claims nothing."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claim.Hold(lead_id, "", now), now)

    def find(self, text: str) -> tuple[Found, ...]:
        """Leads by a number written any way, or by a part of a name."""
        with self._seat.database.read() as connection:
            return find(connection, text)

    def verdicts(self, found: Iterable[Found]) -> dict[int, JudgedPhone]:
        """Of each lead that is open the number that would be dialled, with its verdict."""
        now = self._seat.clock()
        judged = {}
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            for one in found:
                if one.status != LeadStatus.OPEN:
                    continue
                with suppress(ClaimLostError):  # the lead is gone since
                    look_at(connection, one.lead_id)
                    lead = lead_of(self._seat, connection, one.lead_id)
                    judged[one.lead_id] = judged_to_call(connection, lead, self._seat.openings, now)
        return judged

    def company_of(self, lead_id: int) -> Company:
        """Everybody at a lead's company and first number. Raises RefusedError."""
        with self._seat.database.read() as connection:
            return company_of(connection, lead_id, self._seat.clock())

    def company_named(self, text: str) -> Company:
        """The same by a name, or a number there. Raises RefusedError."""
        with self._seat.database.read() as connection:
            return company_named(connection, text, self._seat.clock())
