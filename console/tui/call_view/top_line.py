"""The first line: the session, how much of it is done, callbacks due, and the agent's clock."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.agent_day import Progress
from console.cards.session import SessionCard
from console.tui.drawing.fitting import fit, fit_session
from console.tui.widgets.text_widget import Drawn
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.counts import many

DUE = 7
"""Cells for the callbacks that are due."""

MANY = 99

LEAST_BAR = 8

NAMED = "session "
"""Before which of them it is, where the name of the session has room for it."""


class Day(NamedTuple):
    """The line's parts; `free` stands there where no session is under way."""

    session: SessionCard | None
    due: str
    time: str
    free: str


class TopLine(Drawn[Day]):
    DEFAULT_CLASSES = "bar"

    def show_day(self, progress: Progress | None, now: datetime, here: str) -> None:
        """Callbacks that are due have a place of their own, and nothing moves."""
        due = progress.callbacks_due if progress else 0
        told = f"{min(due, MANY)} due" if due else ""
        free = "Smile & Dial · no session under way"
        if progress is not None and progress.screening:
            free = f"Only {clean(progress.screening)}"
        session = progress.session if progress else None
        self.show(Day(session, told, clock(now, here), free))

    def draw(self, size: Size, value: Day) -> Content:
        session, told, time, free = value
        due = Content.styled(f"{told:>{DUE}}", "bold $text-warning")
        width = size.width
        if session is None:
            name = fit(free, width - DUE - len(time) - 4)
            gap = " " * max(1, width - cell_len(name) - DUE - len(time) - 3)
            return Content.assemble((name, "$foreground-muted"), gap, due, "   ", (time, "bold"))
        place = f"{session.position} of {session.of}" if session.of else ""
        count = f"{session.done}/{many(session.size, 'lead')}"
        taken = len(count) + len(time) + len(place) + DUE + 10
        wanted = cell_len(clean(session.name))
        if place and wanted + taken + LEAST_BAR + len(NAMED) <= width:
            place = NAMED + place
            taken += len(NAMED)
        length = max(LEAST_BAR, min(40, width // 4, width - taken - wanted))
        room = width - length - taken
        name = fit_session(clean(session.name), room)
        gap = " " * max(1, room - cell_len(name) + 1)
        return Content.assemble(
            (name, "bold"),
            (f"  {place}", "$foreground-muted"),
            gap,
            due,
            "  ",
            progress_bar(session.done, session.size, length),
            f"  {count}   ",
            (time, "bold"),
        )


def progress_bar(done: int, size: int, length: int) -> Content:
    """A bar of `length` cells; the first lead done already shows."""
    filled = max(1, round(length * done / size)) if size and done else 0
    filled = min(filled, length)
    return Content.assemble(
        ("━" * filled, "$accent"), ("─" * (length - filled), "$foreground-disabled")
    )
