"""What stands in place of a lead: when somebody may be called, and what to do until then."""

from datetime import datetime, timedelta
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size

from console.cards.lanes import Lanes
from console.cards.session import SessionCard
from console.cards.waiting import Nobody
from console.tui.looks import Looks, joined
from console.tui.widgets.band import Banner
from console.tui.widgets.lane_rows import lane_rows
from console.tui.widgets.number_panel import big
from console.tui.widgets.panels import Panel, pad, pad_left, stack_panels
from console.tui.widgets.reason_rows import reason_rows
from console.tui.widgets.text_widget import Drawn
from console.view.cleaning import clean
from console.view.clocks import moment, span, stopwatch
from console.view.counts import many
from console.view.lane_words import best_hours
from console.view.pace import away_words
from console.view.waiting import (
    Row,
    coming_words,
    elsewhere_lines,
    free_words,
    meanwhile,
    nobody_advice,
    nobody_rows,
)

EMPTY = Banner("EMPTY", "", "There are no leads yet.", "Bring a list in, or look around first.", "")
OPENING = Banner("OPENING", "", "Opening the list …", "", "")
DONE = Banner("DONE", "", "The session is done.", "Space brings the next lead, l the plan.", "")

LEAST = 2
"""Rows that the reasons get beside the lanes."""

LANES = "When leads may be called · your clock"


class Idle(NamedTuple):
    """`said` comes first. `keys` are (key, what it is called, what it is good for)."""

    said: tuple[str, ...] = ()
    lanes: Lanes | None = None
    reasons: tuple[Row, ...] = ()
    keys: tuple[tuple[str, str, str], ...] = ()
    keys_title: str = "Meanwhile"
    figures: str = ""
    now: datetime | None = None
    """To the minute."""
    here: str = ""


class IdlePanel(Drawn[Idle]):
    def draw(self, size: Size, value: Idle) -> Content:
        looks, width = self.looks, max(1, size.width - 2)
        height = size.height
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
        keys = [_key_row(*key, width, looks) for key in value.keys]
        reasons = reason_rows(value.reasons, width, looks)
        lanes: list[Content] = []
        if value.lanes is not None and value.now is not None:
            room = height - len(said) - 2 - (min(len(reasons), LEAST) + 1 if reasons else 0)
            lanes = lane_rows(value.lanes, value.now, value.here, width, max(5, room), looks)
            best = best_hours(value.lanes, value.here)
            if lanes and len(value.lanes.lanes) > 1 and len(lanes) + 2 < room:
                lanes += [Content.styled(best, looks.muted)]
        panels = [
            Panel("", said, len(said)),
            Panel(LANES, lanes, len(lanes)),
            Panel("Held back for other reasons", reasons, LEAST),
            Panel(value.keys_title, keys, len(keys)),
        ]
        return stack_panels(panels, size.width, height, looks, indent=1)


def nobody_banner(nobody: Nobody, now: datetime, here: str) -> Banner:
    """`12 leads open at 09:00 Denver (11:00 here)`."""
    if nobody.barred:
        return Banner("BLOCKED", "", clean(nobody.barred), "", "")
    whose = "In this session: " if nobody.elsewhere else ""
    advice = nobody_advice(nobody, now, here).removesuffix(" Until then:")
    if nobody.opens_at is None:
        return Banner("NOBODY", "", f"{whose}nobody may be called.".capitalize(), advice, "")
    if nobody.opens_at <= now:
        return Banner("NOBODY", "", "Somebody may be called again: looking.", "", "")
    coming = coming_words(nobody, now, here)
    return Banner("NOBODY", f"for {span(nobody.opens_at - now)}", f"{whose}{coming}", advice, "")


def nobody_idle(nobody: Nobody, lanes: Lanes | None, now: datetime, here: str) -> Idle:
    """A reason that a lane shows the end of is told by the lane."""
    has_lanes = lanes is not None and bool(lanes.lanes)
    ends = lanes.start + timedelta(hours=lanes.hours) if lanes is not None else now
    told = nobody_rows(nobody, now, here, beside_lanes_until=ends if has_lanes else None)
    return Idle(
        tuple(elsewhere_lines(nobody)),
        lanes,
        told,
        tuple((key.shown, key.label, good_for) for key, good_for in meanwhile(nobody)),
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def empty_idle() -> Idle:
    return Idle(
        keys=(
            ("i", "Import", "brings a list in: you see what is in it before anything is written"),
            ("", "", "from the shell: smiledial import FILE.csv"),
            ("", "", "invented people to look around on: smiledial demo"),
        ),
        keys_title="Now",
    )


def offer_banner(
    offer: SessionCard, now: datetime, here: str, *, is_paused: bool, early: int
) -> Banner:
    """`early` of its leads may be called before it opens for all of them."""
    opens, closes = offer.span_opens_at, offer.span_closes_at
    is_ahead = opens is not None and opens > now and not early
    word = "is the next session." if is_ahead else "is ready for you."
    word = "waits where you left it." if is_paused else word
    told = f"{many(offer.left, 'lead')} to call"
    if opens is not None and early:
        told = f"{early} of {many(offer.left, 'lead')} may be called now"
        told += f", all of them from {moment(opens, now, here)}" if early < offer.left else ""
    elif opens is not None and closes is not None:
        until = moment(closes, now, here)
        if is_ahead:
            told += f", open {moment(opens, now, here)} to {until}"
        else:
            told += f", all of them open until {until}"
    sign = "PAUSED" if is_paused else "SOON" if is_ahead else "READY"
    rest = f"in {span(opens - now)}" if opens is not None and is_ahead else ""
    return Banner(sign, rest, f"{clean(offer.name)} {word}", f"{told}.", "")


def offer_idle(
    lanes: Lanes | None, now: datetime, here: str, *, is_paused: bool, free: int
) -> Idle:
    return Idle(
        said=(f"{free_words(free)} Space brings the first.",) if free else (),
        lanes=lanes,
        keys=(
            ("Enter", "Start", "goes on with it" if is_paused else "starts it"),
            ("l", "Sessions", "shows all sessions"),
        ),
        keys_title="Now",
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def done_idle(lanes: Lanes | None, now: datetime, here: str) -> Idle:
    """No session is planned that Enter could start."""
    return Idle(
        said=(),
        lanes=lanes,
        keys=(("Space", "Next lead", "looks for one"), ("l", "Sessions", "plans the rest")),
        keys_title="Now",
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def away_banner(since: datetime, now: datetime, break_length: int) -> Banner:
    told = away_words(since, now, break_length)
    return Banner("AWAY", "", f"{told}.", "Any key brings you back.", "")


def away_idle(since: datetime, now: datetime, session: str) -> Idle:
    kept = f"{clean(session)} waits for you; the" if session else "The"
    return Idle(said=(f"{kept} lead was let go.",), figures=stopwatch(now - since))


def _key_row(key: str, label: str, good_for: str, width: int, looks: Looks) -> Content:
    row = joined(
        [(pad_left(key, 6), looks.key), ("  ", ""), (pad(label, 11), ""), (good_for, looks.muted)]
    )
    return row.truncate(width, ellipsis=True) if row.cell_length > width else row
