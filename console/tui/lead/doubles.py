"""Which of several leads is the same person: a digit compares them."""

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Static

from console.cards.pair import Double
from console.tui.base.bindings import bindings
from console.tui.screens.dialog import Dialog
from console.tui.widgets.text_widget import stack
from console.view.keys.other_screens import DOUBLES
from console.view.text.cleaning import clean

MOST = 9


class DoublesScreen(Dialog[int | None]):
    """Answers the lead to compare with."""

    BINDINGS = bindings(DOUBLES)

    def __init__(self, name: str, doubles: tuple[Double, ...]) -> None:
        super().__init__()
        self._who = name
        self._doubles = doubles[:MOST]

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble((f"{at}  ", "bold $text-accent"), f"{clean(one.name)}, by {one.why}")
            for at, one in enumerate(self._doubles, 1)
        ]
        title = f"Who may be {clean(self._who)} too?"
        yield self.frame(title, [Static(stack(rows), classes="dialog-body")], DOUBLES)

    def on_key(self, event: KeyEvent) -> None:
        chosen = event.character or ""
        if chosen.isascii() and chosen.isdigit() and 0 < int(chosen) <= len(self._doubles):
            event.stop()
            self.dismiss(self._doubles[int(chosen) - 1].lead_id)
