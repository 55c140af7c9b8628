"""Text that a terminal delivers as keys, but in one piece: it was pasted, and nobody typed it."""

import re

LEAST = 4
"""Characters in one piece that are text whatever is on the screen.

A hand that types ahead on a slow line sends fewer, or Enter between them. Three letters may be
either, so they are obeyed nowhere, and a note only where one is written.
"""

AT_ONCE = 0.05
"""Seconds in which what comes behind such a piece is the rest of it: no hand is as quick."""

NO_KEYS = "That was faster than a hand: no key was taken of it."

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[]PX^_].*?(?:\x07|\x1b\\)|O.|[^\x1b])", re.DOTALL
)
"""An arrow or a function key, a colour, what a terminal answers, or a letter with Alt."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BEGUN = re.compile(r"\x1b[\[\]O]?[0-9;<>?]*$")
"""An escape sequence whose end is in the next piece."""

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class PasteSplitter:
    """Reads what a terminal sends, piece by piece.

    Pieces of a paste that the terminal marks as one are left alone.
    """

    def __init__(self) -> None:
        self._is_marked = False
        self._tail = ""
        self._until = 0.0

    def parted(self, piece: str, now: float) -> tuple[str, str]:
        """What was pasted without the marks that say so, and what is keys: an Esc behind it, too.

        `now` in seconds of a clock that only goes on.
        """
        is_cut = self._is_marked or bool(_BEGUN.search(self._tail))
        self._watch_marks(piece)
        if is_cut or PASTE_BEGINS in piece or PASTE_ENDS in piece:
            return "", piece
        begun = _BEGUN.search(piece)
        whole, rest = (piece[: begun.start()], begun[0]) if begun else (piece, "")
        text = _CONTROLS.sub("", _SEQUENCE.sub("", whole))
        is_rest = now < self._until and bool(text.strip("\t\r\n"))
        if not is_rest and not is_pasted(text):
            text, rest = "", piece
        elif text:
            self._until = now + AT_ONCE
        if rest == "\x1b":  # a hand's own key, and no beginning of anything
            self._tail, self._until = "", 0.0
        return text, rest

    def _watch_marks(self, piece: str) -> None:
        recent = self._tail + piece
        if (begins := recent.rfind(PASTE_BEGINS)) > (ends := recent.rfind(PASTE_ENDS)):
            self._is_marked = True
        elif ends > begins:
            self._is_marked = False
        self._tail = recent[-len(PASTE_BEGINS) :]


def is_pasted(text: str) -> bool:
    """Whether a line of it is more than a hand types at once: a held key is the same over again,
    what is typed ahead has its Enter between, and three digits are tones.
    """
    for line in re.split(r"[\t\r\n]", text):
        letters = [character for character in line if character.isalnum()]
        is_tones = line.isdigit() and len(line) < LEAST
        if len(letters) >= LEAST - 1 and len(set(letters)) > 1 and not is_tones:
            return True
    return False
