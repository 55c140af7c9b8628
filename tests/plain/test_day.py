"""The rest of a day in words: lists brought in, sessions planned, pages read out, rehearsal."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from console.outreach.mail.settings import MailSettings
from console.rules.law.statutes import LAW_LASTS, READ_ON
from console.rules.times.calendar_words import say_day
from db.engine.database import Database
from db.enums import MailWay
from db.tables.do_not_call import suppressions
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(leads)).scalar_one())


def test_a_list_is_looked_at_brought_in_planned_and_called(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    path.write_text(
        "Contact,Phone,Shoe size\nAda Byron,(208) 555-0147,38\nNemo,none,\n", encoding="utf-8"
    )
    heard = Listener(database, clock)
    heard.works(f"i {path}", "", f"i {path}", "kind business", "y", "n", "", "q", "e", "q")
    assert "fair.csv, 2 rows, read as UTF-8, comma-separated." in heard.all
    assert "Into the list fair. Nothing is written yet." in heard.all
    assert "Column Shoe size is kept as it is: 38" in heard.all
    assert "Nothing was written." in heard.heard[2]
    assert "“fair” is in." in heard.all
    assert "Fix the rejected rows in " in heard.all
    assert "1 new session planned of fair." in heard.all
    assert "Lead: Ada Byron" in heard.all
    assert count(database) == 1


def test_a_file_that_is_not_there_gets_a_sentence(database: Database, clock: FrozenClock) -> None:
    heard = Listener(database, clock).works("i /nowhere/fair.csv", "q")
    assert "/nowhere/fair.csv" in " ".join(heard.heard[1])
    assert "Goodbye." in heard.all


def test_the_day_is_told_with_how_its_dials_ended_and_on_leaving_whether_it_is_kept(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    desk_for(database, clock).sessions.plan()
    heard = Listener(database, clock).works("", "", "n", "", "y", "f2", "", "q", "q")
    assert "How they ended: No 1, Yes 1." in heard.all
    assert "Lists: " in heard.all
    assert "2 dials, 1 yes." in heard.all
    assert "q quits and keeps it" in " ".join(heard.prompts)
    thrown = Listener(database, clock, is_kept=False).works("q", "q")
    assert "deletes everything, since its people are invented" in " ".join(thrown.prompts)


def test_sessions_whose_time_is_over_are_planned_anew_and_later_ones_are_one_line(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    desk_for(database, clock).sessions.plan(size=2)
    clock.advance(days=3)
    text = Listener(database, clock, hours="wed 12-17").works("l", "", "q").all
    assert "2 sessions that nobody began are planned again: their time was over." in text
    assert "Later: 1 session, 4 leads, from Wed " in text
    assert "planned, 0 of" not in text
    text = Listener(database, clock, hours="wed 12-17").works("l", "right", "q").all
    assert ", planned, Wed 12:00 to 17:00, 0 of 4 done" in text, "Right reads the later ones too"


def test_sessions_are_planned_and_given_and_who_is_left_out_is_said(listener: Listener) -> None:
    listener.works(
        "l",
        "s name = Ada",
        "l",
        "1",
        "l",
        "w",
        "l",
        "h 1 bob",
        "",
        "l",
        "h 1 bob",
        "y",
        "l s name ===",
        "q",
    )
    text = listener.all
    assert "No session is planned: n plans some." in text
    assert "1 new session planned." in text
    assert "3 leads could be in a session: n plans them." in text
    assert "bob has never called here. Is the name right?" in text
    assert "is given to bob." in text
    assert "^" in listener.all, "the error points at its place"


def test_the_free_queue_is_screened_and_opened_again(listener: Listener) -> None:
    listener.works("only some name = Cy", "", "n", "only some", "", "q")
    assert "Lead: Cy" in listener.heard[1]
    assert "Only name = Cy: “only some” changes it." in " ".join(listener.heard[3])
    assert "Lead: Ada" in listener.heard[5]


def test_a_summary_is_sent_as_the_agents_e_mail_leaves(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database)
    desk_for(database, clock).sessions.plan(size=1)
    mail = MailSettings(way=MailWay.FILE, folder=str(tmp_path), summaries_to="boss@firm.example")
    heard = Listener(database, clock, mail=mail).works("send", "", "", "n", "send", "q", "q")
    assert "No session has ended yet." in heard.heard[1]
    assert "send sends this summary by e-mail." in heard.all
    [written] = tmp_path.glob("session*.eml")
    assert "1 dial, 1 talk, 1 no" in written.read_text(encoding="utf-8")


def test_the_week_and_the_rules_are_read_out_without_a_picture(listener: Listener) -> None:
    listener.works("H", "dnc lists", "today", "q")
    first, *week = listener.heard[1]
    assert first == (
        "They may be on Mountain time (area code) or Pacific time (area code), "
        "so only hours that suit both count."
    )
    assert week[:2] == [
        "This week, Mountain time (theirs)",
        "Mon 16 Nov: 09:00 to 21:00",
    ]
    assert any("The rules" in line for line in listener.heard[1])
    assert "The firm’s own list" in listener.heard[2]
    assert "No session was started yet." in listener.heard[3]
    assert not set(listener.all) & set("█▒·▸✓✗━│")


def test_the_script_is_followed_by_digits_and_read_whole_on_request(listener: Listener) -> None:
    listener.works("t", "1", "t", "0", "t all", "0", "q")
    first, after = listener.heard[1], listener.heard[2]
    assert any(line.startswith("1 if they say: ") for line in first)
    assert after
    assert after != first
    assert listener.heard[3] == after
    assert listener.heard[4] == first
    assert len(listener.heard[5]) > len(first)
    assert "This is where the script begins." in listener.heard[6]


def test_a_rehearsal_asks_five_objections_and_dials_nobody(
    listener: Listener, clock: FrozenClock, database: Database
) -> None:
    desk_for(database, clock).sessions.plan()

    def after_a_while() -> str:
        clock.advance(seconds=7)
        return ""

    listener.works("rehearse", "", "?", *[after_a_while] * 5, "q")
    assert listener.all.count("They say: ") == 5
    assert "5 objections answered, in 7 s on average" in listener.all
    assert listener.heard[3], "an answer is said when it is asked for"


def test_the_keys_that_do_something_now_are_told_by_what_is_typed(listener: Listener) -> None:
    listener.works("?", "", "?", "q")
    ready, on_call = ("\n".join(listener.heard[place]) for place in (1, 3))
    assert "Enter alone: Dial. Dial on your phone; starts the call." in ready
    assert "“prepare”" not in ready
    assert "n: No." not in ready
    assert "n: No. Counts a no; the lead rests " in on_call
    assert ready.count("Their answer") == 1


def test_a_session_whose_leads_all_wait_says_what_may_be_called_elsewhere(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk = desk_for(database, clock)
    (boise,) = desk.sessions.plan().sessions
    add_lead(database, "Cy", "(212) 555-0103")
    clock.at = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    heard = Listener(database, clock).works("next", "q")
    assert "1 lead in no session can be called now. Enter or next brings the first." in heard.all
    assert "Lead: Cy" in heard.all
    desk.sessions.start(boise.session_id)
    heard = Listener(database, clock).works("q", "q")
    assert "Nobody in this session can be called for" in heard.all
    assert "1 lead in no session can be called now. q ends this session" in heard.all


def test_enter_alone_brings_whoever_may_be_called_before_a_session_that_is_closed(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk_for(database, clock).sessions.plan()
    add_lead(database, "Cy", "(212) 555-0103")
    clock.at = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    heard = Listener(database, clock).works("", "q")
    assert "Lead: Cy" in heard.all
    assert "Nobody in this session" not in heard.all


def test_enter_alone_starts_no_session_that_nobody_of_may_be_called_in(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    (boise,) = desk_for(database, clock).sessions.plan().sessions
    clock.at = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    heard = Listener(database, clock).works("", "q")
    assert "Enter starts it" not in heard.all
    text = "It opens at 12:00. To start it now, type l and its number."
    assert heard.heard[1] == [text]
    chosen = f"l {boise.session_id}"
    heard = Listener(database, clock).works(chosen, "", "q")
    assert "It opens at 12:00." in heard.all
    assert ", ended after" not in heard.all
    heard = Listener(database, clock).works(chosen, "y", "q", "e", "q")
    assert ", ended after 0 minutes" in heard.all
    assert "done in" not in heard.all


def test_whoever_waits_is_told_the_words_to_type_and_no_key_of_the_screen(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 11, 30, tzinfo=UTC)
    add_lead(database, "Ada", "(212) 555-0101")
    heard = Listener(database, clock).works("only some region = NY", "n", "q")
    assert "“rehearse” practise on an invented person, “prepare” read up" in heard.all
    assert "“only some” changes it." in heard.all
    assert not re.search(r"\bF[0-9]", heard.all)


def test_what_may_not_be_done_now_names_what_is_typed_for_the_next(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", postal_code="83702", region="ID")

    def after_hours() -> str:
        clock.advance(hours=12)
        return "n"

    heard = Listener(database, clock).works(after_hours, "q")
    assert "This lead can’t be called now: next goes on to the next." in heard.all


def test_a_request_that_came_by_mail_bars_the_number_outside_the_hours_too(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", postal_code="83702", region="ID")
    clock.advance(hours=12)
    heard = Listener(database, clock).works("/ Ada", "1", "x", "1", "", "", "", "q")
    assert "Nothing to say: this phone stays silent." in heard.heard[2]
    assert "Do not call recorded, Ada, barred in all lists." in heard.all
    with database.read() as connection:
        assert connection.execute(select(suppressions.c.e164)).scalars().all() == ["+12085550101"]


def test_a_day_begins_with_the_age_of_the_law(listener: Listener, clock: FrozenClock) -> None:
    clock.at += READ_ON + LAW_LASTS + timedelta(days=1) - clock.at.date()
    listener.works("q")
    assert f"The calling rules were last read on {say_day(READ_ON)}" in listener.all


def test_whoever_waits_hears_when_each_zone_may_be_called_and_when_most_can(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 11, 30, tzinfo=UTC)
    add_lead(database, "Ada", "(212) 555-0101")
    add_lead(database, "Bo", "(213) 555-0102")
    heard = Listener(database, clock).works("q")
    assert "When the firm’s leads can be called:" in heard.all
    assert "Eastern: 1 lead, 08:00 to 21:00, in 1 hour 30 minutes" in heard.all
    assert "Pacific: 1 lead, 11:00 to 00:00, in 4 hours 30 minutes" in heard.all
    assert "All 2 can be called from 11:00 to 21:00; some before or after." in heard.all
