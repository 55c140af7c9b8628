"""`smiledial sessions`: the pieces a list is worked in."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ParamSpec, TypedDict, TypeVar, Unpack

import click

from console.cli import completing, options
from console.cli.context import Shell, pass_shell
from console.cli.output import counted, print_json, print_line, print_table

if TYPE_CHECKING:
    from console.cards.plan import Plan
    from console.cards.session import SessionCard
    from console.desk import Desk

P = ParamSpec("P")
T = TypeVar("T")

SHOWN = 40
"""Sessions printed of a plan."""

EVERY = 10_000_000


class Wish(TypedDict):
    """What the options of `plan` and `replan` say."""

    size: int | None
    list_name: str | None
    hours: str
    where: str | None


@click.group()
def sessions() -> None:
    """Split the list into calling sessions, and see them."""


def _of_a_plan(command: Callable[P, T]) -> Callable[P, T]:
    """The options of `plan` and `replan` but for whom they ask."""
    for option in (
        click.option(
            "--size",
            type=click.IntRange(1, 1000),
            help="Leads in a session, about.  [default: your setting session_size, 25]",
        ),
        click.option(
            "--list",
            "list_name",
            type=completing.LIST,
            metavar="NAME",
            help="Only the leads of this list.",
        ),
        click.option(
            "--hours",
            metavar="HOURS",
            callback=_read_hours,
            help="When you work, on your clock: 9-17, 'mon-fri 9-17'.  [default: your setting]",
        ),
        options.is_json,
    ):
        command = option(command)
    return command


def _read_hours(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value:
        from console.rules.working_hours import read_hours

        try:
            read_hours(value, "UTC")
        except ValueError:
            raise click.BadParameter(f"{value!r} is not hours such as 9-17, 9:30-18:00.") from None
    return value or ""


@sessions.command()
@_of_a_plan
@options.where
@pass_shell
def plan(shell: Shell, /, *, is_json: bool, **wish: Unpack[Wish]) -> None:
    """Split the leads that are in no session into sessions of a size that can be finished.

    Every lead of a session can be called in one common span. What has no place in the plan is
    counted, with the reason and what to do.
    """
    _print_plan(shell, _planned(shell, "plan", **wish), is_json=is_json)


@sessions.command()
@_of_a_plan
@click.option(
    "--where",
    metavar="EXPR",
    help="Plan only leads that fit, '' for all of them.  [default: as each was planned]",
)
@pass_shell
def replan(shell: Shell, /, *, is_json: bool, **wish: Unpack[Wish]) -> None:
    """Take back the sessions nobody has begun and plan anew, as leads, rules and hours are now.

    Each plan of the same list and by the same screening as it was made. Sessions under way are not
    touched.
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
) -> "Plan":
    from console.rules.working_hours import read_hours
    from console.trouble import BadInput
    from db.lists import find_list

    personal = shell.personal
    working = read_hours(hours, personal.zone) if hours else personal.working_hours
    with shell.desk() as desk, shell.database() as database:
        if list_name is not None:
            with database.read() as connection:
                if find_list(connection, list_name) is None:
                    raise BadInput(f"There is no list “{list_name}”: check its name.")
        size = size or personal.session_size
        if how == "plan":
            return desk.sessions.plan(size, list_name, where or "", working)
        return desk.sessions.replan(size, list_name, where, working)


def _print_plan(shell: Shell, made: "Plan", *, is_json: bool) -> None:
    from console.cli.documents import plan_document
    from console.cli.plain import blocked_text
    from console.view.session_words import hours_first_lines

    if is_json:
        print_json(plan_document(made))
        return
    leads = sum(one.size for one in made.sessions)
    if made.dissolved:
        print_line(f"{counted(made.dissolved, 'planned session')} taken back.")
    print_line(f"{counted(len(made.sessions), 'session')} planned, {counted(leads, 'lead')}.")
    if made.sessions:
        _print(made.sessions[:SHOWN], shell, is_json=False)
        if more := len(made.sessions) - SHOWN if len(made.sessions) > SHOWN else 0:
            print_line(f"and {counted(more, 'more session')}: smiledial sessions list")
    for line in hours_first_lines(made) if made.sessions else ():
        print_line(line)
    if made.unplaced:
        print_line(f"Not in the plan: {counted(sum(one.count for one in made.unplaced), 'lead')}")
        for one in made.unplaced:
            print_line(f"  {blocked_text(one, shell.personal.zone)}")


@sessions.command("list")
@click.option("--all", "is_all", is_flag=True, help="A row for each, past and later ones too.")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_all: bool, is_json: bool) -> None:
    """Every session that is not done, and your own that are done today.

    Those of the next 24 hours first; past and later ones are a line each, but for --all and --json.
    What nobody began in its time is planned anew before.
    """
    with shell.desk() as desk:
        gone = _gone_back(desk, shell)
        found = desk.sessions.all(EVERY, are_everybodys=True)
    if gone and not is_json:
        from console.view.session_words import gone_back_words

        print_line(gone_back_words(gone))
    if is_all or is_json:
        _print(found, shell, is_json=is_json)
    else:
        _print_today(found, shell)


def _gone_back(desk: "Desk", shell: Shell) -> int:
    """Sessions that nobody began and whose time is over go back; returns how many did."""
    from db.engine import DatabaseTrouble

    personal, gone = shell.personal, 0
    # Who may not write reads all the same; who cannot read either is told so by the reading.
    with suppress(DatabaseTrouble):
        while part := desk.sessions.go_back(personal.session_size, personal.working_hours):
            gone += part
    return gone


def _print_today(found: "Sequence[SessionCard]", shell: Shell) -> None:
    """Today's as rows, done ones last; a line each for what is past and for what comes later."""
    from console.view.session_days import Kind, by_kind
    from console.view.session_words import folded_lines

    now = shell.clock()
    of = by_kind(found, now)
    if (today := (*of[Kind.TODAY], *of[Kind.DONE])) or not found:
        _print(today, shell, is_json=False)
    else:
        print_line("No session in the next 24 hours.")
    folded = list(folded_lines(of[Kind.PAST], of[Kind.LATER], now, shell.personal.zone))
    for line in (*folded, *(["--all has a row for each."] if folded else [])):
        print_line(line)


@sessions.command()
@click.argument("session_id", type=int, metavar="ID")
@options.is_json
@pass_shell
def show(shell: Shell, session_id: int, *, is_json: bool) -> None:
    """One session: where it stands and, once it was started, what it brought."""
    from console.cli.documents import session_document, summary_document
    from console.cli.plain import summary_lines
    from console.desk import RefusedError
    from console.trouble import BadInput

    with shell.desk() as desk:
        planned = desk.sessions.one(session_id)
        try:
            summary = desk.sessions.summary(session_id)
        except RefusedError as error:
            summary = None
            if planned is None:
                raise BadInput(str(error)) from None
    if is_json:
        print_json(
            {
                "session": planned and session_document(planned),
                "summary": summary and summary_document(summary),
            }
        )
        return
    if planned is not None:
        _print((planned,), shell, is_json=False)
    if summary is not None and summary.started_at is not None:
        for line in summary_lines(summary, shell.personal.zone):
            print_line(line)


@sessions.command("hand-over")
@click.option(
    "--from",
    "giver",
    type=completing.AGENT,
    metavar="AGENT",
    help="All the work of this agent.",
)
@click.option("--session", "session_id", type=int, metavar="ID", help="Only this session.")
@click.option("--to", "taker", metavar="AGENT", required=True, help="A name, or team for anyone.")
@click.option("--reason", default="", metavar="TEXT", help="Why; both are told.")
@click.option("--new", "is_sure", is_flag=True, help="Also to a name nobody has called under yet.")
@options.is_json
@pass_shell
def hand_over(
    shell: Shell,
    giver: str | None,
    session_id: int | None,
    taker: str,
    reason: str,
    *,
    is_sure: bool,
    is_json: bool,
) -> None:
    """Give an agent's work to another, or to the team: sessions, callbacks, the lead on the screen.

    All of it (--from), or one session with the lead of it on the screen (--session). Done sessions
    stay theirs. A call that waits for its outcome stays until it has one.
    """
    if (giver is None) == (session_id is None):
        raise click.UsageError("Say whose work it is: --from AGENT, or --session ID.")
    from dataclasses import asdict

    from console.cli.plain import handed_over_text
    from console.desk import RefusedError
    from console.desk.handing_over import UnknownTakerError
    from console.trouble import BadInput

    with shell.desk() as desk:
        try:
            to = None if taker == "team" else taker
            if session_id is not None:
                one = desk.sessions.hand_over_one
                given = one(session_id, to, is_sure=is_sure, why=reason)
            else:
                given = desk.sessions.hand_over(giver or "", to, is_sure=is_sure, why=reason)
        except UnknownTakerError as unknown:
            raise BadInput(f"{unknown} Nothing was moved; --new gives it to them.") from None
        except RefusedError as refused:
            raise BadInput(str(refused)) from None
    if is_json:
        print_json(asdict(given))
    else:
        print_line(handed_over_text(given))


def _print(found: "Sequence[SessionCard]", shell: Shell, *, is_json: bool) -> None:
    from console.cli.documents import session_document
    from console.view.session_words import best_span_words, span_words

    if is_json:
        print_json([session_document(one) for one in found])
        return
    if not found:
        print_line("No sessions: smiledial sessions plan makes them from the leads there are.")
        return
    now, zone = shell.clock(), shell.personal.zone
    print_table(
        ("id", "callable", "done", "who", "session"),
        [
            (
                one.session_id,
                ", ".join(filter(None, (span_words(one, now, zone), best_span_words(one, zone)))),
                f"{one.done}/{one.size}",
                _who(one),
                f"{one.name}, {one.position} of {one.of}" if one.of > 1 else one.name,
            )
            for one in found
        ],
    )


def _who(one: "SessionCard") -> str:
    """`planned`, `planned for WEST`, `ann`, `ann, paused`."""
    if one.agent is None:
        return f"{one.status.value} for {one.owner}" if one.owner else one.status.value
    return one.agent if one.status.value == "active" else f"{one.agent}, {one.status.value}"
