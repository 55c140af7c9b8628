"""What came out of a database or a file, made safe to show: all of it goes through `clean`."""

import re
import unicodedata

_VISIBLE_FORMATS = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
)
"""Format characters that shape or are letters; the others hide or reorder text."""


def clean(text: str) -> str:
    """The text on one line without anything a terminal would obey or a reader could not see.

    Control and escape characters, bidi overrides and isolates, tags and lone surrogates go; line
    breaks, tabs and odd spaces become one space.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    visible = "".join(_shown(character) for character in text)
    return re.sub(r" {2,}", " ", visible).strip()


def clean_lines(text: str) -> str:
    """`clean`, with line breaks kept and empty lines left out."""
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def clean_indented(text: str) -> str:
    """`clean` line by line, each as far in as it was: one may point at a place in that above it."""
    lines = text.splitlines()
    return "\n".join(" " * (len(line) - len(line.lstrip(" "))) + clean(line) for line in lines)


def _shown(character: str) -> str:
    if character in "\t\n\r\v\f" or character in _VISIBLE_FORMATS:
        return character if character in _VISIBLE_FORMATS else " "
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Cn"} else character
