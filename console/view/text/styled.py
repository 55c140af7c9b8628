"""What is said, in lines: each part with its role, to which the screen gives a style."""

from enum import Enum, auto

from db.dataclass import dataclass


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


@dataclass(frozen=True, slots=True)
class Part:
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
