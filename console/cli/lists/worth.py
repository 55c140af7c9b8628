"""The worth of lists, as `lists` and reports show it, and `smiledial segments`."""

from collections.abc import Sequence

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_done, print_fitting, print_json, print_line, print_table
from console.lists.list_worth import Worth
from console.lists.screening import remove_segment, save_segment, segments_of
from console.rules.money import say_prices
from console.view.text.report_codes import Part
from db.columns import Document

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
@options.is_json
@pass_shell
def save(shell: Shell, name: str, expression: str, *, is_json: bool) -> None:
    """Save an expression, such as 'income >= 100k and occupation ~ dentist'."""
    with shell.database() as database:
        save_segment(database, name, expression, shell.agent_name, shell.clock())
    text = f"Saved: use it as --where @{name}."
    print_done({"name": name, "where": expression}, text, is_json=is_json)


@segments.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """List all saved screenings."""
    with shell.database() as database, database.read() as connection:
        saved = segments_of(connection)
    if is_json:
        print_json([{"name": name, "where": text} for name, text in saved.items()])
    elif saved:
        print_table(("name", "screening"), list(saved.items()))
    else:
        print_line("No segments: smiledial segments save NAME EXPR makes one.")


@segments.command()
@click.argument("name", type=completions.SEGMENT)
@options.is_json
@pass_shell
def remove(shell: Shell, name: str, *, is_json: bool) -> None:
    """Delete a saved screening."""
    with shell.database() as database:
        remove_segment(database, name, shell.agent_name, shell.clock())
    print_done({"name": name}, f"Removed “{name}”.", is_json=is_json)
