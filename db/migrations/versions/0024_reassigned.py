"""Answers of the reassigned numbers database are stored like registries, as kinds of their own"""

from alembic import op
from sqlalchemy import text

revision = "0024_reassigned"
down_revision = "0023_is_planned"

NAME = "ck_kind_is_known"
BEFORE = " OR ".join(
    f"kind = '{kind}'"
    for kind in ("bars", "mobile", "warns", "line_mobile", "line_voip", "line_landline")
)
NOW = BEFORE + "".join(f" OR kind = 'reassigned_{answer}'" for answer in ("yes", "no", "no_data"))


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(NAME, "registry", type_="check")
        op.create_check_constraint(NAME, "registry", NOW)
        return
    # Change the table's text, as SQLite's documentation allows for a check that no row breaks. A
    # new table would take the blocks of all registries with it, which refer to the old one.
    version = int(connection.execute(text("PRAGMA schema_version")).scalar_one())
    connection.execute(text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        text(
            "UPDATE sqlite_master SET sql = replace(sql, :was, :wanted) "
            "WHERE type = 'table' AND name = 'registry' AND instr(sql, :was) > 0"
        ),
        {
            "was": f"CONSTRAINT {NAME} CHECK ({BEFORE})",
            "wanted": f"CONSTRAINT {NAME} CHECK ({NOW})",
        },
    )
    if changed.rowcount != 1:
        raise RuntimeError("the table registry has not the check that it should have")
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(text("PRAGMA writable_schema = RESET"))
