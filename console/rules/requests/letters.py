"""Turn text into plain words for comparison: no case, accents, look-alikes or apostrophes."""

import re
import unicodedata
from collections.abc import Iterator

_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјѕһԁԛԝгпт", "aeopcyxijshdqwrnt", strict=True)),
        **dict(zip("вкмнАВЕКМНОРСТУХ", "bkmhabekmhopctyx", strict=True)),
        **dict(zip("αεικνορτυχϲϳ", "aeikvoptuxcj", strict=True)),
        **dict(zip("ıɑɡɩʟո", "iagilu", strict=True)),
    }
)
"""Cyrillic, Greek and other letters that look like Latin ones."""
_LATIN = re.compile(r"[a-zA-Z]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0250-\u02af\u0561-\u0587ı]")
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]+")

_ENGLISH_ENDS = re.compile(r"['’‘`´ʼ＇](?=(?:t|s|d|m|ve|re|ll)\b)")
"""Apostrophes within an English word: “don't”. Others part two words: “n'appelez”."""
_APOSTROPHES = re.compile(r"['’‘`´ʼ＇]")
_PARTED_NOT = re.compile(
    r"\b(do|does|did|wo|ca|should|must|is|was|were|are|would|could|has|have|had)n t\b"
)
"""“don t”, as systems write “don't” that replace the apostrophe by a space."""
_INITIALS = re.compile(r"\b[a-z](?:\.[a-z]\b){2,}\.?|\b[a-z](?: [a-z]\b){2,}|\bd/n/c\b")
"""“d.n.c.”, “d n c” and “d/n/c”."""
_AND = re.compile(r"(?<=\w) *& *(?=\w)")
_TOKENS = re.compile(
    r"(?P<word>\d+(?:[.,:/-]\d+)*\.?(?:am|pm|a\.m|p\.m|h|uhr)?\b|[^\W_]+)"
    r"|(?P<sentence>\n|[.!?;|•…]+(?=\s|$|[.!?;|•…\"'”)\]]|[^\W\d_]))"
    r"|(?P<clause>[,:()\[\]{}\"“”„«»/+=<>*]|[^\S\n][-–—~]+(?=\s|$)|[–—]+|[^\S\n]-(?=\w))"
)

CLAUSE, SENTENCE = ",", "."
"""Marks in the result of `split_words`: the end of a clause or of a sentence."""


def fold(text: str) -> str:
    """Return the text in lower case, with Latin letters for look-alikes and without accents."""
    text = text.casefold()
    if text.isascii():
        return text
    marks = unicodedata.normalize("NFKD", text)
    text = "".join(mark for mark in marks if not unicodedata.combining(mark))
    text = text.replace("\u200b", "").replace("\u00ad", "").replace("\u2060", "")
    return as_latin(text)


def as_latin(text: str) -> str:
    """Return the text with Latin letters for those of other alphabets that look alike."""
    if _OTHER_SCRIPT.search(text):
        return "\n".join(map(_to_latin, text.split("\n")))
    return text


def _to_latin(line: str) -> str:
    """Return a line with Latin letters for those that look alike.

    A line that has a word of another script stays as it is, but for words of both scripts.
    """
    words = _WORD_OF_LETTERS.findall(line)
    is_latin = all(word.translate(_LOOK_ALIKES).isascii() for word in words)
    is_mixed = is_latin and _LATIN.search(line)

    def read(match: re.Match[str]) -> str:
        word = match[0].translate(_LOOK_ALIKES)
        return word if word.isascii() and (is_mixed or _LATIN.search(match[0])) else match[0]

    return _WORD_OF_LETTERS.sub(read, line)


def split_words(text: str) -> Iterator[str]:
    """Yield the plain words of a text, and `CLAUSE` and `SENTENCE` marks between them.

    Numbers, dates and hours are one word each: “10/12”, “9:30am”.
    """
    text = _APOSTROPHES.sub(" ", _ENGLISH_ENDS.sub("", fold(text)))
    text = _PARTED_NOT.sub(r"\1nt", text)
    text = _INITIALS.sub(lambda match: re.sub(r"[. /]", "", match[0]), text)
    text = _AND.sub(" and ", text)
    for match in _TOKENS.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            yield match[0].rstrip(".")
        else:
            if kind == "sentence" and "?" in match[0]:
                yield "?"
            yield SENTENCE if kind == "sentence" else CLAUSE
