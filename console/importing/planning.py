"""Plan an import: its list, its columns, what its rows need, and whether an earlier one goes on."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, msgpack
from msgspec.structs import replace

from console.files.fields.columns.layout import REJECT_COLUMNS, reject_columns
from console.files.fields.warnings import Doubt, DoubtfulRow
from console.files.tables.opening import open_rows
from console.files.tables.rows import RowsFile
from console.firm.settings import firm_from, home_country_of
from console.importing.mapping import Mapping, Remembered, bare_name, known_columns, map_file
from console.importing.options import ImportOptions
from console.importing.questions import Question, find_questions
from console.importing.rows.candidates import Inquiries, ReadPlan
from console.importing.rows.chunks import read_pieces
from console.judging.number_standing import Copies, copies_from, is_about, patterns_in_force
from console.judging.request_doubts import leave_settled
from console.lists.list_worth import read_purchase
from console.lists.screening import read_where
from console.rules.money import say_price
from console.rules.text import clean_line
from console.trouble import BadInput
from console.versions import product_version
from db.dnc.registries import is_any_loaded
from db.engine.database import Connection, Database
from db.enums import LeadKind
from db.firm.settings import read_firm, read_revision
from db.imports.batches import NewList, Purchase, Source, lists_of_files, supplier_of
from db.imports.checkpoints import (
    Interrupted,
    Resumable,
    find_interrupted,
    interrupted_imports,
    is_under_way,
)
from db.imports.matching import Duplicates
from db.imports.staging import FEW
from db.lists.catalogue import find_shown_list
from db.lists.owners import spellings
from db.reports.list_worth import ImportOfList, paid_before


class FirstLook(Struct, frozen=True):
    """What we know of a file from its first rows, including the result of each possible answer."""

    file: RowsFile
    mapped: Mapping
    list_name: str
    questions: tuple[Question, ...]


LookAt: TypeAlias = Callable[[FirstLook], None]


class Planned(Struct, frozen=True):
    """A planned import. `revision` is the firm's revision when it was planned.

    `wish` are the options, of which planning changes some: with unsettled scrub results the file
    clears nobody, and what to do with leads finished elsewhere may come from the import `answered`.
    """

    plan: ReadPlan
    into: NewList
    mapped: Mapping
    copies: Copies
    revision: int
    is_known_list: bool
    purchase: Purchase
    wish: ImportOptions
    duplicates: Duplicates
    answered: Remembered | None = None
    stays: str = ""
    """The known list's kind, if the options give another one; else ""."""

    def questions(self) -> Callable[[Database], tuple[Question, ...]]:
        """Return the function that finds the questions about the file; it can be pickled."""
        return partial(
            find_questions,
            plan=self.plan,
            copies=self.copies,
            is_kind_said=self.wish.kind is not None,
            is_known_list=self.is_known_list,
            is_country_said=self.is_known_list or bool(self.wish.country),
        )

    def source(self, agent: str) -> Source:
        """Return what the database keeps of the file: where its leads came from."""
        file, mapped = self.plan.file, self.mapped
        return Source(
            file.path.name,
            file.checksum,
            agent,
            self.plan.now,
            mapped.source,
            mapped.columns.named,
            self.wish.finished,
            self.purchase,
        )

    def resumable(self, agent: str) -> Resumable:
        """Return what an interrupted import must have had in common with this one to be resumed.

        It must be the same file by its checksum, read in the same way into the same list, by the
        same agent and the same version.
        """
        file, columns, wish = self.plan.file, self.mapped.columns, self.wish
        parts = (
            product_version(),
            agent,
            file.checksum,
            (file.header, file.header_line, file.delimiter, file.escape, file.encoding),
            (file.form, file.part, file.sheet),
            (columns.named, columns.pairs, columns.extras),
            [column.position for column in (*columns.requests, *columns.unsettled)],
            (self.into, self.purchase, wish.finished),
            (wish.on_duplicate, wish.in_list, wish.match, wish.not_worked_within, wish.where),
            wish.line_types,
            wish.is_inquiry,
        )
        return Resumable(hashlib.sha256(msgpack.encode(parts)).hexdigest(), self.revision)


def plan_import(
    database: Database, path: Path, wish: ImportOptions, now: datetime, file: RowsFile | None = None
) -> Planned:
    """Look at a file, unless the caller just did, and plan its import. Raises BadInput."""
    file = file or open_rows(path, wish.manner)
    spread = file.spread_sample()
    with database.read() as connection:
        wish = of_parent(connection, wish, path, file.header)
        into = choose_list(connection, wish, path, now)
        known = find_shown_list(connection, into.name)
        is_known = known is not None
        stays = known.kind.value if known and wish.kind not in (None, known.kind) else ""
        firm = firm_from(read_firm(connection))
        patterns = patterns_in_force(connection)
        copies, has_registries = copies_from(connection), is_any_loaded(connection)
        revision = read_revision(connection)
        purchase = read_purchase(connection, wish.supplier, wish.price, wish.bought_on, now)
        paid = paid_before(connection, into.name, file.checksum) if wish.price else None
        screening = read_where(connection, wish.where, now, "UTC") if wish.where else None
        is_country_said = is_known or bool(wish.country)
        columns = known_columns(connection, file, anew=wish.is_mapped_anew)
        mapped = map_file(
            file, spread, wish, into.country, columns, is_country_said=is_country_said
        )
        if mapped.is_scrub_unclear:
            into = replace(into, scrubbed_on=None)
        _refuse_inquiries(connection, wish, into.name, mapped)
        answered = None if wish.finished else columns.answered
        owners = spellings(connection) if "owner" in mapped.columns.fields else {}
    finished = answered.finished if answered else wish.finished
    wish = replace(wish, scrubbed_on=into.scrubbed_on, finished=finished)
    plan = ReadPlan(
        file,
        mapped.columns,
        into.name,
        into.country,
        into.kind,
        firm,
        into.scrubbed_on,
        now,
        has_registries,
        patterns,
        screening,
        into.offer,
        finished=finished,
        line_types=wish.line_types,
        match=wish.match,
        is_dry_run=wish.is_dry_run,
        inquiries=Inquiries(now, wish.zone) if wish.is_inquiry else None,
        owners=owners,
    )
    if paid is not None:
        purchase = replace(purchase, price=None, currency="")
        mapped = replace(mapped, doubts=(*mapped.doubts, _doubt_paid(paid)))
    duplicates = duplicates_of(wish, now)
    return Planned(
        plan, into, mapped, copies, revision, is_known, purchase, wish, duplicates, answered, stays
    )


def _refuse_inquiries(
    connection: Connection, wish: ImportOptions, list_name: str, mapped: Mapping
) -> None:
    """Raise BadInput if an inquiry was not to this firm, or a time is given without --inquiry."""
    if not wish.is_inquiry:
        if "inquired_at" in mapped.columns.fields:
            raise BadInput(
                "A column says when people asked to be called. Say that they asked your firm "
                "(--inquiry; on the screen Ctrl+O), or keep the column with the lead: "
                "--map kept=COLUMN."
            )
        return
    supplier = wish.supplier or supplier_of(connection, list_name)
    if supplier and not wish.inquiry_names_us:
        raise BadInput(
            f"“{list_name}” was bought from {clean_line(supplier)}, and an inquiry lets only the "
            "firm call that was asked. If they named your firm, say so: --inquiry-names-us; "
            "on the screen Ctrl+O."
        )


def _doubt_paid(paid: ImportOfList) -> Doubt:
    price = say_price(paid.purchase.price or 0, paid.purchase.currency)
    return Doubt(
        f"The price of this file is recorded already, with import {paid.id} ({price}): it is not "
        "counted twice.",
        f"lists set --import {paid.id} changes it.",
    )


def find_doubtful(
    database: Database,
    path: Path,
    wish: ImportOptions,
    now: datetime,
    progress: Callable[[int, int], None],
) -> tuple[DoubtfulRow, ...]:
    """Return the rows of a file that may say not to call. Nothing is written.

    Returns none if the import waits for an answer to something else. Raises BadInput.
    """
    planned = plan_import(database, path, replace(wish, is_dry_run=True), now)
    if not wish.is_sure and any(doubt.needs_answer for doubt in planned.mapped.doubts):
        return ()
    rows: list[DoubtfulRow] = []
    count = 0
    for piece in read_pieces(database, planned.plan):
        rows += piece.noticed.doubtful
        count += piece.count
        progress(count, max(count, planned.plan.file.about))
    return tuple(leave_settled(database, rows))


def ask_about(
    database: Database, path: Path, wish: ImportOptions, now: datetime
) -> tuple[Question, ...]:
    """Return the questions about a file before it is imported. Raises BadInput."""
    planned = plan_import(database, path, replace(wish, is_dry_run=True), now)
    return planned.questions()(database)


def doubt_interrupted(
    database: Database, planned: Planned, resumable: Resumable
) -> tuple[Doubt, ...]:
    """Return a sentence about an interrupted import, if this one goes on with it or removes it."""
    with database.read() as connection:
        resumed = find_interrupted(connection, resumable)
        others = interrupted_imports(connection)
    if not others or is_under_way(database):
        return ()
    if resumed is not None:
        return (Doubt(say_resumed(resumed)),)
    if planned.plan.file.about <= FEW:
        return ()  # a small import leaves it alone
    last = others[-1]
    return (
        Doubt(
            f"The import of “{clean_line(last.file)}” was interrupted after {last.rows:,} rows. "
            "This one has another file, other options or other settings, so it begins with the "
            "first row, and the rows of that import are taken out."
        ),
    )


def say_resumed(interrupted: Interrupted) -> str:
    """Say that an import goes on."""
    return (
        f"This import was interrupted after {interrupted.rows:,} rows. They are kept, and it goes "
        "on with the row after them."
    )


_OF_REJECTS = re.compile(r"(.+)\.rejects(?:-\d+)?")


AHEAD_OF_UTC = timedelta(hours=14)
"""How far the earliest zone is ahead of UTC: a day that has begun there is not in the future."""


def of_parent(
    connection: Connection, wish: ImportOptions, path: Path, header: Sequence[str]
) -> ImportOptions:
    """Return the options; for a corrected rejects file, with the list of the original file."""
    match = _OF_REJECTS.fullmatch(path.stem)
    if wish.list_name or match is None:
        return wish
    count = len(REJECT_COLUMNS)
    if tuple(header[:count]) != reject_columns(header[count:]):
        return wish
    for name, file in lists_of_files(connection, f"{match[1]}."):
        known = find_shown_list(connection, name)
        if bare_name(Path(file)).stem == match[1] and known and known.retired_at is None:
            return replace(wish, list_name=name)
    return wish


def duplicates_of(wish: ImportOptions, now: datetime) -> Duplicates:
    """Return how to treat duplicates according to the options."""
    days = wish.not_worked_within
    since = None if days is None else now - timedelta(days=days)
    renews = wish.scrubbed_on is not None
    return Duplicates(
        wish.on_duplicate, in_list=wish.in_list, worked_since=since, renews=renews, match=wish.match
    )


def choose_list(connection: Connection, wish: ImportOptions, path: Path, now: datetime) -> NewList:
    """Return the list that the options name, or one named like the file. Raises BadInput."""
    if wish.scrubbed_on and wish.scrubbed_on > (now.astimezone(UTC) + AHEAD_OF_UTC).date():
        raise BadInput(
            f"--scrubbed-on {wish.scrubbed_on} is in the future: give the day on which the list "
            "was cleared."
        )
    bare = bare_name(path)
    name = clean_line(wish.list_name) or clean_line(bare.stem) or "leads"
    known = find_shown_list(connection, name)
    if known is not None and known.retired_at is not None:
        raise BadInput(f"The list “{name}” is retired: choose another name with --list.")
    offer = clean_line(wish.offer)
    if known is not None and offer and not is_about(known.offer, offer):
        marked = f"as “{known.offer}”" if known.offer else "as no offer"
        raise BadInput(
            f"The list “{name}” is marked {marked}: change that first, with "
            f"smiledial lists offer “{name}” “{offer}”."
        )
    return NewList(
        name,
        wish.kind or (known.kind if known else LeadKind.CONSUMER),
        wish.country or (known.country if known else home_country_of(read_firm(connection))),
        wish.scrubbed_on,
        known.offer if known else offer,
    )
