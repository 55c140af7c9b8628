"""`smiledial sessions plan` and `replan`: split leads into sessions."""

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypedDict, TypeVar, Unpack

import click

from console.cards.waiting import Plan, SessionCard
from console.cli.shell import completions, options
from console.cli.shell.card_text import blocked_text
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import plan_document, session_document
from console.cli.shell.output import print_fitting, print_json, print_line
from console.cli.shell.progress import notice_when_long
from console.rules.times.working_hours import read_hours
from console.trouble import BadInput
from console.view.sessions.pace import span_words
from console.view.sessions.sessions import best_span_words, hours_first_lines
from console.view.text.counts import barred_words, many
from db.lists.catalogue import find_list


def print_sessions(sessions: Sequence[SessionCard], shell: Shell, *, is_json: bool) -> None:
    """Print sessions as rows of a table, or as JSON."""
    if is_json:
        print_json([session_document(session) for session in sessions])
        return
    if not sessions:
        print_line("No sessions: smiledial sessions plan makes them from the leads there are.")
        return
    now, zone = shell.clock(), shell.personal.zone
    print_fitting(
        ("id", "callable", "done", "who", "session"),
        [
            (
                session.session_id,
                ", ".join(
                    filter(None, (span_words(session, now, zone), best_span_words(session, zone)))
                ),
                f"{session.done}/{session.size}{barred_words(session, ', ')}",
                _who(session),
                session.name,
            )
            for session in sessions
        ],
        (),
    )


def _who(session: SessionCard) -> str:
    """Return who works a session: `planned`, `planned for WEST`, `ann`, `ann, paused`."""
    if session.agent is None:
        return (
            f"{session.status.value} for {session.owner}" if session.owner else session.status.value
        )
    return (
        session.agent
        if session.status.value == "active"
        else f"{session.agent}, {session.status.value}"
    )


P = ParamSpec("P")
T = TypeVar("T")

SHOWN = 40
"""How many sessions of a plan are printed."""


class PlanOptions(TypedDict):
    """The values of the options of `plan` and `replan`."""

    size: int | None
    list_name: str | None
    hours: str
    where: str | None
    mixes_lists: bool


def _plan_options(command: Callable[P, T]) -> Callable[P, T]:
    """Add the options that `plan` and `replan` share."""
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
        click.option(
            "--mix-lists",
            "mixes_lists",
            is_flag=True,
            help="Let a session have leads of several lists.  [default: your setting mixes_lists]",
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
@_plan_options
@options.where
@pass_shell
def plan(shell: Shell, /, *, is_json: bool, **values: Unpack[PlanOptions]) -> None:
    """Split the leads that are in no session into sessions that you can finish.

    All leads of a session can be called in the same hours. Leads that do not fit are counted, with
    the reason and what to do.
    """
    _print_plan(shell, _make_plan(shell, "plan", **values), is_json=is_json)


@click.command()
@_plan_options
@click.option(
    "--where",
    metavar="EXPR",
    help="Plan only leads that fit; '' for all.  [default: as each was planned]",
)
@pass_shell
def replan(shell: Shell, /, *, is_json: bool, **values: Unpack[PlanOptions]) -> None:
    """Plan the sessions that nobody has started again, with today's leads, rules and hours.

    Each plan keeps its list and its screening. Started sessions are not touched.
    """
    _print_plan(shell, _make_plan(shell, "replan", **values), is_json=is_json)


def _make_plan(
    shell: Shell,
    command: str,
    *,
    size: int | None,
    list_name: str | None,
    hours: str,
    where: str | None,
    mixes_lists: bool,
) -> Plan:
    """Plan or replan the sessions, and mark their leads. Raises BadInput for an unknown list."""
    personal = shell.personal
    working = read_hours(hours, personal.zone) if hours else personal.working_hours
    with shell.desk() as desk, shell.database() as database:
        if list_name is not None:
            with database.read() as connection:
                if find_list(connection, list_name) is None:
                    raise BadInput(f"There is no list “{list_name}”: check its name.")
        size = size or personal.session_size
        if command == "plan":
            plan = desk.sessions.plan(
                size, list_name, where or "", working, mixes_lists=mixes_lists
            )
        else:
            plan = desk.sessions.replan(size, list_name, where, working, mixes_lists=mixes_lists)
        with notice_when_long("The sessions can be worked already. Marking their leads …"):
            # Mark them in small transactions, so that agents who claim leads never wait long.
            while desk.sessions.mark_some():
                pass
    return plan


def _print_plan(shell: Shell, plan: Plan, *, is_json: bool) -> None:
    if is_json:
        print_json(plan_document(plan))
        return
    leads = sum(session.size for session in plan.sessions)
    if plan.dissolved:
        print_line(f"{many(plan.dissolved, 'planned session')} taken back.")
    print_line(f"{many(len(plan.sessions), 'session')} planned, {many(leads, 'lead')}.")
    if plan.sessions:
        print_sessions(plan.sessions[:SHOWN], shell, is_json=False)
        if hidden := max(0, len(plan.sessions) - SHOWN):
            print_line(f"and {many(hidden, 'more session')}: smiledial sessions list")
    for line in hours_first_lines(plan) if plan.sessions else ():
        print_line(line)
    if plan.unplaced:
        unplaced = sum(blocked.count for blocked in plan.unplaced)
        print_line(f"Not in the plan: {many(unplaced, 'lead')}")
        for blocked in plan.unplaced:
            print_line(f"  {blocked_text(blocked, shell.personal.zone)}")
