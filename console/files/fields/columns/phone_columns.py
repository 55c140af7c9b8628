"""The columns of phone numbers, and the columns that belong to each of them.

Another column belongs to a phone by the start of its name (“Phone 1 - Label”), by its words
(“Mobile code”), or by its number (“Phone 2 type”).
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.headings import (
    MOBILE_WORDS,
    NO_LABEL_OF_CODE,
    PLAIN_WORDS,
    ColumnName,
)
from console.files.fields.columns.second_people import People, Second
from db.enums import LineType

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
    beside: Mapping[int, Mapping[str, int]],
    people: People,
    chosen: Collection[int],
    *,
    are_ours: bool,
) -> tuple[PhoneColumn, ...]:
    """Return the phone columns in the order in which they are called, each with what belongs to it.

    `beside` is what `columns_beside` returns. `people` are the second persons. Phones that a person
    has `chosen` stay in their order, and are the first person's.
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
