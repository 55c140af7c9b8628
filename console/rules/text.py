"""Text from a file, made harmless where it enters."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_INVISIBLE = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, escape among them; line ends stay
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates that reorder what stands beside them
    "\ufff9-\ufffb\ufeff"  # annotations and the byte order mark
    "\ud800-\udfff"  # halves of characters, which no terminal and no database takes
    "]"
)


def harmless(text: str) -> str:
    """The text without anything that could steer a terminal or reorder a line.

    Line ends become "\\n", tabs become spaces, and letters written in pieces are put together.
    """
    if text.isprintable() and text.isascii():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def clean_line(text: str) -> str:
    """`harmless` on one line, without space around it or more than one within."""
    return " ".join(harmless(text).split())
