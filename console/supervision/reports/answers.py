"""The answers to the questions of scripts, counted over calls."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low

from console.rules.shift.answers import AnswerKind, show_answer
from console.supervision.reports.calls import (
    ReportScope,
    filter_calls,
    refuse_unknown,
)
from db.engine.database import Database
from db.reports.call_counts import count_answers

AMOUNTS = (AnswerKind.NUMBER, AnswerKind.MONEY)
IN_WORDS = "in their words"


@dataclass(slots=True)
class Question:
    """A question with its answers and the number of calls of each.

    Yes/no questions and choices show a count for each answer. Amounts and days show the lowest,
    the median and the highest. Answers in words show one count for all.
    """

    name: str
    kind: str
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        return self.answers.total()

    @property
    def is_of_choices(self) -> bool:
        return self.kind in {AnswerKind.YES_NO, AnswerKind.ONE_OF}

    @property
    def range(self) -> tuple[str, str, str] | None:
        """The lowest answer, the median and the highest; None for choices and words.

        The median is always one of the answers: the lower of two middle ones.
        """
        if self.is_of_choices or self.kind == AnswerKind.TEXT:
            return None
        answers = list(self.answers.elements())
        if self.kind not in AMOUNTS:
            return min(answers), median_low(sorted(answers)), max(answers)
        amounts = sorted(map(int, answers))
        return str(amounts[0]), str(median_low(amounts)), str(amounts[-1])

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The answers as a person reads them, each with its number of calls."""
        if self.is_of_choices:
            return self.answers.most_common()
        if (ends := self.range) is None:
            return [(IN_WORDS, self.calls)]
        low, middle, high = (show_answer(self.kind, value) for value in ends)
        return [(f"{middle} in the middle, {low} to {high}", self.calls)]


def answers_by_question(database: Database, scope: ReportScope, now: datetime) -> list[Question]:
    """Return the questions with their answers, by name and kind. Raises BadInput as `report`."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        counts = count_answers(connection, filter_calls(connection, scope, now))
    questions: dict[tuple[str, str], Question] = {}
    for count in counts:
        key = (count.question, count.kind)
        question = questions.setdefault(key, Question(*key))
        question.answers[count.value] += count.calls
    return list(questions.values())
