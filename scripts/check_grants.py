"""Find tables that no database role is granted or refused: in a team's database nobody could
read them.

It compares with the tables in the code, so that it needs no server; `tests/team` checks a real one.
"""

import sys
from collections.abc import Iterator

from db.tables.every import METADATA
from db.team.agent_visibility import UNSEEN
from db.team.grants import AGENT, COUNTED, SUPERVISOR
from db.views import VIEWS

OF_ALEMBIC = "alembic_version"


def faults() -> Iterator[str]:
    tables = {*METADATA.tables, OF_ALEMBIC}
    for table in sorted(tables ^ set(SUPERVISOR)):
        yield f"db/team/grants.py, SUPERVISOR: {table} {_fault_of(table, tables)}"
    for table in sorted(tables ^ {*AGENT, *UNSEEN}):
        where = "AGENT in grants.py or UNSEEN in agent_visibility.py"
        yield f"db/team, {where}: {table} {_fault_of(table, tables)}"
    for table in sorted(set(COUNTED) - tables - set(VIEWS)):
        yield f"db/team/grants.py, COUNTED: {table} {_fault_of(table, tables)}"


def _fault_of(table: str, tables: set[str]) -> str:
    return "is missing" if table in tables else "is no table"


def main() -> int:
    lines = list(faults())
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
