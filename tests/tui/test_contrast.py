"""Every text in our themes and Textual's has a contrast of at least 4.5 with its background."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from typing import Any

import pytest
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from console.tui.call_view.band import TONES
from console.tui.drawing.themes import HEAT, THEMES, readable
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for
from tests.tui.test_wall import on_the_wall
from tests.tui.textual_private import rows_on_screen

LEAST, LEAST_LARGE = 4.5, 3.0
"""The least contrast of text, and of large text and what is drawn (WCAG 2.2, 1.4.3 and 1.4.11)."""

GROUNDS = ("background", "surface", "panel")
ROLES = sorted({tone.colour for tone in TONES.values()})

PAIRS = [
    *((text, ground) for text in ("foreground", "foreground-muted") for ground in GROUNDS),
    *((f"text-{role}", ground) for role in ROLES for ground in GROUNDS),
    *((f"text-{role}", f"{role}-muted") for role in ROLES),
    *(("foreground", f"{role}-muted") for role in ROLES),
    *((f"on-{role}", role) for role in ROLES),
]

EVERY = [*THEMES, *(theme for theme in BUILTIN_THEMES.values() if not theme.ansi)]

on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""No database changes a color."""


@pytest.mark.parametrize("theme", EVERY, ids=[theme.name for theme in EVERY])
def test_text_contrasts_with_its_background(theme: Theme) -> None:
    colours = readable(theme.to_color_system().generate())
    for text, ground in PAIRS:
        behind = Color.parse(colours[ground])
        shown = behind + Color.parse(colours[text])
        assert contrast(shown, behind) >= LEAST, (text, ground)
    for much in HEAT:
        accent = Color.parse(colours["accent"])
        behind = Color.parse(colours["background"]).blend(accent, much / 100)
        assert contrast(Color.parse(colours[f"on-heat-{much}"]), behind) >= LEAST, much


@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
def test_our_own_themes_are_shown_as_they_were_drawn(theme: Theme) -> None:
    drawn = theme.to_color_system().generate()
    colours = readable(drawn)
    kept = [name for name in drawn if not name.startswith("scrollbar")]
    assert [name for name in kept if colours[name].lower() != drawn[name].lower()] == []


def contrast(first: Color, second: Color) -> float:
    """Return the contrast ratio of WCAG 2.2: the lighter luminance to the darker."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


SCREENS: dict[str, tuple[str, ...]] = {
    "a lead": ("enter",),
    "the script": ("t",),
    "the keys": ("t", "question_mark"),
    "the reasons": ("escape", "r"),
    "the hours": ("escape", "H"),
    "find": ("escape", "slash"),
    "somebody found": ("a", "d"),
    "the sessions": ("escape", "l"),
    "an import": ("escape", "i"),
    "rehearsal": ("escape", "f6"),
    "today": ("escape", "f2"),
    "the lists": ("escape", "f3"),
    "callbacks": ("escape", "C"),
    "a call": ("escape", "enter"),
    "the summary": ("n", "q", "e"),
}
"""The keys that lead from one screen to the next."""

DRAWN = set("·─━┃│▌▁▂▃▄▅▆▇█□■░▒▓▔▕▎╴╶╷╵╭╮╰╯┆")
"""Glyphs that are drawn and not read: they may be faint."""


@on_sqlite
async def test_every_word_on_every_screen_can_be_read(
    database: Database, clock: FrozenClock
) -> None:
    assert [word async for word in faint(database, clock, SCREENS, THEMES[:1])] == []


@pytest.mark.long
@on_sqlite
async def test_every_word_on_every_screen_can_be_read_in_every_theme(
    database: Database, clock: FrozenClock
) -> None:
    assert [word async for word in faint(database, clock, SCREENS, EVERY)] == []


async def faint(
    database: Database,
    clock: FrozenClock,
    screens: Mapping[str, Sequence[str]],
    themes: Sequence[Theme],
) -> AsyncIterator[str]:
    """Yield the words without enough contrast, for each screen and theme."""
    add_lead(database, "Ada", "(208) 555-0101", notes="Likes proofs.", company="Engine Works")
    add_lead(database, "Bo", "(212) 555-0102", email="bo@example.com")
    desk_for(database, clock).sessions.plan()
    async with at_the_desk(database, clock, size=(120, 40)) as agent:
        for name, keys in screens.items():
            await agent.press(*keys)
            for theme in themes:
                agent.app.theme = theme.name
                await agent.settle()
                for text in unreadable(agent.app):
                    yield f"{name} in {theme.name}: {text}"


@on_sqlite
@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
async def test_the_wall_can_be_read_in_small_and_in_large_letters(
    database: Database, clock: FrozenClock, theme: Theme
) -> None:
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    clock.advance(days=-1)
    call(desk_for(database, clock, "cat"), "no")
    clock.advance(days=1)
    for agent, outcome in (("ann", "yes"), ("bob", "no"), ("bob", "no_answer")):
        call(desk_for(database, clock, agent), outcome)
    async with on_the_wall(database, clock, (80, 24), theme=theme.name) as wall:
        assert "bob" in wall.text
        assert list(unreadable(wall.app)) == []
    async with on_the_wall(database, clock, theme=theme.name) as wall:
        assert wall.shows("bob")
        assert list(unreadable(wall.app, LEAST_LARGE, set())) == []


def unreadable(
    app: App[Any], least: float = LEAST, drawn: Collection[str] = DRAWN
) -> Iterator[str]:
    """Yield the words on the screen whose color is too close to their background."""
    for row in rows_on_screen(app):
        for text, style, _ in row:
            if style is None or style.color is None or style.bgcolor is None:
                continue
            if set(text) <= {*drawn, " ", "\u00a0"}:
                continue
            shown, behind = map(Color.from_rich_color, (style.color, style.bgcolor))
            if (ratio := contrast(shown, behind)) < least:
                yield f"“{text.strip()}” {ratio:.1f} {shown.hex} on {behind.hex}"
