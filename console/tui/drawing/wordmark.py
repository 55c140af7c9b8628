"""The wordmark: a dial that smiles, and the product's name in box-drawing letters."""

from collections.abc import Sequence

from textual.content import Content

from console.tui.drawing.looks import IS_LINUX_CONSOLE, Looks, Part, joined

FACE = (
    "      ○    ○      ",
    "  ○            ○  ",
    "      █    █      ",
    "○                ○",
    "                  ",
    "  ●            ●  ",
    "      ●    ●      ",
)
"""Ten finger holes of a dial, of which the lower four are the mouth, and two eyes."""

_LETTERS = {
    "S": ("┏━╸", "┗━┓", "╺━┛"),
    "M": ("┏┳┓", "┃┃┃", "╹ ╹"),
    "I": ("╻", "┃", "╹"),
    "L": ("╻  ", "┃  ", "┗━╸"),
    "E": ("┏━╸", "┣━╸", "┗━╸"),
    "&": ("┏┓ ", "┏╋╸", "┗┛ "),
    "D": ("┳━┓", "┃ ┃", "┻━┛"),
    "A": ("┏━┓", "┣━┫", "╹ ╹"),
}

NAME = "Smile & Dial"

LOW, HIGH = 35, 50
"""Terminal height from which the name has large letters, and from which it has the face too."""


def name_rows(looks: Looks) -> list[Content]:
    """Return the name in three rows, or in one where the font lacks the lines."""
    if IS_LINUX_CONSOLE:
        return [Content.styled(NAME, looks.key)]
    words = (("SMILE", looks.key), ("&", looks.muted), ("DIAL", looks.strong))
    return [joined([part for word in words for part in _word(*word, row)]) for row in range(3)]


def _word(word: str, style: str, row: int) -> list[Part]:
    return [(" ".join(_LETTERS[letter][row] for letter in word), style), ("  ", "")]


def face_rows(looks: Looks) -> list[Content]:
    """Return the face in seven rows of 18 cells."""
    inks = {"○": looks.faint, "●": looks.fill_accent, "█": looks.strong}
    return [joined([_ink(glyph, inks) for glyph in row]) for row in FACE]


def _ink(glyph: str, inks: dict[str, str]) -> Part:
    return glyph, inks.get(glyph, "")


def wordmark(
    height: int, looks: Looks, beneath: Sequence[Content] = (), low: int = LOW, high: int = HIGH
) -> list[Content]:
    """Return as much of the wordmark as suits a terminal of this height, and the lines `beneath`.

    With the face, they stand beside it below the name.
    """
    if height < low:
        return [Content.styled(NAME, looks.key), *beneath]
    name = name_rows(looks)
    if height < high:
        return [*name, *beneath]
    lines = [Content(""), *name, Content(""), *beneath]
    lines += [Content("")] * (len(FACE) - len(lines))
    return [
        Content.assemble(face, "   ", line)
        for face, line in zip(face_rows(looks), lines, strict=True)
    ]
