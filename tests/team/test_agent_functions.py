"""What the functions refuse that an agent's login may call."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege

from console.desk import Desk
from console.do_not_call.internal_list import add
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import HERE

MAY_BE_NULL = {("claim_next", "in_session"), ("claim_next", "offered")}
SAMPLES = {
    "bigint": "1",
    "bigint[]": "'{1}'",
    "boolean": "true",
    "integer": "1",
    "text": "'x'",
    "text[]": "'{x}'",
    "timestamp with time zone": "now()",
}
PARAMETERS = """
    SELECT proname, proargnames[1:pronargs], ARRAY(
        SELECT format_type(type, NULL) FROM unnest(proargtypes::oid[]) AS type
    ) FROM pg_proc WHERE pronamespace = to_regnamespace('desk') AND pronargs > 0
    AND has_function_privilege(oid, 'EXECUTE') AND proname <> 'fence'
"""


@pytest.fixture
def owner(team: Team) -> Iterator[Database]:
    """Ada and Bo wait to be called; nobody has dialled yet."""
    owner = open_database(team.owner)
    add_lead(owner, "Ada Byron", "(208) 555-0100")
    add_lead(owner, "Bo Byron", "(208) 555-0101")
    yield owner
    owner.close()


@pytest.fixture
def ann(team: Team, owner: Database) -> Iterator[Connection]:
    assert owner
    with team.connect("ann") as connection:
        yield connection


def test_an_agent_who_never_dialled_takes_no_request_off_the_list(
    team: Team, owner: Database, ann: Connection, clock: FrozenClock
) -> None:
    add(owner, "+12085550100", "asked by mail", team.login("olga"), clock())
    with pytest.raises(InsufficientPrivilege):
        ann.execute("SELECT take_back_request('+12085550100', NULL)")
    with owner.read() as connection:
        reasons = connection.exec_driver_sql("SELECT reason FROM suppression").scalars().all()
    assert reasons == ["asked by mail"]


def test_an_agent_who_looks_at_no_lead_sees_and_claims_no_other(ann: Connection) -> None:
    """A list with a NULL in it has no element that is surely not in it."""
    with suppress(InsufficientPrivilege):
        ann.execute("SELECT look_at(NULL)")
    with pytest.raises(InsufficientPrivilege, match="that lead was not found"):
        ann.execute("SELECT claim_lead(2, 'x', now(), now() + interval '10 minutes')")


def test_a_lead_that_was_found_ten_minutes_ago_is_seen_until_the_next_claim(
    team: Team, owner: Database, ann: Connection, clock: FrozenClock
) -> None:
    ann.execute("SELECT look_at(2)")
    with owner.write() as connection:
        connection.exec_driver_sql("UPDATE desk.sight SET at = at - interval '11 minutes'")
    assert ann.execute("SELECT name FROM lead WHERE id = 2").fetchone() == ("Bo Byron",)
    database = team.open("ann")
    assert next_card(Desk(database, clock, team.login("ann"), 10, HERE)).name == "Ada Byron"
    database.close()
    assert ann.execute("SELECT name FROM lead WHERE id = 2").fetchone() == ("",)


def test_no_function_takes_null_where_it_stands_for_nothing(ann: Connection) -> None:
    accepting = set()
    for function, names, types in ann.execute(PARAMETERS).fetchall():
        for position, name in enumerate(names):
            values = [SAMPLES[each] for each in types]
            values[position] = "NULL"
            casts = (f"{value}::{each}" for value, each in zip(values, types, strict=True))
            try:
                ann.execute(f"SELECT {function}({', '.join(casts)})")
            except InsufficientPrivilege as refusal:
                if "no value may be NULL" in str(refusal):
                    continue
            accepting.add((function, name))
    assert accepting == MAY_BE_NULL


def test_each_function_that_runs_as_the_owner_looks_in_one_place_for_its_tables(
    ann: Connection,
) -> None:
    paths = ann.execute(
        "SELECT proname, proconfig FROM pg_proc WHERE prosecdef"
        " AND pronamespace IN (to_regnamespace('desk'), to_regnamespace('public'))"
    ).fetchall()
    assert len(paths) > 50
    lost = [name for name, settings in paths if "search_path=" not in str(settings)]
    assert not lost
