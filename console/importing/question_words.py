"""Texts for command, screen and plain console: questions and doubts about a file, known leads.

Known leads are those that were there before the import.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from console.files.fields.warnings import DoubtfulRow, Settling
from console.importing.options import ImportOptions
from console.importing.questions import About, Prospects, Question
from console.rules.places.regions import name_country, read_country
from console.rules.text import clean_line
from db.enums import LeadKind

KINDS = {"consumer": "consumers", "business": "businesses"}
TITLES = {About.KIND: "Businesses or consumers?", About.COUNTRY: "Which country?"}
OPTIONS = {About.KIND: "--kind", About.COUNTRY: "--country"}


def read_answer(question: Question, typed: str) -> str | None:
    """Return the answer that was typed, or None if it is none.

    A person may type the number of an answer, the beginning of its word, or any country. An empty
    text means our guess.
    """
    plain = typed.strip().casefold()
    if not plain:
        return question.guess
    if plain.isdecimal():
        at = int(plain) - 1
        return question.answers[at].value if 0 <= at < len(question.answers) else None
    if question.about is About.COUNTRY:
        return read_country(typed.strip())
    return next((value for value, word in KINDS.items() if word.startswith(plain)), None)


def with_answer(wish: ImportOptions, about: About, value: str) -> ImportOptions:
    """Return the options with an answer."""
    if about is About.KIND:
        return replace(wish, kind=LeadKind(value))
    return replace(wish, country=value)


def say_answer(about: About, value: str) -> str:
    """Return an answer in words: “consumers”, “Germany”."""
    return KINDS[value] if about is About.KIND else name_country(value)


def say_prospects(prospects: Prospects) -> str:
    """Return the result of an answer: how many are callable now, later, never, or unknown."""
    text = (
        f"{prospects.now:,} callable now, {prospects.later:,} later, {prospects.never:,} never, "
        f"{prospects.unknown:,} unknown"
    )
    if prospects.no_number:
        text += f", {prospects.no_number:,} rejected or without a number to call"
    return f"{text}; {say_nameless(prospects.no_company)}" if prospects.no_company else text


def say_nameless(rows: int) -> str:
    """Return how many rows have no company."""
    return "1 row has no company" if rows == 1 else f"{rows:,} rows have no company"


def say_guess(question: Question) -> str:
    """Return our guess with its reason, and how many rows the counts are based on."""
    guess = say_answer(question.about, question.guess)
    reasons = [question.why] if question.why else []
    if question.is_of_list:
        reasons.append(f"the list is of {say_answer(question.about, question.taken)}")
    why = f" ({'; '.join(reasons)})" if reasons else ""
    counted = f" Counted over the first {question.rows:,} rows." if question.is_sample else ""
    return f"Our guess: {guess}{why}.{counted}"


def say_until_answered(question: Question) -> str:
    """Return what we assume until the question is answered; "" if that is our guess anyway."""
    if not question.is_open or question.guess == question.taken:
        return ""
    taken = say_answer(question.about, question.taken)
    why = ", the stricter of the two" if question.taken == LeadKind.CONSUMER else ""
    why = ", as the list is" if question.is_of_list else why
    return f"Until you answer it is taken for {taken}{why}."


def say_taken(question: Question) -> str:
    """Return what we assumed without an answer, and the option that changes it."""
    taken = say_answer(question.about, question.taken)
    option = OPTIONS[question.about]
    is_kind = question.about is About.KIND
    text = f"Taken for {taken}" if is_kind else say_home(taken)
    text += ", as the list is" if question.is_of_list else ""
    if not question.is_open:
        values = (answer.value for answer in question.answers)
        other = next(value for value in values if value != question.taken)
        return f"{text}; {option} {other} says otherwise."
    guess = f" {say_guess(question)}" if question.guess != question.taken else ""
    others = " ".join(
        f"With {option} {answer.value}: {say_prospects(answer.prospects)}."
        for answer in question.answers
        if answer.value != question.taken
    )
    return f"{text}: {say_prospects(question.brings(question.taken))}.{guess} {others}"


def say_home(country: str) -> str:
    """Return a sentence about the country of numbers without a country code."""
    return f"Numbers without a country code are read as those of {country}"


def say_all_taken(questions: Sequence[Question], country_taken: str) -> Iterator[str]:
    """Yield what we assumed without an answer: one line for each open question, one for the rest.

    `country_taken` is "" if a person or the list gave the country.
    """
    open_questions = [question for question in questions if question.is_open]
    yield from map(say_taken, open_questions)
    settled = [say_taken(each) for each in questions if not (each.is_said or each.is_open)]
    if country_taken and not any(each.about is About.COUNTRY for each in questions):
        settled.append(f"{say_home(name_country(country_taken))}; --country says otherwise.")
    if settled:
        yield " ".join(settled)


SHOWN = 5
"""Rows that are shown before a person asks for all."""
LETTERS = {"b": Settling.BAR, "o": Settling.EACH, "l": Settling.LEAVE}
STAY = "They come in either way, so that a second list cannot bring them back."


def say_title(count: int) -> str:
    """Return the question's title."""
    return f"{count_rows(count)} not to be called · bar {'it' if count == 1 else 'them'}?"


def count_rows(count: int) -> str:
    return "1 row may ask" if count == 1 else f"{count:,} rows may ask"


def say_answers(count: int) -> tuple[tuple[str, str, str], ...]:
    """Return (letter, label, effect) of each answer, the default first."""
    bar = "Bar it" if count == 1 else f"Bar all {count:,}"
    rows = "row goes" if count == 1 else f"{count:,} rows go"
    return (
        ("b", bar, "on the internal list, for good, the file as proof"),
        ("o", "One by one", "bar or leave, a row at a time"),
        ("l", "Leave callable", f"your name and the {rows} into the log"),
    )


def read_letter(typed: str, letters: str = "bol") -> Settling | None:
    """Return the answer that was typed, b for nothing, or None if it is none of the letters."""
    letter = typed.strip().casefold()[:1] or "b"
    return LETTERS[letter] if letter in letters else None


def say_letters(letters: str) -> str:
    """Return `b, o or l`."""
    return f"{', '.join(letters[:-1])} or {letters[-1]}"


def say_rows(rows: Sequence[DoubtfulRow], most: int = SHOWN) -> Iterator[str]:
    """Yield the first rows: line, name, column and words."""
    for row in rows[:most]:
        name, column, words = map(clean_line, (row.name, row.column, row.words))
        yield f"line {row.line}, {name}, {column}: “{words}”"
    if len(rows) > most:
        yield f"… {len(rows) - most:,} more"
