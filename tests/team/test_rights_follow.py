"""What a new version lets the roles of a team do reaches a database that has its tables already."""

import hashlib

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from db.team.grants import Role, grants
from db.team.rights import RIGHTS, SIGN
from db.team.roles import desk_statements
from tests.cli.shell import CommandLine
from tests.team.conftest import Team

SUM = "8a0fcb21f4845c7f6d9c382f0b6a95dbc6d31009d021a254a41fe04dc26ff84c"
BEHIND = "they have the rights of an older smiledial"


def test_whoever_changes_the_rights_counts_on() -> None:
    """Else a team would keep the old ones: count RIGHTS on, and write the sum of what it is now."""
    tables = ("lead", "number")
    lines = [*desk_statements()]
    lines += [grant for role in Role for grant in grants(role, tables)]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == SUM


def test_a_supervisor_is_told_of_older_rights_and_the_next_owner_who_starts_brings_them(
    team: Team, lines: dict[str, CommandLine]
) -> None:
    def _doctor(who: str) -> str:
        return lines[who].bare("--db", team.address(who), "doctor").out

    team.drop_template()
    with psycopg.connect(team.owner) as server:
        _make_older(server, team.role("owner"))
    assert BEHIND in _doctor("sue")
    assert not _sees_leads(team), "a supervisor's start brings nothing"
    assert BEHIND not in _doctor("olga")
    assert _sees_leads(team)
    assert BEHIND not in _doctor("sue")
    # A role that the older version did not know is there.
    added = lines["olga"].bare(
        "--db", team.address("olga"), "team", "add", "rex", "--role", "relay"
    )
    assert added.status == 0, added.err


def test_an_older_program_leaves_the_rights_of_a_newer_one_alone(
    team: Team, lines: dict[str, CommandLine]
) -> None:
    team.drop_template()
    with psycopg.connect(team.owner) as server:
        _make_older(server, team.role("owner"), f"{SIGN}{RIGHTS + 1}")
    text = lines["olga"].bare("--db", team.address("olga"), "doctor").out
    assert BEHIND not in text
    assert not _sees_leads(team)


def _make_older(server: Connection, owner: str, said: str = "") -> None:
    """Older rights knew a view of every table, and triggers through which it was written."""
    relay = Identifier(owner.replace("_owner", "_relay"))
    for statement in ("REVOKE {} FROM {} CASCADE", "DROP OWNED BY {}", "DROP ROLE {}"):
        who = [relay, Identifier(owner)][: statement.count("{}")]
        server.execute(SQL(statement).format(*who))
    server.execute(SQL("SET ROLE {}").format(Identifier(owner)))
    server.execute("DROP VIEW desk.lead CASCADE")
    server.execute("CREATE VIEW desk.callback AS SELECT * FROM callback")
    server.execute(
        "CREATE TRIGGER callback_delete INSTEAD OF DELETE ON desk.callback"
        " FOR EACH ROW EXECUTE FUNCTION desk.callback_delete()"
    )
    server.execute(f"COMMENT ON SCHEMA desk IS '{said}'")


def _sees_leads(team: Team) -> bool:
    with team.connect("ann") as server:
        views = server.execute(
            "SELECT to_regclass('desk.lead') IS NOT NULL AND to_regclass('desk.callback') IS NULL"
        ).fetchone()
    return views == (True,)
