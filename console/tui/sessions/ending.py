"""End the session, or only leave: asks which."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from console.cards.session import SessionCard
from console.tui.base.bindings import bindings
from console.tui.screens.dialog import Dialog
from console.view.keys.key import Key
from console.view.keys.other_screens import ENDING
from console.view.text.cleaning import clean
from console.view.text.counts import many

NOTHING_KEPT = "Quit throws this database away: its people are invented."


class EndingScreen(Dialog[str | None]):
    """Answers "end", "quit" or None."""

    BINDINGS = bindings(ENDING)

    def __init__(
        self,
        session: SessionCard | None,
        *,
        has_lead: bool,
        is_on_call: bool,
        is_kept: bool = True,
    ) -> None:
        super().__init__()
        self._is_kept = is_kept
        self._session = session
        self._has_lead = has_lead
        self._is_on_call = is_on_call

    def compose(self) -> ComposeResult:
        body = Static(self._body(), classes="dialog-body")
        yield self.frame("Stop here?", [body], self._keys())

    def show(self, session: SessionCard) -> None:
        """The session as it is by now: others may have merged or barred leads of it."""
        self._session = session
        for body in self.query(".dialog-body").results(Static):  # there may be none yet
            body.update(self._body())

    def _keys(self) -> list[Key]:
        may_end = self._session is not None and not self._is_on_call
        return [key for key in ENDING if key.action != "end" or may_end]

    def _body(self) -> Content:
        if self._is_on_call:
            waits = "The call waits for its outcome: it is here on your return."
            return Content(waits if self._is_kept else NOTHING_KEPT)
        if self._session is None:
            back = "The lead goes back to the list." if self._has_lead else "No lead is held."
            return Content(back if self._is_kept else NOTHING_KEPT)
        left = many(self._session.left, "lead")
        name = clean(self._session.name)
        return Content(
            f"{f'Quit keeps {name} for your return.' if self._is_kept else NOTHING_KEPT}\n"
            f"End gives its {left} back to the list and shows what it brought."
        )

    def action_press(self, action: str) -> None:
        if action == "end" and (self._session is None or self._is_on_call):
            return
        self.dismiss(None if action == "back" else action)
