"""Import each desk on its first use, so that the first lead does not wait for all of them."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from console.desk.seat import Seat

if TYPE_CHECKING:
    from console.desk.appointments.desk import AppointmentDesk
    from console.desk.appointments.inviting import InvitationDesk
    from console.desk.call.answers_desk import AnswersDesk
    from console.desk.call.desk import CallDesk, OwnPhoneDesk
    from console.desk.call.inbound_desk import InboundDesk, LineDesk
    from console.desk.call.requests_desk import RequestsDesk
    from console.desk.callbacks.calendar_desk import CalendarDesk
    from console.desk.callbacks.desk import CallbackDesk
    from console.desk.floor.board_desk import BoardDesk, HooksDesk, OverviewDesk
    from console.desk.floor.breaks_desk import BreaksDesk, PresenceDesk
    from console.desk.floor.imports_desk import ImportsDesk
    from console.desk.floor.notices_desk import NoticesDesk
    from console.desk.lead.context_desk import ContextDesk
    from console.desk.lead.edit_desk import EditDesk, EvidenceDesk, MergingDesk
    from console.desk.lead.lookup_desk import LookupDesk
    from console.desk.lead.texts_desk import TextsDesk
    from console.desk.queue.desk import QueueDesk
    from console.desk.sessions.desk import SessionDesk

DESKS = {
    "appointments": "console.desk.appointments.desk:AppointmentDesk",
    "answering": "console.desk.call.answers_desk:AnswersDesk",
    "away": "console.desk.floor.breaks_desk:BreaksDesk",
    "board": "console.desk.floor.board_desk:BoardDesk",
    "calendar": "console.desk.callbacks.calendar_desk:CalendarDesk",
    "callbacks": "console.desk.callbacks.desk:CallbackDesk",
    "calls": "console.desk.call.desk:CallDesk",
    "context": "console.desk.lead.context_desk:ContextDesk",
    "edits": "console.desk.lead.edit_desk:EditDesk",
    "evidence": "console.desk.lead.edit_desk:EvidenceDesk",
    "hooks": "console.desk.floor.board_desk:HooksDesk",
    "imports": "console.desk.floor.imports_desk:ImportsDesk",
    "inbound": "console.desk.call.inbound_desk:InboundDesk",
    "invitations": "console.desk.appointments.inviting:InvitationDesk",
    "lines": "console.desk.call.inbound_desk:LineDesk",
    "lookup": "console.desk.lead.lookup_desk:LookupDesk",
    "merging": "console.desk.lead.edit_desk:MergingDesk",
    "news": "console.desk.floor.notices_desk:NoticesDesk",
    "own_phone": "console.desk.call.desk:OwnPhoneDesk",
    "overview": "console.desk.floor.board_desk:OverviewDesk",
    "preparing": "console.desk.lead.texts_desk:TextsDesk",
    "presence": "console.desk.floor.breaks_desk:PresenceDesk",
    "queue": "console.desk.queue.desk:QueueDesk",
    "requests": "console.desk.call.requests_desk:RequestsDesk",
    "sessions": "console.desk.sessions.desk:SessionDesk",
}
"""The module and class of each desk, by its attribute in `LateDesks`."""


def make_desk(name: str, seat: Seat) -> object:
    """Import the module of a desk in `DESKS` and return a desk for this seat."""
    module, _, class_name = DESKS[name].partition(":")
    desk_class: Callable[[Seat], object] = getattr(import_module(module), class_name)
    return desk_class(seat)


class LateDesks:
    """The desks of one seat. Each is imported and made when it is first used.

    An entry here needs one in `DESKS` too.
    """

    appointments: "AppointmentDesk"
    answering: "AnswersDesk"
    away: "BreaksDesk"
    board: "BoardDesk"
    calendar: "CalendarDesk"
    callbacks: "CallbackDesk"
    calls: "CallDesk"
    context: "ContextDesk"
    edits: "EditDesk"
    evidence: "EvidenceDesk"
    hooks: "HooksDesk"
    imports: "ImportsDesk"
    inbound: "InboundDesk"
    invitations: "InvitationDesk"
    lines: "LineDesk"
    lookup: "LookupDesk"
    merging: "MergingDesk"
    news: "NoticesDesk"
    overview: "OverviewDesk"
    own_phone: "OwnPhoneDesk"
    preparing: "TextsDesk"
    presence: "PresenceDesk"
    queue: "QueueDesk"
    requests: "RequestsDesk"
    sessions: "SessionDesk"

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    if not TYPE_CHECKING:  # otherwise mypy would accept any misspelt attribute

        def __getattr__(self, name: str) -> object:
            # Python calls this only for attributes that are not set yet: once for each desk.
            if name not in DESKS:
                raise AttributeError(name)
            desk = make_desk(name, self._seat)
            setattr(self, name, desk)
            return desk
