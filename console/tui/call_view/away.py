"""A break: what is left of it, the next promise, and what waits for the agent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from console.cards.agent_day import Progress
from console.cards.promises import AppointmentCard, CallbackCard
from console.cards.waiting import Lanes
from console.tui.call_view.band import Banner
from console.tui.call_view.idle_panel import Figure, Idle
from console.view.sessions.pace import break_left
from console.view.sessions.waiting import promise_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment, span, stopwatch
from console.view.text.counts import many


def away_banner(since: datetime, now: datetime, break_length: int) -> Banner:
    """Return the band of a break."""
    left = break_left(since, now, break_length)
    over = f"The break of {many(break_length, 'minute')} is over." if left == "over" else ""
    return Banner("AWAY", left, "Any key brings you back.", over, "")


def away_idle(
    since: datetime,
    now: datetime,
    progress: Progress | None,
    promise: CallbackCard | AppointmentCard | None,
    lanes: Lanes | None,
    here: str,
    break_length: int,
    *,
    has_day_column: bool,
) -> Idle:
    """Return the panel of a break: what is left of it and the next promise in large figures.

    `has_day_column`: the calls of the day stand in a column of their own.
    """
    session = progress.session if progress else None
    subject = f"{clean(session.name)} waits for you; the" if session else "The"
    figures = [_break_figure(since, now, here, break_length)]
    promised = promise_sentence(promise, now, here) if promise is not None else ""
    if promise is not None:
        at = promise.due_at if isinstance(promise, CallbackCard) else promise.starts_at
        if at > now and (when := moment(at, now, here))[0].isdigit():
            figures.append(Figure(promised, when, f"in {span(at - now)}"))
    return Idle(
        sentences=(
            f"{subject} lead was let go.",
            *_waiting_words(progress, now, here, has_day_column=has_day_column),
        ),
        promise=promised,
        lanes=lanes,
        figures=tuple(figures),
        now=now.replace(second=0, microsecond=0),
        here=here,
    )


def _break_figure(since: datetime, now: datetime, here: str, break_length: int) -> Figure:
    """Return what is left of the break, or how long it has been if it is over or has no limit."""
    ends = since + timedelta(minutes=break_length)
    if break_length and now < ends:
        return Figure("Left of your break", stopwatch(ends - now), f"back by {clock(ends, here)}")
    return Figure("Away", stopwatch(now - since), f"since {clock(since, here)}")


def _waiting_words(
    progress: Progress | None, now: datetime, here: str, *, has_day_column: bool
) -> Iterator[str]:
    """Yield what waits for an agent who is away, and what the day has brought."""
    if progress is None:
        return
    if progress.session is not None:
        closes = progress.session.span_closes_at
        until = f", open until {moment(closes, now, here)}" if closes and closes > now else ""
        yield f"{many(progress.session.left, 'lead')} left{until}."
    if progress.dials and not has_day_column:
        noes = f"{progress.noes} of {progress.no_goal} noes"
        yeses = many(progress.yeses, "yes", "yeses")
        yield f"Today: {many(progress.dials, 'dial')}, {noes}, {yeses}."
