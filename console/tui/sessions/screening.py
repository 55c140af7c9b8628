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
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import OFFERING, SCREENING
from console.view.text.cleaning import clean, clean_indented

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
        yield self.frame(
            self.TITLE,
            [
                Static(HOW, classes="dialog-body", markup=False),
                Static(FIELDS, classes="dialog-body screening-fields", markup=False),
                Line(placeholder=HINT, value=self._before),
                Static(segments, classes="dialog-body"),
                Words(id="refused"),
            ],
            self.KEYS,
        )

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one("#refused", Words).show("")

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if (typed.value.strip() or self.MAY_BE_EMPTY) and not self._is_planning:
            self._is_planning = True
            self.run_worker(self._run_plan(typed.value.strip()))

    async def _run_plan(self, where: str) -> None:
        refused = await self._plan(where)
        self._is_planning = False
        if refused:
            sentence = Content.styled(clean_indented(refused), "$text-warning")
            self.query_one("#refused", Words).show(sentence)
        else:
            self.dismiss(None)


class OfferingScreen(ScreeningScreen):
    """Ask which leads the free queue offers; an empty line offers everybody again."""

    TITLE = "Offer only those who"
    KEYS = OFFERING
    MAY_BE_EMPTY = True
