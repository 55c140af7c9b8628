"""`smiledial team`: show what agents do; block, take back, tell and answer them; their logins.

`smiledial territory`: groups of agents who are offered the same leads.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from msgspec import to_builtins
from msgspec.structs import replace

from console.cards.today import AgentToday, AtWork, Board
from console.cli.shell import completions, options
from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.output import print_json, print_line, print_table
from console.firm.settings import join_names
from console.judging.documents import instant
from console.machine import has_terminal
from console.rules.text import as_typed
from console.supervision.firm.territories import add_agents, read_territories, remove_agents
from console.supervision.floor import board_acts
from console.supervision.floor.board import nothing_yet, read_board, with_board
from console.supervision.floor.today import read_today
from console.trouble import BadInput
from console.view.floor.board import board_lines
from console.view.text.clocks import clock
from console.view.text.counts import many
from console.view.text.styled import plain_text
from db.audit import log
from db.calls.appointment_lists import count_kept_by
from db.columns import Document
from db.engine.database import Connection, Database
from db.lists.owners import count_owned, has_called
from db.reports.call_records import agent_names
from db.team.grants import Role
from db.team.logins import Login, add_login, find_agents, login_of, remove_login, require_addable
from db.team.logins import logins as read_logins
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


@click.group()
def team() -> None:
    """Agents: see what they do; block, take back, tell, answer; their logins."""


@team.command()
@click.argument("url", required=False)
@options.shell_and_json
def init(shell: Shell, url: str | None) -> None:
    """Make a team's roles on its PostgreSQL, and grant each its rights.

    Run it as the login that owns the database and may make roles. Rights that PostgreSQL gives to
    everybody are taken away. Run it again at any time to bring the rights up to date.
    """
    server = replace(shell, db=url or shell.db)
    with _team_database(server) as database, database.write() as connection:
        is_new = init_team(connection)
        find_agents(connection)
        _record(server, connection, "team_init", {"is_new": is_new})
    shell.print_done(
        {"roles": list(ROLES), "is_new": is_new},
        "The roles are made." if is_new else "The rights of the roles are up to date.",
        "Add people: smiledial team add NAME --role agent",
    )


@team.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="The person's role.")
@options.shell_and_json
def add(shell: Shell, name: str, role: str) -> None:
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
    if shell.is_json:
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


@team.command()
@click.argument("name", type=completions.AGENT)
@options.shell_and_json
def remove(shell: Shell, name: str) -> None:
    """Remove a login from the team. It can do nothing there from now on.

    What was done under the name stays. Exit status 1 if the team has no such login.
    """
    with _team_database(shell) as database, database.write() as connection:
        was = remove_login(connection, name)
        if was is not None:
            _record(shell, connection, "login_remove", {"login": name, "role": was.value})
        left = count_kept_by(connection, [name]).get(name, 0)
    if shell.is_json:
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


@team.command()
@options.shell_and_json
def logins(shell: Shell) -> None:
    """List the team's logins: who, in which role, and whether it is open."""
    with shell.database() as database, database.read() as connection:
        people: tuple[Login, ...] = read_logins(connection) if has_team(connection) else ()
        if not people and not shell.is_json:
            raise BadInput("There are no roles here: smiledial team init makes them.")
    if shell.is_json:
        rows = [
            {"login": login.name, "role": login.role.value, "open": login.may_open}
            for login in people
        ]
        print_json({"logins": rows})
        return
    table = [
        (login.name, login.role.value, "" if login.may_open else "blocked") for login in people
    ]
    print_table(("login", "role", ""), table)


_reason = options.text("--reason", "TEXT", "Why. The agent is told.")


@team.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List agents: what each does now, since when, in which session, and calls for help."""
    now, zone = shell.clock(), shell.personal.zone
    with shell.database() as database:
        board = read_board(database, zone, now)
        today = with_board(read_today(database, zone, now), board)
        with database.read() as connection:
            names = {*agent_names(connection), *board.blocks}
    rows = {name: nothing_yet(name) for name in names}
    rows |= {row.agent: row for row in today.agents}
    agents = [rows[name] for name in sorted(rows)]
    if shell.is_json:
        print_json({"agents": [_document(board, row) for row in agents]})
    elif agents:
        _print(board, agents, zone)
    else:
        print_line("No agent has called yet.")


def _print(board: Board, agents: Sequence[AgentToday], zone: str) -> None:
    for _, line in board_lines(board, zone):
        print_line(plain_text(line))
    rows = []
    for agent in agents:
        block = board.blocks.get(agent.agent)
        reason = f"by {block.by}: {block.reason}" if block else ""
        when = clock(agent.since, zone) if agent.since else ""
        rows.append((agent.agent, agent.why or agent.state.value, when, agent.session, reason))
    print_table(("agent", "state", "since", "session", "blocked"), rows)


def _document(board: Board, agent: AgentToday) -> Document:
    at = board.at_work.get(agent.agent, AtWork())
    sitting = board.sitting.get(agent.agent)
    block, call = board.blocks.get(agent.agent), board.help_call_of(agent.agent)
    refused = sum(row.tries for row in board.insisting if row.agent == agent.agent)
    return {
        "agent": agent.agent,
        "state": agent.state.value,
        "since": instant(agent.since),
        "why": agent.why,
        "terminals": sitting.terminals if sitting else 0,
        "session": at.session_id or None,
        "lead": at.lead_id or None,
        "blocked": block
        and {"by": block.by, "since": instant(block.since), "reason": block.reason},
        "refused_tries": refused,
        "help": call and {"since": instant(call.at), "lead": call.lead_id},
    }


@team.command()
@click.argument("name", type=completions.AGENT)
@_reason
@options.flag("--new", "Accept a name that has never called.", dest="is_sure")
@options.shell_and_json
def block(shell: Shell, name: str, reason: str, *, is_sure: bool) -> None:
    """Block an agent from starting anything: no lead, no session, no dial.

    A lead on the screen goes back and the session waits. A running call can still get its outcome.
    The agent is told why.
    """
    with shell.database() as database:
        new_block, is_new = board_acts.block(
            database, name, reason, shell.agent_name, shell.clock(), is_sure=is_sure
        )
        with database.read() as connection:
            login = login_of(connection, new_block.agent)
    if shell.is_json:
        print_json({**to_builtins(new_block), "is_new": is_new})
    elif is_new:
        print_line(f"{name} is blocked until “team unblock {name}”.")
        if login is not None and login.may_open:
            print_line(
                "The login stays open: an owner closes a supervisor's or an auditor's, and nobody "
                "an owner's."
            )
    else:
        print_line(f"{name} is blocked already, by {new_block.by}: {new_block.reason}")


@team.command()
@click.argument("name", type=completions.AGENT)
@options.shell_and_json
def unblock(shell: Shell, name: str) -> None:
    """Unblock an agent. Exit status 1 if the agent is not blocked."""
    with shell.database() as database:
        lifted = board_acts.unblock(database, name, shell.agent_name, shell.clock())
    shell.print_done(
        {"agent": name, "unblocked": lifted is not None},
        f"{name} may go on." if lifted else f"{name} is not blocked.",
        is_yes=lifted is not None,
    )


@team.command("take-back")
@click.argument("name", type=completions.AGENT)
@_reason
@options.shell_and_json
def take_back(shell: Shell, name: str, reason: str) -> None:
    """Take the lead off an agent's screen. It rests as if skipped, then anyone may get it.

    During a call, the lead stays until the call has its outcome.
    """
    with shell.database() as database:
        taken = board_acts.hand_back(database, name, reason, shell.agent_name, shell.clock())
    shell.print_done(
        {"agent": name, "lead": taken.lead_id}, f"{taken.name} is taken back; {name} is told."
    )


@team.command()
@click.argument("text")
@click.option(
    "--to", "name", type=completions.AGENT, metavar="AGENT", help="One agent.  [default: everybody]"
)
@options.shell_and_json
def tell(shell: Shell, text: str, name: str | None) -> None:
    """Show a line on agents' screens until each has read it. It is logged."""
    with shell.database() as database:
        notice = board_acts.tell(database, name, text, shell.agent_name, shell.clock())
    shell.print_done(
        {"notice": notice, "to": name},
        f"Told to {name or 'everybody'}. It stays on the screen until it is read.",
    )


@team.command()
@click.argument("name", type=completions.AGENT)
@click.argument("text")
@options.shell_and_json
def answer(shell: Shell, name: str, text: str) -> None:
    """Answer an agent's call for help with a line. Exit status 1 if the agent made none."""
    now = shell.clock()
    with shell.database() as database:
        call = read_board(database, shell.personal.zone, now).help_call_of(name)
        if call is not None:
            board_acts.answer_help(database, call.help_id, text, shell.agent_name, now)
    shell.print_done(
        {"agent": name, "answered": call is not None},
        f"Told {name}." if call else f"{name} has not asked for help.",
        is_yes=call is not None,
    )


@click.group()
def territory() -> None:
    """Groups of agents: leads of a territory are offered only to its agents."""


@territory.command("add")
@click.argument("name", type=completions.TERRITORY)
@click.argument("agents", nargs=-1, required=True, type=completions.AGENT, metavar="AGENT...")
@options.shell_and_json
def add_members(shell: Shell, name: str, agents: tuple[str, ...]) -> None:
    """Put agents into a territory, and make it if it is new. An agent may be in several."""
    with shell.database() as database:
        members = list(add_agents(database, name, agents, shell.agent_name, shell.clock()))
        with database.read() as connection:
            new = [agent for agent in dict.fromkeys(agents) if not has_called(connection, agent)]
    text = f"Leads of {name} are offered to {join_names(members)}."
    if new:
        have = "has" if len(new) == 1 else "have"
        text += f" Check the spelling: {join_names(new)} {have} never called here."
    shell.print_done({"territory": name, "agents": members}, text)


@territory.command("remove")
@click.argument("name", type=completions.TERRITORY)
@click.argument("agents", nargs=-1, type=completions.AGENT, metavar="[AGENT...]")
@options.shell_and_json
def remove_members(shell: Shell, name: str, agents: tuple[str, ...]) -> None:
    """Take agents out of a territory. Without agents, remove the territory.

    A territory that has leads cannot be removed, because nobody would be offered them.
    """
    with shell.database() as database:
        left = list(remove_agents(database, name, agents, shell.agent_name, shell.clock()))
    gone = f"{', '.join(agents)} left {name}." if agents else f"There is no territory {name} now."
    empty = f" Nobody is in {name} now: its leads are offered to nobody."
    text = gone + (empty if agents and not left else "")
    shell.print_done({"territory": name, "agents": left}, text)


@territory.command("list")
@options.shell_and_json
def list_territories(shell: Shell) -> None:
    """List territories, their agents, and how many leads each has."""
    with shell.database() as database:
        territories = read_territories(database)
        with database.read() as connection:
            leads = count_owned(connection)
    if shell.is_json:
        print_json(
            [
                {"territory": name, "agents": list(agents), "leads": leads.get(name, 0)}
                for name, agents in territories.items()
            ]
        )
    elif territories:
        rows = [
            (name, ", ".join(agents), leads.get(name, 0)) for name, agents in territories.items()
        ]
        print_table(("territory", "agents", "leads"), rows)
    else:
        print_line("No territories: smiledial territory add WEST ann bob makes one.")
