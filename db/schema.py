"""Create or upgrade the tables of a database to this version."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import Connection, func, inspect, select, text

from db.calls.attempts import fill_hours_there
from db.engine.database import Database, DatabaseTrouble
from db.leads.session_marks import keep_true, leave_out
from db.tables.calls import attempts
from db.team.rights import may_give

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = (
    "0001_5680d643",
    "0002_later_requests",
    "0003_contracts",
    "0004_line_types",
    "0005_proof",
    "0006_rare_actions",
    "0007_lead_words",
    "0008_board",
    "0009_purchases",
    "0010_open_views",
    "0011_phone_menu",
    "0012_call_tallies",
    "0013_claiming",
    "0014_openings",
    "0015_hours_there",
    "0016_answers",
    "0017_best_hours",
    "0018_counted_in_an_index",
    "0019_owners",
    "0020_noes_table",
    "0021_owners_who_own",
    "0022_openings_counted",
    "0023_is_planned",
    "0024_reassigned",
    "0025_requests_without_a_call",
    "0026_requests_read",
    "0027_queue_first",
    "0028_appointments",
    "0029_import_checkpoints",
    "0030_hooks",
    "0031_changed_values",
    "0032_appointment_outcome",
    "0033_caller_id_quarters",
    "0034_inquiries",
    "0035_hook_deliveries",
)
"""The migrations, oldest first; a test compares them with the files."""

HEAD = VERSIONS[-1]

COVERED_FROM = "0005"
"""The first version whose audit log has the hashes of rows."""

BEGIN = "proof_begin"
"""The action of the entry that covers an older database's rows, except for its attempts."""

FOUND_FROM = "0007"
"""The first version with the search index of leads' words."""

TALLIED_FROM = "0012"
"""The first version that counts calls as they are made."""

HOURS_FROM = "0015"
"""The first version that stores the person's local hour with each call."""

COUNTED_FROM = "0033"
"""The first version whose tallies count calls as this version does."""


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
        if before == HEAD:
            _give_rights(connection)
            return
        upgrade(connection)
        if before is not None and before < COVERED_FROM:
            begin_proof(connection)
        if before is not None and before < FOUND_FROM:
            from db.leads.search_words import fill_words  # late: only an upgrade needs it

            fill_words(connection)
        if before is not None and before < TALLIED_FROM:
            from db.calls.tallies import fill_free_at  # late: only an upgrade needs it

            fill_free_at(connection)
        if before is not None and before < HOURS_FROM:
            fill_hours_there(connection)
        if before is not None and before < COUNTED_FROM:
            from db.calls.tallies import tally_anew  # late: only an upgrade needs it

            tally_anew(connection)


def _give_rights(connection: Connection) -> None:
    """Grant the rights of this version, unless another program has done it meanwhile."""
    from db.team.roles import give  # late: only on PostgreSQL

    if may_give(connection):
        give(connection)


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


def begin_proof(connection: Connection) -> None:
    """Add one log entry that covers all existing rows; of attempts it has only their number."""

    from db.audit.coverage import Watch  # late: only an upgrade needs it
    from db.audit.log import append, newest_entry_at  # late: only an upgrade needs it
    from db.audit.row_hashes import OF_NUMBERS, SETTING  # late: only an upgrade needs it

    at = newest_entry_at(connection)
    if at is None:  # nothing was ever done here
        return
    count, last = connection.execute(select(func.count(), func.max(attempts.c.id))).one()
    watch = Watch(connection)
    for kind in (*OF_NUMBERS, SETTING):
        watch.cover(kind)
    changes = replace(watch.changes(), also={"attempts": [count, last or 0]})
    append(connection, at, "smiledial", BEGIN, {"attempts_not_covered": count}, changes)


def _number(version: str) -> str:
    return version.partition("_")[0]


def config_for(connection: Connection) -> "Config":
    """Return Alembic's configuration: our migrations, in this connection's transaction."""
    from alembic.config import Config  # late: Alembic takes long to import

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run the missing migrations, and recreate views and trigger. Call it in a write block."""
    from alembic import command  # late: Alembic takes long to import

    from db.views import drop_views, make_views  # late: only an upgrade needs it

    # Drop views and triggers first: with them the migrations could not rebuild a table.
    grants = drop_views(connection)
    leave_out(connection)
    is_team = False
    if connection.dialect.name != "sqlite":
        from db.team.roles import drop_desk, give, has_team  # late: only on PostgreSQL

        is_team = has_team(connection)
        if is_team:
            drop_desk(connection)
    command.upgrade(config_for(connection), "head")
    make_views(connection, grants)
    keep_true(connection)
    if is_team:
        give(connection)


def renew(database: Database) -> None:
    """Recreate views and trigger in a file that lacks them, or has others with their names."""
    from db.views import drop_views, make_views  # late: only an upgrade needs it

    with database.write() as connection:
        make_views(connection, drop_views(connection))
        keep_true(connection)
