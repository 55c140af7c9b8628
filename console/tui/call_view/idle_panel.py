"""What stands in place of a lead: when somebody may be called, and what to do until then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead_context import Meanwhile, UpcomingLead
from console.cards.session import SessionCard
from console.cards.waiting import Blocked, Lanes, Nobody
from console.tui.call_view.band import Banner
from console.tui.call_view.lane_rows import lane_rows
from console.tui.call_view.number_panel import big
from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.next_rows import briefed_rows
from console.tui.widgets.panels import Panel, pad, pad_left, reason_rows, side_by_side, stack_panels
from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key
from console.view.sessions.lanes import MOST, best_hours, lanes_title
from console.view.sessions.pace import break_left
from console.view.sessions.waiting import (
    ReasonRow,
    blocked_rows,
    coming_words,
    elsewhere_lines,
    free_words,
    meanwhile,
    meanwhile_of_offer,
    nobody_advice,
    objection_at,
    sessions_words,
    when_words,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, span, stopwatch
from console.view.text.counts import many
from console.view.text.styled import capitalized

LEAST = 2
"""Rows that the reasons get beside the lanes."""

WIDE = 118
"""Cells from which who comes first stands beside what can be done meanwhile."""

LOW, FEW_KEYS = 22, 2
"""Rows below which the keys that the footer has too leave their room to who comes first."""

ONE_LEAD = 2
"""Rows of a lead with its notes."""

AROUND = 3
"""Rows of lanes that are no zone's: the hours, what is not shown, the sum."""

GAP = 2
"""Cells between two columns."""

PRACTICE = "They say"


class Idle(NamedTuple):
    """`said` comes first. `keys` are (key, what it is called, what it is good for)."""

    said: tuple[str, ...] = ()
    lanes: Lanes | None = None
    reasons: tuple[ReasonRow, ...] = ()
    keys: tuple[tuple[str, str, str], ...] = ()
    keys_title: str = "Meanwhile"
    figures: str = ""
    now: datetime | None = None
    """To the minute."""
    here: str = ""
    first_title: str = ""
    first: tuple[UpcomingLead, ...] = ()
    """Who comes first, with what is known of them."""
    they_say: str = ""
    """An objection to be answered aloud, "" for none."""


class IdlePanel(Drawn[Idle]):
    def draw(self, size: Size, value: Idle) -> Content:
        looks, width, height = self.looks, size.width, size.height
        tops = self._tops(value, max(1, width - 2), height)
        left = max(40, min(68, width * 2 // 5)) if width >= WIDE and value.first else width
        keys = [row for key in value.keys for row in _key_rows(*key, left - 2, looks)]
        practice = _practice_rows(value.they_say, looks) if value.they_say else []
        lefts = [Panel(value.keys_title, keys, len(keys)), Panel(PRACTICE, practice, len(practice))]
        if left == width:
            if value.first and height < LOW:
                lefts[0] = Panel(value.keys_title, keys[:FEW_KEYS], FEW_KEYS)
            taken = [len(one.rows) + bool(one.title) for one in (*tops, lefts[0]) if one.rows]
            room = height - sum(taken)
            # One lead is worth the blank rows between the panels.
            room = max(room - len(taken), min(room, 1 + ONE_LEAD))
            first = self._first(value, width, room)
            has_room = room > len(first.rows) + len(practice) + (3 if first.rows else 0)
            below = [lefts[0], first, *lefts[1:]] if has_room else [lefts[0], first]
            return stack_panels([*tops, *below], width, height, looks, indent=1)
        above = stack_panels(tops, width, height, looks, indent=1)
        height -= len(above.split("\n", allow_blank=True)) + 1 if above.plain else 0
        right = width - left - GAP
        first = self._first(value, right, height)
        below_it = side_by_side(
            stack_panels(lefts, left, height, looks, indent=1),
            stack_panels([first], right, height, looks, indent=1),
            left + GAP,
        )
        return stack([above, Content(""), below_it] if above.plain else [below_it])

    def _first(self, value: Idle, width: int, height: int) -> Panel:
        rows = briefed_rows(value.first, max(1, width - 2), height - 1, self.looks)
        return Panel(value.first_title, rows, len(rows))

    def _tops(self, value: Idle, width: int, height: int) -> list[Panel]:
        """What is said, when it opens, and what else holds leads back."""
        looks = self.looks
        said = [
            line
            for told in value.said
            for line in Content.styled(told, looks.strong).wrap(width - 1)
        ]
        if value.figures:
            said = [Content.styled(row, f"bold {looks.accent}") for row in big(value.figures)] + [
                Content(""),
                *said,
            ]
        reasons = reason_rows(value.reasons, width, looks)
        lanes: list[Content] = []
        title = f"{lanes_title(value.lanes)} · your clock" if value.lanes is not None else ""
        if value.lanes is not None and value.now is not None:
            room = height - len(said) - 2 - (min(len(reasons), LEAST) + 1 if reasons else 0)
            most = min(max(5, room), max(MOST + AROUND, height // 2))
            lanes = lane_rows(value.lanes, value.now, value.here, width, most, looks)
            best = best_hours(value.lanes, value.now, value.here)
            if lanes and len(value.lanes.lanes) > 1 and len(lanes) + 2 < room:
                lanes += [Content.styled(best, looks.muted)]
        return [
            Panel("", said, len(said)),
            Panel(title, lanes, len(lanes)),
            Panel("Held back for other reasons", reasons, LEAST),
        ]


def _practice_rows(they_say: str, looks: Looks) -> list[Content]:
    """What they say; the answer is hidden behind a key, to be said first."""
    return [
        Content.styled(f"“{they_say}”", looks.alarm),
        joined([("Answer aloud; ", looks.muted), ("j", looks.key), (" shows one.", looks.muted)]),
    ]


def with_meanwhile(idle: Idle, meanwhile: Meanwhile, now: datetime, here: str) -> Idle:
    """The same with who comes first and what to practise."""
    opens_at, objections = meanwhile.opens_at, meanwhile.objections
    when = moment(opens_at, now, here) if opens_at is not None else ""
    at = objection_at(len(objections), now)
    return idle._replace(
        first_title=f"First {when_words(when)} · F4 prepares"
        if when
        else "Its first leads · F4 prepares",
        first=meanwhile.first,
        they_say=clean(objections[at].name) if objections else "",
    )


def nobody_idle(
    nobody: Nobody, lanes: Lanes | None, now: datetime, here: str, today: Mapping[str, str]
) -> Idle:
    """A reason that a lane shows the end of is told by the lane. `today`: see `reasons_today`."""
    told = blocked_rows(nobody.blocked, now, here, beside_lanes_until=_end_of(lanes))
    is_in_band = nobody.opens_at is None and bool(nobody.in_sessions)
    return Idle(
        () if is_in_band or nobody.barred else tuple(elsewhere_lines(nobody)),
        lanes,
        told,
        _named(meanwhile(nobody, today)),
        "Meanwhile" if not nobody.barred else "What works",
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def _end_of(lanes: Lanes | None) -> datetime | None:
    """Until when lanes tell who opens; None where there is none."""
    return lanes.start + timedelta(hours=lanes.hours) if lanes and lanes.lanes else None


def _named(keys: Iterable[tuple[Key, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key.shown, key.label, good_for) for key, good_for in keys)


def empty_idle() -> Idle:
    return Idle(
        keys=(
            ("i", "Import", "brings a list in: you see it before anything is written"),
            ("", "", "from the shell: smiledial import FILE.csv"),
            ("", "", "invented people to look around on: smiledial demo"),
        ),
        keys_title="Now",
    )


def offer_idle(
    offer: SessionCard,
    nobody_until: datetime | None,
    lanes: Lanes | None,
    blocked: Sequence[Blocked],
    now: datetime,
    here: str,
    today: Mapping[str, str],
    *,
    free: int,
) -> Idle:
    """While nobody may be called, what holds whom back, and what to do till then."""
    said = f"{free_words(free)} Space brings the first." if free else ""
    if nobody_until is not None and offer.span_opens_at and nobody_until < offer.span_opens_at:
        said = f"The first may be called {when_words(moment(nobody_until, now, here))}."
    return Idle(
        said=(said,) if said else (),
        lanes=lanes,
        reasons=blocked_rows(blocked, now, here, beside_lanes_until=_end_of(lanes)),
        keys=_named(meanwhile_of_offer(offer, now, here, today)) if nobody_until else (),
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def done_idle(lanes: Lanes | None, now: datetime, here: str) -> Idle:
    """No session is planned that Enter could start."""
    return Idle(lanes=lanes, now=now.replace(second=0, microsecond=0), here=here)


def away_idle(since: datetime, now: datetime, session: str) -> Idle:
    kept = f"{clean(session)} waits for you; the" if session else "The"
    return Idle(said=(f"{kept} lead was let go.",), figures=stopwatch(now - since))


def _key_rows(key: str, label: str, good_for: str, width: int, looks: Looks) -> list[Content]:
    head = joined([(pad_left(key, 6), looks.key), ("  ", ""), (pad(label, 11), "")])
    told = Content.styled(good_for, looks.muted).wrap(max(1, width - head.cell_length))
    first, *more = told or [Content("")]
    return [Content.assemble(head, first), *(row.pad_left(head.cell_length) for row in more)]


# The band where there is no lead: whether anybody may be called, and what comes next.


EMPTY = Banner("EMPTY", "", "There are no leads yet.", "Bring a list in, or look around first.", "")
OPENING = Banner("OPENING", "", "Opening the list …", "", "")
DONE = Banner("DONE", "", "The session is done.", "Space brings the next lead, l the plan.", "")

NAMED = 57
"""Cells for the name of a session and what is said of it, on a terminal of 80."""


def nobody_banner(nobody: Nobody, now: datetime, here: str) -> Banner:
    """`12 leads open at 09:00 Mountain time (11:00 here)`."""
    if nobody.is_reading:
        name, _, advice = clean(nobody.barred).partition(": ")
        return Banner("READ ONLY", "", f"{name}.", capitalized(advice), "")
    if nobody.barred:
        return Banner("BLOCKED", "", clean(nobody.barred), "", "")
    advice = nobody_advice(nobody, now, here).removesuffix(" Until then:")
    if nobody.opens_at is None and nobody.in_sessions:
        told = sessions_words(nobody).partition(":")[0]
        return Banner("NOBODY", "", f"{told}.", advice, "")
    if nobody.opens_at is None:
        whose = "In this session nobody" if nobody.elsewhere else "Nobody"
        return Banner("NOBODY", "", f"{whose} may be called.", advice, "")
    if nobody.opens_at <= now:
        return Banner("NOBODY", "", "Somebody may be called again: looking.", "", "")
    coming = coming_words(nobody, now, here)
    return Banner("NOBODY", f"for {span(nobody.opens_at - now)}", coming, advice, "")


def offer_banner(
    offer: SessionCard,
    nobody_until: datetime | None,
    now: datetime,
    here: str,
    *,
    is_paused: bool,
    early: int,
) -> Banner:
    """`early` of its leads may be called before it opens for all of them."""
    opens, closes = offer.span_opens_at, offer.span_closes_at
    is_ahead = opens is not None and opens > now and not early
    is_over = closes is not None and closes <= now
    word = "is the next session." if is_ahead or is_over else "is ready for you."
    word = "waits where you left it." if is_paused else word
    told = f"{many(offer.left, 'lead')} to call"
    if opens is not None and early:
        told = f"{early} of {many(offer.left, 'lead')} may be called now"
        told += f", all of them from {moment(opens, now, here)}" if early < offer.left else ""
    elif is_over:
        told = f"{many(offer.left, 'lead')} left, whose time is over"
    elif opens is not None and closes is not None:
        until = moment(closes, now, here)
        if is_ahead:
            told += f", open {moment(opens, now, here)} to {until}"
        else:
            told += f", all of them open until {until}"
    name = clean(offer.name)
    if cell_len(name) + 1 + cell_len(word) > NAMED:
        word = word.replace(" for you", "")
    sign = "PAUSED" if is_paused else "LATER" if is_over else "READY"
    if opens is None or not is_ahead:
        return Banner(sign, "", f"{name} {word}", f"{told}.", "")
    if nobody_until is None:
        return Banner("LATER", f"in {span(opens - now)}", f"{name} {word}", f"{told}.", "")
    return Banner("NOBODY", f"for {span(nobody_until - now)}", f"{name} {word}", f"{told}.", "")


def away_banner(since: datetime, now: datetime, break_length: int) -> Banner:
    """The time away stands below it, large."""
    left = break_left(since, now, break_length)
    over = f"The break of {many(break_length, 'minute')} is over." if left == "over" else ""
    return Banner("AWAY", left, "Any key brings you back.", over, "")
