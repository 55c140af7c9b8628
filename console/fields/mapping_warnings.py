"""What a person should know of a mapping before anything is written."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from console.fields.calling_codes import home_of
from console.fields.column_names import (
    NOT_OWN_NAMES,
    NOT_OWN_WORDS,
    field_named,
    squeeze,
    words_of,
)
from console.fields.columns import Columns, is_own, list_names
from console.fields.contents import ENOUGH, share_of_phones
from console.fields.do_not_call_columns import DO_NOT_CALL, speaks_of_requests
from console.fields.known_exports import told_apart
from console.fields.lost_zeros import lost_zeros
from console.fields.phones import country_in, read_phones
from console.rules.phone import PhoneError
from console.trouble import BadInput

Warn = Callable[[str], None]
"""Called with each doubt, before anything is written."""

SHOWN = 3
HARMLESS = frozenset({"vendor_id", "priority"})
"""Fields of which the first column will do: nobody is called otherwise for it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence, and what to type in a shell about it.

    One that `needs_answer` keeps the file out until somebody has said yes to it.
    """

    text: str
    in_shell: str = ""
    needs_answer: bool = False

    @property
    def whole(self) -> str:
        return f"{self.text} {self.in_shell}".strip()


def find_doubts(
    header: Sequence[str],
    columns: Columns,
    rows: Sequence[Sequence[str]],
    country: str,
    decided: Collection[tuple[str, str]] = (),
) -> tuple[Doubt, ...]:
    """The doubts about a mapping, by the first rows; none about what is `decided` already."""
    names = {name for _, name in decided}
    open_extras = [(at, name) for at, name in columns.extras if name not in names]
    settled = HARMLESS | {field for field, _ in decided}
    told = told_apart(header, rows, country)
    unclear = [(at, name) for at, name in open_extras if at not in told]
    clashes = _clashes(header, columns, rows, unclear, settled)
    return (
        *(() if is_own(header) else clashes),
        *_phones_left_out(rows, country, open_extras),
        *_requests_left_out(rows, columns, names),
        *_left_behind(header, columns, rows, country),
        *_little_understood(header, columns),
        *map(Doubt, lost_zeros(columns, header, rows, country)),
    )


def tell(doubts: Sequence[Doubt], warn: Warn | None, *, is_refused: bool) -> None:
    """Warns of each; where `is_refused`, raises BadInput with those that need an answer."""
    grave = [doubt.whole for doubt in doubts if is_refused and doubt.needs_answer]
    for doubt in doubts:
        if warn is not None and doubt.whole not in grave:
            warn(doubt.whole)
    if grave:
        raise BadInput(" ".join([*grave, "With --yes it comes in all the same."]))


def refuse_most_left(rows: int, rejected: int, reasons: Iterable[tuple[str, int]]) -> None:
    """Raises BadInput where more of a whole file is rejected than not."""
    if rejected * 2 <= rows:
        return
    most = next(iter(reasons), ("", 0))
    raise BadInput(
        f"Most rows would stay behind: {rejected:,} of {rows:,}, most often ({most[1]:,}) because: "
        f"{most[0]} Nothing was changed. Check the columns with --dry-run; with --yes the others "
        "come in."
    )


def _clashes(
    header: Sequence[str],
    columns: Columns,
    rows: Sequence[Sequence[str]],
    extras: Iterable[tuple[int, str]],
    settled: Collection[str],
) -> Iterable[Doubt]:
    for position, name in extras:
        field = field_named(name)
        first = columns.fields.get(field)
        if first is None or field in settled:
            continue
        values = list(
            dict.fromkeys(
                row[position].strip()
                for row in rows
                if row[position].strip() and row[position].strip() != row[first].strip()
            )
        )
        if values:
            shown = ", ".join(f"“{value[:24]}”" for value in values[:SHOWN])
            yield Doubt(
                f"Two columns could be {field}: “{header[first]}” and “{name}”, which says "
                f"otherwise ({shown}).",
                f"Say which: --map {field}={_quoted(header[first])} or --map "
                f"{field}={_quoted(name)}; the other is kept under its own name.",
                needs_answer=True,
            )


def _phones_left_out(
    rows: Sequence[Sequence[str]], country: str, extras: Iterable[tuple[int, str]]
) -> Iterable[Doubt]:
    for position, name in extras:
        cells = [row[position] for row in rows]
        is_own = NOT_OWN_WORDS.isdisjoint(words_of(name)) and squeeze(name) not in NOT_OWN_NAMES
        if is_own and share_of_phones(cells, country) >= ENOUGH:
            yield Doubt(
                f"“{name}” looks like phone numbers and is not called.",
                f"--map phone={_quoted(name)} says it is.",
            )


def _requests_left_out(
    rows: Sequence[Sequence[str]], columns: Columns, decided: Collection[str]
) -> Iterable[Doubt]:
    for position, name in columns.kept:
        is_open = name not in decided and speaks_of_requests(name)
        if is_open and any(row[position].strip() for row in rows):
            yield Doubt(
                f"“{name}” has to do with who is not to be called, and bars nobody.",
                f"--map {DO_NOT_CALL}={_quoted(name)} bars all for whom it holds anything but a "
                "no.",
            )


def _left_behind(
    header: Sequence[str], columns: Columns, rows: Sequence[Sequence[str]], country: str
) -> Iterable[Doubt]:
    called = [phone.position for phone in columns.phones]
    country_at = columns.fields.get("country")
    without = unread = 0
    for row in rows:
        filled = [phone for phone in columns.phones if row[phone.position].strip()]
        home = home_of("" if country_at is None else row[country_at].strip(), country)
        without += not filled
        unread += bool(filled) and not any(
            _can_be_called(row[phone.position], country_in(phone, row, home)) for phone in filled
        )
    if rows and (without + unread) * 2 > len(rows):
        yield Doubt(
            f"Most rows would stay behind: of the first {len(rows)}, {without} have no number in "
            f"{list_names([header[position] for position in called])} and {unread} one that cannot "
            "be called.",
            "Check the columns and --country.",
            needs_answer=True,
        )


def _can_be_called(cell: str, belonging: tuple[str, str]) -> bool:
    try:
        return any(phone.is_valid for phone in read_phones(cell.strip(), *belonging))
    except PhoneError:
        return False


def _little_understood(header: Sequence[str], columns: Columns) -> Iterable[Doubt]:
    if len(columns.pairs) * 3 < len(header) and len(columns.pairs) < 3:
        yield Doubt(
            f"Only {len(columns.pairs)} of {len(header)} columns fit a field; the rest are kept "
            "under their own names."
        )


def _quoted(name: str) -> str:
    """A column as it is typed on a command line; quotes where it needs them."""
    return name if name.isalnum() else f'"{name}"'
