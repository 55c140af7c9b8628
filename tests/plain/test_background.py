"""While a line is waited for: what supervisors say is said aloud, and that somebody sits here."""

from console.plain.background import BackgroundWatch
from console.supervision.firm.emergency_stops import stop
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import read_presences
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import HERE, desk_for


def test_what_is_told_is_said_once_while_a_line_is_waited_for(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    sue = desk_for(database, clock, "sue")
    lines: list[str] = []
    talk = listener.console._talk
    beside = BackgroundWatch(talk.desk, talk.screen_state, clock, lines.append, HERE)

    def somebody_acts() -> str:
        sue.board.tell(None, "Sales stops at five.")
        for _ in range(3):
            clock.advance(seconds=2)
            beside.look()
        sue.board.hand_back("ann", "a customer")
        clock.advance(seconds=2)
        beside.look()
        return "next"

    listener.works(lambda: somebody_acts(), "f8", "f8", "f9")
    assert lines == [
        "12:00 sue: Sales stops at five.",
        "12:00 sue · Ada: took this lead back: a customer.",
        "This lead is no longer yours. Type next for another.",
    ]
    assert "Lead: Bo" in listener.all
    assert "You asked for help: a supervisor sees this lead first." in listener.all
    assert "Your call for help is taken back." in listener.all
    assert "Sales stops at five." in "\n".join(listener.heard[-2])
    with database.read() as connection:
        [row] = read_presences(connection, "ann")
    assert row.state is PresenceState.CALLING
    beside.leave()
    with database.read() as connection:
        [row] = read_presences(connection, "ann")
    assert row.state is PresenceState.GONE


def test_a_stop_is_said_once_while_its_lead_is_the_one_read_out(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    heard: list[str] = []
    talk = listener.console._talk
    beside = BackgroundWatch(talk.desk, talk.screen_state, clock, heard.append, HERE)

    def somebody_stops_the_state() -> str:
        clock.advance(seconds=2)
        beside.look()
        assert heard == []
        stop(database, "US-ID", "the storm", "sue", clock())
        for _ in range(2):
            clock.advance(seconds=2)
            beside.look()
        return "dial"

    listener.works(somebody_stops_the_state)
    assert heard == ["A stop, a list or a rule has changed. Dialling judges this lead again first."]
    assert "Not dialled: WAIT until resumed" in listener.all


def test_who_asks_to_be_called_is_named_once_after_the_next_line(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    talk = listener.console._talk
    beside = BackgroundWatch(talk.desk, talk.screen_state, clock, list[str]().append, HERE)

    def somebody_asks() -> str:
        add_lead(database, "Zoe Ash", "(208) 555-0188", inquired_at=clock())
        clock.advance(minutes=2)
        beside.look()
        return "dial"

    listener.works(somebody_asks, "m", "n")
    hint = "Zoe Ash asked to be called 2 minutes ago and comes after this lead."
    assert [hint in lines for lines in listener.heard] == [False, True, False, False, False]
    assert "Lead: Zoe Ash" in listener.all


def test_help_called_with_nobody_at_hand_speaks_of_no_lead(
    database: Database, clock: FrozenClock
) -> None:
    heard = Listener(database, clock).works("f8", "q").all
    assert "You asked for help: a supervisor sees your name first." in heard
