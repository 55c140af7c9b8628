"""A rehearsal: the seed settles what comes when, and every answer is timed."""

from datetime import UTC, datetime, timedelta
from random import Random

from console.outreach.scripts.active_texts import default_text
from console.outreach.scripts.rehearsal import (
    COME_BACK,
    LATEST,
    ROUNDS,
    Phase,
    Rehearsal,
    Reply,
    summarize_rehearsal,
)
from console.outreach.scripts.script import read_script
from console.outreach.scripts.speaking import Listener, speak
from console.rules.screening.matching import Screened
from db.enums import TextKind

NOW = datetime(2026, 11, 18, 17, tzinfo=UTC)
CARDS = speak(
    read_script(default_text(TextKind.OBJECTIONS).text), Listener({}, lambda: Screened({}), NOW)
)


def rehearse(seed: int) -> list[tuple[str, int]]:
    """Each objection, and the second at which it came."""
    rehearsal = Rehearsal(CARDS, Random(seed))
    rehearsal.begin(NOW)
    came = []
    for second in range(ROUNDS * (LATEST + 3)):
        now = NOW + timedelta(seconds=second)
        if rehearsal.tick(now):
            assert rehearsal.objection is not None
            came.append((rehearsal.objection.name, second))
        elif rehearsal.objection is not None:
            rehearsal.go_on(now)
    assert rehearsal.phase is Phase.DONE
    assert [reply.took for reply in rehearsal.replies] == [timedelta(seconds=1)] * ROUNDS
    return came


def test_the_seed_settles_what_comes_when() -> None:
    assert rehearse(1) == rehearse(1)
    assert rehearse(1) != rehearse(2)


def test_no_objection_comes_twice_and_none_at_once() -> None:
    for seed in range(50):
        came = rehearse(seed)
        assert len({name for name, _ in came}) == ROUNDS
        assert came[0][1] >= 4


def test_a_rehearsal_has_as_many_rounds_as_there_are_cards() -> None:
    rehearsal = Rehearsal(CARDS[:1], Random(1))
    rehearsal.begin(NOW)
    rehearsal.go_on(NOW)
    rehearsal.go_on(NOW + timedelta(seconds=3))
    assert rehearsal.phase is Phase.DONE
    assert rehearsal.replies == [Reply(CARDS[0].name, timedelta(seconds=3))]


def test_the_objection_at_which_it_was_stopped_stays_unanswered() -> None:
    rehearsal = Rehearsal(CARDS[:1], Random(1))
    rehearsal.begin(NOW)
    rehearsal.go_on(NOW)
    rehearsal.stop()
    result = summarize_rehearsal(rehearsal.replies, rehearsal.unanswered)
    assert result == f"You stopped at “{CARDS[0].name}”. {COME_BACK}"
    after_one = summarize_rehearsal([Reply("Price", timedelta(seconds=4))], rehearsal.unanswered)
    assert after_one.startswith("1 objection answered")
    assert after_one.endswith(f"You stopped at “{CARDS[0].name}”.")


def test_how_it_went_is_told_in_true_words() -> None:
    def reply(name: str, seconds: int) -> Reply:
        return Reply(name, timedelta(seconds=seconds))

    assert "Nothing was asked yet" in summarize_rehearsal([])
    assert "1 objection answered, in 4 s." in summarize_rehearsal([reply("No time", 4)])
    uneven = summarize_rehearsal([reply("No time", 4), reply("Price", 12)])
    assert "2 objections answered, in 8 s on average; the quickest took 4 s." in uneven
    assert "“Price” took longest (12 s)" in uneven
    assert "even pace" in summarize_rehearsal([reply("No time", 4), reply("Price", 5)])
