"""`smiledial report agents`, `outcomes`, `hours` and others, `line`: two minutes at six o'clock."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from console.cli.lists.worth import TITLE, print_worth, worth_document, worth_part
from console.cli.reports.call_tables import WEEKS, Tables, one_line
from console.cli.reports.compliance import put_out
from console.cli.reports.forms import print_form
from console.cli.reports.options import (
    AXES,
    Calls,
    CallsInAForm,
    Days,
    by_two,
    days_asked,
    of_calls,
    of_some_days,
)
from console.cli.shell import options, progress
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import report_document
from console.cli.shell.output import json_text, print_aside, print_done, print_fitting, print_line
from console.judging.history.seal_copies import keep_seal
from console.lists.list_worth import worth_of
from console.supervision.reports.calls import reach_by_week, report
from console.supervision.reports.other_reports import STANDINGS, Stand, Standing, where_lists_stand
from console.view.text.report_codes import Part
from db.audit.seals import seal_text

if TYPE_CHECKING:
    from console.lists.list_worth import Worth


def _by(name: str, by: str, told: str) -> click.Command:
    @click.command(name, help=told)
    @of_calls
    @by_two(by)
    @pass_shell
    def command(shell: Shell, /, then: str | None, **asked: Unpack[CallsInAForm]) -> None:
        _print(shell, by, then or "", **asked)

    return command


@click.command()
@of_calls
@click.option(
    "--by",
    "axes",
    type=click.Choice(AXES),
    multiple=True,
    help="A row for each; said twice, for each two that come together.  [default: agent]",
)
@pass_shell
def calls(shell: Shell, /, axes: tuple[str, ...], **asked: Unpack[CallsInAForm]) -> None:
    """What calls brought, with a row for each of what --by says."""
    if len(axes) > 2 or len(set(axes)) < len(axes):
        raise click.UsageError("--by is said once, or twice with two different words.")
    by, then = (*axes, "")[:2] if axes else ("agent", "")
    _print(shell, by, then, **asked)


@click.command()
@of_calls
@click.option(
    "--by",
    "then",
    type=click.Choice(AXES),
    default="list",
    show_default=True,
    help="supplier: a row for each who sold some. Else one for each two that come together.",
)
@pass_shell
def lists(shell: Shell, /, then: str, **asked: Unpack[CallsInAForm]) -> None:
    """What the calls to each list's people brought, and what it was worth so far.

    Its worth is that of all calls of all agents, whatever the days: dead numbers, wrong persons,
    people reached, noes, yeses, and the price with the cost per yes, where they are known (import
    --price, lists set --price). It is left out with --agent, and where nothing of a purchase is
    known; smiledial lists has it all the same.
    """
    if then in {"list", "supplier"}:
        _print(shell, then, "", **asked)
    else:
        _print(shell, "list", then, **asked)


@click.command()
@of_some_days
@progress.to
@options.is_json
@pass_shell
def line(shell: Shell, /, mail_to: str, *, is_json: bool, **asked: Unpack[Days]) -> None:
    """All of it in one line, as for the subject of a mail, with the seal of the audit log."""

    made = _report(shell, "agent", **asked).made
    with shell.database() as database:
        head, untold = keep_seal(database, shell.clock())
    for one in untold:
        print_aside(one)
    seal = seal_text(head)
    told = one_line(made)
    document = {"line": told, **report_document(made), "seal": seal}
    if mail_to:
        print_aside(progress.post(shell, mail_to, "line", told, f"{told}\nSeal {seal}\n"))
    print_done(document, f"{told}, seal {seal}", is_json=is_json)


COMMANDS = (
    calls,
    _by("agents", "agent", "What each agent's calls brought, and all together."),
    _by("outcomes", "outcome", "How the calls ended."),
    lists,
    _by("hours", "hour", "What each hour of the day brought, on your clock."),
    _by("days", "day", "What each day brought, on your clock."),
    _by("weeks", "week", "What each week brought, from its Monday, on your clock."),
    _by("segments", "segment", "What the calls to those who fit each saved segment brought."),
    _by(
        "caller-ids",
        "caller",
        "What calls brought by the number they showed, and how many of a hundred were answered by "
        "a person in each of the last eight weeks: one that is losing its name shows.",
    ),
    line,
)


def _report(
    shell: Shell,
    by: str,
    first: date | None,
    last: date | None,
    agent: str,
    list_name: str,
    where: str = "",
    compare: str | None = None,
    then: str = "",
) -> Tables:

    now = shell.clock()
    asked = days_asked(shell, first, last, agent, list_name, where)
    if compare and {by, then} & {"day", "week"}:
        raise click.UsageError("Days and weeks stand beside each other already: leave --compare.")
    with shell.reports() as database:
        made = report(database, by, asked, now, then)
        earlier = asked.earlier(compare, now) if compare else None
        before = report(database, by, earlier, now, then) if earlier else None
        is_of_numbers = by == "caller" and not then
        weeks = reach_by_week(database, asked, WEEKS, now) if is_of_numbers else {}
    return Tables(by, made, before, weeks, then)


def _print(
    shell: Shell, by: str, then: str, form: str, output: Path | None, **asked: Unpack[Calls]
) -> None:

    tables = _report(shell, by, then=then, **asked)
    whole = "" if then else by
    stand = _stand(shell, whole, asked)
    worth, standing = _worth(shell, whole, asked, stand), stand.lists
    if form == "table" and output is None:
        print_line(tables.line)
        if tables.made.rows:
            print_line("")
            print_fitting(*tables.table())
        elif "segment" in (by, then):
            print_line("No segment is saved: smiledial segments save NAME EXPR makes one.")
        if standing:
            print_line("")
            print_line(f"{STAND}:")
            part = _standing_part(standing)
            print_fitting(part.header, part.rows, ("exhausted", "never called"))
        if worth:
            print_line("")
            print_line(f"{TITLE}:")
            print_worth(by, worth)
        return
    put_out(_text(tables, form, worth, standing), output)


STAND = "Where they stand now"


def _stand(shell: Shell, by: str, asked: "Calls") -> "Stand":

    if by != "list" or asked["agent"] or asked["where"] or asked["compare"]:
        return Stand()
    with shell.reports() as database:
        return where_lists_stand(database, shell.clock(), asked["list_name"])


def _standing_part(rows: "Sequence[Standing]") -> Part:

    total = Standing(0, "all")
    for one in rows:
        total.add(one)
    cells = [
        (one.name, *(getattr(one, name) for name in STANDINGS), one.list_id or None)
        for one in (*rows, total)
    ]
    header = ("list", *(name.replace("_", " ") for name in STANDINGS), "id")
    return Part(STAND, header, cells, totals=1)


def _worth(shell: Shell, by: str, asked: "Calls", stand: "Stand") -> "tuple[Worth, ...]":
    """Of lists and suppliers: what they were worth so far to all agents; of lists where anything is
    known of a purchase."""

    if by not in {"list", "supplier"} or asked["agent"] or asked["where"] or asked["compare"]:
        return ()
    with shell.reports() as database, database.read() as connection:
        found = worth_of(connection, by, asked["list_name"], stand.counts)
    return found if by == "supplier" or any(one.suppliers or one.prices for one in found) else ()


def _text(
    tables: Tables, form: str, worth: "tuple[Worth, ...]", standing: "Sequence[Standing]"
) -> str:

    if form == "json":
        told = [{"name": one.name, **worth_document(one)} for one in worth]
        document = {**tables.document(), **({"worth": told} if worth else {})}
        if standing:
            document["standing"] = [asdict(one) for one in standing]
        return json_text(document)
    stands = [_standing_part(standing)] if standing else []
    parts = [tables.part(form), *stands, *([worth_part(tables.by, worth)] if worth else [])]
    return print_form(form, tables.title, tables.line, parts)
