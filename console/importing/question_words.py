"""Texts for command, screen and plain console: questions and doubts about a file, known leads.

Known leads are those that were there before the import.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from console.files.fields.warnings import DoubtfulRow, Noticed, Settling
from console.importing.options import ImportOptions
from console.importing.questions import About, Prospects, Question
from console.importing.result import Imported
from console.rules.phone.number_plan import show_phone
from console.rules.places.regions import name_country, read_country
from console.rules.text import as_typed, clean_line
from console.rules.times.calendar_words import say_day
from db.enums import LeadKind, MatchBy

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
MOST_WORDS, LONGEST_WORD = 5, 40
"""How many words for the line type are named, and how many letters of each."""
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


def say_settled(
    rows: Sequence[DoubtfulRow], answer: Settling | None, left: Sequence[int] = ()
) -> str:
    """Return what an import did with the rows, "" without any.

    `left` are the lines of rows that stay callable although the answer bars the others.
    """
    if not rows:
        return ""
    if left and answer is Settling.BAR:
        left_count = sum(row.line in left for row in rows)
        if left_count == len(rows):
            return say_settled(rows, Settling.LEAVE)
        barred = "1 is" if len(rows) - left_count == 1 else f"{len(rows) - left_count:,} are"
        callable_ = "1 is" if left_count == 1 else f"{left_count:,} are"
        return (
            f"{count_rows(len(rows))} not to be called: {barred} on the internal list, and "
            f"{callable_} callable. The log has your name."
        )
    are, their = ("is", "its number is") if len(rows) == 1 else ("are", "their numbers are")
    rest = {
        Settling.BAR: f"{their} on the internal list.",
        Settling.LEAVE: f"{are} callable, and the log has your name.",
    }
    waiting = f"{are} called by nobody until that is settled on the card."
    if answer in rest:
        joint = "; " if answer is Settling.BAR else " and "
        return f"{count_rows(len(rows))} not to be called{joint}{rest[answer]}"
    return f"{count_rows(len(rows))} not to be called and {waiting}"


def say_unread_lines(lines: Counter[str], *, is_done: bool, has_keys: bool) -> Iterator[str]:
    """Yield which words for the line type are not understood, and how to say what they mean.

    `has_keys` on the import screen, which asks for them.
    """
    if not (count := lines.total()):
        return
    known = lines.most_common()
    words = [f"“{clean_line(text)[:LONGEST_WORD]}” {rows:,}" for text, rows in known]
    more = f" and {len(words) - MOST_WORDS} more words" if len(words) > MOST_WORDS else ""
    rows, are = ("1 number has", "is") if count == 1 else (f"{count:,} numbers have", "are")
    if has_keys:
        how = "To say it later, import the file again with “Known leads: merge” (Ctrl+O)."
        how = how if is_done else "Enter asks what each word means."
    else:
        again = " --on-duplicate merge, with the same file" if is_done else ""
        option = f"--line-type {as_typed(known[0][0])}=landline (or mobile, voip)"
        how = f"Say what each word means: {option}{again}."
    yield (
        f"{rows} a line type that is not understood and {are} not called where the law bars calls "
        f"to mobiles: {', '.join(words[:MOST_WORDS])}{more}. {how}"
    )


MOST_NAMED = 3
"""Further numbers that are named."""


def say_further(brought: Imported, *, is_done: bool) -> Iterator[str]:
    """Yield which known leads get a number beside those they have."""
    if not brought.further:
        return
    count = len({number.lead_id for number in brought.further})
    leads = "1 lead has" if count == 1 else f"{count:,} leads have"
    if not is_done:
        leads = "1 lead would get" if count == 1 else f"{count:,} leads would get"
    named = "; ".join(
        f"{clean_line(number.name)} {show_phone(number.e164)}, after {show_phone(number.first)}"
        for number in brought.further[:MOST_NAMED]
    )
    more = f" and {left:,} more" if (left := len(brought.further) - MOST_NAMED) > 0 else ""
    yield f"{leads} a further number, and the old one stays first: {named}{more}."


def say_untouched(noticed: Noticed, match: MatchBy) -> Iterator[str]:
    """Yield what rows that were not imported changed, or did not change, in known leads."""
    if count := noticed.barred_by_id:
        leads = "1 known lead" if count == 1 else f"{count:,} known leads"
        yield (
            f"Rows without a number say of {leads} not to call, by the vendor’s id: the numbers "
            "that are there go onto the internal list."
        )
    if count := noticed.asked_in_vain:
        rows, have = ("1 row says", "has") if count == 1 else (f"{count:,} rows say", "have")
        by_id = "" if match is MatchBy.VENDOR_ID else ", or --match vendor_id if you have the lead"
        yield (
            f"{rows} not to call and {have} no number that can be read, so nobody is barred by it: "
            f"mend the number among the rejects{by_id}."
        )
    if count := noticed.stand:
        leads, stand = ("1 lead", "stands") if count == 1 else (f"{count:,} leads", "stand")
        yield (
            f"{leads} that you have already {stand} as before: a row with the same number does not "
            "come in."
        )


def say_same_kind(brought: Imported) -> Iterator[str]:
    """Yield that known leads keep their kind, if the options give another."""
    if brought.stays and (count := brought.duplicate_in_database + brought.updated):
        stay = "1 known lead stays" if count == 1 else f"{count:,} known leads stay"
        yield (
            f"{stay} {KINDS[brought.stays]}: an import does not change what a lead is. smiledial "
            f"lists set {as_typed(brought.list_name)} --kind does, for all of the list."
        )


def say_cleared(brought: Imported, *, is_done: bool) -> Iterator[str]:
    """Yield what a clearing elsewhere does for the leads that were there before."""
    cleared = brought.cleared
    if cleared is None:
        return
    leads = "1 known lead" if cleared.leads == 1 else f"{cleared.leads:,} known leads"
    are = "is" if cleared.leads == 1 else "are"
    cleared_text = f"{leads} {are if is_done else 'would be'} cleared as of {say_day(cleared.on)}"
    parts = [(cleared.now, "may be called now"), (cleared.later, "in their hours")]
    shown = ", ".join(f"{count:,} {text}" for count, text in parts if count)
    frees = "That freed" if is_done else "That would free"
    yield f"{cleared_text}. {frees} {f'{cleared.freed:,}: {shown}' if shown else 'nobody'}."
