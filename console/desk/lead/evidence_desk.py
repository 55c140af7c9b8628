"""Evidence about the number on the screen: weighed before it is kept, recorded, withdrawn."""

from datetime import date

from console.cards.evidence import HeldEvidence, Offered, Weighed
from console.cards.lead import Card
from console.desk.cards.lead_card import standing_for
from console.desk.queue.claim import lead_of
from console.desk.seat import ClaimLostError, RefusedError, Seat
from console.do_not_call.evidence import place_with, record, withdraw_all
from console.rules.values import Evidence
from console.rules.verdict.lifting import what_it_lifts
from console.rules.verdict.verdict import judge
from console.trouble import BadInput
from db.dnc.consents import evidence_of
from db.enums import EvidenceKind


class EvidenceDesk:
    """The part of the desk that deals in evidence; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def weigh(self, card: Card, offered: Offered, today: date) -> Weighed:
        """What the evidence would lift and how the number would stand; keeps nothing.

        `today` is the day at the person. Raises ClaimLostError where the number is gone.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            openings = self._seat.openings
            openings.update(connection, now)
            lead = lead_of(self._seat, connection, card.lead_id)
            number = next((one for one in lead.numbers if one.id == card.phone.number_id), None)
            if number is None:
                raise ClaimLostError("This number is no longer the lead's.")
            given = Evidence(offered.kind, offered.on, until=offered.until)
            place = place_with(connection, number.e164, number.id, given, now, offered.zone)
            standing = standing_for(connection, lead, number, openings, now)
        return Weighed(
            what_it_lifts(place, openings.firm, given, today),
            judge(place, standing, openings.firm, now),
            place.zones[0].value if place.zones else "",
        )

    def record(self, e164: str, offered: Offered) -> None:
        """Keeps it: every lead with the number is judged by it from now. Raises RefusedError."""
        seat = self._seat
        try:
            record(
                seat.database,
                e164,
                offered.kind,
                offered.on,
                offered.proof,
                seat.agent,
                seat.clock(),
                offered.zone,
                offered.until,
                offered.offer,
            )
        except BadInput as refused:
            raise RefusedError(str(refused)) from None

    def held(self, e164: str) -> tuple[HeldEvidence, ...]:
        """What is in force, oldest first."""
        with self._seat.database.read() as connection:
            return tuple(
                HeldEvidence(row.kind, row.on, row.proof, row.zone, row.agent)
                for row in evidence_of(connection, [e164]).get(e164, ())
            )

    def withdraw(self, e164: str, kind: EvidenceKind) -> None:
        """Ends the evidence of one kind; it stays on record."""
        withdraw_all(self._seat.database, e164, self._seat.agent, self._seat.clock(), kind)
