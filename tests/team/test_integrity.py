"""What holds for every login that writes with plain SQL, an owner's too."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, SerializationFailure

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.desk import Desk
from console.do_not_call.evidence import record
from console.do_not_call.internal_list import add
from console.do_not_call.patterns import put_on
from console.supervision.firm.settings import put_setting
from console.supervision.floor.board_acts import hand_back
from db.audit.log import GENESIS, Head
from db.audit.parallel_verification import check_database
from db.engine.database import Database, open_database
from db.enums import EvidenceKind, PatternKind
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.team.conftest import Team
from tests.team.shift import fill
from tests.team.tables import whole
from tests.tui.driver import HERE

UNLOGGED = "no entry of the log says so"
BEGIN = "UPDATE calling_session SET agent = %s, status = 'active' WHERE id = %s"


@pytest.fixture
def owner(team: Team) -> Iterator[Database]:
    """Thirteen leads wait."""
    owner = open_database(team.owner)
    fill(owner)
    yield owner
    owner.close()


@pytest.fixture
def bob(team: Team, owner: Database, clock: FrozenClock) -> Iterator[Desk]:
    assert owner
    database = team.open("bob")
    yield Desk(database, clock, team.login("bob"), 10, HERE)
    database.close()


def call(desk: Desk, clock: FrozenClock, outcome: str, callback: NewCallback | None = None) -> Card:
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    clock.advance(minutes=1)
    desk.record(card.claim, outcome, "so it was", callback)
    return card


def test_a_session_shows_nobody_that_was_not_counted_when_it_began(
    team: Team, owner: Database, clock: FrozenClock
) -> None:
    """A snapshot from before does not show the leads that a second connection adds meanwhile."""
    desk = Desk(owner, clock, "sue", 10, HERE)
    [session] = desk.sessions.plan(size=25).sessions
    with owner.write() as writing:
        writing.exec_driver_sql("DELETE FROM session_lead WHERE position > 0")
    me = team.login("ann")
    add_one = "INSERT INTO session_lead (lead_id, session_id, position) VALUES (%s, %s, %s)"
    with team.connect("ann") as first, team.connect("ann") as second:
        for connection in (first, second):
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            connection.execute("SELECT FROM calling_session")
        with pytest.raises(InsufficientPrivilege, match="READ COMMITTED"):
            first.execute(BEGIN, (me, session.session_id))
        first.execute("ROLLBACK")
        first.execute(BEGIN, (me, session.session_id))
        with pytest.raises((InsufficientPrivilege, SerializationFailure)):
            second.execute(add_one, (9, session.session_id, 5))
        second.execute("ROLLBACK")
        assert first.execute("SELECT count(*) FROM lead WHERE name <> ''").fetchone() == (1,)


def test_the_leads_of_a_session_do_not_slide_into_sight(
    team: Team, owner: Database, clock: FrozenClock
) -> None:
    [session] = Desk(owner, clock, "sue", 10, HERE).sessions.plan(size=25).sessions
    with team.connect("ann") as connection:
        connection.execute(BEGIN, (team.login("ann"), session.session_id))
        with pytest.raises(InsufficientPrivilege, match="one after the other"):
            connection.execute("DELETE FROM session_lead WHERE position < 5")


def test_an_agent_leaves_no_session_that_nobody_has(
    team: Team, owner: Database, clock: FrozenClock
) -> None:
    """It would stay active, and its leads would come to nobody."""
    [session] = Desk(owner, clock, "sue", 10, HERE).sessions.plan(size=25).sessions
    with team.connect("ann") as connection:
        connection.execute(BEGIN, (team.login("ann"), session.session_id))
        with pytest.raises(InsufficientPrivilege, match="a session is handed over by others"):
            connection.execute("UPDATE calling_session SET agent = NULL")


def test_an_agent_shortens_no_rest_of_a_lead_ahead(
    team: Team, owner: Database, clock: FrozenClock
) -> None:
    [session] = Desk(owner, clock, "sue", 10, HERE).sessions.plan(size=25).sessions
    rest = "UPDATE public.lead SET due_at = now() + %s::interval WHERE id = 1"
    with team.connect("ann") as connection:
        connection.execute(BEGIN, (team.login("ann"), session.session_id))
        assert connection.execute(rest, ("2 days",)).rowcount == 1
        assert connection.execute(rest, ("3 days",)).rowcount == 1
        with pytest.raises(InsufficientPrivilege, match="that lead is not yours"):
            connection.execute(rest, ("1 day",))


OF_CALLBACKS = (
    "UPDATE callback SET kept_at = now(), dropped = 'never'",
    "UPDATE callback SET agent = session_user",
    "UPDATE callback SET due_at = now() + interval '9 years'",
)


@pytest.mark.parametrize("who", ["ann", "sue", "olga"])
def test_a_callback_changes_with_an_entry_alone(
    team: Team, bob: Desk, owner: Database, clock: FrozenClock, who: str
) -> None:
    for _ in range(2):
        call(bob, clock, "callback", NewCallback(clock() + timedelta(hours=1), is_mine=False))
    before = rows(owner, "callback")
    assert len(before) == 2
    require_refused(team, who, OF_CALLBACKS)
    assert rows(owner, "callback") == before


def test_whose_callbacks_an_agent_takes_are_counted(
    team: Team, bob: Desk, clock: FrozenClock
) -> None:
    """Also those of a transaction that is rolled back, since they were read by then."""
    call(bob, clock, "callback", NewCallback(clock() + timedelta(hours=1), is_mine=False))
    with team.connect("ann") as connection:
        with pytest.raises(InsufficientPrivilege, match="more than 1200 people in an hour"):
            connection.execute("SELECT look_at(n) FROM generate_series(1, 1210) AS n")
        with pytest.raises(InsufficientPrivilege, match="more than 1200 people in an hour"):
            connection.execute("UPDATE callback SET agent = session_user")


@pytest.mark.parametrize(
    "claim",
    [
        "SELECT claim_lead(13, %(claim)s, now(), now() + interval '10 minutes')",
        "SELECT claim_next(%(me)s, %(claim)s, '{1}', NULL, NULL, now(), now(), now())",
    ],
)
def test_nobody_takes_a_number_by_the_claim_of_a_colleague(
    team: Team, bob: Desk, owner: Database, claim: str
) -> None:
    """Di has bob's call on the line; the twin has the same number."""
    [matches] = bob.lookup.find("di byron")
    held = bob.take(matches.lead_id)
    before = rows(owner, "held_number")
    with team.connect("ann") as connection:
        connection.execute("SELECT look_at(13)")
        with pytest.raises(InsufficientPrivilege, match="that claim is used already"):
            connection.execute(claim, {"claim": held.claim, "me": team.login("ann")})
    assert rows(owner, "held_number") == before


COVERED = (
    "UPDATE suppression SET attempt_id = NULL; DELETE FROM attempt",
    "UPDATE attempt SET outcome = 'no', note = ''",
    "UPDATE attempt SET lead_id = 5",
    "DELETE FROM suppression",
    "UPDATE suppression SET reason = 'a mistake'",
    "DELETE FROM suppression_request",
    "UPDATE suppression_pattern SET value = 'elsewhere.example'",
    "DELETE FROM consent",
    "UPDATE setting SET value = '99' WHERE name = 'lease'",
    "UPDATE calling_session SET status = 'planned'",
    """
    INSERT INTO attempt
        (claim, lead_id, e164, agent, direction, dialled_at, tzdata, salt, note, opening)
    SELECT 'x', lead_id, e164, 'bob', 'inbound', now(), '', '', '', '' FROM number LIMIT 1
    """,
)


@pytest.mark.parametrize("who", ["sue", "olga"])
def test_nothing_that_the_log_vouches_for_changes_past_it(
    team: Team, busy: Database, who: str
) -> None:
    """Not even by an owner, whose console writes the same tables."""
    before = whole(busy)
    require_refused(team, who, COVERED)
    assert whole(busy) == before
    assert check_database(busy, Head(0, GENESIS)).fault is None


def require_refused(team: Team, who: str, changes: Sequence[str]) -> None:
    """Each change is refused at its commit, for want of an entry of the log."""
    with team.connect(who) as connection:
        for change in changes:
            with pytest.raises(InsufficientPrivilege, match=UNLOGGED):
                pytest.fail(f"done: {change}: {connection.execute(change).statusmessage}")


@pytest.fixture
def busy(bob: Desk, owner: Database, clock: FrozenClock) -> Database:
    """A row of each kind that the log vouches for, and a session under way."""
    bob.sessions.start(bob.sessions.plan(size=25).sessions[0].session_id)
    card = call(bob, clock, "do_not_call")
    assert card.phone.shown
    add(owner, "+12085550100", "asked by mail", "olga", clock())
    record(owner, "+12085550101", EvidenceKind.WRITTEN, clock().date(), "letter", "olga", clock())
    put_on(owner, PatternKind.DOMAIN, "example.com", "asked", "olga", clock())
    put_setting(owner, "lease", "20", "olga", clock())
    return owner


def test_an_owner_who_disables_the_triggers_is_named_by_the_verification(
    team: Team, busy: Database
) -> None:
    with psycopg.connect(team.owner) as connection:
        connection.execute("ALTER TABLE suppression DISABLE TRIGGER USER")
        connection.execute("DELETE FROM suppression")
    fault = check_database(busy, Head(0, GENESIS)).fault
    assert fault is not None
    assert "internal list" in str(fault)


def test_a_team_is_restored_from_a_backup_and_held_to_the_same_afterwards(
    team: Team, busy: Database, lines: dict[str, CommandLine], tmp_path: Path
) -> None:
    """Bob's call asked not to be called again: no such dial could be stored today."""
    calls = rows(busy, "attempt")
    file = str(tmp_path / "calls.backup")
    for words in (["backup", file], ["restore", file, "--force"]):
        answer = lines["olga"].bare("--db", team.address("olga"), *words)
        assert answer.status == 0, answer.err
    assert rows(busy, "attempt") == calls
    require_refused(team, "olga", COVERED)


@pytest.mark.parametrize("who", ["ann", "sue", "olga"])
def test_no_dial_is_stored_without_a_verdict_that_allows_it(
    team: Team, owner: Database, who: str
) -> None:
    assert owner
    with team.connect(who) as connection:
        if who == "ann":
            connection.execute("SELECT look_at(1)")
            connection.execute("SELECT claim_lead(1, 'c', now(), now() + interval '10 minutes')")
        for verdict in ("{}", '{"verdict": "wait"}'):
            with pytest.raises(InsufficientPrivilege, match="without a verdict"):
                connection.execute(
                    "INSERT INTO public.attempt (claim, lead_id, e164, agent, direction,"
                    " dialled_at, tzdata, salt, verdict, note, opening)"
                    " VALUES ('c', 1, '+12085550100', session_user, 'outbound', now(), '', '', %s,"
                    " '', '')",
                    [verdict],
                )


def test_a_supervisor_ends_a_hold_with_an_entry_alone(
    team: Team, bob: Desk, owner: Database, clock: FrozenClock
) -> None:
    call(bob, clock, "no")
    card = next_card(bob)
    with owner.write() as connection:  # the test's clock is behind the server's
        connection.exec_driver_sql(
            "UPDATE lead SET held_until = now() + interval '9 minutes' WHERE held_until IS NOT NULL"
        )
    with team.connect("sue") as connection, pytest.raises(InsufficientPrivilege, match=UNLOGGED):
        connection.execute("UPDATE lead SET held_by = NULL, held_until = NULL, claim = NULL")
    sue = team.open("sue")
    hand_back(sue, team.login("bob"), "a mistake", team.login("sue"), clock())
    sue.close()
    assert card.claim not in str(rows(owner, "held_number"))


def rows(database: Database, table: str) -> list[str]:
    with database.read() as connection:
        return sorted(map(str, connection.exec_driver_sql(f"SELECT * FROM {table}").all()))
