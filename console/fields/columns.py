"""Which column holds which field, from the names that lists really use."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from console.fields.calling_codes import code_columns
from console.fields.column_names import (
    MOBILE_WORDS,
    NOT_OWN_NAMES,
    OTHER_WORDS,
    PHONE_WORDS,
    PLAIN_WORDS,
    field_named,
    squeeze,
    words_of,
)
from console.fields.contents import find_by_content
from console.fields.do_not_call_columns import (
    DO_NOT_CALL,
    RequestColumn,
    is_request,
    is_status,
    phones_of,
)
from console.fields.known_exports import KEPT as KEPT
from console.fields.known_exports import PHONE as PHONE
from console.fields.known_exports import told_apart
from console.fields.lead_fields import FIELDS
from console.trouble import BadInput
from db.enums import LineType

MAPPED = (PHONE, *(one.name for one in FIELDS), DO_NOT_CALL, KEPT)
"""Where a column of a file may go."""
REJECT_COLUMNS = ("line", "column", "value", "reason")
"""What stands in front of each row in a file of rejects; left out when it comes in again."""
PREFIX = "smiledial_"


@dataclass(frozen=True, slots=True)
class PhoneColumn:
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


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row, by position from 0.

    `extras` are the columns kept under their own names. Those that say who is not to be called,
    the `requests`, are among them too.
    """

    fields: Mapping[str, int]
    phones: tuple[PhoneColumn, ...]
    extras: tuple[tuple[int, str], ...]
    requests: tuple[RequestColumn, ...] = ()

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """(field, position) of all that is mapped, in the order of the file."""
        phones = [(PHONE, phone.position) for phone in self.phones]
        requests = [(DO_NOT_CALL, one.position) for one in self.requests]
        return sorted([*self.fields.items(), *phones, *requests], key=lambda pair: pair[1])

    @property
    def kept(self) -> list[tuple[int, str]]:
        """The extras that are nothing else."""
        asked = {one.position for one in self.requests}
        return [one for one in self.extras if one[0] not in asked]

    def named(self, header: Sequence[str]) -> list[tuple[str, str]]:
        """(field, column) of every column that is read; by these it is read the same again."""
        phones = [(PHONE, phone.name) for phone in self.phones]
        fields = [(field, header[position]) for field, position in self.fields.items()]
        requests = [(DO_NOT_CALL, one.name) for one in self.requests]
        return [*phones, *fields, *requests, *((KEPT, name) for _, name in self.kept)]


def reject_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The names of our columns before a header: one that is taken gets a prefix."""
    return tuple(PREFIX + name if name in header else name for name in REJECT_COLUMNS)


def match_columns(
    header: Sequence[str],
    chosen: Sequence[tuple[str, str]] = (),
    file: str = "The file",
    rows: Sequence[Sequence[str]] = (),
    country: str = "US",
) -> Columns:
    """Finds the fields in a header; `chosen` are (field, column name) pairs that overrule.

    A field may be `KEPT`. Where two columns go by the names of one field the first has it and the
    other is kept among the extras. Where no name speaks of phones the first `rows` are looked at;
    national numbers in them belong to the country (ISO). Raises BadInput for a column that is not
    there, a field chosen twice, or no phone.
    """
    fields, phones, asked, kept = _take_chosen(header, chosen, file)
    own_phones = _own_phones(header)
    statuses = {_beside(header, at, "Status") for at in own_phones}
    taken = {*fields.values(), *phones, *statuses}
    has_chosen_phones = bool(phones)
    told = {} if is_own(header) else told_apart(header, rows, country)
    extras = []
    ours = len(REJECT_COLUMNS) if _is_rejects_header(header) else 0
    for position, name in enumerate(header):
        if position in taken or position < ours or name.startswith(PREFIX):
            continue
        field = KEPT if position in kept else told.get(position, field_named(name))
        if position in asked or (field != KEPT and _says_who_asked(name)):
            asked.add(position)
            extras.append((position, name))
        elif field not in ("", PHONE, KEPT, *fields):
            fields[field] = position
        elif own_phones and position not in own_phones:
            extras.append((position, name))
        elif not has_chosen_phones and (field == PHONE or (not field and is_phone_name(name))):
            phones.append(position)
        else:
            extras.append((position, name))
    if not phones and rows:
        phones, found = find_by_content(rows, {*fields.values(), *kept, *asked}, country)
        fields = {**found, **fields}
        extras = [one for one in extras if one[0] not in {*phones, *fields.values()}]
    if not phones:
        raise BadInput(
            f"{file}, line 1: no column is named as one of phone numbers ({list_names(header)}). "
            "Say which it is with --map phone=COLUMN, or put the columns' names in the first line."
        )
    if not has_chosen_phones:
        phones.sort(key=lambda at: "primary" not in words_of(header[at]))
    columns = _phone_columns(phones, header)
    said = {at for one in columns for at in (one.label_position, one.line_position)}
    said |= asked if own_phones else set()
    return Columns(
        fields,
        columns,
        tuple(one for one in extras if one[0] not in said),
        tuple(_request_column(position, header, phones) for position in sorted(asked)),
    )


def _take_chosen(
    header: Sequence[str], chosen: Sequence[tuple[str, str]], file: str
) -> tuple[dict[str, int], list[int], set[int], set[int]]:
    fields: dict[str, int] = {}
    phones: list[int] = []
    asked: set[int] = set()
    kept: set[int] = set()
    for field, name in chosen:
        position = _find(header, name, file)
        if position in {*fields.values(), *phones, *asked, *kept}:
            raise BadInput(f"The column “{name}” is given to two fields: choose one.")
        if field == PHONE:
            phones.append(position)
        elif field == DO_NOT_CALL:
            asked.add(position)
        elif field == KEPT:
            kept.add(position)
        elif field in fields:
            raise BadInput(f"Two columns are given to “{field}”: choose one.")
        else:
            fields[field] = position
    return fields, phones, asked, kept


def is_own(header: Sequence[str]) -> bool:
    """Whether these are the columns of an export of ours, where each field has its own name."""
    return f"{PREFIX}id" in header


def _own_phones(header: Sequence[str]) -> set[int]:
    """The numbers in our JSON lines; no column that is kept beside them is to be called."""
    names = range(len(header)) if is_own(header) else ()
    return {at for at in names if _beside(header, at, "Line type") >= 0}


def is_known_name(name: str) -> bool:
    """Whether lists call a column so."""
    return bool(field_named(name)) or _says_who_asked(name) or is_phone_name(name)


def source_of(header: Sequence[str]) -> str:
    """Recognises where a file comes from: the same columns in any order, or with our own added."""
    own = header[len(REJECT_COLUMNS) :] if _is_rejects_header(header) else header
    names = sorted({squeeze(name) for name in own})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def _is_rejects_header(header: Sequence[str]) -> bool:
    return tuple(header[:4]) == reject_columns(header[4:])


def list_names(header: Sequence[str]) -> str:
    """The names in quotes, twenty of them at most."""
    more = f" and {len(header) - 20} more" if len(header) > 20 else ""
    return ", ".join(f"“{name}”" for name in header[:20]) + more


def _find(header: Sequence[str], name: str, file: str) -> int:
    if name in header:
        return list(header).index(name)
    squeezed = [squeeze(column) for column in header]
    if squeeze(name) in squeezed:
        return squeezed.index(squeeze(name))
    raise BadInput(f"{file}, line 1: there is no column “{name}” among {list_names(header)}.")


def _phone_columns(phones: Sequence[int], header: Sequence[str]) -> tuple[PhoneColumn, ...]:
    codes = code_columns(header, phones)
    return tuple(
        replace(_phone_column(at, header, len(phones)), code_position=codes.get(at, -1))
        for at in phones
    )


def _phone_column(position: int, header: Sequence[str], count: int) -> PhoneColumn:
    name = header[position]
    words = words_of(name)
    label = " ".join(word for word in words if word not in PLAIN_WORDS and not word.isdigit())
    if not label and count > 1:
        digits = [word for word in words if word.isdigit()]
        label = f"phone {digits[0]}" if digits else ""
    line = LineType.UNKNOWN
    if not MOBILE_WORDS.isdisjoint(words):
        line = LineType.MOBILE
    elif "landline" in words:
        line = LineType.LANDLINE
    says_what = _beside(header, position, "Label", "Type")
    says_line = _beside(header, position, "Line type")
    status = _beside(header, position, "Status") if is_own(header) else -1
    return PhoneColumn(position, name, label, line, says_what, says_line, status)


def _says_who_asked(name: str) -> bool:
    return is_request(name) or is_status(name)


def _request_column(position: int, header: Sequence[str], phones: Sequence[int]) -> RequestColumn:
    name = header[position]
    about = phones_of(name, [(phone, header[phone]) for phone in phones])
    return RequestColumn(position, name, about, is_status(name))


def _beside(header: Sequence[str], position: int, *lasts: str) -> int:
    """ "Phone 1 - Label" stands beside "Phone 1 - Value"."""
    start, _, last = header[position].rpartition(" - ")
    wanted = [f"{start} - {one}" for one in lasts] if last == "Value" else []
    return next((at for at, name in enumerate(header) if name in wanted), -1)


def is_phone_name(name: str) -> bool:
    words = words_of(name)
    if words == ["number"]:
        return True
    is_own = OTHER_WORDS.isdisjoint(words) and squeeze(name) not in NOT_OWN_NAMES
    return is_own and not PHONE_WORDS.isdisjoint(words)
