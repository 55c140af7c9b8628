"""What is counted beside calls: skips by reason, dials refused, callbacks, where lists stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from console.judging.openings import Openings
from console.supervision.reports.calls import Asked, refuse_unknown
from db.engine.database import Database
from db.enums import VerdictKind
from db.lists.catalogue import Key, LeadCounts
from db.reports import call_records, other_counts

NOBODYS = "anyone"


class Counted(Struct, frozen=True):
    """Columns of counts by a name; `total` is the sum of the rows."""

    columns: Sequence[str]
    rows: Mapping[str, Sequence[int]]

    @property
    def total(self) -> Sequence[int]:
        return [sum(row[at] for row in self.rows.values()) for at in range(len(self.columns))]


def skips_by_reason(database: Database, asked: Asked) -> tuple[Counted, Mapping[str, str]]:
    """How often each reason was given, and by whom most."""
    with database.read() as connection:
        refuse_unknown(connection, asked.agent)
        found = other_counts.skips_for(connection, asked.since, asked.until)
    by_reason: dict[str, Counter[str]] = {}
    for one in found:
        if asked.agent in {"", one.agent}:
            by_reason.setdefault(one.reason, Counter())[one.agent] += one.count
    rows = {reason: (who.total(),) for reason, who in by_reason.items()}
    most = {}
    for reason, who in by_reason.items():
        [(agent, count)] = who.most_common(1)
        most[reason] = f"{agent} {count}"
    return Counted(("skips",), _most_first(rows)), most


def refused_by_reason(database: Database, asked: Asked) -> Counted:
    """Each dial that was refused once, for the first of its reasons, by its code."""
    with database.read() as connection:
        refuse_unknown(connection, asked.agent)
        refusals = call_records.refused_between(connection, asked.since, asked.until)
    counts: Counter[str] = Counter()
    for one in refusals:
        if asked.agent in {"", one.agent}:
            counts[one.reasons[0] if one.reasons else ""] += 1
    return Counted(("refused",), _most_first({code: (count,) for code, count in counts.items()}))


def callbacks_by_agent(database: Database, asked: Asked, now: datetime) -> Counted:
    """Made, kept and dropped in the days; what stands and is overdue now."""
    with database.read() as connection:
        refuse_unknown(connection, asked.agent)
        counts = other_counts.callback_counts(connection, asked.since, asked.until, now)
    names = counts.__struct_fields__
    columns: list[Counter[str]] = [getattr(counts, name) for name in names]
    agents = sorted({agent for column in columns for agent in column if column[agent]})
    rows = {
        agent or NOBODYS: [column[agent] for column in columns]
        for agent in agents
        if asked.agent in {"", agent}
    }
    return Counted(names, rows)


def _most_first(rows: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[int, ...]]:
    return dict(sorted(rows.items(), key=lambda one: (-one[1][0], one[0])))


@dataclass(slots=True)
class Standing:
    """Where the leads of a list stand: `leads` is the sum of the five counts after it.

    `later` wait for hours, a rest, a callback or another agent; `exhausted` are done with; of
    `unknown` nobody knows whether they may be called. `never_called` are among all of them.
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


STANDINGS = (
    *("leads", "callable_now", "later", "exhausted", "barred", "unknown"),
    "never_called",
)
_BY_STATE = {"closed": "exhausted", "barred": "barred", "waits": "later"}
_BY_PLACE = {
    VerdictKind.CALL: "callable_now",
    VerdictKind.WAIT: "later",
    VerdictKind.NEVER: "barred",
    VerdictKind.UNKNOWN: "unknown",
}


class Stand(Struct, frozen=True):
    """Each list at an instant, by name; and what the leads of each import count up to."""

    lists: Sequence[Standing] = ()
    counts: Mapping[Key, LeadCounts] | None = None


def where_lists_stand(database: Database, now: datetime, list_name: str = "") -> Stand:
    """Reads every lead."""
    openings = Openings()
    found: dict[int, Standing] = {}
    counts: dict[Key, LeadCounts] = {}
    with database.read() as connection:
        refuse_unknown(connection, list_name=list_name)
        openings.update(connection, now)
        piles = list(other_counts.list_piles(connection, now, list_name))
        openings.learn(connection, {one.place_id for one in piles})
        for pile in piles:
            one = found.setdefault(pile.list_id, Standing(pile.list_id, pile.list_name))
            name = _BY_STATE.get(pile.state) or _BY_PLACE[openings.answer(pile.place_id).kind]
            setattr(one, name, getattr(one, name) + pile.counts.leads)
            one.leads += pile.counts.leads
            one.never_called += pile.counts.leads - pile.counts.called
            counts.setdefault((pile.list_id, pile.batch_id), LeadCounts()).add(pile.counts)
    return Stand(sorted(found.values(), key=lambda one: one.name), counts)
