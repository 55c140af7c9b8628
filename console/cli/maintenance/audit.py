"""`smiledial audit`: show the audit log, verify it, and print its seal."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import click
from msgspec.structs import asdict

from console.cli.dnc.commands import e164_of
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.output import (
    clock_text,
    json_array,
    print_document,
    print_json,
    print_line,
    print_stderr,
    print_table,
)
from console.judging.documents import instant
from console.judging.history.seal_copies import keep_seal
from console.supervision.reports.edits import changes_of
from console.view.text.counts import many
from db.audit.changed_values import Changed, read_changes
from db.audit.consistency import LAST
from db.audit.log import Head
from db.audit.parallel_verification import check_database
from db.audit.reader import AT_ONCE, Entry, Wanted, every_entry, latest_entries
from db.audit.verification import goes_through
from db.audit.verification_results import Break, Checked, read_seal, seal_text
from db.calls.tallies import differing
from db.engine.database import Connection

TABLE_ROWS = 50
"""How many entries a table shows without --limit."""


def read_seal_option(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> Head | None:
    """Read a seal in the form that `audit head` prints, or a whole line of a file of seals."""
    if value is None:
        return None

    for word in value.split():
        try:
            return read_seal(word)
        except ValueError:
            continue
    raise click.BadParameter(
        "a seal is a number, a colon and 64 letters and digits, as smiledial audit head prints it.",
        context,
        parameter,
    )


@click.group()
def audit() -> None:
    """The audit log: show it, verify it, and print its seal."""


@audit.command()
@click.option(
    "--limit",
    type=click.IntRange(0, 1_000_000_000),
    metavar="COUNT",
    help="How many entries; 0 for all.  [default: 50 in a table, all in JSON]",
)
@options.agent("Only what this agent did.")
@options.text("--action", "WORD", "Only this action: dial, outcome, dnc_add …")
@click.option("--lead", type=options.ID, metavar="ID", help="Only about this lead.")
@click.option("--number", metavar="NUMBER", help="Only about this number.")
@options.country
@options.since("First day, or an instant.")
@options.until("Last day, or an instant.")
@options.shell_and_json
def show(
    shell: Shell,
    limit: int | None,
    agent: str,
    action: str,
    lead: int | None,
    number: str | None,
    country: str | None,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Show the latest entries, oldest first.

    The log holds hashes of numbers, so --number no longer finds a number that was erased. Edits of
    leads and settings are shown with the values before and after. In a team only supervisors,
    auditors and owners see the values of a lead, and nobody sees them once the person is erased.
    """
    if limit is None:
        limit = 0 if shell.is_json else TABLE_ROWS
    e164 = "" if number is None else e164_of(shell, number, country)
    wanted = Wanted(agent, action, lead, e164, since, until)
    with shell.database() as database, database.read() as connection:
        # Read one entry more, to know whether there are more. Counting would read the whole log.
        latest = latest_entries(connection, limit + 1, wanted) if limit else ()
        entries = latest[-limit:] if limit else every_entry(connection, wanted)
        if shell.is_json:
            # Print inside the transaction: `entries` is read row by row while it is printed.
            print_document(json_array(_documents(connection, entries)))
            return
        zone = shell.personal.zone
        shown = list(entries)
        stored = read_changes(connection, [entry.seq for entry in shown])
    print_table(
        ("entry", "at", "agent", "action", "detail"),
        [
            (entry.seq, clock_text(entry.at, zone), entry.agent, entry.action, entry.detail)
            for entry in shown
        ],
    )
    for entry in shown:
        for changed in changes_of(entry, stored.get(entry.seq, ())):
            before, after = changed.before or "nothing", changed.after or "nothing"
            print_line(f"Entry {entry.seq:,} changed {changed.field}: {before} → {after}")
    if len(latest) > limit:
        print_line(f"Shown: the latest {many(limit, 'entry', 'entries')}; --limit 0 shows all.")


def _documents(connection: Connection, entries: Iterable[Entry]) -> Iterator[dict[str, object]]:
    """Yield the entries as JSON objects; the changes are read for a thousand entries at a time."""
    rest = iter(entries)
    while part := list(islice(rest, AT_ONCE)):
        stored = read_changes(connection, [entry.seq for entry in part])
        for entry in part:
            yield _document(entry, changes_of(entry, stored.get(entry.seq, ())))


def _document(entry: Entry, changes: Iterable[Changed]) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": instant(entry.at),
        "agent": entry.agent,
        "action": entry.action,
        "detail": json.loads(entry.detail),
        "changes": [asdict(changed) for changed in changes],
        "hash": entry.hash,
    }


@audit.command()
@click.option(
    "--since",
    callback=read_seal_option,
    metavar="SEAL",
    help="A seal that you took earlier, to find a log that was cut or rewritten since.",
)
@options.shell_and_json
def verify(shell: Shell, since: Head | None) -> None:
    """Verify the log and compare the tables with it. Name the first difference.

    It finds attempts, do-not-call requests, evidence, settings, outcomes and stops that were added,
    changed or removed by other means, planted triggers, and wrong counts of calls. With --since it
    also finds a log that was cut or rewritten after that seal. Exit status 1 if anything differs.
    """
    fault = None
    with shell.database() as database:
        if since is not None:
            with database.read() as connection:
                fault = goes_through(connection, since)
        checked = check_database(database)
        fault = fault or checked.fault
        if fault is None:
            with database.read() as connection:
                fault = _counts_fault(differing(connection))
    if shell.is_json:
        print_json(
            {
                "holds": fault is None,
                "seq": fault.seq if fault else None,
                "text": fault.text if fault else None,
                "entries": checked.entries,
                "rows": checked.rows,
                "not_covered": checked.not_covered,
                "head": f"{checked.head.seq}:{checked.head.hash}",
            }
        )
    elif fault is None:
        print_line(verified_sentence(checked))
        if since is not None:
            print_line(f"It goes through the seal of entry {since.seq:,}.")
    else:
        print_line(
            f"The log and the database do not agree: {fault.text}. Keep the file as it is and find "
            "out who had access to it."
        )
    if fault is not None:
        raise AnswerIsNo


def _counts_fault(count: int) -> Break | None:
    """Return a fault if counts that reports read are wrong; `count` is how many."""
    if not count:
        return None
    return Break(
        LAST,
        f"{many(count, 'row')} of the counts that reports read (call_tally) differ from "
        "the calls; smiledial report recount corrects them",
    )


def verified_sentence(checked: Checked) -> str:
    """Return the sentence for a log without differences."""
    text = (
        f"The chain holds: {many(checked.entries, 'entry', 'entries')}, none altered or removed,"
        f" and {many(checked.rows, 'row')} as they say."
    )
    uncovered = [f"{count:,} × {name}" for name, count in checked.not_covered.items()]
    if uncovered:
        text += f" Not covered, from before the log held their hashes: {', '.join(uncovered)}."
    return text


@audit.command()
@options.shell_and_json
def head(shell: Shell) -> None:
    """Print the seal of the log in one line: the number of the last entry, and its hash.

    Keep it where nobody who can write to the database can change it. audit verify --since SEAL
    compares the log with it later.
    """
    with shell.database() as database:
        seal, warnings = keep_seal(database, shell.clock())
    for warning in warnings:
        print_stderr(warning)
    shell.print_done(
        {"entries": seal.seq, "hash": seal.hash, "seal": seal_text(seal)}, seal_text(seal)
    )
