"""Which sheet of a workbook holds the list: the one named, else the first that holds numbers."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from console.fields.column_names import list_names, read_name
from console.fields.contents import is_phone
from console.fields.mapping_warnings import Doubt
from console.rules.text import clean_line
from console.tables.formats import SHEETS, SheetFormat
from console.tables.headers import First
from console.trouble import BadInput
from db.dataclass import dataclass

MOST_SHEETS = 10
"""Sheets that are looked into."""
SAMPLE_ROWS = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    sheet: str
    first: First
    doubts: tuple[Doubt, ...] = ()


def choose_sheet(path: Path, stream: BinaryIO, form: SheetFormat, wanted: str) -> Chosen:
    """Raises BadInput for a sheet that is not there or is empty."""
    names = list(form.sheets(stream))
    is_file = wanted.lower().endswith(tuple(f".{one}" for one in SHEETS))  # one of those in a zip
    if not names or (wanted and wanted not in names and not is_file):
        listed = list_names([clean_line(name) for name in names]) or "none that is shown"
        raise BadInput(f"{path} has no sheet “{clean_line(wanted)}”: its sheets are {listed}.")
    read = form.open(stream)
    seen = [wanted] if wanted in names else names[:MOST_SHEETS]
    looked_at = {name: list(islice(read(name), SAMPLE_ROWS)) for name in seen}
    if wanted in names:
        return _filled(path, Chosen(wanted, looked_at[wanted]))
    filled = [name for name in looked_at if looked_at[name]]
    sheet = next((name for name in filled if _has_phones(looked_at[name])), names[0])
    others = [name for name in (*filled, *names[MOST_SHEETS:]) if name != sheet]
    return _filled(path, Chosen(sheet, looked_at[sheet], _doubts(names, sheet, others, looked_at)))


def _filled(path: Path, chosen: Chosen) -> Chosen:
    if not chosen.first:
        shown = clean_line(chosen.sheet)
        raise BadInput(f"{path}: the sheet “{shown}” is empty; choose with --sheet.")
    return chosen


def _has_phones(first: First) -> bool:
    return any(read_name(cell).is_phone or is_phone(cell) for _, cells in first for cell in cells)


def _doubts(
    names: list[str], sheet: str, others: list[str], looked_at: Mapping[str, First]
) -> tuple[Doubt, ...]:
    told = []
    if sheet != names[0] and looked_at[names[0]]:
        told.append(
            f"The sheet “{clean_line(sheet)}” is read, because “{clean_line(names[0])}” holds no "
            "phone numbers."
        )
    if others:
        more = "1 more sheet holds" if len(others) == 1 else f"{len(others)} more sheets hold"
        told.append(f"{more} data: {list_names([clean_line(name) for name in others])}.")
    if not told:
        return ()
    rivals = [one for one in others if one in looked_at and _has_phones(looked_at[one])]
    if rivals:
        hold = "holds" if len(rivals) == 1 else "hold"
        named = list_names([clean_line(name) for name in rivals])
        told.append(f"“{clean_line(sheet)}” is read, and {named} {hold} phone numbers too.")
    on_screen = "Ctrl+O chooses the sheet." if rivals else ""
    return (Doubt(" ".join(told), "--sheet chooses.", bool(rivals), on_screen),)
