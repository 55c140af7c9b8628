"""Plan an import: its list, its columns, what its rows need, and whether an earlier one goes on."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, msgpack
from msgspec.structs import replace

from console.files.fields.cells.warnings import DoubtfulRow
from console.files.fields.columns.country_guess import guess_country
from console.files.fields.columns.do_not_call_columns import holds_barred
from console.files.fields.mapping_doubts import Doubt
from console.files.fields.unsettled_columns import doubt_permissions, doubt_requests, doubt_results
from console.files.tables.opening import open_rows
from console.files.tables.rows import LOOKED_AT, RowsFile
from console.firm.settings import firm_from
from console.importing.mapping import Mapping, Remembered, map_columns
from console.importing.options import ImportOptions, bare_name, choose_list, of_parent
from console.importing.questions import Question, find_questions
from console.importing.rows.chunks import ReadPlan, read_pieces
from console.importing.rows.inquiries import Inquiries
from console.judging.number_standing import Copies, copies_from, patterns_in_force
from console.judging.request_doubts import leave_settled
from console.lists.list_worth import read_purchase
from console.lists.screening import read_where
from console.rules.money import say_price
from console.rules.text import as_typed, clean_line
from console.trouble import BadInput
from console.versions import product_version
from db.dnc.registries import is_any_loaded
from db.engine.database import Connection, Database
from db.firm.settings import read_firm, read_revision
from db.imports.batches import NewList, Purchase, last_answer, supplier_of
from db.imports.checkpoints import Interrupted, Resumable, find_interrupted, interrupted_imports
from db.imports.import_lock import is_under_way
from db.imports.staging import FEW
from db.lists.catalogue import find_shown_list
from db.lists.owners import spellings
from db.reports.list_worth import ImportOfList, paid_before


def doubt_barred(file: RowsFile, wish: ImportOptions) -> tuple[Doubt, ...]:
    """Return doubts about sheets or files whose name says that they hold people not to be called.

    If such a file is imported, its people become leads. If it lies beside the imported one, nobody
    in it is barred.
    """
    names = (file.sheet, file.packed, bare_name(file.path).name)
    barred = next(filter(holds_barred, names), "")
    texts = []
    if barred:
        texts.append(
            f"“{clean_line(barred)}” seems to list people not to be called, and this imports "
            f"them as leads. {_command(file, wish, file.sheet or file.packed)} puts their "
            "numbers on your do-not-call list in place of that."
        )
    texts += [
        f"“{clean_line(name)}” seems to list people not to be called, and this bars none of "
        f"them. {_command(file, wish, name)} puts their numbers on your "
        "do-not-call list: do that first."
        for name in file.beside
        if holds_barred(name) and not barred
    ]
    on_screen = "Ctrl+O chooses the sheet." if file.beside else ""
    return tuple(Doubt(text, needs_answer=True, on_screen=on_screen) for text in texts)


def _command(file: RowsFile, wish: ImportOptions, part: str) -> str:
    """Return the command that puts the numbers of a sheet or file on the do-not-call list."""
    path = "-" if wish.rejects_folder else str(file.path)
    words = ["smiledial dnc add --file", as_typed(path)]
    if part and file.beside:
        words += ["--sheet", as_typed(part)]
    if wish.country:
        words += ["--country", wish.country]
    reason = f"on the list {clean_line(part or file.path.name)}"
    return " ".join([*words, "--reason", as_typed(reason)])


class FirstLook(Struct, frozen=True):
    """What we know of a file from its first rows, including the result of each possible answer."""

    file: RowsFile
    mapped: Mapping
    list_name: str
    questions: tuple[Question, ...]


LookAt: TypeAlias = Callable[[FirstLook], None]


def look_at_nothing(_: FirstLook) -> None:
    """Do nothing: for an import without a first page."""


class Planned(Struct, frozen=True):
    """A planned import. `revision` is the firm's revision when it was planned.

    `hint` says that the file seems to be from another country than we read it by, else "".
    """

    plan: ReadPlan
    into: NewList
    mapped: Mapping
    copies: Copies
    revision: int
    is_known_list: bool
    purchase: Purchase
    hint: str = ""
    finished: str = ""
    """What to do with leads finished elsewhere: from the options, else from the import `answered`,
    the last one of this source with an answer."""
    answered: Remembered | None = None
    stays: str = ""
    """The known list's kind, if the options give another one; else ""."""

    def questions(self, wish: ImportOptions) -> Callable[[Database], tuple[Question, ...]]:
        """Return the function that finds the questions about the file; it can be pickled."""
        return partial(
            find_questions,
            plan=self.plan,
            copies=self.copies,
            is_kind_said=wish.kind is not None,
            is_known_list=self.is_known_list,
            is_country_said=self.is_known_list or bool(wish.country),
        )


def plan_import(database: Database, path: Path, wish: ImportOptions, now: datetime) -> Planned:
    """Look at a file and plan its import. Raises BadInput."""
    file = open_rows(path, wish.manner)
    spread = file.spread_sample()
    rows = spread[:LOOKED_AT]
    with database.read() as connection:
        wish = of_parent(connection, wish, path, file.header)
        into = choose_list(connection, wish, path, now)
        known = find_shown_list(connection, into.name)
        is_known = known is not None
        stays = known.kind.value if known and wish.kind not in (None, known.kind) else ""
        hint, guessed, countries = "", "", [into.country]
        if not is_known and not wish.country:
            guess = guess_country(file.header, rows, into.country)
            hint, guessed = guess.hint(into.country), guess.best
            if wish.is_dry_run or wish.is_sure:
                # Also look for phone columns with the guessed country. We don't in a real import
                # without --yes, because there we ask the person.
                countries.append(guess.best)
        anew = wish.is_mapped_anew
        try:
            mapped = map_columns(
                connection,
                file,
                rows,
                wish.mapping,
                countries,
                anew=anew,
                spread=spread,
                guessed=guessed,
            )
        except BadInput as error:
            if not hint:
                raise
            raise BadInput(f"{error} {hint}") from None
        mapped = replace(mapped, doubts=(*doubt_barred(file, wish), *mapped.doubts))
        _refuse_inquiries(connection, wish, into.name, mapped)
        into, mapped = _with_unsettled(into, mapped, spread)
        finished, answered = _finished(connection, wish, mapped)
        plan = ReadPlan(
            file,
            mapped.columns,
            into.name,
            into.country,
            into.kind,
            firm_from(read_firm(connection)),
            into.scrubbed_on,
            now,
            is_any_loaded(connection),
            patterns_in_force(connection),
            read_where(connection, wish.where, now, "UTC") if wish.where else None,
            into.offer,
            finished=finished,
            line_types=wish.line_types,
            match=wish.match,
            is_dry_run=wish.is_dry_run,
            inquiries=Inquiries(now, wish.zone) if wish.is_inquiry else None,
            owners=spellings(connection) if "owner" in mapped.columns.fields else {},
        )
        copies, revision = copies_from(connection), read_revision(connection)
        purchase = read_purchase(connection, wish.supplier, wish.price, wish.bought_on, now)
        paid = paid_before(connection, into.name, file.checksum) if wish.price else None
    if paid is not None:
        purchase = replace(purchase, price=None, currency="")
        mapped = replace(mapped, doubts=(*mapped.doubts, _doubt_paid(paid)))
    return Planned(
        plan, into, mapped, copies, revision, is_known, purchase, hint, finished, answered, stays
    )


def _with_unsettled(
    into: NewList, mapped: Mapping, rows: Sequence[Sequence[str]]
) -> tuple[NewList, Mapping]:
    """Set aside columns that may say who is not to be called, unless they are decided.

    While scrub results are among them, the file clears nobody.
    """
    # Only the options of this import settle a column. If an earlier import kept one, ask again.
    decided = mapped.decided
    columns, doubt = doubt_results(
        mapped.columns, rows, decided, is_scrubbed=into.scrubbed_on is not None
    )
    columns, doubts = doubt_requests(columns, rows, decided | mapped.asked_before)
    columns, others = doubt_permissions(columns, rows, decided, mapped.asked_before)
    doubts = (*doubts, *others)
    if doubt is not None:
        into, doubts = replace(into, scrubbed_on=None), (doubt, *doubts)
    return into, replace(mapped, columns=columns, doubts=(*mapped.doubts, *doubts))


def _finished(
    connection: Connection, wish: ImportOptions, mapped: Mapping
) -> tuple[str, Remembered | None]:
    """Return what to do with leads finished elsewhere, and the earlier import with that answer."""
    if wish.finished or wish.is_mapped_anew or not mapped.source:
        return wish.finished, None
    known = last_answer(connection, mapped.source)
    if known is None:
        return "", None
    return known.finished, Remembered(known.id, known.file, known.at)


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
    return planned.questions(wish)(database)


def resumable_of(planned: Planned, wish: ImportOptions, agent: str) -> Resumable:
    """Return what an interrupted import must have had in common with this one to be resumed.

    It must be the same file by its checksum, read in the same way into the same list, by the same
    agent and the same version.
    """
    file, columns = planned.plan.file, planned.mapped.columns
    parts = (
        product_version(),
        agent,
        file.checksum,
        (file.header, file.header_line, file.delimiter, file.escape, file.encoding),
        (file.form, file.part, file.sheet),
        (columns.named, columns.pairs, columns.extras),
        [column.position for column in (*columns.requests, *columns.unsettled)],
        (planned.into, planned.purchase, planned.finished),
        (wish.on_duplicate, wish.in_list, wish.match, wish.not_worked_within, wish.where),
        wish.line_types,
        wish.is_inquiry,
    )
    return Resumable(hashlib.sha256(msgpack.encode(parts)).hexdigest(), planned.revision)


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
