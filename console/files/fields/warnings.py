"""Doubts about a file, and notices of its cells, for the person. Rejected rows are not among them.

Doubts are told before anything is written, and some need an answer first.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

FEW = 2
"""How many cells with rows inside to remember: one to show, and one to know there are more."""


class Swallowed(Struct, frozen=True):
    """A cell that seems to hold rows: its column, its first line, and how many lines it has."""

    column: str
    line: int
    lines: int


class Unread(Struct, frozen=True):
    """A cell that is ignored: its line, column and value, and the reason as a sentence."""

    line: int
    column: str
    value: str
    reason: str


MOST_WORDS = 500
"""Most distinct unreadable cells of one field that are counted one by one."""


@dataclass(slots=True)
class AddressNotes:
    """Counts of rows whose address is unreadable, contradictory or missing.

    `rows` counts the unreadable cells by field, `words` by field and cell. `contradicting` counts
    the rows whose postal code lies outside their state. `first_two` describes the first of them:
    its line, the state of its postal code, and the state in its address. `gaps` counts the rows
    without a place, by what is missing. `firsts` has by field and cell the line and name of the
    first row.
    """

    rows: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)
    contradicting: int = 0
    first_two: tuple[int, str, str] | None = None
    gaps: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)

    def count(self, name: str, text: str, first: tuple[int, str], rows: int = 1) -> None:
        """Count rows whose field `name` has the unreadable `text`; `first` is a line and name."""
        self.rows[name] += rows
        known = self.words.setdefault(name, Counter())
        if text in known or len(known) < MOST_WORDS:
            known[text] += rows
            self.firsts.setdefault(name, {}).setdefault(text, first)

    def add(self, other: "AddressNotes") -> None:
        """Add the notes of later rows."""
        for name, words in other.words.items():
            for text, rows in words.items():
                self.count(name, text, other.firsts[name][text], rows)
            self.rows[name] += other.rows[name] - words.total()
        self.contradicting += other.contradicting
        self.first_two = self.first_two or other.first_two
        self.gaps.update(other.gaps)


class Settling(StrEnum):
    """What to do with the rows of a file that may say not to call."""

    BAR = "bar"
    EACH = "each"
    """Ask about each on its card; nobody calls it before."""
    LEAVE = "leave"


class DoubtfulRow(Struct, frozen=True):
    """A row that may say not to call: the column and its words, and the numbers of the row."""

    line: int
    name: str
    column: str
    words: str
    e164s: tuple[str, ...]


@dataclass(slots=True)
class Noticed:
    """Counts and examples of what a person should know about the rows.

    `asked` counts by column the rows that say not to call. `filled` counts the filled cells of each
    field, and `unread` the unreadable ones among them. `no_evidence` counts the rows with invalid
    evidence; `first_evidence` is the first. `swallowed` are cells that seem to hold whole rows.
    `finished` counts, by column and word, the rows that another program calls finished. `closed`
    counts the same way the rows whose number a look-up service reports as dead. `no_company` counts
    the rows of a business list that name no company and state no kind.
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
    lines: Counter[str] = field(default_factory=Counter)
    """Numbers by the words of a line type that is not understood."""
    owners: Counter[str] = field(default_factory=Counter)
    """Rows by owner, for owners that are neither a territory nor an agent who has called here."""
    stand: int = 0
    """Known leads that share a number with a rejected or left-out row: they stay unchanged."""
    barred_by_id: int = 0
    """Known leads that a row without a number asks us not to call (matched by their id)."""
    asked_in_vain: int = 0
    """Rows without a number that say not to call, and match no known lead."""
    on_main_line: int = 0
    """People without a number of their own who are called on their company's main line."""
    first_on_main_line: str = ""
    on_shared_line: int = 0
    """People whose row says that they are asked for on a number, which others may have too."""
    first_on_shared_line: str = ""
    doubtful: list[DoubtfulRow] = field(default_factory=list)
    """The rows that may say not to call."""

    def count_reached(self, rows: int, people: int) -> None:
        """Move `rows` out of `asked_in_vain`: their requests matched `people` after all."""
        self.asked_in_vain -= rows
        self.barred_by_id += people

    def add(self, other: "Noticed") -> None:
        """Add what was noticed in later rows: counts and lists grow, the first example stays."""
        for name in self.__dataclass_fields__:
            own, more = getattr(self, name), getattr(other, name)
            if isinstance(own, AddressNotes):
                own.add(more)
            elif isinstance(own, Counter):
                own += more
            elif isinstance(own, list):
                own.extend(more)
            else:
                setattr(self, name, own + more if isinstance(own, int) else own or more)
        del self.swallowed[FEW:]


Warn = Callable[[str], None]
"""Called with each doubt, before anything is written."""


class Doubt(Struct, frozen=True):
    """A doubt as a sentence, and the option that settles it (`in_shell`).

    If it `needs_answer`, the file is not imported until a person has settled or confirmed it.
    """

    text: str
    in_shell: str = ""
    needs_answer: bool = False
    on_screen: str = ""
    """The key that settles it on the screen; "" if the doubt is about columns."""

    @property
    def whole(self) -> str:
        return f"{self.text} {self.in_shell}".strip()
