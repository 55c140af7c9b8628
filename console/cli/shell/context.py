"""The context of every command: which database, which agent, and what time it is."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from msgspec import Struct, field
from msgspec.structs import replace

from console.cli.shell.output import print_aside
from console.clock import Clock
from console.desk import Desk
from console.firm.personal import Personal, read_settings, settings_file
from console.firm.settings import home_country_of
from console.machine import is_served, login_name
from console.trouble import BadInput
from console.wiring import default_database, make_desk, open_prepared
from db.engine.database import Database, DatabaseTrouble, is_agent
from db.firm.settings import read_firm

SOURCE = "console.source"

AGENTS_OWN = frozenset(
    {
        *("", "next", "why", "find", "forecast", "sessions", "callbacks", "lists", "rules"),
        *("settings", "scripts", "outcomes", "rehearse", "caller-ids", "mail"),
    }
)
"""The commands of an agent's login; "" is the console."""

MAKING = frozenset(
    {
        *("", "settings", "import", "lead add", "dnc add", "dnc import", "lines import"),
        *("consent add", "caller-ids set", "outcomes add", "rules emergency", "rules load"),
        *("rules stop", "scripts add", "segments save", "settings load", "settings set"),
        *("territory add", "restore"),
    }
)
"""What a firm may begin with, by path below `smiledial`: these alone make a new database.

Any other would answer for a mistyped path with the figures of an empty one, or change nobody there.
"""


@dataclass
class OwnName:
    """The name that a login of a team works under, its own; "" where it may choose."""

    is_asked: bool = False
    name: str = ""
    is_agents: bool = False
    is_for_reports: bool = False

    def ask(self, database: Database) -> None:
        if not (self.is_asked or database.is_sqlite):
            from db.team.grants import Role  # late: only on PostgreSQL
            from db.team.logins import own_login  # late: only on PostgreSQL

            login = own_login(database)
            if login is not None and login.role is not Role.OWNER:
                self.name = login.name
                self.is_for_reports = login.role is Role.REPORTS
            with database.read() as connection:
                self.is_agents = is_agent(connection)
        self.is_asked = True


class Shell(Struct, frozen=True):
    """The options before the subcommand, the clock and the environment."""

    clock: Clock
    environ: Mapping[str, str]
    db: str | None = None
    agent: str | None = None
    is_plain: bool = False
    command: str = ""
    own_name: OwnName = field(default_factory=OwnName)

    @property
    def personal(self) -> Personal:
        """The agent's own settings on this machine and in this terminal. Raises BadInput."""
        own = read_settings(self.environ)
        is_plain = own.plain or self.is_plain or self.environ.get("TERM") == "dumb"
        is_plain = is_plain and not is_served(self.environ)
        return replace(own, plain=is_plain)

    def keep_own(self, name: str, typed: str) -> object:
        """Writes one of the agent's own settings; returns what is kept. Raises BadInput."""
        from console.firm.own_settings import put_own  # late: only when a setting is changed

        return put_own(settings_file(self.environ), name, typed)

    @property
    def agent_name(self) -> str:
        own = self._own_name()
        return own or self.agent or self.name_of(self.personal)

    def name_of(self, personal: Personal) -> str:
        """Who calls: the login in a team, else as was said, by the settings, or the machine's.

        Raises BadInput where another name was said than that of the team's login.
        """
        return self._own_name() or self.agent or personal.agent or login_name()

    def _own_name(self) -> str:
        if not self.own_name.is_asked and "://" in (self.address or ""):
            with self.database():
                pass
        own = self.own_name.name
        if own and self.agent not in {None, own}:
            raise BadInput(
                f"You are logged in as {own}, and that is your name here: leave out --agent "
                f"{self.agent}, or log in as them."
            )
        return own

    @property
    def address(self) -> str | None:
        """The database: as was said, else by the agent's settings, else None. Raises BadInput."""
        return self.db or self.personal.database or None

    @contextmanager
    def database(self, *, keeps_new: bool = True) -> Iterator[Database]:
        """The database, ready for this version; closed at the end.

        One that is not there yet is made, and where it is not to be kept, in a folder that goes.
        Raises DatabaseTrouble where a command that makes none named one that is not there.
        """
        with ExitStack() as passing:
            address = self.address
            if keeps_new and not _may_make():
                self._require_there()
            if not (keeps_new or self._has_database()):
                folder = TemporaryDirectory(prefix="smiledial-", ignore_cleanup_errors=True)
                address = str(Path(passing.enter_context(folder)) / "passing.db")
            opened = open_prepared(address)
            passing.callback(opened.close)
            self.own_name.ask(opened)
            self._require_allowed()
            yield opened

    @contextmanager
    def reports(self) -> Iterator[Database]:
        """The same where reports are read; what that was is told once, on standard error."""
        from db.engine.replica import reports_of  # late: only for reports

        with self.database() as database:
            reports = reports_of(database)
            yield reports
            if (source := reports.source) is not None:
                from console.view.text.report_codes import source_words  # late: only with a replica

                context = click.get_current_context()
                if SOURCE not in context.meta:
                    context.call_on_close(lambda: print_aside(context.meta[SOURCE]))
                context.meta[SOURCE] = source_words(source, self.personal.zone)

    def _require_allowed(self) -> None:
        """An agent's login does not see what other commands would count or judge by, and one for
        reports nobody who could be called.

        Raises BadInput.
        """
        if self.own_name.is_for_reports and not self.command:
            raise BadInput(
                f"{self.own_name.name} is a login for reports, which sees nobody by name and opens "
                "no console: run smiledial report agents, report when, why, forecast or lists."
            )
        if self.own_name.is_agents and self.command not in AGENTS_OWN:
            raise BadInput(
                f"smiledial {self.command} looks at more than an agent's login may see: ask a "
                "supervisor."
            )

    def home(self, country: str | None = None) -> str:
        """Where a number without its country belongs: as was said, else the firm's home."""
        if country is not None:
            return country
        with self.database(keeps_new=False) as database, database.read() as connection:
            return home_country_of(read_firm(connection))

    def _require_there(self) -> None:
        """Raises DatabaseTrouble."""
        if self.address is None or self._has_database():
            return
        path = _as_path(self.address)
        if path.parent.exists():  # else the folder is what is told
            raise DatabaseTrouble(
                f"There is no database at {path}: look at the path. smiledial import FILE and the "
                "console make a new one there."
            )

    def _has_database(self) -> bool:
        address = self.address or default_database()
        try:
            return "://" in _bare(address) or _as_path(address).exists()
        except OSError:  # whoever opens it is told why it cannot be looked at
            return True

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The agent's desk on the database; closed at the end."""
        personal = self.personal
        with self.database() as opened:
            yield make_desk(opened, self.clock, self.agent_name, personal)


def _may_make() -> bool:
    context = click.get_current_context(silent=True)
    if context is None:
        return True
    return context.command_path.partition(" ")[2] in MAKING


def _bare(address: str) -> str:
    """The path in the address of a file."""
    return address if "?" in address else address.removeprefix("sqlite:///")


def _as_path(address: str) -> Path:
    return Path(_bare(address)).expanduser()


pass_shell = click.make_pass_decorator(Shell)


class AnswerIsNo(click.exceptions.Exit):
    """The command did its work and the answer is no: exit status 1."""

    def __init__(self) -> None:
        super().__init__(1)
