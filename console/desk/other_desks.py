"""The desks beside the calls, each imported when it is first asked for: no lead waits for it."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from console.desk.seat import Seat
from console.desk.session_desk import SessionDesk

if TYPE_CHECKING:
    from console.desk.answering import AnsweringDesk
    from console.desk.away_desk import AwayDesk
    from console.desk.beside import BesideDesk
    from console.desk.board_desk import BoardDesk
    from console.desk.bringing_desk import BringingDesk
    from console.desk.callback_desk import CallbackDesk
    from console.desk.edit_desk import MendingDesk
    from console.desk.evidence_desk import EvidenceDesk
    from console.desk.inbound_desk import InboundDesk
    from console.desk.line_desk import LineDesk
    from console.desk.lookup_desk import LookupDesk
    from console.desk.merging_desk import MergingDesk
    from console.desk.news_desk import NewsDesk
    from console.desk.overview_desk import OverviewDesk
    from console.desk.preparing_desk import PreparingDesk
    from console.desk.presence_desk import PresenceDesk
    from console.desk.queue_desk import QueueDesk


class OtherDesks:
    """All at one seat."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._terminal = secrets.token_hex(8)
        self.sessions = SessionDesk(seat)

    @property
    def answering(self) -> "AnsweringDesk":
        from console.desk.answering import AnsweringDesk

        return AnsweringDesk(self._seat)

    @property
    def away(self) -> "AwayDesk":
        from console.desk.away_desk import AwayDesk

        return AwayDesk(self._seat, self._terminal)

    @property
    def board(self) -> "BoardDesk":
        """The acts of a supervisor."""
        from console.desk.board_desk import BoardDesk

        return BoardDesk(self._seat)

    @property
    def bringing(self) -> "BringingDesk":
        from console.desk.bringing_desk import BringingDesk

        return BringingDesk(self._seat)

    @property
    def callbacks(self) -> "CallbackDesk":
        from console.desk.callback_desk import CallbackDesk

        return CallbackDesk(self._seat)

    @property
    def evidence(self) -> "EvidenceDesk":
        from console.desk.evidence_desk import EvidenceDesk

        return EvidenceDesk(self._seat)

    @property
    def inbound(self) -> "InboundDesk":
        from console.desk.inbound_desk import InboundDesk

        return InboundDesk(self._seat)

    @property
    def lines(self) -> "LineDesk":
        from console.desk.line_desk import LineDesk

        return LineDesk(self._seat)

    @cached_property
    def margins(self) -> "BesideDesk":
        """It keeps what it has read."""
        from console.desk.beside import BesideDesk

        return BesideDesk(self._seat, self.sessions, self.callbacks)

    @property
    def lookup(self) -> "LookupDesk":
        from console.desk.lookup_desk import LookupDesk

        return LookupDesk(self._seat)

    @property
    def mending(self) -> "MendingDesk":
        from console.desk.edit_desk import MendingDesk

        return MendingDesk(self._seat)

    @property
    def merging(self) -> "MergingDesk":
        from console.desk.merging_desk import MergingDesk

        return MergingDesk(self._seat)

    @property
    def news(self) -> "NewsDesk":
        from console.desk.news_desk import NewsDesk

        return NewsDesk(self._seat)

    @property
    def overview(self) -> "OverviewDesk":
        from console.desk.overview_desk import OverviewDesk

        return OverviewDesk(self._seat)

    @property
    def preparing(self) -> "PreparingDesk":
        from console.desk.preparing_desk import PreparingDesk

        return PreparingDesk(self._seat)

    @property
    def presence(self) -> "PresenceDesk":
        from console.desk.presence_desk import PresenceDesk

        return PresenceDesk(self._seat, self._terminal)

    @property
    def queue(self) -> "QueueDesk":
        """Who waits, and in what order."""
        from console.desk.queue_desk import QueueDesk

        return QueueDesk(self._seat)
