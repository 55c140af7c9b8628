"""Columns whose names alone do not say what they hold: the rest of the file tells."""

from collections.abc import Iterator, Sequence

from console.fields.column_names import field_named, squeeze
from console.fields.contents import ENOUGH, share_of_phones
from console.rules.phone import count_digits

PHONE = "phone"
KEPT = "kept"
"""No field: the column stays with the lead under its own name."""

_PLACE = {"address", "city", "region", "postal_code", "country"}
_SETS = ("business", "home")
_LONGEST_CEP = 8
"""Digits of a Brazilian postal code; a Turkish mobile phone, which is called so too, has more."""

_KEPT_BESIDE = {"title": "jobtitle", "address1formatted": "address1street", "account": "company"}
"""Columns that are kept where another is there: Outlook's “Title” is Mr or Dr."""


def told_apart(
    header: Sequence[str], rows: Sequence[Sequence[str]], country: str
) -> dict[int, str]:
    """The field of some columns by their position: `PHONE`, `KEPT`, or another than their name's.

    National numbers in the `rows` belong to the country (ISO).
    """
    names = [squeeze(name) for name in header]
    told = {at: KEPT for at, name in enumerate(names) if _KEPT_BESIDE.get(name) in names}
    has_given_name = any(field_named(name) == "given_name" for name in names)
    for at, name in enumerate(names):
        cells = [row[at] for row in rows if row[at].strip()]
        if name in ("nom", "nome") and has_given_name:
            told[at] = "family_name"
        elif _holds_phones(name, cells, country):
            told[at] = PHONE
    told.update((at, KEPT) for at in _other_addresses(names, rows))
    return told


def _holds_phones(name: str, cells: Sequence[str], country: str) -> bool:
    if name == "cep":
        return sum(count_digits(cell) > _LONGEST_CEP for cell in cells) > len(cells) * ENOUGH
    return name in ("home", "work") and share_of_phones(cells, country) >= ENOUGH


def _other_addresses(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[int]:
    """Of a business and a home address the one that fewer rows have; never a part of each."""
    placed = {at: field for at, name in enumerate(names) if (field := field_named(name)) in _PLACE}
    sets = [[at for at in placed if names[at].startswith(one)] for one in _SETS]
    if any(len(one) < 2 for one in sets) or len(placed) > sum(map(len, sets)):
        return
    business, home = (sum(any(row[at].strip() for at in one) for row in rows) for one in sets)
    lives = sets[0] if business >= home else sets[1]
    fields = set()
    for at, field in placed.items():
        if at not in lives or field in fields:
            yield at
        else:
            fields.add(field)
