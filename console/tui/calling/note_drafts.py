"""The note that is being written, kept with its lead as a draft."""

from contextlib import suppress

from textual.screen import Screen

from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
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
