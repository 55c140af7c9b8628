"""The context of every command: which database, which agent, and what time it is."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from msgspec import Struct, field
from msgspec.structs import replace

from console.cli.shell.output import print_json, print_line, print_stderr, print_table
from console.clock import Clock
from console.desk import Desk, RefusedError
from console.firm.personal_settings import Personal, read_settings, settings_file
from console.firm.settings import home_country_of
from console.machine import is_served, login_name
from console.trouble import BadInput
from console.view.text.clocks import Style, show_times_as, style_of
from console.wiring import default_database, make_desk, open_prepared
from db.engine.database import Database, DatabaseTrouble, is_agent
from db.firm.settings import read_firm

SOURCE = "console.source"
"""The key in click's `context.meta` for the message about the replica."""

AGENT_COMMANDS = frozenset(
    {
        *("", "next", "why", "find", "forecast", "sessions", "callbacks", "lists", "rules"),
        *("settings", "scripts", "outcomes", "rehearse", "caller-ids", "mail", "appointments"),
        *("calendar", "sequences"),
    }
)
"""The commands that an agent's login may run; "" is the console."""

CREATING_COMMANDS = frozenset(
    {
        *("", "settings", "import", "lead add", "dnc add", "dnc import", "lines import"),
        "reassigned import",
        *("consent add", "caller-ids set", "outcomes add", "permits add", "permits exempt"),
        *("rules emergency", "rules load"),
        *(
            "rules stop",
            "scripts add",
            "segments save",
            "sequences put",
            "settings load",
            "settings set",
        ),
        *("territory add", "restore"),
    }
)
"""The commands that may create the database, by path below `smiledial`; "" is the console.

Other commands must not: for a mistyped path, they would print the figures of a new, empty database.
"""


READS_ONLY = "SMILEDIAL_READ_ONLY"
"""The environment variable by which a command opens the database for reading only."""

FOR_PROGRAMS = "smiledial.for_programs"
"""The key in a click context's `meta`: the output is CSV, JSON or a workbook."""


@dataclass
class OwnName:
    """The name that a team's login must use; "" if the person may choose one.

    We read it once. It is mutable, so that all copies of the frozen `Shell` share it.
    """

    is_asked: bool = False
    name: str = ""
    is_agents: bool = False
    is_for_reports: bool = False
    is_for_sending: bool = False

    def ask(self, database: Database) -> None:
        """Read the login's name and role, unless that was done. SQLite has no logins."""
        if not (self.is_asked or database.is_sqlite):
            from db.team import grants, logins  # late: only on PostgreSQL

            login = logins.own_login(database)
            if login is not None and login.role is not grants.Role.OWNER:
                self.name = login.name
                self.is_for_reports = login.role is grants.Role.REPORTS
                self.is_for_sending = login.role is grants.Role.RELAY
            with database.read() as connection:
                self.is_agents = is_agent(connection)
        self.is_asked = True


class Shell(Struct, frozen=True):
    """The options before the subcommand, with the clock and the environment."""

    clock: Clock
    environ: Mapping[str, str]
    db: str | None = None
    agent: str | None = None
    is_plain: bool = False
    command: str = ""
    is_json: bool = False
    """With --json, the command prints one document for a program."""
    own_name: OwnName = field(default_factory=OwnName)

    @property
    def personal(self) -> Personal:
        """The agent's own settings, as they apply in this terminal. Raises BadInput."""
        own = self.show_own_times()
        is_plain = own.plain or self.is_plain or self.environ.get("TERM") == "dumb"
        is_plain = is_plain and not is_served(self.environ)
        return replace(own, plain=is_plain)

    def show_own_times(self) -> Personal:
        """Write times as the agent's settings say, unless a program reads the output.

        Return the settings. Raises BadInput.
        """
        own = read_settings(self.environ)
        context = click.get_current_context(silent=True)
        is_read_by_people = context is None or not context.meta.get(FOR_PROGRAMS)
        show_times_as(style_of(own) if is_read_by_people else Style())
        return own

    def keep_own(self, name: str, typed: str) -> object:
        """Save one of the agent's own settings, and return its value. Raises BadInput."""
        from console.firm.personal_settings import put_own  # late: only when a setting is changed

        return put_own(settings_file(self.environ), name, typed)

    def print_done(self, document: object, *sentences: str, is_yes: bool = True) -> None:
        """Print the result of a command: a document for a program, or sentences for a person.

        Raises AnswerIsNo unless `is_yes`.
        """
        if self.is_json:
            print_json(document)
        else:
            for sentence in sentences:
                print_line(sentence)
        if not is_yes:
            raise AnswerIsNo

    def print_rows(
        self,
        document: object,
        header: Sequence[str],
        rows: Sequence[Sequence[object]],
        empty: str,
    ) -> None:
        """Print a document for a program; for a person a table, or `empty` without rows."""
        if self.is_json:
            print_json(document)
        elif rows:
            print_table(header, rows)
        else:
            print_line(empty)

    @property
    def agent_name(self) -> str:
        """The name to call under. Raises BadInput as `name_of` does."""
        return self._own_name() or self.agent or self.name_of(self.personal)

    def name_of(self, personal: Personal) -> str:
        """Return the name to call under.

        It is the team login's name, else --agent, else the name in the settings, else the user's
        name on this machine. Raises BadInput if --agent differs from the team login's name.
        """
        return self._own_name() or self.agent or personal.agent or login_name()

    def _own_name(self) -> str:
        """Return the team login's name, or "". Raises BadInput if --agent differs."""
        if not self.own_name.is_asked and "://" in (self.address or ""):
            # Opening the database reads the login's name.
            with self.database():
                pass
        own = self.own_name.name
        if own and self.agent not in {None, own}:
            raise BadInput(
                f"You are logged in as {own}, which is your name here: leave out --agent "
                f"{self.agent}, or log in as them."
            )
        return own

    @property
    def address(self) -> str | None:
        """The database: --db, else the one in the agent's settings, else None. Raises BadInput."""
        return self.db or self.personal.database or None

    @contextmanager
    def database(self, *, keeps_new: bool = True) -> Iterator[Database]:
        """Open the database, upgrade it to this version, and close it at the end.

        A missing database is created; with `keeps_new=False`, in a temporary folder. Raises
        DatabaseTrouble if it is missing and the command may not create it.
        """
        with ExitStack() as stack:
            address = self.address
            if keeps_new and not _may_create():
                self._require_there()
            if not (keeps_new or self._has_database()):
                folder = TemporaryDirectory(prefix="smiledial-", ignore_cleanup_errors=True)
                address = str(Path(stack.enter_context(folder)) / "passing.db")
            database = open_prepared(address, reads_only=READS_ONLY in self.environ)
            stack.callback(database.close)
            self.own_name.ask(database)
            self._require_allowed()
            # Most commands print days. A mistake in the settings is told by those that need them.
            with suppress(BadInput):
                self.show_own_times()
            yield database

    @contextmanager
    def reports(self) -> Iterator[Database]:
        """Open the database that reports are read from: a replica, if the address names one.

        Its source and age are printed once, on standard error, when the command is done.
        """
        from db.engine.replica import reports_of  # late: only for reports

        with self.database() as database:
            reports = reports_of(database)
            yield reports
            if (source := reports.source) is not None:
                from console.view.text.report_codes import source_words  # late: only with a replica

                context = click.get_current_context()
                # A command may read reports several times; register the message once, and let the
                # last reading replace its text.
                if SOURCE not in context.meta:
                    context.call_on_close(lambda: print_stderr(context.meta[SOURCE]))
                context.meta[SOURCE] = source_words(source, self.personal.zone)

    def _require_allowed(self) -> None:
        """Raise BadInput if the login may not run this command.

        An agent's login cannot read everything that the other commands need. A login for reports
        cannot read the leads that the console shows.
        """
        if self.own_name.is_for_reports and not self.command:
            raise BadInput(
                f"{self.own_name.name} is a login for reports, which sees nobody by name and opens "
                "no console: run smiledial report agents, report when, why, forecast or lists."
            )
        if self.own_name.is_for_sending and self.command != "hooks":
            raise BadInput(
                f"{self.own_name.name} is a login that sends events and does nothing else: run "
                "smiledial hooks run."
            )
        if self.own_name.is_agents and self.command not in AGENT_COMMANDS:
            raise BadInput(
                f"smiledial {self.command} looks at more than an agent's login may see: ask a "
                "supervisor."
            )

    def home(self, country: str | None = None) -> str:
        """Return the country of numbers without a country code: the option's, else the firm's."""
        if country is not None:
            return country
        if not self._has_database():
            return home_country_of({})
        with self.database() as database, database.read() as connection:
            return home_country_of(read_firm(connection))

    def _require_there(self) -> None:
        """Raise DatabaseTrouble if the file of the database is missing."""
        if self.address is None or self._has_database():
            return
        path = _as_path(self.address)
        # If the folder is missing too, opening the database raises a better error.
        if path.parent.exists():
            raise DatabaseTrouble(
                f"There is no database at {path}: check the path. smiledial import FILE and the "
                "console make a new one there."
            )

    def _has_database(self) -> bool:
        """Whether the database file exists. For a server, assume that the database exists."""
        address = self.address or default_database()
        try:
            return "://" in _path_in(address) or _as_path(address).exists()
        except OSError:  # let opening the database say why it cannot be read
            return True

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open the agent's desk, and close its database at the end.

        Raises BadInput for what the desk refuses.
        """
        personal = self.personal
        with self.database() as database:
            try:
                yield make_desk(database, self.clock, self.agent_name, personal)
            except RefusedError as refused:
                raise BadInput(str(refused)) from None


def _may_create() -> bool:
    """Whether the running command may create the database. Code outside a command may."""
    context = click.get_current_context(silent=True)
    if context is None:
        return True
    return context.command_path.partition(" ")[2] in CREATING_COMMANDS


def _path_in(address: str) -> str:
    """Return the path in the address of an SQLite file."""
    return address if "?" in address else address.removeprefix("sqlite:///")


def _as_path(address: str) -> Path:
    return Path(_path_in(address)).expanduser()


pass_shell = click.make_pass_decorator(Shell)


class AnswerIsNo(click.exceptions.Exit):
    """Raised when a command did its work and the answer is no: exit status 1."""

    def __init__(self) -> None:
        super().__init__(1)
