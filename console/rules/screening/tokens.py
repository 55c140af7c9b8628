"""The words, signs and values that a screening expression is made of, and where each stands."""

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
    """The expression cannot be read; the text shows where, with a caret under the character."""

    def __init__(self, text: str, position: int, said: str) -> None:
        self.position = position
        self.said = said
        start = text.rfind("\n", 0, position) + 1
        line = text[start:].partition("\n")[0]
        at = position - start
        if at > 60:  # a long line is shown around the fault
            line, at = f"…{line[at - 40 :]}", 41
        shown = "".join(mark if mark.isprintable() else " " for mark in line[: at + 40])
        super().__init__(f"{said}\n  {shown}\n  {' ' * at}^")


class Token(Struct, frozen=True):
    kind: str
    text: str
    position: int

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.casefold() == word


def read_tokens(text: str) -> list[Token]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            said = (
                "This quote is never closed."
                if text[at] in "\"'"
                else f"“{text[at]}” means nothing here."
            )
            raise ScreeningError(text, at, said)
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found[kind], found.start(kind)))
        at = found.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens


def plain(token: Token) -> str:
    return token.text[1:-1] if token.kind == "text" else token.text


def read_amount(text: str) -> int | None:
    found = _AMOUNT.fullmatch(text.replace("_", ""))
    if found is None:
        return None
    whole, part, scale = found.groups()
    scaled = _SCALES[scale.casefold()]
    value = round(float(f"{whole}.{part}") * scaled) if part else int(whole) * scaled
    return value if abs(value) <= LARGEST else None
