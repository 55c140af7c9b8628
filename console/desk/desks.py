"""Import each desk on its first use, so that the first lead does not wait for all of them."""

from importlib import import_module
from typing import TYPE_CHECKING

from console.desk.seat import Seat

if TYPE_CHECKING:
    import console.desk.appointments.desk
    import console.desk.appointments.inviting
    import console.desk.call.answers_desk
    import console.desk.call.desk
    import console.desk.call.inbound_desk
    import console.desk.call.requests_desk
    import console.desk.callbacks.calendar_desk
    import console.desk.callbacks.desk
    import console.desk.floor.board_desk
    import console.desk.floor.breaks_desk
    import console.desk.floor.imports_desk
    import console.desk.floor.notices_desk
    import console.desk.lead.context_desk
    import console.desk.lead.edit_desk
    import console.desk.lead.lookup_desk
    import console.desk.lead.texts_desk
    import console.desk.queue.desk
    import console.desk.sessions.desk


class LateDesks:
    """The desks of one seat. Each is imported and made when it is first used.

    The annotation of a desk is also the path that it is imported from.
    """

    appointments: "console.desk.appointments.desk.AppointmentDesk"
    answering: "console.desk.call.answers_desk.AnswersDesk"
    away: "console.desk.floor.breaks_desk.BreaksDesk"
    board: "console.desk.floor.board_desk.BoardDesk"
    calendar: "console.desk.callbacks.calendar_desk.CalendarDesk"
    callbacks: "console.desk.callbacks.desk.CallbackDesk"
    calls: "console.desk.call.desk.CallDesk"
    context: "console.desk.lead.context_desk.ContextDesk"
    edits: "console.desk.lead.edit_desk.EditDesk"
    evidence: "console.desk.lead.edit_desk.EvidenceDesk"
    hooks: "console.desk.floor.board_desk.HooksDesk"
    imports: "console.desk.floor.imports_desk.ImportsDesk"
    inbound: "console.desk.call.inbound_desk.InboundDesk"
    invitations: "console.desk.appointments.inviting.InvitationDesk"
    lines: "console.desk.call.inbound_desk.LineDesk"
    lookup: "console.desk.lead.lookup_desk.LookupDesk"
    merging: "console.desk.lead.edit_desk.MergingDesk"
    news: "console.desk.floor.notices_desk.NoticesDesk"
    overview: "console.desk.floor.board_desk.OverviewDesk"
    own_phone: "console.desk.call.desk.OwnPhoneDesk"
    preparing: "console.desk.lead.texts_desk.TextsDesk"
    presence: "console.desk.floor.breaks_desk.PresenceDesk"
    queue: "console.desk.queue.desk.QueueDesk"
    requests: "console.desk.call.requests_desk.RequestsDesk"
    sessions: "console.desk.sessions.desk.SessionDesk"

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    if not TYPE_CHECKING:  # otherwise mypy would accept any misspelt attribute

        def __getattr__(self, name: str) -> object:
            # Python calls this only for attributes that are not set yet: once for each desk.
            path = LateDesks.__annotations__.get(name)
            if path is None:
                raise AttributeError(name)
            module, _, class_name = path.rpartition(".")
            desk = getattr(import_module(module), class_name)(self._seat)
            setattr(self, name, desk)
            return desk
