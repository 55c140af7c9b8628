"""`smiledial sessions`: the pieces a list is worked in."""

from typing import TYPE_CHECKING

import click

from console.cli import options
from console.cli.context import Shell, pass_shell
from console.cli.output import clock_text, counted, print_json, print_line, print_table

if TYPE_CHECKING:
    from console.cards import SessionCard


@click.group()
def sessions() -> None:
    """Split the list into calling sessions, and see them."""


@sessions.command()
@click.option("--size", type=click.IntRange(1, 1000), default=25, show_default=True)
@click.option("--list", "list_name", metavar="NAME", help="Only the leads of this list.")
@options.where
@options.is_json
@pass_shell
def plan(shell: Shell, size: int, list_name: str | None, where: str, *, is_json: bool) -> None:
    """Split the leads that are in no session into sessions of a size that can be finished."""
    from console.trouble import BadInput
    from db.bulk import find_list

    with shell.desk() as desk, shell.database() as database:
        if list_name is not None:
            with database.read() as connection:
                if find_list(connection, list_name) is None:
                    raise BadInput(f"There is no list “{list_name}”: check its name.")
        planned = desk.sessions.plan(size, list_name, where)
    if not is_json:
        print_line(f"{counted(len(planned), 'session')} planned.")
    _print(planned, shell, is_json=is_json)


@sessions.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """Every session that is not done, and your own that are done today."""
    with shell.desk() as desk:
        found = desk.sessions.all()
    _print(found, shell, is_json=is_json)


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
        planned = next((one for one in desk.sessions.all() if one.session_id == session_id), None)
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
    if summary is not None:
        for line in summary_lines(summary, shell.personal.zone):
            print_line(line)


def _print(found: "tuple[SessionCard, ...]", shell: Shell, *, is_json: bool) -> None:
    from console.cli.documents import session_document

    if is_json:
        print_json([session_document(one) for one in found])
        return
    if not found:
        print_line("No sessions: smiledial sessions plan makes them from the leads there are.")
        return
    zone = shell.personal.zone
    print_table(
        ("id", "session", "done", "of", "status", "agent", "callable from", "until"),
        [
            (
                one.session_id,
                one.name,
                one.done,
                one.size,
                one.status.value,
                one.agent or "",
                clock_text(one.span_opens_at, zone),
                clock_text(one.span_closes_at, zone),
            )
            for one in found
        ],
    )
