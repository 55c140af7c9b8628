"""`smiledial sessions`: plan and list sessions, show one, and hand work over."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TypedDict, Unpack

import click
from msgspec.structs import asdict

from console.cards.waiting import Plan, SessionCard
from console.cli.shell import completions, options
from console.cli.shell.card_text import blocked_text, handed_over_text, summary_lines
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import plan_document, session_document, summary_document
from console.cli.shell.output import print_each, print_fitting, print_json, print_line
from console.cli.shell.progress import notice_when_long
from console.desk import Desk, RefusedError
from console.desk.sessions.handover import UnknownTakerError
from console.rules.times.working_hours import read_hours
from console.trouble import BadInput
from console.view.sessions.pace import span_words
from console.view.sessions.sessions import (
    Kind,
    best_span_words,
    by_kind,
    folded_lines,
    hours_first_lines,
    missed_words,
)
from console.view.text.counts import barred_words, many
from db.engine.database import DatabaseTrouble
from db.lists.catalogue import find_list


def print_sessions(sessions: Sequence[SessionCard], shell: Shell) -> None:
    """Print sessions as rows of a table."""
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


SHOWN = 40
"""How many sessions of a plan are printed."""


class PlanOptions(TypedDict):
    """The values of the options of `plan` and `replan`."""

    size: int | None
    list_name: str | None
    hours: str
    where: str | None
    mixes_lists: bool


def _read_hours(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value:
        try:
            read_hours(value, "UTC")
        except ValueError:
            raise click.BadParameter(f"{value!r} is not hours such as 9-17, 9:30-18:00.") from None
    return value or ""


_plan_options = options.together(
    options.json_option,
    options.flag(
        "--mix-lists",
        "Let a session have leads of several lists.  [default: your setting mixes_lists]",
        dest="mixes_lists",
    ),
    click.option(
        "--hours",
        metavar="HOURS",
        callback=_read_hours,
        help="Your working hours: 9-17, 'mon-fri 9-17'.  [default: your setting]",
    ),
    click.option(
        "--list",
        "list_name",
        type=completions.LIST,
        metavar="NAME",
        help="Only the leads of this list.",
    ),
    click.option(
        "--size",
        type=click.IntRange(1, 1000),
        help="About how many leads a session has.  [default: your setting session_size, 25]",
    ),
)
"""Add the options that `plan` and `replan` share."""


@click.command()
@_plan_options
@options.where
@pass_shell
def plan(shell: Shell, /, **values: Unpack[PlanOptions]) -> None:
    """Split the leads that are in no session into sessions that you can finish.

    All leads of a session can be called in the same hours. Leads that do not fit are counted, with
    the reason and what to do.
    """
    _print_plan(shell, _make_plan(shell, "plan", **values))


@click.command()
@_plan_options
@click.option(
    "--where",
    metavar="EXPR",
    help="Plan only leads that fit; '' for all.  [default: as each was planned]",
)
@pass_shell
def replan(shell: Shell, /, **values: Unpack[PlanOptions]) -> None:
    """Plan the sessions that nobody has started again, with today's leads, rules and hours.

    Each plan keeps its list and its screening. Started sessions are not touched.
    """
    _print_plan(shell, _make_plan(shell, "replan", **values))


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


def _print_plan(shell: Shell, plan: Plan) -> None:
    if shell.is_json:
        print_json(plan_document(plan))
        return
    leads = sum(session.size for session in plan.sessions)
    if plan.dissolved:
        print_line(f"{many(plan.dissolved, 'planned session')} taken back.")
    print_line(f"{many(len(plan.sessions), 'session')} planned, {many(leads, 'lead')}.")
    if plan.sessions:
        print_sessions(plan.sessions[:SHOWN], shell)
        if hidden := max(0, len(plan.sessions) - SHOWN):
            print_line(f"and {many(hidden, 'more session')}: smiledial sessions list")
    print_each(hours_first_lines(plan) if plan.sessions else ())
    if plan.unplaced:
        unplaced = sum(blocked.count for blocked in plan.unplaced)
        print_line(f"Not in the plan: {many(unplaced, 'lead')}")
        for blocked in plan.unplaced:
            print_line(f"  {blocked_text(blocked, shell.personal.zone)}")


EVERY = 10_000_000
"""A limit above any number of sessions, to list all of them."""


@click.group()
def sessions() -> None:
    """Split leads into calling sessions, list them, hand them over."""


for _command in (plan, replan):
    sessions.add_command(_command)


@sessions.command("list")
@options.flag("--all", "List each session, past and later ones too.", dest="is_all")
@options.shell_and_json
def list_(shell: Shell, *, is_all: bool) -> None:
    """List open sessions, and your own that were finished today.

    Sessions of the next 24 hours come first. Past and later ones share a line each, unless you say
    --all or --json. Missed sessions are replanned first.
    """
    with shell.desk() as desk:
        replanned = _replan_missed(desk, shell)
        rows = desk.sessions.all(EVERY, are_everybodys=True)
    if replanned and not shell.is_json:
        print_line(missed_words(replanned))
    if shell.is_json:
        print_json([session_document(session) for session in rows])
    elif is_all:
        print_sessions(rows, shell)
    else:
        _print_today(rows, shell)


def _replan_missed(desk: Desk, shell: Shell) -> int:
    """Replan the sessions that nobody started in their hours, and return how many there were."""
    personal, count = shell.personal, 0
    # Ignore errors: a login that may not write still sees the list, and if it may not read either,
    # reading the list raises the error.
    with suppress(DatabaseTrouble):
        while part := desk.sessions.go_back(personal.session_size, personal.working_hours):
            count += part
    return count


def _print_today(sessions: Sequence[SessionCard], shell: Shell) -> None:
    """Print today's sessions as rows, one line about past sessions, and one about later ones."""
    now = shell.clock()
    kinds = by_kind(sessions, now)
    if (today := (*kinds[Kind.TODAY], *kinds[Kind.DONE])) or not sessions:
        print_sessions(today, shell)
    else:
        print_line("No session in the next 24 hours.")
    folded = list(folded_lines(kinds[Kind.PAST], kinds[Kind.LATER], now, shell.personal.zone))
    print_each((*folded, *(["--all has a row for each."] if folded else [])))


@sessions.command()
@click.argument("session_id", type=options.ID, metavar="ID")
@options.shell_and_json
def show(shell: Shell, session_id: int) -> None:
    """Show where a session stands, and what it brought once it was started."""
    with shell.desk() as desk:
        planned = desk.sessions.read(session_id)
        try:
            summary = desk.sessions.summary(session_id)
        except RefusedError as error:
            summary = None
            if planned is None:
                raise BadInput(str(error)) from None
    if shell.is_json:
        print_json(
            {
                "session": planned and session_document(planned),
                "summary": summary and summary_document(summary),
            }
        )
        return
    if planned is not None:
        print_sessions((planned,), shell)
    if summary is not None and summary.started_at is not None:
        print_each(summary_lines(summary, shell.personal.zone))


@sessions.command("hand-over")
@click.option(
    "--from", "giver", type=completions.AGENT, metavar="AGENT", help="All the work of this agent."
)
@click.option("--session", "session_id", type=options.ID, metavar="ID", help="Only this session.")
@click.option(
    "--to",
    "taker",
    type=completions.TAKER,
    metavar="AGENT",
    required=True,
    help="An agent's name, or team for anyone.",
)
@options.text("--reason", "TEXT", "Why. Both agents are told.")
@options.flag("--new", "Accept a name that has never called.", dest="is_sure")
@options.shell_and_json
def hand_over(
    shell: Shell,
    giver: str | None,
    session_id: int | None,
    taker: str,
    reason: str,
    *,
    is_sure: bool,
) -> None:
    """Hand over an agent's work to another agent or to the team.

    --from hands over everything: sessions, callbacks, and the lead on the screen. --session hands
    over one session and its lead. Finished sessions stay with the agent, and so does a call until
    it has its outcome.
    """
    if (giver is None) == (session_id is None):
        raise click.UsageError("Say whose work it is: --from AGENT, or --session ID.")
    with shell.desk() as desk:
        try:
            to = None if taker == "team" else taker
            if session_id is not None:
                handed_over = desk.sessions.hand_over_session(
                    session_id, to, is_sure=is_sure, why=reason
                )
            else:
                handed_over = desk.sessions.hand_over(giver or "", to, is_sure=is_sure, why=reason)
        except UnknownTakerError as unknown:
            raise BadInput(f"{unknown} Nothing was moved; --new gives it to them.") from None
    shell.print_done(asdict(handed_over), handed_over_text(handed_over))
