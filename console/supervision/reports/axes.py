"""What calls are counted by in a report: what each is called, and in which order they stand."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from db.columns import EPOCH
from db.engine.database import Connection
from db.firm.outcomes import all_outcomes
from db.lists import catalogue
from db.reports import list_worth
from db.reports.call_counts import NO_SUPPLIER

TIMES = ("hour", "day", "week")


class Axis(Struct, frozen=True):
    """`calls` of each key, by which outcomes stand; times stand as they come, all else by name."""

    by: str
    names: Mapping[str, str]
    calls: Counter[str]

    def id_of(self, key: str) -> str:
        """What a program knows it by: of an hour 09:00, of a day or a week its first day."""
        if self.by in {"day", "week"}:
            return (EPOCH.date() + timedelta(days=int(key))).isoformat()
        return self.name_of(key) if self.by in {"hour", "supplier"} else key

    def name_of(self, key: str) -> str:
        if self.by == "hour":
            return f"{int(key):02}:00"
        if self.by in {"day", "week"}:
            return f"{EPOCH.date() + timedelta(days=int(key)):%a %d %b}"
        return self.names.get(key, key)

    def place_of(self, key: str) -> tuple[int, str]:
        if self.by in TIMES:
            return int(key), ""
        return -self.calls[key] if self.by == "outcome" else 0, self.name_of(key)


def axis_of(connection: Connection, by: str, calls: Counter[str]) -> Axis:
    return Axis(by, names_of(connection, by), calls)


def names_of(connection: Connection, by: str) -> Mapping[str, str]:
    """The names of keys, of those that have one."""
    if by == "list":
        return {str(list_id): name for list_id, name in catalogue.names_by_id(connection).items()}
    if by == "caller":
        return {"": "no number shown"}
    if by == "supplier":
        named = list_worth.suppliers_by_batch(connection)
        return {"0": NO_SUPPLIER, **{str(one): name or NO_SUPPLIER for one, name in named.items()}}
    if by == "outcome":
        labels = {one.code: one.label for one in all_outcomes(connection)}
        return {**labels, "": "no outcome yet"}
    return {}
