"""What a key of the calling screen asks or opens before it becomes a command.

A question is asked about the card shown then, and its answer goes to that card's claim. The
screens behind keys are imported when their key is pressed: the first lead does not wait for them.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

import console.view.commands as commands
from console.cards.lead import Card
from console.cards.outcome_choice import OutcomeNeed
from console.desk import RefusedError
from console.tui.controller import Controller
from console.tui.messages import SessionEnded
from console.tui.widgets.call_view import CallView
from console.tui.workplace import Workplace
from console.view.asking import objection_kept
from console.view.cleaning import clean
from console.view.clocks import moment
from console.view.keys.others import PAUSING
from console.view.news_words import HELP_CALLED, HELP_OFF
from console.view.pair_words import merged_words
from console.view.summary_words import stays_ended_words
from console.view.waiting import objection_at
from db.engine import DatabaseTrouble

if TYPE_CHECKING:
    from console.preparing.speaking import SpokenSection
    from console.tui.screens.introducing import Introducing


Acts = Mapping[str, Callable[[], None]]
"""What each action of a key does."""


class Questions:
    """Lives on the event loop."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, controller: Controller
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._controller = controller
        self._introducing: Introducing | None = None

    def acts(self) -> Acts:
        return {
            "start": self.start,
            "undo": self.undo,
            "other_number": self.other_number,
            "skip": self.skip,
            "pause": self.pause,
            "reasons": self.reasons,
            "hours": self.hours,
            "objections": self.objections,
            "object": self.object,
            "ask": self.ask,
            "introduce": self.introduce,
            "look_ahead": self.look_ahead,
            "rehearse": self.rehearse,
            "fix": self.fix,
            "menu": self.menu,
            "doubles": self.doubles,
            "company": self.company,
            "find": self.find,
            "callbacks": self.callbacks,
            "sessions": self.sessions,
            "offer_only": self.offer_only,
            "bring_in": self.bring_in,
            "quit": self.quit,
            "supervisor": self.supervisor,
            "lists_held": self.lists_held,
            "past_calls": self.past_calls,
            "call_help": self.call_help,
            "told": self.told,
            "help": self.help,
        }

    def other_number(self) -> None:
        """The other one of two; of more, the agent chooses by number."""
        card = self._controller.screen_state.card
        if card is None:
            return

        def switch(number_id: int | None) -> None:
            if number_id is not None:
                look = partial(commands.switch_phone, self._work.desk, card.claim, number_id)
                self._controller.send(look)

        if len(card.other_phones) == 1:
            switch(card.other_phones[0].number_id)
            return
        from console.tui.screens.numbers import NumbersScreen

        self._screen.app.push_screen(NumbersScreen(card, self._work), switch)

    def undo(self) -> None:
        state = self._controller.screen_state
        self._controller.send(
            partial(commands.undo, self._work.desk, state.card),
            if_done=stays_ended_words(state.scene.summary if state.scene else None),
        )

    def start(self) -> None:
        scene = self._controller.screen_state.scene
        if scene is not None and scene.offer is not None:
            self._start_session(scene.offer.session_id)

    def _start_session(self, session_id: int) -> None:
        claim = self._controller.claim
        self._controller.send(partial(commands.start_session, self._work.desk, session_id, claim))

    def _end_session(self) -> None:
        self._controller.send(
            partial(commands.end_session, self._work.desk, self._controller.claim)
        )

    def _leave(self) -> None:
        self._screen.run_worker(self._screen.app.run_action("app.quit"))

    def end_call(self, outcome: str) -> None:
        card = self._controller.screen_state.card
        if card is None:
            return
        note = self._view.note.text
        needs = self._controller.endings.choices[outcome].needs
        if needs is OutcomeNeed.CALLBACK:
            from console.tui.screens.callback import CallbackScreen

            callback = partial(self._controller.record, card, outcome, note)
            self._screen.app.push_screen(CallbackScreen(card, self._work, callback))
        elif needs is OutcomeNeed.WORDS:
            from console.tui.screens.complaint import ComplaintScreen

            keep = partial(self._controller.record, card, outcome)
            suppresses = self._controller.endings.choices[outcome].suppresses
            self._screen.app.push_screen(ComplaintScreen(card, note, keep, suppresses=suppresses))
        else:
            self._controller.send(
                partial(commands.record, self._work.desk, card.claim, outcome, note),
                if_done=self._controller.recorded_words(card, outcome),
            )

    def skip(self) -> None:
        from console.tui.screens.skip import SkipScreen

        card = self._controller.screen_state.card
        if card is None:
            return

        def pass_over(reason: str | None) -> None:
            if reason:
                self._controller.send(partial(commands.skip, self._work.desk, card.claim, reason))

        self._screen.app.push_screen(SkipScreen(card, self._work.desk.skip_rules), pass_over)

    def pause(self) -> None:
        self._controller.screen_state.is_writing = True  # no key comes between
        self._screen.run_worker(self._ask_why_away())

    async def _ask_why_away(self) -> None:
        """At once where the firm asks for no reason."""
        try:
            reasons = await self._work.lane.run(self._work.desk.away.reasons)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        finally:
            self._controller.screen_state.is_writing = False
        if not reasons:
            self._controller.go_away()
            return
        from console.tui.screens.why import WhyScreen

        def go(why: str | None) -> None:
            if why:
                self._controller.go_away(why)

        self._screen.app.push_screen(WhyScreen("Away: why?", reasons, PAUSING, is_free=False), go)

    def reasons(self) -> None:
        from console.tui.screens.reasons import ReasonsScreen

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(ReasonsScreen(card, self._work.clock(), self._work.here))

    def hours(self) -> None:
        from console.tui.screens.hours import HoursScreen

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(HoursScreen(card, self._work))

    def objections(self) -> None:
        from console.tui.screens.objections import ObjectionsScreen

        state = self._controller.screen_state
        cards = state.card.objections if state.card is not None else state.meanwhile.objections
        at = 0 if state.card is not None else objection_at(len(cards), self._work.clock())
        self._screen.app.push_screen(ObjectionsScreen(cards, at))

    def object(self) -> None:
        state = self._controller.screen_state
        cards = state.card.objections if state.card is not None else state.meanwhile.objections
        is_on_call = state.card is not None and state.card.attempt is not None
        claim = state.card.claim if state.card is not None and is_on_call else None
        self._screen.run_worker(self._ask_objection(cards, claim))

    async def _ask_objection(self, cards: "tuple[SpokenSection, ...]", claim: str | None) -> None:
        from console.tui.screens.objections import ObjectingScreen

        whose = ""
        if claim is None:
            try:
                whose = await self._work.lane.run(self._work.desk.answering.last_no)
            except (DatabaseTrouble, RefusedError) as trouble:
                self._view.tell(clean(str(trouble)), "warning")
                return

        def keep(name: str | None) -> None:
            if name:
                self._screen.run_worker(self._keep_objection(claim, name, whose))

        self._screen.app.push_screen(ObjectingScreen(cards, whose), keep)

    async def _keep_objection(self, claim: str | None, name: str, whose: str) -> None:
        try:
            await self._work.lane.run(
                partial(self._work.desk.answering.keep_objection, claim, name)
            )
        except (DatabaseTrouble, RefusedError) as trouble:
            self._view.tell(clean(str(trouble)), "warning")
        else:
            self._view.tell(objection_kept(name, whose))

    def ask(self) -> None:
        from console.tui.screens.asking import AskScreen

        state = self._controller.screen_state
        if (card := state.card) is not None:
            section = state.script_position.section(card.script)
            screen = AskScreen(card, section, self._work, self._controller.answer)
            self._screen.app.push_screen(screen)

    def introduce(self) -> None:
        from console.tui.screens.introducing import Introducing

        if (card := self._controller.screen_state.card) is not None:
            if self._introducing is None:
                tell, done = self._view.tell, self._controller.look_again_at
                self._introducing = Introducing(self._screen, self._work, tell, done)
            self._screen.run_worker(self._introducing.introduce(card.lead_id))

    def look_ahead(self) -> None:
        from console.tui.screens.next_leads import AheadScreen

        state, preparing = self._controller.screen_state, self._work.reports.preparing
        if state.opens_at is not None:
            read = partial(preparing.first_at, state.opens_at)
            whence = f"From {moment(state.opens_at, self._work.clock(), self._work.here)}"
            self._screen.app.push_screen(AheadScreen(self._work, whence, read))
        elif (session := state.session_ahead) is not None:
            read = partial(preparing.ahead, session.session_id)
            self._screen.app.push_screen(AheadScreen(self._work, session.name, read))

    def rehearse(self) -> None:
        from console.tui.screens.rehearsal import RehearsalScreen

        self._screen.app.push_screen(RehearsalScreen(self._work))

    def fix(self) -> None:
        from console.tui.screens.fix import FixScreen, screen_for

        card = self._controller.screen_state.card
        if card is None:
            return

        def go_on(action: str | None) -> None:
            if action is not None:
                self._screen.app.push_screen(
                    screen_for(action, card, self._work, self._controller.answer), say
                )

        def say(done: str | None) -> None:
            if done:
                self._view.tell(done)

        self._screen.app.push_screen(FixScreen(card), go_on)

    def menu(self) -> None:
        from console.tui.screens.menu import MenuScreen

        def say(done: str | None) -> None:
            if done:
                self._view.tell(done)

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(MenuScreen(card, self._work, self._controller.answer), say)

    def doubles(self) -> None:
        from console.tui.screens.doubles import DoublesScreen

        card, found = self._controller.screen_state.card, self._controller.screen_state.doubles
        if card is None:
            return

        def compare(other_id: int | None) -> None:
            if other_id is not None:
                self._compare(card, other_id)

        if len(found) == 1:
            compare(found[0].lead_id)
        else:
            self._screen.app.push_screen(DoublesScreen(card.name, found), compare)

    def _compare(self, card: Card, other_id: int) -> None:
        from console.tui.screens.merging import MergeScreen

        def say(done: str | None) -> None:
            if done:
                self._view.tell(done)

        async def merge(kept: int, gone: int, fields: Collection[str]) -> tuple[str, str]:
            desk, told = self._work.desk, frozenset(fields)
            act = partial(commands.merge, desk, kept, gone, told, card.claim)
            refused = await self._controller.answer(act)
            shown = self._controller.screen_state.card
            return refused, merged_words(shown.name if shown else card.name)

        screen = MergeScreen(self._work, card.lead_id, other_id, merge)
        self._screen.app.push_screen(screen, say)

    def company(self) -> None:
        from console.tui.screens.company import CompanyScreen

        card = self._controller.screen_state.card
        if card is None:
            return

        def take(lead_id: int | None) -> None:
            if lead_id not in {None, card.lead_id}:
                self._controller.send(partial(commands.take, self._work.desk, lead_id, card.claim))

        is_on_call = card.attempt is not None
        company = CompanyScreen(self._work, card.lead_id, is_on_call=is_on_call)
        self._screen.app.push_screen(company, take)

    def find(self) -> None:
        from console.tui.screens.find import FindScreen

        card = self._controller.screen_state.card
        self._screen.app.push_screen(FindScreen(self._work, card, self._controller.answer))

    def callbacks(self) -> None:
        from console.tui.screens.callbacks import CallbacksScreen

        claim = self._controller.claim

        def take(lead_id: int | None) -> None:
            if lead_id is None:
                self._controller.refresh_progress()
            else:
                self._controller.send(partial(commands.take, self._work.desk, lead_id, claim))

        self._screen.app.push_screen(CallbacksScreen(self._work), take)

    def sessions(self) -> None:
        from console.tui.screens.sessions import SessionsScreen

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
        from console.tui.screens.screening import OfferingScreen

        claim, desk = self._controller.claim, self._work.desk

        async def offer(where: str) -> str:
            return await self._controller.answer(partial(commands.offer_only, desk, where, claim))

        try:
            segments = await self._work.reading.run(self._work.reports.sessions.segments)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self._screen.app.push_screen(OfferingScreen(segments, offer, desk.offered_only))

    def bring_in(self) -> None:
        self.look_at("")

    def look_at(self, path: str) -> None:
        """Opens the import; a file that is named is looked at at once."""
        from console.tui.screens.importing import BringingScreen

        def look_again(list_name: str | None) -> None:
            if list_name is not None and self._controller.screen_state.card is None:
                self._controller.send(partial(commands.come_back, self._work.desk))

        self._screen.app.push_screen(BringingScreen(self._work, path), look_again)

    def quit(self) -> None:
        from console.tui.screens.ending import EndingScreen

        screen_state = self._controller.screen_state
        is_on_call = screen_state.card is not None and screen_state.card.attempt is not None
        session = screen_state.scene.progress.session if screen_state.scene else None

        def decide(answer: str | None) -> None:
            if answer == "end":
                self._end_session()
            elif answer == "quit":
                self._leave()

        ending = EndingScreen(session, is_on_call=is_on_call, is_kept=self._work.is_kept)
        self._screen.app.push_screen(ending, decide)

    def show_summary(self, ended: SessionEnded) -> None:
        from console.tui.screens.summary import SummaryScreen

        answers = {"next": self.start, "quit": self._leave}
        answers |= {"undo": self.undo, "sessions": self.sessions}

        def decide(answer: str | None) -> None:
            if answer is not None:
                answers[answer]()

        self._screen.app.push_screen(SummaryScreen(ended.scene, self._work), decide)

    def supervisor(self) -> None:
        from console.tui.screens.today import TodayScreen

        self._screen.app.push_screen(TodayScreen(self._work))

    def lists_held(self) -> None:
        from console.tui.screens.lists_held import ListsHeldScreen

        self._screen.app.push_screen(ListsHeldScreen(self._work))

    def past_calls(self) -> None:
        from console.tui.screens.past_calls import PastCallsScreen

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(PastCallsScreen(card, self._work))

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
        self._view.tell(HELP_CALLED if is_called else HELP_OFF)
        self._controller.news.look()

    def told(self) -> None:
        from console.tui.screens.told import ToldScreen

        self._screen.app.push_screen(
            ToldScreen(self._work), lambda _: self._controller.news.forget()
        )

    def help(self) -> None:
        from console.tui.screens.help import HelpScreen

        conditions = self._controller.screen_state.conditions(
            self._work.clock(), self._work.here, 0
        )
        self._screen.app.push_screen(HelpScreen(self._controller.screen_state.outcomes, conditions))
