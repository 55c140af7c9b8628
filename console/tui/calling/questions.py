"""Ask what a key needs to know about the lead on the screen, then send the command.

The command carries the claim of the lead that was shown when the key was pressed. Another lead may
be on the screen by the time the agent answers.
"""

from collections.abc import Collection
from functools import partial

from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.lead import Card, OutcomeChoice, OutcomeNeed
from console.cards.promises import NewAppointment
from console.cards.requests import MEANINGS, AskedWithoutCall
from console.desk import RefusedError
from console.outreach.scripts.speaking import SpokenSection
from console.tui.base.bindings import Acts
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling import late_pages
from console.tui.calling.controller import Controller
from console.view.call.receipt import time_given
from console.view.keys.other_screens import PAUSING
from console.view.lead.appointments import NO_YES
from console.view.lead.pair import merged_words
from console.view.lead.requests import request_in
from console.view.sessions.waiting import objection_at
from console.view.state.script_questions import objection_words
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class Questions:
    """The keys that ask something about a lead. Use it on the event loop only."""

    def __init__(
        self, screen: Screen[None], view: CallView, work: Workplace, controller: Controller
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._controller = controller
        self._yes: Card | None = None
        """The lead that said yes on the last call, until the next one ends."""
        self._introducing: late_pages.Introducing | None = None

    def acts(self) -> Acts:
        """Return the method of each key, by the name of the key's action."""
        return {
            "other_number": self.switch_number,
            "skip": self.skip,
            "settle": self.settle,
            "pause": self.pause,
            "reasons": self.show_reasons,
            "hours": self.show_hours,
            "objections": self.show_objections,
            "object": self.note_objection,
            "ask": self.ask,
            "introduce": self.introduce,
            "fix": self.fix,
            "menu": self.note_menu,
            "doubles": self.compare_doubles,
            "company": self.show_company,
            "past_calls": self.show_past_calls,
        }

    def switch_number(self) -> None:
        """Switch to the other of two numbers, or ask which of several."""
        card = self._controller.screen_state.card
        if card is None:
            return

        def switch(number_id: int | None) -> None:
            if number_id is not None:
                command = partial(commands.switch_phone, self._work.desk, card.claim, number_id)
                self._controller.send(command)

        if len(card.numbers_to_try) == 1:
            switch(card.numbers_to_try[0].number_id)
            return
        self._screen.app.push_screen(late_pages.NumbersScreen(card, self._work), switch)

    def end_call(self, outcome: str) -> None:
        """Record an outcome, after its question if it has one (when to call back, their words)."""
        card = self._controller.screen_state.card
        choice = self._controller.endings.choices[outcome]
        asks_for_time = choice.needs is OutcomeNeed.APPOINTMENT
        if asks_for_time and (card is None or card.attempt is None):
            self._give_time()
            return
        if card is None:
            return
        note = self._view.note.text
        if card.attempt is None:
            self._bar(card, choice)
        elif not choice.suppresses and (words := request_in(note)):
            self._ask_about_note(card, choice, note, words)
        else:
            self._end_call(card, choice, note)

    def _bar(self, card: Card, choice: OutcomeChoice) -> None:
        """Ask about a request that came without a call."""

        async def bar(asked: AskedWithoutCall) -> str:
            command = partial(commands.bar, self._work.desk, card, choice.code, asked)
            return await self._controller.answer(command)

        is_person = choice.suppresses_person
        sheet = late_pages.NeverAgainSheet(card, self._work, bar, is_person=is_person)
        self._screen.app.push_screen(sheet)

    def settle(self) -> None:
        """Ask what words mean that may be a request not to be called."""
        card = self._controller.screen_state.card
        if card is None:
            return

        def settle(at: int | None) -> None:
            if at is not None:
                command = partial(commands.settle, self._work.desk, card, MEANINGS[at])
                self._controller.send(command)

        self._screen.app.push_screen(late_pages.MeaningSheet(card), settle)

    def _ask_about_note(self, card: Card, choice: OutcomeChoice, note: str, words: str) -> None:
        """Ask whether the note is a request, before the outcome is recorded."""
        choices = self._controller.endings.choices.values()
        bar = next((other for other in choices if other.bars_without_call), None)
        if bar is None:  # the firm has no such outcome: the note is a doubt from then on
            self._end_call(card, choice, note)
            return

        def end(at: int | None) -> None:
            if at is not None:
                self._end_call(card, choice if at else bar, note)

        self._screen.app.push_screen(late_pages.NoteSheet(card, words, choice, bar), end)

    def _end_call(self, card: Card, choice: OutcomeChoice, note: str) -> None:
        outcome = choice.code
        if choice.needs is OutcomeNeed.CALLBACK:
            record = partial(self._controller.record, card, outcome, note)
            self._screen.app.push_screen(late_pages.CallbackScreen(card, self._work, record))
        elif choice.needs is OutcomeNeed.APPOINTMENT:
            meet = partial(self._meet, card, outcome, note)
            self._screen.app.push_screen(
                late_pages.AppointmentSheet(card, self._work, meet, "when do you meet?")
            )
        elif choice.needs is OutcomeNeed.WORDS:
            record_words = partial(self._controller.record, card, outcome)
            self._screen.app.push_screen(
                late_pages.ComplaintScreen(card, note, record_words, choice)
            )
        else:
            self._yes = card if choice.is_yes else None
            self._controller.send(
                partial(commands.record, self._work.desk, card.claim, outcome, note)
            )

    async def _meet(self, card: Card, outcome: str, note: str, new: NewAppointment) -> str:
        return await self._controller.record(card, outcome, note, appointment=new)

    def _give_time(self) -> None:
        """Ask when to meet somebody who has just said yes, and give that yes its time."""
        card = self._yes
        if card is None or card.attempt is None:
            self._view.tell(NO_YES, "warning")
            return
        attempt_id = card.attempt.attempt_id

        async def save(new: NewAppointment) -> str:
            set_time = partial(self._work.desk.appointments.set_time, attempt_id, new)
            try:
                appointment = await self._work.lane.run(set_time)
            except (RefusedError, DatabaseTrouble) as refusal:
                return str(refusal)
            state, now = self._controller.screen_state, self._work.clock()
            if state.receipt is not None:
                state.receipt = time_given(
                    state.receipt, appointment.starts_at, now, appointment.zone
                )
            self._controller.paint()
            return ""

        question = f"when do you meet {clean(card.name) or 'them'}?"
        sheet = late_pages.AppointmentSheet(card, self._work, save, question)
        self._screen.app.push_screen(sheet)

    def skip(self) -> None:
        """Ask why, then pass over the lead."""
        card = self._controller.screen_state.card
        if card is None:
            return

        def pass_over(reason: str | None) -> None:
            if reason:
                self._controller.send(partial(commands.skip, self._work.desk, card, reason))

        self._screen.app.push_screen(
            late_pages.SkipScreen(card, self._work.desk.skip_rules), pass_over
        )

    def pause(self) -> None:
        """Begin a break."""
        # The keys are off while the reasons are read: a dial in between would be cut off.
        self._controller.screen_state.is_writing = True
        self._screen.run_worker(self._ask_why_away())

    async def _ask_why_away(self) -> None:
        """Begin the break, after asking for a reason if the firm wants one."""
        try:
            reasons = await self._work.lane.run(self._work.desk.away.reasons)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        finally:
            self._controller.screen_state.is_writing = False
            # Any key ends a break: keys that were pressed before it began must not.
            self._controller.typed_ahead.drop()
        if not reasons:
            self._controller.away.go()
            return

        def go(reason: str | None) -> None:
            if reason:
                self._controller.away.go(reason)

        self._screen.app.push_screen(
            late_pages.WhyScreen("Away: why?", reasons, PAUSING, is_free=False), go
        )

    def show_reasons(self) -> None:
        """Show the reasons for the lead's verdict."""
        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(late_pages.ReasonsScreen(card, self._work))

    def show_hours(self) -> None:
        """Show the callable hours of the lead."""
        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(late_pages.HoursScreen(card, self._work))

    def show_objections(self) -> None:
        """Show the objection cards; without a lead, begin with the one to practice now."""
        state = self._controller.screen_state
        cards = state.card.objections if state.card is not None else state.meanwhile.objections
        at = 0 if state.card is not None else objection_at(len(cards), self._work.clock())
        self._screen.app.push_screen(late_pages.ObjectionsScreen(cards, at))

    def note_objection(self) -> None:
        """Note an objection: of this call, or of the last call that ended in a no."""
        state = self._controller.screen_state
        cards = state.card.objections if state.card is not None else state.meanwhile.objections
        is_on_call = state.card is not None and state.card.attempt is not None
        claim = state.card.claim if state.card is not None and is_on_call else None
        self._screen.run_worker(self._ask_objection(cards, claim))

    async def _ask_objection(self, cards: tuple[SpokenSection, ...], claim: str | None) -> None:
        name_of_last_no = ""
        if claim is None:
            try:
                name_of_last_no = await self._work.lane.run(self._work.desk.answering.last_no)
            except (DatabaseTrouble, RefusedError) as trouble:
                self._view.tell(clean(str(trouble)), "warning")
                return

        def save(name: str | None) -> None:
            if name:
                self._screen.run_worker(self._save_objection(claim, name, name_of_last_no))

        self._screen.app.push_screen(late_pages.ObjectingScreen(cards, name_of_last_no), save)

    async def _save_objection(self, claim: str | None, name: str, lead_name: str) -> None:
        try:
            await self._work.lane.run(
                partial(self._work.desk.answering.keep_objection, claim, name)
            )
        except (DatabaseTrouble, RefusedError) as trouble:
            self._view.tell(clean(str(trouble)), "warning")
        else:
            self._view.tell(objection_words(name, lead_name))

    def ask(self) -> None:
        """Ask the script's questions and save the answers."""
        state = self._controller.screen_state
        if (card := state.card) is not None:
            section = state.script_position.section(card.script)
            screen = late_pages.AskScreen(card, section, self._work, self._controller.answer)
            self._screen.app.push_screen(screen)

    def introduce(self) -> None:
        """Write the e-mail that is due after the last call, else introduce the firm to the lead."""
        if (lead_id := self._controller.screen_state.take_mail()) is not None:
            if self._introducing is None:
                tell, judge = self._view.tell, self._controller.refresher.judge_lead
                self._introducing = late_pages.Introducing(self._screen, self._work, tell, judge)
            self._screen.run_worker(self._introducing.introduce(lead_id))
            self._controller.paint()

    def fix(self) -> None:
        """Ask what to correct about the lead, then open the form for it."""
        card = self._controller.screen_state.card
        if card is None:
            return

        def open_form(action: str | None) -> None:
            if action is not None:
                form = late_pages.screen_for(action, card, self._work, self._controller.answer)
                self._screen.app.push_screen(form, self._tell_result)

        self._screen.app.push_screen(late_pages.FixScreen(card), open_form)

    def _tell_result(self, text: str | None) -> None:
        """Show what a form has changed. None: the agent left it without a change."""
        if text:
            self._view.tell(text)

    def note_menu(self) -> None:
        """Note the keys of the phone menu that leads to the person."""
        if (card := self._controller.screen_state.card) is not None:
            menu = late_pages.MenuScreen(card, self._work, self._controller.answer)
            self._screen.app.push_screen(menu, self._tell_result)

    def compare_doubles(self) -> None:
        """Compare the lead with its possible double, or ask with which of several."""
        card, doubles = self._controller.screen_state.card, self._controller.screen_state.doubles
        if card is None:
            return

        def compare(other_id: int | None) -> None:
            if other_id is not None:
                self._compare(card, other_id)

        if len(doubles) == 1:
            compare(doubles[0].lead_id)
        else:
            self._screen.app.push_screen(late_pages.DoublesScreen(card.name, doubles), compare)

    def _compare(self, card: Card, other_id: int) -> None:
        async def merge(lead_id: int, merged_id: int, fields: Collection[str]) -> tuple[str, str]:
            """Merge one lead into the other; return a refusal ("" for none) and a confirmation."""
            names = frozenset(fields)
            command = partial(
                commands.merge, self._work.desk, lead_id, merged_id, names, card.claim
            )
            refusal = await self._controller.answer(command)
            card_now = self._controller.screen_state.card
            return refusal, merged_words(card_now.name if card_now else card.name)

        screen = late_pages.MergeScreen(self._work, card.lead_id, other_id, merge)
        self._screen.app.push_screen(screen, self._tell_result)

    def show_company(self) -> None:
        """Show the other leads of the same company. The agent may take one of them instead."""
        card = self._controller.screen_state.card
        if card is None:
            return

        def take(lead_id: int | None) -> None:
            if lead_id not in {None, card.lead_id}:
                self._controller.send(partial(commands.take, self._work.desk, lead_id, card.claim))

        is_on_call = card.attempt is not None
        page = late_pages.CompanyScreen(
            self._work, card.lead_id, self._view.tell, is_on_call=is_on_call
        )
        self._screen.app.push_screen(page, take)

    def show_past_calls(self) -> None:
        if (card := self._controller.screen_state.card) is not None:
            self._screen.app.push_screen(
                late_pages.PastCallsScreen(card.name, card.past_calls, self._work)
            )
