"""Dialogs that ask which leads to plan or to offer: a condition, or a saved segment."""

from collections.abc import Awaitable, Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.files.fields.lead_fields import ASKED
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog, Line
from console.view.keys.other_screens import OFFERING, SCREENING
from console.view.text.cleaning import clean

Plan = Callable[[str], Awaitable[str]]
"""Plan or offer the leads that match the condition; return "" or the sentence that refuses it."""

HINT = "such as: income >= 100k and occupation ~ dentist"
HOW = (
    "Compare a lead’s fields with = < >= or ~ (contains); combine with and, or, not. "
    "@NAME is a saved segment."
)
FIELDS = f"Fields: {', '.join(ASKED)}."
MAX_SEGMENTS = 4
WIDTH = 58
"""Cells of a segment's line."""


class ScreeningScreen(Dialog[None]):
    """Ask for a condition and plan sessions of the leads that match it."""

    BINDINGS = bindings(SCREENING)
    TITLE = "Plan only those who"
    KEYS = SCREENING
    MAY_BE_EMPTY = False

    def __init__(self, segments: Mapping[str, str], plan: Plan, before: str = "") -> None:
        """Take the saved `segments` (name to condition) and the current condition, `before`."""
        super().__init__()
        self._segments = segments
        self._plan = plan
        self._before = before
        self._is_planning = False

    def compose(self) -> ComposeResult:
        saved = [f"@{name}: {text}" for name, text in list(self._segments.items())[:MAX_SEGMENTS]]
        segments = Content("\n").join(
            Content.styled(fit(clean(line), WIDTH), "$foreground-muted") for line in saved
        )
        body = [
            Static(HOW, markup=False),
            Static(FIELDS, classes="dialog-body screening-fields", markup=False),
            Line(placeholder=HINT, value=self._before),
        ]
        yield from self.frame(
            self.TITLE, [*body, *([Static(segments)] if saved else [])], self.KEYS
        )

    @on(Input.Changed)
    def _changed(self) -> None:
        self.tell("")

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if (typed.value.strip() or self.MAY_BE_EMPTY) and not self._is_planning:
            self._is_planning = True
            self.run_worker(self._run_plan(typed.value.strip()))

    async def _run_plan(self, where: str) -> None:
        refused = await self._plan(where)
        self._is_planning = False
        if refused:
            self.refuse(refused)
        else:
            self.dismiss(None)


class OfferingScreen(ScreeningScreen):
    """Ask which leads the free queue offers; an empty line offers everybody again."""

    TITLE = "Offer only those who"
    KEYS = OFFERING
    MAY_BE_EMPTY = True
