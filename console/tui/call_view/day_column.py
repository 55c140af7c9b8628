"""The agent's day, from 120 cells: who comes next, the calls, how they end, the callbacks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.agent_day import Progress
from console.cards.lead_context import Beside, MadeCall, NextLead
from console.cards.session import SessionCard
from console.rules.times.zone_names import zone_name
from console.tui.drawing.looks import Looks, fit_session, joined
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.panels import Panel, hairline, pad, pad_left, stack_panels
from console.tui.widgets.rows import session_sign
from console.tui.widgets.text_widget import Drawn, stack
from console.view.call.call import CallResult, by_hour, hour_words, noes_in, result_of, sign_of
from console.view.keys.key import Key
from console.view.lead.callbacks import whose_is
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, overdue, short_span
from db.enums import SessionStatus

# Who comes next in the session, and for how long each may still be called.


QUARTER = 900
"""Seconds of a cell of the bar that says how long somebody may still be called."""

BAR, SHORT_BAR = 10, 6

NAME = 24
"""Cells that a name gets before a town gets any."""

WHEN = 9
"""Cells of `11 h 59`, with the space before it."""


def next_rows(
    found: Sequence[NextLead], now: datetime, ends: datetime, width: int, looks: Looks
) -> list[Content]:
    """A bar where its scale says something: all of more than two hours and a half are alike."""
    rows = []
    longest = min(NAME, max((cell_len(clean(one.name)) for one in found), default=0))
    zones = [zone_name(one.zone, now) for one in found]
    place_width = max(map(cell_len, zones), default=0)
    lefts = [(one.closes_at - ends) if one.closes_at else None for one in found]
    length = BAR if width - WHEN - 4 - longest - place_width >= BAR else SHORT_BAR
    if all(left is None or left.total_seconds() >= length * QUARTER for left in lefts):
        length = 0
    gap = "  " if length else ""
    if longest + 2 + place_width + len(gap) + length + WHEN > width:
        place_width = 0  # a zone cut short says less than a name in full
    for one, zone, left in zip(found, zones, lefts, strict=True):
        minutes = max(0, int(left.total_seconds()) // 60) if left else 0
        cells = length if left is None else min(length, -(-minutes * 60 // QUARTER))
        is_soon = left is not None and minutes < 60
        ink = looks.warn if is_soon else looks.fill_good
        when = short_span(minutes) if left else "–"
        room = width - (place_width and place_width + 2) - len(gap) - length - WHEN
        rows.append(
            joined(
                [
                    (pad(clean(one.name) or "(no name)", room), ""),
                    ("  " if place_width else "", ""),
                    (pad(zone, place_width), looks.muted),
                    (gap, ""),
                    ("━" * cells, ink),
                    ("·" * (length - cells), looks.faint),
                    (pad_left(when, WHEN), looks.warn if is_soon else ""),
                ]
            )
        )
    return rows


OPEN = "open"

NEXT, TODAY = "Up next · closes in", "Today, call by call"

ABOVE = 5
"""Rows above how a call ends that are no lead and no hour: two titles, the noes, two gaps."""

LEAST, MOST_LEADS, MOST_HOURS = 2, 6, 10

SQUARES = 16
"""Calls that an ending shows as a square each."""


class Day(NamedTuple):
    beside: Beside
    endings: tuple[Key, ...]
    is_on_call: bool
    noes: int
    no_goal: int
    session_id: int
    me: str
    now: datetime
    """To the minute."""
    ends: datetime
    """Of that minute, where it has begun: what is left is rounded down, as in the band."""
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
) -> Day:
    minute = now.replace(second=0, microsecond=0)
    return Day(
        beside,
        endings,
        is_on_call,
        noes_in(beside.calls),
        progress.no_goal,
        progress.session.session_id if progress.session else 0,
        me,
        minute,
        minute if now == minute else minute + timedelta(minutes=1),
        here,
    )


class DayColumn(Drawn[Day]):
    """How a call ends stands in the same rows on every call: what is above it has fixed room."""

    def draw(self, size: Size, value: Day) -> Content:
        looks, width = self.looks, size.width
        endings = _ending_rows(value, width, looks)
        upcoming = next_rows(value.beside.next_leads, value.now, value.ends, width, looks)
        promised = Panel("Promised", _promised_rows(value, width, looks), 2)
        sessions = Panel("Sessions", _session_rows(value, width, looks), 2)
        spare = size.height - len(endings) - 1 - ABOVE
        if spare < LEAST or not shows_endings(size.height, value.endings):
            panels = [
                Panel("How it ends · today", endings, len(endings)),
                Panel(NEXT, upcoming, 3),
                Panel(TODAY, _today_rows(value, width, looks), 2),
                promised,
                sessions,
            ]
            shown = panels if shows_endings(size.height, value.endings) else panels[1:]
            return stack_panels(shown, width, size.height, looks)
        leads = min(MOST_LEADS, max(1, spare * 2 // 5))
        hours = min(MOST_HOURS, max(1, spare // 3))
        rows = [
            hairline(NEXT, width, looks),
            *_in_room(upcoming[:leads], leads + 1),
            hairline(TODAY, width, looks),
            *(today := _today_rows(value, width, looks, hours)),
            *_coming(value, hours + 1 - len(today), looks),
            Content(""),
            hairline("How it ends · today", width, looks),
            *endings,
        ]
        left = size.height - len(rows) - 1
        if left > LEAST:
            rows += [Content(""), stack_panels([promised, sessions], width, left, looks)]
        return stack(rows)


def _in_room(rows: list[Content], room: int) -> list[Content]:
    return [*rows, *[Content("")] * (room - len(rows))]


def shows_endings(height: int, endings: Sequence[Key]) -> bool:
    """Whether the column has room for every ending, so that the footer need not have any."""
    return height >= len(endings) + 1


def ink_of(came: CallResult, looks: Looks) -> str:
    return {
        CallResult.YES: looks.chip_yes,
        CallResult.NO: looks.accent,
        CallResult.CALLBACK: looks.clock,
        CallResult.NEVER_AGAIN: looks.bad,
        CallResult.TALK: "",
        CallResult.NOTHING: looks.muted,
    }[came]


def strip_pieces(calls: Sequence[MadeCall], looks: Looks) -> list[Piece]:
    """A cell a call."""
    return [(sign_of(call), ink_of(result_of(call), looks)) for call in calls]


def _today_rows(value: Day, width: int, looks: Looks, hours: int = MOST_HOURS) -> list[Content]:
    """The noes, and the last hours with calls."""
    rows = [gauge(value.noes, value.no_goal, width, looks)]
    for hour, calls in by_hour(value.beside.calls, value.here)[-hours:]:
        dials, talks = hour_words(calls)
        told = f"{dials:>9}{talks:>9}"
        room = max(0, width - len(told) - 4)
        pieces = strip_pieces(calls[-room:] if room else [], looks)
        used = len(pieces)
        rows.append(
            joined(
                [
                    (f"{hour}  ", looks.muted),
                    *pieces,
                    (" " * max(0, room - used), ""),
                    (told, looks.muted),
                ]
            )
        )
    return rows


def _coming(value: Day, count: int, looks: Looks) -> list[Content]:
    """Hours without a call as yet, from the one that runs: their rows are kept for them."""
    zone = ZoneInfo(value.here)
    now = value.now.astimezone(zone)
    is_in = any(f"{now:%H}" == hour for hour, _ in by_hour(value.beside.calls, value.here)[-1:])
    first = now.hour + is_in
    hours = range(first, first + count)
    return [Content.styled(f"{hour:02}" if hour < 24 else "", looks.muted) for hour in hours]


def gauge(noes: int, goal: int, width: int, looks: Looks) -> Content:
    """A square a no toward the goal."""
    told = f"{noes} of {goal}"
    room = max(4, min(goal, width - len(told) - 7))
    filled = min(room, -(-noes * room // goal) if goal else 0)
    return joined(
        [
            ("noes ", looks.muted),
            ("■" * filled, looks.fill_accent),
            ("□" * (room - filled), looks.faint),
            (pad_left(told, max(len(told) + 1, width - room - 5)), "bold"),
        ]
    )


def _ending_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    """Menu and tally at once: an ending's key, its name, a square a call, the count."""
    counts: dict[str, int] = {}
    for call in value.beside.calls:
        counts[call.outcome] = counts.get(call.outcome, 0) + 1
    most = max(counts.values(), default=0)
    samples = {call.outcome: result_of(call) for call in value.beside.calls}
    name_width = min(20, max((cell_len(one.label) for one in value.endings), default=0))
    rows = []
    for key in value.endings:
        count = counts.get(key.outcome, 0)
        room = max(0, min(SQUARES, width - name_width - 12))
        squares = count if most <= room else -(-count * room // most)
        came = samples.get(key.outcome, CallResult.NOTHING)
        ink = looks.good if came is CallResult.YES else ink_of(came, looks)
        chip = looks.chip_key if value.is_on_call else looks.muted
        name = "bold" if value.is_on_call else ("" if count else looks.muted)
        rows.append(
            joined(
                [
                    (f" {key.shown} ", chip),
                    (" ", ""),
                    (pad(key.label, name_width), name),
                    ("  ", ""),
                    ("■" * squares, ink),
                    (
                        pad_left(f"{count:,}" if count else "·", width - name_width - 6 - squares),
                        "bold" if count else looks.faint,
                    ),
                ]
            )
        )
    return rows


def _promised_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    """When, who and whose; the names have what the others leave."""
    promised, now = value.beside.promised, value.now
    whens = [
        overdue(now - one.due_at) if one.due_at <= now else moment(one.due_at, now, value.here)
        for one in promised
    ]
    whose = ["" if (told := whose_is(one, value.me)) == "mine" else told for one in promised]
    when_width = max(map(cell_len, whens), default=0) + 2
    whose_width = max((cell_len(told) + 2 for told in whose if told), default=0)
    rows = []
    for one, when, told in zip(promised, whens, whose, strict=True):
        is_due = one.due_at <= now
        rows.append(
            joined(
                [
                    ("! " if is_due else "  ", looks.alarm),
                    (pad(when, when_width), looks.warn if is_due else looks.clock),
                    (
                        pad(clean(one.name), max(0, width - 2 - when_width - whose_width)),
                        "bold" if is_due else "",
                    ),
                    (pad_left(told, whose_width), looks.muted),
                ]
            )
        )
    return rows


def _session_rows(value: Day, width: int, looks: Looks) -> list[Content]:
    """Those beside the one under way, which the top line shows; columns as wide as what is in."""
    shown = [
        one
        for one in value.beside.sessions
        if one.session_id != value.session_id and one.status is not SessionStatus.DONE
    ]
    whens = [_opens(one, value) for one in shown]
    counts = [f"{one.done}/{one.size}" for one in shown]
    when_width = max(map(cell_len, whens), default=0) + 2
    count_width = max(map(cell_len, counts), default=0) + 2
    room = width - 2 - when_width - count_width
    return [
        Content.assemble(
            session_sign(one.status),
            " ",
            pad(fit_session(clean(one.name), room), room),
            (pad_left(when, when_width), looks.good if when == OPEN else looks.muted),
            (pad_left(count, count_width), looks.muted),
        )
        for one, when, count in zip(shown, whens, counts, strict=True)
    ]


def _opens(session: SessionCard, value: Day) -> str:
    opens, closes = session.span_opens_at, session.span_closes_at
    if opens is None or closes is None:
        return ""
    if closes <= value.now:
        return "over"
    return OPEN if opens <= value.now else _day_time(opens, value)


def _day_time(at: datetime, value: Day) -> str:
    """`17:00`, and of another day `Thu 02:00`."""
    zone = ZoneInfo(value.here)
    local = at.astimezone(zone)
    is_today = local.date() == value.now.astimezone(zone).date()
    return f"{local:%H:%M}" if is_today else f"{local:%a %H:%M}"
