"""Words in themes that are not ours: as their makers coloured them, but loud enough to be read."""

from collections.abc import Mapping, Sequence
from functools import cache

from textual.color import Color, ColorParseError

LEAST = 4.5
"""What WCAG 2.2 asks between a text of this size and what is behind it (1.4.3)."""

QUIET = "foreground-muted"
GROUNDS = ("background", "surface", "panel")
ROLES = ("primary", "secondary", "accent", "success", "warning", "error")

FOCUSED, CHOSEN = 0.05, 0.25
"""How much of its words a line that is typed in has in its ground, and a chosen row of the theme's
first colour: as Textual and our style sheet have them."""

BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)
HEAT = tuple(range(12, 85, 12))
"""Percent of the accent behind the figures of a map, from little to much."""

STEPS = 20
"""From a colour as the theme has it to black or white."""


def readable(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a theme, each of its words loud enough on every ground it may stand on, and
    `on-ROLE` for those on a role's full colour, `on-heat-N` for those on so much of the accent.

    Colours of the terminal are not known, and stay.
    """
    found = dict(variables)
    try:
        plain = [Color.parse(found[name]) for name in GROUNDS]
        loud, quiet = Color.parse(found["foreground"]), Color.parse(found[QUIET])
        full = {role: Color.parse(found[role]) for role in ROLES}
        tints = {role: Color.parse(found[f"{role}-muted"]) for role in ROLES}
        texts = {role: Color.parse(found[f"text-{role}"]) for role in ROLES}
    except (ColorParseError, KeyError):
        return found
    if any(one.ansi is not None for one in (loud, quiet, *plain)):
        return found
    background, _, panel = plain
    chosen = background.blend(full["primary"], CHOSEN)
    ground = [*plain, chosen, *tints.values()]
    # A line that is typed in is tinted by its own words, which are at their loudest here.
    ground.append(panel.blend(_end(ground), FOCUSED))
    loud = _louder(loud, _end(ground), ground)
    found["foreground"] = loud.hex
    grounds = [*plain, chosen, panel.blend(loud, FOCUSED)]
    found[QUIET] = _louder(quiet, loud, grounds).hex
    for role in ROLES:
        ground = [*grounds, tints[role]]
        found[f"text-{role}"] = _louder(texts[role], _end(ground), ground).hex
        found[f"on-{role}"] = _end([full[role]]).hex
    for much in HEAT:
        found[f"on-heat-{much}"] = _end([background.blend(full["accent"], much / 100)]).hex
    return found


def _louder(own: Color, end: Color, grounds: Sequence[Color]) -> Color:
    """The colour itself where it can be read; else as near to it as is enough, on the way to
    `end`."""
    for step in range(STEPS):
        shown = Color.parse(own.blend(end, step / STEPS).hex)  # rounded, as the theme will have it
        if all(_contrast(ground + shown, ground) >= LEAST for ground in grounds):
            return shown
    return end


def _end(grounds: Sequence[Color]) -> Color:
    """Black or white, whichever can be read better on all of them."""
    return max((BLACK, WHITE), key=lambda ink: min(_contrast(ink, one) for one in grounds))


def _contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def _luminance(colour: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
