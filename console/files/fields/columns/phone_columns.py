"""The columns of phone numbers, whose numbers they are, and the columns that belong to each.

A couple, two owners or two contacts are one lead, under the name of the first. A number of the
second person is never shown as the first person's. Another column belongs to a phone by the start
of its name (“Phone 1 - Label”), by its words (“Mobile code”), or by its number (“Phone 2 type”).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.contents import ENOUGH, CellRows, are_codes, looks_like_name
from console.files.fields.columns.headings import (
    MOBILE_WORDS,
    NO_LABEL_OF_CODE,
    PLAIN_WORDS,
    ColumnName,
    read_name,
    split_words,
)
from db.enums import LineType

_RELATIONS = split_words(
    "spouse wife husband partner coowner coborrower cobuyer coapplicant ehefrau ehemann "
    "ehepartner conjoint conjointe conyuge esposa esposo marido moglie marito echtgenoot "
    "echtgenote"
)
_ORDINALS = {
    **dict.fromkeys(("second", "secondary", "2nd", "nd", "co", "joint", "alternate", "alt"), "2"),
    **dict.fromkeys(("third", "rd"), "3"),
    **dict.fromkeys(("additional", "further", "zweiter", "deuxieme", "segundo"), "2"),
}
_PERSONS = split_words(
    "contact owner person borrower applicant resident homeowner buyer seller member occupant "
    "customer client party insured decision maker ansprechpartner kontakt contacto contatto"
)
_NAMES = split_words(
    "name first last full firstname lastname fullname fname lname given family surname "
    "forename vorname nachname prenom nom nombre apellido apellidos nome cognome"
)
_FLAGS = split_words("yes no y n true false t f ja nein oui non si sim nao x none n/a na unknown")
_OF_NAME = ("name", "given_name", "family_name")


class Second(Struct, frozen=True):
    """A second person in each row: `names` are the positions of the columns that name them.

    `family` is the column of the family name that both persons share, -1 for none. `is_chosen` is
    true if somebody mapped the columns by hand.
    """

    names: tuple[int, ...]
    family: int = -1
    is_chosen: bool = False


@dataclass(slots=True)
class People:
    """The persons of the rows.

    `fields` maps the columns about the first person to fields, where the column name alone does not
    say it. `theirs` maps a phone column to the second person who answers it. `unclear` does so for
    phones that may also be the first person's.
    """

    fields: dict[int, str] = field(default_factory=dict)
    seconds: tuple[Second, ...] = ()
    theirs: dict[int, Second] = field(default_factory=dict)
    unclear: dict[int, Second] = field(default_factory=dict)


def find_people(
    names: Sequence[ColumnName],
    rows: CellRows,
    passed_over: Collection[int],
    first: Mapping[str, int],
    chosen_names: Sequence[int] = (),
    chosen_phones: Collection[int] = (),
) -> People:
    """Find the persons by column names and contents.

    Columns `passed_over` name nobody. `first` are fields of the first person that somebody mapped
    by hand; `chosen_names` and `chosen_phones` are columns mapped by hand to the second person.
    """
    roles = [_role_of(name) for name in names]
    fields = [_field_of(name, role) for name, role in zip(names, roles, strict=True)]
    named: dict[str, list[int]] = {}
    for at, (role, field_) in enumerate(zip(roles, fields, strict=True)):
        if role and field_ and at not in (*passed_over, *chosen_names) and _hold_names(rows, at):
            named.setdefault(role, []).append(at)
    named = {  # a second surname is no second person
        role: ats for role, ats in named.items() if {fields[at] for at in ats} != {"family_name"}
    }
    people = People()
    mains = [at for at, name in enumerate(names) if not roles[at] and name.field in _OF_NAME]
    mains += [at for field_, at in first.items() if field_ in _OF_NAME]
    is_named = any(names[at].field in ("name", "given_name") for at in mains)
    if named and not is_named and first.keys().isdisjoint(("name", "given_name")):
        main = "1" if "1" in named else next(iter(named))
        people.fields = {at: fields[at] for at in named.pop(main)}
        mains += people.fields
        people.fields |= {
            at: field_
            for at, name in enumerate(names)
            if roles[at] == main and (field_ := _field_without_role(name)) in ("title", "email")
        }
    named.pop("1", None)
    family = next((at for at in mains if (fields[at] or names[at].field) == "family_name"), -1)
    family = first.get("family_name", family)
    if family >= 0:
        names_of = [at for at, field_ in people.fields.items() if field_ == "name"]
        people.fields |= dict.fromkeys(names_of, "given_name")
    seconds = {
        role: Second(tuple(ats), -1 if any(fields[at] == "family_name" for at in ats) else family)
        for role, ats in named.items()
    }
    if chosen_names:
        seconds["chosen"] = Second(tuple(chosen_names), family, is_chosen=True)
    people.seconds = tuple(seconds.values())
    if not seconds:
        return people
    phones = [at for at, name in enumerate(names) if name.is_phone]
    people.theirs = {at: seconds[roles[at]] for at in phones if roles[at] in seconds}
    last = next(reversed(seconds.values()))
    for at in chosen_phones:
        people.theirs.setdefault(at, last)
    for role, second in seconds.items():
        _number(people, names, [at for at in phones if not roles[at]], role, second)
    return people


def _number(
    people: People, names: Sequence[ColumnName], phones: Sequence[int], role: str, second: Second
) -> None:
    """Assign “Phone 2” to the person of “First Name 2”.

    It is surely theirs if it follows their name and another phone precedes it; else it is unclear.
    """
    numbered = {at: _digits_of(names[at]) for at in phones}
    ours = [at for at, digits in numbered.items() if digits == role and at not in people.theirs]
    many = {digits for digits in numbered.values() if digits}
    if len(ours) != 1 or len(many - {"1", role}) > 0:
        return
    before = [at for at in phones if at < min(second.names)]
    is_behind = ours[0] > max(second.names) and bool(before)
    (people.theirs if is_behind else people.unclear)[ours[0]] = second


def _role_of(name: ColumnName) -> str:
    """Return "2" of “Owner 2 Last Name”, "wife" of “Wife Phone”, "" for the first person."""
    words_ = name.words
    for at, word in enumerate(words_):
        if word in _RELATIONS:
            return word
        if word in _PERSONS or word in _NAMES:
            after = words_[at + 1] if at + 1 < len(words_) else ""
            if after.isdigit():
                return after
            before = words_[at - 1] if at else ""
            if before in _ORDINALS or (before.isdigit() and at == 1):
                return _ORDINALS.get(before, before)
    return ""


def _field_of(name: ColumnName, role: str) -> str:
    """Return which part of a person's name a column holds: a field, or "" for none."""
    if not role or name.is_phone:
        return ""
    others = _without_role(name)
    if not others:
        return "name"
    field_ = _field_without_role(name)
    return field_ if field_ in _OF_NAME and _NAMES.issuperset(others) else ""


def _field_without_role(name: ColumnName) -> str:
    """Return the field of “Title” for “Contact 1 Title”."""
    return read_name(" ".join(_without_role(name))).field


def _without_role(name: ColumnName) -> list[str]:
    return [
        word
        for word in name.words
        if word not in _RELATIONS | _PERSONS and word not in _ORDINALS and not word.isdigit()
    ]


def _digits_of(name: ColumnName) -> str:
    return next((word for word in name.words if word.isdigit()), "")


def _hold_names(rows: CellRows, at: int) -> bool:
    cells = [row[at].strip() for row in rows if row[at].strip()]
    if are_codes(cells) or _FLAGS.issuperset(map(str.casefold, cells)):
        return False
    return sum(map(looks_like_name, cells)) >= ENOUGH * len(cells)


PHONE = "phone"
SECOND_PHONE = "second_phone"
"""The field of the second person's phone in a row of two."""

_MAIN_LINES = {"company", "corporate", "hq", "headquarters", "switchboard"}
"""Words in the names of company main lines, which are called after the person's own numbers."""


class PhoneColumn(Struct, frozen=True):
    """A column of phone numbers; `label` is what its name says: "mobile", "office", "phone 2".

    The positions of other columns are -1 if the file has none.
    """

    position: int
    name: str
    label: str
    line: LineType
    label_position: int = -1
    """The column with each number's label, such as Google's “Phone 1 - Label”."""
    line_position: int = -1
    """The column with each number's line type, such as “Phone 1 - Line type”."""
    status_position: int = -1
    """The column with each number's status, in our own export: “Phone 1 - Status”."""
    code_position: int = -1
    """The column with the calling code of each number's country."""
    area_position: int = -1
    """The column with the area code, for numbers without one."""
    second: Second | None = None
    """The second person of the row, if the number is theirs."""
    is_unclear: bool = False
    """Whether the number may also be the first person's."""

    @property
    def field(self) -> str:
        return SECOND_PHONE if self.second is not None and not self.is_unclear else PHONE


def columns_beside(names: Sequence[ColumnName]) -> dict[int, dict[str, int]]:
    """Group columns such as “Phone 1 - Value” and “Phone 1 - Label”.

    Returns, by the position of the “Value” column, the position of each part: {"Label": 4}. If two
    columns have the same name, the first counts.
    """
    parts = [(at, *name.text.rpartition(" - ")) for at, name in enumerate(names)]
    by_start: dict[str, dict[str, int]] = {}
    for at, start, mark, last in parts:
        if mark:
            by_start.setdefault(start, {}).setdefault(last, at)
    return {at: by_start[start] for at, start, mark, last in parts if mark and last == "Value"}


def find_phone_columns(
    phones: Sequence[int],
    names: Sequence[ColumnName],
    people: People,
    chosen: Collection[int],
    *,
    are_ours: bool,
) -> tuple[PhoneColumn, ...]:
    """Return the phone columns in the order in which they are called, each with what belongs to it.

    `people` are the second persons. Phones that a person has `chosen` stay in their order, and are
    the first person's.
    """
    if not chosen:
        phones = sorted(phones, key=lambda at: _turn_of(names[at]))
    phones = sorted(phones, key=lambda at: at in people.theirs)
    codes: dict[int, int] = {}
    for position, name in enumerate(names):
        if name.is_calling_code:  # one that names no phone belongs to all of them
            for phone in phones_beside(name, phones, names, NO_LABEL_OF_CODE) or phones:
                codes.setdefault(phone, position)
    area = next((at for at, name in enumerate(names) if name.is_area_code), -1)
    at_type = {name.squeezed: at for at, name in reversed([*enumerate(names)])}
    beside = columns_beside(names)
    columns = []
    for at in phones:
        parts = beside.get(at, {})
        squeezed = names[at].squeezed
        line_at = at_type.get(f"{squeezed}type", at_type.get(f"{squeezed}linetype", -1))
        labels = [parts[part] for part in ("Label", "Type") if part in parts]
        column = PhoneColumn(
            at,
            names[at].text,
            _label_of(names[at], len(phones)),
            _line_of(names[at]),
            min(labels, default=-1),
            parts.get("Line type", line_at if names[line_at].field == "" else -1),
            parts.get("Status", -1) if are_ours else -1,
            codes.get(at, -1),
            area,
        )
        columns.append(_with_person(column, people, chosen))
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


def _with_person(column: PhoneColumn, people: People, firsts: Collection[int]) -> PhoneColumn:
    """Return a phone column with the second person, if it is theirs.

    Columns in `firsts` were chosen as phones, so they are always the first person's.
    """
    at = column.position
    if second := people.theirs.get(at):
        return column if at in firsts else replace(column, second=second)
    return replace(column, second=people.unclear.get(at), is_unclear=at in people.unclear)


def _turn_of(name: ColumnName) -> tuple[bool, bool]:
    """Return the sort key of a phone: primary ones are called first, main lines last."""
    return "primary" not in name.words, not _MAIN_LINES.isdisjoint(name.words)


def phones_beside(
    name: ColumnName, phones: Sequence[int], names: Sequence[ColumnName], no_label: Collection[str]
) -> tuple[int, ...]:
    """Return the phone column to which a column belongs by its label or number.

    Returns () if that is unclear. `no_label` are words that tell no phone from another.
    """
    wanted = _label_words(name, no_label)
    if not wanted:
        return ()
    labels = [(position, _label_words(names[position], no_label)) for position in phones]
    matches = [position for position, label in labels if label == wanted]
    matches = matches or [position for position, label in labels if wanted <= label]
    return tuple(matches) if len(matches) == 1 else ()


def _label_words(name: ColumnName, no_label: Collection[str]) -> set[str]:
    """Return the words of a name that tell one phone from another."""
    words = {word for word in name.words if word not in no_label}
    return {"mobile" if word in MOBILE_WORDS else word for word in words}
