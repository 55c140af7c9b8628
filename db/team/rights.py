"""Whether a team's roles have the rights of this version, or still those of an earlier one."""

from sqlalchemy import Connection, text

from db.postgres_engine import AGENTS_SCHEMA

RIGHTS = 6
"""Counts the changes of what a role may do and of what an agent's login finds. Whoever changes that
counts on: a test asks for it."""

SIGN = "rights "
"""Before that number, which stands as the comment of the agents' schema."""

_GIVEN = text(
    "SELECT coalesce(obj_description(place, 'pg_namespace'), '')"
    f" FROM to_regnamespace('{AGENTS_SCHEMA}') AS place WHERE place IS NOT NULL"
)
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


def may_give(connection: Connection) -> bool:
    """Whether this login is an owner's of the team, and they are owed."""
    asked = {"place": AGENTS_SCHEMA}
    return are_owed(connection) and bool(connection.execute(_IS_OWNER, asked).scalar())
