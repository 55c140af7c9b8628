"""Measure reading a large .xlsx, beside a bare walk of expat over the same sheet.

    python -m benchmarks.spreadsheet [--rows 100000] [--runs 3]

The file has ten cells a row, as an office program writes them: shared strings, one of them
different in every row; phones as numbers; ZIPs as numbers shown with leading zeros; dates. The bare
walk unzips the sheet and lets expat call empty handlers. Each reads in a process of its own. The
seconds are processor time: elapsed time would depend on other work on the machine.
"""

import argparse
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO
from xml.parsers import expat

from console.files.tables.xlsx import open_xlsx

SPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    "xl/workbook.xml": f'<workbook {SPACES}><sheets><sheet name="S" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {SPACES}><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="00000"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>',
}
FEW = 1_000
"""Shared strings that many rows use; they come before the strings of single rows."""

CELLS = (
    '<c r="A{0}" t="s"><v>{1}</v></c><c r="B{0}" t="s"><v>{2}</v></c>'
    '<c r="C{0}" t="s"><v>{3}</v></c><c r="D{0}" t="s"><v>{4}</v></c><c r="E{0}"><v>{5}</v></c>'
    '<c r="F{0}" t="s"><v>{6}</v></c><c r="G{0}" t="s"><v>{7}</v></c><c r="H{0}" s="1"><v>{8}</v>'
    '</c><c r="I{0}" s="2"><v>{9}</v></c><c r="J{0}" t="s"><v>{10}</v></c>'
)


def write_file(path: Path, count: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in PARTS.items():
            folder.writestr(name, text)
        with folder.open("xl/sharedStrings.xml", "w") as part:
            part.write(f"<sst {SPACES}>".encode())
            for index in range(FEW + count):
                part.write(f"<si><t>Kessler and Mont {index}</t></si>".encode())
            part.write(b"</sst>")
        with folder.open(SHEET, "w") as part:
            part.write(f"<worksheet {SPACES}><sheetData>".encode())
            for row in range(1, count + 1):
                part.write(_row(row).encode())
            part.write(b"</sheetData></worksheet>")


def _row(row: int) -> str:
    common = [(row * step) % FEW for step in (3, 7, 11, 13, 17, 19)]
    phone, code, day = 2_085_550_000 + row * 31, row % 99_999, 45_000.5 + row % 700
    cells = CELLS.format(row, *common[:3], FEW + row - 1, phone, *common[3:5], code, day, common[5])
    return f'<row r="{row}" spans="1:10">{cells}</row>'


def read_all(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(len(cells) for _, cells in open_xlsx(stream)("S"))


def walk(path: Path) -> int:
    cells = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal cells
        cells += tag == "c"

    def take(_: str) -> None:
        pass

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = take
    parser.CharacterDataHandler = take
    with zipfile.ZipFile(path) as folder, folder.open(SHEET) as part:
        _feed(parser, part)
    return cells


def _feed(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    while piece := part.read(1 << 16):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def time_it(work: Callable[[Path], int], path: Path, count: int, results: Connection) -> None:
    """Send the processor seconds, and the megabytes by which the peak memory grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    cells = work(path)
    seconds = time.process_time() - started
    assert cells == count * 10, cells
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    results.send((seconds, grown / (1024 if sys.platform == "linux" else 1024 * 1024)))


def in_own_process(work: Callable[[Path], int], path: Path, count: int) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=time_it, args=(work, path, count, theirs))
    process.start()
    theirs.close()
    seconds, grown = ours.recv()
    process.join()
    return seconds, grown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="smiledial-benchmark-") as folder:
        path = Path(folder) / "list.xlsx"
        write_file(path, options.rows)
        runs = [
            [in_own_process(work, path, options.rows) for work in (read_all, walk)]
            for _ in range(options.runs)
        ]
    own, bare = (statistics.median(run[index][0] for run in runs) for index in (0, 1))
    peak = max(run[0][1] for run in runs)
    print(f"an .xlsx of {options.rows:,} rows of 10 cells, read row by row; seconds of a processor")
    print(
        f"own {own:.2f} s, a bare walk of expat {bare:.2f} s, ratio {own / bare:.2f}; "
        f"{peak:.0f} MB beyond the program's own"
    )


if __name__ == "__main__":
    main()
