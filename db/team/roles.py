"""Create the roles of a team on its PostgreSQL server, and give them their rights.

A role is named after the database and its purpose (`calls_supervisor`), since roles belong to the
whole server. Administrators run these statements; agents at work need none of them.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from db.engine.database import DatabaseTrouble
from db.engine.postgres import AGENTS_SCHEMA, NOT_ALLOWED
from db.team.agent_acts import CLAIMING, FINDING, REQUESTS
from db.team.agent_functions import FUNCTIONS, TABLES
from db.team.agent_triggers import agent_triggers
from db.team.agent_visibility import policies, views
from db.team.entry_triggers import entry_triggers
from db.team.grants import (
    BLOCKABLE,
    BLOCKABLE_BY_OWNER,
    READING_ALL,
    TEMPORARY,
    Role,
    all_tables,
    grants,
)
from db.team.rights import RIGHTS, SIGN

LONGEST = 63
"""The most bytes of a name in PostgreSQL, which truncates longer names without an error."""

LARGE_OBJECTS = ("lo_creat(int)", "lo_create(oid)", "lo_from_bytea(oid, bytea)")
"""Functions by which everybody can create large objects, outside all tables.

A superuser's `team init` revokes the right to call them.
"""

_DATABASE = "database"
"""Key in `connection.info`: the name of the database."""


def init_team(connection: Connection) -> bool:
    """Create the roles with their rights, or update them; return whether they are new.

    The rights that PostgreSQL gives to everybody are revoked. Raises DatabaseTrouble if the login
    may not do that.
    """
    is_new = not has_team(connection)
    _require_names(connection)
    owner = quoted(connection, role_name(connection, Role.OWNER))
    for role in Role:
        if is_role(connection, role_name(connection, role)):
            continue
        if role is Role.OWNER:
            say(connection, "CREATE ROLE {role} NOLOGIN CREATEROLE", role)
            say(connection, "GRANT {role} TO CURRENT_USER", role)
        else:
            say(connection, "CREATE ROLE {role} NOLOGIN", role)
            say(connection, f"GRANT {{role}} TO {owner} WITH ADMIN OPTION", role)
    give(connection)
    return is_new


def _make_newer_roles(connection: Connection) -> None:
    """Create the roles that a newer version brings to a team."""
    missing = [role for role in Role if not is_role(connection, role_name(connection, role))]
    if not missing:
        return
    as_owner(connection)
    for role in missing:
        say(connection, "CREATE ROLE {role} NOLOGIN", role)
        # From PostgreSQL 16 on, its creator may grant a role, and cannot grant it to itself.
        if _scalar(connection, "SHOW server_version_num") < "160000":
            owner = quoted(connection, role_name(connection, Role.OWNER))
            say(connection, f"GRANT {{role}} TO {owner} WITH ADMIN OPTION", role)
    connection.exec_driver_sql("RESET ROLE")


def give(connection: Connection) -> None:
    """Set all rights on the current tables to those of `db.team.grants`."""
    _make_newer_roles(connection)
    tables = all_tables(connection)
    schema = quoted(connection, schema_of(connection))
    base = quoted(connection, database_of(connection))
    named = {"$BELOW": BLOCKABLE, "$BESIDE": BLOCKABLE_BY_OWNER, "$OWNER": (Role.OWNER,)}
    let_login = _LET_LOGIN
    for sign, roles in named.items():
        names = (role_name(connection, role).replace("'", "''") for role in roles)
        let_login = let_login.replace(sign, ", ".join(f"'{name}'" for name in names))
    run(connection, let_login)
    _own(connection)
    _make_desk(connection, schema)
    others = [role for role in Role if role is not Role.OWNER]
    names = (quoted(connection, role_name(connection, role)) for role in others)
    everybody = ", ".join(("PUBLIC", *names))
    both = f"{schema}, {AGENTS_SCHEMA}"
    for things in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        run(connection, f"REVOKE ALL ON ALL {things} IN SCHEMA {both} FROM {everybody}")
    run(connection, f"REVOKE ALL ON SCHEMA {both} FROM {everybody}")
    run(connection, f"REVOKE ALL ON DATABASE {base} FROM {everybody}")
    _require_nobody_makes(connection, schema)
    for role in Role:
        rights = [f"CONNECT ON DATABASE {base}", f"USAGE ON SCHEMA {schema}"]
        if role in TEMPORARY:
            rights.append(f"TEMPORARY ON DATABASE {base}")
        rights += (right.replace("{schema}", schema) for right in grants(role, tables))
        say(connection, "; ".join(f"GRANT {right} TO {{role}}" for right in rights), role)
    say(connection, f"GRANT CREATE ON SCHEMA {schema} TO {{role}}", Role.OWNER)
    is_superuser = _scalar(connection, "SELECT current_setting('is_superuser')") == "on"
    for head in LARGE_OBJECTS if is_superuser else ():
        run(connection, f"REVOKE EXECUTE ON FUNCTION pg_catalog.{head} FROM PUBLIC")


def _require_nobody_makes(connection: Connection, schema: str) -> None:
    """Raise DatabaseTrouble if everybody may create objects in the schema of the tables.

    Functions that run as the owner could then call an attacker's function. Everybody has this right
    up to PostgreSQL 14 and after an upgrade from it, and only the schema's owner can revoke it.
    """
    everybody = text(
        "SELECT EXISTS (SELECT FROM pg_namespace, aclexplode(nspacl) AS one"
        " WHERE nspname = current_schema() AND one.grantee = 0 AND privilege_type = 'CREATE')"
    )
    if connection.execute(everybody).scalar():
        base, owner = database_of(connection), quoted(connection, me(connection))
        raise DatabaseTrouble(
            f"Everybody may make things in the schema {schema}, and {owner} cannot end that: have "
            f"the server's administrator say ALTER SCHEMA {schema} OWNER TO {owner}; in {base}, "
            "then team init again. Nothing was changed."
        )


def _make_desk(connection: Connection, schema: str) -> None:
    """Recreate policies, triggers, functions and views; the sequences that count looks stay."""
    owner, agent, *others = (
        quoted(connection, role_name(connection, role))
        for role in (Role.OWNER, Role.AGENT, *READING_ALL)
    )
    there = text("SELECT to_regnamespace(:schema) IS NOT NULL")
    if connection.execute(there, {"schema": AGENTS_SCHEMA}).scalar():
        run(connection, f"ALTER SCHEMA {AGENTS_SCHEMA} OWNER TO {owner}")
    else:
        run(connection, f"CREATE SCHEMA {AGENTS_SCHEMA} AUTHORIZATION {owner}")
    drop_desk(connection)
    as_owner(connection)
    sender = quoted(connection, role_name(connection, Role.RELAY))
    signs = {"$B": schema, "$P": agent, "$R": ", ".join(others), "$Y": sender}
    # These stand in quotes, as texts.
    signs |= {"$O": owner.replace("'", "''"), "$A": agent.replace("'", "''")}
    statements = ";\n".join(desk_statements())  # all in one round trip
    for sign, name in signs.items():
        statements = statements.replace(sign, name)
    run(connection, statements.replace("%", "%%"))  # the driver reads a single % as a placeholder
    run(connection, f"COMMENT ON SCHEMA {AGENTS_SCHEMA} IS '{SIGN}{RIGHTS}'")
    connection.exec_driver_sql("RESET ROLE")


def desk_statements() -> Iterator[str]:
    """Yield all statements that make the schema `desk`, the policies and the triggers."""
    yield from (*TABLES, *FUNCTIONS, *CLAIMING, *REQUESTS, *FINDING)
    yield from views()
    yield from policies()
    yield from agent_triggers()
    yield from entry_triggers()


def drop_desk(connection: Connection) -> None:
    """Drop the views, functions, triggers and policies of a team.

    Call it before the tables change: PostgreSQL refuses to alter a column that one of them uses.
    """
    for kind, name in _made_in(connection, AGENTS_SCHEMA):
        run(connection, f"DROP {kind} IF EXISTS {name} CASCADE")


def _made_in(connection: Connection, schema: str) -> list[tuple[str, str]]:
    wanted = text("""
        SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass::text
        FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = to_regnamespace(:schema)
        UNION ALL
        SELECT 'FUNCTION', oid::regprocedure::text
        FROM pg_proc WHERE pronamespace = to_regnamespace(:schema)
        UNION ALL
        SELECT 'POLICY', format('%I ON %s', polname, polrelid::regclass) FROM pg_policy
        JOIN pg_class ON pg_class.oid = polrelid AND relnamespace = current_schema()::regnamespace
    """)
    return [(kind, name) for kind, name in connection.execute(wanted, {"schema": schema})]


def has_team(connection: Connection) -> bool:
    """Return whether `team init` was run on this database."""
    if connection.dialect.name == "sqlite":
        return False
    return is_role(connection, role_name(connection, Role.SUPERVISOR))


def role_name(connection: Connection, role: Role) -> str:
    return f"{database_of(connection)}_{role.value}"


_LET_LOGIN = """
CREATE OR REPLACE FUNCTION let_login(who text, may_open boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $let$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_auth_members m JOIN pg_roles person ON person.oid = m.member
        JOIN pg_roles ours ON ours.oid = m.roleid
        WHERE person.rolname = who AND (
            ours.rolname IN ($BELOW)
            OR ours.rolname IN ($BESIDE) AND pg_has_role(session_user, $OWNER, 'MEMBER')
        )
    ) THEN
        RETURN false;
    END IF;
    EXECUTE format(
        CASE WHEN may_open THEN 'ALTER ROLE %%I LOGIN' ELSE 'ALTER ROLE %%I NOLOGIN' END, who
    );
    RETURN true;
END
$let$
"""
"""Lets a supervisor, who may not create or change logins, block agents and logins for reports.

Owners can also block supervisors and auditors, but no other owner.
"""


def _own(connection: Connection) -> None:
    """Make the owner role the owner of all tables, views, sequences and functions."""
    owner = role_name(connection, Role.OWNER)
    wanted = text("""
        SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
            oid::regclass::text
        FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'S')
            AND relnamespace IN (current_schema()::regnamespace, to_regnamespace(:desk))
            AND relowner <> (SELECT oid FROM pg_roles WHERE rolname = :owner)
            AND NOT EXISTS (
                SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
                AND deptype IN ('a', 'i') AND relkind = 'S'
            )
        UNION ALL
        SELECT 'FUNCTION', oid::regprocedure::text
        FROM pg_proc WHERE pronamespace IN (current_schema()::regnamespace, to_regnamespace(:desk))
            AND proowner <> (SELECT oid FROM pg_roles WHERE rolname = :owner)
    """)
    schema = quoted(connection, schema_of(connection))
    say(connection, f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {{role}}", Role.OWNER)
    rows = connection.execute(wanted, {"owner": owner, "desk": AGENTS_SCHEMA})
    acts = [f"ALTER {kind} {name} OWNER TO {{role}}" for kind, name in rows]
    say(connection, "; ".join(acts), Role.OWNER)


def as_owner(connection: Connection) -> None:
    """Act as the owner role in this transaction, so that every owner can change the new login."""
    say(connection, "SET LOCAL ROLE {role}", Role.OWNER)


def database_of(connection: Connection) -> str:
    """Return the database's name; ask once, since each name of a role needs it."""
    if _DATABASE not in connection.info:
        connection.info[_DATABASE] = _scalar(connection, "SELECT current_database()")
    name: str = connection.info[_DATABASE]
    return name


def schema_of(connection: Connection) -> str:
    """Return the schema of the tables."""
    return _scalar(connection, "SELECT current_schema()")


def say(connection: Connection, statement: str, role: Role) -> None:
    name = quoted(connection, role_name(connection, role))
    run(connection, statement.replace("{role}", name))


def run(connection: Connection, statement: str) -> None:
    try:
        connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != NOT_ALLOWED:
            raise
        raise DatabaseTrouble(
            f"The login {_me_of(connection)} may not do that ({str(error.orig).splitlines()[0]}): "
            "use the one that owns the database and may make roles (CREATEROLE). Nothing was "
            "changed."
        ) from None


def is_role(connection: Connection, name: str) -> bool:
    asked = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :name)")
    return bool(connection.execute(asked, {"name": name}).scalar())


def me(connection: Connection) -> str:
    return _scalar(connection, "SELECT session_user")


def _me_of(connection: Connection) -> str:
    """Return the login of a connection whose transaction has failed, without a query."""
    driver = connection.connection.dbapi_connection
    return str(driver.info.user) if driver is not None else "in use"


def _scalar(connection: Connection, statement: str) -> str:
    return str(connection.exec_driver_sql(statement).scalar_one())


def quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _require_names(connection: Connection) -> None:
    names: Sequence[str] = [role_name(connection, role) for role in Role]
    if any(len(name.encode()) > LONGEST for name in names):
        base = database_of(connection)
        raise DatabaseTrouble(
            f"The name of the database {base} is too long for the names of its roles: "
            f"{max(names, key=len)} has more than {LONGEST} bytes."
        )
