"""What is known of those who come next and have no notes yet, asked for one by one."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from console.cards.next_leads import Ahead
from console.desk import RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import PREPARED_NOTE
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class NotingScreen(Dialog[int]):
    """Answers how many notes were kept."""

    BINDINGS = bindings(PREPARED_NOTE)
    AUTO_FOCUS = "Line"

    def __init__(self, ahead: Sequence[Ahead], work: Workplace) -> None:
        super().__init__()
        self._left = list(ahead)
        self._count = len(self._left)
        self._kept = 0
        self._is_writing = False
        self._work = work

    def compose(self) -> ComposeResult:
        title = "What do you know of them?"
        who, refused = Words(id="who"), Words(id="refused")
        line = Line(placeholder="in a sentence; it stands with the lead when you call")
        yield self.frame(title, [who, line, refused], PREPARED_NOTE)

    def on_mount(self) -> None:
        self._ask()

    def _ask(self) -> None:
        if not self._left:
            self.dismiss(self._kept)
            return
        one = self._left[0]
        place = f"{self._count - len(self._left) + 1} of {self._count}"
        told = " · ".join(filter(None, (clean(one.name), clean(one.headline))))
        self.query_one("#who", Words).show(f"{told}\n{place} without notes")
        self.query_one(Line).value = ""
        self._refuse("")

    @on(Input.Submitted)
    def _go_on(self, typed: Input.Submitted) -> None:
        if self._left and not self._is_writing:
            self._is_writing = True
            self.run_worker(self._keep(typed.value.strip()))

    async def _keep(self, text: str) -> None:
        keep = self._work.desk.preparing.keep_notes
        try:
            if text:
                await self._work.lane.run(keep, self._left[0].lead_id, text)
                self._kept += 1
        except (RefusedError, DatabaseTrouble) as refused:
            self._refuse(str(refused))
            return
        finally:
            self._is_writing = False
        del self._left[0]
        self._ask()

    def _refuse(self, told: str) -> None:
        self.query_one("#refused", Words).show(clean(told))

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(self._kept)
