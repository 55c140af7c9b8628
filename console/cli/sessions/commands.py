"""`smiledial sessions`: list sessions, show one, and hand work over."""

from collections.abc import Sequence
from contextlib import suppress

import click
from msgspec.structs import asdict

from console.cards.waiting import SessionCard
from console.cli.sessions.plans import plan, print_sessions, replan
from console.cli.shell import completions, options
from console.cli.shell.card_text import handed_over_text, summary_lines
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import session_document, summary_document
from console.cli.shell.output import print_json, print_line
from console.desk import Desk, RefusedError
from console.desk.sessions.handover import UnknownTakerError
from console.trouble import BadInput
from console.view.sessions.sessions import Kind, by_kind, folded_lines, missed_words
from db.engine.database import DatabaseTrouble

EVERY = 10_000_000
"""A limit above any number of sessions, to list all of them."""


@click.group()
def sessions() -> None:
    """Split leads into calling sessions, list them, hand them over."""


for _command in (plan, replan):
    sessions.add_command(_command)


@sessions.command("list")
@click.option("--all", "is_all", is_flag=True, help="List each session, past and later ones too.")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_all: bool, is_json: bool) -> None:
    """List open sessions, and your own that were finished today.

    Sessions of the next 24 hours come first. Past and later ones share a line each, unless you say
    --all or --json. Missed sessions are replanned first.
    """
    with shell.desk() as desk:
        replanned = _replan_missed(desk, shell)
        rows = desk.sessions.all(EVERY, are_everybodys=True)
    if replanned and not is_json:
        print_line(missed_words(replanned))
    if is_all or is_json:
        print_sessions(rows, shell, is_json=is_json)
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
        print_sessions(today, shell, is_json=False)
    else:
        print_line("No session in the next 24 hours.")
    folded = list(folded_lines(kinds[Kind.PAST], kinds[Kind.LATER], now, shell.personal.zone))
    for line in (*folded, *(["--all has a row for each."] if folded else [])):
        print_line(line)


@sessions.command()
@click.argument("session_id", type=options.ID, metavar="ID")
@options.is_json
@pass_shell
def show(shell: Shell, session_id: int, *, is_json: bool) -> None:
    """Show where a session stands, and what it brought once it was started."""
    with shell.desk() as desk:
        planned = desk.sessions.read(session_id)
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
        print_sessions((planned,), shell, is_json=False)
    if summary is not None and summary.started_at is not None:
        for line in summary_lines(summary, shell.personal.zone):
            print_line(line)


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
@click.option("--reason", default="", metavar="TEXT", help="Why. Both agents are told.")
@click.option("--new", "is_sure", is_flag=True, help="Accept a name that has never called.")
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
        except RefusedError as refused:
            raise BadInput(str(refused)) from None
    if is_json:
        print_json(asdict(handed_over))
    else:
        print_line(handed_over_text(handed_over))
