"""The numbers of a person who has several, each with its own verdict: a number key offers one."""

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key as KeyEvent

from console.cards.lead import Card, JudgedPhone
from console.desk import ClaimLostError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog
from console.tui.widgets.text_widget import Words, one_row, stack
from console.view.keys.other_screens import NUMBERS
from console.view.lead.lead import phone_line
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

MOST = 9
"""Numbers that have a key."""


class NumbersScreen(Dialog[int | None]):
    """Answers the id of the number to offer."""

    BINDINGS = bindings(NUMBERS)

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._found: tuple[JudgedPhone, ...] = ()

    def compose(self) -> ComposeResult:
        title = f"Which number of {clean(self._card.name)}?"
        yield self.frame(title, [Words(id="numbers")], NUMBERS)

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        rows = self.query_one("#numbers", Words)
        try:
            found = await self._work.lane.run(self._work.desk.lookup.numbers, self._card.lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            rows.show(Content.styled(clean(str(trouble)), "$text-warning"))
            return
        self._found = found[:MOST]
        rows.styles.height = 2 * len(self._found)
        rows.show(
            stack([line for at, one in enumerate(self._found, 1) for line in self._row(at, one)])
        )

    def _row(self, key: int, one: JudgedPhone) -> list[Content]:
        """The number, then what the rules say of it; the one on the card is marked."""
        mark = "►" if one.phone.number_id == self._card.phone.number_id else " "
        now, here = self._work.clock(), self._work.here
        sentence = verdict_sentence(one.verdict, now, one.zone or here, here)
        width = self.query_one("#numbers", Words).content_size.width or 60
        first = Content.assemble(
            f"{mark} ", (f"{key}  ", "bold $text-accent"), (phone_line(one.phone, 0), "bold")
        )
        return [
            one_row(first, width),
            one_row(Content.styled(f"     {sentence}", "$foreground-muted"), width),
        ]

    def on_key(self, event: KeyEvent) -> None:
        chosen = event.character or ""
        if chosen.isascii() and chosen.isdigit() and 0 < int(chosen) <= len(self._found):
            event.stop()
            self.dismiss(self._found[int(chosen) - 1].phone.number_id)
