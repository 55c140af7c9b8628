"""Draw the rows of the sessions page: names, agents, counts, and callable hours as lanes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.waiting import SessionCard
from console.rules.times.day_parts import Span, merged
from console.tui.drawing.looks import STYLES, Looks, Part, fit, fit_session, joined
from console.tui.sessions.groups import Group, GroupRow, name_in_group
from console.tui.widgets.panels import pad, pad_left
from console.tui.widgets.rows import session_sign
from console.view.sessions.lanes import open_cells, thickness
from console.view.sessions.pace import hours_words, span_words
from console.view.sessions.sessions import (
    Kind,
    best_span_words,
    is_late,
    state_words,
)
from console.view.sessions.waiting import is_held
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, hour_head, moment, span
from console.view.text.counts import barred_words, many, worked_words
from console.view.text.styled import Role
from db.enums import SessionStatus

HOURS, FEWEST = 24, 12
"""Hours of a lane, from the current hour on; and the fewest of a narrow row, where names come first
and the lane has what they leave, if anything."""

NARROW, WIDE, WIDEST = 90, 130, 170
"""Row widths from which an hour takes two, three and four cells.

Names come first: an hour gives up cells as long as a name would be cut.
"""

EVERY = 3
"""Hours between two figures over the lanes."""

BAR, LONGEST_BAR = 12, 24
"""The fewest and most cells of the progress bar of a session that has begun, before its count."""

SIGNS = {
    "●": "under way",
    "‖": "paused",
    "○": "not open yet",
    "!": "time over",
    "·": "not begun",
}
"""What the signs before the sessions of today mean."""

THICKER = "▬ may ring; thicker: more leads"

GAP = "  "

SESSION, AGENT, DONE, OPEN = "session", "agent", "done", "open"
"""Heads of columns."""

NEXT = "next"
"""Stands in place of an agent."""

MAX_SPAN = 26
"""Cells of a session's hours."""


def page_title(
    groups: Sequence[Group],
    unlisted: int | None,
    without: Sequence[str],
    now: datetime,
    here: str,
    room: int,
) -> Content:
    """Return `Sessions   3 today, 75 leads; 2 more planned after these   ! no session: ann`.

    If none is open, it says when the first one opens.

    `unlisted` counts the planned sessions that the page leaves out; None if there are no sessions.
    `without` are the agents at work who have no session.
    """
    title = Content.styled("Sessions", "bold $text-accent")
    if unlisted is not None:
        today = [card for group in groups if group.kind is Kind.TODAY for card in group.sessions]
        text = f"   {len(today)} today, {many(sum(card.left for card in today), 'lead')}"
        if unlisted:
            text += f"; {many(unlisted, 'more planned', 'more planned')} after these"
        opens_at = min((card.span_opens_at for card in today if card.span_opens_at), default=now)
        if opens_at > now:
            first = f" · first opens {moment(opens_at, now, here)}, in {span(opens_at - now)}"
            text += first if room >= NARROW else f" · opens {moment(opens_at, now, here)}"
        title = title.append(Content.styled(text, "$foreground-muted"))
    if without:
        names = f"   ! no session: {', '.join(map(clean, without))}"
        forms = (f"{names} · h hands one over", names, f"   ! {len(without)} without a session")
        left = room - title.cell_length
        words = next((form for form in forms if cell_len(form) <= left), forms[-1])
        title = title.append(Content.styled(words, STYLES[Role.ATTENTION]))
    return title


class Table:
    """Lay out the columns for `width` cells; `lost` maps session ids to their uncallable leads.

    The session `offered` is marked as the next one.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        lost: Mapping[int, int],
        now: datetime,
        here: str,
        width: int,
        looks: Looks,
        offered: int | None = None,
    ) -> None:
        self._now = now
        self._offered = offered
        self._here = here
        self._lost = lost
        self._looks = looks
        self._group_of = {
            session.session_id: group for group in groups for session in group.sessions
        }
        self._start = now.replace(minute=0, second=0, microsecond=0)
        self._is_wide = width >= NARROW
        self._most_leads = max((group.leads for group in groups), default=1)
        sessions = [session for group in groups for session in group.sessions]
        heads = [group for group in groups if _has_head(group)]
        alone = [session for group in groups if not _has_head(group) for session in group.sessions]
        # Widths of the columns, in cells. The second column holds an agent, or a group's count.
        self._agent = _longest(map(self._whose, sessions))
        agent = max(self._agent, cell_len(AGENT)) if self._agent else 0
        self._second = max(agent, _longest(map(barred_words, alone)))
        counts = [*map(_progress, sessions), *map(_progress, groups)]
        self._count = max(cell_len(DONE), _longest(counts))
        self._span_width = min(MAX_SPAN, _longest(self._span_text([card]) for card in sessions))
        taken = 4 + 1 + self._second + 1 + self._count + 2
        taken += self._span_width + 2
        names = [
            *(f"{group.name} · {_session_count(group)}" for group in heads),
            *(session.name for session in alone),
        ]
        signs = {
            self._sign(card).plain for card in sessions if card.status is not SessionStatus.DONE
        }
        legend = [f"{sign} {text}" for sign, text in SIGNS.items() if sign in signs]
        self.legend = "  ".join([*legend, THICKER] if width >= WIDE else legend)
        in_groups = (name_in_group(card, group) for group in heads for card in group.sessions)
        wanted = max(_longest(map(clean, names)) - 2, _longest(map(clean, in_groups)))
        has_bars = width >= WIDE and any(map(_is_begun, sessions))
        # With two cells before it, and one more behind it than other columns have.
        self._bar_width = len(GAP) + BAR + 1 if has_bars else 0
        taken += self._bar_width
        self._cells = 4 if width >= WIDEST else 3 if width >= WIDE else 2 if self._is_wide else 1
        left = width - taken - wanted
        while self._cells > 1 and left < HOURS * self._cells:
            self._cells -= 1
        self._lane_hours = HOURS if self._is_wide else min(HOURS, left) if left >= FEWEST else 0
        self._gap = GAP if self._lane_hours else ""  # between the lane and the hours in words
        self._name = max(10, width - taken - self._lane_hours * self._cells)
        self._name += len(GAP) - len(self._gap)
        if has_bars:
            longer = max(0, min(LONGEST_BAR - BAR, self._name - wanted))
            self._name -= longer
            self._bar_width += longer

    def header(self) -> Content:
        """Return the hours over the lanes, by the agent's clock."""
        hours = [
            hour_head((self._start + timedelta(hours=n)).astimezone(ZoneInfo(self._here)).hour)
            for n in range(0, self._lane_hours, EVERY)
        ]
        cell, width = EVERY * self._cells, self._lane_hours * self._cells
        if width % cell and width % cell < cell_len(hours[-1]):
            hours.pop()  # its figure would go over the end of the lane
        figures = pad("".join(f"{hour:<{cell}}" for hour in hours), width) + self._gap + OPEN
        room = 2 + self._name
        agent = AGENT if self._agent else ""
        names = f"{pad(SESSION, room)} {pad(agent, self._second)}"
        left = f"{names} {' ' * self._bar_width}{pad_left(DONE, self._count)}"
        return Content.styled(f"  {left}  {figures}", self._looks.muted)

    def row(self, row: GroupRow, shown: int = 0) -> Content:
        """Return a row; `shown` counts the sessions that are listed below a group's head."""
        if isinstance(row, Group):
            return self._group(row, shown)
        group = self._group_of[row.session_id]
        return self._session(row, group, is_alone=not _has_head(group))

    def _group(self, group: Group, shown: int) -> Content:
        looks = self._looks
        sign = "▾ " if shown else "▸ "
        count = _session_count(group)
        if 0 < shown < len(group.sessions):
            count = f"{shown} of {count}"
        words = f" · {count}"
        name = fit(clean(group.name), self._name + 2 + 1 + self._second - cell_len(words))
        head: list[Part] = [
            (sign, looks.muted),
            (name, "bold" if group.kind is Kind.TODAY else looks.text),
            (pad(words, self._name + 2 + 1 + self._second - cell_len(name)), looks.muted),
            (" " * self._bar_width, ""),
            (f" {pad_left(_progress(group), self._count)}  ", looks.muted),
        ]
        if group.kind is not Kind.TODAY:
            return joined([*head, (self._group_note(group), self._ink(group))])
        lane = self._lane(group.sessions, group.leads)
        return joined([*head, *lane, *self._span(group.sessions)])

    def _session(self, session: SessionCard, group: Group, *, is_alone: bool) -> Content:
        looks = self._looks
        is_mine = session.status is SessionStatus.ACTIVE
        late = is_late(session, self._now)
        sign = self._sign(session)
        name = session.name if is_alone else name_in_group(session, group)
        cells = self._name + 2 if is_alone else self._name
        style = "bold" if is_mine or is_alone else ""
        second = self._whose(session) or (barred_words(session) if is_alone else "")
        # Without an agent, the name goes on to the count.
        room = cells if second else cells + 1 + self._second
        parts: list[Part] = [(pad(fit_session(clean(name), room), room), style)]
        if second:
            ink = looks.good if second == NEXT else "" if session.agent else looks.muted
            parts += [(" ", ""), (pad(second, self._second), ink)]
        parts += self._bar(session)
        progress_ink = "" if session.done else looks.muted
        parts.append((f" {_progress(session):>{self._count}}  ", progress_ink))
        if not is_alone and (unusual := self._unusual(session, late=late)):
            parts.append(unusual)
        elif group.kind is Kind.TODAY:
            of_group = "" if is_alone else self._span_text(group.sessions)
            lane = self._lane([session], session.left, is_member=not is_alone)
            parts += [*lane, *self._span([session], of_group)]
        return Content.assemble("" if is_alone else "  ", sign, " ", joined(parts))

    def _sign(self, session: SessionCard) -> Content:
        if is_held(session, self._now):
            return Content.styled("○", self._looks.muted)
        if is_late(session, self._now):
            return Content.styled("!", self._looks.warn)
        return session_sign(session.status)

    def _whose(self, session: SessionCard) -> str:
        """Return who has the session or its owner, or that it is the next one."""
        name = fit(clean(session.agent or session.owner), 8)
        return name or (NEXT if session.session_id == self._offered else "")

    def _bar(self, session: SessionCard) -> list[Part]:
        if not self._bar_width or not _is_begun(session):
            return [(" " * self._bar_width, "")]
        # At least one cell, so that a single call shows.
        length = self._bar_width - len(GAP) - 1
        filled = max(1, round(length * session.done / session.size))
        looks = self._looks
        return [
            (GAP, ""),
            ("━" * filled, looks.fill_accent),
            ("─" * (length - filled), looks.faint),
            (" ", ""),
        ]

    def _unusual(self, session: SessionCard, *, late: bool) -> Part | None:
        """Return what is unusual about a session of a group and replaces its lane, if anything."""
        looks = self._looks
        if late:
            return pad("time over", self._lane_hours * self._cells), looks.warn
        if lost := self._lost.get(session.session_id, 0):
            return f"{lost:,} lost", looks.warn
        return (barred_words(session), looks.muted) if session.barred else None

    def _lane(
        self, sessions: Sequence[SessionCard], leads: int, *, is_member: bool = False
    ) -> list[Part]:
        """Draw the callable hours as a bar, thicker with more leads; `┃` marks the present.

        If the coming hours fill no cell, return the time they begin instead. If the present hours
        end within the present cell, say until when. A member of a group is dimmer than its group.
        """
        looks, width = self._looks, self._lane_hours * self._cells
        if not width:
            return []
        spans = self._hours(sessions)
        is_open = open_cells(spans, self._start, self._lane_hours, self._cells, self._now)
        if spans and spans[0][0] > self._now and not any(is_open):
            later = moment(spans[0][0], self._now, self._here) if self._is_wide else "later"
            words = f"→ {later}"
            return [(pad(words, width), looks.muted)]
        is_lost = any(self._lost.get(session.session_id, 0) for session in sessions)
        glyph = "▒" if is_lost else thickness(leads, self._most_leads)
        every = EVERY * self._cells
        ink = looks.warn if is_lost else looks.fill_dim if is_member else looks.fill_good
        cells: list[Part] = [
            (glyph, ink)
            if is_open[index]
            else ("·", looks.faint)
            if index % every == 0
            else (" ", "")
            for index in range(width)
        ]
        cell = timedelta(hours=1) / self._cells
        # A timedelta divided by another is a number: the index of the present cell.
        present = (self._now - self._start) // cell
        cells[present] = ("┃", f"bold {looks.accent}")
        if spans and spans[0][0] <= self._now and not is_open[present + 1]:
            until = clock(spans[0][1], self._here)
            for words in (f" until {until} ", f"–{until} "):
                end = present + 1 + len(words)
                if end <= width and not any(is_open[present + 1 : end]):
                    cells[present + 1 : end] = [(words, looks.good)]
                    break
        return cells

    def _span(self, sessions: Sequence[SessionCard], of_group: str = "") -> list[Part]:
        """Return the hours in words, unless the head of the group has said the same."""
        text = fit(self._span_text(sessions), self._span_width)
        return [(f"{self._gap}{text}", self._looks.muted)] if text != of_group else []

    def _span_text(self, sessions: Sequence[SessionCard]) -> str:
        """Return the hours in words; in a narrow row without the day, which the lane shows."""
        hours = next(iter(self._hours(sessions)), None)
        if hours is None:
            return ""
        opens, closes = hours
        if self._is_wide or opens <= self._now:
            return hours_words(hours, self._now, self._here)
        return f"{clock(opens, self._here)} – {clock(closes, self._here)}"

    def _hours(self, sessions: Sequence[SessionCard]) -> Sequence[Span]:
        """Return the coming callable hours, as disjoint spans in order."""
        spans = [(session.span_opens_at, session.span_closes_at) for session in sessions]
        return merged((opens, end) for opens, end in spans if opens and end and end > self._now)

    def _group_note(self, group: Group) -> str:
        if group.kind is Kind.PAST:
            return "! over: r plans again"
        if group.kind is Kind.LATER:
            opens = [card.span_opens_at for card in group.sessions if card.span_opens_at]
            return f"from {moment(min(opens), self._now, self._here)}" if opens else ""
        return ""

    def _ink(self, group: Group) -> str:
        return self._looks.warn if group.kind is Kind.PAST else self._looks.muted

    def detail(self, row: GroupRow) -> Content:
        """Return the full name, `under way by ann · 3 of 25 done · until 21:00`, and a warning."""
        name = clean(row.name)
        if isinstance(row, Group):
            left = f" · {many(row.leads, 'lead')}" if row.kind is not Kind.DONE else ""
            text = f"{_session_count(row)}{left} · Enter folds and unfolds"
            warning = "Their time is over: r plans them again" if row.kind is Kind.PAST else ""
        else:
            text, warning = self._session_detail(row)
        end = f"\n{warning}" if warning else ""
        return Content.assemble((name, "bold"), f"\n{text}", (end, self._looks.warn))

    def _session_detail(self, session: SessionCard) -> tuple[str, str]:
        """Return the detail line and the warning ("" for none)."""
        lost = self._lost.get(session.session_id, 0)
        late = is_late(session, self._now)
        parts = [
            state_words(session, self._now),
            worked_words(session),
            span_words(session, self._now, self._here) if not late else "",
            best_span_words(session, self._here) if not late else "",
            clean(session.list_name) if session.list_name not in session.name else "",
        ]
        warning = ""
        if late:
            warning = "its time is over: r plans it again"
        elif lost:
            warning = f"{many(lost, 'lead')} can no longer be called then: r plans again"
        return " · ".join(part for part in parts if part), warning


def _longest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def _has_head(group: Group) -> bool:
    return group.kind is not Kind.TODAY or len(group.sessions) > 1


def _is_begun(session: SessionCard) -> bool:
    return session.done > 0 and session.status is not SessionStatus.DONE


def _session_count(group: Group) -> str:
    return many(len(group.sessions), "session")


def _progress(row: GroupRow) -> str:
    """Return `3/25`: leads done, of those of the session or of the whole group."""
    cards = row.sessions if isinstance(row, Group) else (row,)
    return f"{sum(card.done for card in cards):,}/{sum(card.size for card in cards):,}"
