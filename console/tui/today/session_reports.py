"""The page of session results: totals, a row for each session, complaints, refused dials."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.geometry import Region

from console.cards.agent_day import Summary
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.number_panel import big
from console.tui.drawing.looks import COLOURS, Part, joined
from console.tui.screens.page import BLOCK_BREAK, GAP, Reading
from console.tui.sessions.summary import SessionResultScreen
from console.tui.today.large import HEIGHT, MAX_LARGE
from console.tui.today.session_tables import cell, ended_rows, group_rows, hour_rows, summary_page
from console.tui.widgets.panels import hairline, pad, side_by_side
from console.tui.widgets.rows import MARK
from console.tui.widgets.text_widget import in_rows, stack
from console.view.floor.alerts import reasons_words, refused_for, said_words
from console.view.keys.key import Key
from console.view.keys.other_screens import SESSION_RESULTS
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import day, time_words
from console.view.text.counts import all_inside, many
from console.view.text.styled import capitalized
from db.engine.database import DatabaseTrouble
from db.reports.call_records import Complaint, Refusal
from db.reports.report_counts import SessionTotals

COLUMN = 80
"""Cells of a column from which two of them stand side by side."""

SHORT = 12
"""The most rows of complaints and refused dials that stand above the sessions."""

NEWEST = 50
"""Sessions shown."""

DOT = " · "

MARGIN = 1
"""Cells between the figures and the scroll bar."""


class SupervisorScreen(Reading):
    """Show the results of the newest sessions; Enter opens the one under the cursor."""

    BINDINGS = bindings(SESSION_RESULTS)
    KEYS = SESSION_RESULTS
    MOST = 186  # names of sessions are long
    HAS_COLUMNS = False

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._sessions: Sequence[Summary] = ()
        self._sums: SessionTotals | None = None
        self._complaints: Sequence[Complaint] = ()
        self._refused: Sequence[Refusal] = ()
        self._chosen = 0

    def title_text(self) -> str:
        return "What the sessions brought"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def is_on(self, key: Key) -> bool:
        if key.action in {"down", "open"}:
            return bool(self._sessions)
        return key.action != "up" and super().is_on(key)  # the label of ↓ stands for both

    def action_press(self, action: str) -> None:
        if action in {"up", "down"}:
            steps = 1 if action == "down" else -1
            self._chosen = max(0, min(len(self._sessions) - 1, self._chosen + steps))
            self._lay_out()
            rows = enumerate(self._page.plain.split("\n"))
            line = next((at for at, row in rows if row.startswith(MARK)), 0)
            region = Region(0, line, 1, 1)
            self.query_one("#page").scroll_to_region(region, animate=False, force=True)
        elif action != "open":
            super().action_press(action)
        elif self._sessions:
            summary = self._sessions[self._chosen]
            others = [other for other in self._sessions if other.agent == summary.agent]
            before = tuple(others[others.index(summary) + 1 :])
            self.app.push_screen(SessionResultScreen(summary, before, self._work))

    async def _read(self) -> None:
        reading, sessions = self._work.reading, self._work.reports.sessions
        try:
            summaries = await reading.run(sessions.summaries, NEWEST)
            sums = await reading.run(sessions.totals)
            refused = await reading.run(sessions.refusals)
            complaints = await reading.run(sessions.complaints)
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        self._sessions, self._sums = summaries, sums
        self._complaints, self._refused = complaints, refused
        self._lay_out()
        self._show_keys()

    def _lay_out(self) -> None:
        """Draw the page again for the present width."""
        if self.is_attached and self._sums is not None:
            now, here = self._work.clock(), self._work.here
            # The width of the container: the column inside has none before it holds text.
            width = self.query_one("#page-columns").size.width
            width = min(self.MOST, width - MARGIN)
            half = (width - GAP) // 2
            is_wide = half >= COLUMN
            column = half if is_wide else width
            complaints, refused = self._complaints, self._refused
            alerts = [complaints_page(complaints, now, here, column)] if complaints else []
            alerts += [refused_page(refused, now, here, column)] if refused else []
            table = summary_page(
                self._sessions, self._sums, now, here, width, self.looks, chosen=self._chosen
            )
            by_agent = group_rows("By agent", self._sessions, lambda row: row.agent, column)
            by_list = group_rows("By list", self._sessions, lambda row: row.list_name, column)
            endings = ended_rows(self._sessions, column)
            hours = hour_rows(self._sessions, here, column)
            is_large = is_wide and self.app.size.height >= HEIGHT
            totals = totals_page(self._sessions, self._sums, now, here, width, is_large=is_large)
            if is_wide:
                left, right = (
                    Content(BLOCK_BREAK).join(filter(None, side))
                    for side in ((by_agent, hours), (endings, by_list))
                )
                below = side_by_side(left, right, half + GAP)
                first, *second = alerts or [Content()]
                alerted = side_by_side(first, Content(BLOCK_BREAK).join(second), half + GAP)
                is_short = alerted.plain.count("\n") <= SHORT
                parts = (
                    [totals, alerted, table, below] if is_short else [totals, table, below, alerted]
                )
            else:
                lines = news_lines(complaints, refused, now, here)
                news = [row for line in lines for row in line.wrap(width)]
                totals = stack([*news, *[Content("")] * bool(news), totals])
                parts = [totals, table, *alerts, by_agent, by_list, hours, endings]
            self._page = Content(BLOCK_BREAK).join(part for part in parts if part.plain)
        super()._lay_out()


def complaints_page(
    complaints: Sequence[Complaint], now: datetime, here: str, width: int
) -> Content:
    """Return the latest complaints, each with its words."""
    rows = [hairline("The latest complaints", width, COLOURS)]
    for complaint in complaints:
        rows.append(
            Content.assemble(
                (f"! {_when(complaint.at, now, here):<15}", "bold $text-error"),
                cell(complaint.agent, 8),
                " ",
                cell(complaint.name or ERASED, 22).stylize("bold"),
            )
        )
        words = said_words(complaint)
        rows += [row.pad_left(2) for row in Content(words).wrap(width - 2)]
    return Content("\n").join(rows)


def news_lines(
    complaints: Sequence[Complaint], refused: Sequence[Refusal], now: datetime, here: str
) -> Iterator[Content]:
    """Yield the latest complaint and the sum of refused dials, a line each."""
    for latest in complaints[:1]:
        yield Content.assemble(
            (f"! {many(len(complaints), 'complaint')}", "bold $text-error"),
            f": {_when(latest.at, now, here)} {clean(latest.agent)} · ",
            (clean(latest.name) or ERASED, "bold"),
            f"  {said_words(latest)}",
        )
    if refused:
        count = many(len(refused), "dial refused", "dials refused")
        yield Content.assemble((f"× {count}", "$text-warning"), f": {refused_for(refused)}")


def refused_page(refusals: Sequence[Refusal], now: datetime, here: str, width: int) -> Content:
    """Return the latest refused dials with their reasons."""
    title = hairline("The latest dials refused", width, COLOURS, end=refused_for(refusals))
    return stack([title, *(_refusal_row(refusal, now, here) for refusal in refusals)])


def totals_page(
    summaries: Sequence[Summary],
    sums: SessionTotals,
    now: datetime,
    here: str,
    width: int,
    *,
    is_large: bool = False,
) -> Content:
    """Return the totals of all sessions, in large figures with `is_large`.

    The line about legal hours covers only `summaries`.
    """
    figures = [
        many(sums.sessions, "session"),
        many(sums.agents, "agent"),
        many(sums.dials, "dial"),
        many(sums.conversations, "talk"),
        many(sums.noes, "no", "noes"),
        many(sums.yeses, "yes", "yeses"),
    ]
    rows = in_rows((Content.styled(figure, "bold") for figure in figures), DOT, width)
    if is_large:
        rows = [*_large(figures, width), Content("")]
    details = []
    if sums.first_at is not None:
        zone = ZoneInfo(here)
        began = day(sums.first_at.astimezone(zone).date(), now.astimezone(zone).date())
        details.append(f"since {began}")
    if sums.inbound:
        details.append(f"{sums.inbound:,} rang in, no dials")
    if sums.do_not_calls:
        barred = many(sums.do_not_calls, "person", "people")
        details.append(f"{barred} asked not to be called again")
    for row in in_rows(map(Content, details), DOT, width):
        rows.append(Content.styled(capitalized(row.plain), "$foreground-muted"))
    scope = "" if sums.sessions <= len(summaries) else f"In the newest {len(summaries):,}: "
    dials = sum(summary.dials for summary in summaries)
    inside = sum(summary.inside_hours for summary in summaries)
    if dials == inside and dials:
        inside_words = all_inside(dials)
        if scope:
            inside_words = scope + inside_words[0].lower() + inside_words[1:]
        rows.append(Content.styled(inside_words, "$text-success"))
    elif dials:
        text = f"{scope}{dials - inside:,} of {dials:,} calls were outside their hours."
        rows.append(Content.styled(text, "bold $text-error"))
    return Content("\n").join(rows)


def _large(figures: Sequence[str], width: int) -> list[Content]:
    """Return figures such as `59 noes` in large digits over their words."""
    inks = {
        "noes": COLOURS.accent,
        "no": COLOURS.accent,
        "yeses": COLOURS.good,
        "yes": COLOURS.good,
    }
    column = min(MAX_LARGE, width // len(figures))
    rows: list[list[Part]] = [[], [], [], []]
    for figure in figures:
        count, _, word = figure.partition(" ")
        for row, line in zip(rows, big(count, column - 1), strict=False):
            row.append((pad(line, column), inks.get(word, COLOURS.strong)))
        rows[3].append((pad(word, column), COLOURS.muted))
    return [joined(row) for row in rows]


def _refusal_row(refusal: Refusal, now: datetime, here: str) -> Content:
    return Content.assemble(
        (f"✗ {_when(refusal.at, now, here):<15}", "$foreground-muted"),
        cell(refusal.agent, 8),
        " ",
        cell(refusal.name or ERASED, 22).stylize("bold"),
        f" {reasons_words(refusal)}",
    )


def _when(at: datetime, now: datetime, here: str) -> str:
    zone = ZoneInfo(here)
    local = at.astimezone(zone)
    return f"{day(local.date(), now.astimezone(zone).date())} {time_words(local)}"
