"""Clean text of files and people, compare it, and quote it for a shell or a spreadsheet."""

import re
import shlex
import unicodedata
from functools import cache, lru_cache

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_INVISIBLE = (
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, escape among them; line ends stay
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates, which reorder the text around them
    "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\U000e0000-\U000e007f"  # invisible characters
    "\ufff9-\ufffb\ufeff"  # annotations and the byte order mark
    "\ud800-\udfff"  # lone surrogates, which terminals and databases refuse
    "]"
)


@cache
def _invisible() -> re.Pattern[str]:
    return re.compile(_INVISIBLE)  # not at import: the large class takes a millisecond


_EMPTY_MARKS = " \t\n-–—._/?*#()[]<>'\"\\"
_EMPTY_WORDS = frozenset(
    {"n/a", "n.a", "nan", "nil", "none", "null", "unknown", "unk", "blank", "empty", "missing"}
    | {"not available", "not applicable", "not known", "not provided", "not given", "tbd", "tba"}
    | {"k.a", "keine angabe", "unbekannt", "inconnu", "desconocido", "sconosciuto", "onbekend"}
)


@lru_cache(65536)
def says_something(text: str) -> bool:
    """Return whether a cell holds more than marks or words that mean empty, such as `n/a`.

    `NA` is no such word: it is the code of Namibia.
    """
    if text.isalnum() and len(text) < 3:  # nearly every cell is a code
        return True
    bare = unicodedata.normalize("NFKC", text).strip(_EMPTY_MARKS).casefold()
    return bool(bare) and bare not in _EMPTY_WORDS and text.strip() != "\\N"


def is_given(text: str) -> bool:
    """Return whether a cell of an address says something, or did before its formula failed."""
    return says_something(text) or is_failed_formula(text)


def is_failed_formula(text: str) -> bool:
    """Return whether a cell holds the error of a spreadsheet: `#N/A`, `#REF!`, `#NV`.

    A look-up that found nothing has lost the place; it does not say that there is none.
    """
    bare = text.lstrip()
    return bare[:1] == "#" and bare[1:2].isalpha()


def harmless(text: str) -> str:
    """Return the text without characters that could control a terminal or reorder a line.

    Line ends become "\\n", tabs become spaces, and Unicode is composed (NFC).
    """
    if text.isprintable() and text.isascii():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _invisible().sub("", text))


def clean_line(text: str) -> str:
    """Return harmless text on one line, with single spaces and none around it."""
    return " ".join(harmless(text).split())


@lru_cache(65536)
def simplify(text: str) -> str:
    """Return words for comparison, without case, accents or marks: `Québec.` is `quebec`."""
    return simplify_long(text)


def simplify_long(text: str) -> str:
    """Return what `simplify` does, but uncached: long notes in a cache would fill the memory."""
    bare = text
    if not text.isascii():
        bare = "".join(
            mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark)
        )
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold().replace("&", " and ")).split())


def squeeze(name: str) -> str:
    """Return simplified text without spaces: "E-mail Address" is `emailaddress`."""
    return simplify(name).replace(" ", "")


_PLAIN = re.compile(r"[\w./-]+")
_EXPANDED = re.compile(r'["$`\\!%]')
"""Characters that some shell expands between double quotes."""


def as_typed(text: str) -> str:
    """Return any name as one word of a command line that is shown, quoted where necessary."""
    shown = clean_line(text)
    if _PLAIN.fullmatch(shown) and not shown.startswith("-"):
        return shown
    return shlex.quote(shown) if _EXPANDED.search(shown) else f'"{shown}"'


MARKS = frozenset("'=+-@\t\r\n＝＋－＠")
"""The first characters of the cells that a spreadsheet may run as formulas, which a guard prevents.

The wide ones count as their narrow forms where Japanese or Chinese is written.

The guard is an apostrophe in front. A cell that starts with apostrophes and then a mark gets one
more, so that removing one always restores the cell. A plain number such as +17045550128 or -3.50
computes nothing, so it stays as it is: programs that read the file would take the apostrophe for a
part of the number.
"""

_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\(?\d[\d ().-]*( x\d+)?")


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguard(cell: str) -> str:
    """Return a cell without the guard."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
