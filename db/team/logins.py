"""The logins of a team: each is one person with one role (`db.team.roles`).

Administrators run these statements. The console itself only reads its own login at its start.
`sign_in` checks a person's password at the server.
"""

import hashlib
from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection, text

from db.engine.addresses import address_for, with_password
from db.engine.database import Database, DatabaseTrouble, open_database
from db.engine.postgres import AGENTS_SCHEMA
from db.team.grants import Role
from db.team.roles import (
    LONGEST,
    as_owner,
    database_of,
    has_team,
    is_role,
    me,
    quoted,
    role_name,
    run,
    say,
    schema_of,
)

TAKEN = "pg_"
"""The prefix of names that PostgreSQL reserves for itself."""

ODD = set(';:"`/\\?#%&=<>|*$')
"""Characters that a login may not contain: they have a meaning in an address, a shell or SQL."""


class Login(Struct, frozen=True):
    """A person's login and its role; `may_open` is False while the login is blocked."""

    name: str
    role: Role
    may_open: bool


def add_login(connection: Connection, name: str, role: Role, password: str = "") -> bool:
    """Give a login its role in the team; return whether the login is new on the server.

    An existing login loses its other roles of the team, and keeps its password unless a new one is
    given. Only the password's hash is sent, so no log of the server can contain it. Raises
    DatabaseTrouble.
    """
    require_addable(connection, name)
    is_new = not is_role(connection, name)
    login = quoted(connection, name)
    if role is not Role.OWNER:  # the owner role could not be granted to a login that it created
        as_owner(connection)
    rights = "LOGIN CREATEROLE" if role is Role.OWNER else "LOGIN"
    run(connection, f"{'CREATE' if is_new else 'ALTER'} ROLE {login} {rights}")
    if role is Role.AGENT:
        _show_desk(connection, name)
        # The function desk.look() finds this sequence by the same hash of the login's name.
        seen = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
        run(connection, f"CREATE SEQUENCE IF NOT EXISTS {AGENTS_SCHEMA}.seen_{seen}")
    elif not is_new:
        base = quoted(connection, database_of(connection))
        run(connection, f"ALTER ROLE {login} IN DATABASE {base} RESET search_path")
    if password:
        hashed = _scrambled(connection, name, password)
        run(connection, f"ALTER ROLE {login} PASSWORD '{hashed}'")
    for other in Role:
        if other is not role and _is_member(connection, name, other):
            say(connection, f"REVOKE {{role}} FROM {login}", other)
    if not _is_member(connection, name, role):
        more = " WITH ADMIN OPTION" if role is Role.OWNER else ""
        say(connection, f"GRANT {{role}} TO {login}{more}", role)
    return is_new


def lost_agents(connection: Connection) -> tuple[str, ...]:
    """Return the agents' logins without the search path to their views.

    It is lost when a dump is restored without `--create`.
    """
    with_path = set(connection.execute(_FINDING).scalars())
    agents = (login.name for login in logins(connection) if login.role is Role.AGENT)
    return tuple(name for name in agents if name not in with_path)


def find_agents(connection: Connection) -> None:
    """Set the search path of the agents' logins that `lost_agents` returns."""
    lost = lost_agents(connection)
    as_owner(connection)
    for name in lost:
        _show_desk(connection, name)
    connection.exec_driver_sql("RESET ROLE")


def _show_desk(connection: Connection, name: str) -> None:
    login, base = quoted(connection, name), quoted(connection, database_of(connection))
    places = f"{AGENTS_SCHEMA}, {quoted(connection, schema_of(connection))}"
    run(connection, f"ALTER ROLE {login} IN DATABASE {base} SET search_path = {places}")


def require_addable(connection: Connection, name: str) -> None:
    """Raise DatabaseTrouble if the team has no roles yet, or the name is not allowed."""
    _require_name(name)
    _require_team(connection)
    if is_role(connection, name):
        _require_harmless(connection, name)


def remove_login(connection: Connection, name: str) -> Role | None:
    """Remove a login from the team, and block it; return its role, or None if it had none.

    Its open connections lose their rights. Calls and log entries under its name stay.
    """
    _require_team(connection)
    was = role_of(connection, name)
    if was is None:
        return None
    if name == me(connection):
        raise DatabaseTrouble("You would take yourself out: let another owner do that.")
    login = quoted(connection, name)
    if was is not Role.OWNER:
        as_owner(connection)
    run(connection, f"ALTER ROLE {login} NOLOGIN")
    say(connection, f"REVOKE {{role}} FROM {login}", was)
    return was


def logins(connection: Connection) -> tuple[Login, ...]:
    """Return the logins of the team, by name.

    An owner is listed as owner only: PostgreSQL 16 and newer make the login that created the roles
    a member of each.
    """
    by_name = {role_name(connection, role): role for role in Role}
    rows = connection.execute(_MEMBERS, {"roles": list(by_name)}).all()
    members = tuple(Login(name, by_name[role], may_open) for name, role, may_open in rows)
    owners = {login.name for login in members if login.role is Role.OWNER}
    return tuple(login for login in members if login.role is Role.OWNER or login.name not in owners)


def login_of(connection: Connection, name: str) -> Login | None:
    """Return a login of the team, or None if it has no role in it (always None on SQLite)."""
    if connection.dialect.name == "sqlite":
        return None
    return next((login for login in logins(connection) if login.name == name), None)


def role_of(connection: Connection, name: str) -> Role | None:
    """Return the role of a login, or None if it has none in the team (always None on SQLite)."""
    login = login_of(connection, name)
    return None if login is None else login.role


def own_login(database: Database) -> Login | None:
    """Return the login of this program, or None on SQLite or without a team."""
    if database.is_sqlite:
        return None
    with database.read() as connection:
        mine = me(connection)
        return next((login for login in logins(connection) if login.name == mine), None)


def closed_logins(connection: Connection) -> frozenset[str]:
    """Return the names that cannot log in: blocked, or removed from the team (none on SQLite)."""
    if connection.dialect.name == "sqlite":
        return frozenset()
    return frozenset(connection.execute(_CLOSED).scalars())


def let_open(connection: Connection, name: str, *, may_open: bool) -> bool:
    """Block or unblock a login of the team; return False if there is none, or it is not allowed.

    Open connections of the login stay open.
    """
    if not has_team(connection) or role_of(connection, name) is None:
        return False
    asked = text("SELECT let_login(:name, :may_open)")
    return bool(connection.execute(asked, {"name": name, "may_open": may_open}).scalar())


_FINDING = text(f"""
    SELECT rolname FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole
    JOIN pg_database ON pg_database.oid = setdatabase, unnest(setconfig) AS one
    WHERE datname = current_database() AND starts_with(one, 'search_path={AGENTS_SCHEMA},')
""")
_CLOSED = text("SELECT rolname FROM pg_roles WHERE NOT rolcanlogin")
_MEMBERS = text("""
    SELECT person.rolname, ours.rolname, bool_or(person.rolcanlogin)
    FROM pg_auth_members AS member
    JOIN pg_roles AS person ON person.oid = member.member
    JOIN pg_roles AS ours ON ours.oid = member.roleid
    WHERE ours.rolname = ANY (:roles) AND NOT person.rolname = ANY (:roles)
    GROUP BY person.rolname, ours.rolname ORDER BY person.rolname
""")


def _scrambled(connection: Connection, name: str, password: str) -> str:
    """Return the hash that PostgreSQL stores for a password.

    Sending the hash keeps the password itself out of the server's logs.
    """
    driver = connection.connection.dbapi_connection
    assert driver is not None
    hashed: bytes = driver.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    return hashed.decode()


def _is_member(connection: Connection, name: str, role: Role) -> bool:
    return any(login.name == name and login.role is role for login in logins(connection))


def _require_team(connection: Connection) -> None:
    if not has_team(connection):
        raise DatabaseTrouble("There are no roles here yet: run smiledial team init first.")


def _require_name(name: str) -> None:
    is_plain = name == name.strip() and name.isprintable() and not ODD & set(name)
    is_plain = is_plain and any(map(str.isalnum, name)) and not name.startswith(TAKEN)
    if not name or not is_plain or len(name.encode()) > LONGEST or name in {"public", "none"}:
        raise DatabaseTrouble(
            f"{name!r} cannot be a login: give a name of up to {LONGEST} bytes, of letters, "
            f"digits, spaces and . - _ @ ', which does not begin with {TAKEN}."
        )


def _require_harmless(connection: Connection, name: str) -> None:
    """Raise DatabaseTrouble for a login with rights beyond any role, or a role of the team."""
    asked = text(
        "SELECT rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication FROM pg_roles"
        " WHERE rolname = :name"
    )
    is_mighty = bool(connection.execute(asked, {"name": name}).scalar())
    ours: Mapping[str, Role] = {role_name(connection, role): role for role in Role}
    if is_mighty or name in ours:
        raise DatabaseTrouble(
            f"{name} is an administrator's login or a role of the team: nothing could hold it "
            "back. Give another name."
        )


class SignInRefused(DatabaseTrouble):
    """The login may not sign in; the message is a sentence for the person."""


class WrongPassword(SignInRefused):
    """The server does not let the name in with that password."""


class SignedIn(Struct, frozen=True):
    """A login of the team, and the address that opens the database under it, without password."""

    name: str
    address: str


WRONG = "The database does not let that name in with that password."

UNCHECKED = (
    "The database server asks this login for no password, so anybody could sign in with its name: "
    "set scram-sha-256 in pg_hba.conf for connections from this machine."
)

NO_ROLE = "That login has no role in the team: ask an owner, who adds it with smiledial team add."


def sign_in(database: Database, address: str, name: str, password: str) -> SignedIn:
    """Return the login that the password belongs to. `database` is open under another login.

    Raises WrongPassword, SignInRefused, and DatabaseTrouble if the server cannot be reached.
    """
    # PostgreSQL up to 16 cuts a longer name off: guesses at one login would count for many names.
    if not name or len(name.encode()) > LONGEST or not password or "\0" in name + password:
        raise WrongPassword(WRONG)
    own_address = address_for(address, name)
    own = open_database(with_password(own_address, password))
    try:
        try:
            with own.glance() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                is_checked = bool(driver.pgconn.used_password)
        except DatabaseTrouble:
            # libpq says only in words, of the server's language, why it could not connect. So ask
            # whether the server answers at all: this raises where it does not.
            with database.read():
                raise WrongPassword(WRONG) from None
        if not is_checked:  # as with "trust": any password would do
            raise SignInRefused(UNCHECKED)
        if own_login(own) is None:
            raise SignInRefused(NO_ROLE)
    finally:
        own.close()
    return SignedIn(name, own_address)
