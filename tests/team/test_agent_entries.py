"""What an agent's login changes needs its entry of the audit log in the same transaction."""

from collections.abc import Iterator

import pytest

from console.cards.requests import MEANINGS, WAYS_ASKED, AskedWithoutCall
from console.desk import Desk
from console.do_not_call.evidence import place_lead_again, record
from console.do_not_call.internal_list import add, remove
from db.audit import log
from db.audit.log import GENESIS, Head
from db.audit.parallel_verification import check_database
from db.claims.claim import release
from db.engine.database import Connection, Database, open_database
from db.engine.errors import NotAllowed
from db.enums import EvidenceKind, VerdictKind
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import desk_for

ADA = "+12085550100"
END_CALL = "UPDATE attempt SET outcome = 'no', ended_at = now(), audit_seq = %(seq)s"


@pytest.fixture
def owner(team: Team) -> Iterator[Database]:
    """Ada and Bo may be called."""
    owner = open_database(team.owner)
    add_lead(owner, "Ada Byron", "(208) 555-0100", priority=20)
    add_lead(owner, "Bo Byron", "(208) 555-0101", priority=10)
    yield owner
    owner.close()


@pytest.fixture
def ann(team: Team, owner: Database) -> Iterator[Database]:
    assert owner
    ann = team.open("ann")
    yield ann
    ann.close()


@pytest.fixture
def desk(team: Team, ann: Database, clock: FrozenClock) -> Desk:
    return desk_for(ann, clock, team.login("ann"))


def test_an_entry_that_was_written_in_a_savepoint_is_of_its_transaction(
    owner: Database, ann: Database, desk: Desk, clock: FrozenClock
) -> None:
    lead_id = dial(desk)
    with ann.write() as connection:
        with connection.begin_nested():
            seq = write_entry(connection, desk, "outcome", lead_id, clock)
        connection.exec_driver_sql(END_CALL, {"seq": seq})
    with owner.read() as connection:
        outcome = connection.exec_driver_sql("SELECT outcome, audit_seq FROM attempt").one()
    assert outcome == ("no", seq)


def test_an_entry_of_an_earlier_transaction_is_refused(
    ann: Database, desk: Desk, clock: FrozenClock
) -> None:
    lead_id = dial(desk)
    with ann.write() as connection, connection.begin_nested():
        seq = write_entry(connection, desk, "outcome", lead_id, clock)
    with (
        pytest.raises(NotAllowed, match="that entry is of another time"),
        ann.write() as connection,
    ):
        connection.exec_driver_sql(END_CALL, {"seq": seq})


@pytest.mark.parametrize("first", ["", "olga"])
@pytest.mark.parametrize("action", ["", "outcome", "undo"])
def test_a_request_stays_on_the_list_without_the_undo_of_its_call(
    owner: Database, ann: Database, desk: Desk, clock: FrozenClock, first: str, action: str
) -> None:
    """An entry that says "undo" is not enough: the outcome has to go too."""
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    if first:  # then the agent's is a later request
        add(owner, ADA, "asked by mail", first, clock())
    desk.record(card.claim, "do_not_call")
    before = requests(owner)
    assert (ADA, desk.agent) in before
    with (
        pytest.raises(NotAllowed, match="no entry of the log says so"),
        ann.write() as connection,
    ):
        connection.exec_driver_sql(f"SELECT take_back_request('{ADA}', max(id)) FROM attempt")
        if action:
            seq = write_entry(connection, desk, action, card.lead_id, clock)
            connection.exec_driver_sql("UPDATE attempt SET audit_seq = %(seq)s", {"seq": seq})
    assert requests(owner) == before


def test_an_agent_undoes_their_own_request(owner: Database, desk: Desk) -> None:
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "do_not_call")
    assert requests(owner) == [(ADA, desk.agent)]
    desk.undo()
    assert requests(owner) == []


@pytest.mark.parametrize("is_first", [True, False])
def test_an_agent_undoes_their_own_request_and_another_persons_stays(
    owner: Database, desk: Desk, clock: FrozenClock, *, is_first: bool
) -> None:
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    if is_first:
        add(owner, ADA, "asked by mail", "olga", clock())
    desk.record(card.claim, "do_not_call")
    if not is_first:
        add(owner, ADA, "asked by mail", "olga", clock())
    assert len(requests(owner)) == 2
    desk.undo()
    assert requests(owner) == [(ADA, "olga")]
    with owner.read() as connection:
        states = connection.exec_driver_sql(f"SELECT status FROM number WHERE e164 = '{ADA}'")
        assert states.scalars().all() == ["suppressed"]


def test_an_agent_stores_a_request_without_a_call_and_undoes_it(
    owner: Database, desk: Desk, clock: FrozenClock
) -> None:
    record(owner, ADA, EvidenceKind.WRITTEN, clock().date(), "form 3", "olga", clock())
    with owner.read() as connection:
        ada = connection.exec_driver_sql("SELECT id FROM lead WHERE name LIKE 'Ada%%'").scalar_one()
    card = desk.take(ada, None)
    letter = AskedWithoutCall(card.phone.number_id, WAYS_ASKED[0], clock().date(), "no more")
    desk.requests.bar(card.claim, letter)
    assert requests(owner) == [(ADA, desk.agent)]
    add(owner, ADA, "asked by mail", "olga", clock())
    again = desk.undo()
    assert requests(owner) == [(ADA, "olga")]
    assert again.verdict.kind is VerdictKind.NEVER
    assert check_database(owner, Head(0, GENESIS)).fault is None


def test_a_request_without_a_call_that_takes_the_place_of_another_can_be_undone(
    team: Team, owner: Database, desk: Desk, clock: FrozenClock
) -> None:
    twin = add_lead(owner, "Twin of Ada", "(208) 555-0100")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "do_not_call")
    bob = team.open("bob")
    bobs_desk = desk_for(bob, clock, team.login("bob"))
    bobs_desk.lookup.find("twin")
    card = bobs_desk.take(twin)
    letter = AskedWithoutCall(card.phone.number_id, WAYS_ASKED[0], clock().date(), "no more")
    bobs_desk.requests.bar(card.claim, letter)
    assert requests(owner) == [(ADA, desk.agent), (ADA, bobs_desk.agent)]
    desk.record(desk.undo().claim, "no")
    assert requests(owner) == [(ADA, bobs_desk.agent)]
    bobs_desk.undo()
    assert requests(owner) == []
    bob.close()


@pytest.mark.parametrize("action", ["", "skip", "request"])
def test_a_request_without_a_call_needs_the_entry_that_names_it(
    owner: Database, ann: Database, desk: Desk, clock: FrozenClock, action: str
) -> None:
    card = next_card(desk)
    with (
        pytest.raises(NotAllowed, match="no entry of the log says so"),
        ann.write() as connection,
    ):
        release(connection, card.claim)
        connection.exec_driver_sql(
            "SELECT request_without_call(%(lead)s, ARRAY[%(number)s], 'spite', now(), 'x', '',"
            " '{}')",
            {"lead": card.lead_id, "number": ADA},
        )
        if action:  # an entry of that name which is about another act
            write_entry(connection, desk, action, card.lead_id, clock)
    assert requests(owner) == []


def test_an_agent_settles_a_doubt_and_the_lead_comes_to_everybody_again(
    owner: Database, desk: Desk, clock: FrozenClock
) -> None:
    words = "DO NOT CALL per wife"
    lead_id = add_lead(owner, "Cy Byron", "(208) 555-0102", priority=30, notes=words)
    with owner.write() as connection:
        place_lead_again(connection, lead_id, clock())
    ada = next_card(desk)
    assert ada.name == "Ada Byron"
    card = desk.take(lead_id, ada.claim)
    assert card.verdict.kind is VerdictKind.UNKNOWN
    assert desk.requests.settle(card.claim, words, MEANINGS[0]).verdict.kind is VerdictKind.CALL
    desk.leave(card.claim)
    assert next_card(desk).name == "Cy Byron"
    assert desk.undo().verdict.kind is VerdictKind.UNKNOWN


@pytest.mark.parametrize("who", ["olga", "sue"])
def test_an_owner_and_a_supervisor_lift_a_request(
    team: Team, owner: Database, clock: FrozenClock, who: str
) -> None:
    add(owner, ADA, "asked by mail", "olga", clock())
    database = team.open(who)
    assert remove(database, ADA, "a mistake", team.login(who), clock())
    database.close()
    assert requests(owner) == []


def dial(desk: Desk) -> int:
    """Dial the lead on the screen and return its id."""
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    return card.lead_id


def write_entry(
    connection: Connection, desk: Desk, action: str, lead_id: int, clock: FrozenClock
) -> int:
    return log.append(connection, clock(), desk.agent, action, {"lead": lead_id})


def requests(database: Database) -> list[tuple[str, str]]:
    """Return the number and the agent of each request, those in force first."""
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT e164, agent FROM (SELECT 1 AS rank, e164, agent FROM suppression"
            " UNION ALL SELECT 2, e164, agent FROM suppression_request) AS all_requests"
            " ORDER BY rank, e164"
        )
        return [(row.e164, row.agent) for row in rows]
