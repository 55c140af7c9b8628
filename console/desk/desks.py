"""The desks beside the calls, each imported when it is first asked for: no lead waits for it."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from console.desk.seat import Seat
from console.desk.sessions.desk import SessionDesk

if TYPE_CHECKING:
    from console.desk.call.answers_desk import AnsweringDesk
    from console.desk.call.inbound_desk import InboundDesk
    from console.desk.call.line_desk import LineDesk
    from console.desk.callbacks.desk import CallbackDesk
    from console.desk.floor.board_desk import BoardDesk, OverviewDesk
    from console.desk.floor.breaks_desk import AwayDesk, PresenceDesk
    from console.desk.floor.imports_desk import BringingDesk
    from console.desk.floor.notices_desk import NewsDesk
    from console.desk.lead.context_desk import BesideDesk
    from console.desk.lead.edit_desk import EvidenceDesk, MendingDesk, MergingDesk
    from console.desk.lead.lookup_desk import LookupDesk
    from console.desk.lead.texts_desk import PreparingDesk
    from console.desk.queue.desk import QueueDesk


class OtherDesks:
    """All at one seat."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._terminal = secrets.token_hex(8)
        self.sessions = SessionDesk(seat)

    @property
    def answering(self) -> "AnsweringDesk":
        from console.desk.call.answers_desk import AnsweringDesk

        return AnsweringDesk(self._seat)

    @property
    def away(self) -> "AwayDesk":
        from console.desk.floor.breaks_desk import AwayDesk

        return AwayDesk(self._seat, self._terminal)

    @property
    def board(self) -> "BoardDesk":
        """The acts of a supervisor."""
        from console.desk.floor.board_desk import BoardDesk

        return BoardDesk(self._seat)

    @property
    def bringing(self) -> "BringingDesk":
        from console.desk.floor.imports_desk import BringingDesk

        return BringingDesk(self._seat)

    @property
    def callbacks(self) -> "CallbackDesk":
        from console.desk.callbacks.desk import CallbackDesk

        return CallbackDesk(self._seat)

    @property
    def evidence(self) -> "EvidenceDesk":
        from console.desk.lead.edit_desk import EvidenceDesk

        return EvidenceDesk(self._seat)

    @property
    def inbound(self) -> "InboundDesk":
        from console.desk.call.inbound_desk import InboundDesk

        return InboundDesk(self._seat)

    @property
    def lines(self) -> "LineDesk":
        from console.desk.call.line_desk import LineDesk

        return LineDesk(self._seat)

    @cached_property
    def margins(self) -> "BesideDesk":
        """It keeps what it has read."""
        from console.desk.lead.context_desk import BesideDesk

        return BesideDesk(self._seat, self.sessions, self.callbacks)

    @property
    def lookup(self) -> "LookupDesk":
        from console.desk.lead.lookup_desk import LookupDesk

        return LookupDesk(self._seat)

    @property
    def mending(self) -> "MendingDesk":
        from console.desk.lead.edit_desk import MendingDesk

        return MendingDesk(self._seat)

    @property
    def merging(self) -> "MergingDesk":
        from console.desk.lead.edit_desk import MergingDesk

        return MergingDesk(self._seat)

    @property
    def news(self) -> "NewsDesk":
        from console.desk.floor.notices_desk import NewsDesk

        return NewsDesk(self._seat)

    @property
    def overview(self) -> "OverviewDesk":
        from console.desk.floor.board_desk import OverviewDesk

        return OverviewDesk(self._seat)

    @property
    def preparing(self) -> "PreparingDesk":
        from console.desk.lead.texts_desk import PreparingDesk

        return PreparingDesk(self._seat)

    @property
    def presence(self) -> "PresenceDesk":
        from console.desk.floor.breaks_desk import PresenceDesk

        return PresenceDesk(self._seat, self._terminal)

    @property
    def queue(self) -> "QueueDesk":
        """Who waits, and in what order."""
        from console.desk.queue.desk import QueueDesk

        return QueueDesk(self._seat)
