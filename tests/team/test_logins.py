"""Logins of a team do what their role may do, through the program and past it."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege, OperationalError, ProgrammingError

import console
from db.engine.database import DatabaseTrouble, open_database
from db.schema import prepare
from db.team.agent_visibility import UNSEEN
from db.team.grants import AGENT, COUNTED, FUNCTIONS, SUPERVISOR, Role, all_tables
from db.team.logins import add_login, logins
from db.team.roles import LARGE_OBJECTS, init_team
from db.upgrade import upgrade
from db.views import VIEWS
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock, address_of
from tests.desk.driver import call
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import desk_for

WORK = """
dnc add +12085550103 --reason asked
dnc remove +12085550103 --reason mistake
settings set firm_name Acme
lists
sessions plan
report sessions
erase +12085550103 --reason asked --yes
audit verify
"""

LOOKS = {
    "adi": (
        "audit verify,audit show,report agents,report sessions,report today,why,next,"
        "dnc check 2085550101"
    ),
    "bi": (
        "report agents,report calls --by state,report hours,report openings,report lists,"
        "report when"
    ),
}
REFUSED = {
    "sue": "team add zoe --role auditor,team init,restore backup.db",
    "adi": "dnc add 2085550101 --reason asked,settings set firm_name X,team tell x,export leads",
    "bi": "audit verify,find Ada,report sessions,export leads",
}


def test_each_role_does_its_work_and_is_told_what_is_not_its_own(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock, tmp_path: Path
) -> None:
    people = tmp_path / "fair.csv"
    people.write_text("Name,Phone\nAda,(208) 555-0101\nCy,(208) 555-0103\n", encoding="utf-8")
    (tmp_path / "backup.db").touch()

    def run(who: str, *words: str) -> int:
        done = lines[who].bare("--db", team.address(who), *words)
        assert done.status != 4 or "may not do that" in done.err, (who, words, done.err)
        return done.status

    assert run("sue", "import", str(people), "--list", "Fair", "--kind", "business") == 0
    sue = team.open("sue")
    call(desk_for(sue, clock, team.login("sue")), "no")
    sue.close()
    taken = tmp_path / "leads.csv"
    refused = lines["adi"].bare("--db", team.address("adi"), "export", "leads")
    assert "Nothing was changed" in refused.err
    assert not refused.out, "who may write no entry of it takes nothing along"
    assert run("adi", "export", "leads", "--output", str(taken)) == 4
    assert not taken.exists()
    for line in WORK.strip().splitlines():
        assert run("sue", *line.split()) == 0, line
    for who, commands in LOOKS.items():
        for command in commands.split(","):
            assert run(who, *command.split()) in {0, 1}, (who, command)
    for who, commands in REFUSED.items():
        for command in commands.split(","):
            assert run(who, *command.split()) in {3, 4}, (who, command)
    counted = lines["bi"].bare("--db", team.address("bi"), "report", "today")
    assert "It needs the do-not-call list, on which your role has too few rights." in counted.err
    console = lines["bi"].bare("--db", team.address("bi"), "--plain")
    assert console.status == 3
    assert "opens no console: run smiledial report agents" in console.err
    verified = lines["olga"].bare("--db", team.address("olga"), "audit", "verify")
    assert verified.status == 0


def test_the_wall_is_for_supervisors_auditors_and_reports_and_not_for_agents(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock
) -> None:
    sue = team.open("sue")
    add_lead(sue, "Ada", "(208) 555-0101")
    call(desk_for(sue, clock, team.login("sue")), "yes")
    sue.close()
    for who in ("sue", "adi", "bi"):
        database = team.open(who)
        overview = desk_for(database, clock, team.login(who)).overview
        wall, lanes = overview.wall(), overview.phone_hours()
        database.close()
        assert wall.figures.yeses == 1
        assert wall.last_yes is not None
        assert wall.last_yes.agent == team.login("sue")
        assert [row.agent for row in wall.agents] == [team.login("sue")]
        assert lanes.hours
    refused = lines["ann"].bare("--db", team.address("ann"), "wall")
    assert "looks at more than an agent's login may see" in refused.err
    piped = lines["bi"].bare("--db", team.address("bi"), "wall")
    assert "The wall is a picture on a terminal." in piped.err


def test_the_name_of_a_login_is_the_agents_name(team: Team, lines: dict[str, CommandLine]) -> None:
    values = ("team", "tell", "Sales stops at five.", "--json")
    assert lines["sue"].bare("--db", team.address("sue"), *values).status == 0
    shown = lines["adi"].bare("--db", team.address("adi"), "audit", "show", "--json").document
    assert [row["agent"] for row in shown] == [team.login("sue")]
    forged = lines["sue"].bare("--db", team.address("sue"), "--agent", "tom", *values)
    assert forged.status == 3
    assert "leave out --agent tom" in forged.err
    owner = lines["olga"].bare("--db", team.address("olga"), "--agent", "tom", *values)
    assert owner.status == 0, "who owns it all may say who works"


def test_a_new_table_or_function_is_nobodys_until_it_is_given(team: Team) -> None:
    database = open_database(team.owner)
    with database.write() as connection:
        tables = set(all_tables(connection))
        assert set(SUPERVISOR) == tables, "each table stands in the grants"
        assert set(COUNTED) <= tables | set(VIEWS)
        assert set(AGENT) | set(UNSEEN) == tables, "what an agent sees of each, or that it does not"
        result = connection.exec_driver_sql(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        assert set(result.scalars()) == set(FUNCTIONS)
        connection.exec_driver_sql("CREATE TABLE new_one (id int)")
        connection.exec_driver_sql(
            "CREATE FUNCTION new_act() RETURNS int LANGUAGE sql AS 'SELECT 1'"
        )
    with database.write() as connection:
        init_team(connection)
    database.close()
    for who in ("sue", "bi"):
        with team.connect(who) as connection:
            for statement in ("SELECT * FROM new_one", "SELECT new_act()"):
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(statement)
    with team.connect("adi") as connection:
        connection.execute("SELECT * FROM new_one")
        with pytest.raises(InsufficientPrivilege):
            connection.execute("SELECT new_act()")


def test_an_owner_brings_the_tables_of_a_team_up_to_date_and_everybody_works_on(
    team: Team, clock: FrozenClock
) -> None:
    owner = team.open("olga")
    add_lead(owner)
    with owner.write() as connection:
        upgrade(connection)
    owner.close()
    ann = team.open("ann")
    prepare(ann)
    assert call(desk_for(ann, clock, team.login("ann")), "no").name == "Ada Byron"
    ann.close()
    with team.connect("bi") as connection:
        assert connection.execute("SELECT agent FROM attempt").fetchall() == [(team.login("ann"),)]


def test_a_block_closes_the_login_and_a_removed_one_can_do_nothing(
    team: Team, lines: dict[str, CommandLine]
) -> None:
    def said(who: str, *words: str) -> int:
        return lines[who].bare("--db", team.address(who), "team", *words).status

    bi, olga, adi = team.login("bi"), team.login("olga"), team.login("adi")
    with team.connect("bi") as open_one:
        assert said("sue", "block", bi, "--reason", "left us") == 0
        with pytest.raises(OperationalError, match="not permitted to log in"):
            team.connect("bi")
        result = lines["bi"].bare("--db", team.address("bi"), "report", "agents")
        assert "This login is blocked, or out of the team" in result.err
        assert said("sue", "unblock", bi) == 0
        team.connect("bi").close()
        assert said("sue", "block", olga, "--reason", "coup") == 0
        team.connect(
            "olga"
        ).close()  # a supervisor closes no owner's login: the board's block alone
        block = ("team", "block", adi, "--reason", "left us")
        by_sue = lines["sue"].bare("--db", team.address("sue"), *block)
        assert "The login stays open: an owner closes" in by_sue.out
        team.connect("adi").close()
        assert said("sue", "unblock", adi) == 0
        by_olga = lines["olga"].bare("--db", team.address("olga"), *block)
        assert "stays open" not in by_olga.out
        with pytest.raises(OperationalError, match="not permitted to log in"):
            team.connect("adi")
        assert said("sue", "unblock", adi) == 3, "it would stay closed"
        assert said("olga", "unblock", adi) == 0
        team.connect("adi").close()
        assert said("sue", "remove", bi) == 4
        assert said("olga", "remove", bi) == 0
        assert said("olga", "remove", bi) == 1
        with pytest.raises(ProgrammingError):
            open_one.execute("SELECT agent FROM attempt")
    assert said("olga", "add", bi, "--role", "reports") == 0
    assert said("olga", "init") == 0
    shown = lines["olga"].bare("--db", team.address("olga"), "audit", "show", "--json").document
    entries = [(row["action"], row["detail"].get("login")) for row in shown]
    assert [entry for entry in entries if "block" not in entry[0]] == [
        ("login_remove", bi),
        ("login_add", bi),
        ("team_init", None),
    ]


def test_a_login_has_one_role_and_no_administrator_is_taken_in(team: Team) -> None:
    database = open_database(team.owner)
    name = team.login("sue")
    with database.write() as connection:
        assert not add_login(connection, name, Role.AUDITOR, "a secret")
    with database.read() as connection:
        assert {login.role for login in logins(connection) if login.name == name} == {Role.AUDITOR}
        stored = connection.exec_driver_sql(
            "SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'sue%%'"
        )
        assert stored.scalar_one().startswith("SCRAM-SHA-256$")
    base = str(database.url.database)
    administrators = ("postgres", f"{base}_owner", "pg_one")
    for wrong in (*administrators, " x", "a\nb", "x" * 64, "bad name;", 'a"b', "a/b", "--", ""):
        with pytest.raises(DatabaseTrouble), database.write() as connection:
            add_login(connection, wrong, Role.SUPERVISOR)
    with database.write() as connection:
        assert add_login(connection, f"o'Hara -- of {base}", Role.AUDITOR, "it's")
    database.close()


def test_who_made_the_roles_is_an_owner_alone(team: Team) -> None:
    olga, database = team.login("olga"), open_database(team.owner)
    with database.write() as connection:  # as PostgreSQL 16 and newer do by themselves
        connection.exec_driver_sql(f'GRANT {team.role("agent")} TO "{olga}" WITH ADMIN OPTION')
    with database.read() as connection:
        assert [login.role for login in logins(connection) if login.name == olga] == [Role.OWNER]
    database.close()


def test_a_file_and_a_database_without_roles_say_what_to_do(
    smiledial: CommandLine,
) -> None:
    added = smiledial("team", "add", "sue", "--role", "supervisor")
    if "://" in smiledial.db:
        assert "run smiledial team init first" in added.err
    else:
        assert added.status == 3
        assert "is a file: whoever can write it can do everything in it" in added.err
    assert smiledial("team", "logins").status == 3
    assert smiledial("team", "logins", "--json").document == {"logins": []}


def test_a_connection_off_this_machine_asks_for_tls() -> None:
    """The server of the tests speaks none, and is not far away: what is asked is what is seen."""
    from sqlalchemy.engine import make_url

    from db.engine.postgres import tls_for

    asked = {
        "postgresql://db.example.com/calls": {"sslmode": "require"},
        "postgresql://db.example.com/calls?sslmode=prefer": {},
        "postgresql://localhost/calls": {},
        "postgresql://[::1]/calls": {},
        "postgresql://127.0.0.1/calls": {},
        "postgresql:///calls?host=/run/postgresql": {},
        "postgresql:///calls?host=/run,db.example.com": {"sslmode": "require"},
        "postgresql:///?service=calls": {},
    }
    assert {address: tls_for(make_url(address)) for address in asked} == asked


@pytest.fixture
def old_ways(postgres_server: Connection) -> Iterator[str]:
    """The address of a database whose owner, founder, is no superuser; for the administrator."""
    postgres_server.execute("CREATE ROLE founder LOGIN CREATEROLE")
    postgres_server.execute("CREATE DATABASE old_ways OWNER founder")
    yield address_of(postgres_server, "old_ways")
    postgres_server.execute("DROP DATABASE old_ways WITH (FORCE)")
    for role in ("founder", *(f"old_ways_{row.value}" for row in Role)):
        postgres_server.execute(f"DROP OWNED BY {role}")
    for role in (*(f"old_ways_{row.value}" for row in reversed(Role)), "founder"):
        postgres_server.execute(f"DROP ROLE {role}")


def test_a_schema_in_which_everybody_may_make_things_holds_no_team(old_ways: str) -> None:
    """As PostgreSQL 14 has it, and each that was upgraded from there."""
    with psycopg.connect(old_ways) as administrator:
        administrator.execute("ALTER SCHEMA public OWNER TO postgres")
        administrator.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    founder = open_database(old_ways.replace("postgres@", "founder@"))
    prepare(founder)
    with (
        pytest.raises(
            DatabaseTrouble, match='ALTER SCHEMA "public" OWNER TO "founder"; in old_ways'
        ),
        founder.write() as connection,
    ):
        init_team(connection)
    with psycopg.connect(old_ways) as administrator:
        administrator.execute("ALTER SCHEMA public OWNER TO founder")
    with founder.write() as connection:
        assert init_team(connection), "what failed before left nothing"
    founder.close()


def test_the_page_takes_large_objects_away_where_no_superuser_made_the_team(old_ways: str) -> None:
    page = (Path(console.__path__[0]).parent / "docs/how-to/run-a-team.md").read_text("utf-8")
    (command,) = re.findall(r"`(REVOKE EXECUTE ON FUNCTION [^`]+)`", page)
    founder = open_database(old_ways.replace("postgres@", "founder@"))
    prepare(founder)
    with founder.write() as connection:
        init_team(connection)
    founder.close()

    def callable_by_agents() -> list[str]:
        question = "SELECT has_function_privilege('old_ways_agent', %s, 'EXECUTE')"
        rows = [administrator.execute(question, [head]).fetchone() for head in LARGE_OBJECTS]
        return [head for head, row in zip(LARGE_OBJECTS, rows, strict=True) if row == (True,)]

    with psycopg.connect(old_ways) as administrator:
        assert callable_by_agents() == [*LARGE_OBJECTS]
        administrator.execute(command)
        assert callable_by_agents() == []
