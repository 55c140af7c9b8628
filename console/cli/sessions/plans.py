"""`smiledial sessions plan` and `replan`: the leads split into sessions."""

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypedDict, TypeVar, Unpack

import click

from console.cards.plan import Plan
from console.cards.session import SessionCard
from console.cli.shell import completions, options
from console.cli.shell.card_text import blocked_text
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import plan_document, session_document
from console.cli.shell.output import counted, print_fitting, print_json, print_line
from console.cli.shell.progress import told_when_long
from console.rules.times.working_hours import read_hours
from console.trouble import BadInput
from console.view.sessions.sessions import best_span_words, hours_first_lines, span_words
from console.view.text.counts import barred_words
from db.lists.catalogue import find_list

# Sessions as rows of a table, or as JSON.


def print_sessions(found: Sequence[SessionCard], shell: Shell, *, is_json: bool) -> None:
    if is_json:
        print_json([session_document(one) for one in found])
        return
    if not found:
        print_line("No sessions: smiledial sessions plan makes them from the leads there are.")
        return
    now, zone = shell.clock(), shell.personal.zone
    print_fitting(
        ("id", "callable", "done", "who", "session"),
        [
            (
                one.session_id,
                ", ".join(filter(None, (span_words(one, now, zone), best_span_words(one, zone)))),
                f"{one.done}/{one.size}{barred_words(one, ', ')}",
                _who(one),
                f"{one.name}, {one.position} of {one.of}" if one.of > 1 else one.name,
            )
            for one in found
        ],
        (),
    )


def _who(one: SessionCard) -> str:
    """`planned`, `planned for WEST`, `ann`, `ann, paused`."""
    if one.agent is None:
        return f"{one.status.value} for {one.owner}" if one.owner else one.status.value
    return one.agent if one.status.value == "active" else f"{one.agent}, {one.status.value}"


P = ParamSpec("P")
T = TypeVar("T")

SHOWN = 40
"""Sessions printed of a plan."""


class PlanOptions(TypedDict):
    """What the options of `plan` and `replan` say."""

    size: int | None
    list_name: str | None
    hours: str
    where: str | None


def _of_a_plan(command: Callable[P, T]) -> Callable[P, T]:
    """The options of `plan` and `replan` but for whom they ask."""
    for option in (
        click.option(
            "--size",
            type=click.IntRange(1, 1000),
            help="About how many leads a session has.  [default: your setting session_size, 25]",
        ),
        click.option(
            "--list",
            "list_name",
            type=completions.LIST,
            metavar="NAME",
            help="Only the leads of this list.",
        ),
        click.option(
            "--hours",
            metavar="HOURS",
            callback=_read_hours,
            help="Your working hours: 9-17, 'mon-fri 9-17'.  [default: your setting]",
        ),
        options.is_json,
    ):
        command = option(command)
    return command


def _read_hours(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value:
        try:
            read_hours(value, "UTC")
        except ValueError:
            raise click.BadParameter(f"{value!r} is not hours such as 9-17, 9:30-18:00.") from None
    return value or ""


@click.command()
@_of_a_plan
@options.where
@pass_shell
def plan(shell: Shell, /, *, is_json: bool, **wish: Unpack[PlanOptions]) -> None:
    """Split the leads that are in no session into sessions that you can finish.

    All leads of a session can be called in the same hours. Leads that do not fit are counted, with
    the reason and what to do.
    """
    _print_plan(shell, _planned(shell, "plan", **wish), is_json=is_json)


@click.command()
@_of_a_plan
@click.option(
    "--where",
    metavar="EXPR",
    help="Plan only leads that fit; '' for all.  [default: as each was planned]",
)
@pass_shell
def replan(shell: Shell, /, *, is_json: bool, **wish: Unpack[PlanOptions]) -> None:
    """Plan the sessions that nobody has started again, with today's leads, rules and hours.

    Each plan keeps its list and its screening. Started sessions are not touched.
    """
    _print_plan(shell, _planned(shell, "replan", **wish), is_json=is_json)


def _planned(
    shell: Shell,
    how: str,
    *,
    size: int | None,
    list_name: str | None,
    hours: str,
    where: str | None,
) -> Plan:
    personal = shell.personal
    working = read_hours(hours, personal.zone) if hours else personal.working_hours
    with shell.desk() as desk, shell.database() as database:
        if list_name is not None:
            with database.read() as connection:
                if find_list(connection, list_name) is None:
                    raise BadInput(f"There is no list “{list_name}”: check its name.")
        size = size or personal.session_size
        if how == "plan":
            made = desk.sessions.plan(size, list_name, where or "", working)
        else:
            made = desk.sessions.replan(size, list_name, where, working)
        with told_when_long("The sessions may be worked; marking who is in them …"):
            while desk.sessions.mark_some():
                pass
    return made


def _print_plan(shell: Shell, made: Plan, *, is_json: bool) -> None:
    if is_json:
        print_json(plan_document(made))
        return
    leads = sum(one.size for one in made.sessions)
    if made.dissolved:
        print_line(f"{counted(made.dissolved, 'planned session')} taken back.")
    print_line(f"{counted(len(made.sessions), 'session')} planned, {counted(leads, 'lead')}.")
    if made.sessions:
        print_sessions(made.sessions[:SHOWN], shell, is_json=False)
        if more := len(made.sessions) - SHOWN if len(made.sessions) > SHOWN else 0:
            print_line(f"and {counted(more, 'more session')}: smiledial sessions list")
    for line in hours_first_lines(made) if made.sessions else ():
        print_line(line)
    if made.unplaced:
        print_line(f"Not in the plan: {counted(sum(one.count for one in made.unplaced), 'lead')}")
        for one in made.unplaced:
            print_line(f"  {blocked_text(one, shell.personal.zone)}")
