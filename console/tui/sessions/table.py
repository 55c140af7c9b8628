"""Sessions as rows of one page: groups as lanes of the agent's day, how far each is, who has it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.session import SessionCard
from console.rules.times.day_parts import Span, merged
from console.tui.drawing.looks import Looks, Part, fit, joined
from console.tui.sessions.groups import Group, GroupRow, told_apart
from console.tui.widgets.panels import pad, pad_left
from console.tui.widgets.rows import session_sign
from console.view.sessions.lanes import open_cells, thickness
from console.view.sessions.sessions import (
    Kind,
    best_span_words,
    hours_words,
    is_late,
    span_words,
    state_words,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import moment
from console.view.text.counts import barred_words, many, worked_words
from db.enums import SessionStatus

HOURS = 24
"""The day of the lanes begins with the hour under way."""

NARROW, WIDE = 90, 130
"""Cells of a row from which an hour has two, and three; from the first a span is told too.

Names come first: an hour gives cells up while a name would be cut.
"""

EVERY = 3
"""Hours between two figures over the lanes."""

BAR = 12
"""Cells of the bar that says how far a session is."""

SHORT_BAR = 8
"""The same where the names of a group need the room of the lanes."""

SPAN = 26
"""Cells of a session's span at the most."""


def page_title(groups: Sequence[Group], more: int | None) -> Content:
    """What the page holds of today, and how many planned after what it holds; None: no sessions."""
    title = Content.styled("Sessions", "bold $text-accent")
    if more is None:
        return title
    today = [one for group in groups if group.kind is Kind.TODAY for one in group.sessions]
    told = f"   {len(today)} today, {many(sum(one.left for one in today), 'lead')}"
    if more:
        told += f"; {many(more, 'more planned', 'more planned')} after these"
    return Content.assemble(title, (told, "$foreground-muted"))


class Table:
    """The columns that a page of sessions has room for."""

    def __init__(
        self,
        groups: Sequence[Group],
        lost: Mapping[int, int],
        now: datetime,
        here: str,
        width: int,
        looks: Looks,
    ) -> None:
        self._now = now
        self._here = here
        self._lost = lost
        self._looks = looks
        self._group_of = {one.session_id: group for group in groups for one in group.sessions}
        self._start = now.replace(minute=0, second=0, microsecond=0)
        self._is_wide = width >= NARROW
        self._most = max((group.leads for group in groups), default=1)
        sessions = [one for group in groups for one in group.sessions]
        rows = [group for group in groups if _is_row(group)]
        alone = [one for group in groups if not _is_row(group) for one in group.sessions]
        within = [told_apart(one, group) for group in rows for one in group.sessions]
        self._agent = _longest(map(_who, sessions))
        lanes = [group for group in rows if group.kind is Kind.TODAY]
        folded = [group for group in rows if group.kind is not Kind.TODAY]
        self._folded = [
            _longest(map(told, folded)) for told in (lambda one: clean(one.name), _many, _leads)
        ]
        told = [*map(_many, lanes), *(_who(one) or barred_words(one) for one in alone)]
        self._who = max(self._agent, _longest(told))
        self._count = _longest([*map(_count, sessions), *map(_leads, lanes)])
        spans = [span_words(one, now, here) for one in sessions] if self._is_wide else []
        self._span_width = min(SPAN, _longest(spans))
        taken = 4 + 1 + self._who + 1 + self._count + 2
        taken += self._span_width + 2 if self._is_wide else 0
        named = [*(group.name for group in rows), *(one.name for one in alone)]
        wanted = _longest(map(clean, named)) - 2
        self._cells = 3 if width >= WIDE else 2 if self._is_wide else 1
        while self._cells > 1 and width - taken - HOURS * self._cells < wanted:
            self._cells -= 1
        self._name = max(10, width - taken - HOURS * self._cells)
        self._counted = _longest(map(_count, sessions))
        self._short = 0
        if (longest := _longest(map(clean, within))) > self._name:
            room = width - 4 - 1 - self._agent - 1 - self._counted - 2 - SHORT_BAR
            self._short = min(longest, room)

    def header(self) -> Content:
        """The hours over the lanes, on the agent's clock."""
        hours = [
            f"{(self._start + timedelta(hours=n)).astimezone(ZoneInfo(self._here)):%H}"
            for n in range(0, HOURS, EVERY)
        ]
        over = "".join(f"{hour:<{EVERY * self._cells}}" for hour in hours)
        left = 4 + self._name + 1 + self._who + 1 + self._count + 2
        return Content.styled(" " * left + over, self._looks.muted)

    def row(self, row: GroupRow, *, is_open: bool = False) -> Content:
        if isinstance(row, Group):
            return self._group(row, is_open=is_open)
        group = self._group_of[row.session_id]
        return self._session(row, group, is_alone=not _is_row(group))

    def _group(self, group: Group, *, is_open: bool) -> Content:
        looks = self._looks
        sign = "▾ " if is_open else "▸ "
        if group.kind is not Kind.TODAY:
            name, sessions, leads = self._folded
            told = f"  {pad_left(_many(group), sessions)}  {pad_left(_leads(group), leads)}  "
            return joined(
                [
                    (sign, looks.accent),
                    (pad(clean(group.name), name), looks.text),
                    (told, looks.muted),
                    (self._beside(group), self._ink(group)),
                ]
            )
        head: list[Part] = [
            (sign, looks.accent),
            (pad(clean(group.name), self._name + 2), "bold"),
            (" ", ""),
            (pad(_many(group), self._who), looks.muted),
            (f" {pad_left(_leads(group), self._count)}  ", looks.muted),
        ]
        lane = self._lane(group.sessions, group.leads)
        return joined([*head, *lane, *self._span(group.sessions)])

    def _session(self, session: SessionCard, group: Group, *, is_alone: bool) -> Content:
        looks = self._looks
        is_mine = session.status is SessionStatus.ACTIVE
        late = is_late(session, self._now)
        sign = session_sign(session.status) if not late else Content.styled("!", looks.warn)
        name = session.name if is_alone else told_apart(session, group)
        if self._short and not is_alone and not late:
            return Content.assemble("  ", sign, " ", joined(self._in_short(session, name, is_mine)))
        cells = self._name + 2 if is_alone else self._name
        style = "bold" if is_mine or is_alone else ""
        parts: list[Part] = [(pad(clean(name), cells + 1 + self._who), style)]
        if who := _who(session) or (barred_words(session) if is_alone else ""):
            ink = looks.accent if session.agent else looks.muted
            parts = [(pad(clean(name), cells), style), (" ", ""), (pad(who, self._who), ink)]
        parts += [
            (f" {_count(session):>{self._count}}  ", "" if session.done else looks.muted),
        ]
        if is_alone:
            parts += [*self._lane([session], session.left), *self._span([session])]
        else:
            parts += self._how_far(session, late=late)
        return Content.assemble("" if is_alone else "  ", sign, " ", joined(parts))

    def _in_short(self, session: SessionCard, name: str, is_mine: bool) -> list[Part]:  # noqa: FBT001
        """A session of a group whose names are longer than what the lanes leave them."""
        looks = self._looks
        return [
            (pad(clean(name), self._short), "bold" if is_mine else ""),
            (" ", ""),
            (pad(_who(session), self._agent), looks.accent if session.agent else looks.muted),
            (f" {_count(session):>{self._counted}}  ", "" if session.done else looks.muted),
            *self._bar(session, SHORT_BAR),
        ]

    def _bar(self, session: SessionCard, cells: int) -> list[Part]:
        filled = round(cells * session.done / session.size) if session.size else 0
        filled = max(filled, 1 if session.done else 0)
        is_lost = bool(self._lost.get(session.session_id, 0))
        return [
            ("━" * filled, self._looks.warn if is_lost else self._looks.fill_accent),
            ("─" * (cells - filled), self._looks.warn if is_lost else self._looks.faint),
        ]

    def _how_far(self, session: SessionCard, *, late: bool) -> list[Part]:
        looks = self._looks
        if late:
            return [(pad("time over", HOURS * self._cells), looks.warn)]
        told = "not begun" if not session.done and not session.agent else f"{session.left} left"
        if session.barred:
            told = f"{told}, {barred_words(session)}" if self._is_wide else barred_words(session)
        if lost := self._lost.get(session.session_id, 0):
            told = f"{lost:,} lost"
        return [*self._bar(session, BAR), (f"  {told}", looks.warn if lost else looks.muted)]

    def _lane(self, sessions: Sequence[SessionCard], leads: int) -> list[Part]:
        """As thick as its leads are many where its people may be called, `┃` now.

        Where the hours ahead hold no whole cell of that it is said when they begin.
        """
        looks, width = self._looks, HOURS * self._cells
        spans = self._hours(sessions)
        is_open = open_cells(spans, self._start, HOURS, self._cells, self._now)
        if spans and spans[0][0] > self._now and not any(is_open):
            words = f"→ {moment(spans[0][0], self._now, self._here)}"
            return [(pad(words, width), looks.muted)]
        is_lost = any(self._lost.get(one.session_id, 0) for one in sessions)
        glyph = "▒" if is_lost else thickness(leads, self._most)
        every = EVERY * self._cells
        cells: list[Part] = [
            (glyph, looks.warn if is_lost else looks.fill_good)
            if is_open[place]
            else ("·", looks.faint)
            if place % every == 0
            else (" ", "")
            for place in range(width)
        ]
        cell = timedelta(hours=1) / self._cells
        cells[(self._now - self._start) // cell] = ("┃", f"bold {looks.accent}")
        return cells

    def _span(self, sessions: Sequence[SessionCard]) -> list[Part]:
        if not self._is_wide or not (spans := self._hours(sessions)):
            return []
        told = fit(hours_words(spans[0], self._now, self._here), self._span_width)
        return [(f"  {told}", self._looks.muted)]

    def _hours(self, sessions: Sequence[SessionCard]) -> Sequence[Span]:
        """Theirs from now on; between today's and tomorrow's nobody is called."""
        spans = [(one.span_opens_at, one.span_closes_at) for one in sessions]
        return merged((opens, end) for opens, end in spans if opens and end and end > self._now)

    def _beside(self, group: Group) -> str:
        if group.kind is Kind.PAST:
            return "! over: r plans anew"
        if group.kind is Kind.LATER:
            opens = [one.span_opens_at for one in group.sessions if one.span_opens_at]
            return f"from {moment(min(opens), self._now, self._here)}" if opens else ""
        return f"{sum(one.done for one in group.sessions):,} worked"

    def _ink(self, group: Group) -> str:
        return self._looks.warn if group.kind is Kind.PAST else self._looks.muted

    def detail(self, row: GroupRow) -> Content:
        """`under way by ann · 3 of 25 done · until 21:00 · Fair`, and what is wrong with it."""
        if isinstance(row, Group):
            told = f"{_many(row)} · {_leads(row)} · Enter folds and unfolds"
            warning = "Their time is over: r plans them anew" if row.kind is Kind.PAST else ""
        else:
            told, warning = self._detail(row)
        return Content.assemble(told, (f"\n{warning}" if warning else "", self._looks.warn))

    def _detail(self, session: SessionCard) -> tuple[str, str]:
        lost = self._lost.get(session.session_id, 0)
        late = is_late(session, self._now)
        parts = [
            state_words(session),
            worked_words(session),
            span_words(session, self._now, self._here) if not late else "",
            best_span_words(session, self._here) if not late else "",
            clean(session.list_name),
        ]
        warning = ""
        if late:
            warning = "its time is over: r plans it anew"
        elif lost:
            warning = f"{many(lost, 'lead')} can no longer be called then: r plans anew"
        return " · ".join(part for part in parts if part), warning


def _longest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _is_row(group: Group) -> bool:
    return group.kind is not Kind.TODAY or len(group.sessions) > 1


def _many(group: Group) -> str:
    return many(len(group.sessions), "session")


def _leads(group: Group) -> str:
    """Of those that are done no lead is left."""
    return many(group.leads, "lead") if group.kind is not Kind.DONE else ""


def _count(session: SessionCard) -> str:
    return f"{session.done}/{session.size}"


def _who(session: SessionCard) -> str:
    """Who has it; who alone may begin it, where nobody has yet."""
    return fit(clean(session.agent or session.owner), 8)
