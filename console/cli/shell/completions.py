"""What Tab offers where a name of the firm's is wanted: lists, segments, agents, settings."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

import click
from click.shell_completion import CompletionItem

from console.cli.shell.context import Shell
from console.cli.shell.invocation import Invocation
from console.firm.personal import personal_kinds
from console.importing.line_types.loading import lines_held
from console.lists.screening import segments_of
from console.outreach.scripts.library import on_shelf
from console.rules.law.statutes import rules_by_jurisdiction
from console.supervision.firm.settings import known_settings
from db.engine.database import Connection
from db.firm.outcomes import all_outcomes
from db.firm.settings import read_firm
from db.lists.catalogue import list_names
from db.lists.owners import known_owners, territories_of
from db.reports.call_records import agent_names

Names = Callable[[Shell], Iterable[str]]


class Name(click.ParamType[str]):
    """Any text; Tab offers the names that there are."""

    def __init__(self, name: str, names: Names) -> None:
        self.name = name
        self._names = names

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click hands it over
        incomplete: str,
    ) -> list[CompletionItem]:
        # Whatever goes wrong, a shell that waits for Tab has no use for the sentence.
        try:
            found = sorted(set(self._names(_shell(ctx))))
        except Exception:
            return []
        begun = incomplete.casefold()
        return [CompletionItem(name) for name in found if name.casefold().startswith(begun)]


def _shell(context: click.Context) -> Shell:
    """Build the shell from the options before the subcommand.

    The `smiledial` callback, which builds it otherwise, does not run while Tab is asked.
    """
    root = context.find_root()
    invocation = cast("Invocation", root.obj)
    return Shell(
        clock=invocation.clock,
        environ=invocation.environ,
        db=root.params.get("db"),
        agent=root.params.get("agent"),
    )


def _kept(read: Callable[[Connection], Iterable[str]], shell: Shell) -> list[str]:
    with shell.database(keeps_new=False) as database, database.read() as connection:
        return list(read(connection))


def _lists(connection: Connection) -> list[str]:
    return list_names(connection)


def _agents(connection: Connection) -> list[str]:
    return agent_names(connection)


def _takers(connection: Connection) -> list[str]:
    return [*_agents(connection), "team"]


def _texts(shell: Shell) -> list[str]:
    with shell.database(keeps_new=False) as database:
        return [one.name for one in on_shelf(database)]


def _line_sources(connection: Connection) -> list[str]:
    return [one.name for one in lines_held(connection)]


def _owners(connection: Connection) -> list[str]:
    return [*known_owners(connection), "nobody"]


def _territories(connection: Connection) -> Iterable[str]:
    return territories_of(read_firm(connection))


def _segments(connection: Connection) -> Iterable[str]:
    return segments_of(connection)


def _references(connection: Connection) -> list[str]:
    return [f"@{name}" for name in _segments(connection)]


def _outcomes(connection: Connection) -> list[str]:
    return [row.code for row in all_outcomes(connection)]


def _settings(_shell: Shell) -> list[str]:
    return [*known_settings(), *personal_kinds()]


def _jurisdictions(_shell: Shell) -> list[str]:
    return list(rules_by_jurisdiction())


LIST = Name("text", partial(_kept, _lists))
OWNER = Name("text", partial(_kept, _owners))
TERRITORY = Name("text", partial(_kept, _territories))
AGENT = Name("text", partial(_kept, _agents))
TAKER = Name("text", partial(_kept, _takers))
TEXT = Name("text", _texts)
LINE_SOURCE = Name("text", partial(_kept, _line_sources))
SEGMENT = Name("text", partial(_kept, _segments))
SCREENING = Name("text", partial(_kept, _references))
OUTCOME = Name("text", partial(_kept, _outcomes))
SETTING = Name("text", _settings)
JURISDICTION = Name("text", _jurisdictions)
