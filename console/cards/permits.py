"""Where the firm may sell, what changed in the law, and open leads that will drop out."""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from console.rules.law.permits import PermitNeed
from console.rules.places.regions import name_place
from console.rules.times.calendar_words import say_day
from console.rules.values import Exemption, Permit
from console.rules.verdict.law_news import News

Status = Literal["missing", "ends_soon", "held", "exempt", "none", "unread"]

STATUSES: tuple[Status, ...] = ("missing", "ends_soon", "held", "exempt", "none", "unread")
"""In the order of the page. `none`: a reader found no duty. `unread`: nobody has looked."""


class PermitLine(Struct, frozen=True):
    """A duty of a jurisdiction, or a jurisdiction without one (`need` is None).

    `leads` are the open leads that may be there, `missing` those of them that wait for the permit.
    `until` is the last day that is covered without a gap, None without an end. `claim` is the
    exemption that the firm claims.
    """

    jurisdiction: str
    status: Status
    leads: int
    missing: int
    need: PermitNeed | None = None
    permits: tuple[Permit, ...] = ()
    until: date | None = None
    claim: Exemption | None = None


class PermitEnding(Struct, frozen=True):
    """A permit that ends soon or has ended lately; `agent` is the salesperson, "" for the firm."""

    permit_id: str
    jurisdiction: str
    agent: str
    until: date

    def sentence(self, today: date) -> str:
        """Return `Florida: ann’s permit ends in 7 days, on 25 Nov 2026`, or that it has ended."""
        whose = f"{self.agent}’s permit" if self.agent else "the firm’s permit"
        name, on = name_place(self.jurisdiction), say_day(self.until)
        days = (self.until - today).days
        if days < 0:
            return f"{name}: {whose} ended on {on}"
        if not days:
            return f"{name}: {whose} ends today"
        return f"{name}: {whose} ends in {days} day{'s' * (days > 1)}, on {on}"


class PermitPage(Struct, frozen=True):
    """All lines, the most urgent first; `mode` is what a missing permit means to this firm."""

    on: date
    mode: str
    lines: tuple[PermitLine, ...]

    def of(self, *statuses: Status) -> tuple[PermitLine, ...]:
        return tuple(line for line in self.lines if line.status in statuses)

    @property
    def missing_leads(self) -> int:
        """Return the open leads in places where a permit is missing."""
        # Two duties of one state are met by the same leads: count those once.
        leads: dict[str, int] = {}
        for line in self.of("missing"):
            leads[line.jurisdiction] = max(leads.get(line.jurisdiction, 0), line.missing)
        return sum(leads.values())


class LeadNews(Struct, frozen=True):
    """A change of the law or its data, and the open leads that may be in its jurisdiction."""

    news: News
    leads: int


class NewsPage(Struct, frozen=True):
    """The changes of the last year and those to come, the newest first.

    Those on `unread_since` or later are new to the reader; None if nothing is.
    """

    on: date
    unread_since: date | None
    changes: tuple[LeadNews, ...]

    def is_new(self, change: LeadNews) -> bool:
        return self.unread_since is not None and self.unread_since <= change.news.on <= self.on


SATURDAY = 5
WARNED_BEFORE = 3
"""Working days before its end from which a copy or a clearing must be renewed."""

MOST_PLACES = 3
"""The most places that a sentence names."""


def must_renew(good_until: date, today: date) -> bool:
    """Return whether a registry copy or a clearing ends within three working days, or has ended."""
    day, working_days = good_until, 0
    while working_days < WARNED_BEFORE:
        day -= timedelta(days=1)
        working_days += day.weekday() < SATURDAY
    return today >= day


class Clearing(Struct, frozen=True):
    """Open leads that were cleared elsewhere on a day, and the last day on which that is good.

    `lists` are the lists that were imported as cleared on that day. Only leads that nothing else
    clears count, and those that rest or are promised a call count too: they come back later.
    """

    cleared_on: date
    good_until: date
    leads: int
    lists: tuple[str, ...]

    @property
    def names(self) -> str:
        return ", ".join(self.lists) or "Leads cleared elsewhere"

    def must_renew(self, today: date) -> bool:
        return must_renew(self.good_until, today)

    def sentence(self, today: date) -> str:
        """Return `Homeowners, cleared on 28 Oct: 593 open leads good until …`."""
        leads = "1 open lead" if self.leads == 1 else f"{self.leads:,} open leads"
        since = f"{self.names}, cleared on {say_day(self.cleared_on, today)}"
        if self.good_until < today:
            ended = f"since {self.good_until + timedelta(days=1):%a} "
            ended += say_day(self.good_until + timedelta(days=1), today)
            return f"{since}: {leads} cannot be called {ended}"
        until = f"{self.good_until:%a} {say_day(self.good_until, today)}"
        return f"{since}: {leads} good until {until}"


class QuietHoliday(Struct, frozen=True):
    """A holiday on which rules allow no calls: the places, and the open leads that it concerns."""

    on: date
    name: str
    jurisdictions: tuple[str, ...]
    leads: int

    @property
    def sentence(self) -> str:
        """Return `Thanksgiving Day: no calls to Pennsylvania, Utah and 3 more (89 leads)`."""
        places = [name_place(code) for code in self.jurisdictions]
        if len(places) > MOST_PLACES:
            places = [*places[:MOST_PLACES], f"{len(places) - MOST_PLACES} more"]
        *first, last = places
        names = f"{', '.join(first)} and {last}" if first else last
        leads = "1 lead" if self.leads == 1 else f"{self.leads:,} leads"
        return f"{self.name}: no calls to {names} ({leads})"


class LeadWarnings(Struct, frozen=True):
    """What the places of the open leads ask for by a day.

    `clearings` are those to renew now. `permits_missing` counts duties without a permit, and
    `without_permit` the leads that may be there; both are 0 if the firm turned the check off, which
    `permit_mode` says. `holidays` are those of the next day.
    """

    clearings: tuple[Clearing, ...] = ()
    permits_missing: int = 0
    without_permit: int = 0
    permit_mode: str = ""
    holidays: tuple[QuietHoliday, ...] = ()
