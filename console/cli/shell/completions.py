"""Complete names from the database with Tab: lists, segments, agents, settings and others."""

from collections.abc import Callable, Iterable
from typing import cast

import click
from click.shell_completion import CompletionItem

from console.cli.shell.context import Shell
from console.cli.shell.invocation import Invocation
from console.firm.personal_settings import personal_kinds
from console.importing.look_ups.line_types import lines_held
from console.importing.look_ups.reassigned import answers_held
from console.lists.screening import segments_of
from console.outreach.scripts.library import list_texts
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
    """A parameter type that accepts any text, and completes existing names."""

    name = "text"

    def __init__(self, names: Names) -> None:
        self._names = names

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click hands it over
        incomplete: str,
    ) -> list[CompletionItem]:
        # During completion the shell cannot show an error, so offer nothing if anything fails.
        try:
            names = sorted(set(self._names(_shell(ctx))))
        except Exception:
            return []
        start = incomplete.casefold()
        return [CompletionItem(name) for name in names if name.casefold().startswith(start)]


def _shell(context: click.Context) -> Shell:
    """Build the shell from the options before the subcommand.

    During completion, click does not run the `smiledial` callback, which usually builds it.
    """
    root = context.find_root()
    invocation = cast("Invocation", root.obj)
    return Shell(
        clock=invocation.clock,
        environ=invocation.environ,
        db=root.params.get("db"),
        agent=root.params.get("agent"),
    )


def _stored(read: Callable[[Connection], Iterable[str]]) -> Name:
    """Complete the names that a function reads from the database."""

    def names(shell: Shell) -> list[str]:
        with shell.database(keeps_new=False) as database, database.read() as connection:
            return list(read(connection))

    return Name(names)


def _texts(shell: Shell) -> list[str]:
    with shell.database(keeps_new=False) as database:
        return [text.name for text in list_texts(database)]


LIST = _stored(list_names)
OWNER = _stored(lambda connection: [*known_owners(connection), "nobody"])
TERRITORY = _stored(lambda connection: territories_of(read_firm(connection)))
AGENT = _stored(agent_names)
TAKER = _stored(lambda connection: [*agent_names(connection), "team"])
TEXT = Name(_texts)
LINE_SOURCE = _stored(lambda connection: [source.name for source in lines_held(connection)])
ANSWERS = _stored(lambda connection: [load.id for load in answers_held(connection)])
SEGMENT = _stored(segments_of)
SCREENING = _stored(lambda connection: [f"@{name}" for name in segments_of(connection)])
OUTCOME = _stored(lambda connection: [row.code for row in all_outcomes(connection)])
SETTING = Name(lambda _shell: [*known_settings(), *personal_kinds()])
JURISDICTION = Name(lambda _shell: rules_by_jurisdiction())
