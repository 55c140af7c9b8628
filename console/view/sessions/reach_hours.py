"""The hours in which people are reached, as a map and as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from math import ceil

from console.cards.today import ReachHours
from console.rules.shift.best_hours import BLOCK, LEAST_DIALS, BestHours, Rate, good_hours
from console.view.text.cleaning import clean
from console.view.text.clocks import hour_head, uses_twelve_hours, weekday_day, window_words
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine, styled_line

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = "▁▂▃▄▅▆▇"
EXACT = 10.0
"""Shares with a wider range than this (in percent points) do not set the scale."""

NEAR = 0.8
"""The part of the highest share from which a share is green."""

ROOM, HEAD, WIDEST = 80, 4, 15
"""Width of a terminal, of the hour before a row, and of the widest day, in cells."""

IN_BRACKETS, APART = 13, 11
"""The narrowest day, in cells, that fits `▅ 31 (28–34)`, and the narrowest for `▅ 31 28–34`."""

WITH_BAR, LONGEST_BAR = 22, 10
"""The narrowest day, in cells, in which a bar follows the range, and the bar of the best hour."""

MOST_DAYS = 6
"""With more days than this there is no room for a column of all days."""

COUNT = 9
"""Width of the dials of an hour, in cells."""

LEGEND = (
    "Of 100 dials in an hour (on their clock), how many reached a person. Behind it",
    "is the range in which the true share lies in 95 of 100 cases.",
)

SETTING = "smiledial settings set best_hours"
"""The command that turns the use of the best hours on and off."""

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
            yield f"Sessions and leads of these hours come first. “{SETTING} no” turns that off."
        else:
            yield f"Nothing goes by these hours yet. “{SETTING} yes” puts their leads first."
    elif comparison.compared:
        yield "No hours stand out: the differences may well be chance."
    else:
        yield (
            f"Too few dials to tell any hours from the others: it takes {LEAST_DIALS} in {BLOCK} "
            "hours of a day, or of the working days, and as many beside them."
        )


def best_words(hours: BestHours) -> str:
    """Return `Business, Tue 10–12 there: 31% (28–34) of 812 dials reach a person, else 18%.`"""
    days = days_words(hours.weekdays)
    return (
        f"{clean(hours.kind).capitalize()}, {days} {hours_words(hours.opens, hours.closes)} there: "
        f"{hours.best.share:.0f}% ({ends_words(hours.best)}) of {many(hours.best.dials, 'dial')} "
        f"reach a person, else {hours.others:.0f}%."
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


def map_lines(when: ReachHours, room: int = ROOM, *, is_airy: bool = False) -> Iterator[StyledLine]:
    """Yield the map, with hours as rows and weekdays as columns, `room` cells wide.

    `is_airy`: an empty line parts the hours.
    """
    days: list[int | None] = [*when.weekdays]
    if len(days) <= MOST_DAYS:
        days.append(None)
    wide = (room - HEAD - COUNT) // len(days)
    wide = WITH_BAR + 4 if wide >= WITH_BAR + 4 else min(WIDEST, (room - HEAD) // len(days))
    is_counted = HEAD + wide * len(days) + COUNT <= room
    most, stands_out = scale_of(when.cells.values()), standout_hours(when)
    whole = max((rate.share for rate in when.cells.values()), default=0.0)
    # Green without any hours that stand out would show chance as a finding.
    has_green = bool(stands_out)
    heads = (f"{'all' if day is None else DAYS[day]:<{wide}}" for day in days)
    count = f"{'dials':>{COUNT}}" if is_counted else ""
    yield styled_line(f"{' ' * HEAD}{''.join(heads)}{count}".rstrip(), Role.MUTED)
    unit = "  % (range)" if wide >= IN_BRACKETS else "  % range" if wide >= APART else " % range"
    yield styled_line(
        f"{' ' * HEAD}{''.join(f'{unit:<{wide}}' for _ in days)}".rstrip(), Role.MUTED
    )

    def cell(rate: Rate, *, is_best: bool = False) -> tuple[Part, ...]:
        return _cell(rate, most, whole, wide, has_green=has_green, is_best=is_best)

    for hour in when.hours:
        cells = [cell(when.of(day, hour), is_best=(day, hour) in stands_out) for day in days]
        count = f"{when.of(hour=hour).dials:>{COUNT},}" if is_counted else ""
        parts = [part for parts in cells for part in parts]
        yield (Part(f"{hour_head(hour)}  ", Role.MUTED), *parts, Part(count, Role.MUTED))
        if is_airy:
            yield styled_line("")
    sums = [part for day in days for part in cell(when.of(day))]
    yield (Part("all ", Role.MUTED), *sums)
    dials = (f"  {when.of(day).dials:<{wide - 2},}" for day in days)
    yield styled_line(f"of  {''.join(dials)}".rstrip(), Role.MUTED)


def standout_hours(when: ReachHours) -> frozenset[tuple[int, int]]:
    """Return the (weekday, hour) pairs that stand out for any kind of lead."""
    return frozenset().union(*good_hours(when.comparison.best).values())


def scale_of(rates: Iterable[Rate]) -> float:
    """Return the highest share that is known well enough, else the highest share."""
    known = list(rates)
    exact = [rate.share for rate in known if rate.margin <= EXACT]
    return max(exact or [rate.share for rate in known], default=0.0)


def green_from(most: float) -> int:
    """Return the percentage from which a share is green: near the highest."""
    return ceil(most * NEAR)


def step_of(rate: Rate, most: float) -> int:
    """Return the bar of a share as 0 to 6, relative to the highest."""
    return min(len(STEPS) - 1, int(rate.share * len(STEPS) / most)) if most else 0


def _cell(
    rate: Rate, most: float, whole: float, wide: int, *, has_green: bool, is_best: bool = False
) -> tuple[Part, ...]:
    """Return `▅ 31 (28–34)` in `wide` cells, or with room `31 (28–34) ■■■■■■`.

    The block is relative to `most`, the highest share that is known well enough. A bar is relative
    to `whole`, the highest of all, so that no two bars of different shares are cut to one length.
    """
    if not rate.dials:
        return (Part(" " * wide),)
    if rate.margin > EXACT:
        role = Role.MUTED
    elif has_green and round(rate.share) >= green_from(most):
        role = Role.VERY_GOOD if is_best else Role.GOOD
    else:
        role = Role.STRONG if is_best else Role.TEXT
    ends = ends_words(rate)
    gap, ends = (" " if wide >= APART else ""), (f"({ends})" if wide >= IN_BRACKETS else ends)
    if wide >= WITH_BAR:
        bar = "■" * max(1, round(LONGEST_BAR * rate.share / whole)) if whole else ""
        length = f"{rate.share:>3.0f}"
        return (
            Part(length, role),
            Part(f" {ends:<{IN_BRACKETS - len(length)}}", Role.MUTED),
            Part(f"{bar:<{wide - IN_BRACKETS - 1}}", role),
        )
    share = f"{STEPS[step_of(rate, most)]}{gap}{rate.share:.0f}"
    return (Part(share, role), Part(f" {ends:<{wide - len(share) - 1}}", Role.MUTED))
