"""`smiledial imports`: list past imports, and undo them."""

from functools import partial

import click

from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    clock_text,
    print_json,
    print_line,
    print_table,
)
from console.cli.shell.progress import shown_progress
from console.desk.queue.blocked_reasons import WAITING
from console.do_not_call.text_reading import read_texts
from console.files.fields.columns.headings import read_name
from console.files.fields.columns.layout import DO_NOT_CALL, KEPT
from console.importing.publishing import finish_imports
from console.judging.documents import instant
from console.lists.batches import touched_words, undo_import
from console.rules.text import clean_line
from console.trouble import BadInput
from console.view.text.counts import many
from db.imports.batches import BatchOfList, read_batch, read_batches, states_of
from db.imports.checkpoints import interrupted_imports, is_under_way
from db.imports.undo import touched_in
from db.lists.catalogue import RETIRED

COUNTS = (
    *("rows", "imported", "updated", "duplicate_in_file", "duplicate_in_database"),
    *("rejected", "on_dnc"),
)


@click.group(invoke_without_command=True)
@options.json_option
@click.pass_context
def imports(context: click.Context) -> None:
    """List past imports, and undo them."""
    if context.invoked_subcommand is None:
        context.invoke(list_imports)


@imports.command("list")
@options.shell_and_json
def list_imports(shell: Shell) -> None:
    """List all imports, newest first."""
    with shell.database() as database, database.read() as connection:
        batches = read_batches(connection)
        interrupted = [] if is_under_way(database) else interrupted_imports(connection)
    if shell.is_json:
        print_json([_document(row) for row in batches])
    elif batches:
        zone = shell.personal.zone
        is_left = any(row.finished == "leave" for row in batches)
        rejected = "rejected, left out" if is_left else "rejected"
        print_table(
            ("id", "when", "file", "list", "agent", "rows", "imported", rejected),
            [
                (
                    row.id,
                    clock_text(row.at, zone),
                    row.file,
                    row.list_name,
                    row.agent,
                    row.rows,
                    row.imported,
                    row.rejected,
                )
                for row in batches
            ],
        )
    else:
        print_line("There are no imports yet. Import a list: smiledial import FILE")
    for row in interrupted if not shell.is_json else ():
        print_line(
            f"“{clean_line(row.file)}” was interrupted after {row.rows:,} rows: the same import "
            "goes on with it, and smiledial imports finish takes it out."
        )


@imports.command()
@click.argument("batch_id", type=options.ID, metavar="ID")
@options.shell_and_json
def show(shell: Shell, batch_id: int) -> None:
    """Show what became of an import's rows, and where its leads stand now."""
    with shell.database() as database, database.read() as connection:
        row = read_batch(connection, batch_id)
        if row is None:
            raise BadInput(f"There is no import {batch_id}: smiledial imports list shows them.")
        states = states_of(connection, batch_id)
        touched = touched_in(connection, batch_id, shell.clock(), 0)
    if shell.is_json:
        document = {**_document(row), "checksum": row.checksum, "leads": states}
        document |= {"worked": touched.worked, "on_screen": touched.on_screen}
        document["mapping"] = [
            {"field": singular, "column": name} for singular, name in row.mapping or ()
        ]
        print_json({**document, "may_undo": not (touched.worked or touched.on_screen)})
        return
    print_line(
        f"Import {row.id}: {row.file} into “{row.list_name}”, by {row.agent}, "
        f"{clock_text(row.at, shell.personal.zone)}"
    )
    for name in COUNTS:
        label = name.replace("_", " ")
        if name == "rejected" and row.finished == "leave":
            label = "rejected or left out, as finished elsewhere"
        print_line(f"  {getattr(row, name):>9,} {label}")
    print_line(f"SHA-256 {row.checksum}")
    fields = [
        f"{_named(field, column)} from “{column}”"
        for field, column in row.mapping or ()
        if field != KEPT
    ]
    if fields:
        print_line(
            f"Read as {', '.join(fields)}; the next file with these columns is read the same way."
        )
    for state, count in states.items():
        named = "in a retired list" if state == RETIRED else state.replace("_", " ")
        singular, plural = WAITING.get(state, (f"is {named}", f"are {named}"))
        print_line(f"Now {many(count, 'lead')} {singular if count == 1 else plural}")
    text = " and ".join(touched_words(touched, "lead", "leads"))
    if touched.worked:
        print_line(f"{text}: the import can no longer be undone.")
    elif touched.on_screen:
        print_line(f"{text}: the import cannot be undone until it is off the screen.")
    else:
        undo = f"to undo the import, run smiledial imports undo {row.id}"
        print_line(f"None was called, written to or passed over: {undo}.")


@imports.command()
@click.argument("batch_id", type=options.ID, metavar="ID")
@options.shell_and_json
def undo(shell: Shell, batch_id: int) -> None:
    """Undo an import: remove its leads.

    This works only until one of its leads has been called, written to or skipped. If a lead is on
    an agent's screen, try again later.
    """
    with shell.database() as database:
        undone = undo_import(database, batch_id, shell.agent_name, shell.clock())
    sentences = [f"{many(undone.leads, 'lead')} taken out of “{undone.list_name}”."]
    if undone.updated:
        sentences.append(f"{many(undone.updated, 'lead')} that it updated stay as they are.")
    document = {"list": undone.list_name, "leads": undone.leads, "updated": undone.updated}
    shell.print_done(document, *sentences)


@imports.command("finish")
@options.shell_and_json
def finish_left(shell: Shell) -> None:
    """Finish what a stopped import left undone, without waiting for the next import.

    It also reads the notes and columns of leads that an older version brought in, for words that
    say not to call.
    """
    with shell.database() as database, shown_progress() as show:
        step = partial(show, "Updating known leads")
        done = finish_imports(database, shell.clock(), step)
        who = (shell.agent_name, shell.clock())
        marked = read_texts(database, *who, progress=partial(show, "Reading notes"))
    dead = many(done.dead, "unfinished import", "unfinished imports")
    text = f"Taken out: {dead}. Done: {many(done.changes, 'change')} to known leads."
    if marked:
        leads = "1 lead asks or may ask" if marked == 1 else f"{marked:,} leads ask or may ask"
        text += f" {leads} not to be called, by what its notes or columns say: see smiledial why."
    document = {"dead": done.dead, "changes": done.changes, "doubtful": marked}
    shell.print_done(document, text)


def _named(field: str, column: str) -> str:
    """Return the field; a status is stored as a column of requests, of which it has a few words."""
    return "status" if field == DO_NOT_CALL and read_name(column).is_status else field


def _document(row: BatchOfList) -> dict[str, object]:
    return {
        "id": row.id,
        "list": row.list_name,
        "file": row.file,
        "at": instant(row.at),
        "agent": row.agent,
        **{name: getattr(row, name) for name in COUNTS},
        **({"finished": row.finished} if row.finished else {}),
    }
