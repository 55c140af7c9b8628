"""`smiledial dnc import`."""

from datetime import date
from functools import partial
from pathlib import Path

import click
from msgspec import to_builtins
from msgspec.structs import replace

from console.cli.dnc.text import print_loaded
from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json
from console.cli.shell.progress import run_shown
from console.cli.shell.standard_input import open_input
from console.do_not_call.registries.change_files import load_changes
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load
from console.do_not_call.registries.number_files import checksum_of
from console.do_not_call.registries.number_rows import Reading
from db.enums import RegistryKind


def _read_source(_context: click.Context, _parameter: click.Parameter, source: str | None) -> str:
    """Return the source. Raises UsageError without one: the file may be the firm's own list."""
    if source is None:
        raise click.UsageError(
            "Missing option '--source': say which outside list it is, such as national. Your own "
            "list is read by smiledial dnc add --file FILE."
        )
    return source


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--source",
    callback=_read_source,
    metavar="NAME",
    help="Which list: national, indiana, gb-tps …, or a name of your own with --name.  [required]",
)
@options.day("--as-of", "The day the copy was taken.", is_required=True)
@options.flag("--change", "The file has additions and deletions.", dest="is_change")
@options.text("--layout", "FIELDS", "The fields of a line in a file of changes.")
@click.option(
    "--kind",
    type=click.Choice(["bars", "mobile", "warns"]),
    default="bars",
    help="What a listed number means: barred, a mobile, or a caution.",
)
@options.text("--name", "TEXT", "The name agents see, for a list of your own.")
@options.text(
    "--codes", "202,203", "All area codes it covers, including those without a listed number."
)
@options.flag("--whole", "The file is the whole list.", dest="is_whole")
@options.country
@options.sheet
@options.text("--column", "NAME", "The file's column with the number.")
@options.flag("--force", "Load a file that looks wrong, after you looked at it.", dest="is_forced")
@options.shell_and_json
def import_(
    shell: Shell,
    file: Path,
    source: str,
    as_of: date,
    kind: str,
    name: str,
    codes: str,
    country: str | None,
    sheet: str,
    column: str,
    layout: str,
    *,
    is_change: bool,
    is_whole: bool,
    is_forced: bool,
) -> None:
    """Load an outside do-not-call list from a text, CSV, XML or spreadsheet file.

    The file may be packed as .gz or .zip; "-" reads standard input. It replaces the firm's copy for
    the area codes in the file, all at once or not at all. Agents go on calling meanwhile.
    """
    if is_change and sheet:
        raise click.UsageError("A file of changes is flat text: it has no --sheet.")
    load = Load(
        source=source,
        as_of=as_of,
        agent=shell.agent_name,
        now=shell.clock(),
        name=name,
        kind=RegistryKind(kind),
        area_codes=[code.strip() for code in codes.split(",") if code.strip()] or None,
        is_whole=is_whole,
        is_forced=is_forced,
        is_weighed=not is_change,
    )
    with open_input(file) as path:
        # Read the file first: an unreadable file must not leave a new, empty database behind.
        load = replace(load, checksum=checksum_of(path))
        with shell.database() as database:
            if is_change:
                run = partial(load_changes, database, path, load, layout)
            else:
                reading = Reading(shell.home(country), column, sheet)
                run = partial(load_file, database, path, load, reading)
            loaded = run_shown(database, run)
    if shell.is_json:
        print_json(to_builtins(loaded))
    else:
        print_loaded(loaded)
