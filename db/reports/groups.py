"""The groups of calls for reports. No SQLAlchemy here, so that a command's options load fast."""

from msgspec import Struct


class Group(Struct, frozen=True):
    """A grouping of calls by one of these four; `db.reports.call_groups` has its SQL.

    `column` is a column of `call_tally`, so stored tallies are read. `unit` is "hour" or "quarter"
    (of the day), "day" or "week" in the time zone of the filter, added up from tallies by quarters
    of an hour.
    `lead` is a column of the lead, and `sql` an expression on `attempt`; both read every call.
    """

    column: str = ""
    unit: str = ""
    lead: str = ""
    sql: str = ""


ALL = Group()
"""One group of all calls, whose key is ""."""

AGENT = Group("agent")
LIST = Group("list_id")
BATCH = Group("batch_id")
CALLER = Group("caller_id")
SCRIPT = Group("script_id")
OPENING = Group("opening")
OUTCOME = Group("outcome")
PLACE = Group(lead="place_id")
HOUR = Group(unit="hour")
QUARTER = Group(unit="quarter")
DAY = Group(unit="day")
WEEK = Group(unit="week")
