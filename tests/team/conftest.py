"""A team's PostgreSQL, with a login for each role."""

from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from db.engine.database import Database, open_database
from db.team.grants import Role
from db.team.logins import add_login
from db.team.roles import init_team
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock, address_of
from tests.postgres import copy_database


class Team:
    """A database with roles; the name of a login says what it is, and of which test."""

    def __init__(self, server: Connection, name: str) -> None:
        self._server, self._name = server, name
        self.owner = address_of(server, name)

    def login(self, who: str) -> str:
        """Names belong to the whole server."""
        return f"{who} of {self._name}"

    def role(self, role: str) -> str:
        return f"{self._name}_{role}"

    def address(self, who: str) -> str:
        return self.owner.replace("postgres@", f"{self.login(who)}@")

    def open(self, who: str) -> Database:
        return open_database(self.address(who))

    def connect(self, who: str) -> Connection:
        """With plain SQL, past the program."""
        info = self._server.info
        return Connection.connect(
            host=info.host, dbname=self._name, user=self.login(who), autocommit=True
        )

    def drop_template(self) -> None:
        """Drop the template, without which a role can be dropped. The next test makes both."""
        self._server.execute(f"DROP DATABASE {TEMPLATE}")


@pytest.fixture
def team(postgres_server: Connection) -> Iterator[Team]:
    """A copy of a template with roles and logins, which all tests of a server share."""
    if not postgres_server.execute(IS_THERE).fetchone():
        _make_template(postgres_server)
    before = postgres_server.execute(ROLES).fetchone()
    copy_database(postgres_server, NAME, TEMPLATE)
    for statement in BESIDE:
        postgres_server.execute(statement)
    yield Team(postgres_server, NAME)
    postgres_server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    if postgres_server.execute(ROLES).fetchone() != before:  # the next test makes them anew
        _drop_template(postgres_server)


def _make_template(server: Connection) -> None:
    copy_database(server, NAME, "template_smiledial")
    team = Team(server, NAME)
    database = open_database(team.owner)
    with database.write() as connection:
        init_team(connection)
    for who, role in MEMBERS.items():
        with database.write() as connection:
            add_login(connection, team.login(who), role)
    database.close()
    server.execute(f"ALTER DATABASE {NAME} RENAME TO {TEMPLATE}")


def _drop_template(server: Connection) -> None:
    server.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
    theirs = server.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE %s OR rolname LIKE %s",
        (f"% of {NAME}", f"{NAME}\\_%"),
    ).fetchall()
    # Who was given a role by another goes first.
    for item in sorted((row[0] for row in theirs), key=lambda it: it.startswith(NAME)):
        for act in (SQL("DROP OWNED BY {}"), SQL("DROP ROLE {}")):
            server.execute(act.format(Identifier(item)))


NAME, TEMPLATE = "floor", "template_team"
IS_THERE: LiteralString = f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"
ROLES = """
SELECT ARRAY(SELECT r::text FROM pg_authid r ORDER BY 1),
    ARRAY(SELECT m::text FROM pg_auth_members m ORDER BY 1),
    ARRAY(SELECT s::text FROM pg_db_role_setting s WHERE setdatabase = 0 ORDER BY 1)
"""
# The server keeps these beside a database, and doesn't copy them: who may connect, and the settings
# of each login.
BESIDE: tuple[LiteralString, ...] = (
    f"""UPDATE pg_database SET datacl = template.datacl FROM pg_database template
    WHERE template.datname = '{TEMPLATE}' AND pg_database.datname = '{NAME}'""",
    f"""INSERT INTO pg_db_role_setting SELECT copy.oid, setrole, setconfig
    FROM pg_db_role_setting JOIN pg_database template ON template.oid = setdatabase,
    pg_database copy WHERE template.datname = '{TEMPLATE}' AND copy.datname = '{NAME}'""",
)

MEMBERS = {
    "ann": Role.AGENT,
    "bob": Role.AGENT,
    "sue": Role.SUPERVISOR,
    "adi": Role.AUDITOR,
    "bi": Role.REPORTS,
    "rex": Role.RELAY,
    "olga": Role.OWNER,
}


@pytest.fixture
def lines(
    team: Team, clock: FrozenClock, capsys: pytest.CaptureFixture[str], config: Path
) -> dict[str, CommandLine]:
    """The command line of each of them."""
    return {who: CommandLine(team.address(who), clock, capsys, config) for who in MEMBERS}
