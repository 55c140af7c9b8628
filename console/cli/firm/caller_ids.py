"""`smiledial caller-ids`: the numbers the firm shows when it calls."""

from datetime import date

import click
from msgspec import to_builtins
from msgspec.structs import asdict

from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import day_text, print_json, print_line, print_table
from console.firm.caller_ids import (
    MOST_PER_DAY,
    WORDS,
    all_caller_ids,
    put_caller_id,
    remove_caller_id,
    state_number,
    stated_numbers,
)
from console.judging.number_shown import dials_today
from console.rules.text import clean_line
from console.rules.verdict.shown_numbers import ASKS_PRESENCE, CallerId, ShownNumber, state_of
from console.supervision.reports.other_reports import WHAT_HELPS, read_number_reach, say_share
from db.firm.settings import read_firm

TO = options.text("--to", "208", "Only for calls to an area code, or to a prefix such as +44.")
LIST = options.in_list("Only for one list.")


@click.group("caller-ids")
def caller_ids() -> None:
    """The numbers the firm shows when it calls. Each must be the firm's own, and answered."""


@caller_ids.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List each caller ID and the calls that show it."""
    with shell.database() as database:
        ids, stated = all_caller_ids(database), stated_numbers(database)
        numbers = [caller_id.number for caller_id in ids]
        with database.read() as connection:
            dials = dials_today(connection, read_firm(connection), numbers, shell.clock())
    shell.print_rows(
        [_document(caller_id, stated.get(caller_id.number)) for caller_id in ids],
        ("number", "shown", "today", "a day", "presence", "facts"),
        [
            (
                caller_id.number,
                _when(caller_id),
                dials.get(caller_id.number, 0),
                facts.per_day or "",
                _presence_words(facts),
                _facts_words(facts),
            )
            for caller_id in ids
            for facts in [stated.get(caller_id.number) or ShownNumber(caller_id.number)]
        ],
        "No caller ID is set: smiledial caller-ids set NUMBER sets one for all calls.",
    )


@caller_ids.command("set")
@click.argument("number")
@TO
@LIST
@click.option(
    "--per-day",
    type=click.IntRange(0, MOST_PER_DAY),
    metavar="N",
    help="The most dials on one day, by the clock where the number is.",
)
@click.option(
    "--presence",
    type=click.Choice([*WORDS["presence"], "unstated"]),
    help="Whether the firm has a place of business in the number's state.",
)
@click.option("--holder", metavar="TEXT", help="Who holds the number.")
@click.option("--name-shown", metavar="TEXT", help="The name that is shown with it (CNAM).")
@click.option("--answered", metavar="TEXT", help="Who answers it, and when.")
@click.option(
    "--attestation",
    type=click.Choice([*WORDS["attestation"], "unstated"]),
    help="The level that your carrier gives it (STIR/SHAKEN).",
)
@options.day("--first-used", "The day you first showed it.")
@options.shell_and_json
def set_(
    shell: Shell,
    /,
    number: str,
    to: str,
    list_name: str,
    **facts: int | str | date | None,
) -> None:
    """Show NUMBER on every call, or only on those of --list or --to. It is logged.

    Once a number has reached its --per-day, the next one that fits is used. A South Carolina or
    Virginia number is never used with --presence no.
    """
    changes = {name: _clean_fact(value) for name, value in facts.items() if value is not None}
    with shell.database() as database:
        new = put_caller_id(database, number, list_name, to, shell.agent_name, shell.clock())
        if changes:
            state_number(database, new.number, changes, shell.agent_name, shell.clock())
        stated = stated_numbers(database).get(new.number)
    shell.print_done(_document(new, stated), f"{new.number} is shown {_when(new)}.")


def _clean_fact(value: int | str | date) -> int | str | date:
    if isinstance(value, str):
        return "" if value == "unstated" else clean_line(value)
    return value


@caller_ids.command()
@options.shell_and_json
def reach(shell: Shell) -> None:
    """Compare how often each number reached people in the last 7 days with the 28 before."""
    with shell.reports() as database:
        rows = read_number_reach(database, shell.personal.zone, shell.clock())
    if shell.is_json:
        print_json([{**asdict(row), "has_dropped": row.has_dropped} for row in rows])
        return
    if not rows:
        print_line("No number was shown in the last 35 days.")
        return
    print_table(
        ("number", "dials", "reached", "before", "reached before", ""),
        [
            (
                row.number,
                row.dials,
                say_share(row.reached, row.dials, row.interval),
                row.dials_before,
                say_share(row.reached_before, row.dials_before, row.interval_before),
                "dropped" if row.has_dropped else "",
            )
            for row in rows
        ],
    )
    if any(row.has_dropped for row in rows):
        print_line(WHAT_HELPS)


@caller_ids.command()
@TO
@LIST
@options.shell_and_json
def remove(shell: Shell, to: str, list_name: str) -> None:
    """Remove the caller ID of all calls, or only that of --list or --to."""
    with shell.database() as database:
        gone = remove_caller_id(database, list_name, to, shell.agent_name, shell.clock())
    if gone is None:
        text = "No caller ID is set for just that: smiledial caller-ids list shows them."
        shell.print_done({"removed": None}, text, is_yes=False)
    else:
        text = f"{gone.number} is no longer shown {_when(gone)}."
        shell.print_done({"removed": _document(gone, None)}, text)


def _document(caller_id: CallerId, facts: ShownNumber | None) -> dict[str, object]:
    document: dict[str, object] = {
        "number": caller_id.number,
        "list": caller_id.list_name or None,
        "to": caller_id.prefix or None,
    }
    if facts is not None:
        document |= {"state": state_of(caller_id.number) or None, **to_builtins(facts)}
    return document


def _presence_words(facts: ShownNumber) -> str:
    state = state_of(facts.number)
    if not state:
        return facts.presence
    needed = " (must be there)" if state in ASKS_PRESENCE else ""
    return f"{state} {facts.presence or 'unstated'}{needed}"


def _facts_words(facts: ShownNumber) -> str:
    parts = [
        facts.name_shown,
        f"held by {facts.holder}" if facts.holder else "",
        f"answered {facts.answered}" if facts.answered else "",
        f"attestation {facts.attestation}" if facts.attestation else "",
        f"since {day_text(facts.first_used)}" if facts.first_used else "",
    ]
    return ", ".join(filter(None, parts))


def _when(caller_id: CallerId) -> str:
    """Return on which calls a number is shown: "on calls to numbers that begin 208"."""
    parts = [f"to the list {caller_id.list_name}"] if caller_id.list_name else []
    parts += [f"to numbers that begin {caller_id.prefix}"] if caller_id.prefix else []
    return "on calls " + " and ".join(parts) if parts else "on every call"
