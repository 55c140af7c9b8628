"""Nobody may be called now: why, until when, and who may be called elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct, field

from console.cards.session import SessionCard
from console.rules.verdict.sentences import SEVERAL


class Blocked(Struct, frozen=True):
    """How many leads wait for one reason; `opens_at` is None where time alone does not help."""

    code: str
    count: int
    opens_at: datetime | None
    zone: str
    text: str


def by_reason(blocked: Iterable[Blocked]) -> tuple[Blocked, ...]:
    """One for each code wherever the leads are, in the order given; it opens when the first does.

    Where they wait for one thing in several words it says what is so of all of them.
    """
    merged: dict[str, Blocked] = {}
    for entry in blocked:
        known = merged.get(entry.code)
        if known is None:
            merged[entry.code] = entry
            continue
        first = min(filter(None, (known.opens_at, entry.opens_at)), default=None)
        text = known.text if known.text == entry.text else SEVERAL.get(entry.code, known.text)
        merged[entry.code] = Blocked(entry.code, known.count + entry.count, first, "", text)
    return tuple(merged.values())


class Elsewhere(Struct, frozen=True):
    """Leads that may be called now: `free` in no session, `in_session` in this other one."""

    free: int
    session: SessionCard | None = None
    in_session: int = 0


class Nobody(Struct, frozen=True):
    """No lead may be called now. `blocked` says why and `opens_at` when to come back.

    `is_session_over`: the session under way has nothing left. `is_empty`: there is no lead at all.
    `screening` is what those offered must fit, "" for anybody; `blocked` counts them alone.
    `elsewhere` is what may be called outside the session under way, None without one. `barred` is
    the sentence for an agent who may start nothing; who `is_reading` has a login that calls nobody.
    `in_sessions` are leads that may be called now, in sessions, and `whose` the agents who have one
    begun.
    """

    at: datetime
    opens_at: datetime | None
    blocked: tuple[Blocked, ...]
    is_session_over: bool
    is_empty: bool
    screening: str = ""
    elsewhere: Elsewhere | None = None
    barred: str = ""
    is_reading: bool = False
    in_sessions: int = 0
    whose: tuple[str, ...] = ()


class OwnedLeads(Struct, frozen=True):
    """Open leads that only one `owner` is offered: so many of them now, and later.

    `trouble` says why nobody calls them, "" where somebody may.
    """

    owner: str
    callable: int
    later: int
    trouble: str = ""

    @property
    def count(self) -> int:
        return self.callable + self.later


class CallableCounts(Struct, frozen=True):
    """How many leads may be called at `at`, and why the others may not.

    `owned` are those among both that belong to somebody, and `to_mend` has by the code of a reason
    the id of one whose details it wants. Of the others, counted for an import alone, some may be
    called `later`, `never`, or are `unknown`.
    """

    at: datetime
    callable: int
    blocked: tuple[Blocked, ...]
    owned: tuple[OwnedLeads, ...] = ()
    to_mend: Mapping[str, int] = field(default_factory=dict)
    later: int = 0
    never: int = 0
    unknown: int = 0


# The coming day by zone: how many leads, and when they may be called.


class Lane(Struct, frozen=True):
    """The leads of one zone that only their place keeps waiting, and when the first to the last of
    them may be called: some of its places open later or close sooner than others."""

    name: str
    count: int
    spans: tuple[tuple[datetime, datetime], ...]


class Lanes(Struct, frozen=True):
    """Every zone's lane over the hours from `start` on, next to open first.

    `counts` says how many leads may be called in which span, by the places and not the zones.
    """

    start: datetime
    hours: int
    lanes: tuple[Lane, ...]
    counts: Mapping[tuple[datetime, datetime], int]
    is_of_session: bool = False
    """Of the session under way only; else of all that the firm has, in others' sessions too."""
