"""The two questions about a file (country and kind): our guess, and the result of each answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.country_guess import guess_country
from console.files.fields.columns.layout import Columns
from console.files.tables.rows import LOOKED_AT, RowChunk
from console.importing.callability import judge_places
from console.importing.rows.chunks import read_pieces
from console.importing.rows.read_plan import ReadPlan
from console.importing.rows.row_requests import HELD_BACK
from console.judging.number_standing import Copies
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
