"""Load outside do-not-call lists: from numbers, from a file, or from a file of changes.

A load replaces the area codes in its file and those stated by the user; the others stay.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path

from msgspec.structs import replace

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.change_files import apply_changes, read_changes, read_layout
from console.do_not_call.registries.number_files import Reading, checksum_of, read_file
from console.do_not_call.registries.replacement import Progress, take_over
from console.do_not_call.registries.request import (
    Load,
    Loaded,
    read_source,
    refuse_own,
    refuse_unknown,
)
from console.firm.settings import firm_from
from console.import_steps import Begin, begin_nothing
from console.trouble import BadInput
from db.dnc.registries import blocks_of, exchange_of, registry_rows
from db.engine.database import Database
from db.enums import RegistryKind
from db.firm.settings import read_firm

__all__ = [
    "Load",
    "Loaded",
    "Reading",
    "load_changes",
    "load_file",
    "load_numbers",
    "refuse_unknown_list",
]

CHANGE_LAYOUT = "registry_change_layout"
"""The firm's setting that describes the fields of a change file."""


def load_numbers(
    database: Database,
    *,
    source: str,
    name: str,
    kind: RegistryKind,
    as_of: date,
    numbers: Iterable[str],
    area_codes: Collection[str] | None,
    file: str,
    agent: str,
    now: datetime,
) -> Loaded:
    """Load E.164 numbers as a copy of a registry. Raises BadInput; then nothing was changed."""
    load = Load(source, as_of, agent, now, name, kind, area_codes, file=file)
    with Bitmaps() as bitmaps:
        for e164 in numbers:
            bitmaps.add(*exchange_of(e164))
        return take_over(database, load, bitmaps)


def refuse_unknown_list(database: Database, load: Load) -> None:
    """Raise BadInput for a list that bars, under a name that neither the law nor the firm knows."""
    if load.kind is not RegistryKind.BARS:
        return
    with database.read() as connection:
        known = {row.source for row in registry_rows(connection)}
        firm = firm_from(read_firm(connection))
    known |= {read_source(rule.registry) for rule in firm.rules if rule.registry}
    refuse_unknown(read_source(load.source), known, is_named=bool(load.name.strip()))


def load_file(
    database: Database,
    path: Path,
    load: Load,
    reading: Reading | None = None,
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Load a file of numbers as a copy of a registry. Raises BadInput; then nothing was changed."""
    read_source(load.source)
    refuse_own(load)
    load = replace(load, file=path.name, checksum=checksum_of(path))
    size = path.stat().st_size
    with Bitmaps() as bitmaps:
        read_file(
            path,
            bitmaps,
            reading or Reading(),
            None if progress is None else lambda done: progress("reading", done, size),
        )
        return take_over(database, load, bitmaps, progress, begin)


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
    checksum = checksum_of(path)
    with database.read() as connection:
        layout = read_layout(layout_text or read_firm(connection).get(CHANGE_LAYOUT), CHANGE_LAYOUT)
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
        checksum=checksum,
    )
    with Bitmaps() as bitmaps:
        for code in sorted(codes):
            # A short read for each area code: a long one keeps SQLite's log from being reset.
            # `publish_staged` checks by `bases` that the copies are still the same ones.
            with database.read() as connection:
                for exchange, bits in blocks_of(connection, held[code].id).items():
                    bitmaps.put(exchange, bits)
        apply_changes(changes, bitmaps)
        return take_over(database, load, bitmaps, progress, begin)
