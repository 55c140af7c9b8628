"""The supervisor's day in words: what it brought, who, beside the day before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from console.cards.callbacks import CallbackCard
from console.cards.today import AgentState, AgentToday, DayShare, Figures, Today, TodayParts
from console.view.state.presence import AT_THE_BOARD
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, overdue, stopwatch
from console.view.text.counts import many
from console.view.text.styled import Role

STEPS = "▁▂▃▄▅▆▇"
"""The top eighth is left free, so that the rows of a table do not touch."""

MOST_PROMISED = 12
"""Callbacks that are looked through for those that may not be kept."""

SOON = timedelta(hours=12)

NO_DIAL = "·"
SIGNS = {
    AgentState.ON_CALL: ("►", Role.ACCENT),
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

AWAY = frozenset({AgentState.GONE, AgentState.PAUSED, AgentState.IDLE, AgentState.NOT_BEGUN})
"""Who seems not to be there to keep a callback."""

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


def title_words(today: Today) -> str:
    """`Thu 26 Nov · beside Wed at this hour`; `· nothing to compare with: no dial on Wed`."""
    if today.is_first:
        return f"{today.on:%a} {today.on.day} {today.on:%b} · no day before to compare"
    hour = "" if today.is_over else " at this hour"
    beside = "beside" if today.is_compared else "nothing to compare with: no dial on"
    return f"{today.on:%a} {today.on.day} {today.on:%b} · {beside} {day_before(today)}{hour}"


def day_before(today: Today) -> str:
    """`Tue`."""
    return f"{today.on - timedelta(days=1):%a}"


def total_parts(today: Today) -> list[tuple[str, str, str]]:
    """Each figure of the firm: itself, its name, and what it is beside the day before."""
    now, before = today.figures, today.day_before
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
        (rate(now.per_hour), "an hour", rate_difference(now.per_hour, before.per_hour)),
    ]
    return [(count, name, "") for count, name, _ in totals] if not today.is_compared else totals


def dials_difference(today: Today, now: Figures, before: Figures) -> str:
    """`+14`; "" where there is no day before."""
    return difference(now.dials, before.dials) if today.is_compared else ""


def state_words(row: AgentToday, now: datetime) -> str:
    """`on call 48 s`, `last call 10 min`, `no dial 1 h 54`, `lunch 12 min`, `gone 3 min`."""
    if row.since is None:
        return "" if row.state is AgentState.PAST else "not begun"
    length = max(timedelta(), now - row.since)
    return f"{clean(row.why) or _DOES[row.state]} {length_words(length)}"


def agent_sentence(row: AgentToday, today: Today) -> str:
    """`ann, on call 48 s: 62 dials, 14 more than the day before, 15 noes, 2 yeses.`"""
    figures, before = row.figures, row.before
    length = figures.dials - before.dials
    beside = f"{abs(length):,} {'more' if length > 0 else 'fewer'} than the day before"
    beside = beside if length else "as many as the day before"
    counts = (
        many(figures.dials, "dial"),
        *((beside,) if today.is_compared else ()),
        many(figures.noes, "no", "noes"),
        many(figures.yeses, "yes", "yeses"),
    )
    state = state_words(row, today.at)
    return f"{clean(row.agent)}{', ' if state else ''}{state}: {', '.join(counts)}."


def hours_worked(agents: Sequence[AgentToday]) -> tuple[int, int]:
    """The quarters of the day from the whole hour in which anybody dialled first to the last."""
    dialled = [place for row in agents for place, dials in enumerate(row.quarters) if dials]
    return (min(dialled) // 4 * 4, max(dialled) + 1) if dialled else (0, 0)


def hour_heads(agents: Sequence[AgentToday], cells: int, a_cell: int) -> str:
    """`08  10  12`: over the cells of `strips_of`, the first hour and every second."""
    first, last = hours_worked(agents)
    columns = list(range(first, last, a_cell))[-cells:]
    heads = ""
    for place, quarter in enumerate(columns):
        is_told = quarter % 8 == 0 or (place == 0 and quarter % 4 == 0)
        if is_told and (not heads or len(heads) < place):
            heads += " " * (place - len(heads)) + f"{quarter // 4:02}"
    return heads


def strips_of(agents: Sequence[AgentToday], cells: int, a_cell: int = 1) -> dict[str, str]:
    """By agent, the dials of each `a_cell` quarters, on one scale for all; at most `cells`."""
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
    """`How they ended: No answer 135, No 88.`, `Lists: Clinics 183 dials, 9 yeses.`"""
    called = [row for row in parts.endings if row.figures.calls]
    if called:
        ended = ", ".join(f"{clean(row.name)} {row.figures.calls:,}" for row in called)
        yield f"How they ended: {ended}."
    yield from sum_sentences(parts.endings)
    lists = "; ".join(
        f"{clean(row.name)} {many(row.figures.dials, 'dial')}, "
        f"{many(row.figures.yeses, 'yes', 'yeses')}"
        for row in _with_dials(parts.lists)
    )
    if lists:
        yield f"Lists: {lists}."


def _with_dials(rows: Iterable[DayShare]) -> Iterator[DayShare]:
    return (row for row in rows if row.figures.dials)


def sum_sentences(endings: Sequence[DayShare]) -> Iterator[str]:
    """`111 noes: No 89, Hung up 20, Complaint 1.`: where several endings are a no, or a yes; and
    how many rang in."""
    for name, one_word, word in (("noes", "no", "noes"), ("yeses", "yes", "yeses")):
        are = [(clean(row.name), getattr(row.figures, name)) for row in endings]
        are = [(ending, count) for ending, count in are if count]
        if len(are) > 1:
            text = ", ".join(f"{ending} {count:,}" for ending, count in are)
            yield f"{many(sum(count for _, count in are), one_word, word)}: {text}."
    if inbound := sum(row.figures.inbound for row in endings):
        are_none = "is no dial" if inbound == 1 else "are no dials"
        yield f"{inbound:,} of these rang in, and {are_none}."


def working_agents(agents: Iterable[AgentToday]) -> list[AgentToday]:
    """Without those who have not dialled on either day and are looking at it."""
    return [row for row in agents if not _is_watching(row)]


def _is_watching(row: AgentToday) -> bool:
    is_there = row.state is AgentState.PAUSED and row.why == AT_THE_BOARD
    return is_there and not row.figures.calls and not row.before.calls


def footnotes(today: Today) -> list[str]:
    """What is told of a day beneath all else."""
    asked = today.figures.do_not_calls
    barred = f"{many(asked, 'person', 'people')} asked not to be called again." if asked else ""
    watching = ", ".join(clean(row.agent) for row in today.agents if _is_watching(row))
    lines = (
        *(last_week_sentence(today), away_words(today.agents), barred),
        f"Watching: {watching}." if watching else "",
    )
    return [line for line in lines if line]


def away_words(agents: Iterable[AgentToday]) -> str:
    """`Away: lunch 2 h 10, meeting 31 min.`; "" where nobody was."""
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
    return "" if share is None else f"{share:.0f}%"


def rate(per_hour: float | None) -> str:
    return "–" if per_hour is None else f"{per_hour:.0f}"


def difference(now: int, before: int) -> str:
    """`+14`, `−13`, `=`."""
    return "=" if now == before else f"{now - before:+,}".replace("-", "−")


def rate_difference(now: float | None, before: float | None) -> str:
    return "" if now is None or before is None else difference(round(now), round(before))


def promise_trouble(callback: CallbackCard, agents: Mapping[str, AgentToday], now: datetime) -> str:
    """Why a callback may not be kept: `overdue 5 min`, `gil: no dial 34 min`; "" for no reason."""
    if callback.due_at <= now:
        return overdue(now - callback.due_at)
    if callback.agent is None:
        return ""
    keeper = agents.get(callback.agent)
    if keeper is None:
        return f"{clean(callback.agent)} is not here today"
    return f"{clean(callback.agent)}: {state_words(keeper, now)}" if keeper.state in AWAY else ""


def soon_words(callback: CallbackCard, now: datetime) -> str:
    """`in 20 min`, `in 2 h 20`; "" of what is due in half a day or later."""
    length = callback.due_at - now
    return f"in {length_words(length)}" if timedelta() < length < SOON else ""


def promise_sentences(
    callbacks: Iterable[CallbackCard], agents: Iterable[AgentToday], now: datetime, here: str
) -> Iterator[str]:
    """`Promised to Mary Okafor for 14:45, gil: no dial 34 min.`: those that may not be kept."""
    at_work = {item.agent: item for item in agents}
    for item in callbacks:
        if why := promise_trouble(item, at_work, now):
            yield f"Promised to {clean(item.name)} for {moment(item.due_at, now, here)}, {why}."


def last_week_sentence(today: Today) -> str:
    """`Thursday a week ago at this hour: 401 dials, 120 talks, 98 noes, 9 yeses.`"""
    then = today.week_before
    if not then.dials:
        return ""
    hour = "" if today.is_over else " at this hour"
    return (
        f"{today.on:%A} a week ago{hour}: {many(then.dials, 'dial')}, "
        f"{many(then.talks, 'talk')}, {many(then.noes, 'no', 'noes')}, "
        f"{many(then.yeses, 'yes', 'yeses')}."
    )


def wrap_up(figures: Figures) -> str:
    """Between the end of a call and the next dial, on average, where that is no pause."""
    if figures.dials < 2:
        return ""
    return stopwatch(timedelta(seconds=(figures.worked - figures.called) // (figures.dials - 1)))


def _step(dials: int, most: int) -> str:
    if not dials:
        return NO_DIAL
    return STEPS[min(len(STEPS) - 1, (dials * len(STEPS) - 1) // most)]


def length_words(length: timedelta) -> str:
    """`48 s`, `34 min`, `1 h 54`: with its unit, so that it is no time of day."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"
