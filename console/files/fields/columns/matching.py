"""Match columns to fields, by their names and by the contents of the file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from console.files.fields.columns.contents import find_by_content
from console.files.fields.columns.disambiguation import tell_apart
from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL, RequestColumn
from console.files.fields.columns.headings import (
    NO_LABEL_OF_REQUEST,
    ColumnName,
    list_names,
)
from console.files.fields.columns.layout import (
    KEPT,
    PREFIX,
    SECOND_NAME,
    Columns,
    count_reject_columns,
)
from console.files.fields.columns.phone_columns import (
    PHONE,
    SECOND_PHONE,
    columns_beside,
    find_phone_columns,
    phones_beside,
)
from console.files.fields.columns.scrub_results import ScrubResult, results_in
from console.files.fields.columns.second_people import People, find_people
from console.rules.text import squeeze
from console.trouble import BadInput

OURS = {"owner": "owner"}
"""Fields of columns that have a meaning only in our own export."""


def match_columns(
    names: Sequence[ColumnName],
    chosen: Sequence[tuple[str, str]] = (),
    file: str = "The file",
    rows: Sequence[Sequence[str]] = (),
    country: str = "US",
    agents: Collection[str] = (),
) -> Columns:
    """Map the columns of a header to fields.

    `chosen` are (field, column name) pairs that override the names; the field may be `KEPT`. If two
    columns name the same field, the first gets it and the other is kept. If no column is named like
    a phone, look for phones in the first `rows`; `country` (ISO) is that of national numbers. An
    “Owner” column that names `agents` (in lower case) is kept: it holds no names of leads. Raises
    BadInput for a missing column, a field chosen twice, or no phone column.
    """
    beside = columns_beside(names)
    ours = count_reject_columns(names)
    are_ours = any(name.text == f"{PREFIX}id" for name in names)
    picked = _take_chosen(names, chosen, file)
    fields, phones, requests = picked.fields, [*picked.phones], picked.requests
    # In our own JSON lines, only these columns hold phones; an extra named like a phone does not.
    own_phones = {at for at, parts in beside.items() if "Line type" in parts} if are_ours else set()
    taken = {*fields.values(), *phones, *(beside[at].get("Status", -1) for at in own_phones)}
    people = (
        People() if are_ours else _people(names, rows, picked, {*taken, *requests, *picked.extras})
    )
    decided = {} if are_ours else {**tell_apart(names, rows, country, agents), **people.fields}
    squeezed = [name.squeezed for name in names]
    results, not_asking = ({}, set()) if are_ours else results_in(squeezed, rows)
    decided.update((at, KEPT) for at in not_asking)
    extras = []
    for position, name in enumerate(names):
        if position in taken or position < ours or name.text.startswith(PREFIX):
            continue
        known = OURS.get(name.text, name.field) if are_ours else name.field
        field = KEPT if position in picked.extras else decided.get(position, known)
        says = position in results or name.says_who_asked
        if position in requests or (field != KEPT and says):
            requests.add(position)
            extras.append((position, name.text))
        elif field not in ("", PHONE, KEPT, *fields):
            fields[field] = position
        elif own_phones and position not in own_phones:
            extras.append((position, name.text))
        elif picked.is_phone(position, field, name):
            phones.append(position)
        else:
            extras.append((position, name.text))
    is_bare = all(name.text == f"column {at + 1}" for at, name in enumerate(names))
    if rows and (is_bare or not phones):
        taken = {*fields.values(), *phones, *picked.extras, *requests}
        by_content, fields_by_content = find_by_content(rows, taken, country)
        phones = phones or by_content
        fields = {**fields_by_content, **fields}
        extras = [extra for extra in extras if extra[0] not in {*phones, *fields.values()}]
    if not phones:
        listed = list_names([name.text for name in names])
        raise BadInput(
            f"{file}, line 1: no column is named as one of phone numbers ({listed}). "
            "Say which it is with --map phone=COLUMN, or put the columns' names in the first line."
            + (f" For numbers of another country than {country}, add --country." if is_bare else "")
        )
    columns = find_phone_columns(phones, names, beside, people, picked.phones, are_ours=are_ours)
    phones = [column.position for column in columns]
    used = {at for column in columns for at in (column.label_position, column.line_position)}
    used |= requests if own_phones else set()
    return Columns(
        tuple(names),
        fields,
        columns,
        tuple(extra for extra in extras if extra[0] not in used),
        tuple(_request_column(position, names, phones, results) for position in sorted(requests)),
        frozenset(decided),
        are_ours,
        seconds=people.seconds,
    )


def _people(
    names: Sequence[ColumnName],
    rows: Sequence[Sequence[str]],
    picked: "_Chosen",
    passed_over: Collection[int],
) -> People:
    """Find the second persons, and decide the field of each column that is about a person."""
    chosen = (picked.second_names, picked.second_phones)
    people = find_people(names, rows, passed_over, picked.fields, *chosen)
    people.fields.update((at, KEPT) for second in people.seconds for at in second.names)
    people.fields.update((at, PHONE) for at in picked.second_phones)
    return people


@dataclass(slots=True)
class _Chosen:
    """The positions of the columns that a person has mapped."""

    fields: dict[str, int] = field(default_factory=dict)
    phones: list[int] = field(default_factory=list)
    second_names: list[int] = field(default_factory=list)
    second_phones: list[int] = field(default_factory=list)
    requests: set[int] = field(default_factory=set)
    extras: set[int] = field(default_factory=set)

    def is_phone(self, position: int, field: str, name: ColumnName) -> bool:
        """Return whether a column is a phone.

        If phones were chosen, only they and those of second persons are.
        """
        if self.phones:
            return position in self.second_phones
        return field == PHONE or (not field and name.is_phone)

    @property
    def all(self) -> set[int]:
        seconds = {*self.second_names, *self.second_phones}
        return {*self.fields.values(), *self.phones, *seconds, *self.requests, *self.extras}


def _take_chosen(
    names: Sequence[ColumnName], chosen: Sequence[tuple[str, str]], file: str
) -> _Chosen:
    """Return the positions of the chosen columns. Raises BadInput."""
    taken = _Chosen()
    many = {PHONE: taken.phones, SECOND_NAME: taken.second_names, SECOND_PHONE: taken.second_phones}
    for field_, name in chosen:
        position = find_column(names, name, file)
        if position in taken.all:
            raise BadInput(f"The column “{name}” is given to two fields: choose one.")
        if field_ in many:
            many[field_].append(position)
        elif field_ == DO_NOT_CALL:
            taken.requests.add(position)
        elif field_ == KEPT:
            taken.extras.add(position)
        elif field_ in taken.fields:
            raise BadInput(f"Two columns are given to “{field_}”: choose one.")
        else:
            taken.fields[field_] = position
    return taken


def find_column(names: Sequence[ColumnName], wanted: str, file: str) -> int:
    """Return the position of a column, by its name in any spelling, or by its number from 1.

    Raises BadInput.
    """
    header = [name.text for name in names]
    if wanted in header:
        return header.index(wanted)
    squeezed = squeeze(wanted)
    for position, name in enumerate(names):
        if name.squeezed == squeezed:
            return position
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise BadInput(f"{file}, line 1: there is no column “{wanted}” among {list_names(header)}.")


def _request_column(
    position: int,
    names: Sequence[ColumnName],
    phones: Sequence[int],
    results: Mapping[int, ScrubResult],
) -> RequestColumn:
    name = names[position]
    about = phones_beside(name, phones, names, NO_LABEL_OF_REQUEST)
    return RequestColumn(
        position,
        name.text,
        about,
        name.is_status,
        results.get(position),
        permits=bool(name.permits),
    )
