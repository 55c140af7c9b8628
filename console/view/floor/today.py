"""The supervisor's day in words: its figures, its agents and the day before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.cards.promises import CallbackCard
from console.cards.today import (
    AgentState,
    AgentToday,
    DayShare,
    Figures,
    ListProgress,
    Today,
    TodayParts,
)
from console.view.state.presence import AT_THE_BOARD
from console.view.text.cleaning import clean
from console.view.text.clocks import (
    city,
    hour_head,
    length_words,
    moment,
    overdue,
    stopwatch,
    time_words,
    weekday_day,
    weekday_time,
)
from console.view.text.counts import many
from console.view.text.styled import Role

STEPS = "▁▂▃▄▅▆▇"
"""Bars of a strip. They leave the top eighth free, so that table rows do not touch."""

MOST_PROMISED = 12
"""How many callbacks are checked for those that may not be kept."""

SOON = timedelta(hours=12)
"""Callbacks due within this time count down."""

NO_DIAL = "·"
SIGNS = {
    AgentState.ON_CALL: ("◆", Role.ACCENT),
    AgentState.CALLING: ("●", Role.GOOD),
    AgentState.IDLE: ("!", Role.ATTENTION),
    AgentState.READY: ("●", Role.GOOD),
    AgentState.WRAP_UP: ("●", Role.MUTED),
    AgentState.WAITING: ("○", Role.WARNING),
    AgentState.PAUSED: ("‖", Role.MUTED),
    AgentState.GONE: (" ", Role.MUTED),
    AgentState.NOT_BEGUN: ("–", Role.MUTED),
    AgentState.PAST: (" ", Role.TEXT),
}

LONG_BREAK = timedelta(minutes=45)
"""From this length on, a break is worth a look."""

AWAY = frozenset({AgentState.GONE, AgentState.PAUSED, AgentState.IDLE, AgentState.NOT_BEGUN})
"""States of an agent who seems unable to keep a callback."""

_DOES = {
    AgentState.ON_CALL: "on call",
    AgentState.CALLING: "last call",
    AgentState.READY: "reads",
    AgentState.WRAP_UP: "wrap-up",
    AgentState.IDLE: "no dial",
    AgentState.PAUSED: "paused",
    AgentState.WAITING: "waiting",
    AgentState.GONE: "gone",
}


def demo_words(now: datetime, here: str) -> str:
    """Explain the clock of a demo: it is set to a working day, and runs on from there."""
    local = now.astimezone(ZoneInfo(here))
    at = f"{weekday_time(local)} in {city(here)}"
    return f"Invented people. This demo’s clock says {at}, and runs on."


def title_words(today: Today) -> str:
    """Return the title of the day and what it is compared with."""
    if today.is_first:
        return f"{weekday_day(today.on)} · no day before to compare"
    hour = "" if today.is_over else " at this hour"
    if not today.is_compared:
        nothing = f"nothing to compare with: no dial on {compared_day(today)} or a week ago"
        return f"{weekday_day(today.on)} · {nothing}{hour}"
    day = weekday_day(today.compared_on) if today.is_beside_last_week else compared_day(today)
    return f"{weekday_day(today.on)} · beside {day}{hour}"


def compared_day(today: Today) -> str:
    """Return the weekday of the day that it is compared with: `Tue`."""
    return f"{today.compared_on:%a}"


def compared_words(today: Today) -> str:
    return "a week ago" if today.is_beside_last_week else "the day before"


def total_parts(today: Today) -> list[tuple[str, str, str]]:
    """Return each total as (figure, name, difference from the day before)."""
    now, before = today.figures, today.compared
    totals = [
        (
            f"{now.dials:,}",
            "dial" if now.dials == 1 else "dials",
            difference(now.dials, before.dials),
        ),
        (
            f"{now.talks:,}",
            "talk" if now.talks == 1 else "talks",
            difference(now.talks, before.talks),
        ),
        (percent(now.reach) or "–", "reach", rate_difference(now.reach, before.reach)),
        (f"{now.noes:,}", "no" if now.noes == 1 else "noes", difference(now.noes, before.noes)),
        (
            f"{now.yeses:,}",
            "yes" if now.yeses == 1 else "yeses",
            difference(now.yeses, before.yeses),
        ),
        ("–" if now.noes_per_yes is None else f"{now.noes_per_yes:.1f}", "noes per yes", ""),
        (rate(now.per_hour), "an hour", rate_difference(now.per_hour, before.per_hour)),
    ]
    return [(count, name, "") for count, name, _ in totals] if not today.is_compared else totals


def line_of_totals(today: Today) -> list[tuple[str, str, str]]:
    """Return the totals, and last how many talks rang in: no dial reached those."""
    rang = today.figures.talks - today.figures.reached
    rang_in = [(f"{rang:,}", "talk rang in" if rang == 1 else "talks rang in", "")]
    return [*total_parts(today), *(rang_in if rang else [])]


def dials_difference(today: Today, now: Figures, before: Figures) -> str:
    """Return `+14`, or "" if there is no day before to compare."""
    return difference(now.dials, before.dials) if today.is_compared else ""


def state_words(row: AgentToday, now: datetime) -> str:
    """Return `on call 48 s`, `no dial 1 h 54`, `lunch 12 min` or `gone 3 min`."""
    if row.since is None:
        return "" if row.state is AgentState.PAST else "not begun"
    length = max(timedelta(), now - row.since)
    return f"{clean(row.why) or _DOES[row.state]} {length_words(length)}"


def agent_sentence(row: AgentToday, today: Today) -> str:
    """Return `ann, on call 48 s: 62 dials, 14 more than the day before, 15 noes, 2 yeses.`"""
    figures, before, then = row.figures, row.before, compared_words(today)
    length = figures.dials - before.dials
    beside = f"{abs(length):,} {'more' if length > 0 else 'fewer'} than {then}"
    beside = beside if length else f"as many as {then}"
    counts = (
        many(figures.dials, "dial"),
        *((beside,) if today.is_compared else ()),
        many(figures.noes, "no", "noes"),
        many(figures.yeses, "yes", "yeses"),
    )
    state = state_words(row, today.at)
    return f"{clean(row.agent)}{', ' if state else ''}{state}: {', '.join(counts)}."


def hours_worked(agents: Sequence[AgentToday]) -> tuple[int, int]:
    """Return the quarter hours of the work as (first, end), with `first` at a whole hour.

    Quarters are counted from midnight. `end` is not included.
    """
    dialled = [place for row in agents for place, dials in enumerate(row.quarters) if dials]
    return (min(dialled) // 4 * 4, max(dialled) + 1) if dialled else (0, 0)


def hours_of(row: AgentToday) -> str:
    """Return `08:15–16:45`: the quarters of an hour of the first and the last dial, or ""."""
    dialled = [place for place, dials in enumerate(row.quarters) if dials]
    ends = (dialled[0], dialled[-1] + 1) if dialled else ()
    return "–".join(time_words(time(place // 4 % 24, place % 4 * 15)) for place in ends)


def hour_heads(agents: Sequence[AgentToday], cells: int, a_cell: int) -> str:
    """Return `08 10 12` above the cells of `strips_of`: the first hour and every second one."""
    first, last = hours_worked(agents)
    columns = list(range(first, last, a_cell))[-cells:]  # the latest ones, as in `strips_of`
    heads = ""
    for place, quarter in enumerate(columns):
        has_head = quarter % 8 == 0 or (place == 0 and quarter % 4 == 0)
        head = hour_head(quarter // 4)
        # A head needs a free cell on both sides, or it would run into the next one.
        if has_head and (not heads or len(heads) < place) and place + len(head) < cells:
            heads += " " * (place - len(heads)) + head
    return heads


def strips_of(agents: Sequence[AgentToday], cells: int, a_cell: int = 1) -> dict[str, str]:
    """Return a strip of bars by agent, all on one scale.

    A cell is `a_cell` quarter hours. A strip has at most `cells` cells, the latest ones.
    """
    first, last = hours_worked(agents)
    columns = {
        row.agent: [sum(row.quarters[at : at + a_cell]) for at in range(first, last, a_cell)]
        for row in agents
    }
    most = max((dials for column in columns.values() for dials in column), default=0)
    steps = [_step(dials, most) for dials in range(most + 1)]
    return {
        agent: "".join(steps[dials] for dials in column[-cells:])
        for agent, column in columns.items()
    }


def parts_sentences(parts: TodayParts) -> Iterator[str]:
    """Yield `How they ended: No answer 135, No 88.` and `Lists: Clinics 183 dials, 9 yeses.`"""
    called = [row for row in parts.endings if row.figures.calls]
    if called:
        ended = ", ".join(f"{clean(row.name)} {row.figures.calls:,}" for row in called)
        yield f"How they ended: {ended}."
    yield from sum_sentences(parts.endings)
    lists = "; ".join(
        f"{clean(row.name)} {many(row.figures.dials, 'dial')}, "
        f"{many(row.figures.yeses, 'yes', 'yeses')}"
        for row in parts.lists
        if row.figures.dials
    )
    if lists:
        yield f"Lists: {lists}."


def sum_sentences(endings: Sequence[DayShare]) -> Iterator[str]:
    """Yield `111 noes: No 89, Hung up 20, Complaint 1.` if several outcomes are a no, or a yes.

    If there were incoming calls, the last sentence counts them.
    """
    for name, one_word, word in (("noes", "no", "noes"), ("yeses", "yes", "yeses")):
        are = [(clean(row.name), getattr(row.figures, name)) for row in endings]
        are = [(ending, count) for ending, count in are if count]
        if len(are) > 1:
            text = ", ".join(f"{ending} {count:,}" for ending, count in are)
            yield f"{many(sum(count for _, count in are), one_word, word)}: {text}."
    if inbound := sum(row.figures.inbound for row in endings):
        are_none = "is not a dial" if inbound == 1 else "are not dials"
        yield f"{inbound:,} of these rang in, and {are_none}."


def sign_of(row: AgentToday, now: datetime) -> tuple[str, Role]:
    """Return the sign of an agent's state and its role, a warning for a long break."""
    sign, role = SIGNS[row.state]
    is_break = row.state is AgentState.PAUSED and row.why != AT_THE_BOARD and row.since is not None
    is_long = is_break and row.since is not None and now - row.since >= LONG_BREAK
    return sign, Role.WARNING if is_long else role


def working_agents(agents: Iterable[AgentToday]) -> list[AgentToday]:
    """Return the agents without those who only watch the board and had no call on either day."""
    return [row for row in agents if not _is_watching(row)]


def _is_watching(row: AgentToday) -> bool:
    # The board itself counts as a pause, with a reason of its own.
    is_there = row.state is AgentState.PAUSED and row.why == AT_THE_BOARD
    return is_there and not row.figures.calls and not row.before.calls


def footnotes(today: Today) -> list[str]:
    """Return the lines below the table of the day."""
    watching = ", ".join(clean(row.agent) for row in today.agents if _is_watching(row))
    lines = (
        *(last_week_sentence(today), away_words(today.agents), asked_words(today)),
        f"Watching: {watching}." if watching else "",
    )
    return [line for line in lines if line]


def asked_words(today: Today) -> str:
    """Return `3 people asked not to be called again, 1 of them without a call.`, or ""."""
    without = today.asked_without_call
    asked = today.figures.do_not_calls + without
    if not asked:
        return ""
    part = "" if without == asked else f" {without:,} of them"
    beside = f",{part} without a call" if without else ""
    return f"{many(asked, 'person', 'people')} asked not to be called again{beside}."


def away_words(agents: Iterable[AgentToday]) -> str:
    """Return `Away: lunch 2 h 10, meeting 31 min.`, or "" if nobody was away."""
    sums: dict[str, int] = {}
    for row in agents:
        for reason, seconds in row.away.items():
            sums[reason] = sums.get(reason, 0) + seconds
    breaks = [
        f"{clean(reason) or 'no reason'} {length_words(timedelta(seconds=seconds))}"
        for reason, seconds in sorted(sums.items(), key=lambda row: -row[1])
        if seconds >= 60
    ]
    return f"Away: {', '.join(breaks)}." if breaks else ""


def percent(share: float | None) -> str:
    """Return `24%`, or "" for an unknown share."""
    return "" if share is None else f"{share:.0f}%"


def rate(per_hour: float | None) -> str:
    """Return a number an hour, or `–` if it is unknown."""
    return "–" if per_hour is None else f"{per_hour:.0f}"


def difference(now: int, before: int) -> str:
    """Return `+14`, `−13` or `=`."""
    return "=" if now == before else f"{now - before:+,}".replace("-", "−")


def rate_difference(now: float | None, before: float | None) -> str:
    """Return the difference of two rates, or "" if either is unknown."""
    return "" if now is None or before is None else difference(round(now), round(before))


def promise_trouble(callback: CallbackCard, agents: Mapping[str, AgentToday], now: datetime) -> str:
    """Return why a callback may not be kept: `overdue 5 min`, `gil: no dial 34 min`.

    Else return "".
    """
    if callback.due_at <= now:
        return overdue(now - callback.due_at)
    if callback.agent is None:
        return ""
    keeper = agents.get(callback.agent)
    if keeper is None:
        return f"{clean(callback.agent)} is not here today"
    return f"{clean(callback.agent)}: {state_words(keeper, now)}" if keeper.state in AWAY else ""


def soon_words(callback: CallbackCard, now: datetime) -> str:
    """Return `in 20 min` or `in 2 h 20`, or "" for a callback that is due later than `SOON`."""
    length = callback.due_at - now
    return f"in {length_words(length)}" if timedelta() < length < SOON else ""


def promise_sentences(
    callbacks: Iterable[CallbackCard], agents: Iterable[AgentToday], now: datetime, here: str
) -> Iterator[str]:
    """Yield the callbacks that may not be kept.

    `Promised to Mary Okafor for 14:45, gil: no dial 34 min.`
    """
    at_work = {item.agent: item for item in agents}
    for item in callbacks:
        if why := promise_trouble(item, at_work, now):
            yield f"Promised to {clean(item.name)} for {moment(item.due_at, now, here)}, {why}."


def last_week_sentence(today: Today) -> str:
    """Return `Thursday a week ago at this hour: 401 dials, 120 talks, 98 noes, 9 yeses.`"""
    then = today.week_before
    if not then.dials or today.is_beside_last_week:  # the whole page shows it
        return ""
    hour = "" if today.is_over else " at this hour"
    return (
        f"{today.on:%A} a week ago{hour}: {many(then.dials, 'dial')}, "
        f"{many(then.talks, 'talk')}, {many(then.noes, 'no', 'noes')}, "
        f"{many(then.yeses, 'yes', 'yeses')}."
    )


def wrap_up(figures: Figures) -> str:
    """Return the average time from the end of a call to the next dial, without pauses."""
    if figures.dials < 2:  # there is a gap only between two dials
        return ""
    return stopwatch(timedelta(seconds=(figures.worked - figures.called) // (figures.dials - 1)))


def _step(dials: int, most: int) -> str:
    if not dials:
        return NO_DIAL
    return STEPS[min(len(STEPS) - 1, (dials * len(STEPS) - 1) // most)]


MUCH = 0.25
"""The share of barred leads from which a sentence says so."""


def progress_sentences(lists: Iterable[ListProgress], today: date) -> Iterator[str]:
    """Yield `Fair: 33% are barred.` and `Fair runs out on Friday at this pace: 28 never called.`"""
    rows = list(lists)
    for row in rows:
        if row.barred >= MUCH * row.leads:
            yield f"{clean(row.name)}: {100 * row.barred / row.leads:.0f}% are barred."
    for row in rows:
        if row.ends_on is not None:
            left = f"{row.untouched:,} never called"
            day = _day_words(row.ends_on, today)
            yield f"{clean(row.name)} runs out {day} at this pace: {left}."
        elif row.called and not row.untouched:
            yield f"{clean(row.name)}: every lead was tried."


def _day_words(on: date, today: date) -> str:
    if on == today:
        return "today"
    if on == today + timedelta(days=1):
        return "tomorrow"
    return f"on {on:%A}" if on - today < timedelta(days=7) else f"on {on:%A} in a week"
