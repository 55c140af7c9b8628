"""What was answered to the questions of scripts, counted over calls."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low

from console.rules.shift.answers import AnswerKind, show_answer
from console.supervision.reports.calls import Asked, calls_of, refuse_unknown
from db.engine.database import Database
from db.reports.answer_counts import count_answers

AMOUNTS = (AnswerKind.NUMBER, AnswerKind.MONEY)
IN_WORDS = "in their words"


@dataclass(slots=True)
class Question:
    """`answers` by what was answered, of calls. Amounts and days have their ends and middle, which
    is one that was answered; words are counted together."""

    name: str
    kind: str
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        return self.answers.total()

    @property
    def is_told_apart(self) -> bool:
        return self.kind in {AnswerKind.YES_NO, AnswerKind.ONE_OF}

    @property
    def middle(self) -> tuple[str, str, str] | None:
        """The lowest, the median and the highest; None for what has none."""
        if self.is_told_apart or self.kind == AnswerKind.TEXT:
            return None
        given = list(self.answers.elements())
        if self.kind not in AMOUNTS:
            return min(given), median_low(sorted(given)), max(given)
        amounts = sorted(map(int, given))
        return str(amounts[0]), str(median_low(amounts)), str(amounts[-1])

    @property
    def rows(self) -> list[tuple[str, int]]:
        """What was answered, as a person reads it, and on how many calls."""
        if self.is_told_apart:
            return self.answers.most_common()
        if (ends := self.middle) is None:
            return [(IN_WORDS, self.calls)]
        low, middle, high = (show_answer(self.kind, one) for one in ends)
        return [(f"{middle} in the middle, {low} to {high}", self.calls)]


def answers_by_question(database: Database, asked: Asked, now: datetime) -> list[Question]:
    """By question and kind, by name. Raises BadInput as `report` does."""
    with database.read() as connection:
        refuse_unknown(connection, asked.agent, asked.list_name)
        counts = count_answers(connection, calls_of(connection, asked, now))
    found: dict[tuple[str, str], Question] = {}
    for one in counts:
        question = found.setdefault((one.question, one.kind), Question(one.question, one.kind))
        question.answers[one.value] += one.calls
    return list(found.values())
