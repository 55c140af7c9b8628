"""Lines over the internet are a type of their own, and lists say of which type a line is"""

from alembic import op
from sqlalchemy import text

revision = "0004_line_types"
down_revision = "0003_contracts"

KINDS = "kind = 'bars' OR kind = 'mobile' OR kind = 'warns'"
CHECKS = (
    (
        "number",
        "ck_line_is_known",
        "line = 'mobile' OR line = 'landline' OR line = 'unknown'",
        "line = 'mobile' OR line = 'voip' OR line = 'landline' OR line = 'unknown'",
    ),
    (
        "registry",
        "ck_kind_is_known",
        KINDS,
        f"{KINDS} OR kind = 'line_mobile' OR kind = 'line_voip' OR kind = 'line_landline'",
    ),
)
"""(table, name, what it was, what it is now)."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _reword()
        return
    for table, name, _, wanted in CHECKS:
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, wanted)


def _reword() -> None:
    """Changes the checks where SQLite keeps the text of its tables, as its documentation says for
    a change that no row notices: to copy ten million numbers would take minutes, and dropping their
    table would take them out of every attempt."""
    connection = op.get_bind()
    version = int(connection.execute(text("PRAGMA schema_version")).scalar_one())
    connection.execute(text("PRAGMA writable_schema = ON"))
    for table, name, was, wanted in CHECKS:
        changed = connection.execute(
            text(
                "UPDATE sqlite_master SET sql = replace(sql, :was, :wanted) "
                "WHERE type = 'table' AND name = :table AND instr(sql, :was) > 0"
            ),
            {"was": f"CONSTRAINT {name} CHECK ({was})", "table": table}
            | {"wanted": f"CONSTRAINT {name} CHECK ({wanted})"},
        )
        if changed.rowcount != 1:
            raise RuntimeError(f"the table {table} has not the check {name} that it should have")
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(text("PRAGMA writable_schema = RESET"))
