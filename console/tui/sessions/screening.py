"""Those alone who fit, planned or offered: an expression, or a segment saved under a name."""

from collections.abc import Awaitable, Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import OFFERING, SCREENING
from console.view.text.cleaning import clean, clean_indented

Plan = Callable[[str], Awaitable[str]]
"""Plans or offers those who fit; returns "" or the sentence that refuses it."""

HINT = "such as: income >= 100k and occupation ~ dentist"
HOW = (
    "What is known of a lead, compared by = < >= or ~ (holds) and joined by and, or, not. "
    "@NAME is a saved segment."
)
SHOWN = 4
WIDTH = 58


class ScreeningScreen(Dialog[None]):
    BINDINGS = bindings(SCREENING)
    TITLE = "Plan only those who"
    KEYS = SCREENING
    MAY_BE_EMPTY = False

    def __init__(self, segments: Mapping[str, str], plan: Plan, before: str = "") -> None:
        """`before` is the screening as it is now."""
        super().__init__()
        self._segments = segments
        self._plan = plan
        self._before = before
        self._is_planning = False

    def compose(self) -> ComposeResult:
        saved = [f"@{name}: {text}" for name, text in list(self._segments.items())[:SHOWN]]
        told = Content("\n").join(
            Content.styled(fit(clean(one), WIDTH), "$foreground-muted") for one in saved
        )
        yield self.frame(
            self.TITLE,
            [
                Static(HOW, classes="dialog-body", markup=False),
                Line(placeholder=HINT, value=self._before),
                Static(told, classes="dialog-body"),
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
            self.run_worker(self._go(typed.value.strip()))

    async def _go(self, where: str) -> None:
        refused = await self._plan(where)
        self._is_planning = False
        if refused:
            told = Content.styled(clean_indented(refused), "$text-warning")
            self.query_one("#refused", Words).show(told)
        else:
            self.dismiss(None)


class OfferingScreen(ScreeningScreen):
    """Whom the free queue offers; nothing typed offers everybody again."""

    TITLE = "Offer only those who"
    KEYS = OFFERING
    MAY_BE_EMPTY = True
