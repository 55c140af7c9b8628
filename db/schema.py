"""Bringing a database to the tables of this version."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from db.engine import Database, DatabaseTrouble

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = ("0001_5680d643", "0002_later_requests", "0003_contracts", "0004_line_types")
"""The migrations, oldest first; a test holds them against the files."""

HEAD = VERSIONS[-1]


def prepare(database: Database) -> None:
    """Makes or upgrades the tables where needed; agents may go on working meanwhile.

    Raises DatabaseTrouble for a database that is another program's or of a newer version.
    """
    with database.read() as connection:
        if _version(connection, database) == HEAD:
            return
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(7345)"))  # one upgrade at a time
        if _version(connection, database) != HEAD:
            _upgrade(connection)


def _version(connection: Connection, database: Database) -> str | None:
    names = set(inspect(connection).get_table_names())
    if "alembic_version" not in names:
        if names:
            raise DatabaseTrouble(
                f"{database.where} belongs to another program: name another database with --db."
            )
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    if version is None or version in VERSIONS:
        return version
    if _number(version) > _number(HEAD):
        raise DatabaseTrouble(
            f"{database.where} was made by a newer smiledial (tables {version}, this one knows "
            f"{HEAD}): upgrade smiledial. Nothing was changed."
        )
    raise DatabaseTrouble(
        f"{database.where} was made by another unreleased smiledial (tables {version}, this "
        f"one knows {HEAD}). With that one write out what you need (smiledial export) and "
        "import it into a new database. Nothing was changed."
    )


def _number(version: str) -> str:
    return version.partition("_")[0]


def config_for(connection: Connection) -> "Config":
    """How Alembic finds the migrations, and works inside this connection's transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config_for(connection), "head")
