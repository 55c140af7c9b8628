"""What every session brought: totals, a row a session, complaints, dials refused."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.summary import Summary
from console.rules.shift.session_names import difference_in
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import fit
from console.tui.screens.page import Reading, heading
from console.tui.widgets.rows import session_sign
from console.view.floor.alerts import reasons_words, refused_for
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day
from console.view.text.counts import all_inside, many
from console.view.text.styled import capitalized
from db.engine.database import DatabaseTrouble
from db.reports.call_records import Complaint, Refusal
from db.reports.report_counts import SessionTotals

NEWEST = 50
"""Sessions shown."""

NAME, REST, RANG = 17, 46, 5
"""Cells of a session's name at the least, of the rest of its row, and of how many rang in."""

ROOMY = 100
"""Cells from which there is room for who rang in; else the head alone says it."""


class SupervisorScreen(Reading):
    HAS_COLUMNS = False
    MOST = 186  # names of sessions are long

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._sessions: Sequence[Summary] = ()
        self._made: SessionTotals | None = None
        self._below: tuple[Content, ...] = ()

    def title_text(self) -> str:
        return "What the sessions brought"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        reading, sessions = self._work.reading, self._work.reports.sessions
        try:
            found = await reading.run(sessions.summaries, NEWEST)
            made = await reading.run(sessions.totals)
            refused = await reading.run(sessions.refusals)
            complaints = await reading.run(sessions.complaints)
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        now, here = self._work.clock(), self._work.here
        self._sessions, self._made = found, made
        self._below = (
            *([complaints_page(complaints, now, here)] if complaints else ()),
            *([refused_page(refused, now, here)] if refused else ()),
        )
        self._lay_out()

    def _lay_out(self) -> None:
        """As wide as there is room for."""
        if self.is_mounted and self._made is not None:
            now, here = self._work.clock(), self._work.here
            # The column is as wide as what it shows, and shows nothing before it is laid out.
            width = min(self.MOST, self.query_one("#page-columns").size.width)
            page = summary_page(self._sessions, self._made, now, here, width)
            self._page = Content("\n\n").join([page, *self._below])
        super()._lay_out()


def summary_page(
    summaries: Sequence[Summary], made: SessionTotals, now: datetime, here: str, width: int
) -> Content:
    if not summaries:
        return Content("No session was started yet. The first one shows here when it is under way.")
    longest = max(cell_len(clean(summary.name)) for summary in summaries)
    is_roomy = width >= ROOMY
    name = max(NAME, min(longest, width - REST - RANG * is_roomy))
    rows = [*_totals(summaries, made, now, here, width), Content("")]
    rows.append(_header(name, is_roomy=is_roomy))
    for on, some in groupby(summaries, lambda one: _day(one, now, here)):
        rows.append(Content.styled(f"  {on}", "$foreground-muted"))
        rows += [_row(summary, here, name, is_roomy=is_roomy) for summary in some]
    older, dials = made.sessions - len(summaries), made.dials - sum(one.dials for one in summaries)
    if older > 0:
        told = f"{many(older, 'older session')} with {many(dials, 'dial')}"
        more = f"… {told}: smiledial report sessions --limit 0 has them."
        rows += [row.stylize("$foreground-muted") for row in Content(more).wrap(width)]
    return Content("\n").join(rows)


def complaints_page(complaints: Sequence[Complaint], now: datetime, here: str) -> Content:
    """The latest complaints, each with the words that were said."""
    rows = [heading("The latest complaints")]
    for one in complaints:
        rows.append(
            Content.assemble(
                (f"! {_when(one.at, now, here):<13}", "$text-warning"),
                _cell(one.agent, 8),
                " ",
                _cell(one.name or ERASED, 22).stylize("bold"),
            )
        )
        rows.append(Content(f"  “{clean(one.words)}”" if one.words else "  (words erased)"))
    return Content("\n").join(rows)


def refused_page(refusals: Sequence[Refusal], now: datetime, here: str) -> Content:
    """The latest dials that the gate refused, and why."""
    title = heading("The latest dials refused")
    return Content("\n").join(
        [
            Content.assemble(title, (f"  {refused_for(refusals)}", "$foreground-muted")),
            *(_refused(one, now, here) for one in refusals),
        ]
    )


def _totals(
    summaries: Sequence[Summary], made: SessionTotals, now: datetime, here: str, width: int
) -> list[Content]:
    """Over every session, however many are shown; of the hours it says of which it speaks."""
    brought = [
        many(made.sessions, "session"),
        many(made.agents, "agent"),
        many(made.dials, "dial"),
        many(made.conversations, "talk"),
        many(made.noes, "no", "noes"),
        many(made.yeses, "yes", "yeses"),
    ]
    rows = [Content.styled(row, "bold") for row in in_rows(brought, width)]
    beside = []
    if made.first_at is not None:
        zone = ZoneInfo(here)
        began = day(made.first_at.astimezone(zone).date(), now.astimezone(zone).date())
        beside.append(f"since {began}")
    if made.inbound:
        beside.append(f"{made.inbound:,} rang in, no dials")
    if made.do_not_calls:
        barred = many(made.do_not_calls, "person", "people")
        beside.append(f"{barred} asked not to be called again")
    muted = (capitalized(row) for row in in_rows(beside, width))
    rows += [Content.styled(row, "$foreground-muted") for row in muted]
    of_them = "" if made.sessions <= len(summaries) else f"In the newest {len(summaries):,}: "
    dials = sum(one.dials for one in summaries)
    inside = sum(one.inside_hours for one in summaries)
    if dials == inside and dials:
        inside_words = all_inside(dials)
        if of_them:
            inside_words = of_them + inside_words[0].lower() + inside_words[1:]
        rows.append(Content.styled(inside_words, "$text-success"))
    elif dials:
        told = f"{of_them}{dials - inside:,} of {dials:,} calls were outside their hours."
        rows.append(Content.styled(told, "bold $text-error"))
    return rows


def _refused(one: Refusal, now: datetime, here: str) -> Content:
    return Content.assemble(
        (f"✗ {_when(one.at, now, here):<13}", "$foreground-muted"),
        _cell(one.agent, 8),
        " ",
        _cell(one.name or ERASED, 22).stylize("bold"),
        f" {reasons_words(one)}",
    )


def _when(at: datetime, now: datetime, here: str) -> str:
    zone = ZoneInfo(here)
    local = at.astimezone(zone)
    return f"{day(local.date(), now.astimezone(zone).date())} {local:%H:%M}"


def _header(name: int, *, is_roomy: bool) -> Content:
    rang = f"{'rang':>{RANG}}" if is_roomy else ""
    return Content.styled(
        f"  {'':<6}{'agent':<9}{'session':<{name + 1}}"
        f"{'dials':>5}{rang}{'talks':>6}{'noes':>5}{'yes':>4}{'an hour':>8}",
        "$foreground-muted",
    )


def _day(summary: Summary, now: datetime, here: str) -> str:
    if summary.started_at is None:
        return "not begun"
    zone = ZoneInfo(here)
    return day(summary.started_at.astimezone(zone).date(), now.astimezone(zone).date())


def _row(summary: Summary, here: str, name: int, *, is_roomy: bool) -> Content:
    started = clock(summary.started_at, here) if summary.started_at else ""
    rate = f"{summary.per_hour:.0f}" if summary.per_hour is not None else "–"
    rang = f"{summary.inbound:>{RANG}}" if is_roomy else ""
    return Content.assemble(
        session_sign(summary.status),
        (f" {started:<6}", "$foreground-muted"),
        _cell(summary.agent, 8),
        " ",
        _cell(_told(summary.name, name), name).stylize("bold"),
        f" {summary.dials:>5}{rang}{summary.conversations:>6}{summary.noes:>5}",
        (f"{summary.yeses:>4}", "bold $text-success" if summary.yeses else ""),
        f"{rate:>8}",
    )


def in_rows(parts: Sequence[str], width: int) -> list[str]:
    """The parts with a dot between them, broken only where one ends."""
    rows: list[str] = []
    for part in parts:
        longer = f"{rows[-1]} · {part}" if rows else part
        if rows and len(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(part)
    return rows


def _told(name: str, width: int) -> str:
    """Where the whole name would be cut, what tells it from its neighbours."""
    is_cut = cell_len(clean(name)) > width
    return difference_in(name) or name if is_cut else name


def _cell(text: str, width: int) -> Content:
    shown = Content(fit(clean(text), width))
    return shown.pad_right(width - shown.cell_length)
