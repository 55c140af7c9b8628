"""Words that may ask not to be called are settled with one key, whoever wrote them."""

import pytest

from console.cards.lead import Card
from console.cards.requests import MEANINGS
from console.desk import Desk, RefusedError
from console.do_not_call.evidence import place_lead_again
from console.lists.lead_edits import edit_lead
from console.supervision.floor.today import read_today
from db.audit.reader import every_entry
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import VerdictKind
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

WORDS = "DO NOT CALL per wife 10/12"
CALL, UNKNOWN = VerdictKind.CALL, VerdictKind.UNKNOWN


def doubtful(database: Database, clock: FrozenClock, **values: object) -> int:
    """A lead whose words were noticed as it was imported."""
    lead_id = add_lead(database, "Ada", **values)  # type: ignore[arg-type]
    with database.write() as connection:
        place_lead_again(connection, lead_id, clock())
    return lead_id


def test_words_that_mean_something_else_do_not_come_back_until_they_change(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = doubtful(database, clock, notes=WORDS)
    assert not isinstance(desk.next(), Card)
    card = desk.take(lead_id, None)
    assert desk.requests.settle(card.claim, WORDS, MEANINGS[1]).verdict.kind is CALL
    desk.leave(card.claim)
    assert next_card(desk).verdict.kind is CALL
    edit_lead(database, lead_id, {"company": "Mill"}, "ann", clock())
    assert next_card(desk).verdict.kind is CALL
    edit_lead(database, lead_id, {"notes": "DO NOT CALL per son 11/12"}, "ann", clock())
    again = next_card(desk)
    assert again.verdict.kind is UNKNOWN
    assert "per son" in again.verdict.reasons[0].text
    with database.read() as connection:
        assert verify(connection) is None


def test_each_doubt_of_a_lead_is_settled_by_itself(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = doubtful(database, clock, notes=WORDS, extras={"Wishes": WORDS})
    card = desk.take(lead_id, None)
    card = desk.requests.settle(card.claim, WORDS, MEANINGS[1])
    assert card.verdict.kind is UNKNOWN
    assert "column “Wishes”" in card.verdict.reasons[0].text
    assert desk.requests.settle(card.claim, WORDS, MEANINGS[1]).verdict.kind is CALL


def test_a_flag_of_an_older_lead_is_read_at_the_claim(desk: Desk, database: Database) -> None:
    lead_id = add_lead(database, "Ada")
    with database.write() as connection:  # as a version left it that read no such columns
        older = leads.update().where(leads.c.id == lead_id)
        connection.execute(older.values(extras={"Contactable": "No"}))
    assert not isinstance(desk.next(), Card)


def test_undo_brings_the_doubt_back(desk: Desk, database: Database, clock: FrozenClock) -> None:
    lead_id = doubtful(database, clock, notes=WORDS)
    card = desk.take(lead_id, None)
    desk.requests.settle(card.claim, WORDS, MEANINGS[0])
    assert desk.progress().can_undo == "It means something else"
    card = desk.undo()
    assert card.verdict.kind is UNKNOWN
    desk.leave(card.claim)
    assert not isinstance(desk.next(), Card)


def test_the_log_says_who_settled_it_and_why_but_not_the_words(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    card = desk.take(doubtful(database, clock, notes=WORDS), None)
    desk.requests.settle(card.claim, WORDS, MEANINGS[2])
    with database.read() as connection:
        entry = [*every_entry(connection)][-1]
    assert (entry.action, entry.agent) == ("doubt_settled", "ann")
    assert MEANINGS[2] in entry.detail
    assert "wife" not in entry.detail


def test_words_that_nobody_has_read_are_not_settled(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    card = desk.take(doubtful(database, clock, notes=WORDS), None)
    with pytest.raises(RefusedError, match="read them again"):
        desk.requests.settle(card.claim, "DO NOT CALL", MEANINGS[0])


@pytest.mark.parametrize("outcome", ["no", "voicemail", "gatekeeper"])
def test_a_note_of_a_call_that_says_so_is_a_doubt_for_everybody(
    desk: Desk, database: Database, clock: FrozenClock, outcome: str
) -> None:
    lead_id = add_lead(database, "Ada")
    call(desk, outcome, "He asked us: do not call again")
    clock.advance(days=40)
    assert not isinstance(desk.next(), Card)
    card = Desk(database, clock, "bob").take(lead_id, None)
    assert card.verdict.kind is UNKNOWN
    assert "do not call again" in card.verdict.reasons[0].text


def test_a_note_before_the_dial_and_the_reason_of_a_skip_count_too(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    card = next_card(desk)
    desk.save_draft(card.claim, "do not call again, says her son")
    assert desk.refresh(card.claim).verdict.kind is UNKNOWN
    desk.save_draft(card.claim, "")
    desk.skip(card.claim, "do not call again, says her son")
    clock.advance(days=1)
    assert not isinstance(desk.next(), Card)


def test_a_harmless_note_changes_nothing(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    call(desk, "voicemail", "do not call before 9")
    clock.advance(days=2)
    assert next_card(desk).verdict.kind is CALL


def test_an_undone_note_leaves_no_doubt(desk: Desk, database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada")
    call(desk, "no", "do not call again")
    desk.record(desk.undo().claim, "voicemail", "her machine")
    clock.advance(days=2)
    assert next_card(desk).verdict.kind is CALL


def test_the_day_counts_settled_doubts_by_agent_and_not_as_skips(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    card = desk.take(doubtful(database, clock, notes=WORDS), None)
    desk.requests.settle(card.claim, WORDS, MEANINGS[0])
    call(desk, "no")
    [agent] = read_today(database, "America/New_York", clock.advance(minutes=1)).agents
    assert (agent.agent, agent.doubts, agent.skips) == ("ann", 1, 0)
