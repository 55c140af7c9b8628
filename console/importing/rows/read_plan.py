"""Everything that reading a file needs, except what the database knows about its numbers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from console.files.fields.columns.layout import Columns
from console.files.tables.rows import RowsFile
from console.importing.rows.inquiries import Inquiries
from console.rules.phone.patterns import Pattern
from console.rules.values import Firm
from db.conditions import Condition
from db.enums import LeadKind, LineType, MatchBy

LATEST_ZONE = timedelta(hours=14)
"""How far the earliest zone is ahead of UTC: a day may have begun there already."""


class ReadPlan(Struct, frozen=True):
    """How a file is read.

    `country` (ISO) and `kind` apply to rows that state none. `cleared_on` is the day on which the
    whole list was checked against the registries elsewhere. Rows that do not fit the `screening`
    are left out. `offer` is what the list's calls are about. `finished` says what becomes of rows
    finished elsewhere: `leave` or `never`; anything else changes nothing.
    """

    file: RowsFile
    columns: Columns
    list_name: str
    country: str
    kind: LeadKind
    firm: Firm
    cleared_on: date | None
    now: datetime
    has_registries: bool
    patterns: Sequence[Pattern] = ()
    screening: Condition | None = None
    offer: str = ""
    finished: str = ""
    line_types: Sequence[tuple[str, LineType]] = ()
    match: MatchBy = MatchBy.NUMBER
    is_dry_run: bool = False
    """A dry run makes no search words."""
    skipped: int = 0
    """Chunks at the beginning that are left out: an interrupted import has written their rows."""
    aside: Sequence[int] = ()
    """The lines of the skipped rows that name a person without a number: see `MainLines`."""
    inquiries: Inquiries | None = None
    """Set if the people asked to be called."""
    owners: Mapping[str, str] = {}
    """How territories and agents are spelled, by their names in lower case."""

    @property
    def latest(self) -> date:
        """The latest day that has begun anywhere."""
        return (self.now + LATEST_ZONE).date()
