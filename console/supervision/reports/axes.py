"""The groupings of a report of calls. A new grouping is one line of the table below."""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from console.rules.places.facts import place_from_facts
from console.rules.places.regions import name_place
from console.rules.verdict.time_rules import jurisdictions_of
from db.columns import EPOCH
from db.engine.database import Connection
from db.firm.outcomes import all_outcomes
from db.lists.catalogue import names_by_id
from db.places.stored import places_after
from db.reports.call_groups import (
    AGENT,
    BATCH,
    CALLER,
    DAY,
    HOUR,
    LIST,
    OUTCOME,
    PLACE,
    WEEK,
    Group,
)
from db.reports.list_worth import NO_SUPPLIER, suppliers_by_batch


class Label(NamedTuple):
    """The words for a key: `id` for a program, `name` for a person."""

    id: str
    name: str


Labeller = Callable[[str], Label]


def read_keys(_: Connection) -> Labeller:
    return lambda key: Label(key, key)


def read_outcomes(connection: Connection) -> Labeller:
    names = {outcome.code: outcome.label for outcome in all_outcomes(connection)}
    return lambda key: Label(key, names.get(key, key))


def read_lists(connection: Connection) -> Labeller:
    names = {str(list_id): name for list_id, name in names_by_id(connection).items()}
    return lambda key: Label(key, names.get(key, key))


def read_suppliers(connection: Connection) -> Labeller:
    """Label the import batches by their supplier."""
    names = {str(batch_id): name for batch_id, name in suppliers_by_batch(connection).items()}

    def label(key: str) -> Label:
        name = names.get(key) or NO_SUPPLIER
        return Label(name, name)

    return label


def read_states(connection: Connection) -> Labeller:
    """Label the places by their state or province, or by the country if it has none.

    It is the state of the address; without one, the state that the area code is assigned to.
    """
    codes = {  # the first jurisdiction is the one whose source is trusted most
        str(place_id): next(iter(jurisdictions_of(place_from_facts(facts))), "")
        for place_id, facts in places_after(connection, 0)
    }

    def label(key: str) -> Label:
        code = codes.get(key, "")
        return Label(code, name_place(code) if code else "")

    return label


def read_hours(_: Connection) -> Labeller:
    return lambda key: Label(f"{int(key):02}:00", f"{int(key):02}:00")


def read_days(_: Connection) -> Labeller:
    """Label days since 1970."""

    def label(key: str) -> Label:
        day = EPOCH.date() + timedelta(days=int(key))
        return Label(day.isoformat(), f"{day:%a %d %b}")

    return label


class Rows(Enum):
    """How the rows of a report are ordered."""

    BY_NAME = "by name"
    BY_TIME = "by time"
    BY_CALLS = "most calls first"
    MERGED = "by name, rows of one name made one"
    """Only for groupings that put each lead into one row, since people are added up too."""


class Axis(Struct, frozen=True):
    """One grouping of a report of calls.

    `name` is what `--by` takes, `title` heads the report, and `column` heads its first column if
    `name` does not. `group` is what the database groups by; None for the saved segments, each of
    which is a filter. `read_labels` returns the labels of the keys, and `empty` labels a key that
    has none.
    """

    name: str
    title: str
    group: Group | None
    read_labels: Callable[[Connection], Labeller] = read_keys
    rows: Rows = Rows.BY_NAME
    empty: str = ""
    column: str = ""

    @property
    def heading(self) -> str:
        return self.column or self.name

    @property
    def is_of_days(self) -> bool:
        return self.group in {DAY, WEEK}

    def order_of(self, key: str, name: str, calls: int) -> tuple[int, str]:
        """Return the sort key of a row, from its key, its name and its number of calls."""
        if self.rows is Rows.BY_TIME:
            return int(key), ""
        return -calls if self.rows is Rows.BY_CALLS else 0, name

    def labeller(self, connection: Connection) -> Labeller:
        """Return a function from a key to its label."""
        label = self.read_labels(connection)

        def named(key: str) -> Label:
            row_id, name = label(key)
            return Label(row_id, name or self.empty)

        return named


_AXES = (
    Axis("agent", "What each agent brought", AGENT),
    Axis("outcome", "How the calls ended", OUTCOME, read_outcomes, Rows.BY_CALLS, "no outcome yet"),
    Axis("list", "What each list brought", LIST, read_lists),
    Axis("supplier", "What each supplier’s leads brought", BATCH, read_suppliers, Rows.MERGED),
    Axis("state", "What each state brought", PLACE, read_states, Rows.MERGED, "no state known"),
    Axis(
        "caller",
        "What each number shown brought",
        CALLER,
        empty="no number shown",
        column="number shown",
    ),
    Axis("segment", "What each segment brought", None),
    Axis("hour", "What each hour brought", HOUR, read_hours, Rows.BY_TIME),
    Axis("day", "What each day brought", DAY, read_days, Rows.BY_TIME),
    Axis("week", "What each week brought", WEEK, read_days, Rows.BY_TIME),
)
AXES = {axis.name: axis for axis in _AXES}
"""The groupings by their names, in the order in which `--by` offers them."""
