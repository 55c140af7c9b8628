"""What one source says of a place: its zones and jurisdictions, or what to supply."""

from collections.abc import Iterable

from console.rules.values import Candidate
from db.dataclass import dataclass
from db.enums import PlaceSource, ReasonCode

TRUST = {source: rank for rank, source in enumerate(PlaceSource)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the address or the number says.

    `gap` is what to supply and `gap_code` the reason. That of an address stands; that of a number
    stands in for nothing better. `unread` names the fields that cannot be read.
    """

    country: str | None = None
    zones: tuple[Candidate, ...] = ()
    jurisdictions: tuple[Candidate, ...] = ()
    gap: str = ""
    gap_code: ReasonCode = ReasonCode.NO_ZONE
    unread: tuple[str, ...] = ()


def name(values: Iterable[str], source: PlaceSource) -> tuple[Candidate, ...]:
    return tuple(Candidate(value, source) for value in values)


def keep_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each value once, from the most trusted source that gives it, the most trusted first."""
    kept: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: TRUST[candidate.source]):
        kept.setdefault(candidate.value, candidate)
    return tuple(kept.values())
