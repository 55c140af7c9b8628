"""Find words in notes and unmapped cells that may say not to call.

If a whole cell certainly says so, the import bars the lead (`request_words`). This module finds the
same words within longer texts such as "DO NOT CALL per wife 10/12", for a person to decide.
"""

import re
from collections.abc import Iterator, Mapping

from console.files.fields.columns.request_words import CLAUSES, NOT_REQUESTS, OF_STATUS
from console.rules.request_needles import may_request
from console.rules.text import simplify_long

_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[./-](?=\d)")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_UNSPACED = re.compile(r"[\u3040-\u9fff]")
"""Japanese and Chinese letters: these languages put no spaces between words."""


def _normalize(text: str) -> str:
    """Return a text simplified, "don't" as "dont" and a date as one number: "10/12" is "1012"."""
    return simplify_long(_BETWEEN_DIGITS.sub("", _APOSTROPHES.sub("", text)))


_ONLY_ALONE = frozenset({"stop"})
"""Common words that are a request only alone: "bus stop" is none."""

# `simplify` makes "don t call" of "don't call"; `_normalize` drops the apostrophe: "dont call".
_KNOWN = OF_STATUS | {phrase.replace("don t ", "dont ") for phrase in OF_STATUS} | {"sperrvermerk"}
_AMONG_OTHERS = _KNOWN - _ONLY_ALONE
_PARTS = tuple(phrase for phrase in _AMONG_OTHERS if _UNSPACED.search(phrase))
_BY_FIRST_WORD: dict[str, list[list[str]]] = {}
for _phrase in sorted(_AMONG_OTHERS - set(_PARTS)):
    _BY_FIRST_WORD.setdefault(_phrase.split(" ", 1)[0], []).append(_phrase.split(" "))

_PEOPLE = frozenset(("me", "him", "her", "us", "them"))
_LIMITS = frozenset(
    (
        *("before", "after", "until", "till", "between", "by", "at"),
        *("vor", "nach", "bis", "avant", "apres", "antes"),
    )
)
_TIMES = frozenset(
    (
        *("noon", "midday", "lunch", "breakfast", "dinner", "work", "school", "mittag", "midi"),
        *("mornings", "evenings", "afternoons", "weekends", "weekdays", "monday", "tuesday"),
        *("wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)
_HOUR = re.compile(r"\d{1,2}(am|pm|h|uhr)?")


def find_request(notes: str, extras: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (column, words) of the first cell of a lead that may say not to call, or None.

    The column is "notes" or that of an unmapped cell. The words are the sentence in which they
    stand, or the whole cell.
    """
    for column, cell in (("notes", notes), *extras.items()):
        if cell and may_request(cell) and has_request(cell):
            sentences = (text for text in _SENTENCES.split(cell) if has_request(text))
            return column, next(sentences, cell)
    return None


def has_request(text: str) -> bool:
    """Return whether a text contains one of the wordings by which a list says not to call.

    Ignore clauses that are a plain no ("not on DNC list"), and requests limited to some hours ("do
    not call before 9").
    """
    if not _has_request(text):  # most texts end here, read once
        return text.strip().casefold().rstrip(".!") in _ONLY_ALONE
    clauses = CLAUSES.split(text)
    if any(_normalize(clause) in NOT_REQUESTS for clause in clauses):
        return any(map(_has_request, _runs(clauses)))
    return True


def _runs(clauses: list[str]) -> Iterator[str]:
    """Join the clauses between two noes, and yield each such text."""
    run: list[str] = []
    for clause in clauses:
        if _normalize(clause) in NOT_REQUESTS:
            yield " ".join(run)
            run = []
        else:
            run.append(clause)
    yield " ".join(run)


def _has_request(text: str) -> bool:
    plain = _normalize(text)
    if any(part in plain for part in _PARTS):
        return True
    words = plain.split()
    for at, word in enumerate(words):
        for phrase in _BY_FIRST_WORD.get(word, ()):
            end = at + len(phrase)
            if words[at:end] == phrase and not _is_limited(words[end : end + 3]):
                return True
    return False


def _is_limited(after: list[str]) -> bool:
    """Return whether a time follows, so that calls are forbidden at that time only."""
    if after and after[0] in _PEOPLE:
        after = after[1:]
    if not after:
        return False
    if after[0] in _LIMITS:
        return len(after) > 1 and (after[1] in _TIMES or bool(_HOUR.fullmatch(after[1])))
    return after[0] in _TIMES
