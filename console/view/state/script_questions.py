"""The questions of the script, the answers so far, and objections found by their words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from console.outreach.scripts.speaking import SpokenQuestion, SpokenSection
from console.rules.shift.answers import AnswerKind, read_answer, show_answer
from console.view.text.cleaning import clean

TAKEN_BACK = "-"
"""What the agent types to take an answer back."""


@dataclass
class Asking:
    """The agent's place among the questions.

    `answers` are by name, from this call or an earlier one.
    """

    questions: Sequence[SpokenQuestion]
    answers: dict[str, str] = field(default_factory=dict)
    at: int = 0

    def begin(self, section: SpokenSection | None) -> None:
        """Start at the first unanswered question of a section, else of the whole script."""
        names = [question.name for question in section.questions] if section else []
        unanswered = [
            at for at, question in enumerate(self.questions) if question.name not in self.answers
        ]
        unanswered_here = [at for at in unanswered if self.questions[at].name in names]
        asked_here = [at for at, question in enumerate(self.questions) if question.name in names]
        self.at = next(iter(unanswered_here or asked_here[:1] or unanswered), 0)

    @property
    def question(self) -> SpokenQuestion:
        return self.questions[self.at]

    def move(self, by: int) -> None:
        self.at = (self.at + by) % len(self.questions)

    def take(self, text: str, today: date) -> bool:
        """Store an answer to the current question and go to the next unanswered one.

        Return whether one is left. "-" takes an answer back and stays at the question. Raises
        AnswerError.
        """
        question = self.question
        if text.strip() == TAKEN_BACK:
            self.answers.pop(question.name, None)
            return True
        self.answers[question.name] = read_answer(question.kind, question.choices, text, today)
        after = [*range(self.at + 1, len(self.questions)), *range(self.at)]
        unanswered = [at for at in after if self.questions[at].name not in self.answers]
        if unanswered:
            self.at = unanswered[0]
        return bool(unanswered)

    def is_done_by_key(self, text: str) -> bool:
        """Tell whether one key answers the question: y or n, or the digit of a choice."""
        question = self.question
        if question.kind is AnswerKind.YES_NO:
            return text.casefold() in {"y", "n"}
        return question.kind is AnswerKind.ONE_OF and text in _digits(len(question.choices))


def _digits(count: int) -> list[str]:
    return [str(digit) for digit in range(1, count + 1)]


def name_words(question: SpokenQuestion) -> str:
    """Return a question's name with spaces."""
    return clean(question.name.replace("_", " "))


def answer_words(question: SpokenQuestion, answers: dict[str, str]) -> str:
    """Return the answer to a question as a person reads it."""
    return clean(show_answer(question.kind, answers.get(question.name, "")))


def objection_words(name: str, whose: str = "") -> str:
    """Say that an objection is stored. `whose` names the person if that call is already over."""
    start = f"Kept with {clean(whose)}’s no" if whose else "Kept"
    return f"{start}: “{clean(name)}”. The next rehearsal begins with it."


def matches_objection(card: SpokenSection, text: str) -> bool:
    """Tell whether every typed word is in an objection's name or its other words."""
    where = f"{card.name} {card.also}".casefold()
    return all(word in where for word in text.casefold().split())
