"""`smiledial check` and `scrub`: judge one number, or every number of a file."""

import csv
import gc
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace

from console.cli.shell import options
from console.cli.shell.card_text import day_and_clock, verdict_lines
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import (
    print_document,
    print_each,
    print_json,
    print_line,
    print_stderr,
    write_file,
)
from console.cli.shell.progress import Show, shown_progress
from console.cli.shell.standard_input import open_input
from console.do_not_call.scrub.checking import (
    ANSWER_COLUMNS,
    Answer,
    Question,
    answer,
    find_column,
    name_apart,
)
from console.do_not_call.scrub.scrubbing import Answered, Screening, screen
from console.files.tables.opening import open_rows
from console.files.tables.rows import RowsFile
from console.importing.mapping import known_columns, map_columns
from console.judging.documents import verdict_document
from console.lists.batches import offer_of
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import Phone, PhoneError, read_phone
from console.rules.places.finding import find_place
from console.rules.places.unread_addresses import find_unread
from console.rules.text import MARKS, guard
from console.rules.values import Place, Verdict
from console.trouble import BadInput
from console.view.text.clocks import city as zone_city
from console.view.text.counts import many
from db.enums import LeadKind, LineType, VerdictKind
from db.leads.records import leads_with


def phone_of(shell: Shell, text: str, country: str | None) -> Phone:
    """Read a number in any notation, of `country` or else of the firm's own. Raises BadInput."""
    try:
        return read_phone(text, shell.home(country))
    except PhoneError as error:
        raise BadInput(str(error)) from None


def read_place(
    phone: Phone, country: str, region: str, postal: str, city: str, address: str
) -> Place:
    """Return the place of a number and a person's address. Raises UsageError if it is unread."""
    place = find_place(
        phone, country=country, region=region, postal_code=postal, city=city, address=address
    )
    cells = (("region", region), ("postal_code", postal), ("city", city), ("address", address))
    for reason in find_unread(place, cells):
        raise click.UsageError(reason.text)
    return place


@click.command()
@options.number_in_words
@options.region
@options.postal
@options.city
@options.address
@options.country
@options.kind
@click.option(
    "--line",
    type=click.Choice(["mobile", "landline", "voip"]),
    help="The type of line, if you know it.",
)
@click.option(
    "--at",
    callback=options.read_any_moment,
    metavar="INSTANT",
    help="Another time than now: tomorrow 9am, 2026-11-24 15:00, 2026-11-24T15:00:00Z.",
)
@options.judged_on_list
@options.text("--offer", "TEXT", options.OFFER)
@options.flag("--without-lists", "Ignore the do-not-call lists.")
@options.shell_and_json
def check(
    shell: Shell,
    number: str,
    region: str,
    postal: str,
    city: str,
    address: str,
    country: str | None,
    kind: str | None,
    line: str | None,
    at: datetime | None,
    list_name: str,
    offer: str,
    *,
    without_lists: bool,
) -> None:
    """Say whether this NUMBER may be called now, and why.

    It is judged by your options and the do-not-call lists alone, whether or not it belongs to a
    lead. Exit status 1 if it may not be called.
    """
    phone = phone_of(shell, number, country)
    read_place(phone, country or "", region, postal, city, address)
    question = Question(
        phone,
        country or "",
        region,
        postal,
        LeadKind(kind or LeadKind.CONSUMER),
        LineType(line or LineType.UNKNOWN),
        with_lists=not without_lists,
        offer=offer,
        city=city,
        address=address,
        list_name=list_name,
    )
    with shell.database() as database, database.read() as connection:
        if list_name:
            question = replace(question, offer=offer or offer_of(connection, list_name))
        now = shell.clock()
        verdict = answer(connection, question, at or now, now=now)
        has_lead = bool(leads_with(connection, phone.e164, in_sight_only=True))
    if shell.is_json:
        print_json({"number": phone.e164, **verdict_document(verdict)})
    else:
        _print_verdict(shell, phone, verdict, at)
        if kind is None:
            print_line("Judged as a consumer; --kind business judges a business.")
        if has_lead:
            show = f"smiledial lead show {phone.e164}"
            print_line(f"A lead has this number: {show} goes by what is known of it too.")
    if verdict.kind is not VerdictKind.CALL:
        raise AnswerIsNo


def _print_verdict(shell: Shell, phone: Phone, verdict: Verdict, at: datetime | None) -> None:
    here = shell.personal.zone
    print_line(show_phone(phone.e164, phone.extension))
    if at is not None:
        print_line(f"Judged at {day_and_clock(at, here)}, by the clock of {zone_city(here)}.")
    print_each(verdict_lines(verdict, here, is_dated=at is not None))
    if verdict.allowed_by:
        print_line(f"Allowed by {', '.join(verdict.allowed_by)}")


Pieces = Iterable[list[Answered]]

dumps = partial(json.dumps, ensure_ascii=False)


def find_in_own_export(header: Sequence[str], at_column: str, name: str) -> int | None:
    """Return the position of a column if the file is our own export of calls; else None."""
    is_own = at_column and "dialled_at" in header and name in header
    return list(header).index(name) if is_own else None


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--at",
    callback=options.read_instant,
    metavar="INSTANT",
    help="Another time than now, such as 2026-11-24T15:00:00Z.",
)
@options.text(
    "--at-column", "NAME", "The column with each row's time; the rules of that day count."
)
@options.judged_on_list
@options.text("--offer", "TEXT", options.OFFER)
@options.text("--offer-column", "NAME", "The column with each row's offer.")
@options.flag("--without-lists", "Ignore the do-not-call lists.")
@options.country
@options.kind
@options.mapping
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True
)
@options.output
@pass_shell
def scrub(
    shell: Shell,
    file: Path,
    at: datetime | None,
    at_column: str,
    list_name: str,
    offer: str,
    offer_column: str,
    country: str | None,
    kind: str | None,
    mapping: tuple[tuple[str, str], ...],
    form: str,
    output: Path | None,
    *,
    without_lists: bool,
) -> None:
    """Say for each row of a CSV FILE whether its number may be called, and why.

    The answer has the file's columns, then number, verdict, opens_at, closes_at, zones,
    jurisdictions and reasons. Columns are recognised as they are at import. "-" reads standard
    input.
    """
    if at is not None and at_column:
        raise click.UsageError("Give --at or --at-column, not both.")
    if offer and offer_column:
        raise click.UsageError("Give --offer or --offer-column, not both.")
    refuse_overwriting(file, output)
    with open_input(file) as source:
        rows_file = open_rows(source)
        header = rows_file.header
        screening = Screening(
            shell.clock(),
            at=at,
            at_position=find_column(header, at_column, str(source)) if at_column else None,
            country=shell.home(country),
            kind=LeadKind(kind or LeadKind.CONSUMER),
            offer=offer,
            offer_position=find_column(header, offer_column, str(source)) if offer_column else None,
            with_lists=not without_lists,
            direction_position=find_in_own_export(header, at_column, "direction"),
            cleared_position=find_in_own_export(header, at_column, "cleared_on"),
        )
        with shell.database() as database:
            with database.read() as connection:
                if list_name:
                    offer_named = offer or offer_of(connection, list_name)
                    screening = replace(screening, list_name=list_name, offer=offer_named)
                known_mapping = known_columns(connection, rows_file)
            mapped = map_columns(
                rows_file, rows_file.sample(), mapping, [screening.country], known_mapping
            )
            if (known := mapped.remembered) is not None:
                text = f"Columns as in import {known.batch_id} ({known.file}); --map overrules one."
                print_stderr(text)
            for doubt in mapped.doubts:
                print_stderr(doubt.whole)
            rows = rows_file.rows()
            answered = screen(database, mapped.columns, len(header), rows, screening)
            undated = Undated()
            if at_column:
                answered = undated.count_in(answered)
            with collect_seldom(), shown_progress() as show:
                pieces = with_progress(answered, rows_file, show) if output else answered
                if form == "csv":
                    write_pieces(write_csv(header, pieces), output)
                else:
                    write_pieces(write_json_lines(header, pieces), output)
            if undated.count:
                print_stderr(undated.sentence)


def refuse_overwriting(file: Path, output: Path | None) -> None:
    """Raise BadInput if the output is a folder or the input file itself."""
    if output is None:
        return
    if output.is_dir():
        raise BadInput(f"{output} is a folder: name a file in it with --output.")
    # samefile() also finds a second path to the file: a link, or "./leads.csv".
    if str(file) != "-" and output.exists() and file.exists() and output.samefile(file):
        raise BadInput(f"{output} is the input file: name another with --output.")


@contextmanager
def collect_seldom() -> Iterator[None]:
    """Run the garbage collector rarely: rows make no cycles, and it took a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def with_progress(pieces: Pieces, file: RowsFile, show: Show) -> Iterator[list[Answered]]:
    """Yield the pieces, and show how many rows are judged."""
    count = 0
    for piece in pieces:
        count += len(piece)
        show("screening", count, max(count, file.about))
        yield piece


class Undated:
    """Counts rows with an unreadable time. Their verdict is `unknown`, and CSV does not say why."""

    def __init__(self) -> None:
        self.count = 0
        self._first = ""

    def count_in(self, pieces: Pieces) -> Iterator[list[Answered]]:
        for piece in pieces:
            undated = [judged for *_, judged in piece if not judged.has_instant]
            if undated and not self.count:
                self._first = undated[0].verdict.reasons[0].text
            self.count += len(undated)
            yield piece

    @property
    def sentence(self) -> str:
        rows = many(self.count, "row has", "rows have")
        return f"{rows} no instant that can be read: the answer is unknown. {self._first}"


def write_csv(header: Sequence[str], pieces: Pieces) -> Iterator[str]:
    """Yield the rows and their answers as CSV, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(guard_row([*header, *name_apart(ANSWER_COLUMNS, header)]))
    for piece in pieces:
        writer.writerows(
            [*guard_row(cells), number, *judged.cells] for cells, number, judged in piece
        )
        yield buffer.getvalue()
        # Empty the buffer: without seek(0), truncate() keeps what was yielded.
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def guard_row(cells: list[str]) -> list[str]:
    """Guard the cells of a row that a spreadsheet would run as formulas."""
    if MARKS.isdisjoint([cell[:1] for cell in cells]):
        return cells
    return list(map(guard, cells))


def write_json_lines(header: Sequence[str], pieces: Pieces) -> Iterator[str]:
    """Yield a JSON document for each row: its cells, then the answer as in `check --json`."""
    names: dict[str, str] = {}
    tails: dict[int, tuple[Answer, str]] = {}
    for piece in pieces:
        lines = []
        for cells, number, judged in piece:
            if not names:
                keys = ("number", *judged.document)
                names = dict(zip(keys, name_apart(keys, header), strict=True))
            if id(judged) not in tails:
                document = {names[key]: value for key, value in judged.document.items()}
                # Rows share answers, so format each answer once. Keep the answer beside its text:
                # if it were deleted, Python could give its id to another answer.
                tails[id(judged)] = (judged, dumps(document)[1:])
            row = dict(zip(header, cells, strict=True)) | {names["number"]: number or None}
            lines.append(f"{dumps(row)[:-1]}, {tails[id(judged)][1]}\n")
        # Forget the tails if most rows have answers of their own: else they would fill the memory.
        if len(tails) > len(piece):
            tails.clear()
        yield "".join(lines)


def write_pieces(pieces: Iterable[str], output: Path | None) -> None:
    """Write to standard output, or to a file that gets its name only when it is complete."""
    if output is not None:
        write_file(output, pieces)
        return
    print_document(pieces)
