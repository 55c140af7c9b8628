"""Draw the callable hours of each time zone in which a person may be, and those of all of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from textual.content import Content

from console.cards.lead import Card
from console.cards.lead_context import Window
from console.firm.rules_in_force import windows_of_week
from console.rules.times.windows import zone_name
from console.rules.values import Candidate, Firm, Place
from console.tui.drawing.looks import Looks, Part, fit, joined
from console.tui.widgets.panels import pad
from console.view.lead.lead import SOURCES
from console.view.text.clocks import clock, hour_bar, hour_head, window_words

MOST_ZONES = 30
"""The most zones that the page names."""

MOST_BARS = 4
"""The most zones that are drawn; the hours of a whole country are named instead."""

NAME, HOURS = 14, 24
"""Cells of a zone's name, and of its day: a cell is an hour. Half of a page beside a lead holds
both."""


def zone_bars(card: Card, firm: Firm, now: datetime, looks: Looks) -> Content | None:
    """Return a day for each zone on its own clock, and the hours that suit all.

    Return None if no zone is known, or too many to draw.
    """
    zones: dict[str, Candidate] = {}
    for zone in card.verdict.zones:
        zones.setdefault(zone_name(zone.value, now), zone)
    if not 0 < len(zones) <= MOST_BARS:
        return None
    marks = "".join(f"{hour_head(hour).strip():<6}" for hour in range(0, HOURS, 6))
    rows = [Content.styled(" " * NAME + marks.rstrip(), looks.muted)]
    for name, zone in zones.items():
        local = now.astimezone(ZoneInfo(zone.value))
        windows = _windows(replace(card.place, zones=(zone,)), firm, local, zone.value)
        rows.append(_bar(pad(fit(name, NAME - 1), NAME), looks.strong, windows, local, looks))
        rows.append(
            joined(
                [
                    (f"  {clock(now, zone.value)}", looks.clock),
                    (f" · {SOURCES[zone.source]} · {window_words(windows)}", looks.muted),
                ]
            )
        )
    if len(zones) > 1:
        there = card.zone or next(iter(zones.values())).value
        local = now.astimezone(ZoneInfo(there))
        windows = _windows(card.place, firm, local, there)
        rows.append(_bar(pad("may ring", NAME), f"bold {looks.good}", windows, local, looks))
        whose = f"  suits both · {window_words(windows)} {zone_name(there, now)}"
        rows.append(
            Content.styled(whose if len(zones) == 2 else whose.replace("both", "all"), looks.muted)
        )
    return Content("\n").join(rows)


def _windows(place: Place, firm: Firm, local: datetime, zone: str) -> tuple[Window, ...]:
    """Return today's hours of a place on the clock of `zone`."""
    return dict(windows_of_week(place, firm, zone, local.date()))[local.date()]


def _bar(
    head: str, style: str, windows: tuple[Window, ...], local: datetime, looks: Looks
) -> Content:
    """Return a head and a day; `┃` marks the present hour."""
    ink = looks.good if style.endswith(looks.good) else looks.muted
    bar: list[Part] = [
        (cell, ink if cell == "━" else looks.faint) for cell in hour_bar(windows, HOURS)
    ]
    bar[local.hour] = ("┃", f"bold {looks.accent}")
    return joined([(head, style), *bar])
