"""Compare the openings of scripts by their results, and claim only what the calls support.

Also the answers to the questions of scripts, counted over calls.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low

from msgspec import Struct
from msgspec.structs import replace

from console.outreach.scripts.script import Section, TextFaults, read_script
from console.rules.shift.answers import AnswerKind, show_answer
from console.rules.shift.best_hours import wilson
from console.supervision.reports.calls import ReportScope, filter_calls, refuse_unknown
from db.engine.database import Connection, Database
from db.firm.prepared_texts import VersionOfScript, read_versions
from db.reports.call_counts import OpeningTally, count_answers, tally_openings

ENOUGH = 100
"""Conversations that each opening needs before they are compared: a 95 % interval then reaches at
most some ten points to either side (1.96 × √(0.25 ÷ 100))."""

MEASURES = {"talks": "talks of a minute", "yeses": "yeses"}
"""The counts by which openings are compared, with the words for each."""


class Opening(Struct, frozen=True):
    """One opening of a script, in those `versions` of it that have the same openings.

    `talks` are conversations of a minute or more. Shares are of conversations: a person who picks
    up has not heard the opening yet.
    """

    script: str
    versions: tuple[int, ...]
    name: str
    dials: int = 0
    conversations: int = 0
    talks: int = 0
    noes: int = 0
    yeses: int = 0

    def interval(self, measure: str) -> tuple[float, float]:
        return wilson(getattr(self, measure), self.conversations)

    @property
    def title(self) -> str:
        """The name without the word before the colon."""
        return self.name.partition(":")[2].strip() or self.name


class Comparison(Struct, frozen=True):
    """The openings, and `sentences` on those that were used side by side."""

    rows: tuple[Opening, ...]
    sentences: tuple[str, ...]


def compare_openings(database: Database, scope: ReportScope, now: datetime) -> Comparison:
    """Compare the openings of the dials in a scope. Raises BadInput as `report`."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        tallies = tally_openings(connection, filter_calls(connection, scope, now))
        sets = _opening_sets(connection, {counts.script_id for counts in tallies})
    by_key = {
        (script, versions, name): Opening(script, versions, name)
        for script, versions, names in sets.values()
        for name in names
    }
    for counts in tallies:
        script, versions, _ = sets[counts.script_id]
        key = (script, versions, counts.opening)
        by_key[key] = _add(by_key.get(key, Opening(script, versions, counts.opening)), counts)
    rows = tuple(by_key[key] for key in sorted(by_key))
    sentences: list[str] = []
    for script, versions in dict.fromkeys((row.script, row.versions) for row in rows):
        openings = [row for row in rows if (row.script, row.versions) == (script, versions)]
        sentences += comparison_sentences(script, openings)
    if _has_versions_apart(rows):
        sentences.append(
            "Versions with other openings were used at other times, for other leads: do not "
            "compare rows of different versions."
        )
    return Comparison(rows, tuple(sentences))


def _add(opening: Opening, counts: OpeningTally) -> Opening:
    names = ("dials", "conversations", "talks", "noes", "yeses")
    sums = {name: getattr(opening, name) + getattr(counts, name) for name in names}
    return replace(opening, **sums)


def _opening_sets(
    connection: Connection, script_ids: Iterable[int]
) -> Mapping[int, tuple[str, tuple[int, ...], tuple[str, ...]]]:
    """Return, by version: its script, the versions with the same openings, and the openings' names.

    The names include openings that nobody has heard yet.
    """
    versions = read_versions(connection)
    ids = set(script_ids)
    openings = {version.id: _openings(version) for version in versions if version.id in ids}
    contents = {  # versions without openings are the same only if their whole text is
        version.id: (
            version.name,
            tuple((part.name, part.lines, part.answers) for part in openings[version.id])
            or version.checksum,
        )
        for version in versions
        if version.id in openings
    }
    alike: dict[tuple[str, object], list[int]] = {}
    for version in versions:
        if version.id in contents:
            alike.setdefault(contents[version.id], []).append(version.number)
    return {
        version_id: (
            content[0],
            tuple(alike[content]),
            tuple(part.name for part in openings[version_id]),
        )
        for version_id, content in contents.items()
    }


def _openings(version: VersionOfScript) -> tuple[Section, ...]:
    try:
        return read_script(version.text).openings
    except TextFaults:  # it was valid when it was stored; the syntax has changed since
        return ()


def comparison_sentences(script: str, openings: Sequence[Opening]) -> Iterable[str]:
    """Compare openings that were assigned at random over the same days."""
    if len(openings) < 2:
        return
    short = [opening for opening in openings if opening.conversations < ENOUGH]
    if short:
        more = " and ".join(
            f"{ENOUGH - opening.conversations} more with “{opening.title}”" for opening in short
        )
        yield f"{script}: too little to tell. It takes {ENOUGH} talks each: {more}."
        return
    for measure, words in MEASURES.items():
        best = max(openings, key=lambda opening: getattr(opening, measure) / opening.conversations)
        low = best.interval(measure)[0]
        below = [opening for opening in openings if opening.interval(measure)[1] < low]
        if below:
            names = " and ".join(f"“{opening.title}”" for opening in below)
            yield (
                f"{script}: “{best.title}” brought more {words} than {names}; "
                "the intervals lie apart."
            )
        else:
            yield f"{script}: no difference in {words} is seen; the intervals overlap."


def _has_versions_apart(rows: Sequence[Opening]) -> bool:
    return len({(row.script, row.versions) for row in rows}) > len({row.script for row in rows})


AMOUNTS = (AnswerKind.NUMBER, AnswerKind.MONEY)
IN_WORDS = "in their words"


@dataclass(slots=True)
class Question:
    """A question with its answers and the number of calls of each.

    Yes/no questions and choices show a count for each answer. Amounts and days show the lowest,
    the median and the highest. Answers in words show one count for all.
    """

    name: str
    kind: str
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def calls(self) -> int:
        return self.answers.total()

    @property
    def is_of_choices(self) -> bool:
        return self.kind in {AnswerKind.YES_NO, AnswerKind.ONE_OF}

    @property
    def range(self) -> tuple[str, str, str] | None:
        """The lowest answer, the median and the highest; None for choices and words.

        The median is always one of the answers: the lower of two middle ones.
        """
        if self.is_of_choices or self.kind == AnswerKind.TEXT:
            return None
        answers = list(self.answers.elements())
        if self.kind not in AMOUNTS:
            return min(answers), median_low(sorted(answers)), max(answers)
        amounts = sorted(map(int, answers))
        return str(amounts[0]), str(median_low(amounts)), str(amounts[-1])

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The answers as a person reads them, each with its number of calls."""
        if self.is_of_choices:
            return self.answers.most_common()
        if (ends := self.range) is None:
            return [(IN_WORDS, self.calls)]
        low, middle, high = (show_answer(self.kind, value) for value in ends)
        return [(f"{middle} in the middle, {low} to {high}", self.calls)]


def answers_by_question(database: Database, scope: ReportScope, now: datetime) -> list[Question]:
    """Return the questions with their answers, by name and kind. Raises BadInput as `report`."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        counts = count_answers(connection, filter_calls(connection, scope, now))
    questions: dict[tuple[str, str], Question] = {}
    for count in counts:
        key = (count.question, count.kind)
        question = questions.setdefault(key, Question(*key))
        question.answers[count.value] += count.calls
    return list(questions.values())
