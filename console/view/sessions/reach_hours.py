"""The hours in which people are reached, as a map and as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time

from console.cards.today import ReachHours
from console.rules.shift.best_hours import BLOCK, LEAST_DIALS, BestHours, Rate, good_hours
from console.view.text.cleaning import clean
from console.view.text.clocks import hour_head, uses_twelve_hours, weekday_day, window_words
from console.view.text.counts import many

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = "▁▂▃▄▅▆▇"
EXACT = 10.0
"""Shares with a wider range than this (in percent points) do not set the scale."""

ROOM, HEAD, WIDEST = 80, 4, 15
"""Width of the map, of the hour before a row, and of the widest day, in cells."""

IN_BRACKETS, APART = 13, 11
"""The narrowest day, in cells, that fits `▅ 31 (28–34)`, and the narrowest for `▅ 31 28–34`."""

COUNT = 9
"""Width of the dials of an hour, in cells."""

MOST_DAYS = 6
"""With more days than this there is no room for a column of all days."""

LEGEND = (
    "Of 100 dials in an hour (on their clock), how many reached a person. Behind it",
    "is the range in which the true share lies in 95 of 100 cases.",
)

DIALS = "The last row counts the dials."


def when_title(when: ReachHours) -> str:
    """Return `Tue 8 Sep to Thu 26 Nov: 12,431 dials, 24% reached a person.`"""
    days = " to ".join(weekday_day(on) for on in (when.first_on, when.last_on))
    of_whom = [clean(part) for part in (when.agent, when.list_name, when.where) if part]
    whole = when.of()
    reached = f", {whole.share:.0f}% reached a person" if whole.dials else ""
    return f"{', '.join([days, *of_whom])}: {many(whole.dials, 'dial')}{reached}."


def best_lines(when: ReachHours) -> Iterator[str]:
    """Yield the hours that stand out and whether planning uses them, or why none stand out."""
    comparison = when.comparison
    if comparison.best:
        yield from map(best_words, comparison.best)
        if when.are_used:
            yield "Their sessions and leads come first; “smiledial settings” turns it off."
        else:
            yield "Nothing goes by them yet; “smiledial settings” puts their leads first."
    elif comparison.compared:
        yield "No hours stand out: the differences may well be chance."
    else:
        yield (
            f"Too few dials to tell any hours from the others: it takes {LEAST_DIALS} in {BLOCK} "
            "hours of a day, or of the working days, and as many beside them."
        )


def best_words(hours: BestHours) -> str:
    """Return `Business, Tue 10–12: 31% (28–34) of 812 dials reached, else 18%.`"""
    days = days_words(hours.weekdays)
    return (
        f"{clean(hours.kind).capitalize()}, {days} {hours_words(hours.opens, hours.closes)}: "
        f"{hours.best.share:.0f}% ({ends_words(hours.best)}) of {many(hours.best.dials, 'dial')} "
        f"reached, else {hours.others:.0f}%."
    )


def best_in_short(when: ReachHours) -> str:
    """Return `Best: Tue 10–12 (31%, else 18%), Mon–Fri 16–18 (29%, else 20%).`, or why not."""
    if not when.cells:
        return "No dial yet."
    blocks = ", ".join(
        f"{days_words(hours.weekdays)} {hours_words(hours.opens, hours.closes)} "
        f"({hours.best.share:.0f}%, else {hours.others:.0f}%)"
        for hours in when.comparison.best
    )
    if blocks:
        return f"Best: {blocks}."
    if when.comparison.compared:
        return "No hours stand out: the differences may well be chance."
    return f"Too few dials to compare: it takes {LEAST_DIALS} in {BLOCK} hours of a day."


def ends_words(rate: Rate) -> str:
    """Return `28–34`: the range of the true share, in percent."""
    low, high = rate.interval
    return f"{low:.0f}–{high:.0f}"


def hours_words(opens: int, closes: int) -> str:
    """Return `10–12`, or `10am–12pm`."""
    return (
        window_words([(time(opens), time(closes % 24))])
        if uses_twelve_hours()
        else f"{opens:02}–{closes:02}"
    )


def days_words(weekdays: Sequence[int]) -> str:
    """Return `Tue` or `Mon–Fri`."""
    first, last = DAYS[weekdays[0]], DAYS[weekdays[-1]]
    return first if first == last else f"{first}–{last}"


def map_lines(when: ReachHours) -> Iterator[str]:
    """Yield the map, with hours as rows and weekdays as columns, `ROOM` cells wide."""
    days: list[int | None] = [*when.weekdays]
    if len(days) <= MOST_DAYS:
        days.append(None)
    wide = min(WIDEST, (ROOM - HEAD) // len(days))
    most = scale_of(when.cells.values())
    unit = "  % (range)" if wide >= IN_BRACKETS else "  % range" if wide >= APART else " % range"

    is_counted = HEAD + wide * len(days) + COUNT <= ROOM

    def row(head: str, cells: Iterable[str], count: str = "") -> str:
        texts = "".join(f"{cell:<{wide}}" for cell in cells)
        return f"{head:<{HEAD}}{texts}{count if is_counted else '':>{COUNT}}".rstrip()

    yield row("", ("all" if day is None else DAYS[day] for day in days), "dials")
    yield row("", (unit for _ in days))
    for hour in when.hours:
        cells = (_cell(when.of(day, hour), most, wide) for day in days)
        yield row(hour_head(hour), cells, f"{when.of(hour=hour).dials:,}")
    yield row("all", (_cell(when.of(day), most, wide) for day in days))
    yield row("of", (f"  {when.of(day).dials:,}" for day in days))


def standout_hours(when: ReachHours) -> frozenset[tuple[int, int]]:
    """Return the (weekday, hour) pairs that stand out for any kind of lead."""
    return frozenset().union(*good_hours(when.comparison.best).values())


def scale_of(rates: Iterable[Rate]) -> float:
    """Return the highest share that is known well enough, else the highest share."""
    known = list(rates)
    exact = [rate.share for rate in known if rate.margin <= EXACT]
    return max(exact or [rate.share for rate in known], default=0.0)


def step_of(rate: Rate, most: float) -> int:
    """Return the bar of a share as 0 to 6, relative to the highest."""
    return min(len(STEPS) - 1, int(rate.share * len(STEPS) / most)) if most else 0


def _cell(rate: Rate, most: float, wide: int) -> str:
    """Return `▅ 31 (28–34)`, shorter if `wide` cells are too few.

    The block is relative to `most`, the highest share that is known well enough.
    """
    if not rate.dials:
        return ""
    ends = ends_words(rate)
    gap, ends = (" " if wide >= APART else ""), (f"({ends})" if wide >= IN_BRACKETS else ends)
    return f"{STEPS[step_of(rate, most)]}{gap}{rate.share:.0f} {ends}"
