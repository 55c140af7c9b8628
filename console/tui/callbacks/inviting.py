"""E-mail the person of a promise: an invitation to an appointment, otherwise the introduction."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.screen import Screen

from console.cards.promises import AppointmentCard
from console.desk import Desk, RefusedError
from console.outreach.external_programs import Tell
from console.outreach.mail.invitation import Invitation
from console.outreach.mail.letter import Letter, MailTrouble
from console.trouble import BadInput
from console.tui.base.mail_handoff import post
from console.tui.base.workplace import Workplace
from console.tui.callbacks.table import Item
from console.tui.texts.introduction import Introducing, LetterScreen
from console.view.lead.invitations import (
    invitation_letter,
    invitation_name,
    invitation_notice,
    sender_address,
)
from db.engine.database import DatabaseTrouble
from db.enums import MailWay

REFUSALS = (RefusedError, BadInput, DatabaseTrouble)


class Inviting:
    """Write and send e-mails on behalf of the page; `done` is awaited after one left."""

    def __init__(
        self,
        screen: Screen[int | None],
        work: Workplace,
        tell: Tell,
        done: Callable[[], Awaitable[None]],
    ) -> None:
        self._screen = screen
        self._work = work
        self._tell = tell
        self._done = done
        self._is_under_way = False
        self._introducing = Introducing(screen, work, tell, lambda _: self._read_again())

    async def write_to(self, item: Item) -> None:
        if isinstance(item, AppointmentCard):
            await self._invite(item)
        else:
            await self._introducing.introduce(item.lead_id)

    def _read_again(self) -> None:
        self._screen.run_worker(self._done())

    async def _invite(self, card: AppointmentCard) -> None:
        if self._is_under_way:
            self._tell("The e-mail is on its way.", "information")
            return
        desk, mail = self._work.desk.invitations, self._work.personal.mail
        try:
            sender = sender_address(mail)
            invitation = await self._work.lane.run(desk.read, card.appointment_id, sender)
        except REFUSALS as refused:
            self._tell(str(refused), "warning")
            return
        letter = invitation_letter(invitation, mail.sender, self._work.clock())

        def decide(chosen: str | None) -> None:
            if chosen == "send":
                self._is_under_way = True
                self._screen.run_worker(self._send(invitation, letter))

        notice = invitation_notice(invitation, self._work.desk.agent)
        self._screen.app.push_screen(LetterScreen(letter, notice, self._work), decide)

    async def _send(self, invitation: Invitation, letter: Letter) -> None:
        desk, way = self._work.desk, self._work.personal.mail.way
        noted: list[MailWay] = []

        def note(left_by: MailWay) -> None:
            noted.append(left_by)
            _note_left(desk, invitation, left_by)

        try:
            await self._work.lane.run(desk.invitations.begin, invitation, way)
            name = invitation_name(invitation)
            await post(self._screen.app, letter, name, self._work, self._tell, note)
            if not noted:  # else it left, whatever happened to the note about that
                not_sent = partial(desk.invitations.finish, invitation, None)
                await self._work.lane.run(not_sent)
        except REFUSALS as refused:
            self._tell(str(refused), "warning")
        finally:
            self._is_under_way = False
        await self._done()


def _note_left(desk: Desk, invitation: Invitation, way: MailWay) -> None:
    try:
        desk.invitations.finish(invitation, way)
    except DatabaseTrouble as trouble:
        raise MailTrouble(
            f"The e-mail was sent, but that could not be saved with the appointment: {trouble}"
        ) from None
