"""`smiledial export`: write leads, attempts or the do-not-call list, row by row."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from console.cards.lead import JudgedPhone
from console.cli.files.scrub import write_pieces
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import clock_text, print_stderr, write_file
from console.files.tables.xlsx import Sheet, workbook_pieces
from console.lists.exporting import (
    Export,
    export_attempts,
    export_dnc,
    export_leads,
    with_verdicts,
    write_contacts,
)
from console.lists.screening import read_where, sql_where
from console.rules.text import guard
from console.trouble import BadInput
from console.view.text.counts import many
from db.audit import log
from db.engine.database import Connection, Database
from db.leads.screening import Where
from db.reports.exports import among_leads

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
@options.flag(
    "--callable",
    "Only leads that may be called now, with the number, the hour it was judged, and until when.",
    dest="is_callable",
)
@options.since("First day of attempts, or an instant.")
@options.until("Last day of attempts, or an instant.")
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
    *,
    is_callable: bool,
) -> None:
    """Export leads, attempts or the firm's do-not-call list.

    A CSV of leads can be imported again, and one of the do-not-call list with dnc add --file. In
    CSV, a cell that a spreadsheet would run as a formula gets an apostrophe. Importing removes it.
    """
    if subject != "attempts" and (since or until):
        raise click.UsageError("--from and --to are only for attempts.")
    if is_callable and (subject != "leads" or form == "vcf"):
        raise click.UsageError(
            "--callable is only for leads, and not for contacts: a phone would keep their numbers "
            "after the hours have ended."
        )
    write_out(shell, subject, form, where, output, since, until, is_callable=is_callable)


def write_out(
    shell: Shell,
    subject: str,
    form: str,
    where: str,
    output: Path | None,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    is_callable: bool = False,
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
        if is_callable:
            export = _callable_only(shell, connection, screened)
        elif subject == "leads":
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


def _callable_only(shell: Shell, connection: Connection, screened: Where | None) -> Export:
    """Export the leads that may be called now; say on standard error that such a list ages."""
    # late: judging imports the rules, which no other export needs
    from console.desk.queue.blocked_reasons import callable_now

    now, zone = shell.clock(), ZoneInfo(shell.personal.zone)
    phones = callable_now(connection, screened, now)
    judged = {lead_id: _number_and_end(phone, zone) for lead_id, phone in phones.items()}
    when = clock_text(now, shell.personal.zone)
    print_stderr(
        f"{many(len(judged), 'lead')} may be called, as judged at {when}. A list on paper ages: "
        "hours end, people are called, and people ask not to be. The console judges again before "
        "each dial; export again within the hour."
    )
    export = export_leads(connection, among_leads(judged))
    return with_verdicts(export, judged, now.astimezone(zone))


def _number_and_end(phone: JudgedPhone, zone: ZoneInfo) -> tuple[str, str]:
    until = phone.verdict.closes_at
    number = phone.phone.e164
    if phone.phone.extension:
        number += f" x{phone.phone.extension}"
    return number, until.astimezone(zone).isoformat(timespec="minutes") if until else ""


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
