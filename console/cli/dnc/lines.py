"""`smiledial lines`: lists that say which numbers are mobiles, landlines or voip."""

from datetime import date
from pathlib import Path

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import (
    clock_text,
    counted,
    day_text,
    print_json,
    print_line,
    print_table,
)
from console.cli.shell.progress import shown_progress
from console.cli.shell.standard_input import open_input
from console.files.tables.opening import open_rows
from console.importing.line_types import (
    LINES,
    LineRows,
    LinesHeld,
    NewLines,
    find_columns,
    line_bitmaps,
    lines_held,
    load_lines,
    read_lines,
    remove_lines,
    say_words,
)
from console.importing.rows.rejects import RejectsFile
from console.judging.documents import instant
from db.columns import Document


@click.group()
def lines() -> None:
    """Lists that say which numbers are mobiles, landlines or voip."""


@lines.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as-of",
    callback=options.read_day,
    required=True,
    metavar="DATE",
    help="The day the numbers were looked up.",
)
@click.option(
    "--source", required=True, metavar="NAME", help="A name for the list, such as the vendor's."
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=options.read_pairs,
    help="The column of phone or line_type: its name, or its position from 1.",
)
@options.country
@click.option("--dry-run", is_flag=True, help="Only count; change nothing.")
@options.is_json
@pass_shell
def import_(
    shell: Shell,
    file: Path,
    as_of: date,
    source: str,
    mapping: tuple[tuple[str, str], ...],
    country: str | None,
    *,
    dry_run: bool,
    is_json: bool,
) -> None:
    """Load which numbers are mobiles, landlines or voip, from a vendor's table.

    It applies to present and later leads, to check and to scrub, all at once or not at all. Agents
    go on calling meanwhile. If lists differ, the newest counts; a lead whose own file says mobile
    or voip keeps that. Rows without a readable number are written to NAME.rejects.csv.
    """
    home = shell.home(country)
    now = shell.clock()
    with open_input(file) as path, shown_progress() as show, line_bitmaps() as bitmaps:
        rows_file = open_rows(path)
        columns = find_columns(rows_file, mapping, home)
        new = NewLines(source, as_of, shell.agent_name, now, path.name, rows_file.checksum)
        with RejectsFile(path, rows_file.header, is_written=not dry_run) as rejects:
            counts = LineRows()  # used if the file has no rows
            for counts in read_lines(rows_file, columns, home, bitmaps, rejects):
                show("reading", counts.rows, max(counts.rows, rows_file.about))
            with shell.database(keeps_new=not dry_run) as database:
                loaded = load_lines(database, new, bitmaps, show, is_dry_run=dry_run)
            # Keep the rejects file only now: if the load fails, no file must stay behind.
            written = None if dry_run else rejects.keep()
    names = tuple(rows_file.header[at] for at in (columns.phone, columns.line))
    if is_json:
        print_json(
            {
                **_held_document(loaded.held),
                "dry_run": dry_run,
                "columns": {"phone": names[0], "line_type": names[1]},
                "rows": counts.rows,
                "without_line": counts.without_line,
                "rejected": counts.rejected,
                "rejects_file": str(written) if written else None,
                "moved": loaded.moved,
                "was_there": loaded.was_there,
            }
        )
        return
    print_line(f"Numbers from “{names[0]}”, lines from “{names[1]}”.")
    _print_rows(counts)
    if written:
        print_line(f"They are in {written}: correct them and load that file.")
    _print_loaded(loaded.held, loaded.moved, dry_run=dry_run, was_there=loaded.was_there)


def _print_rows(counts: LineRows) -> None:
    lines = [f"{counts.lines[line]:,} {line.value}" for line in LINES if counts.lines[line]]
    print_line(f"{counted(counts.rows, 'row')}: {', '.join(lines) or 'no line named'}.")
    if counts.without_line:
        words = say_words(counts.without)
        print_line(f"{counted(counts.without_line, 'row')} without a line type: {words}.")
    if counts.rejected:
        print_line(f"{counted(counts.rejected, 'row')} rejected:")
        for reason, count in counts.reasons[:5]:
            print_line(f"  {count:,} {reason}")


def _print_loaded(held: LinesHeld, moved: int, *, dry_run: bool, was_there: bool) -> None:
    named = f"{held.name} of {day_text(held.as_of)}"
    if dry_run:
        print_line("Nothing was changed: this was a dry run.")
        return
    if was_there:
        print_line(f"{named} was there already, from the same file: nothing was loaded again.")
    else:
        print_line(f"{named}: {counted(held.total, 'number')}, in force for every list and agent.")
    leads = counted(moved, "number of your leads has", "numbers of your leads have")
    print_line(f"{leads} another line type than before.")


@lines.command()
@options.is_json
@pass_shell
def status(shell: Shell, *, is_json: bool) -> None:
    """Show the lists of line types, newest first. If two differ, the newest counts."""
    with shell.database() as database, database.read() as connection:
        held = lines_held(connection)
    if is_json:
        print_json([_held_document(source) for source in held])
        return
    if not held:
        print_line(
            "No list of line types is loaded: "
            "smiledial lines import FILE --source NAME --as-of DATE"
        )
        return
    print_table(
        ("source", "as of", *(line.value for line in LINES), "loaded", "by", "file"),
        [
            (
                source.name,
                day_text(source.as_of),
                *(f"{source.numbers.get(line, 0):,}" for line in LINES),
                clock_text(source.loaded_at, shell.personal.zone),
                source.agent,
                source.file,
            )
            for source in held
        ],
    )


@lines.command()
@click.argument("source", type=completions.LINE_SOURCE)
@click.option(
    "--as-of",
    callback=options.read_day,
    metavar="DATE",
    help="Which one, if several lists have that name.",
)
@options.is_json
@pass_shell
def remove(shell: Shell, source: str, as_of: date | None, *, is_json: bool) -> None:
    """Remove a list. Older lists and the leads' own files count again."""
    with shell.database() as database:
        held, moved = remove_lines(database, source, as_of, shell.agent_name, shell.clock())
    if is_json:
        print_json({**_held_document(held), "moved": moved})
        return
    print_line(f"{held.name} of {day_text(held.as_of)} is out: {counted(held.total, 'number')}.")
    leads = counted(moved, "number of your leads has", "numbers of your leads have")
    print_line(f"{leads} another line type than before.")


def _held_document(held: LinesHeld) -> Document:
    return {
        "source": held.name,
        "as_of": held.as_of.isoformat(),
        "numbers": {line.value: held.numbers.get(line, 0) for line in LINES},
        "loaded_at": instant(held.loaded_at),
        "agent": held.agent,
        "file": held.file,
        "checksum": held.checksum,
    }
