"""Sequences: calls and e-mails planned for a lead, one after the other, all of them by hand."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from console.cards.lead import Card
from console.cards.promises import DueMail, NewAppointment, NewCallback
from console.cards.requests import WAYS_ASKED, AskedWithoutCall
from console.desk import Desk
from console.do_not_call.erasure import erase
from console.firm.sequences import put_sequence
from console.lists.merging import merge
from console.lists.sequences import Assigned, assign_sequence, report_sequence, stop_lead
from console.outreach.scripts.library import add_text
from console.outreach.sequences import HOURS, DayPart, Do, Step, due_at
from console.rules.times.windows import load_zone
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import MailWay, TextKind
from db.tables.leads import leads
from db.tables.sequences import LeadSequenceRow, lead_sequences, touches
from tests.conftest import NOON, FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

NEW_YORK, UTAH = "(212) 555-0147", "(801) 555-0147"
FAIR = """steps = [
    {day = 0, do = "call"},
    {day = 0, do = "mail", text = "after_voicemail", if = "voicemail"},
    {day = 3, do = "call"},
    {day = 7, do = "call", part = "afternoon"},
]
"""
CALLS = """steps = [
    {day = 0, do = "call"},
    {day = 3, do = "call"},
    {day = 7, do = "call", part = "afternoon"},
]
"""
DIGITS = count(100)
STEPS = st.builds(
    Step,
    st.integers(0, 20),
    st.just(Do.CALL),
    part=st.sampled_from([None, *DayPart]),
)


def put(database: Database, folder: Path, text: str, name: str = "Fair") -> int:
    path = folder / "fair.toml"
    path.write_text(text)
    return put_sequence(database, name, path, "sue", NOON)[0]


def assign(database: Database, now: datetime = NOON, where: str = "list = Fair") -> Assigned:
    return assign_sequence(database, "Fair", where, "", "UTC", "sue", now)


@pytest.fixture
def fair(database: Database, tmp_path: Path) -> Database:
    """The firm has a sequence with an e-mail after a voicemail."""
    path = tmp_path / "mail.txt"
    path.write_text("Subject: My message\n\nI left you a message.\n")
    add_text(database, path, TextKind.INTRODUCTION, "after_voicemail", "", "sue", NOON)
    path.write_text("Subject: Another\n\nThe newest is in use.\n")
    add_text(database, path, TextKind.INTRODUCTION, "newest", "", "sue", NOON + timedelta(hours=1))
    put(database, tmp_path, FAIR)
    return database


def place_of(database: Database, lead_id: int) -> LeadSequenceRow:
    with database.read() as connection:
        wanted = select(lead_sequences).where(lead_sequences.c.lead_id == lead_id)
        return LeadSequenceRow(**connection.execute(wanted).mappings().one())


def touches_of(database: Database, lead_id: int) -> list[tuple[int, str, str]]:
    with database.read() as connection:
        wanted = select(touches.c.step, touches.c.what, touches.c.skipped)
        mine = wanted.where(touches.c.lead_id == lead_id).order_by(touches.c.id)
        return [tuple(row) for row in connection.execute(mine)]


def log_is_whole(database: Database) -> bool:
    with database.read() as connection:
        return verify(connection) is None


def touch_line(card: Card) -> str:
    return dict(card.facts).get("Touch", "")


@pytest.mark.long
def test_two_weeks_go_by_working_days_holidays_and_the_clock_where_they_are(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    """Thanksgiving is no working day in Utah, whose law bars calls then; it is one in New York."""
    put(database, tmp_path, CALLS)
    ada = add_lead(database, "Ada", NEW_YORK)
    bo = add_lead(database, "Bo", UTAH)
    assert assign(database) == Assigned("Fair", 1, 2, 0)
    assert touch_line(next_card(desk)) == "1 of 3 · call · due today"
    for _ in range(2):
        call(desk, "voicemail")
    # Wednesday and three working days: Monday begins earlier in New York.
    assert place_of(database, ada).step_due_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert place_of(database, bo).step_due_at == datetime(2026, 11, 23, 7, tzinfo=UTC)
    for hours in range(1, 5 * 24 - 1):
        clock.at = NOON + timedelta(hours=hours)
        if clock.at < datetime(2026, 11, 23, 13, tzinfo=UTC):
            assert not isinstance(desk.open(), Card)
    clock.at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert touch_line(next_card(desk)) == "2 of 3 · call · due today"
    for _ in range(2):
        call(desk, "no_answer")
    # Seven working days: Friday 27 November, and Monday 30 November; at noon on their clocks.
    assert place_of(database, ada).step_due_at == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert place_of(database, bo).step_due_at == datetime(2026, 11, 30, 19, tzinfo=UTC)
    clock.at = datetime(2026, 12, 2, 19, tzinfo=UTC)
    for _ in range(2):
        call(desk, "no_answer")
    assert (place_of(database, ada).reason, place_of(database, bo).reason) == ("done", "done")
    report = report_sequence(database, "Fair")
    assert (report.under_way, report.done, report.stopped) == (0, 2, {})
    assert [(row.made, row.talks) for row in report.counts.values()] == [(2, 0)] * 3
    assert log_is_whole(database)


def test_the_receipt_of_a_step_says_when_the_next_one_is_due(
    desk: Desk, database: Database, tmp_path: Path
) -> None:
    put(database, tmp_path, CALLS)
    ada = add_lead(database, "Ada", NEW_YORK)
    assign(database)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    effect = desk.record(card.claim, "no_answer", "").effect
    assert effect is not None
    assert effect.rests_until == place_of(database, ada).step_due_at


def test_the_email_of_a_step_has_its_own_text_and_goes_on(
    desk: Desk, fair: Database, clock: FrozenClock
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK, email="ada@engine.example")
    assign(fair)
    call(desk, "voicemail")
    clock.advance(days=1)  # the rest after a voicemail
    assert touch_line(next_card(desk)) == "2 of 4 · e-mail · due today"
    written = desk.preparing.introduction(ada)
    assert written.letter.subject == "My message"
    desk.preparing.record_introduction(written, MailWay.DRAFT)
    assert touches_of(fair, ada) == [(0, "call", ""), (1, "mail", "")]
    assert touch_line(next_card(desk)) == "3 of 4 · call · due Mon 23 Nov"
    # A second e-mail is no step, whether it was opened before the first was made or after.
    desk.preparing.record_introduction(written, MailWay.DRAFT)
    another = desk.preparing.introduction(ada)
    assert another.letter.subject == "Another"
    desk.preparing.record_introduction(another, MailWay.DRAFT)
    assert place_of(fair, ada).step == 2
    assert len(touches_of(fair, ada)) == 2
    assert log_is_whole(fair)


def test_an_email_that_was_written_before_an_undo_comes_no_second_time(
    desk: Desk, fair: Database
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK, email="ada@engine.example")
    assign(fair)
    call(desk, "voicemail")
    desk.preparing.record_introduction(desk.preparing.introduction(ada), MailWay.DRAFT)
    card = desk.undo()
    assert touch_line(card) == "1 of 4 · call · due today"
    desk.record(card.claim, "voicemail", "", None)
    assert place_of(fair, ada).step == 2
    assert touches_of(fair, ada) == [(1, "mail", ""), (0, "call", "")]
    assert desk.preparing.introduction(ada).mail_step is None
    assert log_is_whole(fair)


def test_an_email_written_after_a_call_in_its_place_is_not_asked_for_after_the_undo(
    desk: Desk, fair: Database, clock: FrozenClock
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK, email="ada@engine.example")
    assign(fair)
    call(desk, "voicemail")
    clock.advance(days=1)
    call(desk, "voicemail")
    assert place_of(fair, ada).step == 1
    desk.preparing.record_introduction(desk.preparing.introduction(ada), MailWay.DRAFT)
    card = desk.undo()
    assert desk.preparing.introduction(ada).mail_step is None
    desk.record(card.claim, "voicemail", "", None)
    assert place_of(fair, ada).step == 2
    assert touches_of(fair, ada) == [(0, "call", ""), (1, "mail", ""), (1, "call", "")]
    assert log_is_whole(fair)


def test_emails_that_are_due_are_listed_until_they_are_written(
    desk: Desk, fair: Database, clock: FrozenClock
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK, email="ada@engine.example", company="Engine Works")
    bo = add_lead(fair, "Bo", UTAH, email="bo@guitar.example")
    assert desk.callbacks.due_mails() == ((), 0)
    assign(fair)
    assert desk.callbacks.due_mails() == ((), 2)
    call(desk, "voicemail")
    row = DueMail(ada, "Ada", "Engine Works", "ann", NOON, "Fair", 2, 4, "America/New_York")
    assert desk.callbacks.due_mails() == ((row,), 1)
    call(desk, "no_answer")  # Bo's next step is a call in three days
    assert desk.callbacks.due_mails() == ((row,), 0)
    clock.advance(days=1)
    assert desk.callbacks.due_mails() == ((row,), 0), "it is overdue"
    with fair.write() as connection:
        mine = leads.c.id == ada
        connection.execute(update(leads).where(mine).values(status="closed"))
        assert connection.execute(select(leads.c.id).where(leads.c.id == bo)).scalar()
    assert desk.callbacks.due_mails() == ((), 0)
    with fair.write() as connection:
        connection.execute(update(leads).where(mine).values(status="open"))
    desk.preparing.record_introduction(desk.preparing.introduction(ada), MailWay.DRAFT)
    assert desk.callbacks.due_mails() == ((), 0)


def test_an_email_of_a_later_day_is_not_due_whatever_the_rest(
    desk: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    put(database, tmp_path, 'steps = [{day = 0, do = "call"}, {day = 2, do = "mail"}]')
    add_lead(database, "Ada", NEW_YORK, email="ada@engine.example")
    assign(database)
    call(desk, "voicemail")
    assert desk.callbacks.due_mails() == ((), 0)
    clock.advance(days=2)
    (row,), _ = desk.callbacks.due_mails()
    assert (row.step, row.steps) == (2, 2)


def test_an_email_is_left_out_after_another_outcome_and_skipped_without_an_address(
    desk: Desk, fair: Database
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK, email="ada@engine.example")
    assign(fair)
    call(desk, "no_answer")
    assert (place_of(fair, ada).step, touches_of(fair, ada)) == (2, [(0, "call", "")])
    bo = add_lead(fair, "Bo", UTAH)
    assert assign(fair) == Assigned("Fair", 1, 1, 1)
    call(desk, "voicemail")
    assert touches_of(fair, bo) == [(0, "call", ""), (1, "mail", "no e-mail address")]
    assert report_sequence(fair, "Fair").counts[1].skipped == 1
    desk.undo()
    assert (place_of(fair, bo).step, touches_of(fair, bo)) == (0, [])
    assert log_is_whole(fair)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("no", "talk"),
        ("yes", "talk"),
        ("callback", "callback"),
        ("appointment", "appointment"),
        ("do_not_call", "do not call"),
        ("wrong_number", "wrong number"),
        ("disconnected", "closed"),
    ],
)
def test_an_outcome_that_ends_the_matter_stops_it_and_undo_brings_it_back(
    desk: Desk, fair: Database, outcome: str, reason: str
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK)
    assign(fair)
    before = place_of(fair, ada)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    later = NOON + timedelta(days=1)
    desk.record(card.claim, outcome, "", NewCallback(later), NewAppointment(later))
    stopped = place_of(fair, ada)
    assert (stopped.reason, stopped.stopped_at, stopped.step) == (reason, NOON, 0)
    assert report_sequence(fair, "Fair").stopped == {reason: 1}
    desk.undo()
    assert (place_of(fair, ada), touches_of(fair, ada)) == (before, [])
    assert log_is_whole(fair)


def test_a_request_without_a_call_and_a_letter_of_theirs_stop_it(
    desk: Desk, fair: Database
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK)
    bo = add_lead(fair, "Bo", UTAH)
    assign(fair)
    card = next_card(desk)
    asked = AskedWithoutCall(card.phone.number_id, WAYS_ASKED[0], date(2026, 11, 18), "stop")
    desk.requests.bar(card.claim, asked)
    card = next_card(desk)
    assert desk.edits.they_wrote(card)
    assert not desk.edits.they_wrote(card)
    assert {place_of(fair, ada).reason, place_of(fair, bo).reason} == {"do not call", "they wrote"}
    assert not touch_line(next_card(desk))
    assert not desk.edits.they_wrote(next_card(desk))
    assert log_is_whole(fair)


def test_an_undone_request_leaves_the_emails_of_the_others(desk: Desk, fair: Database) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK, email="ada@engine.example")
    assign(fair)
    call(desk, "voicemail")
    desk.preparing.record_introduction(desk.preparing.introduction(ada), MailWay.DRAFT)
    bo = add_lead(fair, "Bo", UTAH)
    assign(fair)
    before = place_of(fair, bo)
    card = next_card(desk)
    asked = AskedWithoutCall(card.phone.number_id, WAYS_ASKED[0], date(2026, 11, 18), "stop")
    desk.requests.bar(card.claim, asked)
    assert place_of(fair, bo).reason == "do not call"
    assert touch_line(desk.undo()) == "1 of 4 · call · due today"
    assert place_of(fair, bo) == before
    assert len(touches_of(fair, ada)) == 2
    assert ("Touch", "3 of 4 · call · due Mon 23 Nov") in desk.preparing.brief(ada).facts
    assert log_is_whole(fair)


def test_who_is_barred_meanwhile_is_not_under_way(desk: Desk, fair: Database) -> None:
    assert desk
    ada = add_lead(fair, "Ada", NEW_YORK)
    assign(fair)
    with fair.write() as connection:
        connection.execute(update(leads).where(leads.c.id == ada).values(status="barred"))
    report = report_sequence(fair, "Fair")
    assert (report.under_way, report.stopped) == (0, {"barred": 1})


def test_who_is_under_way_keeps_the_version_that_it_began(
    desk: Desk, fair: Database, tmp_path: Path
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK)
    assign(fair)
    assert put(fair, tmp_path, FAIR) == 1, "nothing has changed"
    assert put(fair, tmp_path, 'steps = [{day = 0, do = "call"}]') == 2
    assert touch_line(next_card(desk)) == "1 of 4 · call · due today"
    call(desk, "voicemail")
    assert place_of(fair, ada).version == 1
    add_lead(fair, "Bo", UTAH)
    assign(fair)
    assert touch_line(next_card(desk)) == "1 of 1 · call · due today"


def test_a_lead_stopped_by_hand_may_begin_again(desk: Desk, fair: Database) -> None:
    assert desk
    ada = add_lead(fair, "Ada", NEW_YORK)
    assign(fair)
    assert stop_lead(fair, ada, "bought elsewhere", "sue", NOON) == "Fair"
    assert report_sequence(fair, "Fair").stopped == {"bought elsewhere": 1}
    with pytest.raises(BadInput, match="is on no sequence"):
        stop_lead(fair, ada, "again", "sue", NOON)
    assert assign(fair).begun == 1


def test_an_erased_person_is_on_none_and_a_merged_one_goes_on(
    desk: Desk, fair: Database, clock: FrozenClock
) -> None:
    ada = add_lead(fair, "Ada", NEW_YORK)
    assign(fair)
    call(desk, "voicemail")
    other = add_lead(fair, "Ada B.", "(212) 555-0148")
    merge(fair, other, ada, "sue", clock())
    assert (place_of(fair, other).step, len(touches_of(fair, other))) == (2, 2)
    assert log_is_whole(fair)
    erase(fair, "+12125550147", "asked", "sue", clock())
    with fair.read() as connection:
        assert not connection.execute(select(lead_sequences)).all()
        assert not connection.execute(select(touches)).all()
    assert log_is_whole(fair)


@example(Step(1, Do.CALL), 2 * 24, 0)  # the day after a Friday
@example(Step(0, Do.CALL, part=DayPart.MORNING), 3 * 24, 0)  # a Saturday
@example(Step(0, Do.CALL, part=DayPart.EVENING), 0, 3 * 24)  # a rest that ends on one
@example(Step(6, Do.CALL), 0, 0)  # a holiday and a weekend between
@given(STEPS, st.integers(0, 40 * 24), st.integers(0, 3 * 24) | st.integers(0, 60 * 24))
def test_a_step_is_due_at_the_first_hour_that_its_day_the_rest_and_its_part_allow(
    step: Step, start: int, rest: int
) -> None:
    zone = load_zone("America/Denver")
    started_at = NOON + timedelta(hours=start)
    rests_until = started_at + timedelta(hours=rest)

    def is_working_day(day: date) -> bool:
        return day.strftime("%a") not in {"Sat", "Sun"} and day.day != 26

    def is_due(at: datetime) -> bool:
        local = at.astimezone(zone)
        since = (local.date() - started_at.astimezone(zone).date()).days
        passed = sum(is_working_day(local.date() - timedelta(n)) for n in range(since))
        if at < rests_until or passed < step.day:
            return False
        opens, closes = HOURS[step.part] if step.part else (time(), time.max)
        return step.part is None or (
            is_working_day(local.date()) and opens <= local.time() < closes
        )

    # A step of the first day without a part is due from its midnight, before the start.
    hours = (started_at.replace(minute=0) + timedelta(hours=n) for n in count(-24))
    expected = next(at for at in hours if is_due(at))
    due = due_at(step, started_at, rests_until, "America/Denver", lambda day: day.day == 26)
    assert due == expected


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(outcomes=st.lists(st.sampled_from(["voicemail", "no_answer", "busy", "no"]), max_size=5))
def test_nothing_comes_before_the_rest_or_after_a_stop(
    desk: Desk, fair: Database, clock: FrozenClock, outcomes: list[str]
) -> None:
    nth = next(DIGITS)
    start = clock.at = NOON + timedelta(weeks=10 * nth)  # the clock never goes back
    with fair.write() as connection:
        connection.execute(update(leads).values(status="closed"))
    ada = add_lead(fair, "Ada", f"(212) 555-{nth:04}")
    assign(fair, start)
    for outcome in outcomes:
        call(desk, outcome)
        row = place_of(fair, ada)
        with fair.read() as connection:
            due = connection.execute(select(leads.c.due_at).where(leads.c.id == ada)).scalar_one()
        assert due >= row.step_due_at or row.stopped_at is not None
        clock.at = due - timedelta(minutes=1)
        assert not isinstance(desk.open(), Card)
        if row.stopped_at is not None:
            before = touches_of(fair, ada)
            clock.at = start + timedelta(days=62)
            call(desk, "voicemail")
            assert (place_of(fair, ada), touches_of(fair, ada)) == (row, before)
            return
        clock.at = max(due, clock.at).replace(hour=19) + timedelta(days=due.hour >= 19)
        while not isinstance(desk.open(), Card):  # a weekend, or a rest that ends at night
            clock.advance(days=1)
