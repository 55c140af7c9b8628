"""Make text from databases and files safe to show in a terminal."""

import re
import unicodedata
from collections.abc import Callable

_VISIBLE_FORMATS = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
)
"""Format characters that shape letters or are letters.

All others are removed: they hide or reorder text.
"""


def clean(text: str) -> str:
    """Return text on one line, without control characters and invisible characters.

    Escape sequences, bidirectional overrides, tags and lone surrogates are removed. Line breaks,
    tabs and unusual spaces become one space.
    """
    if text.isprintable() and "  " not in text:  # fast path: most texts are clean already
        return text.strip()
    visible = "".join(_visible_text(character) for character in text)
    return re.sub(r" {2,}", " ", visible).strip()


def clean_lines(text: str) -> str:
    """Clean each line. Keep line breaks and drop empty lines."""
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def clean_piece(text: str, cleaner: Callable[[str], str]) -> str:
    """Return part of a longer text, cleaned, with one blank where it began or ended with blanks."""
    if not (cleaned := cleaner(text)):
        return " " * text.startswith(" ")
    before, after = text.startswith(" "), text.endswith(" ")
    return " " * before + cleaned + " " * after


def clean_indented(text: str) -> str:
    """Clean each line and keep its indentation.

    An error message may point at a column of the line above.
    """
    lines = text.splitlines()
    return "\n".join(" " * (len(line) - len(line.lstrip(" "))) + clean(line) for line in lines)


def _visible_text(character: str) -> str:
    """Return what is shown for a character: itself, a space or nothing."""
    if character in "\t\n\r\v\f" or character in _VISIBLE_FORMATS:
        return character if character in _VISIBLE_FORMATS else " "
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Cn"} else character
