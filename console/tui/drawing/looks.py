"""The style of each role of text, in a theme's colors or in the terminal's sixteen.

Sixteen colors can't be mixed: a tint would be as bright as its full color. So with sixteen colors
only the chip of the band has a background, and words, shapes and textures do the rest.
"""

import os
from collections.abc import Iterable

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from console.cards.lead import CallResult
from console.rules.shift.session_name_parts import shorter_names
from console.view.text.styled import Role, StyledLine

STYLES = {
    Role.TEXT: "",
    Role.HEADING: "bold $foreground-muted",
    Role.TITLE: "bold $text-accent",
    Role.STRONG: "bold",
    Role.ACCENT: "$text-accent",
    Role.MUTED: "$foreground-muted",
    Role.GOOD: "$text-success",
    Role.VERY_GOOD: "bold $text-success",
    Role.WAIT: "$text-secondary",
    Role.WARNING: "$text-warning",
    Role.ATTENTION: "bold $text-warning",
    Role.BAD: "$text-error",
    Role.STOPPED: "bold $text-error",
    Role.KEY: "bold $text-accent",
}
"""The style of each role."""


def styled(line: StyledLine) -> Content:
    """Return the words as Textual shows them."""
    return Content.assemble(*((part.text, STYLES[part.role]) for part in line))


def styled_lines(lines: Iterable[StyledLine]) -> Content:
    """Return the lines, one below the other."""
    return Content("\n").join(map(styled, lines))


def styled_blocks(blocks: Iterable[Iterable[StyledLine]]) -> Content:
    """Return the blocks with an empty line between two of them."""
    return Content("\n\n").join(map(styled_lines, blocks))


IS_LINUX_CONSOLE = os.environ.get("TERM") == "linux"

_PLAIN = str.maketrans(
    {
        **dict(zip("▁▂▃▅▆▇", "..::▒▓", strict=True)),
        **dict(zip("●○◆►▸▾◂◄■□┃┆▌‖✓✗×…━−▔", "*o+>>v<<#.|:|=vxx~=-─", strict=True)),
        **dict(zip("“”‘’–", "\"\"''-", strict=True)),
        **dict(zip("╭╮╰╯╶╷╴╵", "┌┐└┘─│─│", strict=True)),
    }
)
"""Substitutes for the font of the Linux console, which lacks most shapes and block elements."""


class Looks(Struct, frozen=True):
    """Styles for drawn widgets. `grounds`: whether text may have a tint as its background."""

    grounds: bool
    text: str = ""
    strong: str = "bold"
    muted: str = "$foreground-muted"
    faint: str = "$foreground 35%"
    hair: str = "$foreground 25%"
    title: str = "bold $foreground-muted"
    key: str = "bold $text-accent"
    accent: str = "$text-accent"
    good: str = "$text-success"
    warn: str = "$text-warning"
    alarm: str = "bold $text-warning"
    bad: str = "$text-error"
    clock: str = "$text-secondary"
    fill_good: str = "$success"
    fill_dim: str = "$success 45%"
    fill_accent: str = "$accent"
    chip_key: str = "bold $on-accent on $accent"
    chip_yes: str = "bold $on-success on $success"
    chip_plain: str = "bold on $foreground 20%"
    lit: str = "bold $text-success"
    cursor: str = "bold on $primary 25%"

    def chip(self, colour: str) -> str:
        """Return the style of a word on the full color of a role of the theme."""
        return f"bold $on-{colour} on ${colour}" if self.grounds else f"bold reverse $text-{colour}"

    def chip_of(self, result: CallResult | None) -> str:
        """Return the style of the key that ends a call with this result; None for other keys."""
        return {
            None: self.chip_key,
            CallResult.YES: self.chip_yes,
            CallResult.NO: self.chip_key,
            CallResult.CALLBACK: self.chip("secondary"),
            CallResult.NEVER_AGAIN: self.chip("error"),
        }.get(result, self.chip_plain)

    def of(self, role: Role) -> str:
        """Return the style of a role; muted text is dim in sixteen colors."""
        return self.muted if role is Role.MUTED else STYLES[role]


COLOURS = Looks(grounds=True)
SIXTEEN = Looks(
    grounds=False,
    muted="dim",
    faint="dim",
    hair="dim",
    fill_dim="dim $success",
    title="bold",
    chip_key="bold reverse $text-accent",
    chip_yes="bold reverse $text-success",
    chip_plain="bold reverse",
    lit="reverse $text-success",
    cursor="bold underline",
)


class PlainGlyphs(LineFilter):
    """Replaces glyphs that the Linux console's font lacks, in everything that Textual draws."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            Segment(text.translate(_PLAIN), style, control) for text, style, control in segments
        ]


FILTERS: tuple[LineFilter, ...] = (PlainGlyphs(),) if IS_LINUX_CONSOLE else ()
"""The line filters of this terminal."""


Part = tuple[str, str]
"""Text and its style."""


def joined(parts: list[Part]) -> Content:
    """Join the parts; neighbors of the same style become one span, so long bars stay cheap."""
    merged: list[Part] = []
    for text, style in parts:
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + text, style)
        elif text:
            merged.append((text, style))
    return Content.assemble(*merged)


def fit(text: str, width: int) -> str:
    """Cut the text to at most `width` cells, with … at the end if it was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


PLACES = 8
"""Cells from which a session's places are worth showing, cut, after its list and number."""


def fit_session(name: str, width: int) -> str:
    """Shorten a session's name. Its list and number stay longest: they tell it from others."""
    shorter = [name, *shorter_names(name)]
    fitting = next((text for text in shorter if cell_len(text) <= width), None)
    first = shorter[-1]
    if fitting == first and width >= cell_len(first) + PLACES:
        return fit(shorter[-2], width)
    if fitting is not None:
        return fitting
    words, _, number = first.rpartition(" ")
    if "/" not in number or cell_len(number) + 3 > width:
        return fit(first, width)
    return f"{fit(words, width - cell_len(number) - 1)} {number}"
