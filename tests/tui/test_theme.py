"""The agent's theme, and what colors mean in a terminal that has only 16."""

from rich.style import Style

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk
from tests.tui.test_trouble import break_audit
from tests.tui.textual_private import rows_on_screen


async def test_a_theme_chosen_in_the_palette_is_saved(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    settings: list[tuple[str, str]] = []
    async with at_the_desk(
        database, clock, keep_own=lambda name, typed: settings.append((name, typed))
    ) as agent:
        assert settings == []
        agent.app.theme = "smile-dial-light"
        await agent.settle()
    assert settings == [("theme", "smile-dial-light")]


def style_of(agent: Agent, text: str, row_with: str = "") -> Style:
    """The style in which a text is drawn, in the first row that holds `row_with` too."""
    for row in rows_on_screen(agent.app):
        if row_with in row.text:
            for segment in row:
                if text in segment.text and segment.style is not None:
                    return segment.style
    raise AssertionError(text)


RED, GREEN, YELLOW, CYAN = 1, 2, 3, 6
"""The numbers of the terminal's colors."""


def number_of(style: Style) -> int | None:
    return style.color.number if style.color is not None else None


async def test_sixteen_colors_tell_a_yes_from_a_no_and_a_call_from_a_bar(
    database: Database, clock: FrozenClock
) -> None:
    for place in range(4):
        add_lead(database, f"Lead {place}", f"(208) 555-010{place}", priority=9 - place)

    def color_of(text: str, row_with: str = "") -> int | None:
        return number_of(style_of(agent, text, row_with))

    async with at_the_desk(database, clock, size=(120, 35), theme="ansi-dark") as agent:
        assert agent.app.theme == "smile-dial-16"
        colors = {"call": color_of("● CALL")}
        await agent.press("enter")
        colors["on call"] = color_of("► ON CALL")
        chips = {"n": "No ", "y": "Yes ", "c": "Call back ", "x": "Do not call ", "a": "No answer "}
        colors |= {key: color_of(f" {key} ", f" {key}  {name}") for key, name in chips.items()}
    assert colors["call"] == colors["y"] == GREEN
    assert colors["on call"] == colors["n"] == YELLOW
    assert colors["c"] == CYAN
    assert colors["x"] == RED
    assert colors["a"] not in {GREEN, YELLOW, CYAN, RED}


async def test_a_wait_is_blue(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    clock.advance(hours=-9)
    async with at_the_desk(database, clock, theme="smile-dial-16") as agent:
        assert number_of(style_of(agent, "NOBODY")) == CYAN


async def test_in_sixteen_colors_an_unsaved_outcome_can_be_read(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, theme="smile-dial-16") as agent:
        await agent.press("enter")
        break_audit(database)
        await agent.press("n")
        style = style_of(agent, "Nothing is lost")
    assert number_of(style) == RED
    assert style.bgcolor is None or style.bgcolor.number != RED
