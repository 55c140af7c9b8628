"""What a key of the calling screen asks about the card shown before it becomes a command.

The answer goes to that card's claim. The screens behind keys are imported when their key is
pressed: the first lead does not wait for them.
"""

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.lead import Card, OutcomeNeed
from console.desk import RefusedError
from console.tui.base.bindings import Acts
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling.controller import Controller
from console.view.keys.other_screens import PAUSING
from console.view.lead.pair import merged_words
from console.view.sessions.waiting import objection_at
from console.view.state.script_questions import objection_words
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from console.outreach.scripts.speaking import SpokenSection
    from console.tui.texts.introduction import Introducing


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
            "other_number": self.other_number,
            "skip": self.skip,
            "pause": self.pause,
            "reasons": self.reasons,
            "hours": self.hours,
            "objections": self.objections,
            "object": self.object,
            "ask": self.ask,
            "introduce": self.introduce,
            "fix": self.fix,
            "menu": self.menu,
            "doubles": self.doubles,
            "company": self.company,
            "past_calls": self.past_calls,
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
        from console.tui.lead.edit_number import NumbersScreen

        self._screen.app.push_screen(NumbersScreen(card, self._work), switch)

    def end_call(self, outcome: str) -> None:
        card = self._controller.screen_state.card
        if card is None:
            return
        note = self._view.note.text
        choice = self._controller.endings.choices[outcome]
        if choice.needs is OutcomeNeed.CALLBACK:
            from console.tui.callbacks.callback import CallbackScreen

            callback = partial(self._controller.record, card, outcome, note)
            self._screen.app.push_screen(CallbackScreen(card, self._work, callback))
        elif choice.needs is OutcomeNeed.WORDS:
            from console.tui.screens.why import ComplaintScreen

            keep = partial(self._controller.record, card, outcome)
            self._screen.app.push_screen(ComplaintScreen(card, note, keep, choice))
        else:
            self._controller.send(
                partial(commands.record, self._work.desk, card.claim, outcome, note),
                if_done=self._controller.recorded_words(card, outcome),
            )

    def skip(self) -> None:
        from console.tui.screens.why import SkipScreen

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
            self._controller.away.go()
            return
        from console.tui.screens.why import WhyScreen

        def go(why: str | None) -> None:
            if why:
                self._controller.away.go(why)

        self._screen.app.push_screen(WhyScreen("Away: why?", reasons, PAUSING, is_free=False), go)

    def reasons(self) -> None:
        from console.tui.lead.reasons import ReasonsScreen

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(ReasonsScreen(card, self._work.clock(), self._work.here))

    def hours(self) -> None:
        from console.tui.screens.hours import HoursScreen

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(HoursScreen(card, self._work))

    def objections(self) -> None:
        from console.tui.texts.objections import ObjectionsScreen

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
        from console.tui.texts.objections import ObjectingScreen

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
            self._view.tell(objection_words(name, whose))

    def ask(self) -> None:
        from console.tui.texts.script_questions import AskScreen

        state = self._controller.screen_state
        if (card := state.card) is not None:
            section = state.script_position.section(card.script)
            screen = AskScreen(card, section, self._work, self._controller.answer)
            self._screen.app.push_screen(screen)

    def introduce(self) -> None:
        from console.tui.texts.introduction import Introducing

        if (card := self._controller.screen_state.card) is not None:
            if self._introducing is None:
                tell, done = self._view.tell, self._controller.looking.at_lead
                self._introducing = Introducing(self._screen, self._work, tell, done)
            self._screen.run_worker(self._introducing.introduce(card.lead_id))

    def fix(self) -> None:
        from console.tui.lead.fix import FixScreen, screen_for

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
        from console.tui.lead.edit_number import MenuScreen

        def say(done: str | None) -> None:
            if done:
                self._view.tell(done)

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(MenuScreen(card, self._work, self._controller.answer), say)

    def doubles(self) -> None:
        from console.tui.lead.merging import DoublesScreen

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
        from console.tui.lead.merging import MergeScreen

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
        from console.tui.lead.company import CompanyScreen

        card = self._controller.screen_state.card
        if card is None:
            return

        def take(lead_id: int | None) -> None:
            if lead_id not in {None, card.lead_id}:
                self._controller.send(partial(commands.take, self._work.desk, lead_id, card.claim))

        is_on_call = card.attempt is not None
        company = CompanyScreen(self._work, card.lead_id, is_on_call=is_on_call)
        self._screen.app.push_screen(company, take)

    def past_calls(self) -> None:
        from console.tui.lead.past_calls import PastCallsScreen

        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(PastCallsScreen(card, self._work))
