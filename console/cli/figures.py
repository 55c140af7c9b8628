"""`smiledial report agents`, `outcomes`, `lists`, `hours`, `line`: two minutes at six o'clock."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypedDict, TypeVar, Unpack
from zoneinfo import ZoneInfo

import click

from console.cli import completing, options, posting
from console.cli.context import Shell, pass_shell
from console.cli.list_worth import TITLE, print_worth, worth_document, worth_part
from console.cli.output import (
    clock_text,
    counted,
    json_text,
    print_done,
    print_line,
    print_table,
)
from console.cli.paper import FORMS

if TYPE_CHECKING:
    from console.lists.worth import Worth
    from console.supervision.reporting import Report, Row

P = ParamSpec("P")
T = TypeVar("T")

Cells = tuple[object, ...]


class Days(TypedDict):
    """What the options of `_of_some_days` say."""

    first: date | None
    last: date | None
    agent: str
    list_name: str


class DaysInAForm(Days):
    form: str
    output: Path | None


def _of_some_days(command: Callable[P, T]) -> Callable[P, T]:
    for option in (
        click.option(
            "--from",
            "first",
            callback=options.read_day,
            metavar="DAY",
            help="First day, such as 2026-11-24, yesterday or monday.  [default: today]",
        ),
        click.option(
            "--to",
            "last",
            callback=options.read_day,
            metavar="DAY",
            help="Last day.  [default: today]",
        ),
        click.option(
            "--agent",
            type=completing.AGENT,
            default="",
            metavar="NAME",
            help="Only this agent's calls.",
        ),
        click.option(
            "--list",
            "list_name",
            type=completing.LIST,
            default="",
            metavar="NAME",
            help="Only of this list.",
        ),
    ):
        command = option(command)
    return command


def in_a_form(command: Callable[P, T]) -> Callable[P, T]:
    for option in (
        click.option(
            "--format", "form", type=click.Choice(FORMS), default="table", show_default=True
        ),
        options.output,
    ):
        command = option(command)
    return _of_some_days(command)


@click.command()
@in_a_form
@pass_shell
def agents(shell: Shell, /, **asked: Unpack[DaysInAForm]) -> None:
    """What each agent's calls brought, and all together."""
    _print(shell, "agent", **asked)


@click.command()
@in_a_form
@pass_shell
def outcomes(shell: Shell, /, **asked: Unpack[DaysInAForm]) -> None:
    """How the calls ended."""
    _print(shell, "outcome", **asked)


@click.command()
@in_a_form
@click.option(
    "--by",
    type=click.Choice(["list", "supplier"]),
    default="list",
    show_default=True,
    help="A row for each list, or for each who sold some.",
)
@pass_shell
def lists(shell: Shell, /, by: str, **asked: Unpack[DaysInAForm]) -> None:
    """What the calls to each list's people brought, and what it was worth so far.

    Its worth is that of all calls of all agents, whatever the days: dead numbers, wrong persons,
    people reached, noes, yeses, and the price with the cost per yes, where they are known (import
    --price, lists set --price). It is left out with --agent, and where nothing of a purchase is
    known; smiledial lists has it all the same.
    """
    _print(shell, by, **asked)


@click.command()
@in_a_form
@pass_shell
def hours(shell: Shell, /, **asked: Unpack[DaysInAForm]) -> None:
    """What each hour of the day brought, on your clock."""
    _print(shell, "hour", **asked)


@click.command()
@_of_some_days
@posting.to
@options.is_json
@pass_shell
def line(shell: Shell, /, mail_to: str, *, is_json: bool, **asked: Unpack[Days]) -> None:
    """All of it in one line, as for the subject of a mail, with the seal of the audit log."""
    from console.cli.documents import report_document
    from console.proof.anchors import keep_seal
    from db.seals import seal_text

    made = _report(shell, "agent", **asked)
    with shell.database() as database:
        head, untold = keep_seal(database, shell.clock())
    for one in untold:
        click.echo(one, err=True)
    seal = seal_text(head)
    told = one_line(made)
    document = {"line": told, **report_document(made), "seal": seal}
    if mail_to:
        click.echo(posting.post(shell, mail_to, "line", told, f"{told}\nSeal {seal}\n"), err=True)
    print_done(document, f"{told}, seal {seal}", is_json=is_json)


COMMANDS = (agents, outcomes, lists, hours, line)


def _report(
    shell: Shell,
    by: str,
    first: date | None,
    last: date | None,
    agent: str,
    list_name: str,
) -> "Report":
    from console.supervision.reporting import Asked, report

    zone = shell.personal.zone
    today = shell.clock().astimezone(ZoneInfo(zone)).date()
    last_on = last or max(today, first or today)
    first_on = first or min(today, last_on)
    if first_on > last_on:
        raise click.UsageError("--from is after --to: the first day comes first.")
    with shell.database() as database:
        return report(database, by, Asked(first_on, last_on, zone, agent, list_name))


def _print(shell: Shell, by: str, form: str, output: Path | None, **asked: Unpack[Days]) -> None:
    from console.cli.compliance import put_out

    made = _report(shell, by, **asked)
    worth = _worth(shell, by, **asked)
    if form == "table" and output is None:
        _print_table(by, made)
        if worth:
            click.echo()
            print_line(f"{TITLE}:")
            print_worth(by, worth)
        return
    text = _text(by, form, made, worth)
    put_out(text, output)


def _worth(shell: Shell, by: str, **asked: Unpack[Days]) -> "tuple[Worth, ...]":
    """Of lists and suppliers: what they were worth so far to all agents; of lists where anything is
    known of a purchase."""
    from console.lists.worth import worth_of

    if by not in {"list", "supplier"} or asked["agent"]:
        return ()
    with shell.database() as database, database.read() as connection:
        found = worth_of(connection, by, asked["list_name"])
    return found if by == "supplier" or any(one.suppliers or one.prices for one in found) else ()


def _print_table(by: str, made: "Report") -> None:
    print_line(one_line(made))
    if made.rows:
        click.echo()
        header, rows = _table(by, made)
        print_table(header, rows)


def _text(by: str, form: str, made: "Report", worth: "tuple[Worth, ...]") -> str:
    from console.cli.documents import report_document
    from console.cli.paper import print_form
    from console.view.report_parts import Part

    if form == "json":
        told = [{"name": one.name, **worth_document(one)} for one in worth]
        return json_text({**report_document(made), **({"worth": told} if worth else {})})
    header, rows = _table(by, made)
    title = {
        "agent": "What each agent brought",
        "outcome": "How the calls ended",
        "list": "What each list brought",
        "supplier": "What each supplier’s leads brought",
        "hour": "What each hour brought",
    }[by]
    shown = [[f"{cell:.1f}" if isinstance(cell, float) else cell for cell in row] for row in rows]
    parts = [Part(title, header, shown), *([worth_part(by, worth)] if worth else [])]
    return print_form(form, title, one_line(made), parts)


def _table(by: str, made: "Report") -> tuple[Sequence[str], list[Cells]]:
    """The rows and their total, last."""
    if by == "outcome":
        whole = made.total.brought.dials
        return ("outcome", "dials", "%", "rang in"), [
            (one.name, one.brought.dials, _share(one.brought.dials, whole), one.brought.inbound)
            for one in (*made.rows, made.total)
        ]
    is_by_agent = by == "agent"
    columns = _of_calls()
    header = (by, *columns, *(("first", "last") if is_by_agent else ()))
    zone = made.asked.zone

    def row(one: "Row") -> Cells:
        at = (clock_text(one.first_at, zone), clock_text(one.last_at, zone))
        return (one.name, *(cell(one) for cell in columns.values()), *(at if is_by_agent else ()))

    return header, [row(one) for one in (*made.rows, made.total)]


def _share(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None


def _of_calls() -> "Mapping[str, Callable[[Row], object]]":
    """The columns of calls by their head, each with what makes its cell."""
    from console.supervision.reporting import noes_per_yes, pace

    return {
        "dials": attrgetter("brought.dials"),
        "rang in": attrgetter("brought.inbound"),
        "people": attrgetter("people"),
        "conversations": attrgetter("brought.conversations"),
        "noes": attrgetter("brought.noes"),
        "yeses": attrgetter("brought.yeses"),
        "callbacks": attrgetter("brought.callbacks"),
        "do not call": attrgetter("brought.do_not_calls"),
        "an hour": lambda one: pace(one.brought),
        "noes per yes": lambda one: noes_per_yes(one.brought),
    }


def one_line(made: "Report") -> str:
    """`Wed 25 Nov: 1,500 dials, 420 conversations, 380 noes, 13 yeses · 9 agents · 31 an hour`."""
    from console.supervision.reporting import pace

    total, asked = made.total.brought, made.asked
    days = _day(asked.first_on)
    if asked.last_on != asked.first_on:
        days += f" to {_day(asked.last_on)}"
    if asked.agent:
        days += f", {asked.agent}"
    if asked.list_name:
        days += f", {asked.list_name}"
    if not (total.dials or total.inbound):
        return f"{days}: no calls"
    parts = [
        counted(total.dials, "dial"),
        counted(total.conversations, "conversation"),
        counted(total.noes, "no", "noes"),
        counted(total.yeses, "yes", "yeses"),
    ]
    if total.callbacks:
        parts.append(counted(total.callbacks, "callback"))
    if total.do_not_calls:
        parts.append(f"{counted(total.do_not_calls, 'person', 'people')} asked not to be called")
    if total.inbound:
        parts.append(f"{total.inbound:,} rang in")
    each = pace(total)
    rate = f" · {each:.0f} an hour each" if each else ""
    return f"{days}: {', '.join(parts)} · {counted(made.agents, 'agent')}{rate}"


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"
