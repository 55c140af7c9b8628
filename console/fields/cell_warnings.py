"""What a person is to know of the cells of a file beside the rows that are rejected."""

from collections import Counter
from dataclasses import dataclass, field

FEW = 2
"""How many cells that hold rows are kept: the first is told, and that there are more."""


@dataclass(frozen=True, slots=True)
class Swallowed:
    """A cell that holds what looks like rows: its column, the line it begins on, and how many."""

    column: str
    line: int
    lines: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that counts for nothing: where it stands, what it says, and why, as a sentence."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Noticed:
    """`asked` counts by the column the rows that say that somebody is not to be called, and
    `swallowed` are cells that seem to hold more rows, which nobody has counted.

    `filled` and `unread` count by the field the cells that hold anything, and those of them that
    could not be read. `no_evidence` counts the rows whose evidence could not, with the first.
    """

    asked: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    no_evidence: int = 0
    first_evidence: Unread | None = None
    swallowed: list[Swallowed] = field(default_factory=list)

    def add(self, other: "Noticed") -> None:
        """What later rows have brought."""
        self.asked += other.asked
        self.filled += other.filled
        self.unread += other.unread
        self.no_evidence += other.no_evidence
        self.first_evidence = self.first_evidence or other.first_evidence
        self.swallowed += other.swallowed[: FEW - len(self.swallowed)]
