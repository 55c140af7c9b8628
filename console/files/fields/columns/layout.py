"""The mapping of a file's columns to fields."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct

from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL, RequestColumn
from console.files.fields.columns.headings import NO_LABEL_OF_REQUEST, ColumnName
from console.files.fields.columns.phone_columns import (
    PHONE,
    SECOND_PHONE,
    PhoneColumn,
    Second,
    phones_beside,
)
from console.files.fields.lead_fields import FIELDS

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
