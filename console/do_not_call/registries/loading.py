"""Load outside do-not-call lists, from a file of numbers or from numbers."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from unicodedata import normalize

from msgspec.structs import replace

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.new_copy import Load, Loaded, Progress, read_source, take_over
from console.do_not_call.registries.number_files import checksum_of, read_file
from console.do_not_call.registries.number_rows import Reading
from console.firm.settings import firm_from
from console.import_steps import Begin, begin_nothing
from console.rules.law.statutes import all_registries
from console.rules.text import as_typed, clean_line
from console.trouble import BadInput
from db.dnc.registries import exchange_of, registry_rows
from db.engine.database import Database
from db.enums import RegistryKind
from db.firm.settings import read_firm

OWN = {
    *("internal", "internallist", "internaldnc", "internaldonotcalllist", "own", "ownlist"),
    *("firmsownlist", "thefirmsownlist", "thefirmslist", "firmslist"),
}
"""Names of the firm's own list, without spaces and punctuation."""


def load_file(
    database: Database,
    path: Path,
    load: Load,
    reading: Reading | None = None,
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Load a file of numbers as a copy of a registry. Raises BadInput; then nothing was changed."""
    refuse_own(load)
    if load.is_weighed:
        refuse_unknown(database, load)
    load = replace(load, file=path.name, checksum=load.checksum or checksum_of(path))
    size = path.stat().st_size
    with Bitmaps() as bitmaps:
        read_file(
            path,
            bitmaps,
            reading or Reading(),
            None if progress is None else lambda done: progress("reading", done, size),
        )
        return take_over(database, load, bitmaps.sizes(), bitmaps.blocks(), progress, begin)


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
        return take_over(database, load, bitmaps.sizes(), bitmaps.blocks())


def refuse_own(load: Load) -> None:
    """Raise BadInput for an outside list with a name like the firm's own list.

    The next copy of an outside list replaces it, without a supervisor: the firm's requests would
    be lost.
    """
    for text in (load.source, load.name):
        folded = normalize("NFKC", clean_line(text)).casefold()
        if "".join(filter(str.isalnum, folded)) in OWN:
            raise BadInput(
                f"“{clean_line(text)}” would look like the firm's own list, and this would be a "
                "list from outside, which the next copy replaces. smiledial dnc add --file FILE "
                "puts numbers on the firm's own; a list of somebody else's needs their name."
            )


def refuse_unknown(database: Database, load: Load) -> None:
    """Raise BadInput for a list that bars, under a name that neither the law nor the firm knows.

    A mistyped name would silently clear nobody. A list of the firm's own has a name for agents.
    """
    source = read_source(load.source)
    if load.kind is not RegistryKind.BARS or load.name.strip():
        return
    with database.read() as connection:
        known = {row.source for row in registry_rows(connection)}
        firm = firm_from(read_firm(connection))
    known |= {read_source(rule.registry) for rule in firm.rules if rule.registry}
    if source in known or any(need.is_meant_by(source) for need in all_registries()):
        return
    names = {name for need in all_registries() for name in (*need.words, *need.exactly, need.id)}
    near = get_close_matches(source, sorted(names | known), 2, 0.75)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(
        f"No registry is called “{source}”.{meant} smiledial rules names those that a place asks "
        f"for. A list of your own is loaded with --name, which is what agents read: "
        f'--source {as_typed(source)} --name "Known litigators".'
    )
