"""What is said, in lines: each part with its role, to which the screen gives a style."""

from collections.abc import Iterator
from enum import Enum, auto
from itertools import groupby

from msgspec import Struct

from console.view.text.cleaning import clean, clean_lines


class Role(Enum):
    TEXT = auto()
    HEADING = auto()
    TITLE = auto()
    STRONG = auto()
    ACCENT = auto()
    MUTED = auto()
    GOOD = auto()
    VERY_GOOD = auto()
    WARNING = auto()
    ATTENTION = auto()
    BAD = auto()
    STOPPED = auto()


class Part(Struct, frozen=True):
    text: str
    role: Role = Role.TEXT


Said = tuple[Part, ...]


def said(text: str, role: Role = Role.TEXT) -> Said:
    """A line of one part."""
    return (Part(text, role),)


def words_of(line: Said) -> str:
    return "".join(part.text for part in line)


def capitalized(text: str) -> str:
    """As a sentence begins: the names, keys and words of the firm after its first letter stay."""
    return f"{text[:1].upper()}{text[1:]}"


# What is said by the law, with the ground it stands on.


def with_ground(sentence: str, citation: str, source: str, confidence: str) -> Iterator[Said]:
    """The sentence; below it the citation, how sure that is, and where it was read."""
    yield said(f"  {clean(sentence)}")
    yield said(f"  {clean(citation)} · confidence {confidence} · {clean(source)}", Role.MUTED)


# What the agent says, in quotes, apart from what is told to the agent alone.


def spoken_lines(text: str) -> list[tuple[str, bool]]:
    """Each line of a text, and whether it is said: one in parentheses is for the agent."""
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
    """The first line that is said, in quotes of its own."""
    spoken = next((line for line in clean_lines(text).split("\n") if _is_spoken(line)), "")
    return f"“{spoken.strip('“”')}”"


def _is_spoken(line: str) -> bool:
    return not line.startswith("(")
