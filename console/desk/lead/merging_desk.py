"""Two leads that may be one person: proposed, compared, made one by who looked."""

from collections.abc import Collection

from console.cards.pair import Double, Pair
from console.desk.queue.claim import lead_of, let_go
from console.desk.seat import RefusedError, Seat
from console.trouble import BadInput
from db.engine.database import NotAllowed, is_agent


class MergingDesk:
    """The part of the desk that makes one of two; what it imports, no first lead waits for."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def doubles(self, lead_id: int) -> tuple[Double, ...]:
        """Who may be the same person.

        Raises ClaimLostError for a lead that is gone, NotAllowed for an agent's login.
        """
        from console.lists.doubles import doubles_of

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
        from console.lists.merging import compare, read_pair

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
        from console.lists.merging import merge_in

        seat, now = self._seat, self._seat.clock()
        try:
            with seat.database.write() as connection:
                if claim is not None:
                    let_go(self._seat, connection, claim, now)
                return merge_in(connection, kept_id, gone_id, seat.agent, now, take).name
        except BadInput as refused:
            raise RefusedError(str(refused)) from None
