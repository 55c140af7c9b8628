"""`smiledial lists`: the lists with their counts and worth; set, retire and resume them.

Also `smiledial segments`.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    clock_text,
    print_fitting,
    print_json,
    print_line,
)
from console.cli.shell.progress import shown_progress
from console.judging.documents import instant
from console.lists.batches import MANY, mark_offer, resume_list, retire_list, set_kind
from console.lists.list_worth import (
    Worth,
    add_up,
    purchase_document,
    say_purchase,
    set_purchase,
    worth_of,
)
from console.lists.screening import remove_segment, save_segment, segments_of
from console.rules.money import say_prices
from console.supervision.floor.lead_warnings import read_clearings
from console.view.text.counts import many
from console.view.text.report_codes import Part
from db.columns import Document
from db.enums import LeadKind
from db.lists.catalogue import count_leads, read_lists

TITLE = "What they were worth so far"
COUNTS = ("leads", "dead numbers", "wrong persons", "reached", "noes", "yeses")
SPARED = ("wrong persons", "dead numbers", "noes", "bought")
"""Columns that a narrow terminal leaves out, the least needed first."""

ONLY_PAID = "Cost per yes counts only yeses of imports that have a price."


def worth_part(by: str, rows: Sequence[Worth]) -> Part:
    """Return the worth as a table; for lists also with suppliers and the day of purchase."""
    of_list = ("supplier", "bought") if by == "list" else ()
    header = (by, *COUNTS, "price", "cost per yes", *of_list)
    return Part(TITLE, header, [_row(by, row) for row in rows])


def _row(by: str, worth: Worth) -> list[object]:
    counts = (worth.leads, worth.dead, worth.wrong, worth.reached, worth.noes, worth.yeses)
    costs = (say_prices(worth.prices), say_prices(worth.cost_per_yes))
    purchase = (", ".join(worth.suppliers), worth.bought_on) if by == "list" else ()
    return [worth.name, *counts, *costs, *purchase]


def print_worth(by: str, rows: Sequence[Worth]) -> None:
    part = worth_part(by, rows)
    print_fitting(part.header, part.rows, SPARED, whole="--json")
    if any(row.prices and row.paid_yeses != row.yeses for row in rows):
        print_line(ONLY_PAID)


def worth_document(worth: Worth) -> Document:
    """Return the worth without its name. Prices are in currency units: 450.5 for 450.50 EUR."""
    return {
        "suppliers": list(worth.suppliers),
        "bought_on": worth.bought_on.isoformat() if worth.bought_on else None,
        "leads": worth.leads,
        "dead_numbers": worth.dead,
        "wrong_persons": worth.wrong,
        "reached": worth.reached,
        "noes": worth.noes,
        "yeses": worth.yeses,
        "prices": {code: paid / 100 for code, paid in worth.prices.items()},
        "cost_per_yes": {code: paid / 100 for code, paid in worth.cost_per_yes.items()},
    }


def has_worth(rows: Sequence[Worth]) -> bool:
    """Whether any list was bought or called, or has dead numbers: only then is its worth known."""
    return any(
        row.suppliers or row.prices or row.dead or row.wrong or row.reached or row.noes
        for row in rows
    )


@click.group()
def segments() -> None:
    """Saved screenings, to use as `--where @NAME`."""


@segments.command()
@click.argument("name")
@click.argument("expression")
@options.shell_and_json
def save(shell: Shell, name: str, expression: str) -> None:
    """Save an expression, such as 'income >= 100k and occupation ~ dentist'."""
    with shell.database() as database:
        save_segment(database, name, expression, shell.agent_name, shell.clock())
    text = f"Saved: use it as --where @{name}."
    shell.print_done({"name": name, "where": expression}, text)


@segments.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List all saved screenings."""
    with shell.database() as database, database.read() as connection:
        saved = segments_of(connection)
    shell.print_rows(
        [{"name": name, "where": text} for name, text in saved.items()],
        ("name", "screening"),
        list(saved.items()),
        "No segments: smiledial segments save NAME EXPR makes one.",
    )


@segments.command()
@click.argument("name", type=completions.SEGMENT)
@options.shell_and_json
def remove(shell: Shell, name: str) -> None:
    """Delete a saved screening."""
    with shell.database() as database:
        remove_segment(database, name, shell.agent_name, shell.clock())
    shell.print_done({"name": name}, f"Removed “{name}”.")


@click.group(invoke_without_command=True)
@options.shell_and_json
@click.pass_context
def lists(context: click.Context, shell: Shell) -> None:
    """Lists of leads: what is in them and what they were worth; retire or resume one."""
    if context.invoked_subcommand is not None:
        return

    with shell.database() as database, database.read() as connection:
        counts = count_leads(connection)
        rows = read_lists(connection, counts)
        worth = worth_of(connection, counts=counts)
        clearings = () if shell.is_json else read_clearings(database)
    if shell.is_json:
        documents = {row.name: worth_document(row) for row in worth}
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
                    **documents.get(row.name, worth_document(add_up(row.name, ()))),
                }
                for row in rows
            ]
        )
    elif rows:
        zone = shell.personal.zone
        print_fitting(
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
                for row in rows
            ],
            ("since", "called"),
            whole="--json",
        )
        today = shell.clock().astimezone(ZoneInfo(zone)).date()
        for clearing in clearings:
            sign = "! " if clearing.must_renew(today) else ""
            print_line(f"{sign}{clearing.sentence(today)}.")
        if has_worth(worth):
            print_line("")
            print_worth("list", worth)
    else:
        print_line("There are no lists yet. Import one: smiledial import FILE")


@lists.command("set")
@click.argument("name", type=completions.LIST)
@click.option("--supplier", metavar="NAME", help="Who sold it.")
@click.option("--price", metavar="AMOUNT", help="What it cost, such as '450 EUR'.")
@options.day("--bought-on", "When it was bought.")
@click.option(
    "--import",
    "batch_id",
    type=options.ID,
    metavar="ID",
    help="Which import, if the list has several.",
)
@click.option(
    "--kind",
    type=click.Choice(["consumer", "business"]),
    help="Make all its leads consumers or businesses, and judge each again.",
)
@options.shell_and_json
def set_(
    shell: Shell,
    name: str,
    supplier: str | None,
    price: str | None,
    bought_on: date | None,
    batch_id: int | None,
    kind: str | None,
) -> None:
    """Say whom a list holds, who sold it, for how much and when.

    Reports then show what the list was worth. If several imports made the list, say which one you
    mean: each has its own price. An empty text removes a supplier or a price.
    """
    is_bought = not (supplier is None and price is None and bought_on is None)
    if kind is not None and not is_bought:
        _set_kind(shell, name, kind)
        return
    if kind is not None:
        raise click.UsageError("Set --kind alone, and what was bought in a second command.")
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
    text = f"“{name}”, import {done.id} ({done.file}): {say_purchase(done.purchase)}."
    shell.print_done(document, text)


def _set_kind(shell: Shell, name: str, kind: str) -> None:
    wanted = LeadKind(kind)
    with shell.database() as database, shown_progress() as show:
        step = partial(show, "Checking the leads again")
        done = set_kind(database, name, wanted, shell.agent_name, shell.clock(), step)
    sentences = [f"“{name}” is a list of {MANY[wanted]}: {many(done.leads, 'lead')} checked again."]
    if done.left:
        sentences.append(
            f"{done.left:,} on a screen just now were left: the same command once more."
        )
    document = {"list": name, "kind": kind, "leads": done.leads, "left": done.left}
    shell.print_done(document, *sentences)


@lists.command()
@click.argument("name", type=completions.LIST)
@options.shell_and_json
def retire(shell: Shell, name: str) -> None:
    """Take a list's leads out of the queue and of sessions. They stay in the database."""
    with shell.database() as database:
        count = retire_list(database, name, shell.agent_name, shell.clock())
    text = f"{many(count, 'lead')} of “{name}” will not be offered any more."
    shell.print_done({"list": name, "leads": count}, text)


@lists.command()
@click.argument("name", type=completions.LIST)
@click.argument("offer")
@options.shell_and_json
def offer(shell: Shell, name: str, offer: str) -> None:
    """Say what calls to this list are about, so that running contracts for it count.

    Record the contracts with consent add --kind contract. An OFFER of "" removes it.
    """
    with shell.database() as database:
        count = mark_offer(database, name, offer, shell.agent_name, shell.clock())
    state = f"is called about “{offer}”" if offer.strip() else "is marked with no offer"
    text = f"“{name}” {state}; {many(count, 'number')} with a contract checked again."
    shell.print_done({"list": name, "offer": offer.strip(), "numbers": count}, text)


@lists.command()
@click.argument("name", type=completions.LIST)
@options.shell_and_json
def resume(shell: Shell, name: str) -> None:
    """Put a retired list back into the queue."""
    with shell.database() as database:
        count = resume_list(database, name, shell.agent_name, shell.clock())
    text = f"{many(count, 'lead')} of “{name}” back in the queue, or barred as they were."
    shell.print_done({"list": name, "leads": count}, text)
