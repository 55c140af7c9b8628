"""The base of every page and dialog over the calling screen: styles, clock, notice line."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

from textual.events import Key, Paste
from textual.screen import ModalScreen

from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks
from console.tui.preloading import SCREENS
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.pressable import ClickedKeys
from console.tui.widgets.text_widget import Words
from console.view.state.pasted_text import NO_KEYS
from console.view.text.cleaning import clean
from console.view.text.clocks import clock

T = TypeVar("T")


@runtime_checkable
class KeepsTime(Protocol):
    """An app that knows the time and the agent's time zone. The app of the first start doesn't."""

    @property
    def time_here(self) -> tuple[datetime, str]: ...


HUGE, SHORT = (130, 50), 32
"""In a terminal of this size, a page of fewer rows than `SHORT` is a box."""

CLOCK = 7
"""Cells of `12:04pm`; `screens.tcss` has the same number."""


class PageClock(Words):
    """The agent's clock, right of the title, on a page that covers the clock of the top line."""

    def tell(self, now: datetime, here: str) -> None:
        self.show(f"{clock(now, here):>{CLOCK}}")


class EdgeLine(NoticeLine):
    """A notice line on top of the screen that removes itself when its text goes."""

    def hush(self) -> None:
        super().hush()
        self.remove()


class Over(ClickedKeys, ModalScreen[T]):
    """A page or dialog over the calling screen. T is the type of its answer."""

    # The first start doesn't parse these styles: preloading does, or else the first page.
    CSS_PATH = SCREENS

    PASSES_KEYS: ClassVar[bool] = False
    """Whether a key of the calling screen closes the page and acts there. False for a page that has
    keys of its own for the same letters."""

    LEAST_ROOM: ClassVar[int] = 15
    """The fewest rows under the list of a page in which a question stands there."""

    typed_ahead: list[Key] | None = None
    """The keys pressed while the answer is written; None while none is written."""

    is_over = False
    """Whether the answer was written, so that keys are for the calling screen."""

    @property
    def looks(self) -> Looks:
        """The styles for this terminal."""
        return SIXTEEN if self.app.native_ansi_color else COLOURS

    def on_mount(self) -> None:
        """Add the clock to a page. Dialogs have no room for it, and the board has its own."""
        app, frames = self.app, self.query(".page-frame")
        if isinstance(app, KeepsTime) and any(frame.id != "today" for frame in frames):
            self.mount(PageClock())
            self._tell_time(app)
            self.set_interval(1, partial(self._tell_time, app))

    def box(self, rows: int, most: int = SHORT) -> bool:
        """Draw a page of fewer than `most` rows as a box in a huge terminal; return whether it is.

        The screen below stays in sight around it, as around a dialog.
        """
        is_huge = self.size.width >= HUGE[0] and self.size.height >= HUGE[1]
        is_short = is_huge and rows < most and not self.has_class("beside")
        self.set_class(is_short, "boxed")
        return is_short

    def _tell_time(self, app: KeepsTime) -> None:
        self.query_one(PageClock).tell(*app.time_here)

    def end_with(self, answer: Awaitable[str], refuse: Callable[[str], object]) -> None:
        """Close when the answer is written, or say why it was refused.

        Keys that are pressed meanwhile act on the calling screen after that. If the answer was
        refused, they go on in the line of this question.
        """
        # Before the worker starts: the next key of the same burst must be kept already.
        self.typed_ahead = []
        self.run_worker(self._close_after(answer, refuse))

    async def _close_after(self, answer: Awaitable[str], refuse: Callable[[str], object]) -> None:
        refusal = await answer
        keys, line = self.typed_ahead or [], self.focused
        if refusal:
            self.typed_ahead = None
            refuse(refusal)
            for key in keys:
                if line is not None:
                    line.post_message(key)
        else:
            # Closing takes a moment, and this question may still get keys: `keep_key` passes those
            # on as well.
            self.is_over = True
            self.dismiss(None)
            for key in keys:
                self.app.screen_stack[0].post_message(key)

    def keep_key(self, event: Key) -> bool:
        """Keep a key that is pressed while the answer is written; return False at other times."""
        if self.typed_ahead is None:
            return False
        event.stop()
        event.prevent_default()
        key = Key(event.key, event.character)
        # A second Enter of a double press belongs to this question, which it has answered already.
        if self.is_over:
            self.app.screen_stack[0].post_message(key)
        elif self.typed_ahead or event.key != "enter":
            self.typed_ahead.append(key)
        return True

    def press_by_mouse(self, key: str) -> None:
        # By the app itself: Textual doesn't bubble a key to the screen that sent it.
        self.app.call_later(self.app.simulate_key, key)

    def on_paste(self, event: Paste) -> None:
        """Refuse pasted text outside a line of a form; never take its letters as keys."""
        event.stop()
        self.notice.tell(NO_KEYS)

    def _tell(self, text: str, severity: str = "information") -> None:
        """Show a message in the notice line, unless the page was closed meanwhile."""
        if self.is_attached:
            self.notice.tell(clean(text), severity)

    @property
    def notice(self) -> NoticeLine:
        """The screen's notice line; a screen without a line gets it in its top row."""
        if lines := self.query(NoticeLine):
            return lines.first()
        self.mount(line := EdgeLine())
        return line
