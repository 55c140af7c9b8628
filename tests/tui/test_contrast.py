"""In both themes of ours every text has a contrast of 4.5 or more with what it may stand on."""

from collections.abc import Iterator

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from console.tui.contrast import readable
from console.tui.themes import THEMES
from console.tui.widgets.band import TONES
from db.engine import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for
from tests.tui.textual_private import rows_on_screen

LEAST = 4.5
"""What WCAG 2.2 asks for text of this size (1.4.3)."""

GROUNDS = ("background", "surface", "panel")
ROLES = sorted({tone.colour for tone in TONES.values()})

PAIRS = [
    *((text, ground) for text in ("foreground", "foreground-muted") for ground in GROUNDS),
    *((f"text-{role}", ground) for role in ROLES for ground in GROUNDS),
    *((f"text-{role}", f"{role}-muted") for role in ROLES),
    *(("foreground", f"{role}-muted") for role in ROLES),
    *(("background", role) for role in ROLES),
]


@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_what_is_behind_it(theme: Theme, text: str, ground: str) -> None:
    colours = theme.to_color_system().generate()
    behind = Color.parse(colours[ground])
    shown = behind + Color.parse(colours[text])
    assert contrast(shown, behind) >= LEAST


def test_quiet_words_can_be_read_in_every_theme_of_textual() -> None:
    for theme in BUILTIN_THEMES.values():
        if theme.ansi:
            continue
        colours = readable(theme.to_color_system().generate())
        for ground in GROUNDS:
            behind, own = Color.parse(colours[ground]), Color.parse(colours["foreground"])
            shown = behind + Color.parse(colours["foreground-muted"])
            least = min(LEAST, contrast(behind + own, behind)) - 0.05
            assert contrast(shown, behind) >= least, (theme.name, ground)


def contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2.2: of the lighter luminance to the darker."""
    darker, lighter = sorted((luminance(one), luminance(other)))
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
"""What is pressed to come from one to the next."""

DRAWN = set("·─━┃│▌▁▂▃▄▅▆▇█□■░▒▓▔▕▎╴╶╷╵╭╮╰╯┆")
"""What is drawn and not read: it may be faint."""


@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
async def test_every_word_on_every_screen_can_be_read(
    database: Database, clock: FrozenClock, theme: Theme
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", notes="Likes proofs.", company="Engine Works")
    add_lead(database, "Bo", "(212) 555-0102", email="bo@example.com")
    desk_for(database, clock).sessions.plan()
    faint = []
    async with at_the_desk(database, clock, size=(120, 40), theme=theme.name) as agent:
        for name, keys in SCREENS.items():
            await agent.press(*keys)
            faint += [f"{name}: {text}" for text in unreadable(agent)]
    assert faint == []


def unreadable(agent: Agent) -> Iterator[str]:
    """The words on the screen whose colour is too near to that behind them."""
    for row in rows_on_screen(agent.app):
        for text, style, _ in row:
            if style is None or style.color is None or style.bgcolor is None:
                continue
            if set(text) <= DRAWN | {" "}:
                continue
            shown, behind = (Color.from_rich_color(one) for one in (style.color, style.bgcolor))
            if (found := contrast(shown, behind)) < LEAST:
                yield f"“{text.strip()}” {found:.1f} {shown.hex} on {behind.hex}"
