"""The questions of the script, one after the other, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from console.outreach.scripts.speaking import SpokenQuestion, SpokenSection
from console.rules.shift.answers import AnswerKind, read_answer, show_answer
from console.view.text.cleaning import clean

TAKEN_BACK = "-"
"""What is typed to take an answer back."""


@dataclass
class Asking:
    """Where among the questions the agent is. `given` is by name, from this call or an earlier."""

    questions: Sequence[SpokenQuestion]
    given: dict[str, str] = field(default_factory=dict)
    at: int = 0

    def begin(self, section: SpokenSection | None) -> None:
        """With the first question of the section at hand that has no answer; else of all."""
        here = [one.name for one in section.questions] if section else []
        open_ones = [at for at, one in enumerate(self.questions) if one.name not in self.given]
        of_section = [at for at in open_ones if self.questions[at].name in here]
        asked_here = [at for at, one in enumerate(self.questions) if one.name in here]
        self.at = next(iter(of_section or asked_here[:1] or open_ones), 0)

    @property
    def question(self) -> SpokenQuestion:
        return self.questions[self.at]

    def move(self, by: int) -> None:
        self.at = (self.at + by) % len(self.questions)

    def take(self, text: str, today: date) -> bool:
        """Takes an answer to the question at hand and goes on to the next without one.

        Returns whether there is one. Raises AnswerError. Where one is taken back, its question
        stays.
        """
        one = self.question
        if text.strip() == TAKEN_BACK:
            self.given.pop(one.name, None)
            return True
        self.given[one.name] = read_answer(one.kind, one.choices, text, today)
        after = [*range(self.at + 1, len(self.questions)), *range(self.at)]
        left = [at for at in after if self.questions[at].name not in self.given]
        if left:
            self.at = left[0]
        return bool(left)

    def is_done_by_key(self, text: str) -> bool:
        """Whether a key alone answers: y or n, or the digit of one of several."""
        one = self.question
        if one.kind is AnswerKind.YES_NO:
            return text.casefold() in {"y", "n"}
        return one.kind is AnswerKind.ONE_OF and text in _digits(len(one.choices))


def _digits(count: int) -> list[str]:
    return [str(digit) for digit in range(1, count + 1)]


def name_words(question: SpokenQuestion) -> str:
    return clean(question.name.replace("_", " "))


def given_words(question: SpokenQuestion, given: dict[str, str]) -> str:
    return clean(show_answer(question.kind, given.get(question.name, "")))


def objection_kept(name: str, whose: str = "") -> str:
    """`whose` no it was, where that call is over and another lead may be on the screen."""
    kept = f"Kept with {clean(whose)}’s no" if whose else "Kept"
    return f"{kept}: “{clean(name)}”. The next rehearsal begins with it."


def says(card: SpokenSection, text: str) -> bool:
    """Whether every word typed stands in what they say, or in the other words for it."""
    where = f"{card.name} {card.also}".casefold()
    return all(word in where for word in text.casefold().split())
