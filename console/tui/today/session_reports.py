"""The page of session results: totals, a row for each session, complaints, refused dials."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region

from console.cards.agent_day import Summary
from console.rules.shift.session_name_parts import shorter_names
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks, fit, fit_session, joined
from console.tui.screens.page import BLOCK_BREAK, GAP, Reading
from console.tui.sessions.summary import SessionResultScreen
from console.tui.today.page import with_cursor
from console.tui.widgets.panels import hairline, pad, side_by_side
from console.tui.widgets.rows import MARK
from console.tui.widgets.text_widget import one_row, stack
from console.view.floor.alerts import reasons_words, refused_for
from console.view.floor.today import percent
from console.view.keys.key import Key
from console.view.keys.other_screens import SESSION_RESULTS
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day, time_words
from console.view.text.counts import all_inside, many
from console.view.text.styled import capitalized
from db.engine.database import DatabaseTrouble
from db.enums import SessionStatus
from db.reports.call_records import Complaint, Refusal
from db.reports.report_counts import SessionTotals

COLUMN = 80
"""Cells of a column from which two of them stand side by side."""

GROUP_HEADS = ("sessions", "dials", "talks", "reach", "noes", "yes", "an hour")
"""The columns of agents and of lists, each of eight cells."""

MIN_BAR, MAX_BAR, MAX_SQUARES = 18, 60, 8
"""Cells of a bar at least and at most, and the most squares after it."""

SHORT = 12
"""The most rows of complaints and refused dials that stand above the sessions."""

NEWEST = 50
"""Sessions shown."""

MIN_NAME, RANG, AGENT, STATE, CURSOR = 12, 5, 9, 11, 2
"""Cells of a session's name at least, and of other columns."""

MARGIN = 1
"""Cells between the figures and the scroll bar."""

STATES = {
    SessionStatus.ACTIVE: ("under way", "$text-accent"),
    SessionStatus.PAUSED: ("paused", "$text-secondary"),
    SessionStatus.DONE: ("done", "$text-success"),
    SessionStatus.PLANNED: ("planned", "$foreground-muted"),
}
"""The state of a session as a word in its color."""

AIR = 2
"""Cells more for each column of figures where the names of sessions leave room."""

ROOMY = 100
"""Page width from which incoming calls have a column; below it only their total is shown."""


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
            looks = SIXTEEN if self.app.native_ansi_color else COLOURS
            complaints, refused = self._complaints, self._refused
            alerts = [complaints_page(complaints, now, here, column)] if complaints else []
            alerts += [refused_page(refused, now, here, column)] if refused else []
            table = summary_page(
                self._sessions, self._sums, now, here, width, looks, chosen=self._chosen
            )
            groups = [
                group_rows("By agent", self._sessions, lambda summary: summary.agent, column),
                group_rows("By list", self._sessions, lambda summary: summary.list_name, column),
            ]
            endings = ended_rows(self._sessions, column)
            totals = totals_page(self._sessions, self._sums, now, here, width)
            if is_wide:
                below = side_by_side(Content(BLOCK_BREAK).join(groups), endings, half + GAP)
                first, *second = alerts or [Content()]
                news = side_by_side(first, Content(BLOCK_BREAK).join(second), half + GAP)
                is_short = news.plain.count("\n") <= SHORT
                parts = [totals, news, table, below] if is_short else [totals, table, below, news]
            else:
                lines = news_lines(complaints, refused, now, here)
                totals = stack([totals, *(one_row(line, width) for line in lines)])
                parts = [totals, table, *alerts, *groups, endings]
            self._page = Content(BLOCK_BREAK).join(part for part in parts if part.plain)
        super()._lay_out()


def summary_page(
    summaries: Sequence[Summary],
    sums: SessionTotals,
    now: datetime,
    here: str,
    width: int,
    looks: Looks = COLOURS,
    *,
    chosen: int = 0,
) -> Content:
    """Return a row for each session under its day, with the cursor on the `chosen` one."""
    if not summaries:
        return Content("No session was started yet. The first one shows here when it is under way.")
    longest = max(cell_len(clean(summary.name)) for summary in summaries)
    started = 2 + max(cell_len(_started(summary, here)) for summary in summaries)
    counts = 28  # of the columns of figures
    rest = CURSOR + STATE + started + AGENT + 1 + counts
    is_roomy = width >= ROOMY and bool(sums.inbound)
    air = AIR if width >= longest + rest + RANG + 6 * AIR else 0
    figures = counts + (RANG + air) * is_roomy + 5 * air
    name = max(MIN_NAME, min(longest, width - rest - figures + counts))
    left = rest - counts + name
    bar = min(MAX_BAR, width - left - figures - 2)
    bar = bar if bar >= MIN_BAR else 0
    fastest = max(summary.per_hour or 0 for summary in summaries)
    heads = _heads(air, is_roomy=is_roomy)
    heads += f"  {'dials an hour ━':<{bar - MAX_SQUARES - 1}} yes ■" if bar else ""
    rows: list[Content] = []
    names = iter(_names(summaries, name))
    places = iter(range(len(summaries)))
    for on, of_day in groupby(summaries, lambda summary: _day(summary, now, here)):
        title = hairline(on, left - 1, looks)
        rows.append(Content.assemble(title, " ", (heads, looks.muted)))
        for summary in of_day:
            state, style = STATES[summary.status]
            row = Content.assemble(
                (f"{state:<{STATE}}", style),
                (f"{_started(summary, here):<{started}}", looks.muted),
                _cell(summary.agent, AGENT - 1),
                " ",
                _cell(next(names), name).stylize("bold"),
                " ",
                _counts(summary, air, is_roomy=is_roomy),
                _bars(summary, fastest, bar),
            )
            rows.append(with_cursor(row, looks) if next(places) == chosen else row.pad_left(CURSOR))
    older = sums.sessions - len(summaries)
    older_dials = sums.dials - sum(summary.dials for summary in summaries)
    if older > 0:
        text = f"{many(older, 'older session')} with {many(older_dials, 'dial')}"
        hint = f"… {text}. The report of sessions has them."
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
                (f"! {_when(complaint.at, now, here):<15}", "bold $text-error"),
                _cell(complaint.agent, 8),
                " ",
                _cell(complaint.name or ERASED, 22).stylize("bold"),
            )
        )
        words = f"“{clean(complaint.words)}”" if complaint.words else "(words erased)"
        rows += [row.pad_left(2) for row in Content(words).wrap(width - 2)]
    return Content("\n").join(rows)


def news_lines(
    complaints: Sequence[Complaint], refused: Sequence[Refusal], now: datetime, here: str
) -> Iterator[Content]:
    """Yield the latest complaint and the sum of refused dials, a line each."""
    for latest in complaints[:1]:
        words = f"“{clean(latest.words)}”" if latest.words else "(words erased)"
        yield Content.assemble(
            (f"! {many(len(complaints), 'complaint')}", "bold $text-error"),
            f": {_when(latest.at, now, here)} {clean(latest.agent)} · ",
            (clean(latest.name) or ERASED, "bold"),
            f"  {words}",
        )
    if refused:
        count = many(len(refused), "dial refused", "dials refused")
        yield Content.assemble((f"× {count}", "$text-warning"), f": {refused_for(refused)}")


def refused_page(refusals: Sequence[Refusal], now: datetime, here: str, width: int) -> Content:
    """Return the latest refused dials with their reasons."""
    title = hairline("The latest dials refused", width, COLOURS, end=refused_for(refusals))
    return Content("\n").join(
        [
            title,
            *(_refusal_row(refusal, now, here) for refusal in refusals),
        ]
    )


def totals_page(
    summaries: Sequence[Summary], sums: SessionTotals, now: datetime, here: str, width: int
) -> Content:
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
    return Content("\n").join(rows)


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


def _heads(air: int, *, is_roomy: bool) -> str:
    rang = f"{'rang':>{RANG + air}}" if is_roomy else ""
    return (
        f"{'dials':>{5 + air}}{rang}{'talks':>{6 + air}}{'noes':>{5 + air}}{'yes':>{4 + air}}"
        f"{'an hour':>{8 + air}}"
    )


def _started(summary: Summary, here: str) -> str:
    return clock(summary.started_at, here) if summary.started_at else ""


def _day(summary: Summary, now: datetime, here: str) -> str:
    if summary.started_at is None:
        return "not begun"
    zone = ZoneInfo(here)
    return day(summary.started_at.astimezone(zone).date(), now.astimezone(zone).date())


def _counts(summary: Summary, air: int, *, is_roomy: bool) -> Content:
    rate = f"{summary.per_hour:.0f}" if summary.per_hour is not None else "–"
    rang = f"{_or_dot(summary.inbound):>{RANG + air}}" if is_roomy else ""
    return Content.assemble(
        f"{_or_dot(summary.dials):>{5 + air}}{rang}"
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
    return joined(
        [
            ("  ", ""),
            (line, COLOURS.muted),
            (" ", ""),
            (pad(squares, MAX_SQUARES), COLOURS.fill_good),
        ]
    )


def group_rows(
    title: str, summaries: Sequence[Summary], name_of: Callable[[Summary], str], width: int
) -> Content:
    """Return a table of the agents or lists: their sessions, counts and dials an hour."""
    if not summaries:
        return Content()
    groups: dict[str, list[Summary]] = {}
    for summary in sorted(summaries, key=name_of):
        groups.setdefault(name_of(summary), []).append(summary)
    heads = "".join(f"{head:>8}" for head in GROUP_HEADS)
    bar = max(0, min(MAX_BAR, width - 16 - len(heads) - 2))
    heads += f"  {'dials ━':<{bar}}" if bar > len("dials ━") else ""
    rows = [Content.assemble(hairline(title, 15, COLOURS), (f" {heads}", COLOURS.muted))]
    most = max(sum(summary.dials for summary in own) for own in groups.values())
    for name, own in groups.items():
        dials, yeses = sum(s.dials for s in own), sum(s.yeses for s in own)
        talks, noes = sum(s.conversations for s in own), sum(s.noes for s in own)
        hours = sum(s.dials / s.per_hour for s in own if s.per_hour)
        reach = percent(100 * talks / dials if dials else None)
        counts = (_or_dot(len(own)), _or_dot(dials), _or_dot(talks), reach, _or_dot(noes))
        rows.append(
            Content.assemble(
                "  ",
                _cell(name, 14).stylize("bold"),
                "".join(f"{count:>8}" for count in counts),
                (f"{_or_dot(yeses):>8}", "bold $text-success" if yeses else ""),
                f"{f'{dials / hours:.0f}' if hours else '–':>8}  ",
                ("━" * (dials * bar // (most or 1)), COLOURS.muted),
            )
        )
    return Content("\n").join(rows)


def ended_rows(summaries: Sequence[Summary], width: int) -> Content:
    """Return a bar for each outcome of the sessions, the most frequent first."""
    counts: Counter[str] = Counter()
    for summary in summaries:
        counts.update(dict(summary.outcomes))
    rows = [hairline("How calls ended", width, COLOURS)] if counts else []
    bar = min(MAX_BAR, width - 30)
    for name, count in counts.most_common():
        line = pad("━" * max(1, bar * count // max(counts.values())), bar)
        rows.append(
            Content.assemble(
                "  ", _cell(name, 20), (line, COLOURS.muted), (f"{count:>8,}", COLOURS.strong)
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
