"""Edits of the person on the screen, evidence about the number, and merges of two leads."""

from collections.abc import Collection, Mapping
from datetime import date

from console.cards.lead import Card, HeldEvidence, OfferedEvidence, WeighedEvidence
from console.cards.lead_context import Double, Pair
from console.desk.cards.lead_card import standing_for
from console.desk.queue.lead_lease import held_until, lead_of, let_go
from console.desk.seat import ClaimLostError, DeskPart, RefusedError, refusing
from console.do_not_call.evidence import place_with, record, withdraw_all
from console.files.fields.lead_fields import FORM
from console.importing.one_lead import Added, NewPerson, refer
from console.judging.touches import stop_as_they_wrote
from console.lists.lead_edits import Mended, add_number, edit_lead, mend_number, set_line
from console.lists.merging import compare, doubles_of, merge_in, read_pair
from console.rules.phone.line_words import read_line
from console.rules.values import Evidence
from console.rules.verdict.lifting import list_lifted
from console.rules.verdict.verdict import judge
from db.claims import claim
from db.dnc.consents import evidence_of
from db.engine.database import NotAllowed, is_agent
from db.enums import EvidenceKind


class EditDesk(DeskPart):
    """Edits of the lead on the screen. Each is one transaction and raises RefusedError."""

    def details(self, lead_id: int) -> dict[str, str]:
        """Return the fields that can be edited (`FORM`) and the line type's words, by name."""
        with self._seat.database.read() as connection:
            lead = lead_of(self._seat, connection, lead_id)
        words = str(lead.extras.get("line_type", ""))
        return {name: getattr(lead, name) or "" for name in FORM} | {"line_type": words}

    def edit(self, card: Card, changes: Mapping[str, str]) -> None:
        """Change fields of FORM, or say the line type of its numbers. Raises RefusedError."""
        seat = self._seat
        fields = {name: text for name, text in changes.items() if name != "line_type"}
        line = read_line(changes["line_type"]) if "line_type" in changes else None
        if "line_type" in changes and line is None:
            raise RefusedError("Say what the line is: mobile, landline or voip.")
        now = seat.clock()
        with refusing():
            if fields:
                edit_lead(seat.database, card.lead_id, fields, seat.agent, now)
            if line is not None:
                set_line(seat.database, card.lead_id, line, seat.agent, now)

    def mend_number(self, card: Card, text: str) -> Mended:
        """Correct the digits of the number on the screen, which keeps its history.

        Raises RefusedError for an impossible number, and where the person asked for no calls.
        """
        seat, number_id = self._seat, card.phone.number_id
        with refusing():
            mended = mend_number(seat.database, number_id, text, seat.agent, seat.clock())
        self._hold_numbers(card)
        return mended

    def add_number(self, card: Card, text: str) -> Mended:
        """Add a number of the person, to be called after the others. Raises RefusedError."""
        seat = self._seat
        with refusing():
            added = add_number(seat.database, card.lead_id, text, seat.agent, seat.clock())
        self._hold_numbers(card)
        return added

    def refer(self, card: Card, name: str, number: str, fields: Mapping[str, str]) -> Added:
        """Add a person whom the lead named, to the same list. Raises RefusedError.

        `fields` are as typed; without a kind the person is a consumer.
        """
        filled = {field: text for field, text in fields.items() if text}
        seat, person = self._seat, NewPerson(name, (number,), fields=filled)
        with refusing():
            return refer(seat.database, card.lead_id, person, seat.agent, seat.clock())

    def they_wrote(self, card: Card) -> bool:
        """Stop the sequence of a lead that has written; return whether it was on one."""
        seat = self._seat
        with seat.database.write() as connection:
            values = seat.openings.settings
            return stop_as_they_wrote(connection, card.lead_id, seat.agent, values, seat.clock())

    def _hold_numbers(self, card: Card) -> None:
        """Hold the lead's new number too, so that no two agents call the same phone."""
        # The claim covers the numbers that the lead had then; take it again for the new one.
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            agent, until = self._seat.agent, held_until(self._seat, connection, now)
            claim.hold_again(connection, agent, card.lead_id, card.claim, now, until)


class EvidenceDesk(DeskPart):
    """Evidence about the number on the screen. Each method is one transaction."""

    def weigh(self, card: Card, offered: OfferedEvidence, today: date) -> WeighedEvidence:
        """Return what the evidence would lift, and the verdict with it, without storing it.

        `today` is the date where the person is. Raises ClaimLostError where the number is gone.
        """
        openings = self._seat.openings
        with self._seat.reading() as (connection, now):
            lead = lead_of(self._seat, connection, card.lead_id)
            number_id = card.phone.number_id
            number = next((number for number in lead.numbers if number.id == number_id), None)
            if number is None:
                raise ClaimLostError("This number is no longer the lead's.")
            evidence = Evidence(offered.kind, offered.on, until=offered.until)
            place = place_with(connection, number.e164, number.id, evidence, now, offered.zone)
            standing = standing_for(connection, lead, number, openings, now)
        return WeighedEvidence(
            list_lifted(place, openings.firm, evidence, today),
            judge(place, standing, openings.firm, now),
            place.zones[0].value if place.zones else "",
        )

    def record(self, e164: str, offered: OfferedEvidence) -> None:
        """Store evidence; verdicts on this number heed it from now on. Raises RefusedError."""
        seat = self._seat
        with refusing():
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

    def held(self, e164: str) -> tuple[HeldEvidence, ...]:
        """Return the evidence in force, oldest first."""
        with self._seat.database.read() as connection:
            return tuple(
                HeldEvidence(row.kind, row.on, row.proof, row.zone, row.agent)
                for row in evidence_of(connection, [e164]).get(e164, ())
            )

    def withdraw(self, e164: str, kind: EvidenceKind) -> None:
        """End the evidence of one kind; it stays on record."""
        withdraw_all(self._seat.database, e164, self._seat.agent, self._seat.clock(), kind)


class MergingDesk(DeskPart):
    """Merges of two leads that are one person."""

    def doubles(self, lead_id: int) -> tuple[Double, ...]:
        """Return leads that may be the same person.

        Raises ClaimLostError for a lead that is gone, NotAllowed for an agent's login.
        """
        with self._seat.database.read() as connection:
            if is_agent(connection):  # only a supervisor merges leads
                raise NotAllowed("Only a supervisor merges leads: F8 asks one.")
            doubles = doubles_of(lead_of(self._seat, connection, lead_id), connection)
        return tuple(Double(lead.id, lead.name, why) for why, lead in doubles)

    def compare(self, kept_id: int, gone_id: int, take: Collection[str] = ()) -> Pair:
        """Compare two leads. In the fields `take`, the merged lead gets the second one's values.

        Raises RefusedError.
        """
        with refusing():
            return compare(*read_pair(self._seat.database, kept_id, gone_id), take)

    def merge(
        self, kept_id: int, gone_id: int, take: Collection[str] = (), claim: str | None = None
    ) -> str:
        """Merge two leads for good, release the agent's own `claim`, and return the name.

        Raises RefusedError, without any change, while another agent has one of them on the screen.
        """
        seat, now = self._seat, self._seat.clock()
        with refusing(), seat.database.write() as connection:
            if claim is not None:
                let_go(self._seat, connection, claim, now)
            return merge_in(connection, kept_id, gone_id, seat.agent, now, take).name
