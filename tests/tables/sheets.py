"""Small spreadsheets for tests, written as the office programs write them."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

Sheets = Mapping[str, Sequence[Sequence[object]]]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
STYLES = """<numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs>
<xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs>"""


def write_xlsx(
    path: Path | IO[bytes],
    sheets: Sheets,
    properties: str = "",
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> None:
    """`merged` are ranges such as A2:A4, of each sheet; `hidden` are names of sheets.

    Cells are text, numbers, truths, None, ("zeros", number) or ("date", days since 1899)."""
    strings: list[str] = []
    joined = "".join(f'<mergeCell ref="{item}"/>' for item in merged)
    joined = joined and f'<mergeCells count="{len(merged)}">{joined}</mergeCells>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", "<Types/>")
        listed, related = "", ""
        for number, (name, rows) in enumerate(sheets.items(), start=1):
            state = ' state="hidden"' if name in hidden else ""
            listed += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
            related += f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.xml"/>'
            data = "".join(_row(at, row, strings) for at, row in enumerate(rows, start=1))
            folder.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{joined}</worksheet>',
            )
        folder.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{listed}</sheets>'
            "</workbook>",
        )
        folder.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        )
        folder.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>')
        sentence = "".join(f"<si><r><t>{escape(text)}</t></r></si>" for text in strings)
        folder.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{sentence}</sst>')


def _row(number: int, row: Sequence[object], strings: list[str]) -> str:
    cells = ""
    for column, value in enumerate(row):
        place = f'r="{chr(65 + column)}{number}"'
        if isinstance(value, str):
            cells += f'<c {place} t="s"><v>{len(strings)}</v></c>'
            strings.append(value)
        elif isinstance(value, tuple):
            style = 1 if value[0] == "zeros" else 2
            cells += f'<c {place} s="{style}"><v>{value[1]}</v></c>'
        elif isinstance(value, bool):
            cells += f'<c {place} t="b"><v>{int(value)}</v></c>'
        elif value is not None:
            cells += f"<c {place}><v>{value}</v></c>"
    return f'<row r="{number}">{cells}</row>' if cells else ""


def write_ods(path: Path | IO[bytes], sheets: Sheets, first: str = "", merged: int = 0) -> None:
    """Cells are text or numbers. In front of them a column “company” in which `first` is merged
    over so many rows, where there are any."""
    tables = ""
    for name, rows in sheets.items():
        data = "".join(
            f"<table:table-row>{_merged(at, first, merged)}{''.join(map(_cell, row))}"
            "</table:table-row>"
            for at, row in enumerate(rows)
        )
        tables += f'<table:table table:name="{escape(name)}">{data}</table:table>'
    spaces = " ".join(f'xmlns:{text}="{OASIS}:{text}:1.0"' for text in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        folder.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        )


def _merged(at: int, text: str, rows: int) -> str:
    if not rows or at > rows:
        return "<table:table-cell/>" if rows else ""
    if at > 1:
        return "<table:covered-table-cell/>"
    span = f' table:number-rows-spanned="{rows}"' if at else ""
    shown = text if at else "company"
    return (
        f'<table:table-cell office:value-type="string"{span}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def _cell(value: object) -> str:
    if isinstance(value, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(value)}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{value:.3G}</text:p></table:table-cell>"
    )
