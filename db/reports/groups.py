"""What calls can be grouped by. Values alone, so that a command's options wait for no database."""

from msgspec import Struct


class Group(Struct, frozen=True):
    """A grouping of calls, by one of these four; `db.reports.call_groups` has its SQL.

    `column` is one of `call_tally`: such counts are kept. `unit` is "hour" (of the day), "day" or
    "week" on the clock of the filter: put together from kept counts of quarters of an hour. `lead`
    is a column of the lead, and `sql` is of a row of `attempt`: for those every call is read.
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
DAY = Group(unit="day")
WEEK = Group(unit="week")
