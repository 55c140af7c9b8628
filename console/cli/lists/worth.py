"""What lists were worth, as a table and as a document: the same words in `lists` and in reports."""

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
"""Columns that a narrow terminal does without, the least needed first."""

ONLY_PAID = "Cost per yes counts only yeses of imports that have a price."


def worth_part(by: str, rows: Sequence[Worth]) -> Part:
    """The table; of lists it says who sold them too."""
    of_list = ("supplier", "bought") if by == "list" else ()
    header = (by, *COUNTS, "price", "cost per yes", *of_list)
    return Part(TITLE, header, [_row(by, one) for one in rows])


def _row(by: str, one: Worth) -> list[object]:
    counts = (one.leads, one.dead, one.wrong, one.reached, one.noes, one.yeses)
    costs = (say_prices(one.prices), say_prices(one.cost_per_yes))
    whence = (", ".join(one.suppliers), one.bought_on) if by == "list" else ()
    return [one.name, *counts, *costs, *whence]


def print_worth(by: str, rows: Sequence[Worth]) -> None:
    part = worth_part(by, rows)
    print_fitting(part.header, part.rows, SPARED, whole="--json")
    if any(one.prices and one.paid_yeses != one.yeses for one in rows):
        print_line(ONLY_PAID)


def worth_document(one: Worth) -> Document:
    """Without its name; prices in the currency itself, 450.5 for 450.50."""
    return {
        "suppliers": list(one.suppliers),
        "bought_on": one.bought_on.isoformat() if one.bought_on else None,
        "leads": one.leads,
        "dead_numbers": one.dead,
        "wrong_persons": one.wrong,
        "reached": one.reached,
        "noes": one.noes,
        "yeses": one.yeses,
        "prices": {code: paid / 100 for code, paid in one.prices.items()},
        "cost_per_yes": {code: paid / 100 for code, paid in one.cost_per_yes.items()},
    }


def is_telling(rows: Sequence[Worth]) -> bool:
    """Whether there is anything to tell: something was bought, called or found to be dead."""
    return any(
        one.suppliers or one.prices or one.dead or one.wrong or one.reached or one.noes
        for one in rows
    )


# `smiledial segments`: screenings saved under a name.


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
    told = f"Saved: use it as --where @{name}."
    print_done({"name": name, "where": expression}, told, is_json=is_json)


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
