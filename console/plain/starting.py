"""The first start of the plain console: how to begin, then questions about agent and firm."""

from collections.abc import Sequence

from console.firm.settings import HOME_COUNTRY
from console.plain.conversation import Ask, Say
from console.supervision.firm.first_questions import Answers, Question, UnreadAnswerError, read_all
from console.trouble import BadInput
from console.view.start.first_start import (
    ADDRESS_HINT,
    CONNECTING,
    FORM_HINT,
    FORM_TITLE,
    WAYS,
    WELCOME,
    QuestionsFor,
    StartChoice,
    read_way,
)
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

BACK = "<"


def begin(say: Say, ask: Ask, asked: QuestionsFor) -> StartChoice | None:
    """Ask how to begin. Return None, with nothing written, if the agent leaves."""
    say(f"{WELCOME} Enter alone leaves.")
    for offer in WAYS:
        say(f"{offer.name}: {offer.text}")
    say(ADDRESS_HINT)
    while typed := (ask("How to begin> ") or "").strip():
        try:
            way = read_way(typed)
            if way.is_sample:
                return StartChoice(way, {})
            if way.database:
                say(CONNECTING)
            questions = asked(way)
        except (BadInput, DatabaseTrouble) as trouble:
            say(clean(str(trouble)))
            continue
        answers = ask_about(say, ask, questions)
        if answers is not None:
            return StartChoice(way, answers)
    return None


def ask_about(say: Say, ask: Ask, questions: Sequence[Question]) -> Answers | None:
    """Ask all questions.

    Return the valid answers, or None if the agent goes back or the input ends.
    """
    if not questions:
        return {}
    say(f"{FORM_TITLE}. Enter accepts a line. {FORM_HINT} {BACK} goes back, - empties a line.")
    typed = {question.name: clean(question.answer) for question in questions}
    at = 0
    while 0 <= at < len(questions):
        question = questions[at]
        say(f"{question.label}: {question.why}.{_words(question)}")
        line = ask(f"{question.label} [{typed[question.name]}]> ")
        if line is None:
            return None
        text = clean(line)
        if text == BACK:
            at -= 1
            continue
        before = typed[question.name]
        typed[question.name] = "" if text == "-" else text or before
        try:
            read_all({name: typed[name] for name in typed if name in {question.name, HOME_COUNTRY}})
        except (UnreadAnswerError, BadInput) as error:
            typed[question.name] = before
            say(clean(str(error)))
            continue
        at += 1
    return None if at < 0 else typed


def _words(question: Question) -> str:
    if not question.words:
        return ""
    return " One of " + ", ".join(f"{value} ({label})" for value, label in question.words) + "."
