"""`smiledial territory`: groups of agents who are offered the same leads."""

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_done, print_json, print_line, print_table
from console.firm.territories import join_names
from console.supervision.firm.territories import add_agents, read_territories, remove_agents
from db.lists.owners import count_owned, has_called


@click.group()
def territory() -> None:
    """Groups of agents: leads of a territory are offered only to its agents."""


@territory.command()
@click.argument("name", type=completions.TERRITORY)
@click.argument("agents", nargs=-1, required=True, type=completions.AGENT, metavar="AGENT...")
@options.is_json
@pass_shell
def add(shell: Shell, name: str, agents: tuple[str, ...], *, is_json: bool) -> None:
    """Put agents into a territory, and make it if it is new. An agent may be in several."""
    with shell.database() as database:
        members = list(add_agents(database, name, agents, shell.agent_name, shell.clock()))
        with database.read() as connection:
            new = [agent for agent in dict.fromkeys(agents) if not has_called(connection, agent)]
    text = f"Leads of {name} are offered to {join_names(members)}."
    if new:
        have = "has" if len(new) == 1 else "have"
        text += f" Check the spelling: {join_names(new)} {have} never called here."
    print_done({"territory": name, "agents": members}, text, is_json=is_json)


@territory.command()
@click.argument("name", type=completions.TERRITORY)
@click.argument("agents", nargs=-1, type=completions.AGENT, metavar="[AGENT...]")
@options.is_json
@pass_shell
def remove(shell: Shell, name: str, agents: tuple[str, ...], *, is_json: bool) -> None:
    """Take agents out of a territory. Without agents, remove the territory.

    A territory that has leads cannot be removed, because nobody would be offered them.
    """
    with shell.database() as database:
        left = list(remove_agents(database, name, agents, shell.agent_name, shell.clock()))
    gone = f"{', '.join(agents)} left {name}." if agents else f"There is no territory {name} now."
    empty = f" Nobody is in {name} now: its leads are offered to nobody."
    text = gone + (empty if agents and not left else "")
    print_done({"territory": name, "agents": left}, text, is_json=is_json)


@territory.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """List territories, their agents, and how many leads each has."""
    with shell.database() as database:
        territories = read_territories(database)
        with database.read() as connection:
            leads = count_owned(connection)
    if is_json:
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
