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


@dataclass(slots=True)
class Noticed:
    """`asked` counts by the column the rows that say that somebody is not to be called, and
    `swallowed` are cells that seem to hold more rows, which nobody has counted.
    """

    asked: Counter[str] = field(default_factory=Counter)
    swallowed: list[Swallowed] = field(default_factory=list)

    def add(self, other: "Noticed") -> None:
        """What later rows have brought."""
        self.asked += other.asked
        self.swallowed += other.swallowed[: FEW - len(self.swallowed)]
