"""Save the note as a draft while the agent writes it, and release the lead for a break."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.promises import AppointmentCard, CallbackCard
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
from console.view.state.commands import Scene
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble


class NoteKeeper:
    """Saves the draft. Use it on the event loop only."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, screen_state: ScreenState
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state

    async def keep(self) -> None:
        """Save the note and wait for that. Ignore a database that can't be written."""
        if (claim := self._unsaved_claim) is not None:
            with suppress(DatabaseTrouble):
                await self._work.lane.run(self._work.desk.save_draft, claim, self._view.note.text)

    def save(self) -> None:
        """Save the note in the background."""
        if (claim := self._unsaved_claim) is not None:
            self._screen.run_worker(self._save(claim, self._view.note.text))

    @property
    def _unsaved_claim(self) -> str | None:
        """The claim of the lead whose note isn't saved yet; None if there is nothing to save.

        During a break the lead belongs to nobody, so its draft can't be written.
        """
        card = self._screen_state.card
        is_saved = self._screen_state.away_since is not None or not self._view.note.is_dirty
        return None if card is None or is_saved else card.claim

    async def _save(self, claim: str, text: str) -> None:
        try:
            await self._work.lane.run(self._work.desk.save_draft, claim, text)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        # Another lead may be shown by now: its note is not the one that was saved.
        if self._screen_state.card is not None and self._screen_state.card.claim == claim:
            self._view.note.mark_saved(text)


class Away:
    """Begins and ends breaks. A break releases the lead, but keeps a call and the note.

    Use it on the event loop only.
    """

    def __init__(
        self,
        screen: Screen[None],
        view: CallView,
        work: Workplace,
        screen_state: ScreenState,
        notes: NoteKeeper,
        send: Callable[[Callable[[], Scene]], None],
        paint: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state
        self._notes = notes
        self._send = send
        self._paint = paint

    def go(self, reason: str = "") -> None:
        """Save the note, release the lead and begin a break."""
        self._notes.save()
        self._view.hush()  # a notice about the lead isn't about the break
        card = self._screen_state.card
        self._screen.run_worker(self._go(card.claim if card else None, reason))

    async def _go(self, claim: str | None, reason: str) -> None:
        try:
            await self._work.lane.run(self._work.desk.away.go, claim, reason)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self._screen_state.away_since = self._work.clock()
        self._screen_state.away_why = reason
        self._screen_state.next_promise = None
        self._paint()
        with suppress(DatabaseTrouble):  # the panel is whole without it
            self._screen_state.next_promise = await self._work.reading.run(self._read_promise)
            self._paint()

    def _read_promise(self) -> CallbackCard | AppointmentCard | None:
        # late: the first lead needs no page of promises
        from console.desk.appointments.promises import next_promise

        desk = self._work.reports
        return next_promise(desk.callbacks, desk.appointments, desk.agent, self._work.clock())

    def come_back(self) -> None:
        """End the break and go on in the session."""
        if self._screen_state.is_writing:
            return
        scene, desk = self._screen_state.scene, self._work.desk
        session = scene.progress.session if scene else None
        self._screen_state.ready_at = None
        self._send(partial(commands.return_to, desk, session.session_id if session else None))

    async def quit(self) -> None:
        """Save the note and release the lead before the console ends. A call stays open."""
        card = self._screen_state.card
        # Else a last look would find that the lead is not held any more, and claim the next one.
        self._screen_state.is_writing = True
        if self._screen_state.away_since is not None:
            with suppress(DatabaseTrouble):
                await self._work.lane.run(self._work.desk.away.come_back)
            return
        if card is None:
            return
        await self._notes.keep()
        with suppress(DatabaseTrouble):  # the hold expires by itself
            await self._work.lane.run(self._work.desk.leave, card.claim)
