"""Text from a file, made harmless where it enters."""

import re
import shlex
import unicodedata
from functools import cache, lru_cache

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_INVISIBLE = (
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, escape among them; line ends stay
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates that reorder what stands beside them
    "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\U000e0000-\U000e007f"  # nobody sees them
    "\ufff9-\ufffb\ufeff"  # annotations and the byte order mark
    "\ud800-\udfff"  # halves of characters, which no terminal and no database takes
    "]"
)


@cache
def _invisible() -> re.Pattern[str]:
    """Made when it is asked for: so many letters take a millisecond of the start."""
    return re.compile(_INVISIBLE)


_MARKS_FOR_NOTHING = " \t\n-–—._/?*#()[]<>'\"\\"
_WORDS_FOR_NOTHING = frozenset(
    {"n/a", "n.a", "nan", "nil", "none", "null", "unknown", "unk", "blank", "empty", "missing"}
    | {"not available", "not applicable", "not known", "not provided", "not given", "tbd", "tba"}
    | {"k.a", "keine angabe", "unbekannt", "inconnu", "desconocido", "sconosciuto", "onbekend"}
)


@lru_cache(65536)
def says_something(text: str) -> bool:
    """Whether a cell holds more than marks, or words such as `n/a`, that stand for nothing.

    `NA` is left: a country has that code.
    """
    if text.isalnum() and len(text) < 3:  # nearly every cell is a code
        return True
    bare = unicodedata.normalize("NFKC", text).strip(_MARKS_FOR_NOTHING).casefold()
    return bool(bare) and bare not in _WORDS_FOR_NOTHING and text.strip() != "\\N"


def harmless(text: str) -> str:
    """The text without anything that could steer a terminal or reorder a line.

    Line ends become "\\n", tabs become spaces, and letters written in pieces are put together.
    """
    if text.isprintable() and text.isascii():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _invisible().sub("", text))


def clean_line(text: str) -> str:
    """`harmless` on one line, without space around it or more than one within."""
    return " ".join(harmless(text).split())


# Words as they are compared.


@lru_cache(65536)
def simplify(text: str) -> str:
    """Lower case, without accents, marks or doubled spaces: `Québec.` is `quebec`."""
    return simplify_long(text)


def simplify_long(text: str) -> str:
    """The same, uncached: long notes would fill the memory."""
    bare = text
    if not text.isascii():
        bare = "".join(
            mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark)
        )
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold().replace("&", " and ")).split())


def squeeze(name: str) -> str:
    """ "E-mail Address" -> emailaddress."""
    return simplify(name).replace(" ", "")


# A name from a file, or of a person's, in a command that is shown to be typed.


_PLAIN = re.compile(r"[\w./-]+")
_EXPANDED = re.compile(r'["$`\\!%]')
"""What a shell of any system reads as something else between double quotes."""


def as_typed(text: str) -> str:
    """As one word of a command line, in quotes where it needs them; it may be called anything."""
    shown = clean_line(text)
    if _PLAIN.fullmatch(shown) and not shown.startswith("-"):
        return shown
    return shlex.quote(shown) if _EXPANDED.search(shown) else f'"{shown}"'
