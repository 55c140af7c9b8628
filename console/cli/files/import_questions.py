"""The two questions about a file, asked in a terminal before it is read."""

from datetime import datetime
from pathlib import Path

import click

from console.cli.shell.output import print_line, print_lines
from console.importing.plan.options import ImportOptions
from console.importing.plan.planning import ask_about
from console.importing.plan.question_words import (
    TITLES,
    read_answer,
    say_answer,
    say_guess,
    say_prospects,
    with_answer,
)
from console.importing.plan.questions import About, Question
from db.engine.database import Database

HINTS = {
    About.KIND: "A column can say it of each row: --map kind=COLUMN.",
    About.COUNTRY: "Any other country may be typed.",
}


def ask_questions(
    database: Database, path: Path, wish: ImportOptions, now: datetime
) -> ImportOptions:
    """The wish with the answers; each question is weighed by the answer before. Raises BadInput."""
    while True:
        left = [one for one in ask_about(database, path, wish, now) if not one.is_said]
        if not left:
            return wish
        wish = with_answer(wish, left[0].about, _ask(left[0]))


def _ask(question: Question) -> str:
    print_line(f"{TITLES[question.about]} {say_guess(question)}")
    labels = [say_answer(question.about, one.value) for one in question.answers]
    width = max(map(len, labels))
    for at, (label, one) in enumerate(zip(labels, question.answers, strict=True), 1):
        print_lines(f"  {at}  {label:<{width}}  {say_prospects(one.prospects)}")
    print_lines(f"  {HINTS[question.about]}")
    guess = say_answer(question.about, question.guess)
    while True:
        typed = click.prompt(
            f"Enter for {guess}", prompt_suffix="> ", default="", show_default=False
        )
        value = read_answer(question, typed)
        if value is not None:
            return value
        print_line("That is none of the answers: type the number of one.")
