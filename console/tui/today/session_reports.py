"""The page of session results: totals, a row for each session, complaints, refused dials."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.agent_day import Summary
from console.rules.shift.session_name_parts import shorter_names
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import COLOURS, fit, fit_session, joined
from console.tui.screens.page import BLOCK_BREAK, GAP, Reading
from console.tui.widgets.panels import hairline, pad, side_by_side
from console.tui.widgets.rows import session_sign
from console.view.floor.alerts import reasons_words, refused_for
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day, time_words
from console.view.text.counts import all_inside, many
from console.view.text.styled import capitalized
from db.engine.database import DatabaseTrouble
from db.enums import SessionStatus
from db.reports.call_records import Complaint, Refusal
from db.reports.report_counts import SessionTotals

AGENTS_WIDTH = 80
"""Cells of a column from which a table of the agents stands beside complaints and refusals."""

AGENT_HEADS = ("sessions", "dials", "talks", "noes", "yes", "an hour")

MIN_BAR, MAX_BAR, MAX_SQUARES = 18, 40, 8
"""Cells of a bar at least and at most, and the most squares after it."""

NEWEST = 50
"""Sessions shown."""

MIN_NAME, REST, RANG, STARTED = 17, 48, 5, 8
"""Cells of a session's name, of the other columns, and of the column of incoming calls."""

MARGIN = 1
"""Cells between the figures and the scroll bar."""

STATES = {
    SessionStatus.ACTIVE: "under way",
    SessionStatus.PAUSED: "paused",
    SessionStatus.DONE: "done",
}
"""The words of the signs before the sessions."""

AIR = 2
"""Cells more for each column of figures where the names of sessions leave room."""

ROOMY = 100
"""Page width from which incoming calls have a column; below it only their total is shown."""


class SupervisorScreen(Reading):
    """Show the results of the newest sessions."""

    MOST = 186  # names of sessions are long
    HAS_COLUMNS = False

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._sessions: Sequence[Summary] = ()
        self._sums: SessionTotals | None = None
        self._complaints: Sequence[Complaint] = ()
        self._refused: Sequence[Refusal] = ()

    def title_text(self) -> str:
        return "What the sessions brought"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

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

    def _lay_out(self) -> None:
        """Draw the page again for the present width."""
        if self.is_attached and self._sums is not None:
            now, here = self._work.clock(), self._work.here
            # The width of the container: the column inside has none before it holds text.
            width = self.query_one("#page-columns").size.width
            width = min(self.MOST, width - MARGIN)
            self._page = summary_page(self._sessions, self._sums, now, here, width)
            half = (width - GAP) // 2
            agents = agent_rows(self._sessions, half) if half >= AGENTS_WIDTH else Content()
            column = half if agents else width
            complaints, refused = self._complaints, self._refused
            pages = [complaints_page(complaints, now, here, column)] if complaints else []
            pages += [refused_page(refused, now, here, column)] if refused else []
            below = Content(BLOCK_BREAK).join(pages)
            self._beside = side_by_side(agents, below, half + GAP) if agents else below
        super()._lay_out()


def summary_page(
    summaries: Sequence[Summary], sums: SessionTotals, now: datetime, here: str, width: int
) -> Content:
    """Return the totals, then a row for each session under its day."""
    if not summaries:
        return Content("No session was started yet. The first one shows here when it is under way.")
    longest = max(cell_len(clean(summary.name)) for summary in summaries)
    is_roomy = width >= ROOMY and bool(sums.inbound)
    air = AIR if width >= longest + REST + RANG + 6 * AIR else 0
    name = max(MIN_NAME, min(longest, width - REST - (RANG + air) * is_roomy - 5 * air))
    table = name + REST + (RANG + air) * is_roomy + 5 * air
    bar = min(MAX_BAR, width - table - 2)
    bar = bar if bar >= MIN_BAR else 0
    fastest = max(summary.per_hour or 0 for summary in summaries)
    rows = [*_totals(summaries, sums, now, here, width), Content("")]
    heads = f"  {'dials an hour ━':<{bar - MAX_SQUARES - 1}} yes ■" if bar else ""
    rows.append(_header(name, air, is_roomy=is_roomy) + Content.styled(heads, COLOURS.muted))
    names = iter(_names(summaries, name))
    legend = _legend(summaries)
    for on, of_day in groupby(summaries, lambda summary: _day(summary, now, here)):
        title = hairline(on, width - legend.cell_length - bool(legend.plain), COLOURS)
        rows.append(Content(" ").join([title, legend]) if legend.plain else title)
        legend = Content()  # above the first day alone
        rows += [
            _row(summary, here, next(names), name, air, is_roomy=is_roomy)
            + _bars(summary, fastest, bar)
            for summary in of_day
        ]
    older = sums.sessions - len(summaries)
    older_dials = sums.dials - sum(summary.dials for summary in summaries)
    if older > 0:
        counts = f"{many(older, 'older session')} with {many(older_dials, 'dial')}"
        hint = f"… {counts}. The report of sessions has them."
        rows += [row.stylize("$foreground-muted") for row in Content(hint).wrap(width)]
    return Content("\n").join(rows)


def complaints_page(
    complaints: Sequence[Complaint], now: datetime, here: str, width: int
) -> Content:
    """Return the latest complaints, each with its words."""
    rows = [hairline("The latest complaints", width, COLOURS)]
    for complaint in complaints:
        rows.append(
            Content.assemble(
                (f"! {_when(complaint.at, now, here):<15}", "$text-warning"),
                _cell(complaint.agent, 8),
                " ",
                _cell(complaint.name or ERASED, 22).stylize("bold"),
            )
        )
        words = f"“{clean(complaint.words)}”" if complaint.words else "(words erased)"
        rows.append(Content(f"  {words}"))
    return Content("\n").join(rows)


def refused_page(refusals: Sequence[Refusal], now: datetime, here: str, width: int) -> Content:
    """Return the latest refused dials with their reasons."""
    title = hairline("The latest dials refused", width, COLOURS, end=refused_for(refusals))
    return Content("\n").join(
        [
            title,
            *(_refusal_row(refusal, now, here) for refusal in refusals),
        ]
    )


def _totals(
    summaries: Sequence[Summary], sums: SessionTotals, now: datetime, here: str, width: int
) -> list[Content]:
    """Return the totals of all sessions. The line about legal hours covers only `summaries`."""
    figures = [
        many(sums.sessions, "session"),
        many(sums.agents, "agent"),
        many(sums.dials, "dial"),
        many(sums.conversations, "talk"),
        many(sums.noes, "no", "noes"),
        many(sums.yeses, "yes", "yeses"),
    ]
    rows = [Content.styled(row, "bold") for row in in_rows(figures, width)]
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
    muted = (capitalized(row) for row in in_rows(details, width))
    rows += [Content.styled(row, "$foreground-muted") for row in muted]
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
    return rows


def _refusal_row(refusal: Refusal, now: datetime, here: str) -> Content:
    return Content.assemble(
        (f"✗ {_when(refusal.at, now, here):<15}", "$foreground-muted"),
        _cell(refusal.agent, 8),
        " ",
        _cell(refusal.name or ERASED, 22).stylize("bold"),
        f" {reasons_words(refusal)}",
    )


def _when(at: datetime, now: datetime, here: str) -> str:
    zone = ZoneInfo(here)
    local = at.astimezone(zone)
    return f"{day(local.date(), now.astimezone(zone).date())} {time_words(local)}"


def _header(name: int, air: int, *, is_roomy: bool) -> Content:
    rang = f"{'rang':>{RANG + air}}" if is_roomy else ""
    return Content.styled(
        f"  {'':<{STARTED}}{'agent':<9}{'session':<{name + 1}}"
        f"{'dials':>{5 + air}}{rang}{'talks':>{6 + air}}{'noes':>{5 + air}}{'yes':>{4 + air}}"
        f"{'an hour':>{8 + air}}",
        "$foreground-muted",
    )


def _legend(summaries: Sequence[Summary]) -> Content:
    """Return the signs that occur, each with its word."""
    used = {summary.status for summary in summaries}
    signs = [
        Content.assemble(session_sign(status), (f" {word}", "$foreground-muted"))
        for status, word in STATES.items()
        if status in used
    ]
    return Content("   ").join(signs)


def _day(summary: Summary, now: datetime, here: str) -> str:
    if summary.started_at is None:
        return "not begun"
    zone = ZoneInfo(here)
    return day(summary.started_at.astimezone(zone).date(), now.astimezone(zone).date())


def _row(
    summary: Summary, here: str, session: str, name: int, air: int, *, is_roomy: bool
) -> Content:
    started = clock(summary.started_at, here) if summary.started_at else ""
    rate = f"{summary.per_hour:.0f}" if summary.per_hour is not None else "–"
    rang = f"{_or_dot(summary.inbound):>{RANG + air}}" if is_roomy else ""
    return Content.assemble(
        session_sign(summary.status),
        (f" {started:<{STARTED}}", "$foreground-muted"),
        _cell(summary.agent, 8),
        " ",
        _cell(session, name).stylize("bold"),
        f" {_or_dot(summary.dials):>{5 + air}}{rang}"
        f"{_or_dot(summary.conversations):>{6 + air}}{_or_dot(summary.noes):>{5 + air}}",
        (f"{_or_dot(summary.yeses):>{4 + air}}", "bold $text-success" if summary.yeses else ""),
        f"{rate:>{8 + air}}",
    )


def _names(summaries: Sequence[Summary], width: int) -> list[str]:
    """Return the longest form of each session's name that fits whole, without cut places.

    If one of them fits only without its places, all go without.
    """
    forms = [list(shorter_names(clean(summary.name))) for summary in summaries]
    fitting = [[form for form in some if cell_len(form) <= width] for some in forms]
    if any(some[1:] and fits == some[-1:] for some, fits in zip(forms, fitting, strict=True)):
        fitting = [fits[-1:] for fits in fitting]
    return [
        next(iter(fits), "") or fit_session(some[0], width)
        for some, fits in zip(forms, fitting, strict=True)
    ]


def _bars(summary: Summary, fastest: float, width: int) -> Content:
    """Return the dials an hour as a bar, and a square for each yes; nothing without room."""
    if not width:
        return Content()
    squares = "■" * min(summary.yeses, MAX_SQUARES)
    share = (summary.per_hour or 0) / (fastest or 1)
    room = width - MAX_SQUARES - 1
    line = pad("━" * round(share * room), room)
    return joined([("  ", ""), (line, COLOURS.muted), (" ", ""), (squares, COLOURS.fill_good)])


def agent_rows(summaries: Sequence[Summary], width: int) -> Content:
    """Return a table of the agents: their sessions, counts and dials an hour."""
    if not summaries:
        return Content()
    agents = sorted({summary.agent for summary in summaries})
    heads = f"  {'agent':<16}" + "".join(f"{head:>9}" for head in AGENT_HEADS)
    most = max(sum(s.dials for s in summaries if s.agent == agent) for agent in agents)
    bar = max(0, min(MAX_BAR, width - len(heads) - 2))
    heads += "  dials ━" if bar > len("dials ━") else ""
    rows = [hairline("By agent", width, COLOURS), Content.styled(heads, "$foreground-muted")]
    for agent in agents:
        own = [summary for summary in summaries if summary.agent == agent]
        dials, yeses = sum(s.dials for s in own), sum(s.yeses for s in own)
        talks, noes = sum(s.conversations for s in own), sum(s.noes for s in own)
        hours = sum(s.dials / s.per_hour for s in own if s.per_hour)
        rate = f"{dials / hours:.0f}" if hours else "–"
        counts = "".join(f"{_or_dot(count):>9}" for count in (len(own), dials, talks, noes))
        rows.append(
            Content.assemble(
                "  ",
                _cell(agent, 16).stylize("bold"),
                counts,
                (f"{_or_dot(yeses):>9}", "bold $text-success" if yeses else ""),
                f"{rate:>9}  ",
                ("━" * (dials * bar // (most or 1)), COLOURS.muted),
            )
        )
    return Content("\n").join(rows)


def _or_dot(count: int) -> str:
    return f"{count:,}" if count else "·"


def in_rows(parts: Sequence[str], width: int) -> list[str]:
    """Join the parts with dots into rows of `width`, broken only between parts."""
    rows: list[str] = []
    for part in parts:
        longer = f"{rows[-1]} · {part}" if rows else part
        if rows and len(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(part)
    return rows


def _cell(text: str, width: int) -> Content:
    shown = Content(fit(clean(text), width))
    return shown.pad_right(width - shown.cell_length)
