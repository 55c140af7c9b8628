"""What a small terminal shows of a call, and what gives way first."""

import pytest
from sqlalchemy import update

from console.cards.lead import Card
from console.cards.promises import NewCallback
from db.engine.database import Database
from db.firm.settings import put
from db.tables.leads import numbers
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for

SIZES = [(80, 24), (120, 35), (200, 60), (60, 20)]


@pytest.fixture
def ada(database: Database) -> Database:
    """A lead with a warning in its notes, of a firm with a long opening."""
    add_lead(
        database,
        "Ada Byron",
        "(208) 555-0147",
        notes="Never ring before ten: night shifts. Ask for the daughter.",
        occupation="Engineer",
        priority=9,
    )
    add_lead(database, "Bo", "(208) 555-0148", notes="Deaf in one ear.")
    with database.write() as connection:
        put(connection, "firm_name", "Lantern Battery and Solar Installations of Boise")
        put(connection, "offer", "back-up power for workshops and small factories")
        put(connection, "firm_phone", "(208) 555-0100")
    return database


def words_of(agent: Agent) -> str:
    """The words to say, in one line."""
    rows = [row for row in agent.screen_text.split("\n") if row.startswith("▌")]
    end = {120: 74, 200: 91}.get(agent.app.size.width)  # where the next column begins
    return " ".join(" ".join(row[1:end] for row in rows).split())


OPENING = (
    "“Good morning, this is Ann of Lantern Battery and Solar Installations of Boise. This is a "
    "sales call about back-up power for workshops and small factories. Our number is (208) 555-0100"
)


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_law_wants_said_first_is_whole_before_and_on_a_call(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(ada, clock, size=size) as agent:
        assert OPENING in words_of(agent)
        await agent.press("enter")
        assert OPENING in words_of(agent)
        assert "Have I caught you at a bad moment?" in words_of(agent)
        await agent.press("n")
        assert OPENING in words_of(agent), "of the next lead"


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_moves_below_the_words_when_the_call_begins(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    def note_row() -> int:
        return next(y for y, row in enumerate(agent.screen_text.split("\n")) if "─ Note" in row)

    async with at_the_desk(ada, clock, size=size) as agent:
        before = note_row()
        await agent.press("enter")
        assert note_row() == before


async def test_one_row_of_evidence_has_empty_rows_around_it(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock) as agent:
        rows = agent.screen_text.split("\n")
        assert (
            rows[5] == " closes 21:00 Mountain, 23:00 here · on no list · first call · 2 cautions r"
        )
        assert rows[3] == rows[6] == ""
        await agent.press("enter")
        rows = agent.screen_text.split("\n")
        assert rows[5] == " dialled 12:00 · on no list · first call · 2 cautions r"


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 20)])
async def test_an_open_script_hides_no_warning_and_is_closed_for_the_next_lead(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("t")
        assert "─ Say · " in agent.screen_text
        assert size == (60, 20) or "5 Do not call again" in agent.screen_text
        assert "Never ring before ten: night shifts." in agent.screen_text
        await agent.press("enter", "n")
        assert agent.lead == "Bo"
        assert "─ Say · " not in agent.screen_text
        assert "Deaf in one ear." in agent.screen_text


async def test_a_promised_call_opens_with_the_promise(ada: Database, clock: FrozenClock) -> None:
    desk = desk_for(ada, clock)
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    at = clock.advance(minutes=1)
    desk.record(card.claim, "callback", callback=NewCallback(at=at.replace(hour=19), is_mine=True))
    clock.advance(hours=3)
    async with at_the_desk(ada, clock) as agent:
        assert agent.lead == "Ada Byron"
        assert agent.verdict.split(" left ")[1].startswith("● You promised to ring back.")
        assert "I promised to ring you back. This is a sales call about" in words_of(agent)


async def test_a_promise_for_later_comes_before_other_reasons(
    ada: Database, clock: FrozenClock
) -> None:
    desk = desk_for(ada, clock)
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    at = clock.advance(minutes=1)
    desk.record(card.claim, "callback", callback=NewCallback(at=at.replace(hour=19), is_mine=True))
    async with at_the_desk(ada, clock) as agent:
        await agent.press("slash")
        await agent.type("ada byron")
        await agent.press("enter")
        text = " ".join(agent.screen_text.split())
        assert "You promised to ring back at " in text
        assert "their time." in text


async def test_a_disconnected_number_is_not_offered_and_labels_stand_beside_numbers(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", "(208) 555-0102", "(208) 555-0103")
    with database.write() as connection:
        for e164, values in {
            "+12085550101": {"label": "cell"},
            "+12085550102": {"label": "wife"},
            "+12085550103": {"label": "office", "status": "disconnected"},
        }.items():
            connection.execute(update(numbers).where(numbers.c.e164 == e164).values(**values))
    async with at_the_desk(database, clock) as agent:
        assert "(208) 555-0101  cell  1 other number: wife (o)" in agent.screen_text
        await agent.press("o")
        assert "(208) 555-0102  wife  1 other number: cell (o)" in agent.screen_text
        await agent.press("o")
        assert "(208) 555-0101  cell" in agent.screen_text


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_form_over_a_call_leaves_no_key_of_an_outcome_above_its_own(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("enter")
        assert "w Wrong number" in agent.screen_text
        for form in ("c", "Y"):
            await agent.press(form)
            assert "w Wrong number" not in agent.screen_text
            assert "Do not call" not in agent.screen_text
            await agent.press("escape")
            assert "w Wrong number" in agent.screen_text
