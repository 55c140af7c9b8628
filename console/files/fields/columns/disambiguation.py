"""Columns whose names alone do not say what they hold: told by what stands beside them."""

from collections.abc import Collection, Iterator, Sequence

from console.files.fields.columns.contents import (
    ENOUGH,
    is_salutation,
    share_of_names,
    share_of_phones,
)
from console.files.fields.columns.layout import KEPT, PHONE
from console.files.fields.columns.names import MOBILE_WORDS, ColumnName
from console.files.fields.columns.scrub_results import SAYS_MOBILE, YES
from console.rules.phone.numbers import count_digits

_PLACE = {"address", "city", "region", "postal_code", "country"}
_SETS = (("business", "geschaftlich", "bureau"), ("home", "privat", "domicile"))
"""How address books name the address of the firm, and that of the person."""
_NAMES = {"name", "given_name", "family_name"}
_PARTIES = {"customer", "customername", "client", "clientname", "party", "partyname", "kunde"}
_FLAGS = YES | {"0", "n", "no", "f", "false"}
_OF_USERS = {"fullname", "name"}
"""In a log of calls the name of the agent, beside the given and family name of who was called."""
_LONGEST_CEP = 8
"""Digits of a Brazilian postal code; a Turkish mobile phone, which is called so too, has more."""
APART = 0.9
"""The share of owners named once from which on they are the people called, and no agents."""
FEW = 3
_KEPT_BESIDE = {
    "title": "jobtitle",
    "address1formatted": "address1street",
    "account": "company",
}
"""Columns that are kept where another is there: Outlook's “Title” is Mr or Dr."""


def tell_apart(
    names: Sequence[ColumnName], rows: Sequence[Sequence[str]], country: str
) -> dict[int, str]:
    """Columns of known exports whose names alone do not say what they hold.

    By position the field, `PHONE` or `KEPT`.
    """
    squeezed = [name.squeezed for name in names]
    told = {at: KEPT for at, name in enumerate(squeezed) if _KEPT_BESIDE.get(name) in squeezed}
    says_mobile = [
        at
        for at, name in enumerate(names)
        if name.squeezed in SAYS_MOBILE
        or (name.squeezed in MOBILE_WORDS and _holds(rows, at, _FLAGS))
    ]
    has_line = any(name.field == "line_type" for name in names)
    told.update(dict.fromkeys(says_mobile, KEPT))
    if says_mobile and not has_line:
        told[says_mobile[0]] = "line_type"
    fields = {name.field: at for at, name in reversed([*enumerate(names)])}
    given, family = fields.get("given_name", -1), fields.get("family_name", -1)
    for at, name in enumerate(squeezed):
        is_family = name in ("nom", "nome") or (
            name == "name" and family < 0 and not _repeats(rows, at, given)
        )
        is_users = name in _OF_USERS and family >= 0 and not _repeats(rows, at, family)
        if is_family and given >= 0:
            told[at] = "family_name"
        elif is_users or (names[at].field == "title" and _are_salutations(rows, at)):
            told[at] = KEPT
        elif _holds_phones(name, [row[at] for row in rows if row[at].strip()], country):
            told[at] = PHONE
    told.update((at, "company") for at in _firms(names))
    if not _NAMES & fields.keys():
        told.update((at, "name") for at in _own_names(squeezed, rows))
    told.update((at, KEPT) for at in _other_addresses(names, rows))
    told.update((at, KEPT) for at in range(len(names)) if _holds_records(rows, at))
    return told


def _repeats(rows: Sequence[Sequence[str]], whole: int, part: int) -> bool:
    """Whether most names hold what stands in the column of a part of it."""
    said = [(row[whole].casefold(), row[part].strip().casefold()) for row in rows]
    filled = [(text, word) for text, word in said if text.strip() and word]
    return sum(word in text for text, word in filled) * 2 >= len(filled)


def _own_names(squeezed: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[int]:
    """An “Owner” who is another person in nearly each row owns the shop, not the lead."""
    for at in [squeezed.index("owner")] if "owner" in squeezed else ():
        cells = [cell for row in rows if (cell := row[at].strip())]
        is_apart = len(cells) >= FEW and len({*map(str.casefold, cells)}) >= len(cells) * APART
        if is_apart and share_of_names(cells) >= ENOUGH:
            yield at


def _firms(names: Sequence[ColumnName]) -> Iterator[int]:
    """“Customer” or “Party Name” beside a contact person, where no column is called a firm."""
    ours = [at for at, name in enumerate(names) if name.squeezed in _PARTIES]
    persons = [name for at, name in enumerate(names) if name.field in _NAMES and at not in ours]
    if len(ours) == 1 and persons and all(name.field != "company" for name in names):
        yield ours[0]


def _holds(rows: Sequence[Sequence[str]], at: int, words: Collection[str]) -> bool:
    """Whether its filled cells are all of some words; there is one at least."""
    cells = {row[at].strip().casefold().rstrip(".") for row in rows} - {""}
    return bool(cells) and cells <= set(words)


def _are_salutations(rows: Sequence[Sequence[str]], at: int) -> bool:
    cells = [row[at] for row in rows if row[at].strip()]
    return bool(cells) and sum(map(is_salutation, cells)) >= ENOUGH * len(cells)


def _holds_records(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether its cells are JSON objects, as Salesforce writes an address beside its parts."""
    cells = [row[at].strip() for row in rows if row[at].strip()]
    return bool(cells) and all(cell[0] == "{" and cell[-1] == "}" for cell in cells)


def _holds_phones(name: str, cells: Sequence[str], country: str) -> bool:
    if name == "cep":
        return sum(count_digits(cell) > _LONGEST_CEP for cell in cells) > len(cells) * ENOUGH
    return name in ("home", "work") and share_of_phones(cells, country) >= ENOUGH


def _other_addresses(names: Sequence[ColumnName], rows: Sequence[Sequence[str]]) -> Iterator[int]:
    """Of a business and a home address the one that fewer rows have; never a part of each."""
    placed = {at: name.field for at, name in enumerate(names) if name.field in _PLACE}
    sets = [
        [
            at
            for at in placed
            if names[at].squeezed.startswith(one) or names[at].squeezed.endswith(one)
        ]
        for one in _SETS
    ]
    if any(len(one) < 2 for one in sets) or len(placed) > sum(map(len, sets)):
        return
    business, home = (sum(any(row[at].strip() for at in one) for row in rows) for one in sets)
    lives = sets[0] if business >= home else sets[1]
    fields = set()
    for at, of in placed.items():
        if at not in lives or of in fields:
            yield at
        else:
            fields.add(of)
