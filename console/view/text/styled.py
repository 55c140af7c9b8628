"""Lines of text whose parts have roles. The screen gives each role a style."""

from collections.abc import Iterator
from enum import Enum, auto
from itertools import groupby

from msgspec import Struct

from console.view.text.cleaning import clean, clean_lines


class Role(Enum):
    """What a part of a line is, so that a theme can color it."""

    TEXT = auto()
    HEADING = auto()
    TITLE = auto()
    STRONG = auto()
    ACCENT = auto()
    MUTED = auto()
    GOOD = auto()
    VERY_GOOD = auto()
    WAIT = auto()
    WARNING = auto()
    ATTENTION = auto()
    BAD = auto()
    KEY = auto()
    STOPPED = auto()


class Part(Struct, frozen=True):
    """A piece of a line and its role."""

    text: str
    role: Role = Role.TEXT


StyledLine = tuple[Part, ...]


def styled_line(text: str, role: Role = Role.TEXT) -> StyledLine:
    """Return a line that is one part."""
    return (Part(text, role),)


def plain_text(line: StyledLine) -> str:
    """Return a line's text without roles."""
    return "".join(part.text for part in line)


def capitalized(text: str) -> str:
    """Begin a text with a capital letter. Names, keys and the firm's words keep their case."""
    return f"{text[:1].upper()}{text[1:]}"


def with_ground(sentence: str, citation: str, confidence: str) -> Iterator[StyledLine]:
    """Yield a legal sentence, and below it the citation, with the confidence if it is not high."""
    yield styled_line(f"  {clean(sentence)}")
    doubt = "" if confidence == "high" else f" · confidence {confidence}"
    yield styled_line(f"  {clean(citation)}{doubt}", Role.MUTED)


def spoken_lines(text: str) -> list[tuple[str, bool]]:
    """Return each line of a script and whether the agent says it.

    Lines in parentheses are notes for the agent. Each run of spoken lines gets one pair of quotes.
    """
    marked: list[tuple[str, bool]] = []
    for is_said, run in groupby(clean_lines(text).split("\n"), _is_spoken):
        lines = list(run)
        filled = [place for place, line in enumerate(lines) if line.strip()]
        if is_said and filled and not lines[filled[0]].startswith("“"):
            lines[filled[0]] = f"“{lines[filled[0]]}"
            lines[filled[-1]] = f"{lines[filled[-1]]}”"
        marked += [(line, is_said) for line in lines]
    return marked


def first_spoken_line(text: str) -> str:
    """Return the first line that the agent says, in quotes."""
    spoken = next((line for line in clean_lines(text).split("\n") if _is_spoken(line)), "")
    return f"“{spoken.strip('“”')}”"


def _is_spoken(line: str) -> bool:
    """Tell whether the agent says a line. Lines in parentheses are for the agent only."""
    return not line.startswith("(")
