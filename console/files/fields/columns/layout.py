"""The columns of a file: which of them holds which field."""

from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct

from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL, RequestColumn
from console.files.fields.columns.names import ColumnName
from console.files.fields.columns.second_people import Second
from console.files.fields.lead_fields import FIELDS
from db.enums import LineType

PHONE = "phone"
SECOND_NAME = "second_name"
SECOND_PHONE = "second_phone"
"""Of the second person in a row that holds two."""
KEPT = "kept"
"""No field: the column stays with the lead under its own name."""
MAPPED = (PHONE, *(one.name for one in FIELDS), SECOND_NAME, SECOND_PHONE, DO_NOT_CALL, KEPT)
"""Where a column of a file may go."""
OF_MANY = (PHONE, SECOND_NAME, SECOND_PHONE, DO_NOT_CALL, KEPT)
"""Of each of these there may be several columns."""
PREFIX = "smiledial_"
"""Begins the columns that an export of ours has beside the fields."""


def no_field(name: str) -> str:
    """The sentence for a field that does not exist."""
    near = get_close_matches(name.casefold(), MAPPED, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"there is no field “{name}”; the fields are {', '.join(MAPPED)}.{meant}"


class PhoneColumn(Struct, frozen=True):
    """`label` is what the column calls the number ("mobile", "office", "phone 2")."""

    position: int
    name: str
    label: str
    line: LineType
    label_position: int = -1
    """Where each row says what its number is, as Google's “Phone 1 - Label” does; -1 for nowhere.
    """
    line_position: int = -1
    """The same for the type of its line: “Phone 1 - Line type”."""
    status_position: int = -1
    """The same for what became of it, in an export of ours: “Phone 1 - Status”."""
    code_position: int = -1
    """Where each row has the calling code of its number's country; -1 for nowhere."""
    area_position: int = -1
    """Where each row has the area code, of a number that is none without it; -1 for nowhere."""
    second: Second | None = None
    """Whose it is, where it is not of the first person of the row."""
    is_unclear: bool = False
    """Whether it may as well be of the first."""

    @property
    def field(self) -> str:
        return SECOND_PHONE if self.second is not None and not self.is_unclear else PHONE


class Columns(Struct, frozen=True):
    """Where each field stands in a row, by position from 0.

    `names` are those of all columns. `extras` are the columns kept under their own names. Those
    that say who is not to be called, the `requests`, are among them too. `told_apart` are those of
    which not their names but the rest of the file said what they are. `are_ours` in an export of
    ours, where each field has its own name.
    """

    names: tuple[ColumnName, ...]
    fields: Mapping[str, int]
    phones: tuple[PhoneColumn, ...]
    extras: tuple[tuple[int, str], ...]
    requests: tuple[RequestColumn, ...]
    told_apart: frozenset[int]
    are_ours: bool
    unsettled: tuple[RequestColumn, ...] = ()
    """Of the kept those that may say who is not to be called; nobody has said what they mean."""
    seconds: tuple[Second, ...] = ()
    """The second persons of the rows, each with the columns that name them."""

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """(field, position) of all that is mapped, in the order of the file, as it is told."""
        phones = [(phone.field, phone.position) for phone in self.phones]
        names = [(SECOND_NAME, at) for one in self.seconds for at in one.names]
        requests = [(one.shown_as, one.position) for one in self.requests]
        return sorted([*self.fields.items(), *phones, *names, *requests], key=lambda pair: pair[1])

    @property
    def kept(self) -> list[tuple[int, str]]:
        """The extras that are nothing else."""
        asked = {one.position for one in self.requests}
        asked.update(at for one in self.seconds for at in one.names)
        return [one for one in self.extras if one[0] not in asked]

    @property
    def named(self) -> list[tuple[str, str]]:
        """(field, column) of every column that is read; by these it is read the same again."""
        phones = [(phone.field, phone.name) for phone in self.phones]
        fields = [(field, self.names[position].text) for field, position in self.fields.items()]
        requests = [(DO_NOT_CALL, one.name) for one in self.requests]
        names = [
            (SECOND_NAME, self.names[at].text)
            for one in self.seconds
            if one.is_chosen
            for at in one.names
        ]
        asked = {one.position for one in self.unsettled}  # and are to be asked about again
        kept = [(KEPT, name) for position, name in self.kept if position not in asked]
        return [*phones, *fields, *names, *requests, *kept]
