"""Split a screening expression into words, signs and values, with their positions."""

import re

from msgspec import Struct

LARGEST = 10**15

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"[^"]*"|'[^']*')
    |(?P<sign><=|>=|!=|!~|<>|==|[=<>~(),])
    |(?P<word>[^\s"'=<>~(),!]+)
    )""",
    re.VERBOSE,
)
_AMOUNT = re.compile(r"(-?\d{1,15})(?:\.(\d{1,6}))?([km]?)", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}


class ScreeningError(Exception):
    """The expression cannot be read. The text shows where, with a caret under the character."""

    def __init__(self, text: str, position: int, message: str) -> None:
        self.position = position
        self.message = message
        start = text.rfind("\n", 0, position) + 1
        line = text[start:].partition("\n")[0]
        at = position - start
        if at > 60:  # of a long line, show the part around the fault
            line, at = f"…{line[at - 40 :]}", 41
        shown = "".join(mark if mark.isprintable() else " " for mark in line[: at + 40])
        super().__init__(f"{message}\n  {shown}\n  {' ' * at}^")


class Token(Struct, frozen=True):
    kind: str
    text: str
    position: int

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.casefold() == word


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, with an `end` token last. Raises ScreeningError."""
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            message = (
                "This quote is never closed."
                if text[at] in "\"'"
                else f"“{text[at]}” means nothing here."
            )
            raise ScreeningError(text, at, message)
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens


def plain(token: Token) -> str:
    return token.text[1:-1] if token.kind == "text" else token.text


def read_amount(text: str) -> int | None:
    """Return the number in `100000`, `100_000`, `100k` or `1.5m`, None for other text."""
    match = _AMOUNT.fullmatch(text.replace("_", ""))
    if match is None:
        return None
    whole, part, scale = match.groups()
    scaled = _SCALES[scale.casefold()]
    value = round(float(f"{whole}.{part}") * scaled) if part else int(whole) * scaled
    return value if abs(value) <= LARGEST else None
