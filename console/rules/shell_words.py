"""A name from a file, or of a person's, in a command that is shown to be typed."""

import re
import shlex

from console.rules.text import clean_line

_PLAIN = re.compile(r"[\w./-]+")
_EXPANDED = re.compile(r'["$`\\!%]')
"""What a shell of any system reads as something else between double quotes."""


def as_typed(text: str) -> str:
    """As one word of a command line, in quotes where it needs them; it may be called anything."""
    shown = clean_line(text)
    if _PLAIN.fullmatch(shown) and not shown.startswith("-"):
        return shown
    return shlex.quote(shown) if _EXPANDED.search(shown) else f'"{shown}"'
