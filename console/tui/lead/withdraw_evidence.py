"""Evidence held about the number on the screen: a number key ends one kind of it."""

from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key as KeyEvent

import console.view.state.commands as commands
from console.cards.evidence import HeldEvidence
from console.cards.lead import Card
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.answer import Answer
from console.tui.screens.dialog import Dialog
from console.tui.widgets.text_widget import Words, stack
from console.view.keys.other_screens import WITHDRAWING
from console.view.lead.lead import EVIDENCE
from console.view.text.cleaning import clean
from console.view.text.clocks import city, day
from db.engine.database import DatabaseTrouble
from db.enums import EvidenceKind


class WithdrawScreen(Dialog[str | None]):
    BINDINGS = bindings(WITHDRAWING)

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._kinds: list[EvidenceKind] = []
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield self.frame(
            f"Withdraw which evidence about {clean(self._card.name)}?",
            [Words(id="held"), Words(id="refused")],
            WITHDRAWING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        desk = self._work.desk
        try:
            held = await self._work.lane.run(desk.evidence.held, self._card.phone.e164)
        except DatabaseTrouble as trouble:
            self._refuse(str(trouble))
            return
        self._kinds = list(dict.fromkeys(one.kind for one in held))
        today = self._work.clock().date()
        rows = [
            Content.assemble(
                (f"{number}  ", "bold $text-accent"),
                (f"{EVIDENCE[kind]:<18}", "bold"),
                "; ".join(_say(one, today) for one in held if one.kind is kind),
            )
            for number, kind in enumerate(self._kinds, 1)
        ]
        told = stack(rows) if rows else Content("None is recorded: the zone came with the list.")
        self.query_one("#held", Words).show(told)

    def on_key(self, event: KeyEvent) -> None:
        chosen = event.character or ""
        if chosen.isascii() and chosen.isdigit() and 0 < int(chosen) <= len(self._kinds):
            event.stop()
            if not self._is_writing:
                self._is_writing = True
                self.run_worker(self._end(self._kinds[int(chosen) - 1]))

    async def _end(self, kind: EvidenceKind) -> None:
        end = partial(commands.withdraw_evidence, self._work.desk, self._card, kind)
        refused = await self._answer(end)
        self._is_writing = False
        if refused:
            self._refuse(refused)
        else:
            self.dismiss(f"Withdrawn: {EVIDENCE[kind]}.")

    def _refuse(self, sentence: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(clean(sentence), "$text-warning"))


def _say(one: HeldEvidence, today: date) -> str:
    what = city(one.zone) if one.zone else clean(one.proof)
    return f"{what} ({day(one.on, today)}, {clean(one.agent)})"
