"""F4: read the next leads, write to them and add notes before the call."""

from datetime import date

import pytest
from sqlalchemy import select, text
from textual.app import App, ComposeResult

from console.cards.lead_context import Ahead, UpcomingLead
from console.tui.drawing.looks import COLOURS
from console.tui.widgets.next_rows import NextLeads, briefed_rows, lead_columns, lead_table
from console.view.text.clocks import Style, show_times_as
from console.view.text.counts import ONE_MOMENT
from db.engine.database import Database
from db.firm.settings import bump_revision, put
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk, desk_for

pytestmark = pytest.mark.usefixtures("over_ssh")


@pytest.fixture
def over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run over SSH: the mail program is on another machine, so drafts go to the clipboard."""
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")


@pytest.fixture
def planned(database: Database, clock: FrozenClock) -> Database:
    """Two leads in one session."""
    add_lead(
        database,
        "Ada Byron",
        "(208) 555-0101",
        title="VP",
        company="Engine Works",
        email="ada@engine.example",
        notes="Likes proofs.",
        priority=9,
    )
    add_lead(database, "Bo", "(208) 555-0102", occupation="Dentist")
    with database.write() as connection:
        bump_revision(connection)
        put(connection, "firm_name", "Northwind")
        put(connection, "firm_address", "1 Wick Lane, Portland")
    desk_for(database, clock).sessions.plan()
    return database


async def test_reading_the_next_leads_claims_none(planned: Database, clock: FrozenClock) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f4")
        assert "2 leads ahead" in agent.question
        assert "Ada Byron VP · Engine Works" in agent.question
        assert "Likes proofs." in agent.question
        await agent.press("down")
        assert "Occupation Dentist" in agent.question
        with planned.read() as connection:
            assert set(connection.execute(select(leads.c.held_by)).scalars()) == {None}
        await agent.press("escape")
        assert agent.question == ""


async def test_a_key_introduces_the_firm_before_the_call(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f4", "m", "enter")
        assert agent.copied.startswith("mailto:ada@engine.example")
        assert "written to" in agent.question
        assert "Introduction drafted Wed 18 Nov · ann" in agent.question
        await agent.press("m")
        assert "introduction drafted Wed 18 Nov. Send it again?" in agent.question
        await agent.press("escape", "down", "m")
        assert "No e-mail address is known of this person." in agent.notice
        await agent.press("escape", "enter")
        assert agent.lead == "Ada Byron"
        assert "Introduction drafted Wed 18 Nov · ann" in agent.screen_text


async def test_a_slow_letter_shows_one_moment(planned: Database, clock: FrozenClock) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f4", "m")
        with planned.write() as connection:  # blocks recording the draft
            if not planned.is_sqlite:
                connection.execute(text("LOCK TABLE lead"))
            await agent.press_and_wait("enter", until=ONE_MOMENT)
        await agent.settle()
        assert "Copied as a link" in agent.notice


async def test_the_page_leaves_the_lead_on_the_call_screen(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "f4")
        assert "Mountain" in agent.question
        await agent.press("escape")
        assert agent.lead == "Ada Byron"


async def test_without_a_session_the_key_says_what_to_do(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f4")
        assert agent.notice == "No session is planned: l opens the plan."


async def test_a_whole_session_gets_letters_each_confirmed(
    planned: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(["Cy", "Di"]):
        add_lead(planned, name, f"(208) 555-011{line}", email=f"{name}@example.com")
    desk = desk_for(planned, clock)
    desk.sessions.replan()
    async with at_the_desk(planned, clock, size=(80, 30)) as agent:
        await agent.press("f4")
        assert "3 to write to" in agent.question
        await agent.press("a")
        assert "E-mail 1 of 3 to Ada Byron, ada@engine.example" in agent.question
        await agent.press("enter")
        assert "E-mail 2 of 3 to Cy, Cy@example.com" in agent.question
        assert "Then: Di" in agent.question
        assert "Copied as a link" in agent.question
        await agent.press("s")
        assert "E-mail 3 of 3 to Di, Di@example.com" in agent.question
        await agent.press("enter")
        assert agent.notice == "2 introductions written."
        assert "1 to write to" in agent.question
        await agent.press("a", "escape")
        assert agent.notice == "0 introductions written."


async def test_an_introduction_noted_in_the_list_is_not_sent_again_unasked(
    planned: Database, clock: FrozenClock
) -> None:
    noted = {"introduction_sent": "2026-10-25"}
    add_lead(planned, "Cy", "(208) 555-0103", email="cy@example.com", extras=noted)
    desk_for(planned, clock).sessions.replan()
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f4")
        assert "1 to write to" in agent.question
        await agent.press("down", "down", "m")
        assert "The list says: Introduction sent 25 Oct. Send it again?" in agent.question


async def test_notes_are_asked_for_lead_by_lead(planned: Database, clock: FrozenClock) -> None:
    add_lead(planned, "Cy", "(208) 555-0103")
    desk_for(planned, clock).sessions.replan()
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f4")
        assert "2 without notes" in agent.question
        await agent.press("n")
        assert "Bo 1 of 2 without notes" in agent.question
        await agent.press("enter")
        assert "Cy 2 of 2 without notes" in agent.question
        await agent.type("Runs the bakery by the bridge.\n")
        assert agent.notice == "1 note kept."
        assert "1 without notes" in agent.question
        await agent.press("down", "down")
        assert "Runs the bakery by the bridge." in agent.question


async def test_the_call_with_the_next_lead_is_rehearsed_by_name(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f4", "r")
        assert "Rehearsal nothing is dialled" in agent.question
        assert "Ada Byron VP · Engine Works" in agent.question
        await agent.press("space", "escape", "escape")
        assert "leads ahead" in agent.question
        with planned.read() as connection:
            assert set(connection.execute(select(leads.c.held_by)).scalars()) == {None}


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 60)])
async def test_an_idle_agent_can_read_the_first_lead_and_objections(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    clock.at = clock.at.replace(hour=12)
    add_lead(database, "Ada", "(212) 555-0101", notes="Likes proofs.", company="Engine Works")
    add_lead(database, "Bo", "(208) 555-0102", notes="Sleeps longer.")
    async with at_the_desk(database, clock, size=size) as agent:
        assert "First at 08:00" in agent.screen_text
        assert "Likes proofs." in agent.screen_text
        assert "Sleeps longer." not in agent.screen_text
        await agent.press("f4")
        assert "From 08:00: 1 lead ahead" in agent.question
        assert ("notes e-mail who" in agent.question) is (size[0] >= 120)
        await agent.press("escape", "j")
        assert "If they say" in agent.screen_text


def test_notes_of_next_leads_take_more_rows_if_there_is_room() -> None:
    ahead = [
        UpcomingLead(n, f"Lead {n}", "", 0, True, True, "Likes proofs. " * 20) for n in range(30)
    ]
    rows = briefed_rows(ahead, 80, 15, COLOURS)
    assert [row.plain.startswith("Lead") for row in rows] == [*[True, False, False] * 4, False]
    assert rows[-1].plain == "… 26 more"


class OnlyNextLeads(App[None]):
    """An app with nothing but the next leads."""

    def compose(self) -> ComposeResult:
        yield NextLeads(HERE)


async def test_without_room_for_rows_the_next_leads_are_names_in_a_line() -> None:
    upcoming = tuple(
        UpcomingLead(at, f"Lead {at}", "Baker", 0, False, False, "") for at in range(20)
    )
    for height in (2, 4):
        app = OnlyNextLeads()
        async with app.run_test(size=(100, height)) as pilot:
            widget = app.query_one(NextLeads)
            widget.styles.height = height
            widget.show(Ahead(upcoming))
            await pilot.pause()
            shown = str(widget.render())
        assert ("Its next leads" in shown) == (height > 2)
        assert ("First: Lead 0, Lead 1," in shown) == (height == 2)


def test_two_columns_of_leads_say_how_many_they_leave_out() -> None:
    upcoming = [UpcomingLead(at, f"Lead {at}", "Baker", 0, False, False, "") for at in range(20)]
    rows = [row.plain for row in lead_columns(upcoming, 120, 5, COLOURS)]
    assert (len(rows), rows[0].split()[:2], rows[-1]) == (5, ["Lead", "0"], "… 12 more")
    assert "Lead 4 " in rows[0]
    assert len(lead_columns(upcoming, 120, 10, COLOURS)) == 10


def test_a_wide_table_of_leads_says_what_was_done_for_each() -> None:
    leads = [
        UpcomingLead(1, "Ada", "Engine Works", 2, True, True, "Likes\nproofs", "Boise"),
        UpcomingLead(2, "Bo", "Boise", 0, False, False, "", "Boise"),
    ]
    heads, ada, bo = (
        row.plain.split() for row in lead_table(Ahead(tuple(leads)), 150, COLOURS, HERE)
    )
    assert heads == [
        "name",
        "title",
        "and",
        "firm",
        "city",
        "calls",
        "last",
        "call",
        "e-mail",
        "notes",
    ]
    assert ada == ["Ada", "Engine", "Works", "Boise", "2", "never", "sent", "Likes", "proofs"]
    assert bo == ["Bo", "Boise", "0", "never", "no", "address"]


def test_the_day_of_a_last_call_is_written_as_the_agent_writes_days() -> None:
    called = UpcomingLead(1, "Ada", "", 2, True, True, "", last_on=date(2025, 11, 9))
    show_times_as(Style(month_first=True))
    _, row = lead_table(Ahead((called,), today=date(2026, 11, 18)), 150, COLOURS, HERE)
    assert "Nov 9, 2025" in row.plain
