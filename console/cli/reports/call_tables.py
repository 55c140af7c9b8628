"""The columns of a call report, for every grouping."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from console.cli.shell.documents import report_document
from console.supervision.reports.axes import AXES, Rows
from console.supervision.reports.calls import Report, ReportRow, ReportScope, noes_per_yes, pace
from console.view.text.clocks import in_style, weekday_day
from console.view.text.counts import many
from console.view.text.report_codes import Part
from db.columns import Document

Cells = tuple[object, ...]

COMPARED = ("yesterday", "last-week", "last-month")
WEEKS = 8
"""How many weeks of reach are shown for each caller ID."""

SPARED = (
    *("last", "first", "noes per yes", "do not call", "callbacks", "people", "rang in"),
    *("an hour", "± noes", "± talks", "reach", "± yeses"),
)
"""Columns that a narrow terminal leaves out, the least needed first."""

COUNTED = {
    "dials": "dials",
    "rang in": "inbound",
    "talks": "conversations",
    "noes": "noes",
    "yeses": "yeses",
    "callbacks": "callbacks",
    "do not call": "do_not_calls",
}
COMPARED_COUNTS = ("dials", "talks", "noes", "yeses")
CHARTED = ("dials", "talks", "yeses")


class Tables(Struct, frozen=True):
    """A report grouped by one or two axes, and the earlier report to compare it with.

    `by` and `then` are names of axes. `weeks` maps each caller ID to its reach in the last weeks.
    """

    by: str
    report: Report
    before: Report | None = None
    weeks: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    then: str = ""

    @property
    def title(self) -> str:
        title = AXES[self.by].title
        return f"{title}, by {AXES[self.then].heading}" if self.then else title

    @property
    def line(self) -> str:
        """The totals in one line, and the days with which they are compared."""
        line = summary_line(self.report)
        if self.before is None:
            return line
        so_far = "" if self.before.scope.before is None else " at this hour"
        return f"{line}, beside {days_words(self.before.scope)}{so_far}"

    def table(self) -> tuple[Sequence[str], list[Cells], Sequence[str]]:
        """Return the header, the rows with their total last, and the columns to leave out first."""
        columns = self._columns()
        rows = (*self.report.rows, self.report.total)
        axes = [AXES[name] for name in (self.by, self.then) if name]
        headings = [axis.heading for axis in axes]
        cells = [
            tuple(
                in_style(name) if axis.rows is Rows.BY_TIME else name
                for axis, name in zip(axes, (row.name, row.then), strict=False)
            )
            + tuple(cell(row) for cell in columns.values())
            for row in rows
        ]
        return (*headings, *columns), cells, SPARED

    def part(self, form: str) -> Part:
        header, rows, _ = self.table()
        cells = [[_cell_of(cell, form) for cell in row] for row in rows]
        if form == "csv":  # give programs the earlier count instead of the difference
            header = [name.replace("± ", "before: ") for name in header]
        if form == "xlsx":  # times of a workbook have no zone of their own
            zone = self.report.scope.zone
            header = [f"{name} ({zone})" if name in {"first", "last"} else name for name in header]
        charted = [name for name in CHARTED if name in header and not self.then]
        return Part(self.title, header, cells, charted, totals=1)

    def document(self) -> Document:
        document = report_document(self.report)
        if self.before is not None:
            document["before"] = report_document(self.before)
        if self.weeks:
            document["reach_by_week"] = dict(self.weeks)
        return document

    def _columns(self) -> Mapping[str, Callable[[ReportRow], object]]:
        """Return the columns by their heading, each with the function that makes its cell."""
        counts: dict[str, Callable[[ReportRow], object]] = {}
        for head, name in COUNTED.items():
            counts[head] = attrgetter(f"counts.{name}")
            if self.before is not None and head in COMPARED_COUNTS:
                counts[f"± {head}"] = self._change(name)
        if self.by == "outcome":
            whole = self.report.total.counts.dials
            shown = ["dials", "± dials"]
            columns = {head: counts[head] for head in shown if head in counts}
            columns["%"] = lambda row: _share(row.counts.dials, whole)
            return {**columns, "rang in": counts["rang in"], "code": attrgetter("id")}
        columns = {"dials": counts.pop("dials")}
        for head in [name for name in ("± dials", "rang in") if name in counts]:
            columns[head] = counts.pop(head)
        if self.report.total.people is not None:
            columns["people"] = attrgetter("people")
        columns |= counts
        columns["reach"] = lambda row: _share(row.counts.reached, row.counts.dials)
        columns["an hour"] = lambda row: pace(row.counts)
        columns["noes per yes"] = lambda row: noes_per_yes(row.counts)
        if self.weeks:
            columns["reach by week"] = lambda row: _weeks(self.weeks.get(row.id, ()))
        if self.by == "agent" and self.report.total.first_at is not None:
            zone = ZoneInfo(self.report.scope.zone)
            columns["first"] = lambda row: row.first_at and row.first_at.astimezone(zone)
            columns["last"] = lambda row: row.last_at and row.last_at.astimezone(zone)
        if self.by == "list":
            columns["id"] = lambda row: int(row.id) if row.id else None
        elif self.then == "list":
            columns["id"] = lambda row: int(row.then_id) if row.then_id else None
        return columns

    def _change(self, name: str) -> Callable[[ReportRow], object]:
        assert self.before is not None
        rows = {(row.id, row.then_id): row for row in self.before.rows}
        total = self.before.total

        def change(row: ReportRow) -> object:
            before = total if row is self.report.total else rows.get((row.id, row.then_id))
            count_then = getattr(before.counts, name) if before else 0
            return Change(getattr(row.counts, name), count_then)

        return change


class Change(int):
    """The difference to an earlier count `then`, shown as `+14`, `−13` or `=`."""

    then: int

    def __new__(cls, now: int, then: int) -> "Change":
        change = super().__new__(cls, now - then)
        change.then = then
        return change

    def __str__(self) -> str:
        return f"{int(self):+,}".replace("-", "−") if self else "="


def _cell_of(cell: object, form: str) -> object:
    """Return a cell for a file: a rate with one decimal, and in CSV the earlier count."""
    if isinstance(cell, float):
        return round(cell, 1)
    return cell.then if form == "csv" and isinstance(cell, Change) else cell


def _share(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None


def _weeks(reach: Sequence[float | None]) -> str:
    """Return shares of a hundred dials, oldest first: `31 30 28 – 22`."""
    return " ".join("–" if share is None else f"{share:.0f}" for share in reach)


def summary_line(report: Report) -> str:
    """Return the totals in one line.

    `Wed 25 Nov: 1,500 dials, 420 talks, 380 noes, 13 yeses · 9 agents · 31 an hour each`
    """
    total, scope = report.total.counts, report.scope
    days = ", ".join(filter(None, (days_words(scope), scope.agent, scope.list_name, scope.where)))
    if not (total.dials or total.inbound):
        return f"{days}: no calls"
    parts = [
        many(total.dials, "dial"),
        many(total.conversations, "talk"),
        many(total.noes, "no", "noes"),
        many(total.yeses, "yes", "yeses"),
    ]
    if total.callbacks:
        parts.append(many(total.callbacks, "callback"))
    if total.do_not_calls:
        parts.append(f"{many(total.do_not_calls, 'person', 'people')} asked not to be called")
    if total.inbound:
        parts.append(f"{total.inbound:,} rang in")
    dials_an_hour = pace(total)
    rate = f" · {dials_an_hour:.0f} an hour each" if dials_an_hour else ""
    return f"{days}: {', '.join(parts)} · {many(report.agents, 'agent')}{rate}"


def days_words(scope: ReportScope) -> str:
    """Return the days of a report: `Mon 23 Nov to Thu 26 Nov`."""
    first, last = scope.first_on, scope.last_on
    return weekday_day(first) if first == last else f"{weekday_day(first)} to {weekday_day(last)}"
