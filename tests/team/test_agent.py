"""An agent's login works a whole shift in the console, and can do nothing else with SQL."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg.errors import Error, InsufficientPrivilege, OperationalError
from sqlalchemy.exc import ProgrammingError

from console.cards.lead import Card
from console.desk import Desk
from console.firm.personal_settings import Personal
from console.plain.console import PlainConsole
from console.supervision.firm.settings import put_setting
from console.supervision.floor.board_acts import block
from db.audit.log import GENESIS, Head
from db.audit.parallel_verification import check_database
from db.calls.tallies import differing
from db.engine.database import Database, open_database
from db.tables.every import METADATA
from db.team.agent_visibility import FENCED
from tests.cli.shell import Answer, CommandLine
from tests.conftest import FrozenClock, address_of
from tests.team.conftest import Team
from tests.team.shift import fill, work
from tests.team.tables import rows, whole
from tests.tui.driver import HERE

SECURITY = Path(__file__).parents[2] / "SECURITY.md"


@pytest.mark.long
def test_a_shift_leaves_the_same_behind_as_an_owners(
    team: Team, postgres_server: Connection, clock: FrozenClock
) -> None:
    begins = clock()
    name = team.login("ann")
    owner = open_database(team.owner)
    fill(owner)
    ann = team.open("ann")
    work(Desk(ann, clock, name, 10, HERE), clock)
    ann.close()
    postgres_server.execute("CREATE DATABASE alone TEMPLATE template_smiledial")
    try:
        other = open_database(address_of(postgres_server, "alone"))
        fill(other)
        clock.at = begins
        work(Desk(other, clock, name, 10, HERE), clock)
        for table in METADATA.sorted_tables:
            assert rows(owner, table) == rows(other, table), table.name
        other.close()
    finally:
        postgres_server.execute("DROP DATABASE alone WITH (FORCE)")
    assert check_database(owner, Head(0, GENESIS)).fault is None
    with owner.read() as connection:
        assert differing(connection) == 0
    owner.close()


@pytest.fixture
def at_work(team: Team, clock: FrozenClock) -> Iterator[Database]:
    """Ann has called Ada and has Bo on the screen; bob has called Cy and has Di. An owner looks."""
    owner = open_database(team.owner)
    fill(owner)
    for who, first in (("ann", "Ada"), ("bob", "Cy")):
        database = team.open(who)
        desk = Desk(database, clock, team.login(who), 10, HERE)
        [matches] = desk.lookup.find(f"{first} Byron")
        card = desk.take(matches.lead_id)
        desk.dial(card.claim, card.phone.number_id)
        clock.advance(minutes=1)
        desk.record(card.claim, "do_not_call" if who == "bob" else "no", f"the words of {who}")
        desk.next(card.claim)
        database.close()
    with owner.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO consent (e164, kind, given_on, proof, agent, recorded_at, zone, offer)"
            " VALUES ('+12085550101', 'written', '2026-11-01', 'a letter', 'sue', now(), '', '')"
        )
        connection.exec_driver_sql(
            "INSERT INTO suppression (e164, reason, agent, added_at)"
            " VALUES ('+12085550101', 'asked sue', 'sue', now())"
        )
        connection.exec_driver_sql(
            "INSERT INTO suppression_pattern (kind, value, reason, agent, added_at)"
            " VALUES ('domain', 'example.com', 'asked', 'sue', now())"
        )
        connection.exec_driver_sql(
            "UPDATE number SET status = 'suppressed' WHERE e164 = '+12085550101'"
        )
        copied = "lead_id, place_id, extension, label, line"
        connection.exec_driver_sql(
            f"INSERT INTO number ({copied}, e164, position, status) SELECT {copied}, one.* FROM"
            " number, (VALUES ('+12085550120', 1, 'open'), ('+12085550121', 2, 'wrong'),"
            " ('+12085550122', 3, 'open'), ('+12095550123', 4, 'open')) AS one"
            " WHERE number.e164 = '+12085550101'"
        )
        connection.exec_driver_sql(
            "INSERT INTO suppression_pattern (kind, value, reason, agent, added_at) VALUES"
            " ('prefix', '+12085550122', '', 'sue', now()), ('area_code', '209', '', 'sue', now())"
        )
    yield owner
    owner.close()


WRITTEN = r"\b(UPDATE|INSERT INTO) (lead|attempt)\b"
"""What the program's statements write in the table, past the view of the same name."""

REFUSALS = {"42501", "44000", "0A000", "55000"}
"""No right, no row of one's own, no column that is written, no view that is."""


@pytest.mark.usefixtures("at_work")
def test_of_who_is_on_the_list_it_is_not_said_that_they_asked(team: Team) -> None:
    """A column of a file may have put them there."""
    opens = "UPDATE number SET status = 'open' WHERE e164 = '+12085550101'"
    with (
        team.connect("ann") as connection,
        pytest.raises(Error, match="that number is on your do-not-call list"),
    ):
        connection.execute(opens)


@pytest.mark.usefixtures("at_work")
def test_an_agent_logs_the_call_of_somebody_found(team: Team, clock: FrozenClock) -> None:
    database = team.open("ann")
    desk = Desk(database, clock, team.login("ann"), 10, HERE)
    [rings] = desk.lookup.find("Kay Byron")
    card = desk.inbound.ring(rings.lead_id)
    assert card.name == "Kay Byron"
    desk.record(card.claim, "no", "rang in")
    database.close()


def test_with_sql_no_dial_is_recorded_to_who_must_not_be_called(
    team: Team, at_work: Database
) -> None:
    """Whoever rings from a number that is on the list is answered all the same."""
    dial = (
        "INSERT INTO public.attempt (claim, lead_id, e164, agent, direction, dialled_at, tzdata,"
        " salt, verdict, note, opening)"
        " SELECT claim, id, %s, held_by, %s, now(), '', '', %s, '', '' FROM lead"
        " WHERE held_by = %s"
    )
    listed, closed = "that number is on your do-not-call list", "that number is closed"
    refused = {
        "+12085550101": listed,
        "+12085550122": listed,
        "+12095550123": listed,
        "+12085550121": closed,
    }
    me = team.login("ann")
    with team.connect("ann") as connection:

        def write(e164: str, direction: str, verdict: str | None) -> None:
            with connection.transaction(force_rollback=True):
                assert connection.execute(dial, (e164, direction, verdict, me)).rowcount == 1

        call = '{"verdict": "call"}'
        write("+12085550120", "outbound", call)
        write("+12085550101", "inbound", None)
        for e164, text in refused.items():
            with pytest.raises(InsufficientPrivilege, match=text):
                write(e164, "outbound", call)
        with at_work.write() as writing:
            writing.exec_driver_sql("UPDATE lead SET status = 'closed' WHERE id = 2")
        with pytest.raises(InsufficientPrivilege, match=closed):
            write("+12085550120", "outbound", call)


def test_with_sql_nothing_else_can_be_seen_or_done(
    team: Team, at_work: Database, clock: FrozenClock
) -> None:
    me = team.login("ann")
    Desk(at_work, clock, "sue", 10, HERE).sessions.plan(size=5)
    with at_work.write() as writing:  # one that is over may be planned again by anybody
        writing.exec_driver_sql("UPDATE calling_session SET span_closes_at = now() + '1 day'")

    def statements(name: str) -> list[str]:
        """One a line; ME is who is logged in."""
        written = Path(__file__).with_name(f"agent_{name}.sql").read_text(encoding="utf-8")
        result = written.replace("'ME'", f"'{me}'").replace("OWNER", team.role("owner"))
        return result.splitlines()

    with team.connect("ann") as connection:
        for statement in statements("allowed"):
            assert connection.execute(statement).fetchall(), statement
        for statement in statements("nothing_is_seen"):
            assert not connection.execute(statement).fetchall(), statement
        connection.autocommit = False
        before = whole(at_work)
        refusals = statements("refused")
        assert f"{len(refusals)} tries are refused" in SECURITY.read_text(encoding="utf-8")
        tables = [re.sub(WRITTEN, r"\1 public.\2", statement) for statement in refusals]
        for statement in dict.fromkeys((*refusals, *tables)):
            with pytest.raises(Error) as refused:
                done = connection.execute(statement)
                connection.commit()
                pytest.fail(f"done: {statement}: {done.statusmessage}")
            assert refused.value.sqlstate in REFUSALS, (statement, str(refused.value))
            connection.rollback()
        assert whole(at_work) == before


def test_a_hold_has_its_longest_and_people_looked_at_their_most(
    team: Team, at_work: Database, clock: FrozenClock
) -> None:
    put_setting(at_work, "lease", "20", "olga", clock())
    me = team.login("ann")
    ask = "SELECT claim_next(%s, %s, ARRAY(SELECT id FROM place), NULL, NULL, now(), now(), %s)"
    with team.connect("ann") as connection:
        taken = [connection.execute(ask, (me, f"c{n}", "2040-01-01")).fetchone() for n in range(4)]
        assert all(row and row[0] for row in taken)
        held = connection.execute(
            "SELECT max(held_until) <= now() + interval '22 minutes'"
            " AND max(held_until) > now() + interval '17 minutes' FROM lead WHERE held_by = %s",
            [me],
        ).fetchone()
        assert held == (True,), "the firm's lease, and what two clocks may differ"
        connection.execute(ask, (me, "c4", "2040-01-01"))
        with pytest.raises(InsufficientPrivilege, match="you hold leads enough"):
            connection.execute(ask, (me, "c5", "2040-01-01"))
        with pytest.raises(InsufficientPrivilege, match="more than 1200 people in an hour"):
            connection.execute("SELECT look_at(n) FROM generate_series(1, 1201) AS n")
        with pytest.raises(InsufficientPrivilege, match="more than 1200 people in an hour"):
            connection.execute("SELECT look_at(1)")  # what was rolled back counts all the same
    with team.connect("bob") as connection:
        connection.execute("SELECT look_at(1)")


def test_no_plan_and_no_counter_tells_whether_a_number_is_there(
    team: Team, at_work: Database
) -> None:
    """Gus's number is there, and not the agent's; the other is nobody's."""
    assert at_work
    ways = ("enable_seqscan", "enable_indexscan")  # the planner takes the other one
    for way in ways:
        with team.connect("ann") as connection:
            connection.execute(f"SET {way} = off; SET enable_bitmapscan = off")
            for view in FENCED.keys() | {"attempt"}:
                there, nobodys = (
                    _plan_of(
                        connection,
                        f"SELECT FROM {view} WHERE e164 >= '{e164}' AND e164 < '{e164}0'",
                    )
                    for e164 in ("+12085550107", "+12085557777")
                )
                assert there == nobodys, view
                assert "Index Cond: ((e164)::text >=" not in there, view


def _plan_of(connection: Connection, asked: str) -> str:
    """What is done and how many rows each step meets; without the number that was asked for.

    And without how often the table was asked whether a row of the index is dead: who reads first
    notes it, so that the next does not ask.
    """
    how = "EXPLAIN (ANALYZE, BUFFERS OFF, TIMING OFF, SUMMARY OFF)"
    # The first reader marks dead entries of an index, and the next one does not meet them.
    connection.execute(f"{how} {asked}")
    rows = connection.execute(f"{how} {asked}").fetchall()
    return re.sub(r"\+1208\d+|Heap Fetches: \d+", "", "\n".join(row[0] for row in rows))


def test_whom_a_session_shows_is_counted_when_it_is_begun(
    team: Team, at_work: Database, clock: FrozenClock
) -> None:
    [session] = Desk(at_work, clock, "sue", 10, HERE).sessions.plan(size=25).sessions
    begin = "UPDATE calling_session SET agent = %s, status = 'active' WHERE id = %s"
    with team.connect("ann") as connection:
        values = (team.login("ann"), session.session_id)
        with connection.transaction(force_rollback=True):
            connection.execute(begin, values)
            assert connection.execute("SELECT FROM lead WHERE name LIKE 'Jo %'").fetchall()
        with pytest.raises(InsufficientPrivilege, match="more than 1200 people in an hour"):
            connection.execute("SELECT look_at(n) FROM generate_series(1, 1195) AS n")
        with pytest.raises(InsufficientPrivilege, match="more than 1200 people in an hour"):
            connection.execute(begin, values)


def test_a_blocked_agent_claims_nothing_past_the_program_and_ends_the_call_that_runs(
    team: Team, at_work: Database, clock: FrozenClock
) -> None:
    me = team.login("ann")
    database = team.open("ann")
    desk = Desk(database, clock, me, 10, HERE)
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    sue = team.open("sue")
    block(sue, me, "shouted", team.login("sue"), clock())
    sue.close()
    with database.read() as connection, pytest.raises(ProgrammingError, match="you are blocked"):
        connection.exec_driver_sql(
            "SELECT claim_next(session_user::text, 'x', '{1}', NULL, NULL, now(), now(), now())"
        )
    desk.record(card.claim, "no", "goodbye")
    with pytest.raises(OperationalError, match="not permitted to log in"):
        team.connect("ann")
    with at_work.read() as connection:
        ended = connection.exec_driver_sql("SELECT note FROM attempt ORDER BY id DESC LIMIT 1")
        assert ended.scalar() == "goodbye"
    database.close()


def test_the_consoles_and_the_commands_work_under_the_login_and_say_what_is_not_an_agents(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    fill(owner)
    owner.close()

    def ann(*words: str) -> Answer:
        return lines["ann"].bare("--db", team.address("ann"), *words)

    assert "Ada Byron" in ann("next", "--json").out
    assert "13 leads may be called now" in ann("why").out
    assert "Gus Byron" in ann("find", "gus").out
    assert ann("sessions", "plan", "--size", "6").status == 0
    checked = ann("check", "+12085550101")
    assert (checked.status, "looks at more than an agent's login may see" in checked.err) == (
        3,
        True,
    )
    assert "leave out --agent bob" in ann("--agent", "bob", "next").err
    screened = ann("sessions", "plan", "--where", "income > 1")
    assert "a supervisor plans sessions by it" in screened.err

    database = team.open("ann")
    asked = "|n||n not today|undo|n not today|find gus|1||d|ask help|today|=|q"
    typed = iter(asked.split("|"))
    heard: list[str] = []
    console = PlainConsole(
        Desk(database, clock, team.login("ann"), 10, HERE),
        clock,
        Personal(zone=HERE, fresh_pause=0.0),
        heard.append,
        lambda _: next(typed, None),
        lambda card: f"Dial {card.phone.shown}.",
    )
    assert console.run() == 0
    text = "\n".join(heard)
    assert "Lead: Ada Byron" in text
    assert "Back on the call with Ada Byron." in text
    assert "Lead: Gus Byron" in text
    assert "may not do that" not in text
    database.close()
    assert not ann("find", "gus").err
