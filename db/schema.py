"""Check which version a database has, and have it created or upgraded to this one."""

from sqlalchemy import Connection, inspect, text

from db.engine.database import Database, DatabaseTrouble
from db.team.rights import may_give

VERSIONS = (
    *("0001_5680d643", "0002_later_requests", "0003_contracts", "0004_line_types"),
    *("0005_proof", "0006_rare_actions", "0007_lead_words", "0008_board", "0009_purchases"),
    *("0010_open_views", "0011_phone_menu", "0012_call_tallies", "0013_claiming"),
    *("0014_openings", "0015_hours_there", "0016_answers", "0017_best_hours"),
    *("0018_counted_in_an_index", "0019_owners", "0020_noes_table", "0021_owners_who_own"),
    *("0022_openings_counted", "0023_is_planned", "0024_reassigned"),
    *("0025_requests_without_a_call", "0026_requests_read", "0027_queue_first"),
    *("0028_appointments", "0029_import_checkpoints", "0030_hooks", "0031_changed_values"),
    *("0032_appointment_outcome", "0033_caller_id_quarters"),
    *("0034_inquiries", "0035_hook_deliveries", "0036_sequences"),
)
"""The migrations, oldest first; a test compares them with the files."""

HEAD = VERSIONS[-1]


def prepare(database: Database) -> None:
    """Create or upgrade the tables if needed, and the roles' rights if an owner is logged in.

    Agents may go on working meanwhile. Raises DatabaseTrouble if the database belongs to another
    program or has a newer version.
    """
    with database.read() as connection:
        if _version(connection, database) == HEAD and not may_give(connection):
            return
    with database.write() as connection:
        if not database.is_sqlite:
            # Allow one upgrade at a time. The lock is released when the transaction ends; a program
            # that waited then reads the new version below. SQLite has its write lock already.
            connection.execute(text("SELECT pg_advisory_xact_lock(7345)"))
        before = _version(connection, database)
        from db import upgrade  # late: an upgrade brings Alembic and much else

        if before == HEAD:
            upgrade.give_rights(connection)
        else:
            upgrade.upgrade_from(connection, before)


READ_VERSION = "SELECT version_num FROM alembic_version"


def is_prepared(database: Database) -> bool:
    """Return whether our tables exist. Raises DatabaseTrouble like `prepare`."""
    with database.read() as connection:
        return _version(connection, database) is not None


def _version(connection: Connection, database: Database) -> str | None:
    inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):  # an agent's login sees it as a view
        if inspector.get_table_names():
            raise DatabaseTrouble(
                "This database belongs to another program: name another one with --db "
                f"({database.where})."
            )
        return None
    version: str | None = connection.execute(text(READ_VERSION)).scalar()
    if version is None or version in VERSIONS:
        return version
    if _number(version) > _number(HEAD):
        raise DatabaseTrouble(
            f"The database was made by a newer smiledial (tables {version}, this one knows "
            f"{HEAD}): upgrade smiledial. Nothing was changed ({database.where})."
        )
    raise DatabaseTrouble(
        f"The database was made by another unreleased smiledial (tables {version}, this one knows "
        f"{HEAD}). With that one write out what you need (smiledial export) and import it into a "
        f"new database. Nothing was changed ({database.where})."
    )


def _number(version: str) -> str:
    return version.partition("_")[0]
