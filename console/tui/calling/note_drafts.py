"""The note that is being written, kept with its lead as a draft."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from textual.screen import Screen

import console.view.state.commands as commands
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
from console.view.state.commands import Scene
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble


class NoteKeeper:
    """Lives on the event loop. A lead that was let go for a break takes no note."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, screen_state: ScreenState
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state

    async def keep(self) -> None:
        """What is typed is on disk when this returns, if the database can be written at all."""
        if (claim := self._to_keep) is not None:
            with suppress(DatabaseTrouble):
                await self._work.lane.run(self._work.desk.save_draft, claim, self._view.note.text)

    def save(self) -> None:
        if (claim := self._to_keep) is not None:
            self._screen.run_worker(self._save(claim, self._view.note.text))

    @property
    def _to_keep(self) -> str | None:
        """The claim of the lead whose note is not on disk yet."""
        card = self._screen_state.card
        is_kept = self._screen_state.away_since is not None or not self._view.note.is_dirty
        return None if card is None or is_kept else card.claim

    async def _save(self, claim: str, text: str) -> None:
        try:
            await self._work.lane.run(self._work.desk.save_draft, claim, text)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        if self._screen_state.card is not None and self._screen_state.card.claim == claim:
            self._view.note.mark_saved(text)


# Away from the calls and back: the lead is let go, a call and the note are kept.


class Away:
    """Lives on the event loop."""

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

    def go(self, why: str = "") -> None:
        self._notes.save()
        self._view.hush()  # what was said of the lead is not said of being away
        card = self._screen_state.card
        self._screen.run_worker(self._go(card.claim if card else None, why))

    async def _go(self, claim: str | None, why: str) -> None:
        try:
            await self._work.lane.run(self._work.desk.away.go, claim, why)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self._screen_state.away_since = self._work.clock()
        self._screen_state.away_why = why
        self._paint()

    def come_back(self) -> None:
        if self._screen_state.is_writing:
            return
        scene, desk = self._screen_state.scene, self._work.desk
        session = scene.progress.session if scene else None
        self._screen_state.ready_at = None
        self._send(partial(commands.return_to, desk, session.session_id if session else None))

    async def quit(self) -> None:
        """The note is saved and the lead let go; a call is kept."""
        card = self._screen_state.card
        if self._screen_state.away_since is not None:
            with suppress(DatabaseTrouble):
                await self._work.lane.run(self._work.desk.away.come_back)
            return
        if card is None:
            return
        await self._notes.keep()
        with suppress(DatabaseTrouble):  # the hold runs out by itself
            await self._work.lane.run(self._work.desk.leave, card.claim)
