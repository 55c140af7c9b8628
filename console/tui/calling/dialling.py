"""Hand a number to the agent's phone; with a softphone, follow the line and save its times."""

from textual.screen import Screen

from console.cards.lead import Card
from console.outreach.external_programs import digits
from console.outreach.softphone.line import Line
from console.tui.base.handoff import copy, hand_off
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling import late_pages
from console.view.call.call import POINT_AT_IT, tones_words
from console.view.call.line import end_sentence
from console.view.call.receipt import handed_over
from console.view.keys.calling import NO_SQUARE
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble


class Dialling:
    """Hands over numbers and follows the softphone, if there is one. Event loop only."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, screen_state: ScreenState
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state
        self._softphone: late_pages.Softphone | None = None
        self._unsaved: dict[str, Line] = {}
        """Lines whose times are not in the database yet, by claim."""
        screen_state.has_softphone = work.personal.hand_off == "softphone"

    def open(self, card: Card | None) -> None:
        """Connect to the softphone, if the agent's settings name one."""
        if not self._screen_state.has_softphone:
            return
        work = self._work
        self._softphone = late_pages.Softphone(
            work.personal, work.clock, self._follow, self._view.tell
        )
        self._screen.run_worker(self._softphone.open(card))

    def hand_over(self, card: Card) -> None:
        """Give the lead's number to the softphone or the agent's own phone."""
        if self._work.personal.hand_off == "qr":
            self._show_square(card)
            return
        self._screen.run_worker(self._hand_over(card))

    async def _hand_over(self, card: Card) -> None:
        if self._softphone is None:
            await hand_off(self._screen.app, card.phone, self._work.personal, self._confirm)
        elif not await self._softphone.dial(card):
            await copy(self._screen.app, digits(card.phone.e164))

    def _show_square(self, card: Card) -> None:
        """Show the number as a QR code, the part of the screen that hands it over."""
        self._screen_state.square_of = card.claim
        if self._screen_state.square:
            self._confirm(POINT_AT_IT)
        else:
            self._confirm(f"Dial {card.phone.shown} by hand. {NO_SQUARE}", "warning")
        self._view.paint(self._screen_state, self._work.clock())

    def _confirm(self, text: str, severity: str = "information") -> None:
        """Say how the phone got the number, in the receipt's place; tell a trouble as a notice."""
        if severity != "information":
            self._view.tell(text, severity)
            return
        now = self._work.clock()
        self._screen_state.receipt = handed_over(text, now)
        self._view.confirm(self._screen_state.receipt, now)

    def hang_up(self) -> None:
        if self._softphone is not None:
            self._screen.run_worker(self._softphone.hang_up())

    def mute(self) -> None:
        if self._softphone is not None:
            self._screen.run_worker(self._softphone.mute())

    def hold(self) -> None:
        if self._softphone is not None:
            self._screen.run_worker(self._softphone.hold())

    def send_tones(self, tones: str) -> None:
        if self._softphone is not None:
            self._screen.run_worker(self._softphone.send_tones(tones))
            self._view.tell(tones_words(tones))

    def tick(self) -> None:
        """Reconnect a lost softphone, and save times that could not be saved before."""
        if self._softphone is None:
            return
        if self._softphone.is_lost:
            self._screen.run_worker(self._softphone.look_again())
        for line in list(self._unsaved.values()):  # a copy: `_save` removes entries
            self._screen.run_worker(self._save(line))

    async def close(self) -> None:
        if self._softphone is not None:
            await self._softphone.close()

    def _follow(self, before: Line, line: Line) -> None:
        self._screen_state.line = line
        if line.answered_at != before.answered_at or not line.is_up:
            self._unsaved[line.claim] = line
            self._screen.run_worker(self._save(line))
        if before.is_up and not line.is_up and line.end:
            is_past = self._is_past(line)
            self._view.tell(end_sentence(line, self._screen_state.outcomes, is_past=is_past))
        self._view.paint(self._screen_state, self._work.clock())

    def _is_past(self, line: Line) -> bool:
        """Return whether the line belongs to an earlier lead than the one on the screen."""
        return self._screen_state.card is None or self._screen_state.card.claim != line.claim

    async def _save(self, line: Line) -> None:
        """Save the times of a line; after a failure the next tick tries again."""
        keep = self._work.desk.lines.keep
        try:
            await self._work.lane.run(keep, line.claim, line.answered_at, line.ended_at, line.end)
        except DatabaseTrouble:
            return
        # The line may have ended while its answer was saved: then the newer state is still unsaved.
        if self._unsaved.get(line.claim) == line:
            del self._unsaved[line.claim]
