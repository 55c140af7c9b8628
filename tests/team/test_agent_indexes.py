"""An agent's login finds its own rows by an index, also before the server has statistics of it."""

import re

import pytest
from psycopg import Connection

from db.team.agent_functions import MINE
from tests.team.conftest import Team


@pytest.mark.parametrize(
    ("view", "index"),
    [
        ("attempt", "ix_attempt_agent"),
        ("audit_entry", "ix_audit_entry_agent"),
        ("held_number", "ix_lead_held"),
        ("presence", "ix_presence_agent"),
    ],
)
def test_an_agents_own_rows_are_found_by_an_index(team: Team, view: str, index: str) -> None:
    with team.connect("ann") as connection:
        assert index in _indexes_by_name(connection, f"SELECT * FROM {view}")


def test_the_leads_an_agent_works_on_are_found_by_an_index(team: Team) -> None:
    """The plan inside the function `mine` is not shown to an agent's login, so an owner asks."""
    indexes = {"ix_lead_held", "ix_attempt_open", "ix_attempt_agent", "ix_callback_agent"}
    with Connection.connect(team.owner) as connection:
        assert indexes <= _indexes_by_name(connection, MINE)


def _indexes_by_name(connection: Connection, query: str) -> set[str]:
    """Return the indexes in which the plan looks up the name of the login."""
    connection.execute("SET enable_seqscan = off")  # the tables are nearly empty
    plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {query}"))
    lookup = r"(ix_\w+).*\n\s+Index Cond: \(\((?:agent|held_by)\)::text = .*SESSION_USER"
    return set(re.findall(lookup, plan))


def test_an_agents_look_at_inquiries_reads_their_index(team: Team) -> None:
    """Each look for the next leads asks whether anybody asked to be called."""
    query = (
        "SELECT 1 FROM lead WHERE status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL"
        " AND inquired_at > now() LIMIT 1"
    )
    with team.connect("ann") as connection:
        connection.execute("SET enable_seqscan = off")  # the tables are nearly empty
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {query}"))
    assert "ix_lead_inquiring" in plan, plan
