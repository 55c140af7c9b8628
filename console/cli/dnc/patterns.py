"""`dnc add` and `dnc remove` of entries that name many numbers: an area code, a company."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.output import counted, print_json, print_line

P = ParamSpec("P")
T = TypeVar("T")

WORDS = ("area_code", "prefix", "company", "domain")


def pattern_options(command: Callable[P, T]) -> Callable[P, T]:
    """What an entry may name in place of a number."""
    for option in (
        click.option("--domain", metavar="DOMAIN", help="Everyone with mail there."),
        click.option("--company", metavar="NAME", help="Everyone at a company."),
        click.option("--prefix", metavar="+1208555", help="Every number that begins so."),
        click.option("--area-code", metavar="900", help="Every number of an area code."),
    ):
        command = option(command)
    return command


def chosen_pattern(words: dict[str, str | None], *others: object) -> tuple[str, str] | None:
    """(kind, text) of the one pattern that was given; None where it was something else."""
    given = [(kind, text) for kind in WORDS if (text := words[kind]) is not None]
    if len(given) + sum(other is not None for other in others) != 1:
        raise click.UsageError(
            "Give one number, or one of --area-code, --prefix, --company and --domain."
        )
    return given[0] if given else None


def add_pattern(shell: Shell, pattern: tuple[str, str], reason: str, *, is_json: bool) -> None:
    from console.do_not_call.patterns import put_on
    from console.rules.phone.patterns import say_pattern
    from db.enums import PatternKind

    kind = PatternKind(pattern[0])
    with shell.database() as database:
        value, is_new, closed = put_on(
            database, kind, pattern[1], reason, shell.agent_name, shell.clock()
        )
    if is_json:
        print_json({"kind": kind.value, "value": value, "added": is_new, "closed": closed})
    elif is_new:
        print_line(
            f"On the firm's own list: {say_pattern(kind, value)}. "
            f"{counted(closed, 'number')} of leads closed."
        )
    else:
        print_line(f"On the firm's own list already: {say_pattern(kind, value)}.")


def remove_pattern(shell: Shell, pattern: tuple[str, str], reason: str, *, is_json: bool) -> None:
    from console.do_not_call.patterns import lift_off
    from console.rules.phone.patterns import say_pattern
    from db.enums import PatternKind

    kind = PatternKind(pattern[0])
    with shell.database() as database:
        value, was_listed = lift_off(
            database, kind, pattern[1], reason, shell.agent_name, shell.clock()
        )
    if is_json:
        print_json({"kind": kind.value, "value": value, "removed": was_listed})
    elif was_listed:
        print_line(f"Off the firm's own list: {say_pattern(kind, value)}.")
    else:
        print_line(f"Not on the firm's own list: {say_pattern(kind, value)}.")
    if not was_listed:
        raise AnswerIsNo
