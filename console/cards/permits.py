"""Where the firm may sell and what changed in the law, as two pages show it."""

from datetime import date
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
