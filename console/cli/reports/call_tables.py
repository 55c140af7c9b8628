"""What calls brought, as columns: one shape for every report that counts calls."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from console.cli.shell.documents import report_document
from console.cli.shell.output import clock_text, counted
from console.supervision.reports.calls import noes_per_yes, pace
from console.view.text.report_codes import Part

if TYPE_CHECKING:
    from console.supervision.reports.calls import Asked, Report, ReportRow
    from db.columns import Document

Cells = tuple[object, ...]

COMPARED = ("yesterday", "last-week", "last-month")
WEEKS = 8

TITLES = {
    "agent": "What each agent brought",
    "outcome": "How the calls ended",
    "list": "What each list brought",
    "supplier": "What each supplier’s leads brought",
    "caller": "What each number shown brought",
    "segment": "What each segment brought",
    "hour": "What each hour brought",
    "day": "What each day brought",
    "week": "What each week brought",
}
HEADS = {"caller": "number shown"}

SPARED = (
    *("last", "first", "noes per yes", "do not call", "callbacks", "people", "rang in"),
    *("an hour", "± noes", "± conversations", "reach", "± yeses"),
)
"""Columns that a narrow terminal does without, the least needed first."""

COUNTED = {
    "dials": "dials",
    "rang in": "inbound",
    "conversations": "conversations",
    "noes": "noes",
    "yeses": "yeses",
    "callbacks": "callbacks",
    "do not call": "do_not_calls",
}
HELD_AGAINST = ("dials", "conversations", "noes", "yeses")
DRAWN = ("dials", "conversations", "yeses")


class Tables(Struct, frozen=True):
    """A report, and what it is held against. `weeks` is the reach by number shown; `then` what its
    rows are told apart by beside `by`."""

    by: str
    made: "Report"
    before: "Report | None" = None
    weeks: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    then: str = ""

    @property
    def title(self) -> str:
        return (
            f"{TITLES[self.by]}, by {HEADS.get(self.then, self.then)}"
            if self.then
            else TITLES[self.by]
        )

    @property
    def line(self) -> str:
        told = one_line(self.made)
        if self.before is None:
            return told
        so_far = "" if self.before.asked.before is None else " at this hour"
        return f"{told}, beside {days_words(self.before.asked)}{so_far}"

    def table(self) -> tuple[Sequence[str], list[Cells], Sequence[str]]:
        """The rows and their total, last; and which columns may be left out."""
        columns = self._columns()
        rows = (*self.made.rows, self.made.total)
        axes = [HEADS.get(one, one) for one in (self.by, self.then) if one]
        cells = [
            ((row.name, row.then)[: len(axes)] + tuple(cell(row) for cell in columns.values()))
            for row in rows
        ]
        return (*axes, *columns), cells, SPARED

    def part(self, form: str) -> Part:
        header, rows, _ = self.table()
        shown = [[_told(cell, form) for cell in row] for row in rows]
        if form == "csv":  # a program takes the one from the other itself
            header = [name.replace("± ", "before: ") for name in header]
        drawn = [name for name in DRAWN if name in header and not self.then]
        return Part(self.title, header, shown, drawn, totals=1)

    def document(self) -> "Document":

        document = report_document(self.made)
        if self.before is not None:
            document["before"] = report_document(self.before)
        if self.weeks:
            document["reach_by_week"] = dict(self.weeks)
        return document

    def _columns(self) -> "Mapping[str, Callable[[ReportRow], object]]":
        """By their head, each with what makes its cell."""

        counts: dict[str, Callable[[ReportRow], object]] = {}
        for head, name in COUNTED.items():
            counts[head] = attrgetter(f"brought.{name}")
            if self.before is not None and head in HELD_AGAINST:
                counts[f"± {head}"] = self._more(name)
        if self.by == "outcome":
            whole = self.made.total.brought.dials
            kept = ["dials", "± dials"]
            columns = {head: counts[head] for head in kept if head in counts}
            columns["%"] = lambda row: _share(row.brought.dials, whole)
            return {**columns, "rang in": counts["rang in"], "code": attrgetter("id")}
        columns = {"dials": counts.pop("dials")}
        for head in [one for one in ("± dials", "rang in") if one in counts]:
            columns[head] = counts.pop(head)
        if self.made.total.people is not None:
            columns["people"] = attrgetter("people")
        columns |= counts
        columns["reach"] = lambda row: _share(row.brought.reached, row.brought.dials)
        columns["an hour"] = lambda row: pace(row.brought)
        columns["noes per yes"] = lambda row: noes_per_yes(row.brought)
        if self.weeks:
            columns["reach by week"] = lambda row: _weeks(self.weeks.get(row.id, ()))
        if self.by == "agent" and self.made.total.first_at is not None:
            zone = self.made.asked.zone
            columns["first"] = lambda row: clock_text(row.first_at, zone)
            columns["last"] = lambda row: clock_text(row.last_at, zone)
        if self.by == "list":
            columns["id"] = lambda row: int(row.id) if row.id else None
        elif self.then == "list":
            columns["id"] = lambda row: int(row.then_id) if row.then_id else None
        return columns

    def _more(self, name: str) -> "Callable[[ReportRow], object]":
        assert self.before is not None
        known = {(row.id, row.then_id): row for row in self.before.rows}
        total = self.before.total

        def more(row: "ReportRow") -> object:
            before = total if row is self.made.total else known.get((row.id, row.then_id))
            then = getattr(before.brought, name) if before else 0
            return Change(getattr(row.brought, name), then)

        return more


class Change(int):
    """How many more or fewer than `then`: `+14`, `−13`, `=`."""

    then: int

    def __new__(cls, now: int, then: int) -> "Change":
        made = super().__new__(cls, now - then)
        made.then = then
        return made

    def __str__(self) -> str:
        return f"{int(self):+,}".replace("-", "−") if self else "="


def _told(cell: object, form: str) -> object:
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return cell.then if form == "csv" and isinstance(cell, Change) else cell


def _share(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None


def _weeks(reach: Sequence[float | None]) -> str:
    """`31 30 28 – 22`: of a hundred dials, oldest first."""
    return " ".join("–" if one is None else f"{one:.0f}" for one in reach)


def one_line(made: "Report") -> str:
    """`Wed 25 Nov: 1,500 dials, 420 conversations, 380 noes, 13 yeses · 9 agents · 31 an hour`."""

    total, asked = made.total.brought, made.asked
    days = days_words(asked)
    if asked.agent:
        days += f", {asked.agent}"
    if asked.list_name:
        days += f", {asked.list_name}"
    if asked.where:
        days += f", {asked.where}"
    if not (total.dials or total.inbound):
        return f"{days}: no calls"
    parts = [
        counted(total.dials, "dial"),
        counted(total.conversations, "conversation"),
        counted(total.noes, "no", "noes"),
        counted(total.yeses, "yes", "yeses"),
    ]
    if total.callbacks:
        parts.append(counted(total.callbacks, "callback"))
    if total.do_not_calls:
        parts.append(f"{counted(total.do_not_calls, 'person', 'people')} asked not to be called")
    if total.inbound:
        parts.append(f"{total.inbound:,} rang in")
    each = pace(total)
    rate = f" · {each:.0f} an hour each" if each else ""
    return f"{days}: {', '.join(parts)} · {counted(made.agents, 'agent')}{rate}"


def days_words(asked: "Asked") -> str:
    """`Mon 23 Nov to Thu 26 Nov`."""
    first, last = asked.first_on, asked.last_on
    return _day(first) if first == last else f"{_day(first)} to {_day(last)}"


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"
