"""What the line does, by the events of a softphone, and what its end speaks for."""

from datetime import UTC, datetime, timedelta

import pytest

from console.outreach.softphone.line import (
    HUNG_UP_HERE,
    HUNG_UP_THERE,
    UNSEEN,
    CallEvent,
    Line,
    LineState,
    after,
    is_dialled,
    match_listed_call,
    read_event,
)

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
LINE = Line("claim", "+12085550147", NOON, call_id="ab12")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def event(kind: str, param: str = "", call_id: str = "ab12") -> CallEvent:
    peer = "sip:+12085550147@pbx.example"
    return CallEvent(kind, call_id, True, peer, "sip:ann@pbx.example", param)


def answered() -> Line:
    ringing = after(LINE, event("CALL_RINGING"), at(2))
    return after(ringing, event("CALL_ANSWERED"), at(9))


def test_a_call_rings_is_answered_and_ends() -> None:
    ringing = after(LINE, event("CALL_RINGING"), at(2))
    assert ringing.state is LineState.RINGING
    talking = after(ringing, event("CALL_ANSWERED"), at(9))
    assert talking.state is LineState.TALKING
    assert talking.talked(at(20)) == timedelta(seconds=11)
    closed = after(talking, event("CALL_CLOSED", "Connection reset by peer"), at(75))
    assert (closed.state, closed.end) == (LineState.ENDED, HUNG_UP_THERE)
    assert closed.talked(at(1000)) == timedelta(seconds=66)


def test_the_talk_begins_with_the_first_word_that_it_was_answered() -> None:
    later = after(answered(), event("CALL_ESTABLISHED"), at(12))
    assert later.answered_at == at(9)


def test_a_call_hung_up_here_says_so_and_has_no_talk_before_an_answer() -> None:
    closed = after(LINE, event("CALL_CLOSED", "Connection reset by user"), at(5))
    assert closed.end == HUNG_UP_HERE
    assert closed.talked(at(5)) is None


def test_events_of_other_calls_change_nothing() -> None:
    assert after(LINE, event("CALL_CLOSED", "486 Busy Here", call_id="other"), at(3)) is LINE
    assert after(LINE, event("CALL_RINGING", call_id=""), at(3)) is LINE
    closed = after(LINE, event("CALL_CLOSED"), at(3))
    assert after(closed, event("CALL_ANSWERED"), at(4)) is closed


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("486 Busy Here", "busy"),
        ("600 Busy Everywhere", "busy"),
        ("404 Not Found", "disconnected"),
        ("410 Gone", "disconnected"),
        ("480 Temporarily Unavailable", "no_answer"),
        ("603 Decline", ""),
        ("503 Service Unavailable", ""),
        ("4861", ""),
        ("Connection timed out", ""),
    ],
)
def test_an_end_speaks_for_an_outcome_only_where_the_code_does(end: str, outcome: str) -> None:
    assert after(LINE, event("CALL_CLOSED", end), at(5)).likely_outcome == outcome


def test_after_an_answer_only_the_agent_can_tell() -> None:
    assert after(answered(), event("CALL_CLOSED", "486 Busy Here"), at(20)).likely_outcome == ""


def test_a_provider_that_refuses_the_account_is_told_apart() -> None:
    assert after(LINE, event("CALL_CLOSED", "403 Forbidden"), at(1)).is_refused_by_provider
    assert not after(LINE, event("CALL_CLOSED", "486 Busy Here"), at(1)).is_refused_by_provider


def test_the_far_ends_words_are_text_and_short() -> None:
    document = {"type": "CALL_CLOSED", "id": "ab12", "param": "486 \x1b[2J\x07" + "x" * 500}
    end = after(LINE, read_event(document), at(1)).end
    assert "\x1b" not in end
    assert "\x07" not in end
    assert len(end) == 100


def test_a_new_call_is_known_by_its_number_until_it_has_an_id() -> None:
    assert is_dialled(LINE, event("CALL_RINGING"))
    stranger = CallEvent("CALL_RINGING", "x", True, "sip:+12085550148@pbx.example", "", "")
    assert not is_dialled(LINE, stranger)
    incoming = CallEvent("CALL_INCOMING", "x", False, "sip:+12085550147@pbx.example", "", "")
    assert not is_dialled(LINE, incoming)


LISTED = """
User-Agent: ann@pbx.example
--- Active calls (2) ---
  [line 1, id ff00]  0:20:00   ESTABLISHED             sip:+13035550100@pbx.example
> [line 2, id ab12]  1:01:05   ESTABLISHED             sip:+12085550147@pbx.example;transport=udp
"""


def test_a_call_is_found_again_by_its_id_with_the_time_it_has_run() -> None:
    match = match_listed_call(LINE, LISTED, at(4000))
    assert match.state is LineState.TALKING
    assert match.answered_at == at(4000) - timedelta(hours=1, minutes=1, seconds=5)


def test_after_a_crash_it_is_found_again_by_its_number() -> None:
    match = match_listed_call(Line("claim", "+12085550147", NOON), LISTED, at(4000))
    assert match.call_id == "ab12"
    assert match.is_up


def test_the_answer_that_was_seen_stands() -> None:
    assert match_listed_call(answered(), LISTED, at(4000)).answered_at == at(9)


def test_a_call_that_ended_unseen_has_no_invented_length() -> None:
    gone = match_listed_call(answered(), "--- Active calls (0) ---", at(4000))
    assert (gone.state, gone.end, gone.ended_at) == (LineState.ENDED, UNSEEN, None)
    assert gone.talked(at(4000)) is None
