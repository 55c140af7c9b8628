"""`smiledial outcomes`: how a call can end, and what each outcome does."""

from typing import TypedDict, Unpack, cast

import click
from msgspec.structs import asdict, replace

from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json, print_table
from console.firm.outcomes import Changes, outcomes_of
from console.firm.outcomes import add as add_row
from console.firm.outcomes import change as change_row
from console.firm.outcomes import retire as retire_row
from console.firm.settings import describe_outcome
from console.rules.shift.outcome_effects import read_rest
from console.view.keys.calling import keys_taken
from db.columns import Document
from db.firm.outcomes import OutcomeRow

COUNTS = ("no", "yes", "contact", "none")

NEW = OutcomeRow(
    code="",
    label="",
    key="",
    is_contact=False,
    is_no=False,
    is_yes=False,
    closes_lead=False,
    closes_number="",
    closes_after=None,
    rest_minutes=None,
    suppresses=False,
    suppresses_person=False,
    needs="",
)
"""The defaults of a new outcome: it has no effects."""


class Effects(TypedDict):
    """The values of the options of `_effect_options`; None for an option left out."""

    label: str | None
    key: str | None
    counts: str | None
    rests: str | None
    closes_lead: bool | None
    closes_after: str | None
    closes_number: str | None
    suppresses: bool | None
    needs: str | None


_effect_options = options.together(
    click.option("--label", metavar="TEXT", help="The name agents see."),
    click.option("--key", metavar="K", help="The key that records it."),
    click.option(
        "--counts",
        type=click.Choice(COUNTS),
        help="What it counts as: a no, a yes, or a contact.",
    ),
    click.option("--rests", metavar="4h", help="How long the lead rests: 15m, 4h, 30d, none."),
    click.option("--closes-lead/--keeps-lead", default=None, help="Finishes the lead."),
    click.option(
        "--closes-after",
        metavar="N",
        help="How many of them finish the lead; none for no limit.",
    ),
    click.option(
        "--closes-number",
        type=click.Choice(["wrong", "disconnected", "none"]),
        help="Closes the number, for this reason.",
    ),
    click.option(
        "--suppresses/--no-suppresses",
        default=None,
        help="Puts the number on the do-not-call list.",
    ),
    click.option(
        "--needs",
        type=click.Choice(["appointment", "callback", "words", "none"]),
        help="What the agent is asked first.",
    ),
)
"""Add the options that say what an outcome does. An option left out changes nothing."""


@click.group()
def outcomes() -> None:
    """How a call can end, and what each outcome does. All agents share them."""


@outcomes.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List all outcomes in the order of the screen, retired ones last."""
    with shell.database() as database:
        rows = sorted(outcomes_of(database), key=lambda row: not row.key)
    if shell.is_json:
        print_json([_document(row) for row in rows])
        return
    print_table(
        ("key", "outcome", "code", "does"),
        [(row.key or "retired", row.label, row.code, describe_outcome(row)) for row in rows],
    )


@outcomes.command()
@click.argument("code")
@_effect_options
@options.shell_and_json
def add(shell: Shell, /, code: str, **values: Unpack[Effects]) -> None:
    """Add an outcome, such as not_now --label "Not now" --key z --rests 14d.

    Open consoles show it within a minute. Choose a key that has no other meaning during a call or
    before it.
    """
    if values["label"] is None or values["key"] is None:
        raise click.UsageError("A new outcome needs --label and --key.")
    row = replace(NEW, code=code, **_changes(values))
    with shell.database() as database:
        added = add_row(database, row, keys_taken(), shell.agent_name, shell.clock())
    shell.print_done(_document(added), _sentence(added))


@outcomes.command()
@click.argument("code", type=completions.OUTCOME)
@_effect_options
@options.shell_and_json
def change(shell: Shell, /, code: str, **values: Unpack[Effects]) -> None:
    """Change an outcome for calls from now on. --key brings a retired one back."""
    changes = _changes(values)
    if not changes:
        raise click.UsageError("Say what to change, such as --rests 14d.")
    with shell.database() as database:
        changed = change_row(database, code, changes, keys_taken(), shell.agent_name, shell.clock())
    shell.print_done(_document(changed), _sentence(changed))


@outcomes.command()
@click.argument("code", type=completions.OUTCOME)
@options.shell_and_json
def retire(shell: Shell, code: str) -> None:
    """Stop offering an outcome, and free its key. Past calls keep it."""
    with shell.database() as database:
        row = retire_row(database, code, shell.agent_name, shell.clock())
    shell.print_done(_document(row), f"“{row.label}” is retired.")


def _changes(values: Effects) -> Changes:
    """Return the columns that the options change. Raises UsageError."""
    given = {name: value for name, value in values.items() if value is not None}
    plain = ("label", "key", "closes_lead", "suppresses")
    chosen = {name: given[name] for name in plain if name in given}
    for name in ("needs", "closes_number"):
        if name in given:
            chosen[name] = str(given[name]).replace("none", "")
    if counts := values["counts"]:
        chosen |= {"is_no": counts == "no", "is_yes": counts == "yes"}
        chosen["is_contact"] = counts != "none"
    if (rests := values["rests"]) is not None:
        chosen["rest_minutes"] = _read_minutes(rests)
    if (after := values["closes_after"]) is not None:
        chosen["closes_after"] = _read_count(after)
    return cast("Changes", chosen)


def _read_minutes(rests: str) -> int | None:
    try:
        return read_rest(rests)
    except ValueError:
        raise click.BadParameter(
            f"{rests!r} is not a rest such as 15m, 4h, 30d or none.", param_hint="--rests"
        ) from None


def _read_count(after: str) -> int | None:
    if after == "none":
        return None
    if not after.isdecimal():
        raise click.BadParameter(f"{after!r} is not a number or none.", param_hint="--closes-after")
    return int(after)


def _sentence(row: OutcomeRow) -> str:
    return f"{row.key} records “{row.label}”: {describe_outcome(row)}."


def _document(row: OutcomeRow) -> Document:
    return {**asdict(row), "key": row.key or None, "is_retired": not row.key}
