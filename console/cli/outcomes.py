"""`smiledial outcomes`: how a call can end, and what follows from it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import click

from console.cli import options
from console.cli.context import Shell, pass_shell
from console.cli.output import print_json, print_line, print_table
from db.outcomes import OutcomeRow

F = TypeVar("F", bound=Callable[..., Any])

COUNTS = ("no", "yes", "contact", "none")

NEW = {
    "is_contact": False,
    "is_no": False,
    "is_yes": False,
    "closes_lead": False,
    "closes_number": "",
    "closes_after": None,
    "rest_minutes": None,
    "suppresses": False,
    "suppresses_person": False,
    "needs": "",
}
"""An outcome that does nothing yet."""


def _effects(command: F) -> F:
    """What an outcome may do; what is left out stays as it is."""
    for option in (
        click.option(
            "--needs", type=click.Choice(["callback", "words", "none"]), help="What it asks first."
        ),
        click.option(
            "--suppresses/--no-suppresses",
            default=None,
            help="The number goes on the do-not-call list.",
        ),
        click.option(
            "--closes-number",
            type=click.Choice(["wrong", "disconnected", "none"]),
            help="Why the number is not called again.",
        ),
        click.option(
            "--closes-after", metavar="N", help="So many of them finish the lead; none for no end."
        ),
        click.option("--closes-lead/--keeps-lead", default=None, help="The lead is finished."),
        click.option("--rests", metavar="4h", help="How long the lead rests: 15m, 4h, 30d, none."),
        click.option("--counts", type=click.Choice(COUNTS), help="A no, a yes, or a contact."),
        click.option("--key", metavar="K", help="The key that records it."),
        click.option("--label", metavar="TEXT", help="What agents read."),
    ):
        command = option(command)
    return command


@click.group()
def outcomes() -> None:
    """How a call can end, and what follows from it: the same for every agent."""


@outcomes.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """Every outcome in the order it is offered, retired ones last."""
    from console.firm.outcomes import outcomes_of

    with shell.database() as database:
        rows = sorted(outcomes_of(database), key=lambda row: not row.key)
    if is_json:
        print_json([_document(row) for row in rows])
        return
    print_table(
        ("key", "outcome", "code", "does"),
        [(row.key or "retired", row.label, row.code, _does(row)) for row in rows],
    )


@outcomes.command()
@click.argument("code")
@_effects
@options.is_json
@pass_shell
def add(shell: Shell, /, code: str, *, is_json: bool, **given: Any) -> None:
    """Add an outcome, such as not_now --label "Not now" --key z --rests 14d.

    Open consoles have it within a minute.
    """
    from console.firm.outcomes import add as add_row
    from console.view.keys.calling import keys_on_a_call

    if given["label"] is None or given["key"] is None:
        raise click.UsageError("A new outcome needs --label and --key.")
    row = OutcomeRow(code=code, **{**NEW, **_values(given)})
    with shell.database() as database:
        kept = add_row(database, row, keys_on_a_call(), shell.agent_name, shell.clock())
    _say(kept, is_json=is_json)


@outcomes.command()
@click.argument("code")
@_effects
@options.is_json
@pass_shell
def change(shell: Shell, /, code: str, *, is_json: bool, **given: Any) -> None:
    """Change an outcome from its next use on; --key offers a retired one again."""
    from console.firm.outcomes import change as change_row
    from console.view.keys.calling import keys_on_a_call

    values = _values(given)
    if not values:
        raise click.UsageError("Say what to change, such as --rests 14d.")
    with shell.database() as database:
        kept = change_row(database, code, values, keys_on_a_call(), shell.agent_name, shell.clock())
    _say(kept, is_json=is_json)


@outcomes.command()
@click.argument("code")
@options.is_json
@pass_shell
def retire(shell: Shell, code: str, *, is_json: bool) -> None:
    """Offer it no longer; calls that ended with it keep it, and its key is free."""
    from console.firm.outcomes import retire as retire_row

    with shell.database() as database:
        row = retire_row(database, code, shell.agent_name, shell.clock())
    if is_json:
        print_json(_document(row))
    else:
        print_line(f"“{row.label}” is retired.")


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The columns that the options name. Raises UsageError."""
    from console.rules.outcome_words import read_rest

    values = {name: given[name] for name in ("label", "key", "closes_lead", "suppresses")}
    if given["needs"] is not None:
        values["needs"] = given["needs"].replace("none", "")
    if given["closes_number"] is not None:
        values["closes_number"] = given["closes_number"].replace("none", "")
    chosen = {name: value for name, value in values.items() if value is not None}
    if counts := given["counts"]:
        chosen |= {"is_no": counts == "no", "is_yes": counts == "yes"}
        chosen["is_contact"] = counts != "none"
    if (rests := given["rests"]) is not None:
        try:
            chosen["rest_minutes"] = read_rest(rests)
        except ValueError:
            raise click.BadParameter(
                f"{rests!r} is not a rest such as 15m, 4h, 30d or none.", param_hint="--rests"
            ) from None
    if (after := given["closes_after"]) is not None:
        if after != "none" and not after.isdecimal():
            raise click.BadParameter(
                f"{after!r} is not a number or none.", param_hint="--closes-after"
            )
        chosen["closes_after"] = None if after == "none" else int(after)
    return chosen


def _say(row: OutcomeRow, *, is_json: bool) -> None:
    if is_json:
        print_json(_document(row))
    else:
        print_line(f"{row.key} records “{row.label}”: {_does(row)}.")


def _does(row: OutcomeRow) -> str:
    from console.firm.outcomes import rule_of
    from console.rules.outcome_words import say_effect

    return say_effect(rule_of(row))


def _document(row: OutcomeRow) -> dict[str, Any]:
    return {**asdict(row), "key": row.key or None, "is_retired": not row.key}
