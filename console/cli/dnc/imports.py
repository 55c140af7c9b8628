"""`smiledial dnc import`, and patterns on the firm's own list, which bar many numbers at once."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from msgspec.structs import replace

from console.cli.dnc.text import loaded_document, print_loaded
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import print_json, print_line
from console.cli.shell.progress import run_shown
from console.cli.shell.standard_input import open_input
from console.do_not_call.patterns import lift_off, put_on
from console.do_not_call.registries.change_files import load_changes
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load
from console.do_not_call.registries.number_files import checksum_of
from console.do_not_call.registries.number_rows import Reading
from console.rules.phone.patterns import say_pattern
from console.view.text.counts import many
from db.enums import PatternKind, RegistryKind


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
@click.option(
    "--as-of",
    callback=options.read_day,
    required=True,
    metavar="DATE",
    help="The day the copy was taken.",
)
@click.option("--change", "is_change", is_flag=True, help="The file has additions and deletions.")
@click.option(
    "--layout", default="", metavar="FIELDS", help="The fields of a line in a file of changes."
)
@click.option(
    "--kind",
    type=click.Choice(["bars", "mobile", "warns"]),
    default="bars",
    help="What a listed number means: barred, a mobile, or a caution.",
)
@click.option(
    "--name", default="", metavar="TEXT", help="The name agents see, for a list of your own."
)
@click.option(
    "--codes",
    default="",
    metavar="202,203",
    help="All area codes it covers, including those without a listed number.",
)
@click.option("--whole", "is_whole", is_flag=True, help="The file is the whole list.")
@options.country
@options.sheet
@click.option("--column", default="", metavar="NAME", help="The file's column with the number.")
@click.option(
    "--force",
    "is_forced",
    is_flag=True,
    help="Load a file that looks wrong, after you looked at it.",
)
@options.is_json
@pass_shell
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
    is_json: bool,
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
    if is_json:
        print_json(loaded_document(loaded))
    else:
        print_loaded(loaded)


P = ParamSpec("P")
T = TypeVar("T")

WORDS = ("area_code", "prefix", "company", "domain")


def pattern_options(command: Callable[P, T]) -> Callable[P, T]:
    """Add the options for a pattern, which stands for many numbers."""
    for option in (
        click.option(
            "--domain", metavar="DOMAIN", help="Everyone with an e-mail address in this domain."
        ),
        click.option("--company", metavar="NAME", help="Everyone at a company."),
        click.option(
            "--prefix", metavar="+1208555", help="Every number that begins with these digits."
        ),
        click.option("--area-code", metavar="900", help="Every number of an area code."),
    ):
        command = option(command)
    return command


def chosen_pattern(words: dict[str, str | None], *others: object) -> tuple[str, str] | None:
    """Return the kind and text of the pattern in the options; None if something else was given.

    Raises UsageError unless exactly one of the options and `others` was given.
    """
    patterns = [(kind, text) for kind in WORDS if (text := words[kind]) is not None]
    if len(patterns) + sum(other is not None for other in others) != 1:
        raise click.UsageError(
            "Give one number, or one of --area-code, --prefix, --company and --domain."
        )
    return patterns[0] if patterns else None


def add_pattern(shell: Shell, pattern: tuple[str, str], reason: str, *, is_json: bool) -> None:
    kind = PatternKind(pattern[0])
    with shell.database() as database:
        value, is_new, closed = put_on(
            database, kind, pattern[1], reason, shell.agent_name, shell.clock()
        )
    if is_json:
        print_json({"kind": kind.value, "value": value, "added": is_new, "closed": closed})
    elif is_new:
        print_line(
            f"On the firm's own list: {say_pattern(kind, value)}. "
            f"{many(closed, 'number')} of leads closed."
        )
    else:
        print_line(f"On the firm's own list already: {say_pattern(kind, value)}.")


def remove_pattern(shell: Shell, pattern: tuple[str, str], reason: str, *, is_json: bool) -> None:
    kind = PatternKind(pattern[0])
    with shell.database() as database:
        value, was_listed = lift_off(
            database, kind, pattern[1], reason, shell.agent_name, shell.clock()
        )
    if is_json:
        print_json({"kind": kind.value, "value": value, "removed": was_listed})
    elif was_listed:
        print_line(f"Off the firm's own list: {say_pattern(kind, value)}.")
    else:
        print_line(f"Not on the firm's own list: {say_pattern(kind, value)}.")
    if not was_listed:
        raise AnswerIsNo
