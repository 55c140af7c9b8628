"""Match columns to fields, by their names and by the contents of the file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from console.files.fields.columns.contents import (
    ENOUGH,
    CellRows,
    find_by_content,
    is_salutation,
    share_of_names,
    share_of_phones,
)
from console.files.fields.columns.headings import (
    MOBILE_WORDS,
    NO_LABEL_OF_REQUEST,
    ColumnName,
    list_names,
)
from console.files.fields.columns.layout import (
    DO_NOT_CALL,
    KEPT,
    PREFIX,
    SECOND_NAME,
    Columns,
    RequestColumn,
    count_reject_columns,
)
from console.files.fields.columns.phone_columns import (
    PHONE,
    SECOND_PHONE,
    People,
    columns_beside,
    find_people,
    find_phone_columns,
    phones_beside,
)
from console.files.fields.columns.scrub_results import SAYS_MOBILE, YES, ScrubResult, results_in
from console.rules.phone.line_words import is_line_unread, read_line
from console.rules.phone.numbers import count_digits
from console.rules.text import squeeze
from console.trouble import BadInput

_PLACE = {"address", "city", "region", "postal_code", "country"}
_SETS = (("business", "geschaftlich", "bureau"), ("home", "privat", "domicile"))
"""Prefixes and suffixes of the firm's address, and of the person's, in address books."""
_NAMES = {"name", "given_name", "family_name"}
_PARTIES = {"customer", "customername", "client", "clientname", "party", "partyname", "kunde"}
_PEOPLE = {"homeowner", "propertyowner", "insured", "namedinsured", "poc", "resident"}
"""Columns that hold names, or else yes and no."""
_FLAGS = YES | {"0", "n", "no", "f", "false"}
_OF_USERS = {"fullname", "name"}
"""In a call log these are the agent's name, beside the given and family name of the lead."""
_LONGEST_CEP = 8
"""Digits of a Brazilian postal code; a Turkish mobile phone, also called “cep”, has more."""
APART = 0.9
"""Share of different names from which an “Owner” column holds people to call, not our agents."""
OWNER = "owner"
"""The squeezed name of a column of people to call, or of our agents."""
FEW = 3
MIN_DIGITS = 4
"""Digits of a cell that is a phone number, maybe without its area code; “1 - Mobile” has one."""
_KEPT_BESIDE = {"title": "jobtitle", "address1formatted": "address1street", "account": "company"}
"""Columns that are only kept beside another: Outlook's “Title” is Mr or Dr."""


def tell_apart(
    names: Sequence[ColumnName], rows: CellRows, country: str, agents: Collection[str] = ()
) -> dict[int, str]:
    """Return the field of columns whose names alone do not decide it, by position.

    A field may be `PHONE` or `KEPT`. `agents` are the names of ours, in lower case.
    """
    squeezed = [name.squeezed for name in names]
    decided = {at: KEPT for at, name in enumerate(squeezed) if _KEPT_BESIDE.get(name) in squeezed}
    says_mobile = [
        at
        for at, name in enumerate(names)
        if name.squeezed in SAYS_MOBILE
        or (name.squeezed in MOBILE_WORDS and _holds(rows, at, _FLAGS))
    ]
    has_line = any(name.field == "line_type" for name in names)
    decided.update(dict.fromkeys(says_mobile, KEPT))
    if says_mobile and not has_line:
        decided[says_mobile[0]] = "line_type"
    if not (says_mobile or has_line):
        lines = (
            at for at, name in enumerate(names) if _may_be_type(name) and _says_lines(rows, at)
        )
        decided.update(dict.fromkeys(islice(lines, 1), "line_type"))
    fields = {name.field: at for at, name in reversed([*enumerate(names)])}
    first, last = fields.get("given_name", -1), fields.get("family_name", -1)
    for at, name in enumerate(squeezed):
        is_family = name in ("nom", "nome") or (
            name == "name" and last < 0 and not _repeats(rows, at, first)
        )
        is_users = name in _OF_USERS and last >= 0 and not _repeats(rows, at, last)
        if is_family and first >= 0:
            decided[at] = "family_name"
        elif is_users or (names[at].field == "title" and _are_salutations(rows, at)):
            decided[at] = KEPT
        elif _holds_phones(name, [row[at] for row in rows if row[at].strip()], country):
            decided[at] = PHONE
    decided.update((at, "company") for at in _firms(names))
    if not _NAMES & fields.keys() or fields.keys() & _NAMES == {"given_name"}:
        decided.update((at, "name") for at in _names_by_cells(names, rows, first, agents))
    decided.update((at, KEPT) for at in _other_addresses(names, rows))
    decided.update((at, KEPT) for at in range(len(names)) if _holds_records(rows, at))
    return decided


def _repeats(rows: CellRows, whole: int, part: int) -> bool:
    """Return whether most cells of column `whole` contain the row's cell of column `part`."""
    pairs = [(row[whole].casefold(), row[part].strip().casefold()) for row in rows]
    filled = [(text, word) for text, word in pairs if text.strip() and word]
    return sum(word in text for text, word in filled) * 2 >= len(filled)


def _names_by_cells(
    names: Sequence[ColumnName], rows: CellRows, first: int, agents: Collection[str]
) -> Iterator[int]:
    """Yield the columns that hold full names in a file without another column for them.

    An “Owner” column must have a different person in nearly each row, the shop's owner, and
    none of our `agents`. “Nombre” is usually the given name; `first` is the column of that.
    """
    for at, name in enumerate(names):
        cells = [cell for row in rows if (cell := row[at].strip())]
        if first >= 0:  # a Spanish name has up to six words, more than `share_of_names` takes
            is_named = name.squeezed == "nombre"
            share = sum(" " in cell for cell in cells) / max(len(cells), 1)
        else:
            people = {*map(str.casefold, cells)}
            is_apart = len(cells) >= FEW and len(people) >= len(cells) * APART
            is_apart = is_apart and people.isdisjoint(agents)
            is_named = name.squeezed in _PEOPLE or (name.squeezed == OWNER and is_apart)
            share = share_of_names(cells) if is_named else 0
        if is_named and share >= ENOUGH:
            yield at


def _firms(names: Sequence[ColumnName]) -> Iterator[int]:
    """Yield the “Customer” or “Party Name” column, which is the company if a contact is named too.

    Yields nothing if the file has a company column.
    """
    parties = [at for at, name in enumerate(names) if name.squeezed in _PARTIES]
    persons = [name for at, name in enumerate(names) if name.field in _NAMES and at not in parties]
    if len(parties) == 1 and persons and all(name.field != "company" for name in names):
        yield parties[0]


def _holds(rows: CellRows, at: int, words: Collection[str]) -> bool:
    """Return whether a column has filled cells and each is one of the words."""
    cells = {row[at].strip().casefold().rstrip(".") for row in rows} - {""}
    return bool(cells) and cells <= set(words)


def _may_be_type(name: ColumnName) -> bool:
    """Return whether a column may hold types of phones: “Type”, or “Cell/Home/Work”."""
    return name.squeezed == "type" or name.field == PHONE or (not name.field and name.is_phone)


def _says_lines(rows: CellRows, at: int) -> bool:
    """Return whether a column says of the phone what it is: cell, home, landline."""
    cells = [text for row in rows if (text := row[at].strip())]
    if any(count_digits(cell) >= MIN_DIGITS for cell in cells):
        return False  # numbers, some with a word beside them
    # One letter may stand for anything, such as C for a customer.
    has_line = any(len(cell) > 1 and read_line(cell) for cell in cells)
    return has_line and sum(not is_line_unread(cell) for cell in cells) * 2 >= len(cells)


def _are_salutations(rows: CellRows, at: int) -> bool:
    cells = [row[at] for row in rows if row[at].strip()]
    return bool(cells) and sum(map(is_salutation, cells)) >= ENOUGH * len(cells)


def _holds_records(rows: CellRows, at: int) -> bool:
    """Return whether a column holds JSON objects, as Salesforce writes whole addresses."""
    cells = [row[at].strip() for row in rows if row[at].strip()]
    return bool(cells) and all(cell[0] == "{" and cell[-1] == "}" for cell in cells)


def _holds_phones(name: str, cells: Sequence[str], country: str) -> bool:
    if name == "cep":
        return sum(count_digits(cell) > _LONGEST_CEP for cell in cells) > len(cells) * ENOUGH
    return name in ("home", "work") and share_of_phones(cells, country) >= ENOUGH


def _other_addresses(names: Sequence[ColumnName], rows: CellRows) -> Iterator[int]:
    """Yield the columns of the less used address, if a file has business and home addresses."""
    placed = {at: name.field for at, name in enumerate(names) if name.field in _PLACE}
    sets = [
        [
            at
            for at in placed
            if names[at].squeezed.startswith(affixes) or names[at].squeezed.endswith(affixes)
        ]
        for affixes in _SETS
    ]
    if any(len(each) < 2 for each in sets) or len(placed) > sum(map(len, sets)):
        return
    business, home = (sum(any(row[at].strip() for at in each) for row in rows) for each in sets)
    used = sets[0] if business >= home else sets[1]
    fields = set()
    for at, field_name in placed.items():
        if at not in used or field_name in fields:
            yield at
        else:
            fields.add(field_name)


OURS = {"owner": "owner"}
"""Fields of columns that have a meaning only in our own export."""


def match_columns(
    names: Sequence[ColumnName],
    chosen: Sequence[tuple[str, str]] = (),
    file: str = "The file",
    rows: CellRows = (),
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
    ours = count_reject_columns(names)
    are_ours = any(name.text == f"{PREFIX}id" for name in names)
    picked = _take_chosen(names, chosen, file)
    fields, phones, requests = picked.fields, [*picked.phones], picked.requests
    beside = columns_beside(names) if are_ours else {}
    # In our own JSON lines, only these columns hold phones; an extra named like a phone does not.
    own_phones = {at for at, parts in beside.items() if "Line type" in parts}
    taken = {*fields.values(), *phones, *(beside[at].get("Status", -1) for at in own_phones)}
    decided: dict[int, str] = {}
    results: dict[int, ScrubResult] = {}
    people = People()
    if not are_ours:
        results, not_asking = results_in([name.squeezed for name in names], rows)
        decided = tell_apart(names, rows, country, agents)
        people = _people(names, rows, picked, {*taken, *requests, *picked.extras})
        decided |= people.fields | dict.fromkeys(not_asking, KEPT)
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
    columns = find_phone_columns(phones, names, people, picked.phones, are_ours=are_ours)
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
    names: Sequence[ColumnName], rows: CellRows, picked: "_Chosen", passed_over: Collection[int]
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
