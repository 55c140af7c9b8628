"""Text that a terminal delivers as keys, but in one piece: it was pasted, and nobody typed it."""

import re

LEAST = 4
"""Characters in one piece: a hand that types ahead on a slow line sends fewer."""

_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*")
_BEGUN = re.compile(r"\x1b[\[\]O]?[0-9;<>?]*$")
"""An escape sequence whose end is in the next piece."""

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class Bursts:
    """Reads what a terminal sends, piece by piece.

    Pieces of a paste that the terminal marks as one are left alone.
    """

    def __init__(self) -> None:
        self._is_marked = False
        self._tail = ""

    def is_text(self, piece: str) -> bool:
        """Whether this piece was pasted, without the marks that say so."""
        began_before = self._is_marked or bool(_BEGUN.search(self._tail))
        told = self._tail + piece
        if (begins := told.rfind(PASTE_BEGINS)) > (ends := told.rfind(PASTE_ENDS)):
            self._is_marked = True
        elif ends > begins:
            self._is_marked = False
        is_esc = piece == "\x1b"  # the key, and no beginning of anything
        self._tail = "" if is_esc else told[-len(PASTE_BEGINS) :]
        is_long = sum(map(str.isalnum, piece)) >= LEAST - 1 and len(piece) >= LEAST
        return is_long and not began_before and _TEXT.fullmatch(piece) is not None
