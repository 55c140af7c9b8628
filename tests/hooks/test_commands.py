"""`smiledial hooks` as a supervisor uses it."""

import os
import signal
import tomllib
from pathlib import Path

import pytest

from console.hooks.keys import keys_file
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.hooks.conftest import Hooked
from tests.hooks.receiver import Receiver


def _add(smiledial: CommandLine, receiver: Receiver, *more: str) -> str:
    added = smiledial("hooks", "add", "crm", "--url", receiver.url, "--loopback", "--json", *more)
    assert added.status == 0, added.err
    key: str = added.document["key"]
    return key


def test_a_hook_is_added_and_its_events_are_signed_with_the_key_that_was_shown(
    smiledial: CommandLine, receiver: Receiver
) -> None:
    key = _add(smiledial, receiver)
    path = keys_file(smiledial.config)
    assert path.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(path.read_text())["crm"]["key"] == key
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    sent = smiledial("hooks", "run", "--once")
    assert (sent.status, sent.err) == (0, "")
    assert "do_not_call.added" in sent.out
    assert receiver.is_signed_by(key)
    [row] = smiledial("hooks", "list", "--json").document
    assert (row["hook"], row["status"], row["sent"], row["waiting"]) == ("crm", "on", 1, 0)
    assert key not in smiledial("audit", "show").out


def test_a_hook_is_shown_as_in_the_list_but_alone(
    smiledial: CommandLine, receiver: Receiver
) -> None:
    _add(smiledial, receiver, "--events", "complaint,call.ended")
    [row] = smiledial("hooks", "list", "--json").document
    assert smiledial("hooks", "show", "crm", "--json").document == row
    shown = smiledial("hooks", "show", "crm").out
    assert f"target: {receiver.url}\n" in shown
    assert "events: complaint, call.ended\n" in shown
    assert "last answer" not in shown
    other = smiledial("hooks", "show", "erp")
    assert (other.status, other.out) == (3, "")
    assert "there are crm" in other.err


def test_after_a_rotation_both_keys_sign_and_later_the_new_one_alone(
    smiledial: CommandLine, receiver: Receiver, clock: FrozenClock
) -> None:
    old = _add(smiledial, receiver)
    rotated = smiledial("hooks", "rotate", "crm", "--overlap", "7d")
    new = next(word for word in rotated.out.split() if word.startswith("whsec_"))
    assert smiledial("hooks", "test", "crm").status == 0
    assert receiver.is_signed_by(old)
    assert receiver.is_signed_by(new)
    clock.advance(days=8)
    smiledial("hooks", "test", "crm")
    assert not receiver.is_signed_by(old)
    assert receiver.is_signed_by(new)


def test_a_second_rotation_keeps_the_promise_of_the_first_one(
    smiledial: CommandLine, receiver: Receiver
) -> None:
    first = _add(smiledial, receiver)
    rotated = smiledial("hooks", "rotate", "crm")
    assert "Until Wed 25 Nov 17:00 UTC both keys sign" in rotated.out
    refused = smiledial("hooks", "rotate", "crm")
    assert (refused.status, refused.out) == (3, "")
    assert "Two keys of “crm” sign until Wed 25 Nov 17:00 UTC" in refused.err
    smiledial("hooks", "test", "crm")
    assert receiver.is_signed_by(first)


def test_an_overlap_of_0_ends_the_old_keys_at_once(
    smiledial: CommandLine, receiver: Receiver
) -> None:
    first = _add(smiledial, receiver)
    second = smiledial("hooks", "rotate", "crm", "--json").document["key"]
    ended = smiledial("hooks", "rotate", "crm", "--overlap", "0")
    assert "The old key no longer signs" in ended.out
    third = next(word for word in ended.out.split() if word.startswith("whsec_"))
    assert smiledial("hooks", "test", "crm").status == 0
    assert [receiver.is_signed_by(key) for key in (first, second, third)] == [False, False, True]
    assert "--overlap" in smiledial("hooks", "rotate", "crm", "--overlap", "soon").err


def test_a_sender_that_is_ended_by_sigterm_lets_the_next_one_begin_at_once(
    smiledial: CommandLine, receiver: Receiver, clock: FrozenClock
) -> None:
    def end_it(_: dict[str, object]) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return 503

    _add(smiledial, receiver)
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    receiver.answer = end_it
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it would end the tests
    try:
        ended = smiledial("hooks", "run", "--once")  # without it a fault would never end
        assert ended.status == 0
        assert ended.err == "Stopped.\n"
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
    receiver.answer = lambda _: 204
    clock.advance(seconds=7)  # the answer may have been stored before the signal came
    again = smiledial("hooks", "run", "--once")
    assert (again.status, again.err) == (0, "")
    assert "delivered: 204" in again.out


def test_a_run_beside_another_sender_says_so(hooked: Hooked, smiledial: CommandLine) -> None:
    hooked.add()
    hooked.relay.turn()
    beside = smiledial("hooks", "run", "--once")
    words = "Another program sends “crm”, or was killed just now. Nothing of that was sent.\n"
    assert (beside.status, beside.out, beside.err) == (1, "", words)
    hooked.relay.end()
    assert smiledial("hooks", "run", "--once").status == 0


def test_a_command_that_is_not_here_is_said_at_once(smiledial: CommandLine) -> None:
    added = smiledial("hooks", "add", "crm", "--run", "to_nowhere --fast")
    assert added.status == 0
    assert "But there is no program “to_nowhere” here." in added.err
    assert smiledial("hooks", "add", "other", "--run", "sh").err == ""


def test_pause_letters_resend_and_remove(smiledial: CommandLine, receiver: Receiver) -> None:
    _add(smiledial, receiver)
    smiledial("hooks", "pause", "crm")
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    assert smiledial("hooks", "run", "--once").out == ""
    smiledial("hooks", "resume", "crm")
    receiver.answer = lambda _: 500
    assert "not delivered: 500" in smiledial("hooks", "run", "--once").out
    [letter] = smiledial("hooks", "letters", "crm", "--json").document
    assert (letter["tries"], letter["dead_at"]) == (1, None)
    assert "what we say" in letter["answer"]
    assert "SEE TO: hooks: crm" in smiledial("doctor").out
    assert smiledial("hooks", "resend", "crm").status == 2
    assert smiledial("hooks", "resend", "crm", "--seq", "99").status == 3
    unsure = smiledial("hooks", "remove", "crm")
    assert unsure.status == 3
    assert "1 waiting and 0 dead events are never sent then" in unsure.err
    removed = smiledial("hooks", "remove", "crm", "--yes")
    assert "Undelivered: 1 waiting" in removed.out
    assert "crm" not in keys_file(smiledial.config).read_text()
    assert "There are no hooks" in smiledial("hooks", "list").out


def test_what_waits_for_its_time_is_sent_at_once_when_a_person_says_so(
    smiledial: CommandLine, receiver: Receiver, clock: FrozenClock
) -> None:
    def fail() -> None:
        receiver.answer = lambda _: 500
        clock.advance(days=2)
        smiledial("hooks", "run", "--once")
        assert "not delivered" in smiledial("hooks", "test", "crm").out
        receiver.answer = lambda _: 204
        assert smiledial("hooks", "run", "--once").out == "", "it waits for its time"

    _add(smiledial, receiver)
    nothing = smiledial("hooks", "resend", "crm", "--waiting")
    assert "No event waits for a later try" in nothing.out
    acts = {
        ("resend", "crm", "--waiting"): "1 entry will be sent now.",
        ("resend", "crm", "--seq", "2"): "1 entry will be sent now.",
        ("resend", "crm", "--since", "2020-01-01"): "1 entry will be sent now.",
        ("test", "crm"): "1 entry that waited will be sent now.",
        ("resume", "crm"): "“crm” is on again.",
    }
    for turn, (act, words) in enumerate(acts.items()):
        smiledial("dnc", "add", f"+1208555019{turn}", "--reason", "asked")
        fail()
        if "--seq" in act:
            [letter] = smiledial("hooks", "letters", "crm", "--json").document
            act = (*act[:-1], str(letter["entry"]))
        if "--since" in act:
            act = (*act[:-1], clock().isoformat())
        answer = smiledial("hooks", *act)
        assert words in answer.out, answer
        assert "delivered: 204" in smiledial("hooks", "run", "--once").out, act
        assert smiledial("hooks", "letters", "crm", "--json").document == []


def test_the_list_counts_what_waits_for_a_sender_that_is_stopped_or_paused(
    smiledial: CommandLine, receiver: Receiver, clock: FrozenClock
) -> None:
    def waits() -> tuple[int, str | None]:
        [row] = smiledial("hooks", "list", "--json").document
        return row["waiting"], row["waiting_since"]

    _add(smiledial, receiver, "--events", "do_not_call.added")
    assert waits() == (0, None)
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    first = "2026-11-18T17:00:00Z"
    assert waits() == (1, first)
    smiledial("hooks", "pause", "crm")
    clock.advance(minutes=5)
    smiledial("dnc", "add", "+12085550198", "--reason", "asked")
    smiledial("dnc", "remove", "+12085550198", "--reason", "typed wrong")
    assert waits() == (2, first)
    assert "2      Wed 18 Nov 17:00 UTC" in smiledial("hooks", "list").out
    assert "2 wait" in smiledial("doctor").out
    smiledial("hooks", "resume", "crm")
    smiledial("hooks", "run", "--once")
    assert waits() == (0, None)


def test_a_resend_of_nothing_says_why(smiledial: CommandLine, receiver: Receiver) -> None:
    _add(smiledial, receiver)
    assert smiledial("hooks", "resend", "crm", "--dead").out == "No event is dead.\n"
    assert smiledial("audit", "show", "--action", "hook_resend", "--json").document == []
    refused = smiledial("hooks", "resend", "crm", "--seq", "1")
    assert (refused.status, refused.out) == (3, "")
    assert "Entry 1 (hook_add) is no event that “crm” gets." in refused.err
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    receiver.answer = lambda _: 500
    smiledial("hooks", "run", "--once")
    text = smiledial("hooks", "resend", "crm", "--dead").out
    assert text == "No event is dead. 1 wait: --waiting sends them now.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "crm"), "either --url ADDRESS or --run COMMAND"),
        (("add", "CRM!", "--run", "true"), "cannot be a hook's name"),
        (("add", "crm", "--run", "true", "--events", "call.end"), "no event “call.end”"),
        (("add", "crm", "--run", "true", "--fields", "ssn"), "no field “ssn”"),
        (("add", "crm", "--run", "true", "--list", "Nobody"), "no list “Nobody”"),
        (("add", "crm", "--url", "http://crm.example"), "https only"),
        (("pause", "crm"), "no hook “crm”"),
        (("test", "crm"), "no hook “crm”"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    smiledial: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    refused = smiledial("hooks", *arguments)
    assert (refused.status, refused.out) == (3, "")
    assert sentence in refused.err
    assert smiledial("hooks", "list", "--json").document == []
    assert not keys_file(smiledial.config).exists()


def test_keys_that_others_can_read_are_refused(smiledial: CommandLine, receiver: Receiver) -> None:
    _add(smiledial, receiver)
    path = keys_file(smiledial.config)
    path.chmod(0o644)
    refused = smiledial("hooks", "test", "crm")
    assert refused.status == 3
    assert "chmod 600" in refused.err


def test_without_its_key_an_event_waits(smiledial: CommandLine, receiver: Receiver) -> None:
    _add(smiledial, receiver)
    keys_file(smiledial.config).unlink()
    answer = smiledial("hooks", "test", "crm")
    assert answer.status == 1
    assert "not on this machine" in answer.out
    assert receiver.tries == []


def test_a_paused_hook_says_that_nothing_is_sent_until_it_goes_on(
    smiledial: CommandLine, receiver: Receiver
) -> None:
    smiledial("hooks", "add", "crm", "--url", receiver.url, "--loopback")
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    smiledial("hooks", "pause", "crm")
    for which in (("--waiting",), ("--seq", "2")):
        page = smiledial("hooks", "resend", "crm", *which).out
        assert "“crm” is paused, so nothing is sent yet" in page
        assert "smiledial hooks resume crm sends them" in page


def test_what_waits_is_listed_also_before_the_sender_comes_to_it(
    smiledial: CommandLine, receiver: Receiver
) -> None:
    smiledial("hooks", "add", "crm", "--url", receiver.url, "--loopback", "--after", "20s")
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    [hook] = smiledial("hooks", "list", "--json").document
    rows = smiledial("hooks", "letters", "crm", "--json").document
    assert (hook["waiting"], hook["after"]) == (1, 20)
    assert [(row["event"], row["state"], row["tries"]) for row in rows] == [
        ("do_not_call.added", "to send", 0)
    ]
    assert "by hooks run" in smiledial("hooks", "letters", "crm").out
    assert "no undelivered" in smiledial("hooks", "letters", "crm", "--dead").out


def test_where_no_sender_runs_the_list_and_doctor_say_since_when(
    smiledial: CommandLine, receiver: Receiver, clock: FrozenClock
) -> None:
    smiledial("hooks", "add", "crm", "--url", receiver.url, "--loopback")
    smiledial("hooks", "run", "--once")
    stopped_at = clock()
    clock.advance(minutes=1)
    smiledial("dnc", "add", "+12085550199", "--reason", "asked")
    clock.advance(minutes=2, seconds=59)
    assert "no sender" not in smiledial("hooks", "list").out, "cron may start one each minute"
    clock.advance(seconds=1)
    assert f"no sender since Wed {stopped_at:%d %b %H:%M} UTC" in " ".join(
        smiledial("hooks", "list").out.split()
    )
    [row] = smiledial("hooks", "list", "--json").document
    assert row["no_sender_since"] == stopped_at.isoformat().replace("+00:00", "Z")
    doctor = " ".join(smiledial("doctor").out.split())
    assert f"no sender runs since {stopped_at:%d %b %H:%M} UTC, 1 wait" in doctor
    assert "HOOKS crm: no sender, 1 wait since" in smiledial("report", "today").out
    smiledial("hooks", "run", "--once")
    assert "no sender" not in smiledial("hooks", "list").out


def test_a_command_that_is_a_file_here_is_not_set_up_without_its_path(
    smiledial: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "to_crm").write_text("#!/bin/sh\n")
    monkeypatch.chdir(tmp_path)
    refused = smiledial("hooks", "add", "crm", "--run", "to_crm --quiet")
    assert refused.status == 3
    assert f"--run '{tmp_path / 'to_crm'} --quiet'" in refused.err
    assert "There are no hooks" in smiledial("hooks", "list").out


def test_a_hook_that_runs_a_command_has_no_key_to_rotate(smiledial: CommandLine) -> None:
    smiledial("hooks", "add", "crm", "--run", "/bin/cat")
    refused = smiledial("hooks", "rotate", "crm")
    assert (refused.status, refused.out) == (3, "")
    assert "“crm” runs a command: nothing is signed, so it has no key." in refused.err
