"""The callable hours of a lead: the week in both time zones, and the rules with their sources."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.events import Resize
from textual.geometry import Size

from console.cards.lead import Card
from console.cards.lead_context import Week
from console.firm.rules_in_force import unusual_days, windows_of_week
from console.rules.times.day_parts import HOUR_MARKS, SLOTS
from console.rules.values import Firm
from console.supervision.floor.lead_warnings import holidays_closing
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import verdict_line
from console.tui.drawing.looks import Looks, Part, joined, styled, styled_lines
from console.tui.screens.page import Reading, heading
from console.tui.widgets.text_widget import stack
from console.tui.widgets.zone_bars import zone_bars
from console.view.lead.calling_hours import rule_blocks, week_title, zones_line
from console.view.lead.verdict import duty_sentences
from console.view.text.cleaning import clean
from console.view.text.clocks import hour_bar, in_style, time_words, weekday_day, window_words
from db.engine.database import DatabaseTrouble
from db.leads.records import PastAttempt

TALL, HUGE = 40, 50
"""Rows from which the page has pictures beyond the week, and the weeks after it."""

WEEKS = 4
"""The weeks after this one that a huge terminal shows."""

DAY_CELL = 11
"""The fewest cells of a day in these weeks."""

MOST_CALLS = 8
"""The most earlier calls that are drawn."""

YEAR = "Other hours in the coming year"

HALF_HOUR = timedelta(minutes=30)

DUTIES = "The law wants said first"

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
        self._drawn_size: Size | None = None
        """The size of the terminal that its pictures were drawn for."""

    def title_text(self) -> str:
        return f"{clean(self._card.name)}: when may this phone ring?"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self._begin()

    def on_resize(self, _: Resize) -> None:
        if self._drawn_size not in {None, self.size}:
            self._begin()

    def _begin(self) -> None:
        read: Callable[[], Awaitable[None]] = self._read
        self.run_worker(read, exclusive=True)

    async def _read(self) -> None:
        try:
            firm = await self._work.reading.run(self._work.reports.firm)
            now = self._work.clock()
            here, self._drawn_size = self._work.here, self.size
            page = await self._work.reading.run(
                hours_page, self._card, firm, now, here, self.looks, self.size
            )
        except DatabaseTrouble as trouble:
            page = Content.styled(clean(str(trouble)), "$text-error")
        self.show(page)


def hours_page(
    card: Card, firm: Firm, now: datetime, here: str, looks: Looks, size: Size
) -> Content:
    """Return the page: the week on the lead's clock, its hours on the agent's too, the rules.

    A tall terminal (`size`) has room for the earlier calls and for today in each of several zones.
    """
    there = card.zone or here
    zones_text = zones_line(card.verdict.zones, now)
    blocks = [verdict_line(card, now, here)] if size.height >= HUGE else []
    blocks += [Content(zones_text)] if zones_text else []
    local = now.astimezone(ZoneInfo(there))
    week = windows_of_week(card.place, firm, there, local.date())
    title = styled(week_title(there, here, now))
    blocks.append(week_picture(title, week, local, here, looks, has_own_scale=size.height >= HUGE))
    if size.height >= TALL:
        if zones_text and (zones := zone_bars(card, firm, now, looks, size.width, SLOTS)):
            blocks.append(stack([heading("Today, on each clock"), zones]))
        if card.history:
            blocks.append(calls_picture(card.history, local, looks))
    rules = [styled_lines(block) for block in rule_blocks(card.place, firm, local.date())]
    if card.place.jurisdictions:
        other = other_days(card, firm, local.date(), there)
        weeks = coming_weeks(card, firm, there, week, looks) if size.height >= HUGE else ()
        blocks += weeks
        if not other and not weeks:
            other = [Content.styled("  None: every week has these hours.", "$foreground-muted")]
        rules += [stack([heading(YEAR), *other])] if other else []
    blocks += rules
    if size.height >= HUGE:
        cautions = [in_style(clean(text)) for text in card.verdict.cautions]
        duties = duty_sentences(card.duties)
        for name, sign, texts in (("Cautions", "! ", cautions), (DUTIES, "", duties)):
            if texts:
                rows = [joined([("  ", ""), (sign, looks.warn), (text, "")]) for text in texts]
                blocks.append(stack([heading(name), *rows]))
    return Content("\n\n").join(blocks)


def coming_weeks(
    card: Card,
    firm: Firm,
    zone: str,
    this_week: Week,
    looks: Looks,
) -> tuple[Content, ...]:
    """Return a block with the hours of the next weeks that have others than this one; () if none.

    The days with other hours are marked.
    """
    usual = [window_words(windows) for _, windows in this_week]
    weeks = []
    for count in range(1, WEEKS + 1):
        monday = this_week[0][0] + timedelta(weeks=count)
        days = windows_of_week(card.place, firm, zone, monday)
        hours_of_days = [window_words(windows) for _, windows in days]
        if hours_of_days != usual:
            weeks.append((monday, hours_of_days))
    if not weeks:
        return ()
    widest = max(len(hours) for _, week in weeks for hours in week)
    cell = max(DAY_CELL, widest + 2)
    heads = "".join(f"{day:%a}".ljust(cell) for day, _ in this_week)
    title = heading("The next weeks with other hours, each from its Monday")
    rows = [title, Content.styled(" " * MARGIN + heads.rstrip(), looks.muted)]
    for monday, week in weeks:
        cells: list[Part] = [
            (hours.ljust(cell), looks.muted if hours == before else looks.warn)
            for hours, before in zip(week, usual, strict=True)
        ]
        rows.append(joined([(f"  {weekday_day(monday):<10} ", looks.muted), *cells]))
    return (stack(rows),)


def calls_picture(history: Sequence[PastAttempt], local: datetime, looks: Looks) -> Content:
    """Return a row for each earlier call, with its half hour marked on the lead's clock."""
    rows = [heading("Earlier calls, on the same clock")]
    for past in history[:MOST_CALLS]:
        at = past.at.astimezone(local.tzinfo)
        before = at.hour * 2 + at.minute // 30
        style = looks.warn if past.is_no else looks.text
        rows.append(
            joined(
                [
                    (f"  {weekday_day(at.date()):<10} ", looks.muted),
                    ("·" * before, looks.faint),
                    ("●", style),
                    ("·" * (SLOTS - before - 1), looks.faint),
                    (f"  {time_words(at)}  ", looks.muted),
                    (clean(past.outcome), style),
                ]
            )
        )
    return stack(rows)


def other_days(card: Card, firm: Firm, on: date, zone: str) -> list[Content]:
    """Return a row for each day of the coming year with other hours than usual."""
    rows = []
    for day, windows in unusual_days(card.place, firm, zone, on):
        names = dict.fromkeys(holidays_closing(card.place, firm, day).values())
        words = f"{window_words(windows):<8} {', '.join(names)}".rstrip()
        rows.append(Content(f"  {weekday_day(day):<10} {words}"))
    return rows


def week_picture(
    title: Content,
    week: Week,
    local: datetime,
    here: str,
    looks: Looks,
    *,
    has_own_scale: bool = False,
) -> Content:
    """Return a row for each day with a cell for each half hour; `┃` marks the present time.

    If the clock of the agent (`here`) differs, the hours on it stand behind theirs, and with
    `has_own_scale` below them too.
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
    if has_two_clocks and has_own_scale:
        row = joined([(f"  {'yours':<{MARGIN - 2}}", looks.muted), (own_scale(local, mine), "")])
        rows.append(row)
    return Content("\n").join(rows)


def own_scale(local: datetime, mine: ZoneInfo) -> str:
    """Return the hours of the agent's clock, each below the cell of the lead's day it falls in."""
    ahead = local.astimezone(mine).replace(tzinfo=None) - local.replace(tzinfo=None)
    cells = [" "] * SLOTS
    for hour in range(0, 24, 3):
        at = (hour * 2 - round(ahead / HALF_HOUR)) % SLOTS
        cells[at : at + len(str(hour))] = str(hour)
    return "".join(cells[:SLOTS])
