"""The console's own themes: warm colors on a dark or a light background, and the terminal's 16."""

from dataclasses import replace

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

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
    for theme in (*THEMES, SIXTEEN_COLORS, SIXTEEN_ON_LIGHT):
        app.register_theme(theme)
    wanted = OF_TEXTUAL.get(wanted, wanted)
    if wanted in app.available_themes:
        return wanted
    has_few = app.console.color_system in {"standard", "windows"}
    return SIXTEEN_COLORS.name if has_few else OWN
