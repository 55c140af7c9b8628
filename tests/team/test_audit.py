"""Statements that an attacker with a login would try, each with what comes of it."""

import re
from pathlib import Path

import psycopg
from psycopg.errors import Error

from tests.conftest import FrozenClock
from tests.team.conftest import Team
from tests.team.test_attacks import ROLES, fill_all_tables

STATEMENTS = Path(__file__).with_name("audit.txt")
SECURITY = Path(__file__).parents[2] / "SECURITY.md"
LINE = re.compile(r"(?P<role>\w+) \| (?P<result>[\w ]+) \| (?P<sql>.+?)(?: -- (?P<why>.+))?")
REFUSED = ("42501", "44000", "0A000", "55000")
"""No right, a row that a policy refuses, a view's column, an object that is not of that kind."""


def test_each_statement_of_an_attacker_has_the_result_that_is_explained(
    team: Team, clock: FrozenClock
) -> None:
    """Each line: role, `refused`, `no row` or `done`, the statement, and for `done` the reason."""
    fill_all_tables(team, clock)
    with psycopg.connect(team.owner, autocommit=True) as owner:
        owner.execute("ANALYZE")
    who = {role: name for name, role in ROLES.items()}
    unexplained = []
    lines = STATEMENTS.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) >= 100
    assert f"one of {len(lines)} statements" in SECURITY.read_text(encoding="utf-8")
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        result = result_of(team, who[match["role"]], match["sql"])
        if result != match["result"] or (result == "done" and not match["why"]):
            unexplained.append(f"{result}: {line}")
    assert not unexplained, "\n".join(unexplained)


def result_of(team: Team, who: str, statement: str) -> str:
    """Return what comes of a statement that is rolled back at the end of its transaction."""
    with team.connect(who) as connection:
        try:
            with connection.transaction(force_rollback=True):
                done = connection.execute(statement)
                connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return "done" if done.rowcount else "no row"
        except Error as error:
            return "refused" if error.sqlstate in REFUSED else f"{error.sqlstate} {error}"
