"""The mapping of a file's columns: to fields, and those that may say who is not to be called."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct

from console.files.fields.columns import request_words
from console.files.fields.columns.headings import (
    NO_LABEL_OF_REQUEST,
    ColumnName,
    read_name,
    simple_words,
)
from console.files.fields.columns.phone_columns import (
    PHONE,
    SECOND_PHONE,
    PhoneColumn,
    Second,
    phones_beside,
)
from console.files.fields.columns.request_words import is_request
from console.files.fields.columns.scrub_results import PARTS, ScrubResult
from console.files.fields.lead_fields import FIELDS
from console.rules.text import squeeze
from console.rules.verdict.sentences import say_request, say_status

DO_NOT_CALL = "do_not_call"


_PARTS = (
    *("suppress", "sperrliste", "sperrdatei", "sperrvermerk", "gesperrt", "werbesperre", "bloctel"),
    *("blacklist", "blocklist", "belmeniet", "listedopposition", "litigator", "robinsonlist"),
    "listarobinson",
)
"""Parts of a name without its spaces."""
_IN_A_LIST = simple_words(
    "robinson tps ctps exclusion exclusions excluded black block blocked removal removals "
    "remove nonchiamare opposition oposicion"
)
"""Words that may also be names or trades: they count only alone or with words of `_OF_LISTS`."""
_OF_LISTS = simple_words(
    "list lists liste lista file datei numbers number nummern phones people contacts export our "
    "internal intern company firm master global current new final all the of on de"
)
_CLEAN = simple_words(
    "clean cleaned cleared scrubbed checked washed callable without minus free non sans sin "
    "ohne bereinigt geprüft"
)
_NOT_ON_IT = ("nodnc", "notdnc", "notondnc", "nondnc", "postdnc", "afterdnc")
_ENDING = re.compile(
    r"\.(csv|tsv|txt|xlsx|xls|ods|json|jsonl|vcf|xml)(\.gz|\.zip)?$|\.(gz|zip)$", re.IGNORECASE
)


class RequestColumn(Struct, frozen=True):
    """A column that says who is not to be called.

    `phones` are the positions of the phone columns that it is about; empty means the whole row. Its
    kind decides which cells are requests not to call:

    - `is_status`: only a few known words.
    - `permits`: a no, because the column says who may be called.
    - `result`: the words that the look-up service documents.
    - `is_unsettled`: only plain requests, because nobody has said what the other words mean. Rows
      with any other word than a no are held back.
    - `is_remark`: any text; what may be a request in it is a doubt about the lead.
    """

    position: int
    name: str
    phones: tuple[int, ...] = ()
    is_status: bool = False
    result: ScrubResult | None = None
    is_unsettled: bool = False
    believes_yes: bool = False
    """Whether a plain yes is believed, too, while it is unsettled: its name speaks of requests."""
    is_remark: bool = False
    permits: bool = False
    is_decided: bool = False
    """Whether a person has confirmed that ambiguous words are requests."""

    @property
    def is_of_person(self) -> bool:
        """Whether it is about the person, not a number; services look up numbers."""
        return not self.phones and self.result is None

    @property
    def is_text(self) -> bool:
        """Whether any wording in its cells is read: they are remarks or a status."""
        return self.is_remark or (self.is_status and self.result is None)

    @property
    def shown_as(self) -> str:
        """The field name to show: "status" if only a few of its words are requests."""
        return "status" if self.is_status and self.result is None else DO_NOT_CALL

    def asks(self, cells: Collection[str]) -> set[str]:
        """Return the cells that ask not to call."""
        if self.result is not None:
            return {text for text in set(cells) if self.result.bars(text, is_request)}
        return {text for text in set(cells) if self._asks(text)}

    def _asks(self, cell: str) -> bool:
        if self.is_unsettled:
            return self._is_believed(cell)
        if self.is_remark:
            return request_words.is_certain(cell)
        if self.is_decided and self._is_doubtful(cell):
            return True
        if self.permits:
            return request_words.refuses(cell)
        return request_words.asks_in_status(cell) if self.is_status else is_request(cell)

    def _is_believed(self, cell: str) -> bool:
        """Return whether a cell, or a part of it, is a plain request."""
        # A part must be a phrase: one letter of “Y/N” may be the question and no answer.
        parts = (cell, *PARTS.split(cell))
        is_yes = self.believes_yes and request_words.says_so(cell)
        return is_yes or any(map(request_words.is_plain, parts))

    def _is_doubtful(self, cell: str) -> bool:
        if self.permits:
            return request_words.is_code(cell) or (
                self.is_unsettled and request_words.refuses(cell)
            )
        return request_words.is_doubtful(cell) if self.is_status else is_request(cell)

    def finishes(self, cells: Collection[str]) -> set[str]:
        """Return the cells of a status that finish a lead without a request."""
        if not self.is_status or self.result is not None:
            return set()
        return {text for text in set(cells) if request_words.is_done(text)} - self.asks(cells)

    def closes(self, cells: Collection[str]) -> set[str]:
        """Return the cells that say the number is dead."""
        return {text for text in set(cells) if self.result and self.result.closes(text)}

    def misses(self, cells: Collection[str]) -> set[str]:
        """Return the cells that say the service has not looked the number up."""
        return {text for text in set(cells) if self.result and self.result.is_missing(text)}

    def holds_back(self, cells: Collection[str]) -> set[str]:
        """Return the cells that may or may not allow a call; their rows are held back.

        What a remark or status may say is a doubt about its lead, which comes in.
        """
        is_plain = not (self.is_unsettled or self.permits)
        if is_plain or self.is_remark or self.result is not None:
            return set()
        return {text for text in set(cells) if self._is_doubtful(text)} - self.asks(cells)

    def reason(self, cell: str) -> str:
        """Return the reason for the internal do-not-call list; it follows the words “FILE says”."""
        if self.finishes({cell}) and not self.asks({cell}):
            return say_status(cell, self.name)
        return say_request(self.result.reason(self.name, cell) if self.result else self.name)


def holds_barred(name: str) -> bool:
    """Return whether a sheet or file of this name holds people who are not to be called.

    “Do Not Call”, “dnc_list.csv” and “Sperrliste” do; “leads (DNC scrubbed)” holds the people who
    are left after the scrub.
    """
    text = _ENDING.sub("", name)
    parsed = read_name(text)
    squeezed, words = squeeze(text), {word for word in parsed.words if not word.isdigit()}
    if words & _CLEAN or any(part in squeezed for part in _NOT_ON_IT):
        return False
    if parsed.speaks_of_requests or any(part in squeezed for part in _PARTS):
        return True
    return bool(words & _IN_A_LIST) and words <= _IN_A_LIST | _OF_LISTS


SECOND_NAME = "second_name"
"""The names of the second person in a row of two."""
KEPT = "kept"
"""No field: the column is kept with the lead under its own name."""
MAPPED = (PHONE, *(field.name for field in FIELDS), SECOND_NAME, SECOND_PHONE, DO_NOT_CALL, KEPT)
"""The fields that a column may be mapped to."""
OF_MANY = (PHONE, SECOND_NAME, SECOND_PHONE, DO_NOT_CALL, KEPT)
"""Fields that several columns may be mapped to."""
_FLAGS = {"flag", "flags"}
"""Words in the name of a column of flags that a service sets beside a phone."""
PREFIX = "smiledial_"
"""Prefix of the columns that our export has beside the fields."""
REJECT_COLUMNS = ("line", "column", "value", "reason")
"""Columns before each row of a rejects file; they are ignored when it is imported again."""


def no_field(name: str, fields: Collection[str] = MAPPED) -> str:
    """Return the sentence about a field that does not exist."""
    near = get_close_matches(name.casefold(), fields, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"there is no field “{name}”; the fields are {', '.join(fields)}.{meant}"


class Columns(Struct, frozen=True):
    """The columns of a file by field; positions count from 0.

    `names` are the names of all columns. `extras` are the columns kept under their own names,
    including the do-not-call columns (`requests`). `told_apart` are the positions of columns whose
    name was ambiguous, so that the rest of the file decided their field. `are_ours` is true for our
    own export, where each field has its own name.
    """

    names: tuple[ColumnName, ...]
    fields: Mapping[str, int]
    phones: tuple[PhoneColumn, ...]
    extras: tuple[tuple[int, str], ...]
    requests: tuple[RequestColumn, ...]
    told_apart: frozenset[int]
    are_ours: bool
    unsettled: tuple[RequestColumn, ...] = ()
    """Kept columns that may say who is not to be called; nobody has said what they mean."""
    seconds: tuple[Second, ...] = ()
    """The second persons of rows, with the columns that name them."""

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """(field, position) of all mapped columns in the order of the file, as shown."""
        phones = [(phone.field, phone.position) for phone in self.phones]
        names = [(SECOND_NAME, at) for second in self.seconds for at in second.names]
        requests = [(request.shown_as, request.position) for request in self.requests]
        return sorted([*self.fields.items(), *phones, *names, *requests], key=lambda pair: pair[1])

    @property
    def kept(self) -> list[tuple[int, str]]:
        """(position, name) of the extras that have no other meaning."""
        meaning = {request.position for request in self.requests}
        meaning.update(at for second in self.seconds for at in second.names)
        return [extra for extra in self.extras if extra[0] not in meaning]

    @property
    def remarks(self) -> list[RequestColumn]:
        """The notes and the unmapped columns, of which any cell may say not to call."""
        read = {column.position for column in self.unsettled}
        positions = [self.fields["notes"]] if "notes" in self.fields else []
        positions += [position for position, _ in self.kept if position not in read]
        return [
            RequestColumn(
                position, self.names[position].text, self.flagged_phones(position), is_remark=True
            )
            for position in positions
        ]

    @property
    def named(self) -> list[tuple[str, str]]:
        """(field, column) of every mapped column, to map the next file of this source alike."""
        phones = [(phone.field, phone.name) for phone in self.phones]
        fields = [(field, self.names[position].text) for field, position in self.fields.items()]
        requests = [(DO_NOT_CALL, request.name) for request in self.requests]
        names = [
            (SECOND_NAME, self.names[at].text)
            for second in self.seconds
            if second.is_chosen
            for at in second.names
        ]
        # Unsettled columns are left out, so that the next import asks about them again.
        unsettled = {column.position for column in self.unsettled}
        extras = [(KEPT, name) for position, name in self.kept if position not in unsettled]
        return [*phones, *fields, *names, *requests, *extras]

    def flagged_phones(self, position: int) -> tuple[int, ...]:
        """Return the phone that a column of flags is about, such as “Phone 2 Flag”, or ()."""
        name = self.names[position]
        if _FLAGS.isdisjoint(name.words):
            return ()
        phones = [phone.position for phone in self.phones]
        return phones_beside(name, phones, self.names, NO_LABEL_OF_REQUEST | _FLAGS)


def reject_columns(header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the reject columns, with a prefix where the header has the same name."""
    return tuple(PREFIX + name if name in header else name for name in REJECT_COLUMNS)


def source_of(names: Sequence[ColumnName]) -> str:
    """Return a key of the file's source: equal for the same columns in any order.

    The reject columns do not count.
    """
    squeezed = sorted({name.squeezed for name in names[count_reject_columns(names) :]})
    return hashlib.sha256("\n".join(squeezed).encode()).hexdigest()[:32]


def count_reject_columns(names: Sequence[ColumnName]) -> int:
    """Return how many leading columns a rejects file adds: all of them or, in other files, 0."""
    header = [name.text for name in names]
    ours = reject_columns(header[len(REJECT_COLUMNS) :])
    return len(ours) if tuple(header[: len(ours)]) == ours else 0
