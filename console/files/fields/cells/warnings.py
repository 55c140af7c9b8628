"""What a person is to know of the cells of a file beside the rows that are rejected."""

from collections import Counter
from dataclasses import dataclass, field

from msgspec import Struct

FEW = 2
"""How many cells that hold rows are kept: the first is told, and that there are more."""


class Swallowed(Struct, frozen=True):
    """A cell that holds what looks like rows: its column, the line it begins on, and how many."""

    column: str
    line: int
    lines: int


class Unread(Struct, frozen=True):
    """A cell that counts for nothing: where it stands, what it says, and why, as a sentence."""

    line: int
    column: str
    value: str
    reason: str


MOST_WORDS = 500
"""Different words that are counted apart, of those of one field that cannot be read."""


@dataclass(slots=True)
class AddressNotes:
    """Rows whose address says something nobody can read, and rows that contradict themselves.

    `rows` counts by the field those whose cell cannot be read, `words` the same by what it says.
    `contradicting` counts the rows whose postal code lies outside their state; `first_two` is the
    line of the first of them, and the state that each of the two says. `gaps` counts the rows that
    have no place, by the sentence that says what is missing.
    """

    rows: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)
    contradicting: int = 0
    first_two: tuple[int, str, str] | None = None
    gaps: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, text: str, rows: int = 1) -> None:
        """Rows whose field `name` says `text`."""
        self.rows[name] += rows
        known = self.words.setdefault(name, Counter())
        if text in known or len(known) < MOST_WORDS:
            known[text] += rows

    def add(self, other: "AddressNotes") -> None:
        """What later rows have brought."""
        for name, words in other.words.items():
            for text, rows in words.items():
                self.count(name, text, rows)
            self.rows[name] += other.rows[name] - words.total()
        self.contradicting += other.contradicting
        self.first_two = self.first_two or other.first_two
        self.gaps.update(other.gaps)


@dataclass(slots=True)
class Noticed:
    """`asked` counts by the column the rows that say that somebody is not to be called, and
    `swallowed` are cells that seem to hold more rows, which nobody has counted.

    `filled` and `unread` count by the field the cells that hold anything, and those of them that
    could not be read. `no_evidence` counts the rows whose evidence could not, with the first.
    `finished` counts by column and word the rows with whom somebody was done elsewhere, and
    `closed` those whose numbers a look-up says are closed. `no_company` counts the rows of a list
    of businesses that name none and do not say themselves what they are.
    """

    asked: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    no_evidence: int = 0
    first_evidence: Unread | None = None
    swallowed: list[Swallowed] = field(default_factory=list)
    addresses: AddressNotes = field(default_factory=AddressNotes)
    finished: Counter[tuple[str, str]] = field(default_factory=Counter)
    closed: Counter[tuple[str, str]] = field(default_factory=Counter)
    no_company: int = 0
    owners: Counter[str] = field(default_factory=Counter)
    """Rows by their owner, where that is no territory and nobody who has called here."""
    stand: int = 0
    """Known leads with the number of a row that stays behind or out, which change nothing of them.
    """
    barred_by_id: int = 0
    """Known leads of whom a row without a number says that they are not to be called."""
    asked_in_vain: int = 0
    """Rows that say so and have no number, of people of whom nobody is known."""
    on_main_line: int = 0
    """People without a number of their own who are called on their company's."""
    first_on_main_line: str = ""

    def count_reached(self, rows: int, people: int) -> None:
        """Correct the counts: `rows` without a number ask for `people` who were found after all."""
        self.asked_in_vain -= rows
        self.barred_by_id += people

    def add(self, other: "Noticed") -> None:
        """What later rows have brought."""
        self.asked += other.asked
        self.filled += other.filled
        self.unread += other.unread
        self.no_evidence += other.no_evidence
        self.stand += other.stand
        self.barred_by_id += other.barred_by_id
        self.asked_in_vain += other.asked_in_vain
        self.on_main_line += other.on_main_line
        self.first_on_main_line = self.first_on_main_line or other.first_on_main_line
        self.first_evidence = self.first_evidence or other.first_evidence
        self.addresses.add(other.addresses)
        self.finished += other.finished
        self.closed += other.closed
        self.owners += other.owners
        self.no_company += other.no_company
        self.swallowed += other.swallowed[: FEW - len(self.swallowed)]
