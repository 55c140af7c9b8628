"""Quickly rule out that a text says not to call.

It loads none of the wordings.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain

from console.rules.data.gate_words import CALLS, NOES, STRONG
from console.rules.data.other_languages import UNSPACED
from console.rules.requests.letters import fold

_STRONG, _NO, _CALL = 1, 2, 4
_PAIR = _NO | _CALL
_SHORTEST = 6
"""Letters of the shortest word that may be a misspelt one of seven."""
_LONGEST = 20
_MARKS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_{|}~\t\n…–—«»“”„•', " "))
_APOSTROPHES = str.maketrans(dict.fromkeys("'`’‘´ʼ", ""))
_SPACES = str.maketrans(dict.fromkeys("'`’‘´ʼ", " "))
_INITIALS = ("d n c", "d.n.c", "d/n/c", "c&d", "c & d", "c and d")
_UNSPACED = tuple(map(fold, UNSPACED.split()))


def may_request(text: str) -> bool:
    """Return False if the text cannot say not to call."""
    folded = fold(text)
    if any(initials in folded for initials in _INITIALS):
        return True
    if not text.isascii() and any(part in folded for part in _UNSPACED):
        return True
    kinds = 0
    for word in _words(folded):
        kinds |= _kind(word)
    return _is_enough(kinds)


def find_suspects(cells: Sequence[str]) -> set[str]:
    """Return the distinct cells of a column that may say not to call."""
    # The words of the whole column first: most columns have none of ours.
    whole = fold("\n".join(cells))
    kinds = {word: kind for word in set(_words(whole)) if (kind := _kind(word))}
    has_initials = any(initials in whole for initials in _INITIALS)
    is_unspaced = not whole.isascii() and any(part in whole for part in _UNSPACED)
    if has_initials or is_unspaced:
        return {cell for cell in set(cells) if may_request(cell)}
    together = 0
    for kind in kinds.values():
        together |= kind
    if not _is_enough(together):
        return set()
    return {cell for cell in set(cells) if cell and _has_enough(cell, kinds)}


def _has_enough(cell: str, kinds: dict[str, int]) -> bool:
    seen = 0
    for word in _words(fold(cell)):
        seen |= kinds.get(word, 0)
    return _is_enough(seen)


def _is_enough(kinds: int) -> bool:
    return bool(kinds & _STRONG) or kinds & _PAIR == _PAIR


def _words(folded: str) -> Iterable[str]:
    words = folded.translate(_MARKS)
    if words.isascii() and "'" not in words and "`" not in words:
        return words.split()
    # “don't” is one word, “n'appelez” two: take both readings.
    return chain(words.translate(_APOSTROPHES).split(), words.translate(_SPACES).split())


@lru_cache(65536)
def _kind(word: str) -> int:
    kind = _STRONG * (word in STRONG) | _NO * (word in NOES) | _CALL * (word in CALLS)
    # Longer ones would cost time: taking out each letter of a word is quadratic in its length.
    if kind or not _SHORTEST <= len(word) <= _LONGEST:
        return kind
    shortened = [word[:at] + word[at + 1 :] for at in range(len(word))]
    for bit, words in _shortened().items():
        kind |= bit * any(text in words for text in (word, *shortened))
    return kind


@cache
def _shortened() -> dict[int, frozenset[str]]:
    kinds = {_STRONG: STRONG, _NO: NOES, _CALL: CALLS}
    return {kind: _without_a_letter(words) for kind, words in kinds.items()}


def _without_a_letter(words: Collection[str]) -> frozenset[str]:
    """Return the words of seven letters and more, and each of them without one of its letters."""
    long = [word for word in words if len(word) > _SHORTEST]
    return frozenset(long) | {
        word[:at] + word[at + 1 :] for word in long for at in range(len(word))
    }
