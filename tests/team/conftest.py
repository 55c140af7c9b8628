"""A team's PostgreSQL, with a login for each role."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

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

_serial = count(1)


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


@pytest.fixture
def team(postgres_server: Connection) -> Iterator[Team]:
    name = f"floor_{next(_serial)}"
    copy_database(postgres_server, name, "template_smiledial")
    result = Team(postgres_server, name)
    database = open_database(result.owner)
    with database.write() as connection:
        init_team(connection)
    for who, role in MEMBERS.items():
        with database.write() as connection:
            add_login(connection, result.login(who), role)
    database.close()
    yield result
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    theirs = postgres_server.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE %s OR rolname LIKE %s",
        (f"% of {name}", f"{name}\\_%"),
    ).fetchall()
    # Who was given a role by another goes first.
    for item in sorted((row[0] for row in theirs), key=lambda it: it.startswith(name)):
        for act in (SQL("DROP OWNED BY {}"), SQL("DROP ROLE {}")):
            postgres_server.execute(act.format(Identifier(item)))


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
