"""Detect pasted text that a terminal sends as if it were typed."""

import re

LEAST = 4
"""The fewest characters in one piece that always count as pasted text.

Somebody who types ahead on a slow line sends fewer, or presses Enter between them. Three letters
may be typed or pasted, so they press no key. They become text only where a note is written.
"""

AT_ONCE = 0.05
"""Seconds within which the next piece belongs to the same paste: nobody types that fast."""

NO_KEYS = "That came too fast to be typed, so it pressed no key."

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[]PX^_].*?(?:\x07|\x1b\\)|O.|[^\x1b])", re.DOTALL
)
"""An arrow or function key, a color, a terminal's reply, or a letter with Alt."""

_EDITS = re.compile(
    r"(\x1b(?:\[[A-DHF]|O[A-DHF]|\[[13478](?:;\d)?~|\[1;\d[A-DHF])|[\x01\x05\x08\x0b\x15\x17\x7f])"
)
"""A key that edits text: an arrow, Home, End, Delete, Backspace, Ctrl+A, E, H, K, U or W."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNFINISHED = re.compile(r"\x1b[\[\]O]?[0-9;<>?]*$")
"""An escape sequence whose end is in the next piece."""

_ESC_AND_KEY = re.compile(r"\x1b[^\x1b\[\]OPX^_\\]$")
"""Esc and the key after it, which Textual reads as Alt and that key."""

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class PasteSplitter:
    """Split what a terminal sends into pasted text and keys.

    Pastes that the terminal marks (bracketed paste) are left alone.
    """

    def __init__(self) -> None:
        self._is_marked = False
        self._tail = ""
        self._until = 0.0

    def split(self, piece: str, now: float) -> list[tuple[str, str]]:
        """Return pairs of pasted text and the keys after it, in their order.

        Keys that edit text, and an Esc behind it, are keys: a slow line delivers a typed word and
        its correction in one piece. `now` is in seconds of a monotonic clock.
        """
        # An escape sequence cut by the last piece ends in this one: its letters are not text.
        is_cut = self._is_marked or bool(_UNFINISHED.search(self._tail))
        self._watch_marks(piece)
        if is_cut or PASTE_BEGINS in piece or PASTE_ENDS in piece:
            return [("", piece)]
        start = _UNFINISHED.search(piece) or _ESC_AND_KEY.search(piece)
        whole, keys = (piece[: start.start()], start[0]) if start else (piece, "")
        *texts, last = _EDITS.split(whole)  # text, key, text, key, …, text
        pairs = [(_text(text), key) for text, key in zip(texts[::2], texts[1::2], strict=True)]
        pairs.append((_text(last), keys))
        text = "".join(text for text, _ in pairs)
        is_continued = now < self._until and bool(text.strip("\t\r\n"))
        if not is_continued and not is_pasted(text):
            pairs = [("", piece)]
        elif text:
            self._until = now + AT_ONCE
        if keys == "\x1b" or _ESC_AND_KEY.match(keys):  # Esc, not the beginning of a sequence
            self._tail, self._until = "", 0.0
        return pairs

    def _watch_marks(self, piece: str) -> None:
        """Note whether a bracketed paste is open.

        A mark may be cut in two, so keep the tail of the piece.
        """
        recent = self._tail + piece
        if (begins := recent.rfind(PASTE_BEGINS)) > (ends := recent.rfind(PASTE_ENDS)):
            self._is_marked = True
        elif ends > begins:
            self._is_marked = False
        self._tail = recent[-len(PASTE_BEGINS) :]


def _text(part: str) -> str:
    """Return the part without escape sequences and control characters."""
    return _CONTROLS.sub("", _SEQUENCE.sub("", part))


def is_pasted(text: str) -> bool:
    """Tell whether a line holds more than somebody types at once.

    A held key repeats one letter, typing ahead has Enter in between, and three digits are phone
    tones.
    """
    for line in re.split(r"[\t\r\n]", text):
        letters = [character for character in line if character.isalnum()]
        is_tones = line.isdigit() and len(line) < LEAST
        if len(letters) >= LEAST - 1 and len(set(letters)) > 1 and not is_tones:
            return True
    return False
