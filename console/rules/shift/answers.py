"""What may be answered to a question of a script: typed by kind, and kept as one text each.

A number or an amount is kept as digits, a day as `2027-03-01`, `2027-03` or `2027`, yes and no as
such, one of several as the script writes it: so each is screened as a column of a file is.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from console.rules.screening.tokens import read_amount
from console.rules.text import clean_line

LONGEST = 300
"""Letters of an answer in words."""

LARGEST = 10**15 - 1
"""What a screening still compares as a number."""


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
    """The text is no answer; says what to write instead."""


def read_answer(kind: AnswerKind, choices: Sequence[str], text: str, today: date) -> str:
    """As it is kept; "" for nothing. Raises AnswerError."""
    said = clean_line(text)
    if not said:
        return ""
    match kind:
        case AnswerKind.YES_NO:
            return _yes_or_no(said)
        case AnswerKind.NUMBER | AnswerKind.MONEY:
            return _amount(kind, said)
        case AnswerKind.DATE:
            return _day(said, today)
        case AnswerKind.ONE_OF:
            return _one_of(choices, said)
        case AnswerKind.TEXT:
            if len(said) > LONGEST:
                raise AnswerError(f"This is longer than {LONGEST} letters: the note takes more.")
            return said


def show_answer(kind: str, value: str) -> str:
    """As a person reads it: `5,000`."""
    is_amount = kind in {AnswerKind.NUMBER, AnswerKind.MONEY} and value.isdecimal()
    return f"{int(value):,}" if is_amount else value


def hint(kind: AnswerKind, choices: Sequence[str]) -> str:
    if kind is AnswerKind.ONE_OF:
        return "  ".join(f"{digit} {choice}" for digit, choice in enumerate(choices, 1))
    return HINTS[kind]


def _yes_or_no(said: str) -> str:
    word = said.casefold()
    for answer in ("yes", "no"):
        if word in {answer, answer[0]}:
            return answer
    raise AnswerError("This is answered by y or n.")


def _amount(kind: AnswerKind, said: str) -> str:
    bare = re.sub(r"[\s,_$€£¥]", "", said)
    value = read_amount(bare)
    if value is None or not 0 <= value <= LARGEST:
        raise AnswerError(f"“{said}” is not {HINTS[kind].replace(':', ', such as')}.")
    return str(value)


def _day(said: str, today: date) -> str:
    days = {"today": today, "tomorrow": today + timedelta(days=1)}
    if (on := days.get(said.casefold())) is not None:
        return on.isoformat()
    if re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2]))?", said, re.ASCII):
        return said
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise AnswerError(f"“{said}” is not {HINTS[AnswerKind.DATE]}.".replace(":", ",")) from None


def _one_of(choices: Sequence[str], said: str) -> str:
    if said.isdecimal() and len(said) == 1 and 1 <= int(said) <= len(choices):
        return choices[int(said) - 1]
    word = said.casefold()
    begun = [one for one in choices if one.casefold().startswith(word)]
    exact = [one for one in choices if one.casefold() == word]
    if len(found := exact or begun) == 1:
        return found[0]
    raise AnswerError(f"This is one of {', '.join(choices)}: its digit is enough.")
