"""Draw today's callable hours in each zone where a person may be, and the hours that suit all."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from textual.content import Content

from console.cards.lead import Card
from console.firm.rules_in_force import windows_of_week
from console.rules.times.day_parts import Window
from console.rules.times.windows import zone_name
from console.rules.values import Candidate, Firm, Place
from console.tui.drawing.looks import Looks, Part, fit, joined
from console.tui.widgets.panels import pad
from console.view.lead.lead import SOURCES
from console.view.text.clocks import clock, hour_bar, hour_head, window_words

MOST_BARS = 4
"""The most zones that are drawn; the hours of a whole country are named instead."""

NAME, DAY = 13, 24
"""Cells of a zone's name, and of a day in which a cell is an hour."""

FACTS = 34
"""Cells of the clock, the hours and the source of a zone, if they stand behind its bar."""


def zone_bars(
    card: Card, firm: Firm, now: datetime, looks: Looks, width: int, cells: int = DAY
) -> Content | None:
    """Return a day for each zone on its own clock, and the hours that suit all.

    What is known of a zone stands behind its bar, or below it where the width is too small. Return
    None if no zone is known, or too many to draw.
    """
    zones: dict[str, Candidate] = {}
    for zone in card.verdict.zones:
        zones.setdefault(zone_name(zone.value, now), zone)
    if not 0 < len(zones) <= MOST_BARS:
        return None
    step = cells // 4
    hours = (hour_head(hour).strip().lstrip("0") or "0" for hour in range(0, 24, 6))
    marks = "".join(f"{hour:<{step}}" for hour in hours)
    rows = [Content.styled(" " * NAME + marks.rstrip(), looks.muted)]

    def add(name: str, style: str, hours: tuple[Window, ...], at: datetime, facts: Content) -> None:
        bar = _bar(pad(fit(name, NAME - 1), NAME), style, hours, at, looks, cells)
        if width >= NAME + cells + FACTS:
            rows.append(bar + "  " + facts)
        else:
            rows.extend((bar, facts.pad_left(2)))

    for name, zone in zones.items():
        local = now.astimezone(ZoneInfo(zone.value))
        windows = _windows(replace(card.place, zones=(zone,)), firm, local, zone.value)
        source = f" · {window_words(windows)} · {SOURCES[zone.source]}"
        facts = Content.assemble((clock(now, zone.value), looks.clock), (source, looks.muted))
        add(name, looks.strong, windows, local, facts)
    if len(zones) > 1:
        there = card.zone or next(iter(zones.values())).value
        local = now.astimezone(ZoneInfo(there))
        windows = _windows(card.place, firm, local, there)
        suits = "suits both" if len(zones) == 2 else "suits all"
        whose = f"{suits} · {window_words(windows)} {zone_name(there, now)}"
        add("may ring", f"bold {looks.good}", windows, local, Content.styled(whose, looks.muted))
    return Content("\n").join(rows)


def _windows(place: Place, firm: Firm, local: datetime, zone: str) -> tuple[Window, ...]:
    """Return today's hours of a place on the clock of `zone`."""
    return dict(windows_of_week(place, firm, zone, local.date()))[local.date()]


def _bar(
    head: str, style: str, windows: tuple[Window, ...], local: datetime, looks: Looks, cells: int
) -> Content:
    """Return a head and a day; `┃` marks the present time."""
    ink = looks.good if style.endswith(looks.good) else looks.muted
    bar: list[Part] = [
        (cell, ink if cell == "━" else looks.faint) for cell in hour_bar(windows, cells)
    ]
    bar[(local.hour * 60 + local.minute) * cells // 1440] = ("┃", f"bold {looks.accent}")
    return joined([(head, style), *bar])
