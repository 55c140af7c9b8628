"""The two questions in words that the command, the screen and the plain console share."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from console.importing.plan.options import ImportOptions
from console.importing.plan.questions import About, Prospects, Question
from console.rules.places.regions import name_country, read_country
from db.enums import LeadKind

KINDS = {"consumer": "consumers", "business": "businesses"}
TITLES = {About.KIND: "Businesses or consumers?", About.COUNTRY: "Which country?"}
OPTIONS = {About.KIND: "--kind", About.COUNTRY: "--country"}


def read_answer(question: Question, typed: str) -> str | None:
    """The value that is typed: the number of an answer, its word, the beginning of one, or any
    country; nothing typed is our guess. None for what is no answer."""
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
    if about is About.KIND:
        return replace(wish, kind=LeadKind(value))
    return replace(wish, country=value)


def say_answer(about: About, value: str) -> str:
    return KINDS[value] if about is About.KIND else name_country(value)


def say_prospects(one: Prospects) -> str:
    """What an answer brings: callable now, later, never, unknown."""
    said = (
        f"{one.now:,} callable now, {one.later:,} later, {one.never:,} never, "
        f"{one.unknown:,} unknown"
    )
    said += f", {one.no_number:,} without a number" if one.no_number else ""
    return f"{said}; {say_nameless(one.no_company)}" if one.no_company else said


def say_nameless(rows: int) -> str:
    return "1 row has no company" if rows == 1 else f"{rows:,} rows have no company"


def say_guess(question: Question) -> str:
    """Our guess with its reason, and over which rows the answers are counted."""
    guess = say_answer(question.about, question.guess)
    why = f" ({question.why})" if question.why else ""
    counted = f" Counted over the first {question.rows:,} rows." if question.is_sample else ""
    return f"Our guess: {guess}{why}.{counted}"


def say_until_answered(question: Question) -> str:
    """What holds meanwhile, where that is not our guess; "" where it is."""
    if not question.is_open or question.guess == question.taken:
        return ""
    taken = say_answer(question.about, question.taken)
    why = ", the stricter of the two" if question.taken == LeadKind.CONSUMER else ""
    return f"Until you answer it is taken for {taken}{why}."


def say_taken(question: Question) -> str:
    """What the file is taken for while nobody has said, and the option that changes it."""
    taken = say_answer(question.about, question.taken)
    option = OPTIONS[question.about]
    is_kind = question.about is About.KIND
    said = f"Taken for {taken}" if is_kind else say_home(taken)
    if not question.is_open:
        other = next(one.value for one in question.answers if one.value != question.taken)
        return f"{said}; {option} {other} says otherwise."
    guess = f" {say_guess(question)}" if question.guess != question.taken else ""
    others = " ".join(
        f"With {option} {one.value}: {say_prospects(one.prospects)}."
        for one in question.answers
        if one.value != question.taken
    )
    return f"{said}: {say_prospects(question.brings(question.taken))}.{guess} {others}"


def say_home(country: str) -> str:
    return f"Numbers without a country code are read as those of {country}"


def say_all_taken(questions: Sequence[Question], country_taken: str) -> Iterator[str]:
    """Whatever nobody has said: a line for each that is in doubt, and one for the others.

    `country_taken` is "" where somebody said that.
    """
    left = [one for one in questions if not one.is_said]
    yield from (say_taken(one) for one in left if one.is_open)
    settled = [say_taken(one) for one in left if not one.is_open]
    if country_taken and not any(one.about is About.COUNTRY for one in questions):
        settled.append(f"{say_home(name_country(country_taken))}; --country says otherwise.")
    if settled:
        yield " ".join(settled)
