"""Sessions as rows of one page: a bar over the agent's day, how far each is, who has it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.session import SessionCard
from console.tui.fitting import fit
from console.tui.widgets.session_sign import session_sign
from console.view.cleaning import clean
from console.view.clocks import moment
from console.view.counts import many, worked_words
from console.view.session_words import span_words, state_words
from db.enums import SessionStatus

HOURS = 24
"""The day of the bars begins with the hour under way."""

NARROW = 90
"""Cells of a row from which an hour has two, and the span stands in words too."""

EVERY = 3
"""Hours between two figures over the bars."""


class Table:
    """The columns that a page of sessions has room for, as wide as these sessions need."""

    def __init__(
        self,
        sessions: Sequence[SessionCard],
        lost: Mapping[int, int],
        now: datetime,
        here: str,
        width: int,
    ) -> None:
        self._now = now
        self._here = here
        self._lost = lost
        self._start = now.replace(minute=0, second=0, microsecond=0)
        self._cells = 2 if width >= NARROW else 1
        self._is_wide = width >= NARROW
        self._count = max((len(_count(one)) for one in sessions), default=0)
        self._who = max((cell_len(_who(one)) for one in sessions), default=0)
        spans = (span_words(one, now, here) for one in sessions)
        self._span = max(map(cell_len, spans), default=0) if self._is_wide else 0
        taken = 2 + 1 + self._who + 1 + self._count + 2 + HOURS * self._cells
        self._name = max(10, width - taken - (self._span + 2 if self._is_wide else 0))

    def header(self) -> Content:
        """The hours over the bars, on the agent's clock."""
        hours = [
            f"{(self._start + timedelta(hours=n)).astimezone(ZoneInfo(self._here)):%H}"
            for n in range(0, HOURS, EVERY)
        ]
        over = "".join(f"{hour:<{EVERY * self._cells}}" for hour in hours)
        left = 2 + self._name + 1 + self._who + 1 + self._count + 2
        return Content.styled(" " * left + over, "$foreground-muted")

    def row(self, session: SessionCard) -> Content:
        name = Content(fit(clean(session.name), self._name))
        who = Content(_who(session))
        parts: list[Content | str | tuple[str, str]] = [
            session_sign(session.status) if not self._is_late(session) else _LATE,
            " ",
            name.pad_right(self._name - name.cell_length),
            " ",
            who.pad_right(self._who - who.cell_length),
            f" {_count(session):>{self._count}}  ",
            self._bar(session),
        ]
        if self._is_wide:
            parts += ["  ", (span_words(session, self._now, self._here), "$foreground-muted")]
        return Content.assemble(*parts)

    def detail(self, session: SessionCard) -> Content:
        """`under way by ann · 3 of 25 done · until 21:00 · Fair`, and what is wrong with it."""
        lost = self._lost.get(session.session_id, 0)
        parts = [
            state_words(session),
            worked_words(session),
            span_words(session, self._now, self._here) if not self._is_late(session) else "",
            clean(session.list_name),
        ]
        told = " · ".join(part for part in parts if part)
        warning = ""
        if self._is_late(session):
            warning = "its time is over: r plans it anew"
        elif lost:
            warning = f"{many(lost, 'lead')} can no longer be called then: r plans anew"
        return Content.assemble(told, (f"\n{warning}" if warning else "", "$text-warning"))

    def _is_late(self, session: SessionCard) -> bool:
        closes_at = session.span_closes_at
        is_planned = session.status is SessionStatus.PLANNED
        return is_planned and closes_at is not None and closes_at <= self._now

    def _bar(self, session: SessionCard) -> Content:
        """█ where its people may be called, · where not; in words where that is another day."""
        opens_at, closes_at = session.span_opens_at, session.span_closes_at
        end = self._start + timedelta(hours=HOURS)
        width = HOURS * self._cells
        if opens_at is None or closes_at is None:
            return Content(" " * width)
        if self._is_late(session):
            return Content.styled(f"{'time over':<{width}}", "$text-warning")
        if opens_at >= end:
            words = fit(f"→ {moment(opens_at, self._now, self._here)}", width)
            return Content.styled(f"{words:<{width}}", "$foreground-muted")
        cell = timedelta(hours=1) / self._cells
        first = min(width - 1, max(0, round((opens_at - self._start) / cell)))
        last = min(width, max(first + 1, round((closes_at - self._start) / cell)))
        is_lost = self._lost.get(session.session_id, 0) > 0
        return Content.assemble(
            ("·" * first, "$foreground-disabled"),
            (("▒" if is_lost else "█") * (last - first), "$accent"),
            ("·" * (width - last), "$foreground-disabled"),
        )


_LATE = Content.styled("!", "$text-warning")


def _count(session: SessionCard) -> str:
    return f"{session.done}/{session.size}"


def _who(session: SessionCard) -> str:
    return fit(clean(session.agent or ""), 8)
