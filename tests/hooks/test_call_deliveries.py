"""`report call`: which hooks got a call, which did not, and of which nobody knows."""

from datetime import timedelta

import pytest

from console.cards.promises import NewCallback
from console.hooks import management
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


def test_what_a_removed_hook_got_is_not_known(called: Hooked, smiledial: CommandLine) -> None:
    called.send()
    management.remove(called.database, "crm", "sue", called.clock())
    assert [state for *_, state in states(smiledial, 2)] == [
        "not known: the hook was removed since"
    ] * 2
    called.add()  # another hook of that name
    assert len(states(smiledial, 2)) == 2
    assert states(smiledial, 1) == []


def test_what_was_sent_before_a_restore_is_not_known(
    called: Hooked, smiledial: CommandLine
) -> None:
    called.send()
    with called.database.write() as connection:  # as if the log were another one
        connection.exec_driver_sql("UPDATE hook SET cursor_hash = 'other'")
    management.resume(called.database, "crm", "sue", called.clock())
    assert {state.partition(":")[0] for *_, state in states(smiledial, 2)} == {"not known"}
    call(called.desk, "no")
    called.send()
    assert states(smiledial, 3) == [("crm", "call.ended", "sent")]
