"""A break: what is left of it, the next promise, and what waits for the agent."""

from datetime import datetime, timedelta

from console.cards.agent_day import Progress
from console.cards.promises import AppointmentCard, CallbackCard
from console.cards.waiting import Lanes, SessionCard
from console.tui.call_view.band import Banner
from console.tui.call_view.idle_panel import Figure, Idle
from console.view.sessions.waiting import promise_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment, span, stopwatch
from console.view.text.counts import many


def away_banner(since: datetime, now: datetime, break_length: int, here: str) -> Banner:
    """Return the band of a break. The panel below it says how much of it is left."""
    ends = since + timedelta(minutes=break_length)
    over, until = "", f"Back by {clock(ends, here)}." if break_length else ""
    if break_length and now >= ends:
        over, until = "over", f"The break of {many(break_length, 'minute')} is over."
    return Banner("AWAY", over, "Any key brings you back.", until, "")


def away_idle(
    since: datetime,
    now: datetime,
    progress: Progress | None,
    promise: CallbackCard | AppointmentCard | None,
    lanes: Lanes | None,
    here: str,
    break_length: int,
) -> Idle:
    """Return the panel of a break: what is left of it, the next promise, what waits, the day."""
    session = progress.session if progress else None
    waits = (f"{clean(session.name)} waits for you.",) if session else ()
    figures = [_break_figure(since, now, here, break_length)]
    promised = promise_sentence(promise, now, here) if promise is not None else ""
    if promise is not None:
        at = promise.due_at if isinstance(promise, CallbackCard) else promise.starts_at
        if at > now and (when := moment(at, now, here))[0].isdigit():
            figures.append(Figure(promised, when, f"in {span(at - now)}"))
    return Idle(
        sentences=(
            *waits,
            f"{_left_words(session, now, here)}The lead was let go.",
        ),
        day=_day_figures(progress) if progress is not None and progress.dials else (),
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
        return Figure("Left of your break", stopwatch(ends - now))
    return Figure("Away", stopwatch(now - since), f"since {clock(since, here)}")


def _day_figures(progress: Progress) -> tuple[Figure, ...]:
    """Return what the day has brought until the break."""
    yeses = "yes" if progress.yeses == 1 else "yeses"
    return (
        Figure("dials today" if progress.dials != 1 else "dial today", str(progress.dials)),
        Figure(f"of {progress.no_goal} noes", str(progress.noes)),
        Figure(yeses, str(progress.yeses)),
    )


def _left_words(session: SessionCard | None, now: datetime, here: str) -> str:
    """Return how many leads of the session wait for an agent who is away, "" without a session."""
    if session is None:
        return ""
    closes = session.span_closes_at
    until = f", open until {moment(closes, now, here)}" if closes and closes > now else ""
    return f"{many(session.left, 'lead')} left{until}. "
