"""To whom a session under way goes: another agent, or the team."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from console.cards.session import SessionCard
from console.tui.bindings import bindings
from console.tui.screens.dialog import Dialog, Line
from console.view.cleaning import clean
from console.view.keys.others import HANDING_OVER


class GivingScreen(Dialog[str | None]):
    """Answers with the name, "" for the team, or None."""

    BINDINGS = bindings(HANDING_OVER)

    def __init__(self, session: SessionCard) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        yield self.frame(
            f"Who goes on with {clean(self._session.name)}?",
            [Line(placeholder="a colleague's name, or nothing: whoever comes first")],
            HANDING_OVER,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        self.dismiss(clean(typed.value))
