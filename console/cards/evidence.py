"""Evidence about a number: as an agent gives it, weighed, and in force."""

from datetime import date

from console.rules.values import Verdict
from console.rules.verdict.lifting import Lifted
from db.dataclass import dataclass
from db.enums import EvidenceKind


@dataclass(frozen=True, slots=True)
class Offered:
    """Evidence as an agent gives it: of a day at the person, or where they said they are.

    A contract runs `until` its last day, for the `offer` of the list.
    """

    kind: EvidenceKind
    on: date
    proof: str = ""
    zone: str = ""
    until: date | None = None
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What evidence would do: what it lifts by the rules, and the verdict with it."""

    lifted: tuple[Lifted, ...]
    verdict: Verdict
    zone: str


@dataclass(frozen=True, slots=True)
class HeldEvidence:
    """Evidence in force about a number, and who recorded it."""

    kind: EvidenceKind
    on: date
    proof: str
    zone: str
    agent: str
