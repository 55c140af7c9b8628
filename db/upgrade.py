"""Create or upgrade the tables of a database, and fill what later versions count."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from db.audit.coverage import OF_NUMBERS, SETTING, Watch
from db.audit.log import append, newest_entry_at
from db.calls.attempts import fill_hours_there
from db.calls.tallies import fill_free_at, tally_anew
from db.engine.database import Database
from db.leads.search_words import fill_words
from db.leads.session_marks import keep_true, leave_out
from db.tables.calls import attempts
from db.team.rights import may_give
from db.team.roles import drop_desk, give, has_team
from db.views import drop_views, make_views

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


def upgrade_from(connection: Connection, before: str | None) -> None:
    """Upgrade from this version, None for no tables. Call it in a write block."""
    upgrade(connection)
    if before is None:
        return
    if before < COVERED_FROM:
        begin_proof(connection)
    if before < FOUND_FROM:
        fill_words(connection)
    if before < TALLIED_FROM:
        fill_free_at(connection)
    if before < HOURS_FROM:
        fill_hours_there(connection)
    if before < COUNTED_FROM:
        tally_anew(connection)


def upgrade(connection: Connection) -> None:
    """Run the missing migrations, and recreate views, triggers and functions in a write block."""
    # Drop views and triggers first: with them the migrations could not rebuild a table.
    grants = drop_views(connection)
    leave_out(connection)
    is_team = connection.dialect.name != "sqlite" and has_team(connection)
    if is_team:
        drop_desk(connection)
    command.upgrade(config_for(connection), "head")
    make_views(connection, grants)
    keep_true(connection)
    make_claim_next(connection)
    if is_team:
        give(connection)


def make_claim_next(connection: Connection) -> None:
    """Create the function of `claim_next.sql`, or replace an older one. SQLite has none."""
    if connection.dialect.name == "sqlite":
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    sql = files("db.claims").joinpath("claim_next.sql").read_text("utf-8")
    connection.exec_driver_sql(sql.replace("$SCHEMA", schema))


def config_for(connection: Connection) -> Config:
    """Return Alembic's configuration: our migrations, in this connection's transaction."""
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


def begin_proof(connection: Connection) -> None:
    """Add one log entry that covers all existing rows; of attempts it has only their number."""
    at = newest_entry_at(connection)
    if at is None:  # nothing was ever done here
        return
    count, last = connection.execute(select(func.count(), func.max(attempts.c.id))).one()
    watch = Watch(connection)
    for kind in (*OF_NUMBERS, SETTING):
        watch.cover(kind)
    changes = replace(watch.changes(), also={"attempts": [count, last or 0]})
    append(connection, at, "smiledial", BEGIN, {"attempts_not_covered": count}, changes)


def give_rights(connection: Connection) -> None:
    """Grant the rights of this version, unless another program has done it meanwhile."""
    if may_give(connection):
        give(connection)


def renew(database: Database) -> None:
    """Recreate views and trigger in a file that lacks them, or has others with their names."""
    with database.write() as connection:
        make_views(connection, drop_views(connection))
        keep_true(connection)
