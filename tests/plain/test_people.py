"""People in words: found, ringing back, set right, rung back, written to."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from console.cards.promises import NewCallback
from console.do_not_call.evidence import held
from console.lists.batches import mark_offer
from console.outreach.mail.settings import MailSettings
from db.engine.database import Database
from db.enums import LeadKind, MailWay
from db.firm.settings import bump_revision, put
from db.leads.records import put_fields
from db.tables.calls import attempts, callbacks
from db.tables.firm import introductions
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for


def ended(database: Database) -> list[tuple[str, str | None, str | None]]:
    """Name, direction and outcome of each call, the oldest first."""
    with database.read() as connection:
        rows = connection.execute(
            select(leads.c.name, attempts.c.direction, attempts.c.outcome)
            .join(leads, leads.c.id == attempts.c.lead_id)
            .order_by(attempts.c.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


def test_who_rings_back_during_a_call_is_logged_and_the_call_goes_on(
    listener: Listener, database: Database
) -> None:
    listener.works("", "/Cy", "r 1", "y wants two", "n", "q")
    assert "On their call: end it with the usual keys, or u if none." in listener.all
    assert "Back on the call with Ada." in listener.all
    assert ended(database) == [("Ada", "outbound", "no"), ("Cy", "inbound", "yes")]


def test_a_stranger_who_rings_becomes_a_lead(listener: Listener, database: Database) -> None:
    listener.works("/ (208) 555-0177", "r Eve Quill", "n", "q")
    assert "Nobody has that number" in " ".join(listener.prompts)
    assert ended(database) == [("Eve Quill", "inbound", "no")]


def test_on_a_call_a_person_found_is_read_and_the_call_goes_on(
    listener: Listener, database: Database
) -> None:
    listener.works("", "/Di", "1", "n", "q")
    assert any(line.startswith("CALL, ") for line in listener.heard[3])
    assert ended(database) == [("Ada", "outbound", "no")]


def test_callbacks_are_heard_moved_given_dropped_and_taken(
    listener: Listener, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    desk = desk_for(database, clock)
    for _ in range(3):
        call(desk, "callback", "after the fair", NewCallback(clock() + timedelta(days=1)))
    path = tmp_path / "mine.ics"
    listener.works(
        *("C", "m 1 tomorrow 14:00", "C", "g 1", "C", "d 1 settled", f"C x {path}", "C", "2"),
        "",
    )
    assert "1: Ada, (208) 555-0100. tomorrow 10:00 Mountain time" in listener.heard[1][0]
    assert "It is yours. The rules allow it then. “after the fair”" in listener.heard[1][0]
    for done in ("Moved.", "Anyone may keep it now.", "Dropped. The lead goes back to its list."):
        assert done in listener.all
    assert "2 entries in" in listener.all
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR")
    with database.read() as connection:
        rows = connection.execute(select(callbacks).order_by(callbacks.c.id)).all()
    assert [row.dropped for row in rows].count("settled") == 1
    assert "Lead: Ada" in listener.heard[-3]


def test_a_callback_due_is_said_once(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    desk = desk_for(database, clock)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(minutes=30)))

    def half_an_hour_later() -> str:
        clock.advance(minutes=31)
        return "e waits"

    listener.works("", half_an_hour_later, "e still", "n", "q")
    assert listener.all.count("Callback due: Ada. It comes next, after this call.") == 1
    assert "Lead: Ada" in listener.all


def test_a_number_is_mended_one_added_and_a_referral_taken_down_and_r_says_what_changed(
    listener: Listener, database: Database
) -> None:
    listener.works(
        *("f", "n (208) 555-0190", "f a (208) 555-0191", "f", "r Zoë Quill", "(208) 555-0192", ""),
        *("f d", "city Boise", "r", "f n 12", "q"),
    )
    assert "ann: city nothing → Boise" in listener.all
    assert "ann: number (208) 555-0100 → (208) 555-0190" in listener.all
    assert "(208) 555-0190 is the number now." in listener.all
    assert "(208) 555-0191 is added." in listener.all
    assert any("(208) 555-0190" in line for line in listener.heard[3][1:])
    assert "Zoë Quill is in “Fair”, as a consumer." in listener.all
    with database.read() as connection:
        theirs = select(numbers.c.e164).where(numbers.c.lead_id == 1).order_by(numbers.c.position)
        assert connection.execute(theirs).scalars().all() == ["+12085550190", "+12085550191"]
        assert connection.execute(select(leads.c.city).where(leads.c.id == 1)).scalar_one()
    assert "12" in listener.heard[-2][0]


def test_an_address_that_cannot_be_read_is_said_and_mended_on_a_y(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Eve", "+1 208 555 0177", region="Idahoe", country="Elbonia")
    listener = Listener(database, clock)
    listener.works("/ Eve", "1", "f s", "US", "y", "f s", "q")
    assert "Country says “Elbonia”, which cannot be read." in listener.all
    assert "State says “Idahoe”, which cannot be read: is it Idaho?" in listener.all
    assert "Everything here can be read." in listener.all
    with database.read() as connection:
        eve = select(leads.c.region, leads.c.country).where(leads.c.name == "Eve")
        assert connection.execute(eve).one() == ("Idaho", "US")


def test_evidence_is_weighed_recorded_on_a_yes_and_withdrawn(
    listener: Listener,
) -> None:
    listener.works(
        *("f p", "s", "Denver", "they said so", "", "f w", "f p", "s", "Denver", "", "y"),
        *("f w", "1", "f w", "q"),
    )
    assert any(line.startswith("With it: CALL, ") for line in listener.heard[4])
    assert "1: where they are, Denver" in listener.heard[12]
    none = "There is no evidence about this number."
    assert [place for place, text in enumerate(listener.heard) if none in text] == [6, 14]


def test_an_introduction_is_read_out_and_leaves_on_a_yes(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Eve", "(208) 555-0177", email="eve@quill.example", priority=99)
    with database.write() as connection:
        bump_revision(connection)
        put(connection, "firm_name", "Northwind")
        put(connection, "firm_address", "1 Wick Lane, Portland")
    mail = MailSettings(way=MailWay.FILE, folder=str(tmp_path))
    heard = Listener(database, clock, mail=mail).works("m", "", "m", "y", "m", "", "q")
    assert "To eve@quill.example: " in heard.all
    assert "Nothing was sent." in heard.heard[2]
    assert "A draft: " in heard.all
    assert len(list(tmp_path.glob("*.eml"))) == 1
    with database.read() as connection:
        assert len(connection.execute(select(introductions)).all()) == 1
    assert heard.heard[5][0] == "introduction drafted Wed 18 Nov."


def test_somebody_without_an_address_is_said_to_have_none(listener: Listener) -> None:
    listener.works("m", "q")
    assert "This person has no e-mail address here." in listener.heard[1]


def test_a_contract_is_recorded_in_words_where_the_list_is_marked_with_an_offer(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Fay", "+33142278186", kind=LeadKind.CONSUMER, country="FR")
    mark_offer(database, "Fair", "Heating care", "sue", clock())
    run = "2026-03-03 to 2027-03-02"
    listener.works("/Fay", "1", "f p", "c", run, "contract 77", "y", "q")
    assert "c a contract with us runs for what this list is about" in " ".join(listener.prompts)
    assert "It lifts France: no call without consent, until 2 Mar 2027." in listener.all
    (row,) = held(database, "+33142278186")
    assert (row.offer, f"{row.until}") == ("Heating care", "2027-03-02")


def test_a_company_and_its_menu_are_heard_and_one_there_is_taken(
    listener: Listener, database: Database
) -> None:
    with database.write() as connection:
        for lead_id in connection.execute(select(leads.c.id).where(leads.c.name < "C")).scalars():
            put_fields(connection, lead_id, {"company": "Acme"})
    listener.works("M 2, then ask for Di", "company", "1", "f12", "2", "q")
    assert "Kept: 2, then ask for Di" in listener.all
    assert "Menu: 2, then ask for Di" in listener.all
    assert "Acme: 2 leads at 2 numbers" in listener.all
    assert "Lead: Bo" in listener.all


def test_two_that_are_one_are_heard_side_by_side_and_made_one_on_a_y(
    listener: Listener, database: Database
) -> None:
    with database.write() as connection:
        for lead_id in connection.execute(select(leads.c.id).where(leads.c.name == "Bo")).scalars():
            put_fields(connection, lead_id, {"name": "Ada", "company": "Acme"})
            phone = update(numbers).where(numbers.c.lead_id == lead_id)
            connection.execute(phone.values(e164="+12085550100"))
        for lead_id in connection.execute(
            select(leads.c.id).where(leads.c.name == "Ada")
        ).scalars():
            put_fields(connection, lead_id, {"company": f"Works {lead_id}"})
    listener.works("= 1", "company", "y", "q")
    assert "May be one: Ada (number): = compares" in listener.all
    assert "Company: Works 1, not Works 2" in listener.all
    assert "Company: Works 2, not Works 1" in listener.all
    assert "Merged into one lead: Ada." in listener.all
    with database.read() as connection:
        companies = connection.execute(select(leads.c.company).where(leads.c.name == "Ada"))
        assert companies.scalars().all() == ["Works 2"]
