"""Read files of additions and deletions; a setting of the firm describes the fields of a line.

We do not know the field order of the national registry's own files, so none is assumed: a line that
does not fit the description is refused.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.new_copy import Load, Loaded, Progress, read_source, take_over
from console.do_not_call.registries.number_files import Part, checksum_of, open_parts
from console.do_not_call.registries.number_rows import sniff_delimiter
from console.import_steps import Begin, begin_nothing
from console.rules.phone.numbers import PhoneError, read_phone
from console.trouble import BadInput
from db.dnc.registries import area_code_of, blocks_of, exchange_of, registry_rows
from db.engine.database import Database
from db.firm.settings import read_firm

CHANGE_LAYOUT = "registry_change_layout"
"""The firm's setting that describes the fields of a change file."""


EXAMPLE = "area,number,change:A/D,-"


_AREA = re.compile(r"[2-9]\d\d")


_LOCAL = re.compile(r"\d{3}-?\d{4}")


class Layout(Struct, frozen=True):
    """The fields of a line: "area", "number", "change", and "-" for a field that is ignored.

    `adds` and `deletes` are the values of the field "change".
    """

    fields: tuple[str, ...]
    adds: str
    deletes: str


@dataclass(slots=True)
class Changes:
    """Whether each number is listed after the last line about it."""

    is_listed: dict[tuple[int, int], bool] = field(default_factory=dict)

    @property
    def area_codes(self) -> set[str]:
        """The area codes of all numbers; "" is every other country."""
        exchanges = {exchange for exchange, _ in self.is_listed}
        return {area_code_of(exchange) for exchange in exchanges}


def load_changes(
    database: Database,
    path: Path,
    load: Load,
    layout_text: str = "",
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Apply a file of additions and deletions to the firm's copies.

    `layout_text` describes the fields of a line, in place of the firm's setting. The area codes in
    the file, and those stated by the user, have the new date afterwards. The list keeps its kind
    and name. Raises BadInput; then nothing was changed.
    """
    source = read_source(load.source)
    with database.read() as connection:
        layout = read_layout(layout_text or read_firm(connection).get(CHANGE_LAYOUT))
        held = {copy.area_code: copy for copy in registry_rows(connection, source)}
    changes = read_changes(path, layout)
    codes = changes.area_codes | set(held if load.is_whole else load.area_codes or ())
    for code in sorted(codes - held.keys()):
        where = f"area code {code}" if code else "its country"
        raise BadInput(f"There is no copy of {source} for {where}: load its full list first.")
    if not codes:
        raise BadInput(
            f"{path.name} holds no change: if that is right, say which area codes it covers with "
            "--codes, or --whole for all of them."
        )
    first = held[min(codes)]
    load = replace(
        load,
        name=first.name,
        kind=first.kind,
        area_codes=codes,
        is_whole=False,
        bases=frozenset(held[code].id for code in codes),
        file=path.name,
        checksum=load.checksum or checksum_of(path),
    )
    with Bitmaps() as bitmaps:
        for code in sorted(codes):
            # A short read for each area code: a long one keeps SQLite's log from being reset.
            # `take_over` checks by `bases` that the copies are still the same ones.
            with database.read() as connection:
                for exchange, bits in blocks_of(connection, held[code].id).items():
                    bitmaps.put(exchange, bits)
        apply_changes(changes, bitmaps)
        return take_over(database, load, bitmaps.sizes(), bitmaps.blocks(), progress, begin)


def read_layout(text: object) -> Layout:
    """Parse a layout such as "area,number,change:A/D,-". Raises BadInput."""
    if not text:
        raise BadInput(
            "What stands in a line of a change file is not known here. Look at the file and "
            f"describe it, with --layout {EXAMPLE} or in the setting {CHANGE_LAYOUT}."
        )
    fields, adds, deletes = [], "", ""
    for word in str(text).split(","):
        name, _, words = word.strip().partition(":")
        if name == "change":
            adds, _, deletes = (part.strip() for part in words.partition("/"))
        fields.append(name)
    is_known = set(fields) <= {"area", "number", "change", "-"}
    is_single = fields.count("number") == fields.count("change") == 1 and fields.count("area") <= 1
    if not (is_known and is_single and adds and deletes and adds != deletes):
        raise BadInput(f"The layout {text!r} cannot be read: write it like {EXAMPLE}")
    return Layout(tuple(fields), adds, deletes)


def read_changes(path: Path, layout: Layout) -> Changes:
    """Read all changes of a file. Raises BadInput with the first line that does not fit."""
    changes = Changes()
    with open_parts(path) as parts:
        for part in parts:
            for where, cells in _rows(part):
                _take(changes, cells, where, layout)
    return changes


def apply_changes(changes: Changes, bitmaps: Bitmaps) -> None:
    """Add and remove the changed numbers."""
    for (exchange, line), is_listed in sorted(changes.is_listed.items()):
        if is_listed:
            bitmaps.add(exchange, line)
        else:
            bitmaps.discard(exchange, line)


def _rows(part: Part) -> Iterator[tuple[str, list[str]]]:
    head = part.stream.peek(4096)[:4096]
    if b"\0" in head or head.lstrip().startswith(b"<"):
        raise BadInput(f"{part.name} is not flat text: a file of changes is read as flat text.")
    with io.TextIOWrapper(part.stream, "utf-8-sig", errors="replace", newline="") as text:
        rows = csv.reader(text, delimiter=sniff_delimiter(head.decode("utf-8", "replace")))
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield f"{part.name}, line {rows.line_num}", [cell.strip() for cell in cells]


def _take(changes: Changes, cells: list[str], where: str, layout: Layout) -> None:
    if len(cells) != len(layout.fields):
        raise _odd(where, f"{len(cells)} fields, not {len(layout.fields)}")
    fields = dict(zip(layout.fields, cells, strict=True))
    if fields["change"] not in {layout.adds, layout.deletes}:
        raise _odd(where, f"{fields['change']!r} is neither {layout.adds} nor {layout.deletes}")
    number = fields["number"]
    if "area" in fields:
        if not (_AREA.fullmatch(fields["area"]) and _LOCAL.fullmatch(number)):
            raise _odd(where, f"{fields['area']},{number} is not an area code and seven digits")
        number = f"{fields['area']}{number.replace('-', '')}"
    try:
        place = exchange_of(read_phone(number).e164)
    except PhoneError:
        raise _odd(where, f"{number!r} is not a number") from None
    changes.is_listed[place] = fields["change"] == layout.adds


def _odd(where: str, fault: str) -> BadInput:
    return BadInput(f"{where}: {fault}. Nothing was changed; is the layout described right?")
