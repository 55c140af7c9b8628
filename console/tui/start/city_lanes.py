"""Draw in which cities phones may ring now, and in the next 24 hours on the user's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from textual.content import Content

from console.firm.city_hours import CityHours
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.sessions.lanes import open_cells
from console.view.text.clocks import clock, hour_head, short_span

NAME, CLOCK, UNTIL, HOURS = 12, 9, 13, 24
"""Cells of a city's name, its clock and the time left, and the hours of the bar."""

WESTERN = 2
"""The first city that is shown where there is no room for all: London."""

SOON = timedelta(hours=1)
"""A city that closes within this time is drawn as a warning."""


def city_lanes(
    cities: Sequence[CityHours], now: datetime, here: str, width: int, looks: Looks, rows: int
) -> list[Content]:
    """Return the title, the hours, and a lane for each of as many cities as `rows` has room for."""
    an_hour = max(1, min(3, (width - NAME - CLOCK - UNTIL - 2) // HOURS))
    start = now.replace(minute=0, second=0, microsecond=0)
    lines = [hairline("May phones ring? · now, and in the next 24 hours here", width, looks)]
    heads = "".join(
        hour_head((start + timedelta(hours=hour)).astimezone(ZoneInfo(here)).hour).ljust(
            3 * an_hour
        )
        for hour in range(0, HOURS, 3)
    )
    lines.append(Content.styled(" " * (2 + NAME + CLOCK) + heads, looks.muted))
    shown = cities if len(cities) + 2 <= rows else cities[WESTERN:][: rows - 2]
    return [*lines, *(_lane(city, start, now, an_hour, looks) for city in shown)]


def _lane(city: CityHours, start: datetime, now: datetime, an_hour: int, looks: Looks) -> Content:
    closes_at = next((ends for begins, ends in city.spans if begins <= now < ends), None)
    opens_at = next((begins for begins, _ in city.spans if begins > now), None)
    ink = looks.muted if closes_at is None else looks.good
    if closes_at is not None:
        left = closes_at - now
        ink = looks.warn if left < SOON else looks.good
        until = f"for {short_span(int(left.total_seconds()) // 60)}"
    elif opens_at is not None:
        until = f"in {short_span(int((opens_at - now).total_seconds()) // 60)}"
    else:
        until = ""
    cells = open_cells(city.spans, start, HOURS, an_hour, now)
    bar: list[Part] = [
        ("━", ink) if is_open else ("·" if cell % (3 * an_hour) == 0 else " ", looks.faint)
        for cell, is_open in enumerate(cells)
    ]
    return joined(
        [
            ("● " if closes_at is not None else "○ ", ink),
            (pad(city.name, NAME), looks.strong if closes_at is not None else looks.text),
            (pad(clock(now, city.zone), CLOCK), looks.clock),
            *bar,
            (pad_left(until, UNTIL), ink),
        ]
    )
