"""In both themes of ours every text has a contrast of 4.5 or more with what it may stand on."""

import pytest
from textual.color import Color
from textual.theme import Theme

from console.tui.themes import THEMES
from console.tui.widgets.band import TONES

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
