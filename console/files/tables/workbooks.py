"""Which sheet of a workbook holds the list: the one named, else the first that holds numbers."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from console.files.fields.columns.contents import is_phone
from console.files.fields.columns.names import list_names, read_name
from console.files.fields.columns.sheet_names import holds_barred
from console.files.fields.warnings.mapping import Doubt
from console.files.tables.formats import SHEETS, SheetFormat
from console.files.tables.text.headers import First
from console.rules.text import clean_line
from console.trouble import BadInput
from db.dataclass import dataclass

MOST_SHEETS = 10
"""Sheets that are looked into."""
SAMPLE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """`beside` are the other sheets that hold numbers."""

    sheet: str
    first: First
    doubts: tuple[Doubt, ...] = ()
    beside: tuple[str, ...] = ()


def choose_sheet(path: Path, stream: BinaryIO, form: SheetFormat, wanted: str) -> Chosen:
    """Raises BadInput for a sheet that is not there or is empty."""
    names = list(form.sheets(stream))
    is_file = wanted.lower().endswith(tuple(f".{one}" for one in SHEETS))  # one of those in a zip
    if not names or (wanted and wanted not in names and not is_file):
        listed = list_names([clean_line(name) for name in names]) or "none that is shown"
        raise BadInput(f"{path} has no sheet “{clean_line(wanted)}”: its sheets are {listed}.")
    read = form.open(stream)
    # Who is not to be called stands at the end of a long workbook as well.
    seen = dict.fromkeys((*names[:MOST_SHEETS], *filter(holds_barred, names)))
    if wanted in names:
        seen[wanted] = None
    looked_at = {name: list(islice(read(name), SAMPLE_ROWS)) for name in seen}
    with_phones = [name for name in looked_at if _has_phones(looked_at[name])]
    sheet = wanted if wanted in names else _first(with_phones, names)
    beside = tuple(name for name in with_phones if name != sheet)
    if wanted in names:
        return _filled(path, Chosen(wanted, looked_at[wanted], beside=beside))
    rest = [name for name in names if name not in looked_at]
    others = [name for name in (*filter(looked_at.get, looked_at), *rest) if name != sheet]
    doubts = _doubts(names, sheet, others, beside)
    return _filled(path, Chosen(sheet, looked_at[sheet], doubts, beside))


def _first(with_phones: Sequence[str], names: Sequence[str]) -> str:
    """The first that holds numbers; one of those who are not to be called only where no other
    does."""
    of_leads = [name for name in with_phones if not holds_barred(name)]
    return next(iter((*of_leads, *with_phones, *names)))


def _filled(path: Path, chosen: Chosen) -> Chosen:
    if not chosen.first:
        shown = clean_line(chosen.sheet)
        raise BadInput(f"{path}: the sheet “{shown}” is empty; choose with --sheet.")
    return chosen


def _has_phones(first: First) -> bool:
    return any(read_name(cell).is_phone or is_phone(cell) for _, cells in first for cell in cells)


def _doubts(
    names: list[str], sheet: str, others: list[str], beside: Sequence[str]
) -> tuple[Doubt, ...]:
    told = []
    if sheet != names[0] and names[0] in others and names[0] not in beside:
        told.append(
            f"The sheet “{clean_line(sheet)}” is read, because “{clean_line(names[0])}” holds no "
            "phone numbers."
        )
    if others:
        more = "1 more sheet holds" if len(others) == 1 else f"{len(others)} more sheets hold"
        told.append(f"{more} data: {list_names([clean_line(name) for name in others])}.")
    if not told:
        return ()
    rivals = [name for name in beside if not holds_barred(name)]
    if rivals:
        hold = "holds" if len(rivals) == 1 else "hold"
        named = list_names([clean_line(name) for name in rivals])
        told.append(f"“{clean_line(sheet)}” is read, and {named} {hold} phone numbers too.")
    on_screen = "Ctrl+O chooses the sheet." if rivals else ""
    return (Doubt(" ".join(told), "--sheet chooses.", bool(rivals), on_screen),)
