"""`smiledial lines` and `reassigned`: look-ups of numbers, such as which are mobiles."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    clock_text,
    day_text,
)
from console.cli.shell.progress import shown_progress
from console.cli.shell.standard_input import open_input
from console.do_not_call.evidence import LATEST_ZONE
from console.files.tables.opening import open_rows
from console.importing.look_ups.dated_lists import Loaded
from console.importing.look_ups.line_types import (
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
from console.importing.look_ups.reassigned import (
    FIELDS,
    AnswerRows,
    AnswerSets,
    AnswersHeld,
    NewAnswers,
    answers_held,
    load_answers,
    read_answers,
    remove_answers,
)
from console.importing.look_ups.reassigned import find_columns as find_answer_columns
from console.importing.rows.rejects import RejectsFile
from console.judging.documents import instant
from console.view.text.counts import many
from db.columns import Document
from db.enums import Reassigned

WORDS = {Reassigned.YES: "yes", Reassigned.NO_DATA: "no data", Reassigned.NO: "no"}


@click.group()
def lines() -> None:
    """Lists that say which numbers are mobiles, landlines or voip."""


@lines.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@options.day("--as-of", "The day the numbers were looked up.", is_required=True)
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
@options.flag("--dry-run", "Only count; change nothing.")
@options.shell_and_json
def import_lines(
    shell: Shell,
    file: Path,
    as_of: date,
    source: str,
    mapping: tuple[tuple[str, str], ...],
    country: str | None,
    *,
    dry_run: bool,
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
    held = loaded.held
    named = f"{held.name} of {day_text(held.as_of)}"
    text = f"{named}: {many(held.total, 'number')}, in force for every list and agent."
    if loaded.was_there:
        text = f"{named} was there already, from the same file: nothing was loaded again."
    document = {
        **_list_document(held),
        "columns": {"phone": names[0], "line_type": names[1]},
        "without_line": counts.without_line,
    }
    read = [f"Numbers from “{names[0]}”, lines from “{names[1]}”.", *_say_lines(counts)]
    _print_load(shell, _Load(loaded, counts, written, text, "line type", dry_run), document, read)


def _say_lines(counts: LineRows) -> Iterator[str]:
    lines = [f"{counts.lines[line]:,} {line.value}" for line in LINES if counts.lines[line]]
    yield f"{many(counts.rows, 'row')}: {', '.join(lines) or 'no line named'}."
    if counts.without_line:
        words = say_words(counts.without)
        yield f"{many(counts.without_line, 'row')} without a line type: {words}."


@lines.command("status")
@options.shell_and_json
def lines_status(shell: Shell) -> None:
    """Show the lists of line types, newest first. If two differ, the newest counts."""
    with shell.database() as database, database.read() as connection:
        held = lines_held(connection)
    shell.print_rows(
        [_list_document(source) for source in held],
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
        "No list of line types is loaded: smiledial lines import FILE --source NAME --as-of DATE",
    )


@lines.command("remove")
@click.argument("source", type=completions.LINE_SOURCE)
@options.day("--as-of", "Which one, if several lists have that name.")
@options.shell_and_json
def remove_list(shell: Shell, source: str, as_of: date | None) -> None:
    """Remove a list. Older lists and the leads' own files count again."""
    with shell.database() as database:
        held, moved = remove_lines(database, source, as_of, shell.agent_name, shell.clock())
    text = f"{held.name} of {day_text(held.as_of)} is out: {many(held.total, 'number')}."
    document = {**_list_document(held), "moved": moved}
    shell.print_done(document, text, _moved_words(moved, "line type"))


def _list_document(held: LinesHeld) -> Document:
    return {
        "source": held.name,
        "as_of": held.as_of.isoformat(),
        "numbers": {line.value: held.numbers.get(line, 0) for line in LINES},
        "loaded_at": instant(held.loaded_at),
        "agent": held.agent,
        "file": held.file,
        "checksum": held.checksum,
    }


@click.group()
def reassigned() -> None:
    """Answers of the reassigned numbers database: may somebody else have a number now?

    “yes” bars a number everywhere. Where the law asks for an answer, as Maine's does for sales
    calls to consumers, only a “no” of the last 31 days allows the call.
    """


@reassigned.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=partial(options.read_pairs, fields=FIELDS),
    help="The column of phone, asked_date, answer or answered_at: its name, or its position "
    "from 1.",
)
@options.day("--answered-on", "The day of all answers, where the file has no column for it.")
@options.country
@options.flag("--dry-run", "Only count; change nothing.")
@options.shell_and_json
def import_answers(
    shell: Shell,
    file: Path,
    mapping: tuple[tuple[str, str], ...],
    answered_on: date | None,
    country: str | None,
    *,
    dry_run: bool,
) -> None:
    """Load answers from a table with the columns phone, asked_date, answer and answered_at.

    They apply to present and later leads, to check and to scrub, all at once or not at all. Agents
    go on calling meanwhile. The newest answer about a number counts. Rows that cannot be read are
    written to NAME.rejects.csv. The same file again changes nothing.
    """
    home = shell.home(country)
    now = shell.clock()
    latest = (now + LATEST_ZONE).astimezone(UTC).date()
    if answered_on is not None and answered_on > latest:
        raise click.BadParameter("That day is yet to come.", param_hint="--answered-on")
    with open_input(file) as path, shown_progress() as show, AnswerSets() as sets:
        rows_file = open_rows(path)
        columns = find_answer_columns(rows_file, mapping, home, answered_on)
        with RejectsFile(path, rows_file.header, is_written=not dry_run) as rejects:
            counts = AnswerRows()  # used if the file has no rows
            for counts in read_answers(
                rows_file, columns, home, answered_on, latest, sets, rejects
            ):
                show("reading", counts.rows, max(counts.rows, rows_file.about))
            new = NewAnswers(path.name, rows_file.checksum, shell.agent_name, now, counts.asked)
            with shell.database(keeps_new=not dry_run) as database:
                loaded = load_answers(database, new, sets.sets, show, is_dry_run=dry_run)
            # Keep the rejects file only now: if the load fails, no file must stay behind.
            written = None if dry_run else rejects.keep()
    at = {"phone": columns.phone, "asked_date": columns.asked, "answer": columns.answer}
    if columns.answered is not None:
        at["answered_at"] = columns.answered
    names = {name: rows_file.header[position] for name, position in at.items()}
    held = loaded.held
    text = f"{held.id}: {many(held.total, 'answer')}, in force for every list and agent."
    if loaded.was_there:
        text = f"This file was loaded already, as {held.id}: nothing was loaded again."
    document = {
        **_answers_document(held),
        "columns": names,
        "without_answer": counts.without_answer,
    }
    columns_read = ", ".join(f"{name} from “{names[name]}”" for name in names)
    read = [f"Read {columns_read}.", *_say_answers(counts)]
    _print_load(shell, _Load(loaded, counts, written, text, "answer", dry_run), document, read)


def _say_answers(counts: AnswerRows) -> Iterator[str]:
    answers = [
        f"{counts.answers[answer]:,} {word}"
        for answer, word in WORDS.items()
        if counts.answers[answer]
    ]
    yield f"{many(counts.rows, 'row')}: {', '.join(answers) or 'no answer'}."
    if counts.without_answer:
        yield f"{many(counts.without_answer, 'row')} without an answer: not loaded."


@reassigned.command("status")
@options.shell_and_json
def answers_status(shell: Shell) -> None:
    """Show the files of answers in force, newest first."""
    with shell.database() as database, database.read() as connection:
        held = answers_held(connection)
    shell.print_rows(
        [_answers_document(load) for load in held],
        ("id", "answers of", *WORDS.values(), "loaded", "by", "file"),
        [
            (
                load.id,
                day_text(load.last),
                *(f"{load.numbers.get(answer, 0):,}" for answer in WORDS),
                clock_text(load.loaded_at, shell.personal.zone),
                load.agent,
                load.file,
            )
            for load in held
        ],
        "No answers are loaded: smiledial reassigned import FILE",
    )


@reassigned.command("remove")
@click.argument("id_", metavar="ID", type=completions.ANSWERS)
@options.shell_and_json
def remove_file(shell: Shell, id_: str) -> None:
    """Remove a file of answers by its id. Older answers count again."""
    with shell.database() as database:
        held, moved = remove_answers(database, id_, shell.agent_name, shell.clock())
    text = f"{held.id} ({held.file}) is out: {many(held.total, 'answer')}."
    document = {**_answers_document(held), "moved": moved}
    shell.print_done(document, text, _moved_words(moved, "answer"))


def _answers_document(held: AnswersHeld) -> Document:
    return {
        "id": held.id,
        "answers": {answer.value: held.numbers.get(answer, 0) for answer in WORDS},
        "answered": [held.first.isoformat(), held.last.isoformat()],
        "loaded_at": instant(held.loaded_at),
        "agent": held.agent,
        "file": held.file,
        "checksum": held.checksum,
    }


class _Load(NamedTuple):
    """What came of a load; `text` says it, and `what` is what numbers may have otherwise now."""

    loaded: Loaded[LinesHeld] | Loaded[AnswersHeld]
    counts: LineRows | AnswerRows
    written: Path | None
    text: str
    what: str
    is_dry_run: bool


def _print_load(shell: Shell, load: _Load, document: Document, lines: Iterable[str]) -> None:
    loaded, counts = load.loaded, load.counts
    result = {
        "dry_run": load.is_dry_run,
        "rows": counts.rows,
        "rejected": counts.rejected,
        "rejects_file": str(load.written) if load.written else None,
        "moved": loaded.moved,
        "was_there": loaded.was_there,
    }
    rejected = [f"  {count:,} {reason}" for reason, count in counts.reasons[:5]]
    if counts.rejected:
        rejected.insert(0, f"{many(counts.rejected, 'row')} rejected:")
    if load.written:
        rejected.append(f"They are in {load.written}: correct them and load that file.")
    done = [load.text, _moved_words(loaded.moved, load.what)]
    if load.is_dry_run:
        done = ["Nothing was changed: this was a dry run."]
    shell.print_done(document | result, *lines, *rejected, *done)


def _moved_words(moved: int, what: str) -> str:
    leads = many(moved, "number of your leads has", "numbers of your leads have")
    return f"{leads} another {what} than before."
