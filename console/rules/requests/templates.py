"""Compile the wordings of a language into patterns over plain words.

A template is a line of words. `a|b` are alternatives, `{name}` is a class of words, and `a_b` are
two words that count as one. A word with `?` may be missing; one with `*` may be missing or come up
to four times. The first word of a template is always there.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct

from console.rules.requests.letters import fold

MOST_REPEATS = 4
_CLASS = re.compile(r"\{(\w+)\}")


class Part(Struct, frozen=True):
    """One word of a template: its alternatives, each a few words, and how often it may come."""

    phrases: tuple[str, ...]
    least: int = 1
    most: int = 1

    @property
    def regex(self) -> str:
        # Longest first: an alternation takes the first that fits, and a word ends at its space.
        phrases = sorted(self.phrases, key=len, reverse=True)
        phrase = f"(?:{'|'.join(map(re.escape, phrases))})\\ "
        if (self.least, self.most) == (1, 1):
            return phrase
        return f"(?:{phrase}){{{self.least},{self.most}}}"


def parse(lines: str, classes: Mapping[str, str]) -> Iterator[tuple[Part, ...]]:
    """Yield each template of `lines` as its parts."""
    for line in filter(None, map(str.strip, lines.split("\n"))):
        yield tuple(_part(word, classes) for word in line.split())


def _part(word: str, classes: Mapping[str, str]) -> Part:
    least, most = 1, 1
    if word[-1] in "?*":
        least, most = 0, 1 if word[-1] == "?" else MOST_REPEATS
        word = word[:-1]
    return Part(tuple(dict.fromkeys(_phrases(word, classes))), least, most)


def _phrases(word: str, classes: Mapping[str, str]) -> Iterator[str]:
    for choice in word.split("|"):
        if match := _CLASS.fullmatch(choice):
            for entry in classes[match[1]].split():
                yield from _phrases(entry, classes)
        elif choice.isascii() and not choice.replace("_", "").isalnum():
            raise ValueError(f"{choice!r} is no word of a template")
        else:
            yield fold(choice).replace("_", " ")


class Patterns:
    """Templates, found by their first word; each is compiled when a text first has that word."""

    def __init__(self, templates: Iterable[tuple[Part, ...]]) -> None:
        self._by_first: dict[str, list[tuple[Part, ...]]] = {}
        self._compiled: dict[str, list[re.Pattern[str]]] = {}
        for template in templates:
            for first in dict.fromkeys(phrase.split(" ", 1)[0] for phrase in template[0].phrases):
                self._by_first.setdefault(first, []).append(template)

    @property
    def firsts(self) -> Collection[str]:
        """The words with which a template begins."""
        return self._by_first.keys()

    @property
    def templates(self) -> Iterator[tuple[Part, ...]]:
        """Each template once or, if it can begin with several words, several times."""
        return chain.from_iterable(self._by_first.values())

    def match(self, first: str, text: str, at: int) -> int:
        """Return where the longest match ends that begins with the word `first` at `at`, else -1.

        Every word of `text` is followed by a space. Repeats are bounded, so a match looks at a few
        words only, and reading a text takes time in proportion to its length.
        """
        if first not in self._by_first:
            return -1
        patterns = self._compiled.get(first)
        if patterns is None:
            patterns = [_compile(template, first) for template in self._by_first[first]]
            self._compiled[first] = patterns
        return max(
            match.end() if (match := pattern.match(text, at)) else -1 for pattern in patterns
        )


def _compile(template: tuple[Part, ...], first: str) -> re.Pattern[str]:
    """Return the pattern of a template for texts that begin with the word `first`."""
    # Drop the first word's other alternatives: `{wanted} to be removed` has twenty of them.
    phrases = tuple(phrase for phrase in template[0].phrases if phrase.split(" ", 1)[0] == first)
    return re.compile("".join(part.regex for part in (Part(phrases), *template[1:])))
