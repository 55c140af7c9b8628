"""The first line: the session, how much of it is done, and the agent's clock."""

from datetime import datetime

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards import SessionCard
from console.tui.present import clean, clock, fit
from console.tui.widgets.words import Words


class TopLine(Words):
    DEFAULT_CLASSES = "bar"

    def show_day(self, session: SessionCard | None, now: datetime, here: str) -> None:
        self.show(session, clock(now, here))

    def draw(self, size: Size, *values: SessionCard | str | None) -> Content:
        session, time = values
        assert isinstance(time, str)
        width = size.width
        if not isinstance(session, SessionCard):
            name = "Smile & Dial · no session under way"
            gap = " " * max(1, width - cell_len(name) - len(time))
            return Content.assemble((name, "$foreground-muted"), gap, (time, "bold"))
        place = f"  {session.position} of {session.of}" if session.of else ""
        count = f"{session.done} / {session.size}"
        length = max(10, min(40, width // 4))
        room = width - length - len(count) - len(time) - len(place) - 6
        name = fit(clean(session.name), room)
        gap = " " * max(1, room - cell_len(name) + 1)
        bar = progress_bar(session.done, session.size, length)
        return Content.assemble(
            (name, "bold"), (place, "$foreground-muted"), gap, bar, f"  {count}   ", (time, "bold")
        )


def progress_bar(done: int, size: int, length: int) -> Content:
    """A bar of `length` cells; the first lead done already shows."""
    filled = max(1, round(length * done / size)) if size and done else 0
    filled = min(filled, length)
    return Content.assemble(
        ("━" * filled, "$accent"), ("─" * (length - filled), "$foreground-disabled")
    )
