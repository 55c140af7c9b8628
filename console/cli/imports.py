"""`smiledial imports` and `lists`: what came in, and taking it out of the work again."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from console.cli import completing, options
from console.cli.context import Shell, pass_shell
from console.cli.output import clock_text, counted, print_done, print_json, print_line, print_table
from console.cli.progress import shown_progress

if TYPE_CHECKING:
    from db.batches import BatchOfList

COUNTS = (
    "rows",
    "imported",
    "updated",
    "duplicate_in_file",
    "duplicate_in_database",
    "rejected",
    "on_dnc",
)


@click.group(invoke_without_command=True)
@options.is_json
@click.pass_context
def imports(context: click.Context, *, is_json: bool) -> None:
    """What was imported, newest first, and undoing it."""
    if context.invoked_subcommand is None:
        context.invoke(list_imports, is_json=is_json)


@imports.command("list")
@options.is_json
@pass_shell
def list_imports(shell: Shell, *, is_json: bool) -> None:
    """The latest imports, newest first."""
    from db.batches import read_batches

    with shell.database() as database, database.read() as connection:
        found = read_batches(connection)
    if is_json:
        print_json([_document(row) for row in found])
    elif found:
        zone = shell.personal.zone
        print_table(
            ("id", "when", "file", "list", "agent", "rows", "imported", "rejected"),
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
                for row in found
            ],
        )
    else:
        print_line("Nothing was imported yet: smiledial import FILE brings a list in.")


@imports.command()
@click.argument("batch_id", type=int, metavar="ID")
@options.is_json
@pass_shell
def show(shell: Shell, batch_id: int, *, is_json: bool) -> None:
    """One import: what became of its rows, and how its leads stand now."""
    from console.fields.columns import KEPT
    from console.lists.batches import touched_words
    from console.trouble import BadInput
    from db.batches import read_batch, states_of
    from db.undoing import touched_in

    with shell.database() as database, database.read() as connection:
        row = read_batch(connection, batch_id)
        if row is None:
            raise BadInput(f"There is no import {batch_id}: smiledial imports list shows them.")
        states = states_of(connection, batch_id)
        touched = touched_in(connection, batch_id, shell.clock(), 0)
    if is_json:
        document = {**_document(row), "checksum": row.checksum, "leads": states}
        document |= {"worked": touched.worked, "on_screen": touched.on_screen}
        document["mapping"] = [{"field": one, "column": name} for one, name in row.mapping or ()]
        print_json({**document, "may_undo": not (touched.worked or touched.on_screen)})
        return
    print_line(
        f"Import {row.id}: {row.file} into “{row.list_name}”, by {row.agent}, "
        f"{clock_text(row.at, shell.personal.zone)}"
    )
    for name in COUNTS:
        print_line(f"  {getattr(row, name):>9,} {name.replace('_', ' ')}")
    print_line(f"SHA-256 {row.checksum}")
    fields = [f"{field} from “{column}”" for field, column in row.mapping or () if field != KEPT]
    if fields:
        print_line(f"Read as {', '.join(fields)}; the next file with these columns is read so too.")
    for state, count in states.items():
        print_line(f"Now {counted(count, 'lead')} {state.replace('_', ' ')}")
    told = " and ".join(touched_words(touched, "lead", "leads"))
    if touched.worked:
        print_line(f"{told}: it can no longer be undone.")
    elif touched.on_screen:
        print_line(f"{told}: it cannot be undone before that is let go.")
    else:
        undo = f"smiledial imports undo {row.id} takes it out again"
        print_line(f"None was called, written to or passed over: {undo}.")


@imports.command()
@click.argument("batch_id", type=int, metavar="ID")
@options.is_json
@pass_shell
def undo(shell: Shell, batch_id: int, *, is_json: bool) -> None:
    """Take an import out again, as long as no lead of it was called, written to or passed over.

    While one is on an agent's screen it is refused: the same command again, later.
    """
    from console.lists.batches import undo_import

    with shell.database() as database:
        undone = undo_import(database, batch_id, shell.agent_name, shell.clock())
    told = [f"{counted(undone.leads, 'lead')} taken out of “{undone.list_name}”."]
    if undone.updated:
        told.append(f"{counted(undone.updated, 'lead')} that it updated stay as they are.")
    document = {"list": undone.list_name, "leads": undone.leads, "updated": undone.updated}
    print_done(document, *told, is_json=is_json)


@imports.command("finish")
@options.is_json
@pass_shell
def finish_left(shell: Shell, *, is_json: bool) -> None:
    """Do what imports left that died or were stopped, without waiting for the next one."""
    from console.importing.finishing import finish_imports

    with shell.database() as database, shown_progress() as show:
        step = partial(show, "Bringing known leads up to date")
        done = finish_imports(database, shell.clock(), step)
    dead = counted(done.dead, "import that was not whole", "imports that were not whole")
    told = f"Taken out: {dead}. Done: {counted(done.changes, 'change')} to known leads."
    print_done({"dead": done.dead, "changes": done.changes}, told, is_json=is_json)


@click.group(invoke_without_command=True)
@options.is_json
@click.pass_context
def lists(context: click.Context, *, is_json: bool) -> None:
    """The lists, what is in them and what they were worth; retire one, take it up again."""
    if context.invoked_subcommand is not None:
        return
    from console.cli.list_worth import is_telling, print_worth, worth_document
    from console.judging.documents import instant
    from console.lists.worth import add_up, worth_of
    from db.lists import read_lists

    shell = context.find_object(Shell)
    assert shell is not None
    with shell.database() as database, database.read() as connection:
        found = read_lists(connection)
        worth = worth_of(connection)
    if is_json:
        of_list = {one.name: worth_document(one) for one in worth}
        print_json(
            [
                {
                    "name": row.name,
                    "kind": row.kind,
                    "country": row.country,
                    "offer": row.offer or None,
                    "scrubbed_on": row.scrubbed_on.isoformat() if row.scrubbed_on else None,
                    "created_at": instant(row.created_at),
                    "retired_at": instant(row.retired_at),
                    "open": row.open,
                    "barred": row.barred,
                    "called": row.called,
                    **of_list.get(row.name, worth_document(add_up(row.name, ()))),
                }
                for row in found
            ]
        )
    elif found:
        zone = shell.personal.zone
        print_table(
            ("list", "kind", "leads", "open", "barred", "called", "since", "retired"),
            [
                (
                    row.name,
                    row.kind,
                    row.leads,
                    row.open,
                    row.barred,
                    row.called,
                    clock_text(row.created_at, zone),
                    clock_text(row.retired_at, zone),
                )
                for row in found
            ],
        )
        if is_telling(worth):
            click.echo()
            print_worth("list", worth)
    else:
        print_line("There are no lists yet: smiledial import FILE makes one.")


@lists.command("set")
@click.argument("name", type=completing.LIST)
@click.option("--supplier", metavar="NAME", help="Who sold it.")
@click.option("--price", metavar="AMOUNT", help="What it cost, such as '450 EUR'.")
@click.option("--bought-on", callback=options.read_day, metavar="DATE", help="When it was bought.")
@click.option("--import", "batch_id", type=int, metavar="ID", help="Which import of the list.")
@click.option(
    "--kind",
    type=click.Choice(["consumer", "business"]),
    help="Make all its leads such, each judged anew, those too of which a column said otherwise.",
)
@options.is_json
@pass_shell
def set_(
    shell: Shell,
    name: str,
    supplier: str | None,
    price: str | None,
    bought_on: date | None,
    batch_id: int | None,
    kind: str | None,
    *,
    is_json: bool,
) -> None:
    """Set what a list is: whom it holds, who sold it, for how much and when.

    Say who sold a list, for how much and when, so that reports tell what it was worth.

    A list that came in with several imports wants to know which: each was bought by itself. A ""
    takes a supplier or a price away.
    """
    from console.lists.worth import purchase_document, say_purchase, set_purchase

    is_bought = not (supplier is None and price is None and bought_on is None)
    if kind is not None and not is_bought:
        _set_kind(shell, name, kind, is_json=is_json)
        return
    if kind is not None:
        raise click.UsageError("--kind is set by itself: what was bought in a second command.")
    if not is_bought:
        raise click.UsageError("Say what to set: --supplier, --price, --bought-on or --kind.")
    with shell.database() as database:
        done = set_purchase(
            database,
            name,
            batch_id,
            supplier=supplier,
            price=price,
            bought_on=bought_on,
            agent=shell.agent_name,
            now=shell.clock(),
        )
    document = {"list": name, "import": done.id, **purchase_document(done.purchase)}
    told = f"“{name}”, import {done.id} ({done.file}): {say_purchase(done.purchase)}."
    print_done(document, told, is_json=is_json)


def _set_kind(shell: Shell, name: str, kind: str, *, is_json: bool) -> None:
    from console.lists.kinds import MANY, set_kind
    from db.enums import LeadKind

    wanted = LeadKind(kind)
    with shell.database() as database, shown_progress() as show:
        step = partial(show, "Judging the leads anew")
        done = set_kind(database, name, wanted, shell.agent_name, shell.clock(), step)
    told = [f"“{name}” is a list of {MANY[wanted]}: {counted(done.leads, 'lead')} judged anew."]
    if done.left:
        told.append(f"{done.left:,} on a screen just now were left: the same command once more.")
    document = {"list": name, "kind": kind, "leads": done.leads, "left": done.left}
    print_done(document, *told, is_json=is_json)


@lists.command()
@click.argument("name", type=completing.LIST)
@options.is_json
@pass_shell
def retire(shell: Shell, name: str, *, is_json: bool) -> None:
    """Take a list's leads out of the queue and of sessions; they stay in the database."""
    from console.lists.batches import retire_list

    with shell.database() as database:
        count = retire_list(database, name, shell.agent_name, shell.clock())
    told = f"{counted(count, 'lead')} of “{name}” will not be offered any more."
    print_done({"list": name, "leads": count}, told, is_json=is_json)


@lists.command()
@click.argument("name", type=completing.LIST)
@click.argument("offer")
@options.is_json
@pass_shell
def offer(shell: Shell, name: str, offer: str, *, is_json: bool) -> None:
    """Say what a list is called about, so that running contracts for it count there.

    They are recorded with consent add --kind contract; an OFFER of "" takes the mark away.
    """
    from console.lists.batches import mark_offer

    with shell.database() as database:
        count = mark_offer(database, name, offer, shell.agent_name, shell.clock())
    said = f"is called about “{offer}”" if offer.strip() else "is marked with no offer"
    told = f"“{name}” {said}; {counted(count, 'number')} with a contract judged anew."
    print_done({"list": name, "offer": offer.strip(), "numbers": count}, told, is_json=is_json)


@lists.command()
@click.argument("name", type=completing.LIST)
@options.is_json
@pass_shell
def resume(shell: Shell, name: str, *, is_json: bool) -> None:
    """Take a retired list up again."""
    from console.lists.batches import resume_list

    with shell.database() as database:
        count = resume_list(database, name, shell.agent_name, shell.clock())
    told = f"{counted(count, 'lead')} of “{name}” back in the queue, or barred as they were."
    print_done({"list": name, "leads": count}, told, is_json=is_json)


def _document(row: "BatchOfList") -> dict[str, object]:
    from console.judging.documents import instant

    return {
        "id": row.id,
        "list": row.list_name,
        "file": row.file,
        "at": instant(row.at),
        "agent": row.agent,
        **{name: getattr(row, name) for name in COUNTS},
    }
