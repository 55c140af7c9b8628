"""The first start: choose how to begin, then fill in the form, by keys alone."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

import pytest

from console.firm.personal_settings import Personal
from console.supervision.firm.first_questions import Question, questions, unasked
from console.trouble import BadInput
from console.tui.screens.dialog import Line
from console.tui.start_app import StartApp
from console.view.start.first_start import StartChoice, Way
from tests.conftest import FrozenClock
from tests.desk.test_time_server import serving
from tests.tui.driver import Agent, RecordingDriver
from tests.tui.textual_private import share_parsed_styles

if TYPE_CHECKING:
    from console.tui.app import SmileDialApp

HERE = Personal(zone="Europe/London")


def asked(way: Way) -> tuple[Question, ...]:
    """A team's database with the firm's settings; the agent's own settings are empty."""
    if "nowhere" in way.database:
        raise BadInput("Nobody answers there: check the address.")
    firm = {"home_country": "GB"} if way.database else {}
    return unasked(questions(firm, HERE, "ann"), firm, HERE)


@asynccontextmanager
async def first_start(
    clock: FrozenClock,
    size: tuple[int, int] = (80, 24),
    only: Sequence[Question] = (),
    time_server: str = "",
) -> AsyncIterator[tuple[StartApp, Agent]]:
    app = StartApp(asked, "", only, clock, "America/New_York", time_server)
    app.driver_class = RecordingDriver
    share_parsed_styles(app)
    async with app.run_test(headless=False, size=size) as pilot:
        agent = Agent(cast("SmileDialApp", app), pilot, clock)  # of it, only keys and the picture
        await agent.settle()
        yield app, agent


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("name,phone\nAda,020 7946 0018\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_the_four_ways_to_start_are_shown_each_with_its_key(
    clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with first_start(clock, size) as (_, agent):
        shown = " ".join(agent.screen_text.split())
        assert "The next person to call, whether that phone may ring" in shown
        assert "s ► Look around Invented people" in shown
        assert "i Import a list CSV, Excel, vCard, JSON" in shown
        assert "j Join your team" in shown
        assert "b From a backup" in shown
        assert "●            ●" in agent.screen_text, "the dial smiles"
        assert ">" not in shown, "there is nothing to type yet"
        assert ("no do-not-call registry yet" in shown) is (size[1] > 30)
        assert "clock" not in shown, "nobody checked it"


@pytest.mark.parametrize(
    ("seconds", "sentence"), [(0, "● clock right, says {}"), (90, "○ clock +90 s off {}: set it")]
)
async def test_the_clock_is_called_right_where_a_time_server_says_so(
    clock: FrozenClock, seconds: int, sentence: str
) -> None:
    with serving(FrozenClock(clock() + timedelta(seconds=seconds))) as server:
        async with first_start(clock, (120, 35), time_server=server.address) as (_, agent):
            await agent.until(lambda: "This machine" in agent.screen_text)
            assert sentence.format(server.address) in agent.screen_text


@pytest.mark.parametrize(("size", "cities"), [((80, 24), 4), ((120, 35), 7)])
async def test_the_page_says_in_which_cities_phones_may_ring(
    clock: FrozenClock, size: tuple[int, int], cities: int
) -> None:
    async with first_start(clock, size) as (app, agent):
        while "New York" not in agent.screen_text:
            await agent.settle()
        rows = [row.strip() for row in agent.screen_text.split("\n")]
        lanes = [row for row in rows if re.search(r"━.* (for|in) ", row)]
        assert len(lanes) == cities
        # It is noon in New York.
        assert next(row for row in lanes if "New York" in row).startswith("● New York    12:00")
        assert next(row for row in lanes if "New York" in row).endswith("for 9 h 00")
        assert next(row for row in lanes if "London" in row).endswith("for 4 h 00")
        assert app.begun is None


async def test_q_leaves_the_first_page_and_is_a_letter_in_a_path(clock: FrozenClock) -> None:
    async with first_start(clock) as (app, agent):
        await agent.press("i", "q")
        assert "> q" in " ".join(agent.screen_text.split())
        await agent.press("escape")
        assert "q Quit" in agent.screen_text
        await agent.press("q")
        assert not app.is_running
        assert app.begun is None


@pytest.mark.parametrize("keys", [["s"], ["enter"]])
async def test_s_or_enter_starts_the_sample_without_questions(
    clock: FrozenClock, keys: list[str]
) -> None:
    async with first_start(clock) as (app, agent):
        await agent.press(*keys)
    assert app.begun == StartChoice(Way(is_sample=True), {})


async def test_a_key_opens_the_line_below_its_way_and_esc_closes_it(
    clock: FrozenClock, list_file: Path
) -> None:
    async with first_start(clock) as (app, agent):
        await agent.press("j")
        assert "postgresql://USER@HOST/NAME" in agent.screen_text
        assert "PGPASSFILE" in agent.screen_text
        await agent.type("sales\n")
        assert "sales is not an address: it begins with postgresql://." in agent.screen_text
        await agent.press("escape", "down", "enter")
        assert "the path of the backup" in agent.screen_text
        await agent.type(str(list_file))
        await agent.press("enter", *["enter"] * 7)
    assert app.begun is not None
    assert app.begun.way == Way(backup=str(list_file))


async def test_a_click_on_a_way_chooses_it(clock: FrozenClock) -> None:
    async with first_start(clock) as (_, agent):
        await agent.click("Import a list")
        assert "the path of your list, or drop the file here" in agent.screen_text


async def test_a_wide_form_says_how_the_opening_will_sound(
    clock: FrozenClock, list_file: Path
) -> None:
    async with first_start(clock, (200, 60)) as (_, agent):
        await agent.press("i")
        await agent.paste(str(list_file))
        await agent.press("enter")
        assert "optional, such as Lantern Battery" in agent.screen_text
        assert agent.screen_text.count("stands beside each of your calls") == 1
        assert "▌ You will say  “Good morning" in agent.screen_text
        await agent.press(*["enter"] * 4)
        await agent.type("Quoin")
        await agent.press("enter")
        await agent.type("oak")
        opening = "“Good morning, this is Ann of Quoin. This is a sales call about oak.”"
        assert f"You will say  {opening}" in agent.screen_text


async def test_enter_accepts_every_guess_of_the_form(clock: FrozenClock, list_file: Path) -> None:
    async with first_start(clock) as (app, agent):
        await agent.type(str(list_file))
        await agent.press("enter")
        text = agent.screen_text
        assert "Your time zone   Europe/London" in text
        assert "Regulated as     ◂ none of these" in text
        assert "Your name: stands beside each of your calls" in text
        assert "Enter Next" in text, "all of it stands on 80 by 24"
        await agent.press(*["enter"] * 6)
        assert "rules for these: securities, claims" in agent.screen_text
        assert [agent.screen_text.count(sign) for sign in "✓–"] == [3, 3]
        await agent.press("enter")
    assert app.begun is not None
    assert app.begun.way == Way(path=str(list_file))
    assert app.begun.answers["agent"] == "ann"
    assert app.begun.answers["home_country"] == "United Kingdom"


async def test_an_unreadable_answer_is_refused_on_its_line(
    clock: FrozenClock, list_file: Path
) -> None:
    async with first_start(clock) as (app, agent):
        await agent.type(str(list_file))
        await agent.press("enter", "enter", "end", "x", "enter")
        assert "“Europe/Londonx” is not a time zone" in agent.screen_text
        await agent.press("up", "up", "up")
        assert isinstance(app.screen.focused, Line), "the first line stays the first"
        await agent.press("down", *["down"] * 9, "x")
        assert "Choose with ← and →" in agent.screen_text, "and the last the last"
        await agent.press(*["up"] * 5)
        await agent.press("backspace", "enter", "down", "down", "down", "down", "right", "enter")
        assert app.begun is not None
        assert app.begun.answers["trade"] == "securities"


async def test_typing_replaces_a_guess(clock: FrozenClock, list_file: Path) -> None:
    async with first_start(clock) as (app, agent):
        await agent.type("nowhere.csv")
        await agent.press("enter")
        assert "nowhere.csv" in agent.screen_text.replace("nowhere.csv", "", 1)
        await agent.press("ctrl+u")
        await agent.type(str(list_file))
        assert "nowhere.csv" not in agent.screen_text, "what was told of another path is gone"
        await agent.press("enter", "enter")
        await agent.type("Mountain")
        assert "Your time zone   Mountain" in agent.screen_text
        await agent.press(*["enter"] * 6)
    assert app.begun is not None
    assert app.begun.answers["zone"] == "Mountain"


async def test_esc_writes_nothing(clock: FrozenClock, list_file: Path) -> None:
    async with first_start(clock) as (app, agent):
        await agent.type(str(list_file))
        await agent.press("enter", "escape")
        assert "How" not in agent.notice
        assert "list.csv" in agent.screen_text
        await agent.press("escape", "escape")
    assert app.begun is None


async def test_joining_a_team_asks_for_ones_own_settings_only(
    clock: FrozenClock,
) -> None:
    async with first_start(clock) as (app, agent):
        await agent.type("postgresql://ann@nowhere/calls")
        await agent.press("enter")
        assert "Nobody answers there" in agent.screen_text
        await agent.press("ctrl+u")
        await agent.type("postgresql://ann@floor/calls")
        await agent.press("enter")
        assert "Your name" in agent.screen_text
        assert "Country" not in agent.screen_text
        await agent.press("enter", "enter")
    assert app.begun == StartChoice(
        Way(database="postgresql://ann@floor/calls"), {"agent": "ann", "zone": "Europe/London"}
    )


@pytest.mark.parametrize("typed", ["", "nowhere.csv", "~nobody/x", "\0"])
async def test_an_unknown_way_is_refused_and_stays_in_the_line(
    clock: FrozenClock, typed: str
) -> None:
    async with first_start(clock) as (app, agent):
        await agent.press("i")
        await agent.paste(typed)
        await agent.press("enter")
        text = agent.screen_text
        assert "there is no such file" in text or "Type s, the path" in text
        assert app.begun is None


async def test_a_refused_path_stays_and_is_corrected_by_typing(
    clock: FrozenClock, list_file: Path
) -> None:
    async with first_start(clock) as (_, agent):
        await agent.press("i")
        await agent.type(f"{str(list_file)[:-1]}\n")
        assert "there is no such file" in " ".join(agent.screen_text.split())
        await agent.type("v")
        await agent.press("enter")
        assert "Your name" in agent.screen_text


async def test_a_paste_after_a_refusal_replaces_the_refused_text(
    clock: FrozenClock, list_file: Path
) -> None:
    async with first_start(clock) as (_, agent):
        await agent.type("nowhere.csv\n")
        assert "there is no such file" in " ".join(agent.screen_text.split())
        await agent.paste(str(list_file))
        await agent.press("enter")
        assert "Your name" in agent.screen_text


async def test_tab_completes_the_path(clock: FrozenClock, list_file: Path) -> None:
    async with first_start(clock) as (_, agent):
        await agent.press("i")
        assert "Tab Complete" in agent.screen_text
        await agent.paste(f"{list_file.parent}/li")
        await agent.press("tab", "enter")
        assert "Your name" in agent.screen_text


@pytest.mark.parametrize("form", ["'{}'", '"{}"', "{escaped}", "file://{quoted}", "'{}' "])
async def test_a_file_that_is_dropped_into_the_terminal_is_found(
    clock: FrozenClock, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "my list (new).csv"
    path.write_text("name,phone\nAda,020 7946 0018\n", encoding="utf-8")
    escaped = re.sub(r"([ ()])", r"\\\1", str(path))
    async with first_start(clock) as (app, agent):
        await agent.paste(form.format(path, escaped=escaped, quoted=quote(str(path))))
        await agent.press("enter", *["enter"] * 7)
    assert app.begun is not None
    assert app.begun.way == Way(path=str(path))


async def test_the_end_of_a_long_pasted_path_is_visible(clock: FrozenClock) -> None:
    async with first_start(clock) as (_, agent):
        await agent.paste(f"/{'folder/' * 20}list.csv")
        assert "folder/list.csv" in agent.screen_text


async def test_a_small_screen_shows_the_input_line_and_the_keys(
    clock: FrozenClock, list_file: Path
) -> None:
    async with first_start(clock, (50, 14)) as (_, agent):
        await agent.type(str(list_file))
        assert "list.csv" in agent.screen_text
        assert "Enter Go on" in agent.screen_text
        await agent.press("enter", *["down"] * 6)
        assert "Regulated as" in agent.screen_text
        assert "Enter Next" in agent.screen_text


async def test_settings_open_the_form_alone(clock: FrozenClock) -> None:
    firm = {"home_country": "GB", "firm_name": "Quoin [b]& Co[/b]"}
    async with first_start(clock, (60, 18), questions(firm, HERE, "ann")) as (app, agent):
        assert "Quoin [b]& Co[/b]" in agent.screen_text or "Your name" in agent.screen_text
        await agent.press("end", "2", *["enter"] * 7)
    assert app.begun is not None
    assert app.begun.answers["agent"] == "ann2"
    assert app.begun.answers["firm_name"] == "Quoin [b]& Co[/b]"
