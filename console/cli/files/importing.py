"""`smiledial import`: import leads from a file."""

from datetime import date
from functools import partial
from pathlib import Path

import click

from console.cli.files.import_text import (
    ask_about_doubtful,
    ask_questions,
    import_document,
    print_import,
)
from console.cli.files.incoming import follow_pipe, watch_folder
from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json, print_stderr
from console.cli.shell.progress import Show, run_shown
from console.cli.shell.standard_input import open_input
from console.files.fields.warnings import DoubtfulRow, Settling, Warn
from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions, RowsFile
from console.import_steps import Begin
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.planning import find_doubtful
from console.importing.questions import say_taken
from console.importing.reader_process import reader_for
from console.importing.result import Imported
from console.machine import has_terminal
from db.engine.child_process import Child
from db.engine.database import Database
from db.enums import LeadKind, LineType, MatchBy, OnDuplicate

LINES = (LineType.MOBILE.value, LineType.LANDLINE.value, LineType.VOIP.value)


def read_line_types(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, LineType], ...]:
    """Return `WORD=TYPE` texts as pairs. Raises BadParameter."""
    pairs = []
    for value in values:
        word, _, line = value.rpartition("=")
        if not word or line not in LINES:
            raise click.BadParameter(
                f"{value!r} is not WORD=TYPE, such as DSL=landline; the types are "
                f"{', '.join(LINES)}.",
                context,
                parameter,
            )
        pairs.append((word, LineType(line)))
    return tuple(pairs)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--watch",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Import each file that is put into a folder, until Ctrl-C.",
)
@options.flag("--follow", "Import rows of standard input as they come.")
@options.in_list("The list for these leads.")
@options.mapping
@options.country
@options.kind
@options.day("--scrubbed-on", "The day the file was cleared against do-not-call lists elsewhere.")
@options.text(
    "--offer",
    "TEXT",
    "What calls are about, so that running contracts count (consent add --kind contract).",
)
@click.option(
    "--on-duplicate",
    type=click.Choice([str(choice) for choice in OnDuplicate]),
    default="skip",
    help="For a known number: keep the lead, overwrite it, or fill its empty fields.",
)
@click.option(
    "--duplicates-in",
    type=click.Choice(["list", "anywhere"]),
    default="anywhere",
    help="Where to look for known numbers.",
)
@click.option(
    "--match",
    type=click.Choice([str(choice) for choice in MatchBy]),
    default="number",
    help=(
        "How to recognise a person: by number alone, or also by vendor's id, or name and address."
    ),
)
@click.option(
    "--not-worked-within",
    type=click.IntRange(1, 36_500),
    metavar="DAYS",
    help="Leave out people dialled in the last DAYS days.",
)
@options.text("--supplier", "NAME", "Who sold the list, for reports on its worth.")
@options.text("--price", "AMOUNT", "What it cost, such as '450 EUR'.")
@options.day("--bought-on", "When it was bought.")
@options.flag(
    "--inquiry", "These people asked your firm to call: now, or when --map inquired_at=COLUMN says."
)
@options.flag("--inquiry-names-us", "They named your firm, although the list was bought.")
@options.where
@options.flag("--map-anew", "Forget how earlier files of this source were read.")
@options.flag(
    "--yes", "Import without questions, even if columns conflict or most rows are rejected."
)
@options.text("--encoding", "NAME", "The encoding, such as cp1252.  [default: guessed]")
@options.text("--delimiter", "MARK", "What separates cells: one character, tab or spaces.")
@options.sheet
@click.option(
    "--header/--no-header",
    "has_header",
    default=None,
    help="Whether the first row names the columns.",
)
@click.option(
    "--finished",
    type=click.Choice(["leave", "never", "keep"]),
    help="Rows with a status such as Lost or Sale: leave out, never call, or keep.",
)
@click.option(
    "--doubtful",
    type=click.Choice([str(answer) for answer in Settling]),
    help="Rows that may say not to call: bar all, ask about each on its card, or leave callable.",
)
@click.option(
    "--line-type",
    "line_types",
    multiple=True,
    metavar="WORD=TYPE",
    callback=read_line_types,
    help="What a word for the line type means: mobile, landline or voip. Repeatable.",
)
@options.flag("--dry-run", "Only count; change nothing.")
@options.flag("--verbose", "Show every column and every reason.")
@options.shell_and_json
def import_file(
    shell: Shell,
    file: Path | None = None,
    folder: Path | None = None,
    list_name: str = "",
    mapping: tuple[tuple[str, str], ...] = (),
    country: str | None = None,
    kind: str | None = None,
    scrubbed_on: date | None = None,
    offer: str = "",
    on_duplicate: str = "skip",
    duplicates_in: str = "anywhere",
    match: str = "number",
    not_worked_within: int | None = None,
    supplier: str = "",
    price: str = "",
    bought_on: date | None = None,
    where: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    finished: str | None = None,
    doubtful: str | None = None,
    line_types: tuple[tuple[str, LineType], ...] = (),
    *,
    has_header: bool | None = None,
    map_anew: bool = False,
    inquiry: bool = False,
    inquiry_names_us: bool = False,
    follow: bool = False,
    yes: bool = False,
    dry_run: bool = False,
    verbose: bool = False,
) -> None:
    """Import leads from a file: CSV, TSV, .xlsx, .xls, .ods, vCard or JSON.

    The file may be packed as .gz or .zip; "-" reads standard input. The format and the columns are
    recognised and shown, and your options overrule them. Columns that fit no field are kept with
    the lead. The next file with the same columns is read the same way.

    Doubts are shown before anything is written, and an unlikely file waits for --yes. Rows with a
    known number are counted and handled as --on-duplicate says. Rows that cannot be read are
    written to NAME.rejects.csv, so that you can correct and import them.

    In a terminal you are asked whether the leads are businesses or consumers, and which country is
    meant if that is in doubt. --kind, --country and --yes answer that. In a pipe, leads are
    consumers in the firm's home country.

    --watch FOLDER and - --follow import what other programs send, until you stop them.
    """
    _refuse_mixed(file, folder, is_followed=follow, is_dry_run=dry_run)
    read_options = ReadOptions(encoding, delimiter, sheet, has_header)
    import_options = ImportOptions(
        list_name=list_name,
        mapping=mapping,
        country=country or "",
        kind=LeadKind(kind) if kind else None,
        scrubbed_on=scrubbed_on,
        offer=offer,
        is_dry_run=dry_run,
        manner=read_options,
        on_duplicate=OnDuplicate(on_duplicate),
        in_list=duplicates_in == "list",
        match=MatchBy(match),
        not_worked_within=not_worked_within,
        supplier=supplier,
        price=price,
        bought_on=bought_on,
        where=where,
        finished=finished or "",
        doubtful=Settling(doubtful) if doubtful else None,
        line_types=line_types,
        is_mapped_anew=map_anew,
        is_inquiry=inquiry,
        inquiry_names_us=inquiry_names_us,
        zone=shell.personal.zone,
        is_sure=yes,
        rejects_folder=Path.cwd() if str(file) == "-" else None,
    )
    if folder is not None:
        watch_folder(shell, folder, import_options, partial(_import_one, shell))
        return
    assert file is not None
    if follow:
        follow_pipe(shell, import_options)
        return
    # Start the reader process first, so that it loads while this process opens the database.
    early = click.get_current_context().with_resource(reader_for(file))
    with open_input(file) as source:
        # Open the file first: an unreadable file must not leave a new, empty database behind.
        opened: RowsFile | None = open_rows(source, read_options)
        with shell.database(keeps_new=not dry_run) as database:
            if has_terminal() and not (shell.is_json or yes):
                opened = None  # an answer may take minutes: look at the file again after it
            if has_terminal() and not (shell.is_json or yes or (kind and country)):
                import_options = ask_questions(database, source, import_options, shell.clock())
            if has_terminal() and not (shell.is_json or yes or dry_run or doubtful):
                look = partial(_find_doubtful, shell, database, source, import_options)
                rows = run_shown(database, look)
                import_options = ask_about_doubtful(rows, import_options)
            work = partial(_import, shell, database, source, opened, import_options, early)
            result = run_shown(database, work)
        if shell.is_json:
            for question in result.questions:
                if question.is_open:
                    print_stderr(say_taken(question))
            print_json(import_document(result))
            return
        print_import(result, is_dry_run=dry_run, is_verbose=verbose)


def _refuse_mixed(
    file: Path | None, folder: Path | None, *, is_followed: bool, is_dry_run: bool
) -> None:
    """Raise UsageError unless exactly one source is given, with options that fit it."""
    if (file is None) == (folder is None):
        raise click.UsageError("Name a FILE, or a folder with --watch FOLDER.")
    if is_followed and str(file) != "-":
        raise click.UsageError("--follow reads standard input: smiledial import - --follow.")
    if is_dry_run and (is_followed or folder is not None):
        raise click.UsageError("--dry-run is for one file.")


def _find_doubtful(
    shell: Shell,
    database: Database,
    source: Path,
    import_options: ImportOptions,
    count: Show,
    _: Begin,
) -> tuple[DoubtfulRow, ...]:
    looking = partial(count, "Looking for words that say not to call")
    return find_doubtful(database, source, import_options, shell.clock(), looking)


def _import_one(
    shell: Shell, database: Database, source: Path, options: ImportOptions, warn: Warn
) -> Imported:
    """Import a file of a watched folder; Ctrl-C waits until it is in."""
    return import_leads(
        database, source, options, agent=shell.agent_name, now=shell.clock(), warn=warn
    )


def _import(
    shell: Shell,
    database: Database,
    source: Path,
    opened: RowsFile | None,
    options: ImportOptions,
    early: Child | None,
    count: Show,
    begin: Begin,
) -> Imported:
    return import_leads(
        database,
        source,
        options,
        agent=shell.agent_name,
        now=shell.clock(),
        progress=partial(count, "Reading rows"),
        finishing=partial(count, "Updating known leads"),
        warn=print_stderr,
        begin=begin,
        early=early,
        file=opened,
    )
