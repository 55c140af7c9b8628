"""Import hostile files of every format: each must be read, or refused in a sentence, in time.

    python -m benchmarks.fuzz [--files 5000] [--seed 1] [--seconds 2]

Each file has a seed of its own: `--seed N --files 1` makes a failing one again. It prints how many
files of each format were read, refused and failed, and the slowest for its size. The exit status is
1 if any failed or took more than `--seconds` of processor time a megabyte.
"""

import argparse
import contextlib
import gzip
import io
import json
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from xml.sax.saxutils import escape

import console.importing.import_run
from benchmarks.fill import AREAS, NOON
from console.do_not_call.registries.change_files import load_changes
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.trouble import BadInput
from console.wiring import open_prepared
from db.engine.database import Database, DatabaseTrouble

MEGABYTE = 1 << 20
LARGE = 0.05
"""The share of files that grow to a megabyte; the others have a few thousand bytes."""
MIN_SIZE = 0.25
"""Megabytes that a smaller file counts for, because opening one takes some time already."""
HUNG = 60
"""Processor seconds after which a file counts as hung."""

NAMES = [
    *("name", "phone", "mobile", "state", "zip", "country", "email", "income", "notes", "kind"),
    *("do not call", "consent_on", "Phone 1 - Value", "Phone 1 - Label", "calling code", "ext"),
]
TOKENS = [
    *("\0", '"', "'", "\r", "\n", ";", ",", "\t", "|", "\\", "=", "+", "@", "\x1b[2J", "\u202e"),
    *("é", "李", "\ufeff", "😀", "ß", "\u0301", "٣", "208", "2085550147", "+1", "ext", "x", "1e9"),
    *("()", " - ", ";;", "sep=;\n", "DNC", "do not call", "2026-11-01", "$1,2", "12k", "a@", "/"),
    *("BEGIN:VCARD\n", "END:VCARD\n", "TEL:", "\\n", "{", "}", "[", "]", ":", "null", "<", "</"),
    *("&amp;", "&#0;", "<row>", "<si>", "9" * 400, " ", "\u2028", "_", "0", "aA"),
]


@dataclass
class Tally:
    read: int = 0
    refused: int = 0
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Processor seconds a megabyte."""
    slowest_seed: int = 0


class HungError(Exception):
    pass


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--files", type=int, default=5000)
    reader.add_argument("--seed", type=int, default=1, help="of the first file")
    reader.add_argument("--seconds", type=float, default=2.0, help="for a megabyte")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="smiledial-fuzz-") as folder:
        address = str(Path(folder) / "fuzz.db")
        tallies = fuzz(range(options.seed, options.seed + options.files), address)
    sys.exit(report(tallies, options.seconds))


def fuzz(seeds: range, address: str) -> dict[str, Tally]:
    """Import the files of those seeds into the database; return a tally by format."""
    tallies = {name: Tally() for name in FORMATS}
    before = console.importing.import_run.WORTH_A_PROCESS
    # Read large files in this process too: process_time() does not count another one's.
    console.importing.import_run.WORTH_A_PROCESS = sys.maxsize
    try:
        with (
            tempfile.TemporaryDirectory(prefix="smiledial-fuzz-") as folder,
            contextlib.closing(open_prepared(address)) as database,
        ):
            for seed in seeds:
                try_one(database, Path(folder), seed, tallies)
    finally:
        console.importing.import_run.WORTH_A_PROCESS = before
    return tallies


def try_one(database: Database, folder: Path, seed: int, tallies: dict[str, Tally]) -> None:
    dice = random.Random(seed)
    name = dice.choice(list(FORMATS))
    tally = tallies[name]
    path = folder / f"{seed}.{name.replace(' ', '-')}"
    path.write_bytes(FORMATS[name](dice))
    began = time.process_time()
    try:
        with time_limit():
            bring(database, path, name, seed)
        tally.read += 1
    except (BadInput, DatabaseTrouble):
        tally.refused += 1
    except Exception:
        tally.failed.append(f"seed {seed}: {traceback.format_exc(limit=-3)}")
    taken = (time.process_time() - began) / max(MIN_SIZE, weigh(path) / MEGABYTE)
    if taken > tally.slowest:
        tally.slowest, tally.slowest_seed = taken, seed
    path.unlink()


def weigh(path: Path) -> int:
    """Return the size of a file in bytes, unpacked if possible."""
    content = path.read_bytes()
    with contextlib.suppress(OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError):
        if content.startswith(b"PK"):
            with zipfile.ZipFile(path) as folder:
                return sum(entry.file_size for entry in folder.infolist())
        if content.startswith(b"\x1f\x8b"):
            return len(gzip.decompress(content))
    return len(content)


def bring(database: Database, path: Path, name: str, seed: int) -> None:
    if name == "changes":
        load_changes(database, path, Load("fuzzed", NOON.date(), "ann", NOON, is_whole=True))
    elif name.startswith("registry"):
        load = Load("fuzzed", NOON.date(), "ann", NOON, is_forced=True)
        load_file(database, path, load)
    else:
        wish = ImportOptions(is_dry_run=seed % 4 > 0, is_sure=True)
        import_leads(database, path, wish, agent="ann", now=NOON)


@contextlib.contextmanager
def time_limit() -> Iterator[None]:
    """Raise HungError in the block after HUNG processor seconds."""

    def hung(_number: int, _frame: FrameType | None) -> None:
        raise HungError(f"no answer in {HUNG} seconds")

    before = signal.signal(signal.SIGPROF, hung)
    signal.setitimer(signal.ITIMER_PROF, HUNG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def report(tallies: dict[str, Tally], seconds: float) -> int:
    """Print the tallies and the first failures; return the exit status."""
    print(f"{'format':14} {'files':>6} {'read':>6} {'refused':>7} {'failed':>6}  slowest, s a MB")
    for name, tally in tallies.items():
        files = tally.read + tally.refused + len(tally.failed)
        slow = f"{tally.slowest:.2f} (seed {tally.slowest_seed})"
        counts = f"{files:6} {tally.read:6} {tally.refused:7} {len(tally.failed):6}"
        print(f"{name:14} {counts}  {slow}")
    for tally in tallies.values():
        for failure in tally.failed[:5]:
            print(f"\n{failure}")
    is_slow = any(tally.slowest > seconds for tally in tallies.values())
    return int(is_slow or any(tally.failed for tally in tallies.values()))


def words(dice: random.Random, count: int) -> str:
    return "".join(dice.choices(TOKENS, k=count))


def phone(dice: random.Random) -> str:
    number = f"{dice.choice(AREAS)}555{dice.randrange(10_000):04}"
    return dice.choice([number, f"+1{number}", f"({number[:3]}) {number[3:6]}-{number[6:]}", "x"])


def cell(dice: random.Random) -> str:
    return dice.choice([phone(dice), words(dice, dice.randrange(6)), "Ann"])


def table(dice: random.Random) -> list[list[str]]:
    """Return a header (sometimes a giant one) and rows; a large table repeats its rows."""
    header = ["phone", *dice.sample(NAMES, dice.randrange(1, 8))]
    if dice.random() < 0.1:
        header[-1] = words(dice, 2) * dice.choice([100, 20_000])
    if dice.random() < 0.05:
        header += [words(dice, 2) for _ in range(dice.choice([100, 3000]))]
    rows = [[cell(dice) for _ in header] for _ in range(dice.randrange(1, 30))]
    if dice.random() < LARGE:
        size = sum(len(text) + 1 for row in rows for text in row)
        rows *= min(20_000, MEGABYTE // size + 1)
    if dice.random() < 0.05:
        rows[0] = [*rows[0][:-1], words(dice, 2) * (MEGABYTE // 20)]
    return [header, *rows]


def damaged(dice: random.Random, content: bytes) -> bytes:
    """Return the content with bytes inserted, removed or overwritten, or a piece repeated often."""
    if dice.random() < 0.3:
        return content
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(content) + 1)
        till = min(len(content), at + dice.choice([0, 0, 1, 2, 40]))
        token = words(dice, 1).encode("utf-8", "surrogatepass")
        content = content[:at] + dice.choice([token, dice.randbytes(3), b""]) + content[till:]
    if dice.random() < LARGE:
        at = dice.randrange(len(content) + 1)
        unit = content[at : at + dice.randrange(1, 40)] or b" "
        content = content[:at] + unit * (MEGABYTE // len(unit)) + content[at:]
    return content[: dice.randrange(len(content) + 1)] if dice.random() < 0.1 else content


def text(dice: random.Random) -> bytes:
    mark = dice.choice([",", ",", ";", "\t", "|"])
    quote = dice.choice(["", '"'])
    lines = (mark.join(f"{quote}{value}{quote}" for value in row) for row in table(dice))
    encoding = dice.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "shift_jis"])
    end = dice.choice(["\n", "\r\n", "\r"])
    return damaged(dice, end.join(lines).encode(encoding, "ignore"))


def cards(dice: random.Random) -> bytes:
    vcards = []
    for row in table(dice)[:2000]:
        names = dice.choices(("FN", "N", "TEL", "ADR", "NOTE", "EMAIL", "ORG", words(dice, 1)), k=4)
        lines = [
            f"{name};TYPE={words(dice, 1)}:{value}" for name, value in zip(names, row, strict=False)
        ]
        vcards.append(
            "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", "TEL:2085550147", *lines, "END:VCARD"])
        )
    return damaged(dice, "\r\n".join(vcards).encode("utf-8", "ignore"))


def json_lines(dice: random.Random) -> bytes:
    header, *rows = table(dice)
    lines, size = [], 0
    for row in rows:
        record: dict[str, object] = dict(zip(header, row, strict=True))
        record[words(dice, 1)] = dice.choice([None, 1e300, [phone(dice)], {"a": [{}]}, True, -1])
        record["phones"] = [{"number": phone(dice)} for _ in range(dice.randrange(3))]
        lines.append(json.dumps(record))
        size += len(lines[-1])
        if size > MEGABYTE:  # the name of a giant column stands in every record
            break
    return damaged(dice, "\n".join(lines).encode())


def workbook(dice: random.Random) -> bytes:
    """Return an .xlsx whose parts are damaged before packing.

    Damage done after packing would test little but the unzipping.
    """
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{_xml(value)}</t></is></c>' for value in row)
        + "</row>"
        for row in table(dice)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(
        dice,
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship '
            'Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
            "</worksheet>",
        },
    )


def ods(dice: random.Random) -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{_xml(value)}</text:p></table:table-cell>" for value in row
        )
        + "</table:table-row>"
        for row in table(dice)
    )
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    prefixes = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{prefix}="{oasis}:{prefix}:1.0"' for prefix in prefixes)
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table "
        f'table:name="A">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(dice, {"mimetype": kind, "content.xml": content})


def packed(dice: random.Random, parts: dict[str, str]) -> bytes:
    """Return a zip of the parts, one of them damaged, and sometimes the zip itself."""
    damaged_name = dice.choice([*parts, ""])
    packed_file = io.BytesIO()
    with zipfile.ZipFile(packed_file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, source in parts.items():
            content = source.encode("utf-8", "ignore")
            folder.writestr(name, damaged(dice, content) if name == damaged_name else content)
    content = packed_file.getvalue()
    return content if dice.random() < 0.7 else damaged(dice, content)


def zipped(dice: random.Random) -> bytes:
    return packed(dice, {f"a{words(dice, 1)}.csv": text(dice).decode("utf-8", "ignore")})


def gzipped(dice: random.Random) -> bytes:
    content = gzip.compress(text(dice))
    return content if dice.random() < 0.7 else damaged(dice, content)


def flat(dice: random.Random) -> bytes:
    lines = [f"{area},{dice.randrange(2_000_000, 9_999_999)}" for area in AREAS for _ in range(20)]
    return damaged(dice, "\n".join(sorted(lines)).encode())


def xml(dice: random.Random) -> bytes:
    numbers = "".join(f"<n><ac>{area}</ac><p>{phone(dice)[-7:]}</p></n>" for area in AREAS)
    entity = '<!DOCTYPE l [<!ENTITY a "1"><!ENTITY b "&a;&a;">]>' if dice.random() < 0.2 else ""
    return damaged(dice, f"<?xml version='1.0'?>{entity}<list>{numbers}</list>".encode())


def change_file(dice: random.Random) -> bytes:
    lines = [f"{dice.choice('AD')},{phone(dice)},2026-11-01" for _ in range(50)]
    return damaged(dice, "\n".join(lines).encode())


def noise(dice: random.Random) -> bytes:
    size = MEGABYTE if dice.random() < LARGE else dice.randrange(3000)
    match dice.randrange(3):
        case 0:
            return dice.randbytes(size)
        case 1:
            return (words(dice, 2) * size).encode("utf-8", "ignore")[:size]
        case _:
            return bytes(dice.choices(b"()+-. /0123456789\x01\x1b,\n", k=size))


def _xml(value: str) -> str:
    return escape("".join(letter for letter in value if letter.isprintable()))


FORMATS: dict[str, Callable[[random.Random], bytes]] = {
    "csv": text,
    "csv.gz": gzipped,
    "zip": zipped,
    "xlsx": workbook,
    "ods": ods,
    "vcf": cards,
    "jsonl": json_lines,
    "noise": noise,
    "registry flat": flat,
    "registry xml": xml,
    "registry csv": text,
    "registry noise": noise,
    "changes": change_file,
}


if __name__ == "__main__":
    main()
