"""The console's own themes (dark, light, the terminal's 16), and readable contrast in any theme."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from rich.color import Color as RichColor
from rich.segment import Segment, Segments
from rich.style import Style
from textual.app import App
from textual.color import Color, ColorParseError
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import BUILTIN_THEMES, Theme

SHOWN, WHOLE = "┃", "│"
SHOWN_COLOUR, WHOLE_COLOUR = RichColor.parse("bright_magenta"), RichColor.parse("#555555")
"""Textual's own, where a bar has no style."""


class ThinBar(ScrollBarRender):
    """Draws Textual's vertical bar as lines; what a click on it does stays as it is."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,  # noqa: FBT001 - as in Textual
        back_color: RichColor = WHOLE_COLOUR,
        bar_color: RichColor = SHOWN_COLOUR,
    ) -> Segments:
        sizes = (size, virtual_size, window_size, position, thickness, vertical)
        bar = super().render_bar(*sizes, back_color, bar_color)
        if not vertical:
            return bar
        segments = []
        for segment in bar.segments:
            meta = segment.style.meta if segment.style else {}
            is_shown = meta.get("@mouse.down") == "grab"
            style = Style(color=bar_color if is_shown else back_color, meta=meta)
            segments.append(Segment(SHOWN if is_shown else WHOLE, style))
        return Segments(segments, new_lines=True)


def use_thin_bars() -> None:
    """Draw every scroll bar so."""
    ScrollBar.renderer = ThinBar


LEAST = 4.5
"""The least contrast between text of this size and its background (WCAG 2.2, 1.4.3)."""

QUIET = "foreground-muted"
GROUNDS = ("background", "surface", "panel")
ROLES = ("primary", "secondary", "accent", "success", "warning", "error")

FOCUSED, CHOSEN = 0.05, 0.25
"""Tints of backgrounds, as in Textual and our style sheet.

A focused input has this share of the text color, and a selected row of the primary color.
"""

BAR, TRACK = 0.5, 0.15
"""Shares of the text color in a scroll bar and in the line that it moves on."""

BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)
HEAT = tuple(range(12, 85, 18))
"""Percent of the accent color behind the figures of a heat map, from few to many."""

STEPS = 20
"""Steps from a color of the theme to black or white."""


def readable(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a theme with text colors that are readable on every background.

    Add `on-ROLE` for text on a role's full color, and `on-heat-N` for text on N percent of the
    accent. A theme in the terminal's own 16 colors is returned unchanged: nobody knows how they
    look.
    """
    theme = dict(variables)
    try:
        plain = [Color.parse(theme[name]) for name in GROUNDS]
        text, muted = Color.parse(theme["foreground"]), Color.parse(theme[QUIET])
        full = {role: Color.parse(theme[role]) for role in ROLES}
        tints = {role: Color.parse(theme[f"{role}-muted"]) for role in ROLES}
        texts = {role: Color.parse(theme[f"text-{role}"]) for role in ROLES}
    except (ColorParseError, KeyError):
        return theme
    if any(colour.ansi is not None for colour in (text, muted, *plain)):
        return theme
    background, _, panel = plain
    chosen = background.blend(full["primary"], CHOSEN)
    grounds = [*plain, chosen, *tints.values()]
    # A focused input is tinted by its own text, whose color isn't known yet. Take the extreme.
    grounds.append(panel.blend(_black_or_white(grounds), FOCUSED))
    text = _readable(text, _black_or_white(grounds), grounds)
    theme["foreground"] = text.hex
    grounds = [*plain, chosen, panel.blend(text, FOCUSED)]
    theme[QUIET] = _readable(muted, text, grounds).hex
    for role in ROLES:
        role_grounds = [*grounds, tints[role]]
        end = _black_or_white(role_grounds)
        theme[f"text-{role}"] = _readable(texts[role], end, role_grounds).hex
        theme[f"on-{role}"] = _black_or_white([full[role]]).hex
    for state in ("", "-hover", "-active"):
        theme[f"scrollbar{state}"] = background.blend(text, BAR).hex
        theme[f"scrollbar-background{state}"] = background.blend(text, TRACK).hex
    for percent in HEAT:
        ground = background.blend(full["accent"], percent / 100)
        theme[f"on-heat-{percent}"] = _black_or_white([ground]).hex
    return theme


def _readable(colour: Color, end: Color, grounds: Sequence[Color]) -> Color:
    """Return the first color on the way from `colour` to `end` that is readable on all grounds."""
    for step in range(STEPS):
        # Rounded as in the theme: the exact color may pass where the rounded one just fails.
        blended = Color.parse(colour.blend(end, step / STEPS).hex)
        if all(_contrast(ground + blended, ground) >= LEAST for ground in grounds):
            return blended
    return end


def _black_or_white(grounds: Sequence[Color]) -> Color:
    """Return whichever of the two is more readable on all grounds."""
    return max((BLACK, WHITE), key=lambda ink: min(_contrast(ink, ground) for ground in grounds))


def _contrast(first: Color, second: Color) -> float:
    """Return the contrast ratio of two colors as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def _luminance(colour: Color) -> float:
    """Return the relative luminance as WCAG 2.2 defines it, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


OWN = "smile-dial"

SIXTEEN_COLORS = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="smile-dial-16",
    primary="ansi_yellow",
    accent="ansi_yellow",
    warning="ansi_bright_yellow",
)
"""Textual's own theme has one green for accent and success: a no would look like a yes."""

SIXTEEN_ON_LIGHT = replace(
    BUILTIN_THEMES["ansi-light"],
    name="smile-dial-16-light",
    primary="ansi_magenta",
    warning="ansi_yellow",
)
"""On a light ground yellow is hard to read, so the accent is magenta."""

OF_TEXTUAL = {"ansi-dark": SIXTEEN_COLORS.name, "ansi-light": SIXTEEN_ON_LIGHT.name}
"""Our themes for those of Textual that an agent may have chosen earlier."""

THEMES = (
    Theme(
        name=OWN,
        primary="#e8a95b",
        secondary="#8fb4d9",
        accent="#e8a95b",
        success="#7fc48b",
        warning="#e6c05c",
        error="#e0736a",
        foreground="#e9e4da",
        background="#15171c",
        surface="#1b1e24",
        panel="#22262e",
        dark=True,
        variables={"foreground-muted": "#adaaa3"},
    ),
    Theme(
        name="smile-dial-light",
        primary="#9a5b12",
        secondary="#2f5f8f",
        accent="#9a5b12",
        success="#2c7a3f",
        warning="#766a00",
        error="#b3372e",
        foreground="#26241f",
        background="#faf7f1",
        surface="#f3efe6",
        panel="#e9e3d6",
        dark=False,
        variables={"foreground-muted": "#5e5a51"},
    ),
)


def dress(app: App[int], wanted: str) -> str:
    """Add our themes to an app and return the name of the theme to start with.

    It is the agent's choice (`wanted`) if it exists. Otherwise it is our own, or the terminal's
    colors if it has only 16.
    """
    use_thin_bars()
    for theme in (*THEMES, SIXTEEN_COLORS, SIXTEEN_ON_LIGHT):
        app.register_theme(theme)
    wanted = OF_TEXTUAL.get(wanted, wanted)
    if wanted in app.available_themes:
        return wanted
    has_few = app.console.color_system in {"standard", "windows"}
    return SIXTEEN_COLORS.name if has_few else OWN
