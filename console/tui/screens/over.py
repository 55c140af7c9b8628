"""What every screen that lies over the calls begins from."""

from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar, runtime_checkable

from textual.events import Paste
from textual.screen import ModalScreen

from console.tui.preloading import SCREENS
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.text_widget import Words
from console.view.state.pasted_text import NO_KEYS
from console.view.text.clocks import clock

# The agent's clock on a page that covers the calls and their own.


@runtime_checkable
class KeepsTime(Protocol):
    """An app with an agent, who has a clock."""

    @property
    def time_here(self) -> tuple[datetime, str]: ...


class PageClock(Words):
    """At the right of the title, where no title comes."""

    def tell(self, now: datetime, here: str) -> None:
        self.show(clock(now, here))


T = TypeVar("T")


class EdgeLine(NoticeLine):
    """Over what is there, for as long as it says something."""

    def hush(self) -> None:
        super().hush()
        self.remove()


class Over(ModalScreen[T]):
    """Its styles are no part of the start: they come with the first keys, or with it."""

    CSS_PATH = SCREENS

    def on_mount(self) -> None:
        """A page covers the clock of the calls, so it has one."""
        app, frames = self.app, self.query(".page-frame")
        if isinstance(app, KeepsTime) and any(one.id != "today" for one in frames):
            self.mount(PageClock())
            self._tell_time(app)
            self.set_interval(1, partial(self._tell_time, app))

    def _tell_time(self, app: KeepsTime) -> None:
        self.query_one(PageClock).tell(*app.time_here)

    def on_paste(self, event: Paste) -> None:
        """Only a line takes text; nowhere is it obeyed as keys."""
        event.stop()
        self.notice.tell(NO_KEYS)

    @property
    def notice(self) -> NoticeLine:
        """Where the screen says what it has to say; one without a place for it, in its top row."""
        if lines := self.query(NoticeLine):
            return lines.first()
        self.mount(line := EdgeLine())
        return line
