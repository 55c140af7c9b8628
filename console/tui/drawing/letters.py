"""Draw text so large that it is read across a room: five pixels high, two pixels in a cell."""

import unicodedata

from rich.cells import cell_len

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


def _pixels(text: str) -> list[str] | None:
    """Return five rows of `#` and `.`, or None if a letter has no drawing."""
    bare = unicodedata.normalize("NFKD", text.upper()).replace("’", "'")
    known = [_GLYPHS.get(letter) for letter in bare if not unicodedata.combining(letter)]
    glyphs = [glyph for glyph in known if glyph is not None]
    if len(glyphs) < len(known) or not glyphs:
        return None
    return [".".join(rows) for rows in zip(*glyphs, strict=True)]
