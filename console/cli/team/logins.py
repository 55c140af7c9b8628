"""`smiledial team init`, `add`, `remove` and `logins`: the logins of a team's PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from msgspec.structs import replace

from console.cli.shell import completions, options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import print_json, print_line, print_table
from console.machine import has_terminal
from console.rules.text import as_typed
from console.trouble import BadInput
from console.view.text.counts import many
from db.audit import log
from db.calls.appointment_lists import count_kept_by
from db.engine.database import Connection, Database
from db.team.grants import Role
from db.team.logins import Login, add_login, find_agents, remove_login, require_addable
from db.team.logins import logins as read
from db.team.roles import has_team, init_team

PASSWORD = "SMILEDIAL_NEW_PASSWORD"  # noqa: S105 - the name of a variable
"""The environment variable that holds a new login's password, if there is no terminal to ask."""

ROLES = ("agent", "supervisor", "auditor", "reports", "relay", "owner")
"""The roles in the order of the help."""


@contextmanager
def _team_database(shell: Shell) -> Iterator[Database]:
    with shell.database() as database:
        if database.is_sqlite:
            raise BadInput(
                f"{database.where} is a file: whoever can write it can do everything in it. Roles "
                "are for a team's PostgreSQL (docs/how-to/run-a-team.md)."
            )
        yield database


def _record(
    shell: Shell, connection: Connection, action: str, detail: dict[str, str | bool]
) -> None:
    """Write an audit entry in the transaction of the change."""
    log.append(connection, shell.clock(), shell.agent_name, action, {**detail})


@click.command()
@click.argument("url", required=False)
@options.is_json
@pass_shell
def init(shell: Shell, url: str | None, *, is_json: bool) -> None:
    """Make a team's roles on its PostgreSQL, and grant each its rights.

    Run it as the login that owns the database and may make roles. Rights that PostgreSQL gives to
    everybody are taken away. Run it again at any time to bring the rights up to date.
    """
    server = replace(shell, db=url or shell.db)
    with _team_database(server) as database, database.write() as connection:
        is_new = init_team(connection)
        find_agents(connection)
        _record(server, connection, "team_init", {"is_new": is_new})
    if is_json:
        print_json({"roles": list(ROLES), "is_new": is_new})
        return
    print_line("The roles are made." if is_new else "The rights of the roles are up to date.")
    print_line("Add people: smiledial team add NAME --role agent")


@click.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="The person's role.")
@options.is_json
@pass_shell
def add(shell: Shell, name: str, role: str, *, is_json: bool) -> None:
    """Make a login for a person, or change the role of an existing one.

    The login's name is the person's name in calls and in the log. You are asked for a password, or
    SMILEDIAL_NEW_PASSWORD has it; it is sent to the server only as a scrambled value. Without a
    password they log in as your server is set up, such as by certificate.
    """
    # Check the name first, in a transaction of its own: none must be open while a person types the
    # password.
    with _team_database(shell) as database, database.read() as connection:
        require_addable(connection, name)
    password = _password(shell, name)
    with _team_database(shell) as database, database.write() as connection:
        is_new = add_login(connection, name, Role(role), password)
        _record(shell, connection, "login_add", {"login": name, "role": role, "is_new": is_new})
    if is_json:
        print_json({"login": name, "role": role, "is_new": is_new, "password": bool(password)})
        return
    print_line(
        f"{name} is {'an' if role[0] in 'ao' else 'a'} {role} now.".replace(
            "a reports", "for reports"
        )
    )
    if is_new and not password:
        print_line(
            "No password was set: they log in as your server has it without one. To set one:"
            f" {PASSWORD}=… smiledial team add {name} --role {role}"
        )


def _password(shell: Shell, name: str) -> str:
    password = shell.environ.get(PASSWORD, "")
    if password or not has_terminal():
        return password
    typed: str = click.prompt(
        f"A password for {name} (Enter: none)",
        default="",
        show_default=False,
        hide_input=True,
        confirmation_prompt="Once more",
        err=True,
    )
    return typed


@click.command()
@click.argument("name", type=completions.AGENT)
@options.is_json
@pass_shell
def remove(shell: Shell, name: str, *, is_json: bool) -> None:
    """Remove a login from the team. It can do nothing there from now on.

    What was done under the name stays. Exit status 1 if the team has no such login.
    """
    with _team_database(shell) as database, database.write() as connection:
        was = remove_login(connection, name)
        if was is not None:
            _record(shell, connection, "login_remove", {"login": name, "role": was.value})
        left = count_kept_by(connection, [name]).get(name, 0)
    if is_json:
        print_json({"login": name, "was": was and was.value, "appointments": left})
    else:
        print_line(
            f"{name} was removed from the team." if was else f"{name} has no login in the team."
        )
        if was and left:
            command = f"smiledial appointments hand --from {as_typed(name)} --to NAME"
            print_line(f"{many(left, 'appointment')} still to keep: {command}")
    if was is None:
        raise AnswerIsNo


@click.command()
@options.is_json
@pass_shell
def logins(shell: Shell, *, is_json: bool) -> None:
    """List the team's logins: who, in which role, and whether it is open."""
    with shell.database() as database, database.read() as connection:
        team: tuple[Login, ...] = read(connection) if has_team(connection) else ()
        if not team and not is_json:
            raise BadInput("There are no roles here: smiledial team init makes them.")
    if is_json:
        rows = [
            {"login": login.name, "role": login.role.value, "open": login.may_open}
            for login in team
        ]
        print_json({"logins": rows})
        return
    table = [(login.name, login.role.value, "" if login.may_open else "blocked") for login in team]
    print_table(("login", "role", ""), table)
