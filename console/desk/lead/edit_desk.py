"""What is set right about the person on the screen, or added: each judged at once."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from console.cards.lead import Card, HeldEvidence, OfferedEvidence, WeighedEvidence
from console.cards.pair import Double, Pair
from console.desk.cards.lead_card import standing_for
from console.desk.queue.claim import held_until, lead_of, let_go
from console.desk.seat import ClaimLostError, RefusedError, Seat
from console.do_not_call.evidence import place_with, record, withdraw_all
from console.files.fields.lead_fields import FORM
from console.importing.one_lead import NewPerson, refer
from console.lists.lead_edits import add_number, edit_lead, mend_number
from console.lists.merging import compare, doubles_of, merge_in, read_pair
from console.rules.values import Evidence
from console.rules.verdict.lifting import what_it_lifts
from console.rules.verdict.verdict import judge
from console.trouble import BadInput
from db.claims import claim
from db.dnc.consents import evidence_of
from db.engine.database import NotAllowed, is_agent
from db.enums import EvidenceKind

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

        seat = self._seat
        self._do(lambda: edit_lead(seat.database, card.lead_id, changes, seat.agent, seat.clock()))

    def mend_number(self, card: Card, text: str) -> "Mended":
        """The right digits in place of those of the number shown, which keeps its history.

        Raises RefusedError for a number that cannot be, and where they asked not to be called.
        """

        seat, number_id = self._seat, card.phone.number_id
        mended = self._do(
            lambda: mend_number(seat.database, number_id, text, seat.agent, seat.clock())
        )
        self._hold_numbers(card)
        return mended

    def add_number(self, card: Card, text: str) -> "Mended":
        """One more number of the person, tried after the others. Raises RefusedError."""

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


# Evidence about the number on the screen: weighed before it is kept, recorded, withdrawn.


class EvidenceDesk:
    """The part of the desk that deals in evidence; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def weigh(self, card: Card, offered: OfferedEvidence, today: date) -> WeighedEvidence:
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
        return WeighedEvidence(
            what_it_lifts(place, openings.firm, given, today),
            judge(place, standing, openings.firm, now),
            place.zones[0].value if place.zones else "",
        )

    def record(self, e164: str, offered: OfferedEvidence) -> None:
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


# Two leads that may be one person: proposed, compared, made one by who looked.


class MergingDesk:
    """The part of the desk that makes one of two; what it imports, no first lead waits for."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def doubles(self, lead_id: int) -> tuple[Double, ...]:
        """Who may be the same person.

        Raises ClaimLostError for a lead that is gone, NotAllowed for an agent's login.
        """

        with self._seat.database.read() as connection:
            if is_agent(connection):  # two are made one by a supervisor
                raise NotAllowed(
                    "Who is the same person is a supervisor’s to look at: F8 asks one."
                )
            found = doubles_of(lead_of(self._seat, connection, lead_id), connection)
        return tuple(Double(one.id, one.name, why) for why, one in found)

    def compare(self, kept_id: int, gone_id: int, take: Collection[str] = ()) -> Pair:
        """Both side by side, the second's values taken in the fields to `take`.

        Raises RefusedError.
        """

        try:
            return compare(*read_pair(self._seat.database, kept_id, gone_id), take)
        except BadInput as refused:
            raise RefusedError(str(refused)) from None

    def merge(
        self, kept_id: int, gone_id: int, take: Collection[str] = (), claim: str | None = None
    ) -> str:
        """Makes one of two, for good; returns the name. The agent's own `claim` of one is let go.

        Raises RefusedError, and then nothing was changed: where one is on another's screen.
        """

        seat, now = self._seat, self._seat.clock()
        try:
            with seat.database.write() as connection:
                if claim is not None:
                    let_go(self._seat, connection, claim, now)
                return merge_in(connection, kept_id, gone_id, seat.agent, now, take).name
        except BadInput as refused:
            raise RefusedError(str(refused)) from None
