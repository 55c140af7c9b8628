"""The tables of session results: a row for each session, agent, list and outcome."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content

from console.cards.agent_day import Summary
from console.cards.lead import CallResult
from console.cards.lead_context import MadeCall
from console.rules.shift.session_name_parts import shorter_names
from console.tui.call_view.day_column import ink_of
from console.tui.drawing.looks import COLOURS, Looks, fit_session, joined
from console.tui.today.page import with_cursor
from console.tui.widgets.panels import hairline, pad
from console.view.floor.today import percent
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day, hour_head
from console.view.text.counts import many, or_dot
from db.enums import SessionStatus
from db.reports.report_counts import SessionTotals

GROUP_HEADS = ("sessions", "dials", "talks", "reach", "noes", "yes", "per h")
"""The columns of agents and of lists, each of eight cells."""

MIN_BAR, MAX_BAR = 18, 60
"""Cells of a bar at least and at most."""

MIN_NAME, RANG, AGENT, STATE, CURSOR = 12, 5, 9, 11, 2
"""Cells of a session's name at least, and of other columns."""

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
    heads += "  dials per h ━" if bar else ""
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
                cell(summary.agent, AGENT - 1),
                " ",
                cell(next(names), name).stylize("bold"),
                " ",
                _counts(summary, air, is_roomy=is_roomy),
                _bar(summary, fastest, bar),
            )
            rows.append(with_cursor(row, looks) if next(places) == chosen else row.pad_left(CURSOR))
    older = sums.sessions - len(summaries)
    older_dials = sums.dials - sum(summary.dials for summary in summaries)
    if older > 0:
        text = f"{many(older, 'older session')} with {many(older_dials, 'dial')}"
        hint = f"… {text}. The report of sessions has them."
        rows += [row.stylize("$foreground-muted") for row in Content(hint).wrap(width)]
    return Content("\n").join(rows)


def group_rows(
    title: str, summaries: Sequence[Summary], name_of: Callable[[Summary], str], width: int
) -> Content:
    """Return a table of the agents or lists: their sessions, counts and dials an hour."""
    if not summaries:
        return Content()
    groups: dict[str, list[Summary]] = {}
    for summary in sorted(summaries, key=name_of):
        groups.setdefault(name_of(summary), []).append(summary)
    rows = {}
    for name, own in groups.items():
        dials, yeses = sum(s.dials for s in own), sum(s.yeses for s in own)
        talks, noes = sum(s.conversations for s in own), sum(s.noes for s in own)
        hours = sum(s.dials / s.per_hour for s in own if s.per_hour)
        rate = f"{dials / hours:.0f}" if hours else "–"
        rows[name] = (or_dot(len(own)), dials, talks, noes, yeses, rate)
    return _count_rows(title, GROUP_HEADS, rows, width)


def hour_rows(summaries: Sequence[Summary], here: str, width: int) -> Content:
    """Return a table of the clock's hours: the dials of the sessions and what they brought."""
    zone = ZoneInfo(here)
    by_hour: dict[int, list[MadeCall]] = {}
    for call in sorted((c for s in summaries for c in s.calls), key=lambda call: call.at):
        if not call.is_inbound:
            by_hour.setdefault(call.at.astimezone(zone).hour, []).append(call)
    rows = {
        hour_head(hour): (
            "",
            len(calls),
            sum(call.is_contact for call in calls),
            sum(call.is_no for call in calls),
            sum(call.is_yes for call in calls),
            "",
        )
        for hour, calls in sorted(by_hour.items())
    }
    return _count_rows("By hour", ("", *GROUP_HEADS[1:-1], ""), rows, width) if rows else Content()


def _count_rows(
    title: str,
    heads: Sequence[str],
    rows: Mapping[str, tuple[str, int, int, int, int, str]],
    width: int,
) -> Content:
    """Return a row for each name: sessions, dials, talks, noes, yeses, dials an hour, a bar."""
    text = "".join(f"{head:>8}" for head in heads)
    bar = max(0, min(MAX_BAR, width - 16 - len(text) - 2))
    text += f"  {'dials ━':<{bar}}" if bar > len("dials ━") else ""
    lines = [Content.assemble(hairline(title, 15, COLOURS), (f" {text}", COLOURS.muted))]
    most = max(dials for _, dials, *_ in rows.values())
    for name, (sessions, dials, talks, noes, yeses, rate) in rows.items():
        reach = percent(100 * talks / dials if dials else None)
        counts = (sessions, or_dot(dials), or_dot(talks), reach, or_dot(noes))
        lines.append(
            Content.assemble(
                "  ",
                cell(name, 14).stylize("bold"),
                "".join(f"{count:>8}" for count in counts),
                (f"{or_dot(yeses):>8}", "bold $text-success" if yeses else ""),
                f"{rate:>8}  ",
                ("━" * (dials * bar // (most or 1)), COLOURS.muted),
            )
        )
    return Content("\n").join(lines)


def ended_rows(summaries: Sequence[Summary], width: int) -> Content:
    """Return a bar for each outcome of the sessions, the most frequent first."""
    counts: Counter[str] = Counter()
    results: dict[str, CallResult] = {}
    for summary in summaries:
        counts.update(dict(summary.outcomes))
        results |= {call.label: call.result for call in summary.calls}
    rows = [hairline("How calls ended", width, COLOURS)] if counts else []
    bar = min(MAX_BAR, width - 30)
    for name, count in counts.most_common():
        result = results.get(name, CallResult.NOTHING)
        ink = COLOURS.good if result is CallResult.YES else ink_of(result, COLOURS)
        line = pad("━" * max(1, bar * count // max(counts.values())), bar)
        rows.append(
            Content.assemble("  ", cell(name, 20), (line, ink), (f"{count:>8,}", COLOURS.strong))
        )
    return Content("\n").join(rows)


def _heads(air: int, *, is_roomy: bool) -> str:
    rang = f"{'rang':>{RANG + air}}" if is_roomy else ""
    return (
        f"{'dials':>{5 + air}}{rang}{'talks':>{6 + air}}{'noes':>{5 + air}}{'yes':>{4 + air}}"
        f"{'per h':>{8 + air}}"
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
    rang = f"{or_dot(summary.inbound):>{RANG + air}}" if is_roomy else ""
    return Content.assemble(
        f"{or_dot(summary.dials):>{5 + air}}{rang}"
        f"{or_dot(summary.conversations):>{6 + air}}{or_dot(summary.noes):>{5 + air}}",
        (f"{or_dot(summary.yeses):>{4 + air}}", "bold $text-success" if summary.yeses else ""),
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


def _bar(summary: Summary, fastest: float, width: int) -> Content:
    """Return the dials an hour as a bar, as long as `width` for the fastest; "" without room."""
    if not width:
        return Content()
    share = (summary.per_hour or 0) / (fastest or 1)
    return joined([("  ", ""), (pad("━" * round(share * width), width), COLOURS.muted)])


def cell(text: str, width: int) -> Content:
    """Return a text of a file, cut or padded to `width` cells."""
    return Content(pad(clean(text), width))
