"""Away from the desk: for a reason of the firm's where it asks for one, and summed on the day."""

from datetime import timedelta

import pytest

from console.desk import Desk
from console.supervision.firm.settings import put_setting
from console.supervision.floor.today import read_today
from console.trouble import BadInput
from console.view.floor.today import away_words
from db.engine.database import Database
from db.enums import PresenceState, SessionStatus
from db.floor.presence import Doing
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.tui.driver import HERE, desk_for


def away(database: Database, clock: FrozenClock) -> dict[str, dict[str, int]]:
    today = read_today(database, HERE, clock())
    return {agent.agent: dict(agent.away) for agent in today.agents if agent.away}


def sit(desk: Desk, clock: FrozenClock) -> None:
    desk.presence.beat(Doing(PresenceState.CALLING, clock()))


def test_a_pause_keeps_the_session_and_lets_the_lead_go(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    session = desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    card = next_card(desk)
    desk.away.go(card.claim, "lunch")
    assert not desk.news.look(card.claim).is_held
    matches = desk.sessions.read(session.session_id)
    assert matches is not None
    assert (matches.status, matches.agent) == (SessionStatus.PAUSED, "ann")


def test_pauses_are_summed_by_their_reason(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    sit(desk, clock)
    for reason, minutes in (("lunch", 31), ("meeting", 10), ("lunch", 5), ("", 2)):
        desk.away.go(None, reason)
        clock.advance(minutes=minutes)
        desk.away.come_back()
        clock.advance(minutes=20)
    desk.away.go(None, "meeting")
    clock.advance(minutes=1)
    sit(desk, clock)
    assert away(database, clock) == {"ann": {"lunch": 36 * 60, "meeting": 11 * 60, "": 120}}
    text = away_words(read_today(database, HERE, clock()).agents)
    assert text == "Away: lunch 36 min, meeting 11 min, no reason 2 min."


def test_a_pause_over_midnight_counts_on_each_day_for_its_part(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    clock.advance(hours=11, minutes=50)  # ten to midnight in New York
    desk.away.go(None, "late")
    clock.advance(minutes=30)
    desk.away.come_back()
    sit(desk, clock)
    assert away(database, clock) == {"ann": {"late": 20 * 60}}


def test_what_a_console_left_open_that_broke_off_ended_when_it_was_last_heard_of(
    database: Database, clock: FrozenClock
) -> None:
    broken = desk_for(database, clock, "ann")
    broken.away.go(None, "lunch")
    broken.presence.beat(Doing(PresenceState.PAUSED, clock(), "lunch"))
    clock.advance(minutes=10)
    broken.presence.beat(Doing(PresenceState.PAUSED, clock() - timedelta(minutes=10), "lunch"))
    clock.advance(hours=2)
    again = desk_for(database, clock, "ann")
    again.away.settle()
    sit(again, clock)
    assert away(database, clock) == {"ann": {"lunch": 600}}


def test_the_pause_at_another_terminal_goes_on(database: Database, clock: FrozenClock) -> None:
    lunching, other = (desk_for(database, clock, "ann") for _ in range(2))
    lunching.away.go(None, "lunch")
    lunching.presence.beat(Doing(PresenceState.PAUSED, clock(), "lunch"))
    clock.advance(seconds=10)
    other.away.settle()
    clock.advance(minutes=5)
    sit(other, clock)
    assert away(database, clock) == {"ann": {"lunch": 310}}


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [("", ()), (" lunch ;meeting;; lunch", ("lunch", "meeting"))],
)
def test_a_firm_asks_for_one_of_its_reasons_or_for_none(
    desk: Desk, database: Database, clock: FrozenClock, typed: str, reasons: tuple[str, ...]
) -> None:
    assert desk.away.reasons() == ()
    put_setting(database, "pause_reasons", typed, "sue", clock())
    assert desk.away.reasons() == reasons


def test_ten_reasons_are_too_many(database: Database, clock: FrozenClock) -> None:
    with pytest.raises(BadInput, match="up to 9"):
        put_setting(database, "pause_reasons", "; ".join("abcdefghij"), "sue", clock())
