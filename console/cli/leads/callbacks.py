"""`smiledial callbacks`: list, move, give away, drop and export callbacks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from console.cards.promises import CallbackCard, Whose
from console.cli.leads.promises import (
    ALARM,
    WITH_NUMBER,
    open_desk,
    read_time,
    say_time,
    write_calendar,
)
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import callback_document
from console.cli.shell.output import (
    clock_text,
    print_done,
    print_json,
    print_line,
    print_table,
)
from console.judging.documents import instant
from console.view.lead.callbacks import DROPPED, given_away_words, purpose_word
from console.view.lead.verdict import verdict_sentence
from console.view.text.clocks import city

P = ParamSpec("P")
T = TypeVar("T")


def whose_option(default: Whose) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that adds --all, --team and --mine to a command."""

    def add(command: Callable[P, T]) -> Callable[P, T]:
        for whose, text in (
            (Whose.ALL, "Everybody's."),
            (Whose.TEAM, "Those that anyone may keep."),
            (Whose.MINE, "Your own."),
        ):
            shown = f"{text} The default." if whose is default else text
            flag = f"--{whose.value}"
            command = click.option(
                flag, "whose", flag_value=whose.value, default=default.value, help=shown
            )(command)
        return command

    return add


CALLBACK_ID = click.argument("callback_id", type=int, metavar="ID")


@click.group()
def callbacks() -> None:
    """Callbacks: list, move, release, drop, or export to a calendar."""


@callbacks.command("list")
@whose_option(Whose.ALL)
@options.is_json
@pass_shell
def list_(shell: Shell, whose: str, *, is_json: bool) -> None:
    """List open callbacks, earliest first, and whether the rules allow them then."""
    with shell.desk() as desk:
        rows = desk.callbacks.all(Whose(whose), None)
    if is_json:
        print_json([callback_document(row) for row in rows])
    elif not rows:
        print_line("There are no callbacks.")
    else:
        _print(rows, shell)


@callbacks.command()
@CALLBACK_ID
@click.argument("when", nargs=-1, required=True)
@options.is_json
@pass_shell
def move(shell: Shell, callback_id: int, when: tuple[str, ...], *, is_json: bool) -> None:
    """Move a callback to another time, on the lead's clock: tue 3pm, +2h, 1 dec 14:00."""
    with open_desk(shell) as desk:
        zone = desk.callbacks.read(callback_id).zone or shell.personal.zone
        at = read_time(when, zone, shell.clock())
        desk.callbacks.move(callback_id, at)
    text = f"Moved to {say_time(shell, when, at, zone)}."
    print_done({"callback": callback_id, "due_at": instant(at)}, text, is_json=is_json)


@callbacks.command()
@CALLBACK_ID
@options.is_json
@pass_shell
def release(shell: Shell, callback_id: int, *, is_json: bool) -> None:
    """Give a callback to the team, so that anyone may make it."""
    with open_desk(shell) as desk:
        desk.callbacks.give(callback_id, to_team=True)

    print_done(
        {"callback": callback_id, "agent": None}, given_away_words(to_team=True), is_json=is_json
    )


@callbacks.command()
@CALLBACK_ID
@options.is_json
@pass_shell
def take(shell: Shell, callback_id: int, *, is_json: bool) -> None:
    """Make a callback your own."""
    with open_desk(shell) as desk:
        desk.callbacks.give(callback_id, to_team=False)

    document = {"callback": callback_id, "agent": shell.agent_name}
    print_done(document, given_away_words(to_team=False), is_json=is_json)


@callbacks.command()
@CALLBACK_ID
@click.option("--reason", required=True, metavar="TEXT", help="Why it is dropped.")
@options.is_json
@pass_shell
def drop(shell: Shell, callback_id: int, reason: str, *, is_json: bool) -> None:
    """Drop a callback. The person may be called like any other lead."""
    with open_desk(shell) as desk:
        desk.callbacks.drop(callback_id, reason)

    print_done({"callback": callback_id, "reason": reason}, DROPPED, is_json=is_json)


@callbacks.command()
@whose_option(Whose.MINE)
@ALARM
@WITH_NUMBER
@options.output
@pass_shell
def export(shell: Shell, whose: str, alarm: int, output: Path | None, *, with_number: bool) -> None:
    """Write the callbacks as an iCalendar file (.ics) for any calendar.

    If you import a newer file, callbacks that were moved are moved in your calendar too.
    """
    with shell.desk() as desk:
        before = timedelta(minutes=alarm)
        calendar = desk.callbacks.export(Whose(whose), before, with_number=with_number)
    write_calendar(calendar, output, "callback", is_all=whose == Whose.ALL)


def _state_words(callback: CallbackCard, now: datetime) -> str:
    """Return `overdue`, `reminder` for the call before an appointment, both, or ""."""
    overdue = "overdue" if callback.due_at <= now else ""
    return ", ".join(filter(None, (overdue, purpose_word(callback))))


def _print(callbacks: tuple[CallbackCard, ...], shell: Shell) -> None:
    here, now = shell.personal.zone, shell.clock()
    print_table(
        ("id", "due here", "", "name", "number", "whose", "there", "may it ring then"),
        [
            (
                callback.callback_id,
                clock_text(callback.due_at, here),
                _state_words(callback, now),
                callback.name,
                callback.shown,
                callback.agent or "anyone",
                f"{clock_text(callback.due_at, there)} {city(there)}",
                verdict_sentence(callback.verdict, callback.verdict.at, there, here),
            )
            for callback in callbacks
            for there in [callback.zone or here]
        ],
    )
