"""The callable hours of a lead: the week in both time zones, and the rules with their sources."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from textual.content import Content

from console.cards.lead import Card
from console.firm.rules_in_force import windows_of_week
from console.rules.times.day_parts import HOUR_MARKS, SLOTS, Window
from console.rules.values import Firm
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks, Part, joined, styled, styled_blocks
from console.tui.screens.page import Reading
from console.view.lead.calling_hours import rule_blocks, week_title, zones_line
from console.view.text.cleaning import clean
from console.view.text.clocks import hour_bar, weekday_day, window_words
from db.engine.database import DatabaseTrouble

MARGIN, THEIRS = 13, 5
"""Cells before the bars, and of the hours on the lead's clock."""


class HoursScreen(Reading):
    """Shows when a lead can be called."""

    STANDS_BESIDE = True
    OPENED_BY = "hours"

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work

    def title_text(self) -> str:
        return f"{clean(self._card.name)}: when may this phone ring?"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            firm = await self._work.reading.run(self._work.reports.firm)
            now = self._work.clock()
            looks = COLOURS if not self.app.native_ansi_color else SIXTEEN
            here = self._work.here
            page = await self._work.reading.run(hours_page, self._card, firm, now, here, looks)
        except DatabaseTrouble as trouble:
            page = Content.styled(clean(str(trouble)), "$text-error")
        self.show(page)


def hours_page(card: Card, firm: Firm, now: datetime, here: str, looks: Looks) -> Content:
    """Return the page: the week on the lead's clock, its hours on the agent's too, the rules."""
    there = card.zone or here
    blocks = [Content(text)] if (text := zones_line(card.verdict.zones, now)) else []
    local = now.astimezone(ZoneInfo(there))
    week = windows_of_week(card.place, firm, there, local.date())
    title = styled(week_title(there, here, now))
    blocks.append(week_picture(title, week, local, here, looks))
    rules = styled_blocks(rule_blocks(card.place, firm, local.date()))
    return Content("\n\n").join([*blocks, rules])


def week_picture(
    title: Content,
    week: tuple[tuple[date, tuple[Window, ...]], ...],
    local: datetime,
    here: str,
    looks: Looks,
) -> Content:
    """Return a row for each day with a cell for each half hour; `┃` marks the present time.

    If the clock of the agent (`here`) differs, the hours on it stand behind theirs.
    """
    zone, mine = local.tzinfo, ZoneInfo(here)
    has_two_clocks = local.utcoffset() != local.astimezone(mine).utcoffset()
    heads = f"{HOUR_MARKS:<{SLOTS}}  {'them':<{THEIRS}} you" if has_two_clocks else HOUR_MARKS
    rows = [title, Content.styled(" " * MARGIN + heads, looks.muted)]
    for day, windows in week:
        is_today = day == local.date()
        hours = window_words(windows)
        if has_two_clocks and windows:
            yours = tuple(
                (
                    datetime.combine(day, opens, zone).astimezone(mine).time(),
                    (datetime.combine(day, closes, zone) + timedelta(days=closes == time.min))
                    .astimezone(mine)
                    .time(),
                )
                for opens, closes in windows
            )
            hours = f"{hours:<{THEIRS}} {window_words(yours)}"
        ink = looks.fill_good if is_today else looks.muted
        bar: list[Part] = [
            (cell, ink if cell == "━" else looks.faint) for cell in hour_bar(windows, SLOTS)
        ]
        if is_today:
            bar[local.hour * 2 + local.minute // 30] = ("┃", f"bold {looks.accent}")
        rows.append(
            joined(
                [
                    ("► " if is_today else "  ", looks.accent),
                    (f"{weekday_day(day):<10} ", "bold" if is_today else ""),
                    *bar,
                    (f"  {hours}", "" if windows else looks.warn),
                ]
            )
        )
    return Content("\n").join(rows)
