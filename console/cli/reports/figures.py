"""`smiledial report calls`, and its shorter forms such as `agents`, `outcomes` and `line`.

Also `skips`, `refused` and `callbacks`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Unpack

import click

from console.cli.lists.commands import TITLE, print_worth, worth_document, worth_part
from console.cli.reports.call_tables import WEEKS, Tables, days_words, summary_line
from console.cli.reports.forms import (
    CallReport,
    Calls,
    Days,
    add_call_options,
    add_day_options,
    add_report_options,
    add_second_grouping,
    format_report,
    instants,
    mail_option,
    print_or_write,
    print_part,
    read_scope,
    send_report,
)
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import report_document
from console.cli.shell.output import json_text, print_fitting, print_line, print_stderr
from console.judging.history.seal_copies import keep_seal
from console.lists.list_worth import Worth, worth_of
from console.supervision.reports.axes import AXES
from console.supervision.reports.calls import ReportScope, reach_by_week, report
from console.supervision.reports.other_reports import (
    STANDINGS,
    CountTable,
    Standing,
    Stands,
    callbacks_by_agent,
    refused_by_reason,
    skips_by_reason,
    where_lists_stand,
)
from console.view.text.report_codes import Part, why_words
from db.audit.verification_results import seal_text


def _report_by(name: str, by: str, text: str) -> click.Command:
    """Return a command `name` that groups calls by one axis, with `text` as its help."""

    @click.command(name, help=text)
    @add_call_options
    @add_second_grouping(by)
    @pass_shell
    def command(shell: Shell, /, then: str | None, **values: Unpack[CallReport]) -> None:
        _print(shell, by, then or "", **values)

    return command


@click.command()
@add_call_options
@click.option(
    "--by",
    "axes",
    type=click.Choice(list(AXES)),
    multiple=True,
    help="What to group by. Given twice, a row for each combination.  [default: agent]",
)
@pass_shell
def calls(shell: Shell, /, axes: tuple[str, ...], **values: Unpack[CallReport]) -> None:
    """What calls brought, grouped by whatever you choose with --by, or by two together."""
    if len(axes) > 2 or len(set(axes)) < len(axes):
        raise click.UsageError("--by is given once, or twice with two different words.")
    by, then = (*axes, "")[:2] if axes else ("agent", "")
    _print(shell, by, then, **values)


@click.command()
@add_call_options
@click.option(
    "--by",
    "then",
    type=click.Choice(list(AXES)),
    default="list",
    show_default=True,
    help="supplier: a row for each supplier. Anything else splits each list further.",
)
@pass_shell
def lists(shell: Shell, /, then: str, **values: Unpack[CallReport]) -> None:
    """What the calls to each list's people brought, and what it was worth so far.

    Worth counts all calls of all agents on all days: dead numbers, wrong persons, people reached,
    noes, yeses, and the price with the cost per yes where they are known (import --price, lists set
    --price). It is left out with --agent, and where no purchase is known; smiledial lists always
    has it.
    """
    if then in {"list", "supplier"}:
        _print(shell, then, "", **values)
    else:
        _print(shell, "list", then, **values)


@click.command()
@add_day_options
@mail_option
@options.shell_and_json
def line(shell: Shell, /, mail_to: str, **values: Unpack[Days]) -> None:
    """The whole day in one line, as for the subject of a mail, with the seal of the audit log."""
    report = _report(shell, "agent", **values).report
    with shell.database() as database:
        head, warnings = keep_seal(database, shell.clock())
    for warning in warnings:
        print_stderr(warning)
    seal, text = seal_text(head), summary_line(report)
    document = {"line": text, **report_document(report), "seal": seal}
    if mail_to:
        print_stderr(send_report(shell, mail_to, "line", text, f"{text}\nSeal {seal}\n"))
    shell.print_done(document, f"{text}, seal {seal}")


COMMANDS = (
    calls,
    _report_by("agents", "agent", "What each agent's calls brought, and all together."),
    _report_by("outcomes", "outcome", "How the calls ended."),
    lists,
    _report_by("hours", "hour", "What each hour of the day brought, on your clock."),
    _report_by("days", "day", "What each day brought, on your clock."),
    _report_by("weeks", "week", "What each week brought, from its Monday, on your clock."),
    _report_by("segments", "segment", "What the calls to each saved segment brought."),
    _report_by(
        "caller-ids",
        "caller",
        "What calls brought by the number they showed, with its share of calls that a person "
        "answered, for each of the last eight weeks.",
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
    """Read the report and the earlier one to compare with. Raises BadInput and UsageError."""
    now = shell.clock()
    scope = read_scope(shell, first, last, agent, list_name, where)
    if compare and any(AXES[name].is_of_days for name in (by, then) if name):
        raise click.UsageError(
            "Days and weeks are shown side by side already: leave out --compare."
        )
    with shell.reports() as database:
        now_report = report(database, by, scope, now, then)
        earlier = scope.earlier(compare, now) if compare else None
        before = report(database, by, earlier, now, then) if earlier else None
        is_of_numbers = by == "caller" and not then
        weeks = reach_by_week(database, scope, WEEKS, now) if is_of_numbers else {}
    return Tables(by, now_report, before, weeks, then)


def _print(
    shell: Shell, by: str, then: str, form: str, output: Path | None, **values: Unpack[Calls]
) -> None:
    tables = _report(shell, by, then=then, **values)
    only = "" if then else by
    stands = _read_standing(shell, only, values)
    worth, standing = _worth(shell, only, values, stands), stands.lists
    if form == "table" and output is None:
        print_line(tables.line)
        if tables.report.rows:
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
    print_or_write(_text(tables, form, worth, standing), output)


STAND = "Where they stand now"


def _read_standing(shell: Shell, by: str, values: Calls) -> Stands:
    if by != "list" or values["agent"] or values["where"] or values["compare"]:
        return Stands()
    with shell.reports() as database:
        return where_lists_stand(database, shell.clock(), values["list_name"])


def _standing_part(rows: Sequence[Standing]) -> Part:
    total = Standing(0, "all")
    for row in rows:
        total.add(row)
    cells = [
        (row.name, *(getattr(row, name) for name in STANDINGS), row.list_id or None)
        for row in (*rows, total)
    ]
    header = ("list", *(name.replace("_", " ") for name in STANDINGS), "id")
    return Part(STAND, header, cells, totals=1)


def _worth(shell: Shell, by: str, values: Calls, stands: Stands) -> tuple[Worth, ...]:
    """Return the worth of lists or suppliers over all agents and days; () for any other axis.

    Lists are shown with a worth only if a price or supplier is known for one of them.
    """
    if by not in {"list", "supplier"}:
        return ()
    if values["agent"] or values["where"] or values["compare"]:
        return ()
    with shell.reports() as database, database.read() as connection:
        worth = worth_of(connection, by, values["list_name"], stands.counts)
    is_known = by == "supplier" or any(row.suppliers or row.prices for row in worth)
    return worth if is_known else ()


def _text(
    tables: Tables, form: str, worth: tuple[Worth, ...], standing: Sequence[Standing]
) -> str | bytes:
    if form == "json":
        document = tables.document()
        if worth:
            document["worth"] = [{"name": row.name, **worth_document(row)} for row in worth]
        if standing:
            document["standing"] = [asdict(row) for row in standing]
        return json_text(document)
    stands = [_standing_part(standing)] if standing else []
    parts = [tables.part(form), *stands, *([worth_part(tables.by, worth)] if worth else [])]
    return format_report(form, tables.title, tables.line, parts)


@click.command()
@add_report_options
@pass_shell
def skips(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """Why leads were skipped, and which agent skipped most for each reason."""
    scope = _scope(shell, **values)
    with shell.reports() as database:
        counts, most = skips_by_reason(database, scope)
    _print_counts(scope, "Skips by reason", "reason", counts, form, output, most={"most by": most})


@click.command()
@add_report_options
@pass_shell
def refused(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """Why dials were refused; each dial counts once, for its first reason."""
    scope = _scope(shell, **values)
    with shell.reports() as database:
        counts = refused_by_reason(database, scope)
    words = {code: why_words(code) for code in counts.rows}
    _print_counts(scope, "Dials refused", "reason", counts, form, output, most={"in words": words})


@click.command()
@add_report_options
@pass_shell
def callbacks(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """Callbacks made, kept and dropped in a period, and those open and overdue now.

    Made are the callbacks that agents promised on calls, as in report agents. The other columns
    include the calls that appointments need.
    """
    scope = _scope(shell, **values)
    with shell.reports() as database:
        counts = callbacks_by_agent(database, scope, shell.clock())
    _print_counts(scope, "Callbacks", "agent", counts, form, output)


OTHERS = (skips, refused, callbacks)


def _scope(shell: Shell, **values: Unpack[Days]) -> ReportScope:
    if values["list_name"]:
        raise click.UsageError("This report covers all lists: leave out --list.")
    return read_scope(shell, **values)


def _print_counts(
    scope: ReportScope,
    title: str,
    by: str,
    counts: CountTable,
    form: str,
    output: Path | None,
    most: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    beside = most or {}
    header = (by, *counts.columns, *beside)
    rows: list[Sequence[object]] = [
        (name, *numbers, *(words.get(name, "") for words in beside.values()))
        for name, numbers in counts.rows.items()
    ]
    line = f"{title}, {days_words(scope)}: {counts.total[0]:,} {counts.columns[0]}"
    document = {
        **instants(scope),
        "total": dict(zip(counts.columns, counts.total, strict=True)),
        "rows": [dict(zip(_keys(header), row, strict=True)) for row in rows],
    }
    total = ("all", *counts.total, *("" for _ in beside))
    part = Part(title, header, [*rows, total], counts.columns[:1], totals=1)
    print_part(document, part, line, form, output, list(beside))


def _keys(header: Sequence[str]) -> list[str]:
    return [name.replace(" ", "_") for name in header]
