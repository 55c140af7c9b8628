"""OpenDocument's .ods, row by row, cells as a person sees them, numbers whole."""

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from console.tables.sheet_parts import (
    LONGEST_CELL,
    MOST_CELLS,
    Cells,
    open_part,
    parse,
    put,
    show_number,
)

MOST_ROWS = 1 << 20

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NAME = f"{_TABLE}name"
_SHEET = f"{_TABLE}table"
_ROW = f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def find_sheets(folder: zipfile.ZipFile) -> list[str]:
    names = []
    with open_part(folder, "content.xml") as part:
        for event, element in parse(part, "start", "end"):
            if event == "start" and element.tag == _SHEET:
                names.append(element.get(_NAME, ""))
            elif event == "end" and element.tag in (_ROW, *_CELLS):
                element.clear()
    return names


def read_ods(folder: zipfile.ZipFile, sheet: str) -> Iterator[Cells]:
    number = 0
    for repeat, cells in _rows_of(folder, sheet):
        if any(cells):
            for place in range(min(repeat, MOST_ROWS - number)):
                yield number + 1 + place, list(cells)
        number += repeat


def _rows_of(folder: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """How often each row is repeated, and its cells."""
    is_here = False
    holders: list[ElementTree.Element] = []
    row = _Row()
    with open_part(folder, "content.xml") as part:
        for event, element in parse(part, "start", "end"):
            tag = element.tag
            if event == "start" and tag in (_SHEET, _ROW):
                is_here = element.get(_NAME, "") == sheet if tag == _SHEET else is_here
                row = _Row()
                holders.append(element)
            elif event == "end" and tag in _CELLS:
                if is_here:
                    row.add(element)
                del holders[-1][:]
            elif event == "end" and tag in (_SHEET, _ROW):
                holders.pop()
                if is_here and tag == _SHEET:
                    return
                if is_here:
                    del holders[-1][:]
                    yield _times(element, "rows"), row.cells


class _Row:
    def __init__(self) -> None:
        self.cells: list[str] = []
        self._column = 0

    def add(self, element: ElementTree.Element) -> None:
        repeat = _times(element, "columns")
        if text := _show(element):
            for column in range(self._column, min(self._column + repeat, MOST_CELLS)):
                put(self.cells, column, text)
        self._column += repeat


def _times(element: ElementTree.Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return min(int(text), MOST_ROWS) if text.isdecimal() and text.isascii() else 1


def _show(element: ElementTree.Element) -> str:
    kind = element.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return element.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    shown = "\n".join("".join(one.itertext()) for one in element if one.tag == f"{_TEXT}p")
    if kind == "float":
        value = show_number(element.get(f"{_OFFICE}value", ""))
        return shown if shown.lstrip("0") == value else value
    return shown[: LONGEST_CELL + 1]
