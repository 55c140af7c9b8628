"""Find the second person in rows of two: their names, and which numbers are theirs.

A couple, two owners or two contacts are one lead, under the name of the first. A number of the
second person is never shown as the first person's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from console.files.fields.columns.contents import ENOUGH, are_codes, looks_like_name
from console.files.fields.columns.headings import ColumnName, read_name, split_words

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
    rows: Sequence[Sequence[str]],
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


def _hold_names(rows: Sequence[Sequence[str]], at: int) -> bool:
    cells = [row[at].strip() for row in rows if row[at].strip()]
    if are_codes(cells) or _FLAGS.issuperset(map(str.casefold, cells)):
        return False
    return sum(map(looks_like_name, cells)) >= ENOUGH * len(cells)
