"""Read answers to a script's questions, by kind, into the text that is stored.

Numbers and amounts are stored as digits, days as `2027-03-01`, `2027-03` or `2027`, yes and no as
`yes` and `no`, and a choice as the script writes it. So a screening can compare an answer like a
column of a file.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from console.rules.screening.matching import read_amount
from console.rules.text import clean_line

LONGEST = 300
"""The most characters of an answer in words."""

LARGEST = 10**15 - 1
"""The largest number of an answer: a screening compares at most 15 digits as a number."""


class AnswerKind(StrEnum):
    YES_NO = "yes/no"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    ONE_OF = "one of"
    TEXT = "text"


HINTS = {
    AnswerKind.YES_NO: "y or n",
    AnswerKind.NUMBER: "a number: 12",
    AnswerKind.MONEY: "an amount: 5000, 5k",
    AnswerKind.DATE: "a day: 2027-03-01, 2027-03, tomorrow",
    AnswerKind.TEXT: "in their words",
}


class AnswerError(ValueError):
    """The text is no answer. The message says what to write instead."""


def read_answer(kind: AnswerKind, choices: Sequence[str], text: str, today: date) -> str:
    """Return the text to store, "" for no answer. Raises AnswerError."""
    line = clean_line(text)
    if not line:
        return ""
    match kind:
        case AnswerKind.YES_NO:
            return _yes_or_no(line)
        case AnswerKind.NUMBER | AnswerKind.MONEY:
            return _amount(kind, line)
        case AnswerKind.DATE:
            return _day(line, today)
        case AnswerKind.ONE_OF:
            return _one_of(choices, line)
        case AnswerKind.TEXT:
            if len(line) > LONGEST:
                raise AnswerError(
                    f"This is longer than {LONGEST} letters: write the rest into the note."
                )
            return line


def show_answer(kind: str, value: str) -> str:
    """Return a stored answer as a person reads it: `5,000`."""
    is_amount = kind in {AnswerKind.NUMBER, AnswerKind.MONEY} and value.isdecimal()
    return f"{int(value):,}" if is_amount else value


def hint(kind: AnswerKind, choices: Sequence[str]) -> str:
    """Return what to type: `y or n`, or the choices with their digits."""
    if kind is AnswerKind.ONE_OF:
        return "  ".join(f"{digit} {choice}" for digit, choice in enumerate(choices, 1))
    return HINTS[kind]


def _yes_or_no(text: str) -> str:
    word = text.casefold()
    for answer in ("yes", "no"):
        if word in {answer, answer[0]}:
            return answer
    raise AnswerError("Answer this with y or n.")


def _amount(kind: AnswerKind, text: str) -> str:
    bare = re.sub(r"[\s,_$€£¥]", "", text)
    value = read_amount(bare)
    if value is None or not 0 <= value <= LARGEST:
        raise AnswerError(f"“{text}” is not {HINTS[kind].replace(':', ', such as')}.")
    return str(value)


def _day(text: str, today: date) -> str:
    days = {"today": today, "tomorrow": today + timedelta(days=1)}
    if (day := days.get(text.casefold())) is not None:
        return day.isoformat()
    if re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2]))?", text, re.ASCII):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise AnswerError(f"“{text}” is not {HINTS[AnswerKind.DATE]}.".replace(":", ",")) from None


def _one_of(choices: Sequence[str], text: str) -> str:
    if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1]
    word = text.casefold()
    prefixed = [choice for choice in choices if choice.casefold().startswith(word)]
    exact = [choice for choice in choices if choice.casefold() == word]
    if len(matches := exact or prefixed) == 1:
        return matches[0]
    raise AnswerError(f"Answer with one of {', '.join(choices)}, or with its digit.")
