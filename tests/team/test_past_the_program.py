"""What each login but an agent's cannot do with plain SQL; an agent's is in `test_agent`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege

from console.supervision.floor.board_acts import tell
from db.audit.log import GENESIS, Head
from db.audit.parallel_verification import check_database
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.team.conftest import MEMBERS, Team
from tests.team.tables import whole
from tests.tui.driver import desk_for

SECURITY = Path(__file__).parents[2] / "SECURITY.md"
ROLES = {"sue": "supervisor", "adi": "auditor", "bi": "reports", "rex": "relay"}


@pytest.fixture
def owner(team: Team, clock: FrozenClock) -> Iterator[Database]:
    """Ada was called."""
    owner = open_database(team.owner)
    add_lead(owner)
    sue = team.open("sue")
    call(desk_for(sue, clock, team.login("sue")), "no")
    sue.close()
    yield owner
    owner.close()


def test_past_the_program_each_role_is_held_to_the_same(team: Team, owner: Database) -> None:
    before = whole(owner)
    tries = {who: _tries(team, role) for who, role in ROLES.items()}
    text = "{}, {}, {} and {} tries".format(*map(len, tries.values()))
    assert text in SECURITY.read_text(encoding="utf-8")
    for who, statements in tries.items():
        with team.connect(who) as connection:
            for statement in statements:
                with pytest.raises(InsufficientPrivilege):
                    done = connection.execute(statement)
                    pytest.fail(f"done: {statement}: {done.statusmessage}")
    with team.connect("sue") as connection:
        for who in ("olga", "adi", "sue"):
            closed = connection.execute("SELECT let_login(%s, false)", [team.login(who)])
            assert closed.fetchone() == (False,), who
    assert whole(owner) == before
    with team.connect("bi") as connection:
        connection.execute("SELECT * FROM v_sessions")
        connection.execute("SELECT agent, outcome FROM attempt")
    with team.connect("adi") as connection:
        connection.execute("SELECT * FROM attempt, number_salt, audit_entry, v_calls")


def _tries(team: Team, role: str) -> list[str]:
    """One a line. In capitals: roles, and in quotes the logins of the team."""
    written = Path(__file__).with_name(f"{role}_refused.sql").read_text(encoding="utf-8")
    for who in MEMBERS:
        written = written.replace(f'"{who.upper()}"', f'"{team.login(who)}"')
    for text in ("OWNER", "SUPERVISOR"):
        written = written.replace(f" {text}", f" {team.role(text.lower())}")
    return written.splitlines()


ENTRY = """
WITH made AS (
    SELECT {seq} AS seq, now() AS at, {agent} AS agent, {proof} AS proof, {previous} AS previous
    FROM audit_head
), entry AS (
    INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash)
    SELECT seq, at, agent, 'setting', '{{}}', proof, previous, {hash} FROM made RETURNING seq, hash
) {then}
"""
HONEST = {
    "seq": "seq + 1",
    "agent": "session_user::text",
    "proof": "''",
    "previous": "hash",
    "hash": r"encode(sha256(convert_to(concat_ws(E'\n', seq, (extract(epoch FROM at) * 1000000)"
    "::bigint, agent, 'setting', '{}', 'None', 'None', proof, previous), 'UTF8')), 'hex')",
    "then": "UPDATE audit_head SET seq = entry.seq, hash = entry.hash FROM entry",
}
FORGED = {
    "that is not your name": {"agent": "'tom'"},
    "the chain is longer": {"seq": "seq + 2"},
    "the hash is wrong": {"hash": "'x'"},
    "the chain ends with its newest entry": {"then": "SELECT FROM entry"},
}


def test_past_the_program_a_supervisor_adds_to_the_logs_end_under_their_own_name_alone(
    team: Team, owner: Database, clock: FrozenClock
) -> None:
    with team.connect("sue") as connection:
        connection.execute(ENTRY.format(**HONEST))
        before = whole(owner)
        forged = [*FORGED.items(), ("the chain is longer", {"previous": "'x'"})]
        for text, columns in [*forged, ("the hash is wrong", {"proof": "NULL::text"})]:
            with pytest.raises(InsufficientPrivilege, match=text):
                connection.execute(ENTRY.format(**HONEST | columns))
        assert whole(owner) == before
    sue = team.open("sue")
    tell(sue, None, "Sales stops at five.", team.login("sue"), clock())
    sue.close()
    assert check_database(owner, Head(0, GENESIS)).fault is None
