"""Open leads that will drop out of the day unless somebody acts, as all pages name them."""

from datetime import date, timedelta

from msgspec import Struct

from console.rules.places.regions import name_place
from console.rules.times.calendar_words import say_day

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
        """Return `Homeowners, cleared on 28 Oct: 593 open leads cannot be called after …`."""
        leads = "1 open lead" if self.leads == 1 else f"{self.leads:,} open leads"
        since = f"{self.names}, cleared on {say_day(self.cleared_on, today)}"
        if self.good_until < today:
            ended = f"since {self.good_until + timedelta(days=1):%a} "
            ended += say_day(self.good_until + timedelta(days=1), today)
            return f"{since}: {leads} cannot be called {ended}"
        until = f"{self.good_until:%a} {say_day(self.good_until, today)}"
        return f"{since}: {leads} cannot be called after {until}"


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
