"""Complete names from the database with Tab: lists, segments, agents, settings and others."""

from collections.abc import Callable, Iterable
from functools import partial
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

    def __init__(self, name: str, names: Names) -> None:
        self.name = name
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


def _read_names(read: Callable[[Connection], Iterable[str]], shell: Shell) -> list[str]:
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
        return [text.name for text in list_texts(database)]


def _line_sources(connection: Connection) -> list[str]:
    return [source.name for source in lines_held(connection)]


def _answers(connection: Connection) -> list[str]:
    return [load.id for load in answers_held(connection)]


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


LIST = Name("text", partial(_read_names, _lists))
OWNER = Name("text", partial(_read_names, _owners))
TERRITORY = Name("text", partial(_read_names, _territories))
AGENT = Name("text", partial(_read_names, _agents))
TAKER = Name("text", partial(_read_names, _takers))
TEXT = Name("text", _texts)
LINE_SOURCE = Name("text", partial(_read_names, _line_sources))
ANSWERS = Name("text", partial(_read_names, _answers))
SEGMENT = Name("text", partial(_read_names, _segments))
SCREENING = Name("text", partial(_read_names, _references))
OUTCOME = Name("text", partial(_read_names, _outcomes))
SETTING = Name("text", _settings)
JURISDICTION = Name("text", _jurisdictions)
