"""The end of a session shows agents their own weeks; who wished to, the table of noes too."""

from console.cards.agent_day import Goal, OwnWork
from console.cards.lead import Card
from console.desk import Desk
from console.firm.personal_settings import Wishes
from console.view.sessions.summary import (
    goal_words,
    noes_words,
    own_sentences,
    week_sentence,
)
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE


def _desk(database: Database, clock: FrozenClock, agent: str, wishes: Wishes) -> Desk:
    return Desk(database, clock, agent, zone=HERE, wishes=wishes)


def _call(desk: Desk, *outcomes: str) -> None:
    for outcome in outcomes:
        card = desk.next()
        assert isinstance(card, Card)
        desk.dial(card.claim, card.phone.number_id)
        desk.record(card.claim, outcome)


def _session(desk: Desk, *outcomes: str) -> OwnWork:
    """A session that is ended after these calls."""
    offer = desk.next_session()
    assert offer is not None
    desk.sessions.start(offer.session_id)
    _call(desk, *outcomes)
    own = desk.sessions.end().own
    assert own is not None
    return own


def test_an_agent_sees_their_own_weeks_and_whom_they_count_along_with(
    database: Database, clock: FrozenClock
) -> None:
    for n in range(30):
        add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}")
    ann = _desk(database, clock, "ann", Wishes(dial_goal=4, yes_goal=1, noes_table=True))
    bob = _desk(database, clock, "bob", Wishes(noes_table=True))
    cy = _desk(database, clock, "cy", Wishes())
    ann.sessions.plan(size=5)

    first = _session(ann, "no", "no", "yes")
    assert (week_sentence(first), noes_words(first, "ann")) == ("", "")
    assert goal_words(first) == "Today 3 of 4 dials, 1 of 1 yeses."

    clock.advance(days=7)
    ann.sessions.plan(size=5)
    assert _session(cy, "no").noes == (), "who does not count along sees nobody and is not seen"
    assert _session(bob, "no", "no").noes == (("bob", 2), ("ann", 0))
    second = _session(ann, "no", "no_answer", "no", "no", "no")
    assert second.noes == (("ann", 4), ("bob", 2))
    assert noes_words(second, "ann").endswith("ann (you) 4 · bob 2")
    assert [week.dials for week in second.weeks] == [0, 0, 0, 3, 5]
    assert [week.yeses for week in second.weeks] == [0, 0, 0, 1, 0]
    heard = list(own_sentences(second, "ann"))
    assert heard[0].startswith(
        "Your week so far, and 1 week before on average: dials 5, before 3; talks 4, before 3;"
    )
    assert "Today 5 of 4 dials, 0 of 1 yeses." in heard

    left = _desk(database, clock, "bob", Wishes())
    assert _session(left, "no").noes == ()
    assert _session(ann, "no").noes == (), "the other one went"


def test_the_trend_of_an_agent_is_in_no_report_and_no_mail(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    desk = _desk(database, clock, "ann", Wishes(dial_goal=1))
    desk.sessions.plan()
    assert _session(desk, "no").goals == (Goal("dials", 1, 1),)
    [result] = desk.sessions.summaries(5)
    assert result.own is None
