"""Whether a team's roles have the rights of this version, or still those of an earlier one."""

from sqlalchemy import Connection, text

from db.engine.postgres import AGENTS_SCHEMA

RIGHTS = 12
"""Counts the changes of what a role may do and of what an agent's login finds. Whoever changes that
counts on: a test asks for it."""

SIGN = "rights "
"""Before that number, which stands as the comment of the agents' schema."""

_GIVEN = text(
    "SELECT coalesce(obj_description(place, 'pg_namespace'), '')"
    f" FROM to_regnamespace('{AGENTS_SCHEMA}') AS place WHERE place IS NOT NULL"
)
_IS_OPEN = text("""
    SELECT EXISTS (
        SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS one
        WHERE datname = current_database() AND one.grantee = 0 AND privilege_type = 'CONNECT'
    )
""")
_IS_OWNER = text("""
    SELECT pg_has_role(nspowner, 'MEMBER') FROM pg_namespace
    WHERE oid = to_regnamespace(:place)
""")


def are_owed(connection: Connection) -> bool:
    """False on a file, where there is no team, and where a later version gave them."""
    if connection.dialect.name == "sqlite":
        return False
    given = connection.execute(_GIVEN).scalar()
    if given is None:
        return False
    number = given.removeprefix(SIGN)
    return not number.isdecimal() or int(number) < RIGHTS


def are_of_another_name(connection: Connection, *, is_team: bool) -> bool:
    """Whether roles were made here while the database was called otherwise, on another server or
    on this: there are none of its name now."""
    return not is_team and connection.execute(_GIVEN).scalar() is not None


def is_open_to_everybody(connection: Connection) -> bool:
    """Whether every login of the server may open the database."""
    return bool(connection.execute(_IS_OPEN).scalar())


def may_give(connection: Connection) -> bool:
    """Whether this login is an owner's of the team, and they are owed."""
    asked = {"place": AGENTS_SCHEMA}
    return are_owed(connection) and bool(connection.execute(_IS_OWNER, asked).scalar())
