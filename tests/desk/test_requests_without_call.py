"""Somebody asks by mail, in person or in the notes not to be called again: no call is needed."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console.cards.lead import Card
from console.cards.requests import WAYS_ASKED, AskedWithoutCall
from console.desk import Desk, RefusedError
from console.do_not_call import evidence, internal_list
from console.do_not_call.erasure import erase
from db.audit.reader import Wanted, every_entry, latest_entries
from db.audit.verification import verify
from db.calls.callbacks import callback as promise
from db.dnc.suppressions import listings_of
from db.duplicates.merging import merge_leads
from db.engine.database import Database
from db.enums import EvidenceKind, VerdictKind
from db.leads.records import read_lead
from db.tables.calls import attempts, callbacks, skips
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.desk.test_asked_again import WAYS, Ask
from tests.desk.test_undo import _state
from tests.leads import add_lead

HOME, WORK = "+12085550147", "+12085550148"
WORDS = "please take us off your list"
PERSON = [False, True]


def asked(card: Card, *, is_person: bool = False) -> AskedWithoutCall:
    """They wrote a letter on the day before."""
    letter, yesterday = WAYS_ASKED[0], date(2026, 11, 8)
    return AskedWithoutCall(card.phone.number_id, letter, yesterday, WORDS, is_person)


def listed(database: Database) -> Mapping[str, str]:
    with database.read() as connection:
        matches = listings_of(connection, [HOME, WORK])
    return {e164: entry.reason for e164, entry in matches.items()}


def holds(database: Database) -> None:
    with database.read() as connection:
        assert verify(connection) is None


@pytest.mark.parametrize("is_person", PERSON)
def test_it_bars_the_number_in_every_list_without_a_call_and_without_a_no(
    desk: Desk, database: Database, *, is_person: bool
) -> None:
    add_lead(database, "Ada", HOME, WORK)
    add_lead(database, "Bo elsewhere", HOME, list_name="Other")
    card = next_card(desk)
    desk.requests.bar(card.claim, asked(card, is_person=is_person))
    reason = "asked by letter or e-mail on 8 Nov 2026, noted by ann"
    assert listed(database) == dict.fromkeys([HOME, WORK] if is_person else [HOME], reason)
    assert not isinstance(desk.next(), Card)
    progress = desk.progress()
    assert (progress.dials, progress.noes, progress.can_undo) == (0, 0, "Never call again")
    with database.read() as connection:
        assert connection.execute(select(attempts)).first() is None
    holds(database)


@pytest.mark.parametrize("is_person", PERSON)
def test_undo_leaves_no_trace_of_it(
    desk: Desk, database: Database, clock: FrozenClock, *, is_person: bool
) -> None:
    add_lead(database, "Ada", HOME, WORK)
    add_lead(database, "Ada elsewhere", HOME, list_name="Other")
    evidence.record(database, HOME, EvidenceKind.WRITTEN, clock().date(), "form 3", "sue", clock())
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    before = _state(database)
    card = next_card(desk)
    desk.requests.bar(card.claim, asked(card, is_person=is_person))
    assert _state(database) != before
    again = desk.undo()
    assert _state(database) == before
    assert (again.name, again.verdict.kind) == ("Ada", VerdictKind.CALL)
    assert again.place.evidence
    assert listed(database) == {}
    assert again.history == ()
    with pytest.raises(RefusedError, match="nothing to undo"):
        desk.undo()
    holds(database)


def test_after_the_next_dial_it_stays(desk: Desk, database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", HOME)
    add_lead(database, "Bo", "(208) 555-0150")
    card = next_card(desk)
    desk.requests.bar(card.claim, asked(card))
    clock.advance(minutes=1)
    bo = next_card(desk)
    desk.dial(bo.claim, bo.phone.number_id)
    assert desk.progress().can_undo == ""
    with pytest.raises(RefusedError):
        desk.undo()


@pytest.mark.parametrize("ask", WAYS)
def test_somebody_elses_request_outlives_the_undo(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path, ask: Ask
) -> None:
    add_lead(database, "Ada", HOME)
    card = next_card(desk)
    desk.requests.bar(card.claim, asked(card))
    ask(database, clock(), tmp_path)
    again = desk.undo()
    assert again.verdict.kind is VerdictKind.NEVER
    assert "noted by ann" not in listed(database)[HOME]
    holds(database)


def test_it_works_on_a_lead_that_waits_rests_or_cannot_be_judged(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    resting = add_lead(database, "Ada", HOME, due_at=clock() + timedelta(days=3))
    unknown = add_lead(database, "Bo", WORK, notes="DO NOT CALL per wife 10/12")
    for lead_id in (resting, unknown):
        card = desk.take(lead_id, None)
        assert card.verdict.kind is not VerdictKind.CALL
        desk.requests.bar(card.claim, asked(card))
        assert desk.take(lead_id, None).verdict.kind is VerdictKind.NEVER


def test_a_promised_callback_is_dropped_and_stands_again_after_undo(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", HOME)
    with database.write() as connection:
        promise(connection, lead_id, "ann", clock() + timedelta(hours=1), clock())
    card = desk.take(lead_id, None)
    desk.requests.bar(card.claim, asked(card))

    def stored() -> list[tuple[bool, str]]:
        with database.read() as connection:
            rows = connection.execute(select(callbacks.c.kept_at, callbacks.c.dropped))
            return [(at is not None, why) for at, why in rows]

    assert stored() == [(True, "they asked not to be called")]
    desk.undo()
    assert stored() == [(False, "")]


def test_other_leads_and_numbers_that_it_reaches_are_counted(
    desk: Desk, database: Database
) -> None:
    lead_id = add_lead(database, "Ada", HOME, WORK)
    add_lead(database, "Bo", HOME, list_name="Other")
    add_lead(database, "Cy", WORK, list_name="Other")
    card = desk.take(lead_id, None)
    reach = desk.requests.reach(card.lead_id, card.phone.number_id)
    assert (reach.other_leads, reach.other_numbers, reach.leads_of_person) == (
        1,
        ("(208) 555-0148",),
        2,
    )


def test_during_a_call_the_outcome_says_it(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", HOME)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(RefusedError, match="record how the call ended"):
        desk.requests.bar(card.claim, asked(card))
    assert listed(database) == {}


def test_a_number_that_was_removed_meanwhile_is_not_taken_for_another(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", HOME)
    card = next_card(desk)
    with pytest.raises(RefusedError, match="no longer there"):
        desk.requests.bar(card.claim, replace(asked(card), number_id=card.phone.number_id + 9))


def test_it_counts_as_no_skip_and_the_log_and_the_history_have_it(
    desk: Desk, database: Database
) -> None:
    lead_id = add_lead(database, "Ada", HOME)
    card = next_card(desk)
    desk.requests.bar(card.claim, asked(card))
    history = desk.take(lead_id, None).history
    assert [(past.outcome, past.note) for past in history] == [
        ("Never call again", f"by letter or e-mail: “{WORDS}”")
    ]
    with database.read() as connection:
        last = [*every_entry(connection)][-1]
        assert latest_entries(connection, 1, Wanted(e164=HOME)) == (last,)
    assert (last.agent, last.action) == ("ann", "request")
    assert '"on":"2026-11-08"' in last.detail
    assert WORDS not in last.detail
    assert HOME not in last.detail


def test_a_merge_and_an_erasure_keep_the_number_barred(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    ada, other = add_lead(database, "Ada", HOME), add_lead(database, "Ada B", WORK)
    card = desk.take(ada, None)
    desk.requests.bar(card.claim, asked(card))
    with database.write() as connection:
        lead, duplicate = read_lead(connection, other), read_lead(connection, ada)
        assert lead is not None
        assert duplicate is not None
        merge_leads(connection, lead, duplicate, clock())
    assert desk.progress().can_undo == ""
    assert [*listed(database)] == [HOME]
    erase(database, HOME, "asked for it", "sue", clock())
    assert internal_list.look_up(database, HOME).is_barred
    with database.read() as connection:
        assert WORDS not in repr(connection.execute(select(skips)).all())
    holds(database)
