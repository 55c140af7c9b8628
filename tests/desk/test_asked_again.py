"""An undo takes back what was asked on its own call, and nobody else's request."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from console.desk import Desk
from console.do_not_call import internal_list
from console.do_not_call.erasure import erase
from console.do_not_call.evidence import held, record
from console.do_not_call.internal_list import OldRequest
from console.do_not_call.subject_access import held_about
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from db.dnc.suppressions import Entry, Origin, later_requests, suppress, take_back_request
from db.engine.database import Database, open_database
from db.enums import EvidenceKind, LeadKind
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

HOME, WORK = "+12085550147", "+12085550148"

Ask = Callable[[Database, datetime, Path], object]


def by_letter(database: Database, now: datetime, _folder: Path) -> None:
    internal_list.add(database, HOME, "by letter", "bob", now)


def by_a_file_of_requests(database: Database, now: datetime, _folder: Path) -> None:
    asked = [WORK, HOME, HOME]
    assert internal_list.add_all(database, asked, "old system", "bob", now, "old.csv") == 1


def by_an_own_list(database: Database, now: datetime, _folder: Path) -> None:
    request = OldRequest(None, HOME, "by letter", "bob", now)
    assert internal_list.take_back(database, [request], "bob", now, "own.csv") == 0


def by_a_list_of_leads(database: Database, now: datetime, folder: Path) -> None:
    path = folder / "fair.csv"
    path.write_text("name,phone,do not call\nAda,2085550147,yes\nBo,2085550149,\n")
    import_leads(database, path, ImportOptions(kind=LeadKind.BUSINESS), agent="bob", now=now)


WAYS = [by_letter, by_a_file_of_requests, by_an_own_list, by_a_list_of_leads]


def entry(database: Database, e164: str = HOME) -> Entry | None:
    return internal_list.look_up(database, e164).entry


def states(database: Database, e164: str = HOME) -> set[tuple[str, str, str]]:
    """(number, lead, bar) of every lead with the number."""
    wanted = select(numbers.c.status, leads.c.status, leads.c.bar)
    with database.read() as connection:
        joined = wanted.join(leads, leads.c.id == numbers.c.lead_id)
        return {tuple(row) for row in connection.execute(joined.where(numbers.c.e164 == e164))}


def prove(database: Database, clock: FrozenClock) -> None:
    record(database, HOME, EvidenceKind.WRITTEN, clock().date(), "form 3", "sue", clock())


@pytest.mark.parametrize("outcome", ["do_not_call", "do_not_call_person"])
@pytest.mark.parametrize("ask", WAYS)
def test_a_later_request_outlives_the_undo_of_the_first(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path, ask: Ask, outcome: str
) -> None:
    add_lead(database, "Ada", HOME)
    add_lead(database, "Ada elsewhere", HOME, list_name="Other")
    prove(database, clock)
    call(desk, outcome)
    clock.advance(minutes=1)
    ask(database, clock(), tmp_path)
    desk.undo()
    standing = entry(database)
    assert standing is not None
    assert (standing.agent, standing.added_at) == ("bob", clock())
    assert standing.attempt_id is None
    assert states(database) == {("suppressed", "barred", "internal_list")}
    assert all(row.withdrawn_at for row in held(database, HOME))
    with database.read() as connection:
        assert list(later_requests(connection)) == []


@pytest.fixture
def bob(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "bob")


def rang(desk: Desk, lead_id: int) -> None:
    """They rang back and asked for it again."""
    card = desk.inbound.ring(lead_id, HOME)
    desk.record(card.claim, "do_not_call")


@pytest.mark.parametrize("goes_first", ["first", "second"])
def test_requests_on_two_calls_are_taken_back_one_by_one(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock, goes_first: str
) -> None:
    add_lead(database, "Ada", HOME, priority=9)
    other = add_lead(database, "Ada elsewhere", HOME, list_name="Other")
    before = states(database)
    call(desk, "do_not_call")
    clock.advance(minutes=1)
    rang(bob, other)
    row, two = (desk, bob) if goes_first == "first" else (bob, desk)
    row.record(row.undo().claim, "no_answer")
    left = entry(database)
    assert left is not None
    assert left.agent == ("bob" if goes_first == "first" else "ann")
    assert {number for number, _, _ in states(database)} == {"suppressed"}
    two.undo()
    assert entry(database) is None
    assert states(database) == before
    with database.read() as connection:
        assert list(later_requests(connection)) == []


def test_what_was_listed_before_and_asked_again_keeps_the_request_of_before(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", HOME)
    by_letter(database, clock(), Path())
    first = entry(database)
    prove(database, clock)
    rang(desk, lead_id)
    assert internal_list.look_up(database, HOME).again[0].agent == "ann"
    desk.undo()
    listed = internal_list.look_up(database, HOME)
    assert (listed.entry, listed.again) == (first, ())
    assert held(database, HOME)[0].withdrawn_at is None  # given after the request that is left


def test_after_the_undo_another_outcome_is_recorded_and_the_lead_stays_closed(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", HOME)
    call(desk, "do_not_call")
    by_letter(database, clock(), tmp_path)
    card = desk.undo()
    desk.record(card.claim, "no")
    assert states(database) == {("suppressed", "barred", "internal_list")}


def test_a_request_after_a_supervisor_lifted_the_first_is_not_the_first_ones(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", HOME)
    prove(database, clock)
    call(desk, "do_not_call")
    internal_list.remove(database, HOME, "the wrong number", "sue", clock())
    by_letter(database, clock(), tmp_path)
    desk.undo()
    standing = entry(database)
    assert standing is not None
    assert standing.reason == "by letter"
    assert held(database, HOME)[0].withdrawn_at is not None


def test_lifting_an_entry_lifts_every_request_for_it(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", HOME)
    call(desk, "do_not_call")
    by_letter(database, clock(), tmp_path)
    assert internal_list.remove(database, HOME, "the wrong number", "sue", clock())
    assert entry(database) is None
    desk.undo()
    listed = internal_list.look_up(database, HOME)
    assert (listed.entry, listed.again) == (None, ())


def test_a_list_that_holds_the_calls_own_request_is_no_later_request(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    call(desk, "do_not_call")
    own = entry(database)
    assert own is not None
    request = OldRequest(None, HOME, own.reason, own.agent, own.added_at)
    internal_list.take_back(database, [request], "bob", clock(), "own.csv")
    desk.undo()
    assert entry(database) is None


def test_the_same_file_again_keeps_its_request_once(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    call(desk, "do_not_call")
    request = OldRequest(None, HOME, "by letter", "bob", clock())
    for _ in range(2):
        internal_list.take_back(database, [request, request], "bob", clock(), "own.csv")
    with database.read() as connection:
        assert [row.agent for row in later_requests(connection)] == ["bob"]


def test_a_later_request_is_shown_and_goes_with_the_person(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", HOME)
    call(desk, "do_not_call")
    by_letter(database, clock(), tmp_path)
    document = held_about(database, HOME, clock())
    lines = [(row["says"], row["reason"]) for row in document["lists"]]
    assert lines == [("listed", "asked on the call with ann"), ("asked again", "by letter")]
    assert [row["agent"] for row in document["audit"] if row["action"] == "dnc_add"] == ["bob"]
    erase(database, HOME, "by letter", "sue", clock())
    listed = internal_list.look_up(database, HOME)
    assert listed.entry is not None
    assert listed.again == ()


def test_a_request_that_is_being_written_is_waited_for(
    desk: Desk, database: Database, address: str, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    call(desk, "do_not_call")
    first = entry(database)
    assert first is not None
    assert first.attempt_id is not None
    attempt_id = first.attempt_id
    answers: list[bool] = []

    def undo() -> None:
        with closing(open_database(address)) as other, other.write() as connection:
            answers.append(take_back_request(connection, HOME, Origin(attempt_id)))

    with database.write() as connection:
        suppress(connection, HOME, "by letter", "bob", clock())
        undoing = Thread(target=undo)
        undoing.start()
        undoing.join(timeout=0.3)
        assert undoing.is_alive()
    undoing.join()
    assert answers == [True]
    standing = entry(database)
    assert standing is not None
    assert standing.agent == "bob"
