"""Quiet words in themes that are not ours: as quiet as can still be read."""

from collections.abc import Mapping

from textual.color import Color, ColorParseError

LEAST = 4.5
"""What WCAG 2.2 asks between a text of this size and what is behind it (1.4.3)."""

QUIET = "foreground-muted"
GROUNDS = ("background", "surface", "panel")

STEPS = 20
"""From as quiet as the theme has it to as loud as its other words."""


def readable(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a theme, its quiet words loud enough on every ground.

    Where the theme's own words are not, they are as loud as those. Colours of the terminal are
    not known, and stay.
    """
    found = dict(variables)
    try:
        loud = Color.parse(found["foreground"])
        quiet = Color.parse(found[QUIET])
        grounds = [Color.parse(found[name]) for name in GROUNDS]
    except (ColorParseError, KeyError):
        return found
    if any(one.ansi is not None for one in (loud, quiet, *grounds)):
        return found
    for step in range(STEPS + 1):
        alpha = quiet.a + (1 - quiet.a) * step / STEPS
        shown = (quiet if quiet.a == 1 else loud).with_alpha(alpha)
        shown = shown.blend(loud, step / STEPS) if quiet.a == 1 else shown
        if all(_contrast(ground + shown, ground) >= LEAST for ground in grounds):
            break
    found[QUIET] = shown.hex
    return found


def _contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
