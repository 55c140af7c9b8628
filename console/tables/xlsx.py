"""Excel's .xlsx, row by row, cells as the file holds them."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree import ElementTree

from console.tables.sheet_parts import (
    LONGEST_CELL,
    MOST_TEXT,
    NO_VALUE,
    Cells,
    open_part,
    parse,
    put,
    show_number,
)

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(45, 48)})
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def find_sheets(folder: zipfile.ZipFile) -> dict[str, str]:
    targets = {}
    with open_part(folder, "xl/_rels/workbook.xml.rels", MOST_TEXT) as part:
        for _, element in parse(part, "end"):
            targets[element.get("Id", "")] = element.get("Target", "")
    sheets = {}
    with open_part(folder, "xl/workbook.xml", MOST_TEXT) as part:
        for _, element in parse(part, "end"):
            if _local(element) == "sheet" and element.get("state", "visible") == "visible":
                key = next((v for k, v in element.items() if k.endswith("}id")), "")
                path = posixpath.normpath(posixpath.join("xl", targets.get(key, "")))
                sheets[element.get("name", "")] = path.removeprefix("/")
    return sheets


def read_texts(folder: zipfile.ZipFile) -> "Texts":
    """What the cells of all sheets refer to."""
    return _read_strings(folder), _Formats(folder)


def read_xlsx(folder: zipfile.ZipFile, sheet: str, texts: "Texts | None" = None) -> Iterator[Cells]:
    strings, formats = texts or read_texts(folder)
    path = find_sheets(folder)[sheet]
    number = 0
    cells: list[str] = []
    with open_part(folder, path) as part:
        holders: list[ElementTree.Element] = []
        for event, element in parse(part, "start", "end"):
            name = _local(element)
            if event == "start":
                if name == "row":
                    number = int(element.get("r") or number + 1)
                    cells = []
                if name in ("row", "sheetData"):
                    holders.append(element)
            elif name == "c":
                put(
                    cells,
                    _column_of(element.get("r", ""), len(cells)),
                    _show(element, strings, formats),
                )
                holders[-1].clear()
            elif name == "row":
                holders.pop()
                holders[-1].clear()
                if any(cells):
                    yield number, cells
            elif name == "sheetData":
                return


def _column_of(reference: str, following: int) -> int:
    """ "AB12" -> 27."""
    letters = reference.rstrip("0123456789")
    if not letters or not letters.isascii() or not letters.isalpha() or len(letters) > 4:
        return following
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _read_strings(folder: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in folder.namelist():
        return []
    strings = []
    with open_part(folder, "xl/sharedStrings.xml", MOST_TEXT) as part:
        root: ElementTree.Element | None = None
        for event, element in parse(part, "start", "end"):
            if root is None:
                root = element
            elif event == "end" and _local(element) == "si":
                strings.append(_said_in(element))
                root.clear()
    return strings


def _said_in(element: ElementTree.Element) -> str:
    """The text of its runs, without the readings that stand above Japanese words."""
    said = []
    for child in element:
        if _local(child) == "t":
            said.append(child.text or "")
        elif _local(child) in ("r", "is"):
            said.append(_said_in(child))
    return "".join(said)[: LONGEST_CELL + 1]


def _show(element: ElementTree.Element, strings: list[str], formats: "_Formats") -> str:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return "".join(_said_in(child) for child in element if _local(child) == "is")
    found = {_local(child): child.text or "" for child in element}
    if "f" in found and "v" not in found:
        return NO_VALUE
    value = found.get("v", "")
    if kind == "s":
        place = int(value) if value.isdecimal() else -1
        return strings[place] if 0 <= place < len(strings) else ""
    if kind == "b":
        return "yes" if value == "1" else "no"
    if kind == "n" and value:
        return formats.show(value, element.get("s", "0"))
    return value[: LONGEST_CELL + 1]


class _Formats:
    """How numbers are shown: as dates, or with zeros in front."""

    def __init__(self, folder: zipfile.ZipFile) -> None:
        self._dates: set[str] = set()
        self._widths: dict[str, int] = {}
        if "xl/styles.xml" not in folder.namelist():
            return
        own: dict[str, str] = {}
        cells = -1
        with open_part(folder, "xl/styles.xml", MOST_TEXT) as part:
            for event, element in parse(part, "start", "end"):
                name = _local(element)
                if event == "start" and name == "cellXfs":
                    cells = 0
                elif event == "end" and name == "cellXfs":
                    cells = -1
                elif event == "start" and name == "numFmt":
                    own[element.get("numFmtId", "")] = element.get("formatCode", "")
                elif event == "start" and name == "xf" and cells >= 0:
                    self._add(str(cells), element.get("numFmtId", "0"), own)
                    cells += 1

    def _add(self, style: str, number: str, own: dict[str, str]) -> None:
        code = _QUOTED.sub("", own.get(number, "")).lower()
        if re.fullmatch("0{2,}", code):
            self._widths[style] = len(code)
        is_built_in = number.isdecimal() and int(number) in _BUILT_IN_DATES
        if is_built_in or (code != "general" and re.search("[dmyhs]", code)):
            self._dates.add(style)

    def show(self, value: str, style: str) -> str:
        if style in self._dates and (day := _show_date(value)):
            return day
        return show_number(value).zfill(self._widths.get(style, 0))


Texts = tuple[list[str], _Formats]


def _show_date(value: str) -> str:
    """Days since the end of 1899, as an ISO day, with the time where it is not midnight."""
    try:
        at = datetime(1899, 12, 30) + timedelta(days=float(value))  # noqa: DTZ001 - no zone in it
    except (ValueError, OverflowError):
        return ""
    at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    return at.date().isoformat() if at.time() == at.min.time() else at.isoformat(" ")
