"""The one place where a role gets its style: in the theme's colours, or in the terminal's sixteen.

Sixteen colours know no mixtures: what is tinted elsewhere would be as bright as what it is a tint
of. So there nothing has a ground but the chip, and words, shapes and textures say the rest.
"""

import os
from collections.abc import Iterable

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from console.view.text.styled import Role, StyledLine

# Saids of words as Textual shows them: the style of each role.


STYLES = {
    Role.TEXT: "",
    Role.HEADING: "bold $foreground-muted",
    Role.TITLE: "bold $text-accent",
    Role.STRONG: "bold",
    Role.ACCENT: "$text-accent",
    Role.MUTED: "$foreground-muted",
    Role.GOOD: "$text-success",
    Role.VERY_GOOD: "bold $text-success",
    Role.WARNING: "$text-warning",
    Role.ATTENTION: "bold $text-warning",
    Role.BAD: "$text-error",
    Role.STOPPED: "bold $text-error",
}


def styled(line: StyledLine) -> Content:
    return Content.assemble(*((part.text, STYLES[part.role]) for part in line))


def styled_lines(lines: Iterable[StyledLine]) -> Content:
    return Content("\n").join(map(styled, lines))


def styled_blocks(blocks: Iterable[Iterable[StyledLine]]) -> Content:
    """With an empty line between two of them."""
    return Content("\n\n").join(map(styled_lines, blocks))


IS_LINUX_CONSOLE = os.environ.get("TERM") == "linux"

_PLAIN = str.maketrans(
    {
        **dict(zip("▁▂▃▄▅▆▇█", "..:::▒▓█", strict=True)),
        **dict(zip("●○►▸▾◂◄■□┃┆▌‖✓✗×…━−▔", '*o>>v<<#.|:|"vxx~=-─', strict=True)),
        **dict(zip("“”‘’–", "\"\"''-", strict=True)),
        **dict(zip("╭╮╰╯╶╷╴╵", "┌┐└┘─│─│", strict=True)),
    }
)
"""For the font of the Linux console, which lacks block eighths and most shapes."""


class Looks(Struct, frozen=True):
    """Styles by role. `grounds` says whether there are tints to put behind text."""

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
    fill_accent: str = "$accent"
    chip_key: str = "bold $on-accent on $accent"
    chip_yes: str = "bold $on-success on $success"

    def chip(self, colour: str) -> str:
        """A word on the full colour of a role of the theme."""
        return f"bold $on-{colour} on ${colour}" if self.grounds else f"bold reverse $text-{colour}"

    def of(self, role: Role) -> str:
        return self.muted if role is Role.MUTED else STYLES[role]


COLOURS = Looks(grounds=True)
SIXTEEN = Looks(
    grounds=False,
    muted="dim",
    faint="dim",
    hair="dim",
    title="bold",
    chip_key="bold reverse $text-accent",
    chip_yes="bold reverse $text-success",
)


class PlainGlyphs(LineFilter):
    """The same cells in glyphs that the font of the Linux console has, whoever drew them."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            Segment(text.translate(_PLAIN), style, control) for text, style, control in segments
        ]


FILTERS: tuple[LineFilter, ...] = (PlainGlyphs(),) if IS_LINUX_CONSOLE else ()
"""What every row goes through on this terminal."""


Part = tuple[str, str]
"""Text and its style."""


def joined(parts: "list[Part]") -> Content:
    """Neighbours of one style as one span: a bar drawn cell by cell costs as little as a word."""
    merged: list[Part] = []
    for text, style in parts:
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + text, style)
        elif text:
            merged.append((text, style))
    return Content.assemble(*merged)


# Text in the cells of a terminal.


def fit(text: str, width: int) -> str:
    """The text in at most `width` cells, ended by … where something was left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def fit_session(name: str, width: int) -> str:
    """The name of a session: where it has no room, what tells it from its neighbours is kept."""
    told = name.partition(" · ")[
        2
    ]  # as `console.rules.shift.session_names` writes it, not read at start
    return fit(told if told and cell_len(name) > width else name, width)
