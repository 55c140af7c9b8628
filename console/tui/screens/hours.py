"""When this person may be called: the week as a picture on both clocks, and whose rules say so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from console.cards.lead import Card
from console.firm.rules_in_force import windows_of_week
from console.rules.values import Firm
from console.rules.week_bars import HOUR_MARKS, Window, bar_of, short
from console.tui.screens.page import Reading
from console.tui.styled import styled, styled_blocks
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.hours import rule_blocks, week_title
from db.engine import DatabaseTrouble

MARGIN = 13
"""Cells before the bars."""


class HoursScreen(Reading):
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
            page = await self._work.reading.run(hours_page, self._card, firm, now, self._work.here)
        except DatabaseTrouble as trouble:
            page = Content.styled(clean(str(trouble)), "$text-error")
        self.show(page)


def hours_page(card: Card, firm: Firm, now: datetime, here: str) -> Content:
    """The week in the lead's time and in the agent's; below, every rule with its source."""
    there = card.zone or here
    clocks = [there] if there == here else [there, here]
    pictures = []
    for zone in clocks:
        local = now.astimezone(ZoneInfo(zone))
        week = windows_of_week(card.place, firm, zone, local.date())
        pictures.append(week_picture(styled(week_title(zone, here, now)), week, local))
    on = now.astimezone(ZoneInfo(there)).date()
    return Content("\n\n").join([*pictures, styled_blocks(rule_blocks(card.place, firm, on))])


def week_picture(
    title: Content, week: tuple[tuple[date, tuple[Window, ...]], ...], local: datetime
) -> Content:
    """A row a day, a cell for each half hour; today's row is bright, the present half hour too."""
    rows = [title, Content.styled(" " * MARGIN + HOUR_MARKS, "$foreground-muted")]
    slot = local.hour * 2 + local.minute // 30
    for day, windows in week:
        is_today = day == local.date()
        bar = Content.styled(bar_of(windows), "$success" if is_today else "$success 60%")
        if is_today:
            bar = bar.stylize("reverse", slot, slot + 1)
        said = " ".join(
            f"{short(opens) or '0'}–{short(closes) or '24'}" for opens, closes in windows
        )
        rows.append(
            Content.assemble(
                ("▸ " if is_today else "  ", "$text-accent"),
                (f"{day:%a %d %b} ", "bold" if is_today else ""),
                bar,
                (f"  {said or 'closed'}", "" if windows else "$text-warning"),
            )
        )
    return Content("\n").join(rows)
