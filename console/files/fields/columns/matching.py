"""Which column holds which field: by its name, else by what the rest of the file tells."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from console.files.fields.columns.contents import find_by_content
from console.files.fields.columns.disambiguation import tell_apart
from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL, RequestColumn
from console.files.fields.columns.layout import (
    KEPT,
    PHONE,
    PREFIX,
    SECOND_NAME,
    SECOND_PHONE,
    Columns,
    PhoneColumn,
)
from console.files.fields.columns.names import (
    MOBILE_WORDS,
    NO_LABEL_OF_CODE,
    NO_LABEL_OF_REQUEST,
    PLAIN_WORDS,
    ColumnName,
    list_names,
)
from console.files.fields.columns.scrub_results import ScrubResult, results_in
from console.files.fields.columns.second_people import People, find_people
from console.rules.text import squeeze
from console.trouble import BadInput
from db.enums import LineType

REJECT_COLUMNS = ("line", "column", "value", "reason")
"""What stands in front of each row in a file of rejects; left out when it comes in again."""

_MAIN_LINES = {"company", "corporate", "hq", "headquarters", "switchboard"}
"""Phones at which somebody else answers first: tried after the person's own."""
OURS = {"owner": "owner"}
"""Columns whose names say nothing in others' files, and what they are in an export of ours."""


def reject_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The names of our columns before a header: one that is taken gets a prefix."""
    return tuple(PREFIX + name if name in header else name for name in REJECT_COLUMNS)


def source_of(names: Sequence[ColumnName]) -> str:
    """Recognises where a file comes from: the same columns in any order, or with our own added."""
    squeezed = sorted({name.squeezed for name in names[_count_reject_columns(names) :]})
    return hashlib.sha256("\n".join(squeezed).encode()).hexdigest()[:32]


def match_columns(
    names: Sequence[ColumnName],
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
    beside = _columns_beside(names)
    ours = _count_reject_columns(names)
    are_ours = any(name.text == f"{PREFIX}id" for name in names)
    picked = _take_chosen(names, chosen, file)
    fields, phones, asked, kept = picked.fields, [*picked.phones], picked.asked, picked.kept
    # In our JSON lines only these are called, and no column that is kept beside them.
    own_phones = {at for at, said in beside.items() if "Line type" in said} if are_ours else set()
    taken = {*fields.values(), *phones, *(beside[at].get("Status", -1) for at in own_phones)}
    people = People() if are_ours else _people(names, rows, picked, {*taken, *asked, *kept})
    told = {} if are_ours else {**tell_apart(names, rows, country), **people.told}
    results, not_asking = ({}, set()) if are_ours else results_in([one.squeezed for one in names])
    told.update((at, KEPT) for at in not_asking)
    extras = []
    for position, name in enumerate(names):
        if position in taken or position < ours or name.text.startswith(PREFIX):
            continue
        known = OURS.get(name.text, name.field) if are_ours else name.field
        of = KEPT if position in kept else told.get(position, known)
        says = position in results or name.says_who_asked
        if position in asked or (of != KEPT and says):
            asked.add(position)
            extras.append((position, name.text))
        elif of not in ("", PHONE, KEPT, *fields):
            fields[of] = position
        elif own_phones and position not in own_phones:
            extras.append((position, name.text))
        elif picked.is_phone(position, of, name):
            phones.append(position)
        else:
            extras.append((position, name.text))
    is_bare = all(name.text == f"column {at + 1}" for at, name in enumerate(names))
    if rows and (is_bare or not phones):
        seen, found = find_by_content(rows, {*fields.values(), *phones, *kept, *asked}, country)
        phones = phones or seen
        fields = {**found, **fields}
        extras = [one for one in extras if one[0] not in {*phones, *fields.values()}]
    if not phones:
        listed = list_names([name.text for name in names])
        raise BadInput(
            f"{file}, line 1: no column is named as one of phone numbers ({listed}). "
            "Say which it is with --map phone=COLUMN, or put the columns' names in the first line."
            + (f" Numbers of another country than {country} want --country." if is_bare else "")
        )
    if not picked.phones:
        phones.sort(key=lambda at: _turn_of(names[at]))
    phones.sort(key=lambda at: at in people.theirs)
    columns = tuple(
        _of_whom(one, people, picked.phones)
        for one in _phone_columns(phones, names, beside, are_ours=are_ours)
    )
    said = {at for one in columns for at in (one.label_position, one.line_position)}
    said |= asked if own_phones else set()
    return Columns(
        tuple(names),
        fields,
        columns,
        tuple(one for one in extras if one[0] not in said),
        tuple(_request_column(position, names, phones, results) for position in sorted(asked)),
        frozenset(told),
        are_ours,
        seconds=people.seconds,
    )


def _people(
    names: Sequence[ColumnName],
    rows: Sequence[Sequence[str]],
    picked: "_Chosen",
    over: Collection[int],
) -> People:
    """Who stands in a row, with a field for each column that says so."""
    chosen = (picked.second_names, picked.second_phones)
    people = find_people(names, rows, over, picked.fields, *chosen)
    people.told.update((at, KEPT) for one in people.seconds for at in one.names)
    people.told.update((at, PHONE) for at in picked.second_phones)
    return people


def _of_whom(column: PhoneColumn, people: People, firsts: Collection[int]) -> PhoneColumn:
    """With whose it is: of one that was chosen for a phone of the row nothing is unclear."""
    at = column.position
    if second := people.theirs.get(at):
        return column if at in firsts else replace(column, second=second)
    return replace(column, second=people.unclear.get(at), is_unclear=at in people.unclear)


def _turn_of(name: ColumnName) -> tuple[bool, bool]:
    """Which phone is tried first; the others stay in the order of the file."""
    return "primary" not in name.words, not _MAIN_LINES.isdisjoint(name.words)


@dataclass(slots=True)
class _Chosen:
    """Positions of columns that a person has given to a field."""

    fields: dict[str, int] = field(default_factory=dict)
    phones: list[int] = field(default_factory=list)
    second_names: list[int] = field(default_factory=list)
    second_phones: list[int] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)

    def is_phone(self, position: int, of: str, name: ColumnName) -> bool:
        """A phone that is named stands for all phones but those of a second person."""
        if self.phones:
            return position in self.second_phones
        return of == PHONE or (not of and name.is_phone)

    @property
    def all(self) -> set[int]:
        seconds = {*self.second_names, *self.second_phones}
        return {*self.fields.values(), *self.phones, *seconds, *self.asked, *self.kept}


def _take_chosen(
    names: Sequence[ColumnName], chosen: Sequence[tuple[str, str]], file: str
) -> _Chosen:
    taken = _Chosen()
    many = {PHONE: taken.phones, SECOND_NAME: taken.second_names, SECOND_PHONE: taken.second_phones}
    for field_, name in chosen:
        position = find_column(names, name, file)
        if position in taken.all:
            raise BadInput(f"The column “{name}” is given to two fields: choose one.")
        if field_ in many:
            many[field_].append(position)
        elif field_ == DO_NOT_CALL:
            taken.asked.add(position)
        elif field_ == KEPT:
            taken.kept.add(position)
        elif field_ in taken.fields:
            raise BadInput(f"Two columns are given to “{field_}”: choose one.")
        else:
            taken.fields[field_] = position
    return taken


def find_column(names: Sequence[ColumnName], wanted: str, file: str) -> int:
    """Its position, by its name however that is spelled, or by its number from 1.

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


def _count_reject_columns(names: Sequence[ColumnName]) -> int:
    """How many columns in front are those of a file of rejects: all of them, or none."""
    header = [name.text for name in names]
    ours = reject_columns(header[len(REJECT_COLUMNS) :])
    return len(ours) if tuple(header[: len(ours)]) == ours else 0


def _columns_beside(names: Sequence[ColumnName]) -> dict[int, dict[str, int]]:
    """By each “Phone 1 - Value” what stands beside it: under Label that of “Phone 1 - Label”.

    All by position; of two that are called alike the first.
    """
    parts = [(at, *name.text.rpartition(" - ")) for at, name in enumerate(names)]
    said: dict[str, dict[str, int]] = {}
    for at, start, mark, last in parts:
        if mark:
            said.setdefault(start, {}).setdefault(last, at)
    return {at: said[start] for at, start, mark, last in parts if mark and last == "Value"}


def _phone_columns(
    phones: Sequence[int],
    names: Sequence[ColumnName],
    beside: Mapping[int, Mapping[str, int]],
    *,
    are_ours: bool,
) -> tuple[PhoneColumn, ...]:
    codes: dict[int, int] = {}
    for position, name in enumerate(names):
        if name.is_calling_code:  # one that names no phone is of them all
            for phone in _phones_beside(name, phones, names, NO_LABEL_OF_CODE) or phones:
                codes.setdefault(phone, position)
    area = next((at for at, name in enumerate(names) if name.is_area_code), -1)
    at_type = {name.squeezed: at for at, name in reversed([*enumerate(names)])}
    columns = []
    for at in phones:
        said = beside.get(at, {})
        squeezed = names[at].squeezed
        line_at = at_type.get(f"{squeezed}type", at_type.get(f"{squeezed}linetype", -1))
        what = [said[one] for one in ("Label", "Type") if one in said]
        columns.append(
            PhoneColumn(
                at,
                names[at].text,
                _label_of(names[at], len(phones)),
                _line_of(names[at]),
                min(what, default=-1),
                said.get("Line type", line_at if names[line_at].field == "" else -1),
                said.get("Status", -1) if are_ours else -1,
                codes.get(at, -1),
                area,
            )
        )
    return tuple(columns)


def _label_of(name: ColumnName, count: int) -> str:
    label = " ".join(word for word in name.words if word not in PLAIN_WORDS and not word.isdigit())
    digits = [word for word in name.words if word.isdigit()]
    return f"phone {digits[0]}" if not label and count > 1 and digits else label


def _line_of(name: ColumnName) -> LineType:
    if not MOBILE_WORDS.isdisjoint(name.words):
        return LineType.MOBILE
    if "voip" in name.words:
        return LineType.VOIP
    return LineType.LANDLINE if "landline" in name.words else LineType.UNKNOWN


def _request_column(
    position: int,
    names: Sequence[ColumnName],
    phones: Sequence[int],
    results: Mapping[int, ScrubResult],
) -> RequestColumn:
    name = names[position]
    about = _phones_beside(name, phones, names, NO_LABEL_OF_REQUEST)
    return RequestColumn(
        position,
        name.text,
        about,
        name.is_status,
        results.get(position),
        permits=bool(name.permits),
    )


def _phones_beside(
    name: ColumnName,
    phones: Sequence[int],
    names: Sequence[ColumnName],
    no_label: Collection[str],
) -> tuple[int, ...]:
    """Which of the phone columns another belongs to by its label or number.

    None where that cannot be told; `no_label` are words that are no label.
    """
    wanted = _label_words(name, no_label)
    if not wanted:
        return ()
    labels = [(position, _label_words(names[position], no_label)) for position in phones]
    found = [position for position, label in labels if label == wanted]
    found = found or [position for position, label in labels if wanted <= label]
    return tuple(found) if len(found) == 1 else ()


def _label_words(name: ColumnName, no_label: Collection[str]) -> set[str]:
    """Return the words of a name that tell one phone from another."""
    words = {word for word in name.words if word not in no_label}
    return {"mobile" if word in MOBILE_WORDS else word for word in words}
