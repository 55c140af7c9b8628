"""Correct a long word with one wrong letter: “contcat” is “contact”."""

from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from console.rules.requests.vocabulary import vocabulary

SHORTEST = 7
"""Letters of the shortest word that is corrected to: shorter ones have too many neighbours."""
_LONGEST = 20
MOST_MEANT = 6
"""Most words that a misspelt one may mean: “telefoner” is Spanish, Portuguese or Dutch."""

_OTHER_WORDS = frozenset(
    (
        *(
            "contract",
            "contracts",
            "bringing",
            "lasting",
            "falling",
            "coming",
            "quilting",
            "springing",
        ),
        *(
            "contrast",
            "contacto",
            "recalled",
            "receive",
            "received",
            "listing",
            "linking",
            "mounting",
        ),
        *(
            "counting",
            "litigated",
            "retire",
            "retired",
            "remote",
            "remotely",
            "removal",
            "removals",
        ),
        *("control", "controls", "calling", "calming", "culling", "palling", "bellend"),
    )
)
"""Real words with one letter more, less or other than one of ours."""


class _Speller:
    """The words of the vocabulary by what is left of them without one letter."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(words)
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) >= SHORTEST:
                for text in (word, *_without_a_letter(word)):
                    self._shortened.setdefault(text, []).append(word)

    def correct(self, word: str) -> tuple[str, ...]:
        if not SHORTEST - 1 <= len(word) <= _LONGEST or word in self.words or word in _OTHER_WORDS:
            return (word,)
        near = {
            known
            for text in (word, *_without_a_letter(word))
            for known in self._shortened.get(text, ())
        }
        meant = [known for known in sorted(near) if _is_one_mistake(word, known)]
        return tuple(meant[:MOST_MEANT]) or (word,)


def _without_a_letter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_one_mistake(word: str, meant: str) -> bool:
    """Return whether a letter is missing, added or wrong, or two are swapped."""
    if len(word) != len(meant):
        longer, shorter = sorted((word, meant), key=len, reverse=True)
        return shorter in _without_a_letter(longer)
    wrong = [at for at, (left, right) in enumerate(zip(word, meant, strict=True)) if left != right]
    if len(wrong) < 2:
        return True
    first, last = wrong[0], wrong[-1]
    is_swapped = word[first] == meant[last] and word[last] == meant[first]
    return len(wrong) == 2 and last == first + 1 and is_swapped


@cache
def _speller() -> _Speller:
    return _Speller(vocabulary().words)


@lru_cache(65536)
def correct(word: str) -> tuple[str, ...]:
    """Return the words of the wordings that may be meant, or the word itself."""
    return _speller().correct(word)
