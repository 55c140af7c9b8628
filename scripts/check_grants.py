"""Finds tables that no role was given or refused: in a team's database they are nobody's.

The tables are those of the code, so that it takes no server; `tests/team` holds a real one to it.
"""

import sys
from collections.abc import Iterator

from db.tables.every import METADATA
from db.team.agent_views import UNSEEN
from db.team.grants import AGENT, COUNTED, SUPERVISOR
from db.views import VIEWS

OF_ALEMBIC = "alembic_version"


def faults() -> Iterator[str]:
    tables = {*METADATA.tables, OF_ALEMBIC}
    for table in sorted(tables ^ set(SUPERVISOR)):
        yield f"db/team/grants.py, SUPERVISOR: {table} {_what(table, tables)}"
    for table in sorted(tables ^ {*AGENT, *UNSEEN}):
        where = "AGENT in grants.py or UNSEEN in agent_views.py"
        yield f"db/team, {where}: {table} {_what(table, tables)}"
    for table in sorted(set(COUNTED) - tables - set(VIEWS)):
        yield f"db/team/grants.py, COUNTED: {table} {_what(table, tables)}"


def _what(table: str, tables: set[str]) -> str:
    return "is missing" if table in tables else "is no table"


def main() -> int:
    found = list(faults())
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
