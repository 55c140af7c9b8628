"""A file as pieces of rows that are ready to be stored: read, placed, asked of the lists."""

from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from console.files.fields.cells.typed_fields import read_fields
from console.files.fields.cells.warnings import Noticed
from console.files.fields.columns.layout import Columns
from console.files.tables.rows import RowChunk, RowsFile
from console.files.tables.stray_quotes import find_swallowed
from console.importing.rows.candidates import Candidates, PersonAsks, Reject
from console.importing.rows.lead_rows import Reader
from console.importing.rows.main_lines import MainLines
from console.importing.rows.number_places import LATEST_ZONE, NumberPlaces, Settled
from console.importing.rows.row_filter import Sieve
from console.rules.phone.patterns import Pattern
from console.rules.text import clean_line
from console.rules.values import Firm
from db.conditions import Condition
from db.engine.database import Connection, Database
from db.enums import LeadKind, MatchBy
from db.imports.known_rows import count_with, numbers_of_ids
from db.imports.matching import mark_of_row
from db.imports.request_reach import person_name
from db.imports.staged_rows import BARS, Asker, Rows, StagedNumbers, key_of, stand
from db.leads.search_words import words_of_rows
from db.lists.owners import spellings

# Whose the rows of a file say that their leads are, spelt as they are spelt here.


def spell_owners(found: Candidates, known: Mapping[str, str]) -> None:
    """`known` holds the territories and agents there are, by their names without case.

    Rows of any other owner are counted: nobody may come for them.
    """
    if "owner" not in found.fields:
        return
    said = found.texts("owner")
    spelt = {text: _spell(text, known) for text in set(said)}
    found.fields["owner"] = [spelt[text] for text in said]
    count = Counter(spelt[text] for text in said)
    found.noticed.owners += Counter(
        {owner: rows for owner, rows in count.items() if owner and owner.casefold() not in known}
    )


def _spell(text: str, known: Mapping[str, str]) -> str:
    owner = str(read_fields({"owner": text}).texts["owner"])
    return known.get(owner.casefold(), owner)


ROWS_AT_ONCE = 4000


class ReadPlan(Struct, frozen=True):
    """All that reading a file depends on, beside what the database holds of its numbers.

    `country` (ISO) and `kind` hold where a row does not say; `cleared_on` is the day on which the
    whole list was cleared elsewhere; rows that do not fit the `screening` are left out. `offer` is
    what the list's calls are about.
    """

    file: RowsFile
    columns: Columns
    list_name: str
    country: str
    kind: LeadKind
    firm: Firm
    cleared_on: date | None
    now: datetime
    has_registries: bool
    patterns: Sequence[Pattern] = ()
    screening: Condition | None = None
    offer: str = ""
    finished: str = ""
    match: MatchBy = MatchBy.NUMBER
    is_dry_run: bool = False
    """Then nobody will look for the leads."""


class LeadChunk(Struct, frozen=True):
    """`count` rows of the file: those that can be leads, those that cannot, and those left out."""

    count: int
    rows: Rows
    rejects: Sequence[Reject]
    left_out: int
    noticed: Noticed
    unusable: Sequence[Reject] = ()
    """Of those that can be leads the rows without a number that can be called."""


def read_pieces(
    database: Database, plan: ReadPlan, stretches: Iterable[RowChunk] | None = None
) -> Generator[LeadChunk, None, None]:
    """The whole file, or the given rows of it, in memory one piece at a time.

    Raises BadInput where it cannot be read on.
    """
    latest = (plan.now + LATEST_ZONE).date()
    reader = Reader(
        plan.columns,
        plan.file.header,
        plan.country,
        plan.kind,
        latest,
        plan.finished,
        is_cleared=plan.cleared_on is not None,
    )
    placing = NumberPlaces(
        plan.firm,
        plan.kind,
        plan.cleared_on,
        plan.now,
        has_registries=plan.has_registries,
        patterns=plan.patterns,
        offer=plan.offer,
        list_name=plan.list_name,
    )
    kept = [name for _, name in plan.columns.extras]
    sieve = plan.screening and Sieve(plan.screening, kept, plan.list_name, plan.kind, placing)
    owners: Mapping[str, str] = {}
    if "owner" in plan.columns.fields:
        with database.read() as connection:
            owners = spellings(connection)
    main_lines = MainLines(plan.file, plan.columns, reader) if stretches is None else None

    def piece(count: int, found: Candidates, rejects: Sequence[Reject]) -> LeadChunk:
        spell_owners(found, owners)
        with database.read() as connection:
            _take_known(connection, plan, found, reader.asked_in(rejects))
            settled = placing.settle(connection, found)
            if sieve:
                found, settled = sieve.keep(connection, found, settled)
            found.noticed.stand += count_with(connection, found.behind)
        placing.note(found, settled)
        left_out = count - len(rejects) - len(found.lines)
        rows = _rows(plan, found, settled, placing.take_new())
        unusable = [*found.unusable.values()]
        return LeadChunk(count, rows, rejects, left_out, found.noticed, unusable)

    for stretch in plan.file.stretches(ROWS_AT_ONCE) if stretches is None else stretches:
        swallowed = list(find_swallowed(plan.file, plan.columns.phones, stretch))
        found, rejects = reader.read(stretch)
        found.noticed.swallowed += swallowed
        count = stretch.count
        if main_lines is not None:
            stay = main_lines.set_aside(rejects)
            count -= len(rejects) - len(stay)
            rejects = stay
        yield piece(count, found, rejects)
    if main_lines is not None:
        yield from (piece(*one) for one in main_lines.pieces(ROWS_AT_ONCE))


def _take_known(
    connection: Connection,
    plan: ReadPlan,
    found: Candidates,
    asked: Sequence[tuple[str, str]],
) -> None:
    """What rows that do not come in say of leads that are there: the stricter holds.

    `asked` are those without a number that say not to call, by the vendor's id.
    """
    said = dict(asked) if plan.match is MatchBy.VENDOR_ID else {}
    said.pop("", None)
    known = numbers_of_ids(connection, said) if said else []
    held: dict[str, list[str]] = {vendor_id: [] for vendor_id in said}
    for vendor_id, e164 in known:
        found.asked.setdefault(e164, said[vendor_id])
        held[vendor_id].append(e164)
    found.askers += [
        PersonAsks(e164s, "", {"vendor_id": vendor_id}, said[vendor_id])
        for vendor_id, e164s in held.items()
    ]
    ids = {vendor_id for vendor_id, _ in known}
    found.noticed.barred_by_id += len(ids)
    found.noticed.asked_in_vain += sum(vendor_id not in ids for vendor_id, _ in asked)


def _rows(
    plan: ReadPlan, found: Candidates, settled: Settled, new_places: Sequence[tuple[int, str]]
) -> Rows:
    numbers = found.numbers
    leads = dict(found.fields)
    if "kind" in leads:
        leads["kind"] = [*map(str, leads["kind"])]
    if (extras := found.written_extras()) is not None:
        leads["extras"] = extras
    staged = StagedNumbers(
        numbers.rows,
        numbers.positions(),
        numbers.e164s,
        numbers.extensions,
        numbers.labels,
        settled.types,
        settled.statuses,
        settled.places,
    )
    keys, bars, places = _stand(len(found.lines), staged)
    consents = {
        row: (one.kind.value, one.on.isoformat(), one.proof) for row, one in found.evidence.items()
    }
    file = clean_line(plan.file.path.name)
    requests = {e164: f"{file} says {what}." for e164, what in found.asked.items()}
    askers = [
        Asker(
            one.e164s,
            one.key,
            mark_of_row(plan.match, one.said),
            person_name(one.said.get("name", ""), one.said.get("company", "")),
            f"{file} says {one.reason}.",
        )
        for one in found.askers
    ]
    words: Mapping[str, Sequence[int]] = {}
    if not plan.is_dry_run:
        said = map(" ".join, zip(found.texts("name"), found.texts("company"), strict=True))
        words = words_of_rows(list(said), numbers.rows, numbers.e164s)
    known = (found.lines, leads, plan.kind.value, keys, bars, places, staged, new_places)
    return Rows(*known, consents, requests, askers, words)


def _stand(
    count: int, numbers: StagedNumbers
) -> tuple[Sequence[str], Sequence[str], Sequence[int]]:
    """By what number each row goes, what bars it, and the place it stands in."""
    keys = [*map(key_of, numbers.e164s, numbers.extensions, numbers.labels)]
    if len(keys) == count:
        return keys, [BARS[status] for status in numbers.statuses], numbers.places
    firsts = [at for at, position in enumerate(numbers.positions) if not position]
    bars, places = [], []
    for start, end in zip(firsts, [*firsts[1:], len(keys)], strict=True):
        bar, called = stand(numbers.statuses[start:end])
        bars.append(bar)
        places.append(numbers.places[start + called])
    return [keys[at] for at in firsts], bars, places
