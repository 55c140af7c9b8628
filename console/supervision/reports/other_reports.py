"""Reports of skips, refused dials, callbacks, and the state of leads; how shown numbers fare."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import fields

from console.judging.place_openings import Openings
from console.rules.shift.best_hours import wilson
from console.rules.times.windows import load_zone
from console.supervision.reports.calls import ReportScope, midnight, refuse_unknown
from db.engine.database import Database
from db.enums import VerdictKind
from db.lists.catalogue import LeadCounts, ListAndBatch, list_piles
from db.reports import call_records, report_counts
from db.reports.call_counts import tally
from db.reports.call_groups import CALLER, CallFilter

ANYONE = "anyone"
"""The name of the row for callbacks that were promised without an agent."""


class CountTable(Struct, frozen=True):
    """Columns of counts for each name; `total` is the sum of the rows."""

    columns: Sequence[str]
    rows: Mapping[str, Sequence[int]]

    @property
    def total(self) -> Sequence[int]:
        return [sum(row[n] for row in self.rows.values()) for n in range(len(self.columns))]


def skips_by_reason(database: Database, scope: ReportScope) -> tuple[CountTable, Mapping[str, str]]:
    """Count the skips by reason, and name for each reason the agent who gave it most."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent)
        skips = report_counts.count_skips(connection, scope.since, scope.until)
    by_reason: dict[str, Counter[str]] = {}
    for skip in skips:
        if scope.agent in {"", skip.agent}:
            by_reason.setdefault(skip.reason, Counter())[skip.agent] += skip.count
    rows = {reason: (agents.total(),) for reason, agents in by_reason.items()}
    most = {}
    for reason, agents in by_reason.items():
        [(agent, count)] = agents.most_common(1)
        most[reason] = f"{agent} {count}"
    return CountTable(("skips",), _most_first(rows)), most


def refused_by_reason(database: Database, scope: ReportScope) -> CountTable:
    """Count each refused dial once, by the code of its first reason."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent)
        refusals = call_records.refused_between(connection, scope.since, scope.until)
    counts: Counter[str] = Counter()
    for refusal in refusals:
        if scope.agent in {"", refusal.agent}:
            counts[refusal.reasons[0] if refusal.reasons else ""] += 1
    return CountTable(("refused",), _most_first({code: (count,) for code, count in counts.items()}))


def callbacks_by_agent(database: Database, scope: ReportScope, now: datetime) -> CountTable:
    """Count the callbacks made, kept and dropped in the scope, and those open or overdue now."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent)
        counts = report_counts.count_callbacks(connection, scope.since, scope.until, now)
    names = [field.name for field in fields(counts)]
    columns: list[Counter[str]] = [getattr(counts, name) for name in names]
    agents = sorted({agent for column in columns for agent in column if column[agent]})
    rows = {
        agent or ANYONE: [column[agent] for column in columns]
        for agent in agents
        if scope.agent in {"", agent}
    }
    return CountTable(names, rows)


def _most_first(rows: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[int, ...]]:
    return dict(sorted(rows.items(), key=lambda row: (-row[1][0], row[0])))


@dataclass(slots=True)
class Standing:
    """The state of a list's leads: `leads` is the sum of the five counts after it.

    Leads that are `later` wait for hours, a rest, a callback or another agent. `exhausted` leads
    are closed. For `unknown` leads the rules cannot tell. `never_called` leads are in the other
    counts too.
    """

    list_id: int
    name: str
    leads: int = 0
    callable_now: int = 0
    later: int = 0
    exhausted: int = 0
    barred: int = 0
    unknown: int = 0
    never_called: int = 0

    def add(self, other: "Standing") -> None:
        for name in STANDINGS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


STANDINGS = (*("leads", "callable_now", "later", "exhausted", "barred", "unknown"), "never_called")
_BY_STATE = {"closed": "exhausted", "barred": "barred", "waits": "later"}
_BY_PLACE = {
    VerdictKind.CALL: "callable_now",
    VerdictKind.WAIT: "later",
    VerdictKind.NEVER: "barred",
    VerdictKind.UNKNOWN: "unknown",
}


class Stands(Struct, frozen=True):
    """The state of each list, sorted by name, and the lead counts of each import."""

    lists: Sequence[Standing] = ()
    counts: Mapping[ListAndBatch, LeadCounts] | None = None


def where_lists_stand(database: Database, now: datetime, list_name: str = "") -> Stands:
    """Return the present state of each list's leads. Reads every lead."""
    openings = Openings()
    by_list: dict[int, Standing] = {}
    counts: dict[ListAndBatch, LeadCounts] = {}
    with database.read() as connection:
        refuse_unknown(connection, list_name=list_name)
        openings.update(connection, now)
        piles = list(list_piles(connection, now, list_name))
        openings.learn(connection, {pile.place_id for pile in piles})
        for pile in piles:
            row = by_list.setdefault(pile.list_id, Standing(pile.list_id, pile.list_name))
            name = _BY_STATE.get(pile.state) or _BY_PLACE[openings.answer(pile.place_id).kind]
            setattr(row, name, getattr(row, name) + pile.counts.leads)
            row.leads += pile.counts.leads
            row.never_called += pile.counts.leads - pile.counts.called
            counts.setdefault((pile.list_id, pile.batch_id), LeadCounts()).add(pile.counts)
    return Stands(sorted(by_list.values(), key=lambda row: row.name), counts)


LATELY, BEFORE = 7, 28
"""Days that are compared: the last ones, and those before them."""

WHAT_HELPS = (
    "What helps: fewer calls a day with it (caller-ids set NUMBER --per-day 75), registering it "
    "with the carriers, and an appeal to each of the three that label calls: Hiya (AT&T), TNS "
    "(Verizon), First Orion (T-Mobile). Another number only moves the label."
)


class NumberReach(Struct, frozen=True):
    """A number's dials and reached people in both spans, with 95 % intervals of the shares."""

    number: str
    dials: int
    reached: int
    dials_before: int
    reached_before: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.reached, self.dials)

    @property
    def interval_before(self) -> tuple[float, float]:
        return wilson(self.reached_before, self.dials_before)

    @property
    def has_dropped(self) -> bool:
        """Return whether the whole interval of lately lies below that of before."""
        return self.interval[1] < self.interval_before[0]


def read_number_reach(database: Database, zone: str, now: datetime) -> Sequence[NumberReach]:
    """Return each number shown in the last 35 days, the one with most dials first."""
    today = now.astimezone(load_zone(zone)).date()
    since = midnight(today - timedelta(days=LATELY - 1), zone)
    start = midnight(today - timedelta(days=LATELY + BEFORE - 1), zone)
    until = now + timedelta(microseconds=1)
    with database.read() as connection:
        lately = {row.key: row for row in tally(connection, CALLER, CallFilter(since, until))}
        before = {row.key: row for row in tally(connection, CALLER, CallFilter(start, since))}
    rows = [
        NumberReach(
            number,
            lately[number].dials if number in lately else 0,
            lately[number].reached if number in lately else 0,
            before[number].dials if number in before else 0,
            before[number].reached if number in before else 0,
        )
        for number in {*lately, *before}
        if number
    ]
    return sorted(rows, key=lambda row: (-row.dials, row.number))


def say_share(part: int, whole: int, interval: tuple[float, float]) -> str:
    """Return `12% (8 to 17)`: the share and its 95 % interval; "" of nothing."""
    if not whole:
        return ""
    low, high = interval
    return f"{part / whole:.0%} ({100 * low:.0f} to {100 * high:.0f})"
