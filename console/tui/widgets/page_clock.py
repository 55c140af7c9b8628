"""The agent's clock on a page that covers the calls and their own."""

from datetime import datetime
from typing import Protocol, runtime_checkable

from console.tui.widgets.text_widget import Words
from console.view.text.clocks import clock


@runtime_checkable
class KeepsTime(Protocol):
    """An app with an agent, who has a clock."""

    @property
    def time_here(self) -> tuple[datetime, str]: ...


class PageClock(Words):
    """At the right of the title, where no title comes."""

    def tell(self, now: datetime, here: str) -> None:
        self.show(clock(now, here))
