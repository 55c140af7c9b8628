"""The pages that a key of the calling screen opens over the calls, and what comes of their answers.

They are imported when their key is pressed: the first lead does not wait for them.
"""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

import console.view.state.commands as commands
from console.tui.base.bindings import Acts
from console.tui.base.workplace import SessionEnded, Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling.controller import Controller
from console.view.floor.notices import help_words
from console.view.state.commands import undo_text
from console.view.text.clocks import moment
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from console.tui.sessions.ending import EndingScreen


class Pages:
    """Lives on the event loop."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, controller: Controller
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._controller = controller

    def acts(self) -> Acts:
        return {
            "start": self.start,
            "undo": self.undo,
            "look_ahead": self.look_ahead,
            "rehearse": self.rehearse,
            "find": self.find,
            "callbacks": self.callbacks,
            "sessions": self.sessions,
            "offer_only": self.offer_only,
            "bring_in": self.bring_in,
            "quit": self.quit,
            "supervisor": self.supervisor,
            "lists_held": self.lists_held,
            "call_help": self.call_help,
            "told": self.told,
            "help": self.help,
        }

    def undo(self) -> None:
        state = self._controller.screen_state
        self._controller.send(
            partial(commands.undo, self._work.desk, state.card),
            if_done=partial(undo_text, state.scene),
        )

    def start(self) -> None:
        scene = self._controller.screen_state.scene
        if scene is not None and scene.offer is not None:
            claim, desk = self._controller.claim, self._work.desk
            self._controller.send(partial(commands.start_offered, desk, scene.offer, claim))

    def _start_session(self, session_id: int) -> None:
        claim = self._controller.claim
        self._controller.send(partial(commands.start_session, self._work.desk, session_id, claim))

    def _end_session(self) -> None:
        self._controller.send(
            partial(commands.end_session, self._work.desk, self._controller.claim)
        )

    def _leave(self) -> None:
        self._screen.run_worker(self._screen.app.run_action("app.quit"))

    def look_ahead(self) -> None:
        from console.tui.texts.next_leads import AheadScreen

        state, preparing = self._controller.screen_state, self._work.reports.preparing
        if state.opens_at is not None:
            read = partial(preparing.first_at, state.opens_at)
            whence = f"From {moment(state.opens_at, self._work.clock(), self._work.here)}"
            self._screen.app.push_screen(AheadScreen(self._work, whence, read))
        elif (session := state.session_ahead) is not None:
            read = partial(preparing.ahead, session.session_id)
            self._screen.app.push_screen(AheadScreen(self._work, session.name, read))

    def rehearse(self) -> None:
        from console.tui.texts.rehearsal import RehearsalScreen

        self._screen.app.push_screen(RehearsalScreen(self._work))

    def find(self) -> None:
        from console.tui.lead.find import FindScreen

        card = self._controller.screen_state.card
        self._screen.app.push_screen(FindScreen(self._work, card, self._controller.answer))

    def callbacks(self) -> None:
        from console.tui.callbacks.screen import CallbacksScreen

        claim = self._controller.claim

        def take(lead_id: int | None) -> None:
            if lead_id is None:
                self._controller.refresh_progress()
            else:
                self._controller.send(partial(commands.take, self._work.desk, lead_id, claim))

        self._screen.app.push_screen(CallbacksScreen(self._work), take)

    def sessions(self) -> None:
        from console.tui.sessions.screen import SessionsScreen

        def decide(answer: int | str | None) -> None:
            if isinstance(answer, int):
                self._start_session(answer)
            elif answer == "end":
                self._end_session()
            elif answer == "bring_in":
                self.bring_in()
            elif answer == "given":
                self._controller.send(partial(commands.come_back, self._work.desk))

        self._screen.app.push_screen(SessionsScreen(self._work), decide)

    def offer_only(self) -> None:
        self._screen.run_worker(self._ask_whom_to_offer())

    async def _ask_whom_to_offer(self) -> None:
        from console.tui.sessions.screening import OfferingScreen

        claim, desk = self._controller.claim, self._work.desk

        async def offer(where: str) -> str:
            return await self._controller.answer(partial(commands.offer_only, desk, where, claim))

        try:
            segments = await self._work.reading.run(self._work.reports.sessions.segments)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self._screen.app.push_screen(OfferingScreen(segments, offer, desk.queue.offered_only))

    def bring_in(self) -> None:
        self.look_at("")

    def look_at(self, path: str) -> None:
        """Opens the import; a file that is named is looked at at once."""
        from console.tui.imports.screen import BringingScreen

        def look_again(list_name: str | None) -> None:
            if list_name is not None and self._controller.screen_state.card is None:
                self._controller.send(partial(commands.come_back, self._work.desk))

        self._screen.app.push_screen(BringingScreen(self._work, path), look_again)

    def quit(self) -> None:
        from console.tui.sessions.ending import EndingScreen

        screen_state = self._controller.screen_state
        is_on_call = screen_state.card is not None and screen_state.card.attempt is not None
        session = screen_state.scene.progress.session if screen_state.scene else None

        def decide(answer: str | None) -> None:
            if answer == "end":
                self._end_session()
            elif answer == "quit":
                self._leave()

        ending = EndingScreen(
            session,
            has_lead=screen_state.card is not None,
            is_on_call=is_on_call,
            is_kept=self._work.is_kept,
        )
        self._screen.app.push_screen(ending, decide)
        if session is not None and not is_on_call:
            self._screen.run_worker(self._recount(ending, session.session_id))

    async def _recount(self, ending: "EndingScreen", session_id: int) -> None:
        with suppress(DatabaseTrouble):
            session = await self._work.lane.run(self._work.desk.sessions.read, session_id)
            if session is not None:
                ending.show(session)

    def show_summary(self, ended: SessionEnded) -> None:
        from console.tui.sessions.summary import SummaryScreen

        answers = {"next": self.start, "quit": self._leave}
        answers |= {"undo": self.undo, "sessions": self.sessions}

        def decide(answer: str | None) -> None:
            if answer is not None:
                answers[answer]()

        self._screen.app.push_screen(SummaryScreen(ended.scene, self._work), decide)

    def supervisor(self) -> None:
        from console.tui.today.screen import TodayScreen

        state = self._controller.screen_state
        state.watches_since = self._work.clock()

        def back(_: None) -> None:
            state.watches_since = None

        self._screen.app.push_screen(TodayScreen(self._work), back)

    def lists_held(self) -> None:
        from console.tui.screens.page import ListsHeldScreen

        self._screen.app.push_screen(ListsHeldScreen(self._work))

    def call_help(self) -> None:
        self._screen.run_worker(self._call_for_help())

    async def _call_for_help(self) -> None:
        card = self._controller.screen_state.card
        call = partial(self._work.desk.news.call_for_help, card.lead_id if card else None)
        try:
            is_called = await self._work.lane.run(call)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self._view.tell(help_words(is_called=is_called, has_lead=card is not None))
        self._controller.news.look()

    def told(self) -> None:
        from console.tui.screens.told import ToldScreen

        self._screen.app.push_screen(
            ToldScreen(self._work), lambda _: self._controller.news.forget()
        )

    def help(self) -> None:
        from console.tui.screens.help import HelpScreen

        state = self._controller.screen_state
        conditions = state.conditions(self._work.clock(), self._work.here, 0)
        seen = self._view.keys_seen(state)
        self._screen.app.push_screen(HelpScreen(state.outcomes, conditions, seen))
