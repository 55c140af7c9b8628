"""Two plain questions about a file: our guess at each, and what every answer would bring."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.cells.country_guess import guess_country
from console.files.fields.columns.layout import Columns
from console.files.tables.rows import LOOKED_AT, RowChunk
from console.importing.plan.callability import judge_places
from console.importing.rows.chunks import ROWS_AT_ONCE, ReadPlan, read_pieces
from console.importing.rows.lead_rows import HELD_BACK
from console.judging.number_standing import Copies
from db.engine.database import Database
from db.enums import LeadKind, VerdictKind

WEIGHED = ROWS_AT_ONCE
"""Rows by which answers are weighed: all of most files, and of a large one the first."""

NO_NUMBER = "invalid_number"

OF_CONSUMERS = ("income", "net_worth")
"""Columns beside which a company is where somebody works."""


EMPLOYERS = frozenset({"employer", "勤務先"})
"""Columns of companies that say it by their name."""


class About(StrEnum):
    KIND = "kind"
    COUNTRY = "country"


class Prospects(Struct, frozen=True):
    """Of people in the rows looked at: callable now, later, at no hour, or not before something is
    known, as are rows that stay behind until somebody says what a result of theirs means; rows
    without a number that can be called, and those taken for a business that name no company."""

    now: int = 0
    later: int = 0
    never: int = 0
    unknown: int = 0
    no_number: int = 0
    no_company: int = 0


class Answer(Struct, frozen=True):
    """`value` is what the option takes: a kind, or an ISO country."""

    value: str
    prospects: Prospects


class Question(Struct, frozen=True):
    """`answers` begin with our `guess`, for the reason `why`, "" for none.

    The file is read by the answer `taken`; `is_said` where a person or the list has given that.
    `rows` were looked at, of a larger file where `is_sample`. `is_doubtful` where none of the
    answers is much likelier than another.
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

    @property
    def is_open(self) -> bool:
        """Whether the file may be taken for what it is not, and nobody has said so."""
        return not self.is_said and (self.is_doubtful or self.guess != self.taken)

    def brings(self, value: str) -> Prospects:
        return next(one.prospects for one in self.answers if one.value == value)


def first_open(questions: Sequence[Question]) -> Question | None:
    """What is to be asked before the file comes in."""
    return next((one for one in questions if one.is_open), None)


def guess_kind(columns: Columns, rows: Sequence[Sequence[str]]) -> tuple[LeadKind, str]:
    """A company in most rows is business, and why; not beside what a person earns or owns."""
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
) -> tuple[Question, ...]:
    """The country first, for it decides which rows have a number.

    None whose every answer comes to the same, because each row says it itself.
    """
    scale = _Scale(database, plan, copies)
    rows = scale.sample
    country = guess_country(plan.file.header, rows, plan.country)
    kind, why_kind = guess_kind(plan.columns, rows)
    likely = plan.country if is_country_said else country.best
    whom = plan.kind if is_kind_said else kind
    questions = []
    if len(country.reasons) > 1 and not scale.is_same([(whom, one) for one in country.reasons]):
        questions.append(
            Question(
                About.COUNTRY,
                tuple(Answer(one, scale.weigh(whom, one)) for one in country.reasons),
                plan.country,
                country.best,
                country.reasons[country.best],
                is_country_said,
                scale.count,
                scale.is_sample,
                is_doubtful=not country.is_read_at_home,
            )
        )
    kinds = sorted(LeadKind, key=lambda one: one is not kind)
    if not scale.is_same([(one, likely) for one in kinds]):
        questions.append(
            Question(
                About.KIND,
                tuple(Answer(one.value, scale.weigh(one, likely)) for one in kinds),
                plan.kind.value,
                kind.value,
                why_kind,
                is_kind_said,
                scale.count,
                scale.is_sample,
            )
        )
    return tuple(questions)


class _Stand(Struct, frozen=True):
    """How many people stand at each (bar, facts), each once; the rows without a number, those held
    back, and those of businesses without a company."""

    people: Mapping[tuple[str, str], int]
    lost: int
    held: int
    nameless: int


class _Scale:
    """The first rows of a file, read and judged as each answer would have them; nothing is kept."""

    def __init__(self, database: Database, plan: ReadPlan, copies: Copies) -> None:
        self._database = database
        self._plan = plan
        self._copies = copies
        self._stretches: list[RowChunk] = []
        self.count = 0
        self.is_sample = False
        for stretch in plan.file.stretches(ROWS_AT_ONCE):
            if self.count >= WEIGHED:
                self.is_sample = True
                break
            self._stretches.append(stretch)
            self.count += stretch.count
        self.sample = [row for stretch in self._stretches for row in stretch.rows][:LOOKED_AT]
        self._known: dict[tuple[LeadKind, str], _Stand] = {}

    def is_same(self, answers: Sequence[tuple[LeadKind, str]]) -> bool:
        stands = [self._stand(*answer) for answer in answers]
        first, *others = ((one.people, one.lost) for one in stands)
        return all(other == first for other in others)

    def weigh(self, kind: LeadKind, country: str) -> Prospects:
        stand = self._stand(kind, country)
        plan, lost = self._plan, stand.lost
        at: Counter[VerdictKind] = Counter()
        places = [(bar, facts, count) for (bar, facts), count in stand.people.items()]
        for verdict, count, one in judge_places(places, plan.firm, self._copies, plan.now):
            if one is not None and one.code == NO_NUMBER:
                lost += count
            else:
                at[verdict] += count
        return Prospects(
            at[VerdictKind.CALL],
            at[VerdictKind.WAIT],
            at[VerdictKind.NEVER],
            at[VerdictKind.UNKNOWN] + stand.held,
            lost,
            stand.nameless,
        )

    def _stand(self, kind: LeadKind, country: str) -> _Stand:
        known = self._known.get((kind, country))
        if known is not None:
            return known
        plan = replace(self._plan, kind=kind, country=country, is_dry_run=True)
        standing: Counter[tuple[str, str]] = Counter()
        facts: dict[int, str] = {}
        seen: set[str] = set()
        lost = held = nameless = 0
        for piece in read_pieces(self._database, plan, self._stretches):
            rows = piece.rows
            facts.update(rows.new_places)
            unknown = sum(one.reason in HELD_BACK for one in piece.rejects)
            held += unknown
            lost += len(piece.rejects) - unknown
            nameless += piece.noticed.no_company
            for key, bar, place in zip(rows.keys, rows.bars, rows.places, strict=True):
                if key not in seen:
                    seen.add(key)
                    standing[bar, facts[place]] += 1
        stand = self._known[kind, country] = _Stand(standing, lost, held, nameless)
        return stand
