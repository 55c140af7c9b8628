"""Saids of words as Textual shows them: the style of each role."""

from collections.abc import Iterable

from textual.content import Content

from console.view.text.styled import Role, Said

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


def styled(line: Said) -> Content:
    return Content.assemble(*((part.text, STYLES[part.role]) for part in line))


def styled_lines(lines: Iterable[Said]) -> Content:
    return Content("\n").join(map(styled, lines))


def styled_blocks(blocks: Iterable[Iterable[Said]]) -> Content:
    """With an empty line between two of them."""
    return Content("\n\n").join(map(styled_lines, blocks))
