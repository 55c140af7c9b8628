"""The two questions about a file, its country and kind: our guess, and what each answer does.

Here is also how a question is worded, and the one about rows that may say not to call.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.country_guess import guess_country
from console.files.fields.columns.layout import Columns
from console.files.fields.warnings import DoubtfulRow, Settling
from console.files.tables.rows import LOOKED_AT, RowChunk
from console.importing.callability import judge_places
from console.importing.options import ImportOptions
from console.importing.rows.candidates import ReadPlan
from console.importing.rows.chunks import read_pieces
from console.importing.rows.row_requests import HELD_BACK
from console.judging.number_standing import Copies
from console.rules.places.regions import name_country, read_country
from console.rules.text import clean_line
from db.engine.database import Database
from db.enums import LeadKind, VerdictKind

WEIGHED = 4000
"""Rows that are read to compare the answers: most files have fewer."""

NO_NUMBER = "invalid_number"

OF_CONSUMERS = ("income", "net_worth")
"""Fields that only consumers have: in such a file, the company is the person's employer."""


EMPLOYERS = frozenset({"employer", "勤務先"})
"""Squeezed names of company columns that hold employers of consumers."""


class About(StrEnum):
    """What a question is about."""

    KIND = "kind"
    COUNTRY = "country"


class Prospects(Struct, frozen=True):
    """Counts of people in the sampled rows: callable now, later, never, or unknown.

    `unknown` includes rows that are held back until a person explains a word. `no_number` counts
    rows without a callable number. `no_company` counts rows that are assumed to be a business but
    name no company.
    """

    now: int = 0
    later: int = 0
    never: int = 0
    unknown: int = 0
    no_number: int = 0
    no_company: int = 0


class Answer(Struct, frozen=True):
    """An answer and its result; `value` is the kind or ISO country to pass to the option."""

    value: str
    prospects: Prospects


class Question(Struct, frozen=True):
    """A question about a file, with its possible `answers`; the first one is our `guess`.

    `why` is the reason for the guess, or "". `taken` is the answer by which the file is read, and
    `is_said` tells whether a person or the list gave it. The results count the first `rows`; if
    `is_sample`, the file has more. `is_doubtful` means that no answer is much likelier than the
    others.
    """

    about: About
    answers: tuple[Answer, ...]
    taken: str
    guess: str
    why: str
    is_said: bool
    rows: int
    is_sample: bool
    is_doubtful: bool = False
    is_of_list: bool = False
    """Whether `taken` is what the list holds that the file goes into."""

    @property
    def is_open(self) -> bool:
        """Whether a person should answer: nobody has answered yet, and `taken` may be wrong."""
        return not self.is_said and (self.is_doubtful or self.guess != self.taken)

    def brings(self, value: str) -> Prospects:
        """Return the counts that an answer leads to."""
        return next(answer.prospects for answer in self.answers if answer.value == value)


def first_open(questions: Sequence[Question]) -> Question | None:
    """Return the first question that should be answered before the import, or None."""
    return next((question for question in questions if question.is_open), None)


def guess_kind(columns: Columns, rows: Sequence[Sequence[str]]) -> tuple[LeadKind, str]:
    """Guess the kind of the leads, and return why, "" for consumers.

    Guess businesses if most rows name a company, unless the file has income or net worth.
    """
    at = columns.fields.get("company")
    if at is None or any(name in columns.fields for name in OF_CONSUMERS):
        return LeadKind.CONSUMER, ""
    if columns.names[at].squeezed in EMPLOYERS:
        return LeadKind.CONSUMER, ""
    count = sum(bool(row[at].strip()) for row in rows)
    if count * 2 <= len(rows):
        return LeadKind.CONSUMER, ""
    return LeadKind.BUSINESS, f"{count:,} of {len(rows):,} rows name a company"


def find_questions(
    database: Database,
    plan: ReadPlan,
    copies: Copies,
    *,
    is_kind_said: bool,
    is_country_said: bool,
    is_known_list: bool = False,
) -> tuple[Question, ...]:
    """Return the questions about a file.

    The country comes first, because it decides which numbers are valid. If all answers to a
    question have the same result, because the rows state it themselves, the question is left out.
    In a known list, a file without a sign of businesses is guessed to be of the list's kind.
    """
    scale = _Scale(database, plan, copies)
    rows = scale.sample
    country = guess_country(plan.file.header, rows, plan.country)
    kind, why_kind = guess_kind(plan.columns, rows)
    if is_known_list and not why_kind:
        kind = plan.kind
    likely = plan.country if is_country_said else country.best
    likely_kind = plan.kind if is_kind_said else kind
    questions = []
    if len(country.reasons) > 1 and not scale.is_same(
        [(likely_kind, code) for code in country.reasons]
    ):
        questions.append(
            Question(
                About.COUNTRY,
                tuple(Answer(code, scale.weigh(likely_kind, code)) for code in country.reasons),
                plan.country,
                country.best,
                country.reasons[country.best],
                is_country_said,
                scale.count,
                scale.is_sample,
                is_doubtful=not country.is_read_at_home,
            )
        )
    kinds = sorted(LeadKind, key=lambda each: each is not kind)
    if not scale.is_same([(each, likely) for each in kinds]):
        questions.append(
            Question(
                About.KIND,
                tuple(Answer(each.value, scale.weigh(each, likely)) for each in kinds),
                plan.kind.value,
                kind.value,
                why_kind,
                is_kind_said,
                scale.count,
                scale.is_sample,
                is_of_list=is_known_list and not is_kind_said,
            )
        )
    return tuple(questions)


class _Stand(Struct, frozen=True):
    """The sampled rows, read by one answer.

    `people` counts distinct people by (bar, facts of the place). The other fields count rows:
    without a number, held back, and businesses without a company.
    """

    people: Mapping[tuple[str, str], int]
    no_number: int
    held_back: int
    no_company: int


class _Scale:
    """Reads and judges the first rows of a file by each answer; stores nothing."""

    def __init__(self, database: Database, plan: ReadPlan, copies: Copies) -> None:
        self._database = database
        self._plan = plan
        self._copies = copies
        self._chunks: list[RowChunk] = []
        self.count = 0
        self.is_sample = False
        for chunk in plan.file.chunks(WEIGHED):
            if self.count >= WEIGHED:
                self.is_sample = True
                break
            self._chunks.append(chunk)
            self.count += chunk.count
        self.sample = [row for chunk in self._chunks for row in chunk.rows][:LOOKED_AT]
        self._known: dict[tuple[LeadKind, str], _Stand] = {}

    def is_same(self, answers: Sequence[tuple[LeadKind, str]]) -> bool:
        """Return whether all answers have the same result."""
        stands = [self._stand(*answer) for answer in answers]
        first, *others = ((stand.people, stand.no_number) for stand in stands)
        return all(other == first for other in others)

    def weigh(self, kind: LeadKind, country: str) -> Prospects:
        """Return the counts that an answer leads to."""
        stand = self._stand(kind, country)
        plan, no_number = self._plan, stand.no_number
        at: Counter[VerdictKind] = Counter()
        places = [(bar, facts, count) for (bar, facts), count in stand.people.items()]
        for verdict, count, blocked in judge_places(places, plan.firm, self._copies, plan.now):
            if blocked is not None and blocked.code == NO_NUMBER:
                no_number += count
            else:
                at[verdict] += count
        return Prospects(
            at[VerdictKind.CALL],
            at[VerdictKind.WAIT],
            at[VerdictKind.NEVER],
            at[VerdictKind.UNKNOWN] + stand.held_back,
            no_number,
            stand.no_company,
        )

    def _stand(self, kind: LeadKind, country: str) -> _Stand:
        known = self._known.get((kind, country))
        if known is not None:
            return known
        plan = replace(self._plan, kind=kind, country=country, is_dry_run=True)
        standing: Counter[tuple[str, str]] = Counter()
        facts: dict[int, str] = {}
        keys: set[str] = set()
        no_number = held_back = no_company = 0
        for piece in read_pieces(self._database, plan, self._chunks):
            rows = piece.rows
            facts.update(rows.new_places)
            unknown = sum(reject.reason in HELD_BACK for reject in piece.rejects)
            held_back += unknown
            no_number += len(piece.rejects) - unknown
            no_company += piece.noticed.no_company
            for key, bar, place in zip(rows.keys, rows.bars, rows.places, strict=True):
                if key not in keys:
                    keys.add(key)
                    standing[bar, facts[place]] += 1
        stand = self._known[kind, country] = _Stand(standing, no_number, held_back, no_company)
        return stand


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
