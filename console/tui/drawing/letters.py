"""Draw the wordmark, and text that is read across a room: five pixels high, two in a cell."""

import unicodedata
from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from textual.content import Content

from console.tui.drawing.looks import IS_LINUX_CONSOLE, Looks, Part, joined

LETTER = 5
"""Cells of a large letter with its gap; only M and W are wider."""

HEIGHT = 3
"""Rows of a line of letters: five pixels, and an empty one."""

YES = "▮"
"""The character that is drawn as the square of a yes."""

SCALES = ((4, 2), (3, 2), (2, 1), (1, 1))
"""Cells in the width and rows in the height of a pixel of a large figure, largest first."""

_HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
"""A cell, by its upper and its lower pixel."""

_FONT = """
A .#. #.# ### #.# #.#
B ##. #.# ##. #.# ##.
C .## #.. #.. #.. .##
D ##. #.# #.# #.# ##.
E ### #.. ##. #.. ###
F ### #.. ##. #.. #..
G .## #.. #.# #.# .##
H #.# #.# ### #.# #.#
I # # # # #
J ..# ..# ..# #.# .#.
K #.# #.# ##. #.# #.#
L #.. #.. #.. #.. ###
M #...# ##.## #.#.# #...# #...#
N #..# ##.# #.## #..# #..#
O .#. #.# #.# #.# .#.
P ##. #.# ##. #.. #..
Q .#. #.# #.# .#. ..#
R ##. #.# ##. #.# #.#
S .## #.. .#. ..# ##.
T ### .#. .#. .#. .#.
U #.# #.# #.# #.# ###
V #.# #.# #.# #.# .#.
W #...# #...# #.#.# ##.## #...#
X #.# #.# .#. #.# #.#
Y #.# #.# .#. .#. .#.
Z ### ..# .#. #.. ###
0 ### #.# #.# #.# ###
1 .# ## .# .# .#
2 ### ..# ### #.. ###
3 ### ..# .## ..# ###
4 #.# #.# ### ..# ..#
5 ### #.. ### ..# ###
6 ### #.. ### #.# ###
7 ### ..# ..# .#. .#.
8 ### #.# ### #.# ###
9 ### #.# ### ..# ###
: . # . # .
. . . . . #
, . . . # #
% #.# ..# .#. #.. #.#
' # # . . .
! .#. .#. .#. ... .#.
? ##. ..# .#. ... .#.
- ... ... ### ... ...
– ... ... ### ... ...
+ ... .#. ### .#. ...
& .#. #.. .## #.# .##
/ ..# ..# .#. #.. #..
· . . # . .
► #.. ##. ### ##. #..
◆ ..#.. .###. ##### .###. ..#..
● ### ### ### ### ###
○ ### #.# #.# #.# ###
‖ #.# #.# #.# #.# #.#
▮ ## ## ## ## ##
"""

_GLYPHS = {line[0]: line[2:].split(" ") for line in _FONT.strip().splitlines()} | {" ": [".."] * 5}


def letters(text: str) -> list[str]:
    """Return the text in three rows, in capitals without accents.

    A text with any letter that has no drawing is returned as it is, in the middle row.
    """
    rows = _pixels(text)
    if rows is None:
        blank = " " * cell_len(text)
        return [blank, text, blank]
    rows.append("." * len(rows[0]))
    return [
        "".join(_HALVES["".join(pixels)] for pixels in zip(*rows[top : top + 2], strict=True))
        for top in range(0, 2 * HEIGHT, 2)
    ]


def large_figures(text: str, width: int, height: int) -> list[str]:
    """Return digits in full blocks, as large as fit into `width` cells and `height` rows."""
    rows = _pixels(text) or [text]
    fitting = (
        (wide, high)
        for wide, high in SCALES
        if wide * len(rows[0]) <= width and high * len(rows) <= height
    )
    wide, high = next(fitting, SCALES[-1])
    blocks = ["".join("█" * wide if pixel == "#" else " " * wide for pixel in row) for row in rows]
    return [row for row in blocks for _ in range(high)]


def wrapped_letters(text: str, width: int) -> list[str]:
    """Return a text in letters, in as many lines as it needs."""
    return [row for line in wrap(text, max(1, width // LETTER)) for row in letters(line)]


def wide_letters(text: str, width: int, room: int) -> list[str]:
    """Return a text in letters with pixels of two cells, or of one if `room` rows are too few."""
    forms = (wrap(text, most, break_long_words=False) for most in range(len(text), 0, -1))
    fitting = (
        form for form in forms if all(cell_len(letters(line)[0]) * 2 <= width for line in form)
    )
    rows = [row for line in next(fitting, []) for row in (*large_figures(line, width, 9), "")]
    return rows if 0 < len(rows) <= room else wrapped_letters(text, width)


def _pixels(text: str) -> list[str] | None:
    """Return five rows of `#` and `.`, or None if a letter has no drawing."""
    bare = unicodedata.normalize("NFKD", text.upper()).replace("’", "'")
    known = [_GLYPHS.get(letter) for letter in bare if not unicodedata.combining(letter)]
    glyphs = [glyph for glyph in known if glyph is not None]
    if len(glyphs) < len(known) or not glyphs:
        return None
    return [".".join(rows) for rows in zip(*glyphs, strict=True)]


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
