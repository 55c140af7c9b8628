"""`report call`: which hooks got a call, which did not, and of which nobody knows."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console.cards.promises import NewCallback
from console.do_not_call.erasure import erase
from console.hooks import management
from console.hooks.overview import read_hooks
from db.tables.hooks import hook_deliveries, hook_letters, hooks
from tests.cli.shell import CommandLine
from tests.desk.driver import call
from tests.hooks.conftest import Hooked
from tests.leads import add_lead


@pytest.fixture
def called(hooked: Hooked) -> Hooked:
    """A call from before the hook, and one after it that ended with a promise."""
    for number in range(3):
        add_lead(hooked.database, f"Lead {number}", f"(208) 555-010{number}")
    call(hooked.desk, "no")
    hooked.add()
    call(hooked.desk, "callback", "", NewCallback(hooked.clock() + timedelta(hours=3)))
    return hooked


def states(by: CommandLine, call_id: int) -> list[tuple[str, str, str]]:
    rows = by("report", "call", str(call_id), "--format", "json").document["hooks"]
    return [(row["hook"], row["type"], row["state"]) for row in rows]


def test_each_event_of_a_call_is_named_with_where_it_is(
    called: Hooked, smiledial: CommandLine
) -> None:
    assert states(smiledial, 1) == []
    assert smiledial("hooks", "list", "--json").document[0]["waiting"] == 2, "a call and a promise"
    ahead = [("crm", "call.ended", "to send"), ("crm", "callback.made", "to send")]
    assert states(smiledial, 2) == ahead
    called.receiver.answer = lambda _: 503
    called.send()
    assert [state for *_, state in states(smiledial, 2)] == ["waits", "waits"]
    page = smiledial("report", "call", "2").out
    assert "Sent to other programs" in page
    assert "503" in page
    called.receiver.answer = lambda _: 204
    called.clock.advance(minutes=1)
    called.send()
    assert [state for *_, state in states(smiledial, 2)] == ["sent", "sent"]


def test_a_hook_names_only_what_it_wants(called: Hooked, smiledial: CommandLine) -> None:
    called.add("list", events=("do_not_call.added",))
    called.add("calls", events=("call.ended",))
    call(called.desk, "no")
    called.send()
    assert states(smiledial, 3) == [("calls", "call.ended", "sent"), ("crm", "call.ended", "sent")]


def test_what_a_removed_hook_got_stays_known(called: Hooked, smiledial: CommandLine) -> None:
    called.send()
    management.remove(called.database, "crm", "sue", called.clock())
    sent = [("crm", "call.ended", "sent"), ("crm", "callback.made", "sent")]
    assert states(smiledial, 2) == sent
    called.add()  # another hook of that name
    assert states(smiledial, 2) == sent
    assert states(smiledial, 1) == []


def test_what_a_removed_hook_had_not_sent_is_not_known(
    called: Hooked, smiledial: CommandLine
) -> None:
    management.remove(called.database, "crm", "sue", called.clock())
    assert {state.partition(":")[0] for *_, state in states(smiledial, 2)} == {"not known"}


def test_a_call_from_before_the_hook_that_is_sent_again_is_in_its_proof(
    called: Hooked, smiledial: CommandLine
) -> None:
    before = smiledial("report", "call", "1", "--format", "json").document
    [entry] = [row["entry"] for row in before["entries"] if row["action"] == "outcome"]
    assert "1 entry" in smiledial("hooks", "resend", "crm", "--seq", str(entry)).out
    assert states(smiledial, 1) == [("crm", "call.ended", "waits")]
    called.clock.advance(seconds=5)
    called.send()
    [row] = smiledial("report", "call", "1", "--format", "json").document["hooks"]
    at = called.clock().isoformat().replace("+00:00", "Z")
    assert (row["state"], row["at"], row["entry"]) == ("sent", at, entry)
    assert row["answer"].startswith("204 No Content")
    assert row["id"].startswith(f"evt_{entry}_")
    page = smiledial("report", "call", "1").out
    assert f"{called.clock():%Y-%m-%d %H:%M:%S} UTC" in page


def test_a_command_s_own_words_say_whether_it_wrote_anything(
    hooked: Hooked, smiledial: CommandLine, tmp_path: Path
) -> None:
    add_lead(hooked.database, vendor_id="A-7")
    script = tmp_path / "to_espocrm"
    smiledial("hooks", "example", "espocrm", "--output", str(script))
    hooked.add(url="", command=(str(script),), fingerprint="", after=60)
    call(hooked.desk, "no")
    hooked.desk.undo()
    hooked.clock.advance(minutes=2)
    hooked.send()
    rows = smiledial("report", "call", "1", "--format", "json").document["hooks"]
    assert {row["state"] for row in rows} == {"sent"}
    assert all("nothing is written" in row["answer"] for row in rows)


def test_an_erasure_empties_what_receivers_answered(called: Hooked) -> None:
    called.send()
    erase(called.database, "+12085550101", "letter", "sue", called.clock())
    with called.database.read() as connection:
        rows = connection.execute(select(hook_deliveries.c.answer, hook_deliveries.c.lead_id))
        answers = {lead_id: answer for answer, lead_id in rows}
    assert answers[2] == ""


def test_what_was_sent_before_a_restore_is_not_known(
    called: Hooked, smiledial: CommandLine
) -> None:
    called.send()
    with called.database.write() as connection:  # as if the log were another one
        connection.exec_driver_sql("UPDATE hook SET cursor_hash = 'other'")
        connection.exec_driver_sql("DELETE FROM hook_delivery")
    management.resume(called.database, "crm", "sue", called.clock())
    assert {state.partition(":")[0] for *_, state in states(smiledial, 2)} == {"not known"}
    call(called.desk, "no")
    called.send()
    assert states(smiledial, 3) == [("crm", "call.ended", "sent")]


REFUSES = (
    'event=$(cat); echo "$event" >> got; case "$event" in *\'"{type}"\'*) '
    'echo "no such field" >&2; exit {status};; esac'
)


def _refusing(hooked: Hooked, folder: Path, type_: str, status: int = 65) -> None:
    add_lead(hooked.database)
    script = f"cd {folder}; " + REFUSES.replace("{type}", type_).replace("{status}", str(status))
    hooked.add(url="", command=("sh", "-c", script), fingerprint="")
    call(hooked.desk, "do_not_call")
    hooked.send()


def _given(folder: Path) -> list[str]:
    return [json.loads(line)["type"] for line in (folder / "got").read_text().splitlines()]


@pytest.mark.parametrize("refused", ["call.ended", "do_not_call.added"])
def test_an_event_that_is_refused_does_not_speak_for_the_other_one_of_its_call(
    hooked: Hooked, smiledial: CommandLine, tmp_path: Path, refused: str
) -> None:
    _refusing(hooked, tmp_path, refused)
    [row] = smiledial("hooks", "letters", "crm", "--dead", "--json").document
    assert (row["event"], row["state"]) == (refused, "dead")
    assert refused in smiledial("hooks", "letters", "crm").out
    assert _given(tmp_path) == ["call.ended", "do_not_call.added"]
    states_now = {type_: state for _, type_, state in states(smiledial, 1)}
    arrived = ({"call.ended", "do_not_call.added"} - {refused}).pop()
    assert states_now == {refused: "dead", arrived: "sent"}
    [hook] = read_hooks(hooked.database, hooked.clock())
    assert {event.type: str(event.delivery) for event in hook.events} == states_now
    assert {event.answer for event in hook.events} == {"", "exit 65 no such field"}
    assert (hook.sent, hook.dead) == (1, 1)
    page = smiledial("report", "call", "1").out
    assert f"event {refused}; entry" in page
    assert "state dead; answer exit 65 no such field" in page
    [died] = smiledial("audit", "show", "--action", "hook_dead", "--json").document
    assert died["detail"]["event"] == refused
    management.resend(hooked.database, "crm", "sue", hooked.clock())
    hooked.send()
    assert _given(tmp_path)[2:] == [refused], "only what is dead is sent again"


def test_an_event_that_died_of_its_tries_lets_the_next_one_of_its_call_go(
    hooked: Hooked, smiledial: CommandLine, tmp_path: Path
) -> None:
    _refusing(hooked, tmp_path, "call.ended", status=3)
    assert _given(tmp_path) == ["call.ended"], "the other waits behind it: order counts"
    assert [state for *_, state in states(smiledial, 1)] == ["waits", "waits"]
    for _ in range(9):
        hooked.clock.advance(days=2)
        hooked.send()
    assert [state for *_, state in states(smiledial, 1)] == ["dead", "sent"]
    assert _given(tmp_path) == ["call.ended"] * 10 + ["do_not_call.added"]


def test_an_erasure_empties_the_answers_of_letters_and_keeps_what_was_sent(
    hooked: Hooked, smiledial: CommandLine, tmp_path: Path
) -> None:
    _refusing(hooked, tmp_path, "call.ended")
    [letter] = smiledial("hooks", "letters", "crm", "--dead", "--json").document
    assert "no such field" in letter["answer"]
    [hook] = smiledial("hooks", "list", "--json").document
    assert "no such field" in hook["last_answer"]
    erase(hooked.database, "+12085550147", "letter", "sue", hooked.clock())
    [letter] = smiledial("hooks", "letters", "crm", "--dead", "--json").document
    assert (letter["event"], letter["state"], letter["answer"]) == ("call.ended", "dead", None)
    [hook] = smiledial("hooks", "list", "--json").document
    assert hook["last_answer"] is None
    with hooked.database.read() as connection:
        texts = connection.execute(select(hook_letters.c.error)).scalars().all()
    assert texts == ["call.ended dead\ndo_not_call.added sent"]


def test_an_erasure_while_a_receiver_answers_leaves_no_answer_behind(
    hooked: Hooked, tmp_path: Path
) -> None:
    def erase_now(*_: object) -> None:
        erase(hooked.database, "+12085550147", "letter", "sue", hooked.clock())

    hooked.relay = replace(hooked.relay, delivered=erase_now)
    _refusing(hooked, tmp_path, "call.ended")
    with hooked.database.read() as connection:
        errors = connection.execute(select(hook_letters.c.error)).scalars().all()
        of_lead = select(hook_deliveries.c.answer).where(hook_deliveries.c.lead_id.is_not(None))
        answers = connection.execute(of_lead).scalars().all()
        [text] = connection.execute(select(hooks.c.error)).scalars().all()
    assert errors == ["call.ended dead\ndo_not_call.added sent"]
    assert set(answers) == {""}
    assert "no such field" not in text


def test_the_time_of_an_outcome_is_that_of_the_one_that_counts(
    hooked: Hooked, smiledial: CommandLine
) -> None:
    add_lead(hooked.database)
    card = call(hooked.desk, "voicemail")
    ended_at = hooked.clock()
    hooked.desk.undo()
    hooked.clock.advance(seconds=42)
    hooked.desk.record(card.claim, "no", "")
    page = " ".join(smiledial("report", "call", "1").out.split())
    assert f"call ended: Wed {ended_at:%Y-%m-%d %H:%M:%S} UTC" in page
    assert f"outcome recorded: Wed {hooked.clock():%Y-%m-%d %H:%M:%S} UTC" in page
