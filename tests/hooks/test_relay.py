"""Events reach their receiver at least once, in order for each lead, and name nobody unasked."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from console.do_not_call.erasure import erase
from console.do_not_call.internal_list import add as add_to_list
from console.hooks import management
from console.hooks.relay import PROBING_AFTER, RETRIES
from db.hooks import records
from db.tables.hooks import hooks
from tests.desk.driver import call, next_card
from tests.hooks.conftest import KEY, Hooked, relay_for
from tests.leads import add_lead


def _fails(event: dict[str, Any]) -> int:
    return 503 if event["data"].get("lead_id") == 1 else 204


def test_a_call_is_told_signed_and_without_the_person(hooked: Hooked) -> None:
    add_lead(hooked.database, "Ada Byron", vendor_id="A-7")
    hooked.add()
    call(hooked.desk, "no", "not now", talk=lambda: hooked.clock.advance(seconds=90))
    assert hooked.send() == 1
    [event] = hooked.receiver.got
    assert event["type"] == "call.ended"
    data = event["data"]
    assert (data["lead_id"], data["vendor_id"], data["list"]) == (1, "A-7", "Fair")
    assert (data["outcome"], data["is_no"], data["is_yes"]) == ("no", True, False)
    assert (data["agent"], data["seconds"]) == ("ann", 90)
    assert "Ada" not in hooked.receiver.last_body
    assert "208" not in hooked.receiver.last_body
    assert "not now" not in hooked.receiver.last_body
    assert hooked.receiver.is_signed_by(KEY)
    assert not hooked.receiver.is_signed_by("whsec_" + "A" * 40)
    assert hooked.send() == 0, "it is sent once"


def test_a_firm_may_send_who_it_was(hooked: Hooked) -> None:
    add_lead(hooked.database, "Ada Byron")
    hooked.add(personal=("number", "name", "note", "answers"))
    call(hooked.desk, "no", "not now")
    hooked.send()
    data = hooked.receiver.got[0]["data"]
    assert (data["name"], data["number"], data["note"]) == ("Ada Byron", "+12085550147", "not now")
    assert data["answers"] == {}


def test_a_request_is_an_event_of_its_own_beside_the_call(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add(personal=("number",))
    call(hooked.desk, "do_not_call")
    hooked.send()
    assert hooked.receiver.types() == ["call.ended", "do_not_call.added"]
    assert len(set(hooked.receiver.ids)) == 2
    assert hooked.receiver.got[1]["data"]["numbers"] == ["+12085550147"]


def test_only_the_wanted_types_of_the_wanted_list_are_sent(hooked: Hooked) -> None:
    add_lead(hooked.database, "Ada", "(208) 555-0147")
    add_lead(hooked.database, "Bob", "(208) 555-0148", list_name="Web")
    hooked.add("calls", events=("call.ended",))
    hooked.add("web", list_name="Web")
    for _ in range(2):
        call(hooked.desk, "do_not_call")
    hooked.send()
    result = sorted((event["type"], event["data"]["list"]) for event in hooked.receiver.got)
    assert result == [
        ("call.ended", "Fair"),
        ("call.ended", "Web"),
        ("call.ended", "Web"),
        ("do_not_call.added", "Web"),
    ]


def test_a_call_that_was_taken_back_meanwhile_says_so(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add(after=120)
    call(hooked.desk, "yes")
    hooked.clock.advance(seconds=60)
    hooked.desk.undo()
    assert hooked.send() == 0, "both wait two minutes"
    hooked.clock.advance(seconds=121)
    hooked.send()
    assert hooked.receiver.types() == ["call.ended", "call.taken_back"]
    assert hooked.receiver.got[0]["data"]["is_taken_back"] is True
    assert "outcome" not in hooked.receiver.got[0]["data"]
    assert hooked.receiver.got[1]["data"]["is_taken_back"] is True


def test_an_undo_says_so_although_another_outcome_was_recorded_since(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add(events=("call.taken_back",))
    card = call(hooked.desk, "yes")
    hooked.desk.undo()
    hooked.desk.record(card.claim, "voicemail", "")
    hooked.send()
    [event] = hooked.receiver.got
    assert event["data"]["is_taken_back"] is True
    assert "outcome" not in event["data"]


def test_an_erased_person_is_not_sent(hooked: Hooked) -> None:
    add_lead(hooked.database, "Ada Byron", vendor_id="A-7")
    hooked.add(personal=("number", "name", "note"))
    call(hooked.desk, "no", "a secret")
    hooked.clock.advance(hours=1)
    erase(hooked.database, "+12085550147", "letter", "sue", hooked.clock())
    hooked.send()
    assert hooked.receiver.types() == ["call.ended", "person.erased"]
    for event in hooked.receiver.got:
        assert not {"Ada Byron", "A-7", "a secret", "+12085550147"} & set(
            map(str, event["data"].values())
        )
    assert hooked.receiver.got[0]["data"]["is_erased"] is True
    assert hooked.receiver.got[1]["data"]["lead_ids"] == [1]


def test_a_lead_s_later_events_wait_behind_a_failed_one_and_others_go_on(hooked: Hooked) -> None:
    for number in range(2):
        add_lead(hooked.database, f"Lead {number}", f"(208) 555-014{number}")
    hooked.add()
    hooked.receiver.answer = _fails
    call(hooked.desk, "no_answer")
    hooked.desk.undo()
    card = next_card(hooked.desk)
    hooked.desk.record(card.claim, "no", "")
    call(hooked.desk, "no")
    hooked.send()
    assert [event["data"]["lead_id"] for event in hooked.receiver.got] == [2]
    assert len(hooked.receiver.tries) == 2, "what waits behind a failed event is not tried"
    [standing] = management.standings(hooked.database)
    assert (standing.counts.waiting, standing.hook.failures) == (3, 0)
    hooked.receiver.answer = lambda _: 204
    hooked.clock.advance(seconds=7)
    hooked.send()
    assert [event["type"] for event in hooked.receiver.got[1:]] == [
        "call.ended",
        "call.taken_back",
        "call.ended",
    ]
    assert management.standings(hooked.database)[0].counts.waiting == 0


def test_what_never_arrives_is_dead_after_ten_tries_and_can_be_sent_again(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add()
    hooked.receiver.answer = lambda _: 500
    call(hooked.desk, "no")
    hooked.send()
    for wait in RETRIES:
        before = len(hooked.receiver.tries)
        hooked.clock.at += wait * 0.79
        assert hooked.send() == 0, "each wait is at least four fifths long"
        hooked.clock.at += wait * 0.42
        hooked.send()
        assert len(hooked.receiver.tries) == before + 1
    hooked.clock.advance(days=9)
    assert hooked.send() == 0
    [standing] = management.standings(hooked.database)
    assert (standing.counts.waiting, standing.counts.dead) == (0, 1)
    assert "what we say" in standing.hook.error
    assert "\x1b" not in standing.hook.error
    assert len(set(hooked.receiver.tries)) == 1, "every try has the same id"
    hooked.receiver.answer = lambda _: 204
    assert management.resend(hooked.database, "crm", "sue", hooked.clock()) == 1
    hooked.send()
    assert hooked.receiver.types() == ["call.ended"]
    assert management.standings(hooked.database)[0].counts.dead == 0


@pytest.mark.long
def test_new_events_go_on_where_all_that_failed_are_dead(hooked: Hooked) -> None:
    for number in range(PROBING_AFTER + 1):
        add_lead(hooked.database, f"Lead {number}", f"(208) 555-01{number:02}")
    hooked.add()
    hooked.receiver.answer = lambda _: 503
    for _ in range(PROBING_AFTER):
        call(hooked.desk, "no")
    for _ in range(len(RETRIES) + 1):
        hooked.send()
        hooked.clock.advance(days=2)
    assert management.standings(hooked.database)[0].counts.dead == PROBING_AFTER
    hooked.receiver.answer = lambda _: 204
    call(hooked.desk, "no")
    hooked.send()
    assert len(hooked.receiver.got) == 1


@pytest.mark.long
def test_a_receiver_that_is_down_is_probed_and_then_gets_all(hooked: Hooked) -> None:
    count = PROBING_AFTER + 5
    for number in range(count):
        add_lead(hooked.database, f"Lead {number}", f"(208) 555-01{number:02}")
    hooked.add()
    hooked.receiver.answer = lambda _: 503
    for _ in range(count):
        call(hooked.desk, "no")
    hooked.send()
    assert len(hooked.receiver.tries) == PROBING_AFTER
    hooked.clock.advance(seconds=7)
    assert hooked.relay.turn() == 1, "one of them is tried"
    hooked.receiver.answer = lambda _: 204
    hooked.clock.advance(hours=1)
    hooked.send()
    assert sorted(event["data"]["lead_id"] for event in hooked.receiver.got) == [
        *range(1, count + 1)
    ]


def test_a_receiver_says_when_to_come_again_or_never(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add()
    hooked.receiver.answer = lambda _: 429
    hooked.receiver.headers = {"Retry-After": "600"}
    call(hooked.desk, "no")
    hooked.send()
    hooked.clock.advance(seconds=599)
    assert hooked.send() == 0
    hooked.clock.advance(seconds=1)
    hooked.receiver.answer = lambda _: 410
    assert hooked.send() == 1
    hooked.clock.advance(days=30)
    assert hooked.send() == 0
    assert management.standings(hooked.database)[0].hook.status == "paused"
    hooked.receiver.answer = lambda _: 204
    management.resume(hooked.database, "crm", "sue", hooked.clock())
    hooked.send()
    assert hooked.receiver.types() == ["call.ended"]


def test_one_program_sends_and_another_takes_over_when_it_is_gone(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add()
    second = relay_for(hooked.database, hooked.clock)
    assert hooked.relay.turn() == 0
    call(hooked.desk, "no")
    assert second.turn() == 0
    hooked.clock.at += records.LEASE
    assert second.turn() == 1
    assert hooked.relay.turn() == 0
    second.end()
    assert hooked.receiver.types() == ["call.ended"]


def test_an_idle_sender_does_not_write_from_second_to_second(hooked: Hooked) -> None:
    def sent_until() -> datetime | None:
        return management.standings(hooked.database)[0].hook.sender_until

    hooked.add()
    hooked.relay.turn()
    before = sent_until()
    hooked.clock.advance(seconds=1)
    hooked.relay.turn()
    assert sent_until() == before
    hooked.clock.at += records.LEASE / 2
    hooked.relay.turn()
    assert sent_until() == hooked.clock() + records.LEASE


def test_a_restored_log_stops_the_hook_until_somebody_says_go_on(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add()
    call(hooked.desk, "no")
    with hooked.database.write() as connection:
        connection.execute(update(hooks).values(cursor_seq=2, cursor_hash="0" * 64))
    assert hooked.send() == 0
    [standing] = management.standings(hooked.database)
    assert standing.hook.status == "stopped"
    assert "restored" in standing.hook.error
    management.resume(hooked.database, "crm", "sue", hooked.clock())
    assert hooked.send() == 0
    add_to_list(hooked.database, "+12085550199", "asked", "sue", hooked.clock())
    hooked.send()
    assert hooked.receiver.types() == ["do_not_call.added"]


def test_all_since_a_time_is_sent_again_in_order(hooked: Hooked) -> None:
    add_lead(hooked.database)
    hooked.add()
    began: datetime = hooked.clock()
    call(hooked.desk, "no_answer")
    hooked.desk.undo()
    hooked.send()
    first = list(hooked.receiver.ids)
    hooked.clock.advance(minutes=5)
    when = began - timedelta(minutes=1)
    assert management.resend(hooked.database, "crm", "sue", hooked.clock(), since=when) == 2
    hooked.send()
    assert hooked.receiver.ids == first * 2


def test_a_command_gets_the_event_on_its_input(hooked: Hooked, tmp_path: Path) -> None:
    add_lead(hooked.database)
    script = 'cd "$0"; cat >> got; echo "$SMILEDIAL_EVENT_ID" >> ids; exit $(cat status)'
    hooked.add("run", url="", command=("sh", "-c", script, str(tmp_path)), fingerprint="")
    (tmp_path / "status").write_text("3")
    call(hooked.desk, "no")
    hooked.send()
    assert management.standings(hooked.database)[0].hook.error == "exit 3"
    (tmp_path / "status").write_text("0")
    hooked.clock.advance(seconds=7)
    hooked.send()
    first, second = (tmp_path / "ids").read_text().split()
    assert first == second
    assert (tmp_path / "got").read_text().count('"call.ended"') == 2
    assert management.standings(hooked.database)[0].hook.sent == 1
