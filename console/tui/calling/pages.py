"""Open a page over the calls for a key, and act on the page's answer."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from textual.screen import Screen

import console.view.state.commands as commands
from console.tui.base.bindings import Acts
from console.tui.base.workplace import SessionEnded, Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling import late_pages
from console.tui.calling.controller import Controller
from console.view.call.receipt import changed_since
from console.view.floor.notices import help_words
from console.view.text.clocks import moment
from db.engine.database import DatabaseTrouble


class Pages:
    """The keys that open a page. Use it on the event loop only."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, controller: Controller
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._controller = controller

    def acts(self) -> Acts:
        """Return the method of each key, by the name of the key's action."""
        return {
            "start": self.start,
            "undo": self.undo,
            "look_ahead": self.look_ahead,
            "rehearse": self.rehearse,
            "find": self.find,
            "callbacks": self.open_callbacks,
            "sessions": self.open_sessions,
            "offer_only": self.choose_segment,
            "bring_in": self.open_import,
            "quit": self.quit,
            "supervisor": self.open_today,
            "lists_held": self.open_lists_held,
            "call_help": self.call_help,
            "told": self.open_notices,
            "help": self.open_help,
        }

    def undo(self) -> None:
        """Take back the last result and bring its lead back."""
        scene = self._controller.screen_state.scene
        self._controller.send(partial(commands.undo, self._work.desk, scene))

    def start(self) -> None:
        """Start the session that is offered."""
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

    def _quit_app(self) -> None:
        self._screen.run_worker(self._screen.app.run_action("app.quit"))

    def look_ahead(self) -> None:
        """Show the next leads: of the session, or of the time when somebody can be called again."""
        state, preparing = self._controller.screen_state, self._work.reports.preparing
        if state.opens_at is not None:
            read = partial(preparing.first_at, state.opens_at)
            title = f"From {moment(state.opens_at, self._work.clock(), self._work.here)}"
            self._screen.app.push_screen(late_pages.AheadScreen(self._work, title, read))
        elif (session := state.session_ahead) is not None:
            read = partial(preparing.ahead, session.session_id)
            self._screen.app.push_screen(late_pages.AheadScreen(self._work, session.name, read))

    def rehearse(self) -> None:
        self._screen.app.push_screen(late_pages.RehearsalScreen(self._work))

    def find(self) -> None:
        card = self._controller.screen_state.card
        self._screen.app.push_screen(
            late_pages.FindScreen(self._work, card, self._controller.answer)
        )

    def open_callbacks(self, before_taking: Callable[[], object] = lambda: None) -> None:
        """Open the page of callbacks; a lead taken there comes onto the calling screen."""
        claim, state = self._controller.claim, self._controller.screen_state
        page = late_pages.CallbacksScreen(self._work)

        def take(lead_id: int | None) -> None:
            if state.receipt is not None and state.receipt.lead_id in page.changes:
                change = page.changes[state.receipt.lead_id]
                state.receipt = changed_since(state.receipt, change)
            if lead_id is None:
                self._controller.refresh_progress()
                if page.changes:
                    self._controller.refresher.judge_nobody()
            else:
                before_taking()
                self._controller.send(partial(commands.take, self._work.desk, lead_id, claim))

        self._screen.app.push_screen(page, take)

    def open_sessions(self) -> None:
        def decide(answer: int | str | None) -> None:
            if isinstance(answer, int):
                self._start_session(answer)
            elif answer == "end":
                self._end_session()
            elif answer == "bring_in":
                self.open_import()
            elif answer == "given":
                self._controller.send(partial(commands.come_back, self._work.desk))

        scene = self._controller.screen_state.scene
        offer = scene.offer if scene is not None else None
        offered = offer.session_id if offer is not None else None
        self._screen.app.push_screen(late_pages.SessionsScreen(self._work, offered), decide)

    def choose_segment(self) -> None:
        """Ask for a condition that offered leads must fit, such as being in one list."""
        self._screen.run_worker(self._choose_segment())

    async def _choose_segment(self) -> None:
        claim, desk = self._controller.claim, self._work.desk

        async def offer(where: str) -> str:
            return await self._controller.answer(partial(commands.offer_only, desk, where, claim))

        try:
            segments = await self._work.reading.run(self._work.reports.sessions.segments)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self._screen.app.push_screen(
            late_pages.OfferingScreen(segments, offer, self._work, desk.queue.offered_only)
        )

    def open_import(self, path: str = "") -> None:
        """Open the import page, with the file at `path` unless it is empty."""

        def fetch_lead(brought: tuple[str, str] | None) -> None:
            if brought is None:
                return
            result, warning = brought
            if self._controller.screen_state.card is None:
                come_back = partial(commands.come_back, self._work.desk)
                self._controller.send(come_back, if_done=result, warning=warning)
            else:
                self._view.tell(result or warning, "warning" if warning else "done")

        self._screen.app.push_screen(late_pages.BringingScreen(self._work, path), fetch_lead)

    def quit(self) -> None:
        """Ask whether to end the session, the console or both."""
        screen_state = self._controller.screen_state
        is_on_call = screen_state.card is not None and screen_state.card.attempt is not None
        session = screen_state.scene.progress.session if screen_state.scene else None

        def decide(answer: str | None) -> None:
            if answer == "end":
                self._end_session()
            elif answer == "quit":
                self._quit_app()

        ending = late_pages.EndingScreen(
            session,
            has_lead=screen_state.card is not None,
            is_on_call=is_on_call,
            is_kept=self._work.is_kept,
        )
        self._screen.app.push_screen(ending, decide)
        if session is not None and not is_on_call:
            self._screen.run_worker(self._recount(ending, session.session_id))

    async def _recount(self, ending: "late_pages.EndingScreen", session_id: int) -> None:
        """Show the session's present counts: those of the last scene may be minutes old."""
        with suppress(DatabaseTrouble):
            session = await self._work.lane.run(self._work.desk.sessions.read, session_id)
            if session is not None:
                ending.show(session)

    def show_summary(self, ended: SessionEnded) -> None:
        """Show the summary of a session that has ended."""
        state = self._controller.screen_state
        acts = {"next": self.start, "quit": self._quit_app}
        acts |= {"undo": self.undo, "sessions": self.open_sessions}

        def decide(answer: str | None) -> None:
            if answer is not None:
                acts[answer]()

        self._screen.app.push_screen(
            late_pages.SummaryScreen(ended.scene, self._work, state.receipt), decide
        )

    def open_today(self) -> None:
        """Open the supervisor's board of the day."""
        # The heartbeat reports this time: a supervisor at the board isn't idle.
        state = self._controller.screen_state
        state.watches_since = self._work.clock()

        def return_to_calls(_: None) -> None:
            state.watches_since = None
            if not self._work.is_kept:  # who tries the floor may not know that there is more
                self._view.tell("Here you call yourself: F2 goes back to the day, q quits.")

        page = late_pages.TodayScreen(self._work, self.open_callbacks)
        self._screen.app.push_screen(page, return_to_calls)

    def open_lists_held(self) -> None:
        self._screen.app.push_screen(late_pages.ListsHeldScreen(self._work))

    def call_help(self) -> None:
        """Call a supervisor to this lead, or cancel the call."""
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

    def open_notices(self) -> None:
        self._screen.app.push_screen(
            late_pages.NoticesScreen(self._work), lambda _: self._controller.news.forget()
        )

    def open_help(self) -> None:
        state = self._controller.screen_state
        conditions = state.conditions(self._work.clock(), self._work.here, 0)
        actions = self._view.visible_actions(state)
        self._screen.app.push_screen(late_pages.HelpScreen(state.outcomes, conditions, actions))
