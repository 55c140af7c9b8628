"""Check whether a team's roles have the rights of this version or those of an earlier one.

Who may do what is in `grants.py`, `agent_visibility.py` and the triggers beside it.
"""

from sqlalchemy import Connection, text

from db.engine.postgres import AGENTS_SCHEMA

RIGHTS = 40
"""The version of the roles' rights and of the agents' views and functions.

Increase it when you change any of them; a test checks this.
"""

SIGN = "rights "
"""The text before the version in the comment on the agents' schema, where it is stored."""

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
    """Return whether the rights are those of an earlier version.

    False on SQLite, without a team, and if a later version of the program gave them.
    """
    if connection.dialect.name == "sqlite":
        return False
    version = connection.execute(_GIVEN).scalar()
    if version is None:
        return False
    number = version.removeprefix(SIGN)
    return not number.isdecimal() or int(number) < RIGHTS


def are_of_another_name(connection: Connection, *, is_team: bool) -> bool:
    """Return whether roles exist, but for another name of the database.

    It was renamed or copied, on this server or from another, so no role has its name now.
    """
    return not is_team and connection.execute(_GIVEN).scalar() is not None


def is_open_to_everybody(connection: Connection) -> bool:
    """Return whether every login of the server may connect to the database."""
    return bool(connection.execute(_IS_OPEN).scalar())


def may_give(connection: Connection) -> bool:
    """Return whether the rights need an update and this login, as an owner, can do it."""
    asked = {"place": AGENTS_SCHEMA}
    return are_owed(connection) and bool(connection.execute(_IS_OWNER, asked).scalar())
