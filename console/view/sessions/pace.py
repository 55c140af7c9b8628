"""The agent's pace, breaks and nudges, and the hours of a session, in words."""

from datetime import datetime, timedelta

from console.cards.agent_day import Progress, Summary
from console.cards.waiting import SessionCard
from console.firm.personal_settings import Personal
from console.rules.times.day_parts import Span
from console.view.text.clocks import clock, moment, stopwatch, whole_hours
from console.view.text.counts import many

ROOMY = 100
"""Screen width in cells from which the pace is written out."""

SET_BACK = timedelta(minutes=1)
"""If the last dial is further in the future than this, the clock was set back."""


def pace_parts(
    progress: Progress, now: datetime, width: int = ROOMY, *, is_on_call: bool = False
) -> list[str]:
    """Return `noes 7 of 20`, `8.6 noes per yes`, `24/h`, `best run 12`, `last dial 0:48 ago`.

    They fit into 80 cells. During a call the last dial is left out, because it is that call.
    """
    is_roomy = width >= ROOMY
    parts = [f"noes {progress.noes} of {progress.no_goal}" + (" today" if is_roomy else "")]
    if progress.noes_per_yes:
        parts.append(noes_per_yes_words(progress.noes_per_yes))
    elif progress.yeses:
        parts.append(many(progress.yeses, "yes", "yeses"))
    if progress.per_hour is not None:
        parts.append(f"{progress.per_hour:.0f}{' calls an hour' if is_roomy else '/h'}")
    if progress.longest_run > 1:
        run = f"best run {progress.longest_run}"
        parts.append(f"{run} calls without a break" if is_roomy else run)
    if is_on_call:
        return parts
    if progress.last_dial_at and progress.last_dial_at - now > SET_BACK:
        parts.append("the clock was set back")
    elif progress.last_dial_at:
        parts.append(f"last dial {_since(now - progress.last_dial_at)} ago")
    else:
        parts.append("no dial yet today")
    return parts


def nudge(
    progress: Progress,
    working_since: datetime,
    ready_at: datetime,
    now: datetime,
    personal: Personal,
) -> str:
    """Return a line that suggests a break, or dialling again, or "".

    `working_since` is when the console opened or the last break ended, `ready_at` the time from
    which a callable lead has been shown without a gap.
    """
    began = progress.rolling_since and max(progress.rolling_since, working_since)
    rolling = now - began if began else timedelta()
    if personal.break_after and rolling >= timedelta(minutes=personal.break_after):
        return f"{_minutes(rolling)} of calls without a break: p takes one, the session waits."
    # A call can end after the next lead was claimed, so the later of both moments counts.
    idle = now - max(ready_at, progress.last_end_at or ready_at)
    if personal.nudge_after and idle >= timedelta(minutes=personal.nudge_after):
        return f"{_minutes(idle)} with a lead ready: one dial and you are rolling again."
    return ""


def session_pace(summary: Summary) -> str:
    """Return how a session went: `3.5 noes per yes (9.2 this month) · longest pause 3:10`."""
    parts = []
    if summary.noes and summary.noes_per_yes is not None:
        month = summary.noes_per_yes_month
        beside = f" ({month:.1f} this month)" if month is not None else ""
        parts.append(f"{noes_per_yes_words(summary.noes_per_yes)}{beside}")
    elif summary.noes:
        parts.append(f"{many(summary.noes, 'no', 'noes')} nearer to the next yes")
    if summary.per_hour is not None:
        parts.append(f"{summary.per_hour:.0f} calls an hour without breaks")
    return " · ".join([*parts, *pace_details(summary)])


def noes_per_yes_words(noes: float) -> str:
    """Return `3.5 noes per yes`: with one decimal everywhere, so that figures can be compared."""
    return f"{noes:.1f} noes per yes"


def pace_details(summary: Summary) -> list[str]:
    """Return `8:20 talking`, `longest pause 3:10`, `best run 12 calls`."""
    parts = []
    if summary.talked:
        parts.append(f"{stopwatch(timedelta(seconds=summary.talked))} talking")
    if summary.dials > 1:
        parts.append(f"longest pause {stopwatch(timedelta(seconds=summary.longest_pause))}")
    if summary.longest_run > 1:
        parts.append(f"best run {summary.longest_run} calls")
    return parts


def away_words(since: datetime, now: datetime, break_length: int) -> str:
    """Return `Away for 3:10, 6:50 of the break left`.

    `break_length` is in minutes, 0 for no limit.
    """
    away = now - since
    text = f"Away for {stopwatch(away)}"
    if not break_length:
        return text
    left = timedelta(minutes=break_length) - away
    if left > timedelta():
        return f"{text}, {stopwatch(left)} of the break left"
    return f"{text}: the break of {many(break_length, 'minute')} is over"


def wrap_up_words(left: timedelta) -> str:
    return f"Wrap-up {stopwatch(left)}. Any key goes on."


def _since(length: timedelta) -> str:
    hours = max(0, int(length.total_seconds() // 3600))
    return whole_hours(hours) if hours else stopwatch(length)


def _minutes(length: timedelta) -> str:
    return many(int(length.total_seconds() // 60), "minute")


def span_words(session: SessionCard, now: datetime, here: str) -> str:
    """Return `until 23:00`, `tomorrow 13:00 – 21:00` or `time over`."""
    opens, closes = session.span_opens_at, session.span_closes_at
    return hours_words((opens, closes), now, here) if opens and closes else ""


def hours_words(hours: Span, now: datetime, here: str) -> str:
    opens, closes = hours
    if closes <= now:
        return "time over"
    if opens <= now:
        return f"until {moment(closes, now, here)}"
    # Within 24 hours the day of the end is clear from the beginning.
    is_short = closes - opens < timedelta(hours=24)
    end = clock(closes, here) if is_short else moment(closes, now, here)
    return f"{moment(opens, now, here)} – {end}"
