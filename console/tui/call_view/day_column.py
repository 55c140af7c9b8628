"""The column with the agent's day: next leads, calls by the hour, outcomes, callbacks, sessions."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.agent_day import Progress
from console.cards.lead import CallResult
from console.cards.lead_context import Beside, MadeCall, NextLead
from console.cards.promises import CallbackCard
from console.cards.waiting import SessionCard
from console.rules.times.windows import zone_name
from console.tui.drawing.looks import Looks, fit_session, joined
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.panels import Panel, hairline, pad, pad_left, stack_panels
from console.tui.widgets.pressable import pressable
from console.tui.widgets.rows import session_sign
from console.tui.widgets.text_widget import Drawn, in_rows, stack
from console.view.call.call import SIGNS, by_hour, hour_words, noes_in, sign_of
from console.view.keys.key import Key, State
from console.view.lead.callbacks import whose_is
from console.view.sessions.waiting import is_held
from console.view.text.cleaning import clean
from console.view.text.clocks import (
    hour_head,
    moment,
    overdue,
    short_span,
    time_words,
    weekday_time,
)
from db.enums import SessionStatus

OPEN = "open"

NEXT, CLOSES, TODAY = "Up next", "closes in", "Today, call by call"
ENDINGS, ENDED = "How it ends · today", "How they ended"

QUARTER = 900
"""Seconds per cell of the bar that shows how long a lead can still be called."""

BAR, SHORT_BAR = 10, 6
"""Cells of that bar."""

NAME_WIDTH = 24
"""The most cells that a name takes before its zone gets any."""

TIME_WIDTH = 9
"""Cells of `11 h 59`, with the space before it."""

OTHER_ROWS = 5
"""Rows above the outcomes besides leads and hours: two titles, the noes, two gaps."""

LEAST, MOST_LEADS, MOST_HOURS = 2, 6, 10
"""The fewest rows for leads and hours, and the most of each."""

SQUARES = 16
"""The most squares of an outcome; with more calls a square stands for several."""


class Day(NamedTuple):
    """What the column shows."""

    beside: Beside
    endings: tuple[Key, ...]
    """The keys of the outcomes that end a call, () if they stand under the script."""
    is_on_call: bool
    is_before_call: bool
    """Whether the keys that record a request without a call work."""
    noes: int
    no_goal: int
    session_id: int
    """The session under way, 0 for none."""
    me: str
    now: datetime
    """The start of the present minute: seconds would repaint the column every second."""
    minute_end: datetime
    """The end of the present minute. Times left are counted from here, so rounded down."""
    here: str


def day_of(
    beside: Beside,
    endings: tuple[Key, ...],
    progress: Progress,
    me: str,
    now: datetime,
    here: str,
    *,
    is_on_call: bool,
    is_before_call: bool,
) -> Day:
    """Return what the column shows."""
    minute = now.replace(second=0, microsecond=0)
    return Day(
        beside=beside,
        endings=endings,
        is_on_call=is_on_call,
        is_before_call=is_before_call,
        noes=noes_in(beside.calls),
        no_goal=progress.no_goal,
        session_id=progress.session.session_id if progress.session else 0,
        me=me,
        now=minute,
        minute_end=minute if now == minute else minute + timedelta(minutes=1),
        here=here,
    )


class DayColumn(Drawn[Day]):
    """The column. The panels above the outcomes are fixed, so that outcomes keep their rows."""

    def draw(self, size: Size, value: Day) -> Content:
        looks, width = self.looks, size.width
        upcoming = next_rows(value.beside.next_leads, value.now, value.minute_end, width, looks)
        promised = Panel("Promised", _promised_rows(value, width, looks), 2)
        sessions = Panel("Sessions", _session_rows(value, width, looks), 2, "opens  done")
        if not value.endings:
            # No key stands here: panels move when a call adds a row, and empty ones are left out.
            today = _today_rows(value, width, looks) if value.beside.calls else []
            signs = [joined(legend_pieces(looks, [sign])) for sign in SIGNS]
            today += in_rows(signs, "  ", width) if today else []
            panels = [Panel(NEXT, upcoming[:MOST_LEADS], 3, CLOSES), Panel(TODAY, today, 2)]
            panels += [Panel(ENDED, _count_rows(value, width, looks), 2), promised, sessions]
            return stack_panels(panels, width, size.height, looks)
        endings = _ending_rows(value, width, looks)
        spare = size.height - len(endings) - 1 - OTHER_ROWS
        if spare < LEAST or not shows_endings(size.height, value.endings):
            panels = [
                Panel(ENDINGS, endings, len(endings)),
                Panel(NEXT, upcoming, 3, CLOSES),
                Panel(TODAY, _today_rows(value, width, looks), 2),
                promised,
                sessions,
            ]
            # Without room for every outcome the footer lists them instead.
            panels = panels if shows_endings(size.height, value.endings) else panels[1:]
            return stack_panels(panels, width, size.height, looks)
        leads = min(MOST_LEADS, max(1, spare * 2 // 5))
        hours = min(MOST_HOURS, max(1, spare // 3))
        rows = [
            hairline(NEXT, width, looks, end=CLOSES),
            *_fill_rows(upcoming[:leads], leads + 1),
            hairline(TODAY, width, looks),
            *(today := _today_rows(value, width, looks, hours)),
            *_coming_hours(value, hours + 1 - len(today), looks),
            Content(""),
            hairline(ENDINGS, width, looks),
            *endings,
        ]
        left = size.height - len(rows) - 1  # one row is the gap above the next panels
        if left > LEAST:
            rows += [Content(""), stack_panels([promised, sessions], width, left, looks)]
        return stack(rows)


def _fill_rows(rows: list[Content], height: int) -> list[Content]:
    return [*rows, *[Content("")] * (height - len(rows))]


def shows_endings(height: int, endings: Sequence[Key]) -> bool:
    """Return whether the column has room for every outcome, so that the footer needs none."""
    return height >= len(endings) + 1


def next_rows(
    leads: Sequence[NextLead], now: datetime, minute_end: datetime, width: int, looks: Looks
) -> list[Content]:
    """Return a row for each of the next leads: name, zone, and how long they can be called.

    A bar shows that time too, unless every lead would have a full one.
    """
    rows = []
    name_width = min(NAME_WIDTH, max((cell_len(clean(lead.name)) for lead in leads), default=0))
    zones = [zone_name(lead.zone, now) for lead in leads]
    zone_width = max(map(cell_len, zones), default=0)
    times_left = [(lead.closes_at - minute_end) if lead.closes_at else None for lead in leads]
    length = BAR if width - TIME_WIDTH - 4 - name_width - zone_width >= BAR else SHORT_BAR
    if all(left is None or left.total_seconds() >= length * QUARTER for left in times_left):
        length = 0
    gap = "  " if length else ""
    if name_width + 2 + zone_width + len(gap) + length + TIME_WIDTH > width:
        zone_width = 0  # a whole name is worth more than a zone that is cut
    for lead, zone, left in zip(leads, zones, times_left, strict=True):
        minutes = max(0, int(left.total_seconds()) // 60) if left else 0
        # Rounded up: a lead that can be called for a minute still has a cell.
        cells = length if left is None else min(length, -(-minutes * 60 // QUARTER))
        is_soon = left is not None and minutes < 60
        ink = looks.warn if is_soon else looks.fill_good
        time_left = short_span(minutes) if left else "–"
        room = width - (zone_width and zone_width + 2) - len(gap) - length - TIME_WIDTH
        rows.append(
            joined(
                [
                    (pad(clean(lead.name) or "(no name)", room), ""),
                    ("  " if zone_width else "", ""),
                    (pad(zone, zone_width), looks.muted),
                    (gap, ""),
                    ("━" * cells, ink),
                    ("·" * (length - cells), looks.faint),
                    (pad_left(time_left, TIME_WIDTH), looks.warn if is_soon else ""),
                ]
            )
        )
    return rows


def ink_of(came: CallResult, looks: Looks) -> str:
    """Return the style of a call by its result."""
    return {
        CallResult.YES: looks.chip_yes,
        CallResult.NO: looks.accent,
        CallResult.CALLBACK: looks.clock,
        CallResult.NEVER_AGAIN: looks.bad,
        CallResult.TALK: "",
        CallResult.NOTHING: looks.muted,
    }[came]


def strip_pieces(calls: Sequence[MadeCall], looks: Looks) -> list[Piece]:
    """Return a cell for each call: the key that ended it, or a block if nobody was reached."""
    return [(sign_of(call), ink_of(call.result, looks)) for call in calls]


def legend_pieces(
    looks: Looks, signs: Sequence[tuple[str, str, CallResult]] = SIGNS
) -> list[Piece]:
    """Return `▁ nobody  ▃ machine/desk  n no  c promised  y yes`, each sign in its color."""
    pieces: list[Piece] = []
    for sign, word, result in signs:
        gap = "  " if pieces else ""
        pieces += [(gap, ""), (sign, ink_of(result, looks)), (f" {word}", looks.muted)]
    return pieces


def _today_rows(value: Day, width: int, looks: Looks, hours: int = MOST_HOURS) -> list[Content]:
    """Return the bar of noes, and a row for each of the last hours with calls."""
    rows = [gauge(value.noes, value.no_goal, width, looks)]
    for hour, calls in by_hour(value.beside.calls, value.here)[-hours:]:
        dials, talks = hour_words(calls)
        counts = f"{dials:>9}{talks:>9}"
        room = max(0, width - len(counts) - 4)
        pieces = strip_pieces(calls[-room:] if room else [], looks)
        rows.append(
            joined(
                [
                    (f"{hour}  ", looks.muted),
                    *pieces,
                    (" " * max(0, room - len(pieces)), ""),
                    (counts, looks.muted),
                ]
            )
        )
    return rows


def _coming_hours(value: Day, count: int, looks: Looks) -> list[Content]:
    """Return empty rows for the coming hours, so that their calls won't move the rows below."""
    zone = ZoneInfo(value.here)
    now = value.now.astimezone(zone)
    has_row = any(
        hour_head(now.hour) == hour for hour, _ in by_hour(value.beside.calls, value.here)[-1:]
    )
    first = now.hour + has_row  # the current hour has a row if there was a call in it
    hours = range(first, first + count)
    return [Content.styled(hour_head(hour) if hour < 24 else "", looks.muted) for hour in hours]


def gauge(noes: int, goal: int, width: int, looks: Looks) -> Content:
    """Return the bar of noes: a square for each no, up to the goal of the day."""
    count = f"{noes} of {goal}"
    room = max(4, min(goal, width - len(count) - 7))
    # Rounded up, so that the first no already fills a square.
    filled = min(room, -(-noes * room // goal) if goal else 0)
    return joined(
        [
            ("noes ", looks.muted),
            ("■" * filled, looks.fill_accent),
            ("□" * (room - filled), looks.faint),
            (pad_left(count, max(len(count) + 1, width - room - 5)), "bold"),
        ]
    )


def _count_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    """Return a row for each outcome of today's calls, the commonest first: squares, the count."""
    calls = [call for call in value.beside.calls if call.outcome]
    counts = Counter((clean(call.label), call.result) for call in calls)
    name_width = min(20, max((cell_len(label) for label, _ in counts), default=0))
    room = max(1, width - name_width - 8)
    most = max(counts.values(), default=0)
    return [
        joined(
            [
                (pad(label, name_width + 2), ""),
                (
                    "■" * (squares := count if most <= room else -(-count * room // most)),
                    looks.good if came is CallResult.YES else ink_of(came, looks),
                ),
                (pad_left(f"{count:,}", width - name_width - 2 - squares), "bold"),
            ]
        )
        for (label, came), count in counts.most_common()
    ]


def _ending_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    """Return a row for each outcome: key, name, a square for each call today, their count."""
    counts: dict[str, int] = {}
    for call in value.beside.calls:
        counts[call.outcome] = counts.get(call.outcome, 0) + 1
    most = max(counts.values(), default=0)
    results = {call.outcome: call.result for call in value.beside.calls}
    name_width = min(20, max((cell_len(key.label) for key in value.endings), default=0))
    rows = []
    for key in value.endings:
        count = counts.get(key.outcome, 0)
        room = max(0, min(SQUARES, width - name_width - 12))
        # If the largest count has no room, scale all of them, rounded up: one call keeps a square.
        squares = count if most <= room else -(-count * room // most)
        came = results.get(key.outcome, CallResult.NOTHING)
        ink = looks.good if came is CallResult.YES else ink_of(came, looks)
        bars = key.result is CallResult.NEVER_AGAIN and State.READY in key.on
        is_on = value.is_on_call or (value.is_before_call and bars)
        chip = looks.muted
        if is_on:
            chip = looks.chip_of(key.result) if value.is_on_call else f"bold {looks.bad}"
        style = "bold" if is_on else ("" if count else looks.muted)
        words = joined([(f" {key.shown} ", chip), (" ", ""), (pad(key.label, name_width), style)])
        words = pressable(words, key) if is_on else words
        rows.append(
            Content.assemble(
                words,
                joined(
                    [
                        ("  ", ""),
                        ("■" * squares, ink),
                        (
                            pad_left(
                                f"{count:,}" if count else "·", width - name_width - 6 - squares
                            ),
                            "bold" if count else looks.faint,
                        ),
                    ]
                ),
            )
        )
    return rows


def _promised_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    return promised_rows(value.beside.promised, value.now, value.here, value.me, width, looks)


def promised_rows(
    callbacks: Sequence[CallbackCard], now: datetime, here: str, me: str, width: int, looks: Looks
) -> list[Content]:
    """Return a row for each callback: when, with whom, and whose it is if not the agent's own.

    A wide row has the person's title and firm, and what was noted, too.
    """
    times = [
        overdue(now - callback.due_at)
        if callback.due_at <= now
        else moment(callback.due_at, now, here)
        for callback in callbacks
    ]
    owners = [whose_is(callback, me) for callback in callbacks]
    owners = ["" if owner == "mine" else owner for owner in owners]
    time_width = max(map(cell_len, times), default=0) + 2
    owner_width = max((cell_len(owner) + 2 for owner in owners if owner), default=0)
    room = max(0, width - 2 - time_width - owner_width)
    name = NAME_WIDTH if room >= 2 * NAME_WIDTH else room
    rows = []
    for callback, time, owner in zip(callbacks, times, owners, strict=True):
        is_due = callback.due_at <= now
        about = " · ".join(filter(None, (clean(callback.headline), clean(callback.note))))
        rows.append(
            joined(
                [
                    ("! " if is_due else "  ", looks.alarm),
                    (pad(time, time_width), looks.warn if is_due else looks.clock),
                    (pad(clean(callback.name), name), "bold" if is_due else ""),
                    (pad(about, room - name), looks.muted),
                    (pad_left(owner, owner_width), looks.muted),
                ]
            )
        )
    return rows


def _session_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    """Return a row for each open session, without the one under way: the top line shows that."""
    sessions = [
        session
        for session in value.beside.sessions
        if session.session_id != value.session_id and session.status is not SessionStatus.DONE
    ]
    times = [_opening_words(session, value) for session in sessions]
    counts = [f"{session.done}/{session.size}" for session in sessions]
    count_width = max(map(cell_len, counts), default=0) + 2
    rooms = [width - 4 - cell_len(time) - count_width for time in times]
    return [
        Content.assemble(
            Content.styled("○", looks.muted)
            if is_held(session, value.now)
            else session_sign(session.status),
            " ",
            pad(fit_session(clean(session.name), room), room),
            (f"  {time}", looks.good if time == OPEN else looks.muted),
            (pad_left(count, count_width), looks.muted),
        )
        for session, time, count, room in zip(sessions, times, counts, rooms, strict=True)
    ]


def _opening_words(session: SessionCard, value: Day) -> str:
    """Return `open`, `over`, or the hour when the session opens; "" if it has no hours."""
    opens, closes = session.span_opens_at, session.span_closes_at
    if opens is None or closes is None:
        return ""
    if closes <= value.now:
        return "over"
    return OPEN if opens <= value.now else _day_time(opens, value)


def _day_time(at: datetime, value: Day) -> str:
    """Return `17:00`, or `Thu 02:00` for another day."""
    zone = ZoneInfo(value.here)
    local = at.astimezone(zone)
    is_today = local.date() == value.now.astimezone(zone).date()
    return time_words(local) if is_today else weekday_time(local)
