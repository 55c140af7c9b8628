"""Read a phone cell that has several numbers, or words beside a number: `813 443 5007 (wife)`."""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from console.rules.phone.notations import SHORTEST_NUMBER
from console.rules.phone.number_plan import AT_HOME, plan
from console.rules.phone.numbers import (
    LONGEST_CELL,
    MOST_DIGITS,
    Phone,
    PhoneError,
    numbers_within,
    quote,
    read_phone,
    split_numbers,
)
from console.rules.requests.recognizer import read_request
from console.rules.requests.vocabulary import Strength
from console.rules.text import clean_line, says_something
from db.enums import ASK_FOR, MAYBE_OF, PHONE_OF, NumberStatus

_NO_PHONES = ("fax", "pager", "telex")
LONGEST_LABEL = 40
MOST_NUMBERS = 8
"""A cell with more numbers is a text."""

_EXTENSION = r"(?:[\s,]*(?:x|ext\.?|extn\.?|extension)[\s.:]*[0-9]{1,6}(?![0-9]))?"
_ROUNDED = re.compile(r"\+?[1-9][0-9]{1,8}0{6,}")
_LONGEST_EXTENSION = 20
_EXTENSION_DIGITS = re.compile(rf"[0-9]{{1,{_LONGEST_EXTENSION}}}")
_NAMES_EXTENSION = re.compile(
    r"[\s#+:.=-]*(?:x|ext|extn|extension|durchwahl|dw|nst|poste|ramal|anexo|toestel|interno|int)?"
    r"[\s#+:.=-]*",
    re.IGNORECASE,
)
_AFTER_EXTENSION = re.compile(r"(?:[.,]0+)?[\s#]*")
_AMERICAN = re.compile(
    r"(?<![0-9+])(?:\+?1[ .-]?)?(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[ .-]?[2-9][0-9]{2}[ .-]?"
    rf"[0-9]{{4}}(?![0-9]){_EXTENSION}",
    re.IGNORECASE,
)
# A second number of which only the last digits are written: 614-555-0141 / 0142. No date follows,
# and behind a comma 1234 may begin an address.
_WITH_ENDING = re.compile(
    rf"({_AMERICAN.pattern})\s*(?:/\s*([0-9]{{2,3}})(?![ /.:()-]*[0-9])"
    r"|[,;]\s*([0-9]{4}(?=\s*$)|0[0-9]{3}(?![0-9]))"
    r"|(?:[/&]|\bor\b|\band\b)\s*((?:[0-9]{3}[ .-]?)?[0-9]{4})"
    r"(?![0-9]|\s*[/.:-]\s*[0-9]{1,2}(?![0-9])))",
    re.IGNORECASE,
)
_DATE = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}")
_DIGITS = re.compile(r"[0-9](?:[ .()/-]*[0-9])*")
_MARKS = " \t\n,;:.|/&()[]-–—*\"'"
_SEPARATOR = re.compile(r"[;,|\n&/]|\bor\b|\band\b", re.IGNORECASE)

_CLOSED = (
    (
        NumberStatus.DISCONNECTED,
        re.compile(
            r"disconnected|dis[ck]\b|out of service|(?:not|no longer) (?:in service|working|valid)"
            r"|\bdead\b|deactivated|kein anschluss|déconnecté|desconectado",
            re.IGNORECASE,
        ),
    ),
    (NumberStatus.WRONG, re.compile(r"wrong (?:number|num|no|#)|bad number|falsche nummer", re.I)),
)


class Said(Struct, frozen=True):
    """A number in a cell, and the words that stand beside it."""

    phone: Phone
    words: str = ""

    @property
    def label(self) -> str:
        """The words if they are a label, such as “wife” or “cell”; "" for a remark."""
        is_ours = self.words.casefold().startswith((ASK_FOR, PHONE_OF, MAYBE_OF))
        is_short = len(self.words) <= LONGEST_LABEL and not _DIGITS.search(self.words)
        return self.words if is_short and not is_ours and not self._asks else ""

    @property
    def remark(self) -> str:
        """The words if they are no label; they are kept with the lead and read like a note."""
        return "" if self.label else self.words

    @property
    def status(self) -> NumberStatus | None:
        """The status that the words give the number: wrong or disconnected."""
        return next((status for status, words in _CLOSED if words.search(self.words)), None)

    @property
    def _asks(self) -> bool:
        return read_request(self.words).strength is not Strength.NOTHING


def read_words(text: str, country: str) -> list[Said]:
    """Return the numbers of a cell with the words beside each, or [] if that is not clear.

    Other digits that may be a number, or that stand alone beside one, make it unclear. So does a
    number's ending, as in `614-555-0141 or 0142`, unless the words ask not to be called.
    """
    if has_ending(text, country):
        if read_request(text).strength is not Strength.CERTAIN:
            return []
        text = complete_endings(text, country)
    if len(text) > LONGEST_CELL or sum(map(str.isdigit, text)) > MOST_NUMBERS * MOST_DIGITS:
        return []
    spans = list(_find_spans(text, country))
    if not 0 < len(spans) <= MOST_NUMBERS:
        return []
    words = _words_beside(text, spans)
    if not all(map(_is_clear, words)):
        return []
    try:
        phones = [read_phone(text[start:end], country) for start, end in spans]
    except PhoneError:
        return []
    numbers = [Said(phone, text) for phone, text in zip(phones, words, strict=True)]
    callable_ = [number for number in numbers if not is_no_phone(number.words.casefold())]
    if callable_ and len(callable_) < len(numbers):
        # Keep the fax number as a remark on a number that is called.
        others = [
            f"{number.words} {number.phone.e164}" for number in numbers if number not in callable_
        ]
        callable_[0] = Said(
            callable_[0].phone, "; ".join(filter(None, (callable_[0].words, *others)))
        )
    return callable_


def has_ending(text: str, country: str) -> bool:
    """Return whether the ending of another number follows a number, as in `614-555-0141/0142`."""
    return complete_endings(text, country) != text


def complete_endings(text: str, country: str) -> str:
    """Return the text with `614-555-0141 / 6145550142` for `614-555-0141 / 0142`.

    The ending may be an extension too: bar both numbers, but don't call the second.
    """
    while country in AT_HOME and len(text) <= LONGEST_CELL and (pair := _WITH_ENDING.search(text)):
        at = pair.lastindex or 0
        first, ending = (re.sub(r"\D", "", pair[group]) for group in (1, at))
        area = first.removeprefix("1")[: 10 - len(ending)]
        text = f"{text[: pair.start(at)]}{area}{ending}{text[pair.end(at) :]}"
    return text


def read_phones(text: str, country: str, unclear: str = "") -> list[Phone]:
    """Return the numbers in a cell, usually one. Raises PhoneError if one cannot be read.

    `unclear` says why their country is unknown, if it is: then only a number with a + is read.
    """
    if unclear and not text.startswith("+"):
        raise PhoneError(unclear)
    try:
        phone = read_phone(text, country)
    except PhoneError:
        if numbers := read_words(text, country):
            return [number.phone for number in numbers]
        if has_ending(text, country):
            raise PhoneError(
                f"{quote(text)} looks like more than one number: write each of them whole."
            ) from None
        if several := numbers_within(text, country):
            return several
        parts = split_numbers(text)
        if len(parts) < 2:
            raise
        return [read_phone(part, country) for part in parts]
    if (not phone.is_valid or phone.has_unknown_area) and _ROUNDED.fullmatch(text):
        raise PhoneError(
            f"{quote(text)} ends in zeros: a spreadsheet has rounded it. Export it as text."
        )
    return [phone]


def read_extension(text: str) -> tuple[str, str]:
    """Return the digits of a cell for an extension, and the cell if it says more than that.

    `22`, `ext. 22` and a spreadsheet's `22.0` are 22. Of `22 or 23` the first is taken, and the
    whole cell is kept beside it, like `ask for Bob`.
    """
    if text.isdecimal() and text.isascii():
        return text[:_LONGEST_EXTENSION], ""
    plain = unicodedata.normalize("NFKC", text)
    if not says_something(plain) or _NAMES_EXTENSION.fullmatch(plain):
        return "", ""
    digits = _EXTENSION_DIGITS.search(plain)
    if digits is None:
        return "", clean_line(text)
    before, after = plain[: digits.start()], plain[digits.end() :]
    is_whole = _NAMES_EXTENSION.fullmatch(before) and _AFTER_EXTENSION.fullmatch(after)
    return digits[0], "" if is_whole else clean_line(text)


def unread_extension(text: str, taken: str) -> str:
    """Return a cell of which the extension that was taken does not say everything, else ""."""
    digits, words = read_extension(text)
    return words or (clean_line(text) if digits not in {taken, ""} else "")


def is_no_phone(label: str) -> bool:
    """Return whether a label in lower case says that nobody can be called there."""
    return any(word in label for word in _NO_PHONES)


def _find_spans(text: str, country: str) -> Iterator[tuple[int, int]]:
    if country in AT_HOME and (matches := [*_AMERICAN.finditer(text)]):
        yield from (match.span() for match in matches)
        return
    region = country.strip().upper()
    if region in plan.SUPPORTED_REGIONS:
        search = plan.PhoneNumberMatcher(text, region, max_tries=MOST_NUMBERS)
        yield from ((match.start, match.end) for match in search)


def _words_beside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return the words that belong to each number."""
    edges = [0, *(at for span in spans for at in span), len(text)]
    between = [text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2)]
    # “cell 813…, home 813…” has its labels in front; “813… (Bob) 813… (Sue)” behind.
    is_before = any(map(str.isalpha, between[0]))
    words = [[between[0]], *([] for _ in spans[1:])]
    for at, part in enumerate(between[1:-1]):
        first, *others = _SEPARATOR.split(part, 1)
        if not others:
            words[at + 1 if is_before else at].append(part)
        else:
            words[at].append(first)
            words[at + 1] += others
    words[-1].append(between[-1])
    return [
        clean_line(" ".join(filter(None, (part.strip(_MARKS) for part in parts))))
        for parts in words
    ]


def _is_clear(words: str) -> bool:
    """Return whether words hold no other number: digits alone may be a part of one."""
    rest = _DATE.sub(" ", words)
    if any(map(str.isdigit, rest)) and not any(map(str.isalpha, rest)):
        return False
    return all(sum(map(str.isdigit, digits)) < SHORTEST_NUMBER for digits in _DIGITS.findall(rest))
