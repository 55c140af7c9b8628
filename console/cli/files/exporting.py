"""`smiledial export`: write leads, attempts or the do-not-call list, row by row."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from console.cli.files.scrub import write_pieces
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import write_file
from console.files.fields.cells.formula_guard import guard
from console.files.workbook import Sheet, workbook_pieces
from console.lists.exporting import (
    Export,
    export_attempts,
    export_dnc,
    export_leads,
    write_contacts,
)
from console.lists.screening import read_where, sql_where
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Database
from db.leads.screening import Where

Piece = TypeVar("Piece", str, bytes)

PIECE = 65_536
"""Characters of CSV to gather before writing them."""


@click.command()
@click.argument(
    "subject", metavar="{leads|attempts|dnc}", type=click.Choice(["leads", "attempts", "dnc"])
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "xlsx", "vcf"]),
    default="csv",
    show_default=True,
    help="CSV is safe to open in a spreadsheet; JSON lines have raw values; xlsx is for Excel; vcf"
    " makes contacts of leads.",
)
@options.where
@click.option(
    "--from",
    "since",
    callback=options.read_since,
    metavar="DAY",
    help="First day of attempts, or an instant.",
)
@click.option(
    "--to",
    "until",
    callback=options.read_until,
    metavar="DAY",
    help="Last day of attempts, or an instant.",
)
@options.output
@pass_shell
def export(
    shell: Shell,
    subject: str,
    form: str,
    where: str,
    since: datetime | None,
    until: datetime | None,
    output: Path | None,
) -> None:
    """Export leads, attempts or the firm's do-not-call list.

    A CSV of leads can be imported again, and one of the do-not-call list with dnc add --file. In
    CSV, a cell that a spreadsheet would run as a formula gets an apostrophe. Importing removes it.
    """
    if subject != "attempts" and (since or until):
        raise click.UsageError("--from and --to are only for attempts.")
    write_out(shell, subject, form, where, output, since, until)


def write_out(
    shell: Shell,
    subject: str,
    form: str,
    where: str,
    output: Path | None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Write an export to a file, or to standard output. Raises BadInput."""
    if form == "vcf" and subject != "leads":
        raise BadInput("--format vcf is only for leads: they are the ones with names and numbers.")
    if subject == "dnc" and where:
        raise BadInput("--where is only for leads: the do-not-call list is exported whole.")
    with shell.database() as database, database.read() as connection:
        screened: Where | None = None
        if where:
            zone = shell.personal.zone
            screened = sql_where(connection, read_where(connection, where, shell.clock(), zone))
        if form == "vcf":
            pieces = write_contacts(connection, screened)
            write_pieces(_logged(shell, database, subject, form, pieces), output)
            return
        if subject == "leads":
            export = export_leads(connection, screened)
        elif subject == "attempts":
            export = export_attempts(connection, screened, since, until)
        else:
            export = export_dnc(connection)
        if form == "xlsx":
            sheets = [Sheet(subject, export.header(), export.rows())]
            content = _logged(shell, database, subject, form, workbook_pieces(sheets))
            write_file(options.needed_output(output), content)
            return
        pieces = _csv(export) if form == "csv" else _json_lines(export)
        write_pieces(_logged(shell, database, subject, form, pieces), output)


def _logged(
    shell: Shell, database: Database, subject: str, form: str, pieces: Iterator[Piece]
) -> Iterator[Piece]:
    """Write an audit entry, then yield the export.

    The entry comes first: a login that may not write to the log gets no personal data.
    """
    with database.write() as connection:
        detail = {"what": subject, "format": form}
        log.append(connection, shell.clock(), shell.agent_name, "export", detail)
    yield from pieces


def _csv(export: Export) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(map(guard, export.header()))
    for cells in export.rows():
        writer.writerow(map(guard, cells))
        if buffer.tell() >= PIECE:
            yield buffer.getvalue()
            # Empty the buffer: without seek(0), truncate() keeps what was yielded.
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _json_lines(export: Export) -> Iterator[str]:
    for document in export.documents():
        yield json.dumps(document, ensure_ascii=False, separators=(", ", ": ")) + "\n"
