"""Load and remove answers of the reassigned numbers database, stored like registries.

A load is one file. It is in force whole or not at all, as one registry for each answer and day. Of
a number's answers the newest counts: see `console.rules.verdict.reassigned`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from console.do_not_call.registries.bitmaps import Bitmaps
from console.importing.look_up_lists import (
    Entry,
    Held,
    Loaded,
    Part,
    Progress,
    Shape,
    load,
    take_out,
)
from console.rules.text import clean_line
from console.trouble import BadInput
from db.dnc.registries import Copy, LoadedRegistry, answer_rows
from db.engine.database import Connection, Database
from db.enums import REASSIGNED_ANSWERS, Reassigned

NAME = "the reassigned numbers database"
ID_LENGTH = 12
"""Digits of a file's checksum that name its load."""
AMBIGUOUS_BELOW = 4


class NewAnswers(Struct, frozen=True):
    """A file of answers that is to be loaded; `asked` are the first and last day asked about."""

    file: str
    checksum: str
    agent: str
    now: datetime
    asked: tuple[date, date] | None = None


class AnswersHeld(Held[Reassigned], frozen=True, kw_only=True):
    """A load in force; `first` and `last` are the days of its answers."""

    id: str
    first: date
    last: date


def answers_held(connection: Connection) -> tuple[AnswersHeld, ...]:
    """Return the loads in force, those with the newest answers first."""
    groups: dict[str, list[LoadedRegistry]] = {}
    for row in answer_rows(connection):
        groups.setdefault(row.checksum, []).append(row)
    held = [_held(rows) for rows in groups.values()]
    return tuple(sorted(held, key=lambda each: (each.last, each.loaded_at), reverse=True))


def load_answers(
    database: Database,
    new: NewAnswers,
    sets: Mapping[tuple[date, Reassigned], Bitmaps],
    progress: Progress | None = None,
    *,
    is_dry_run: bool = False,
) -> Loaded[AnswersHeld]:
    """Put a file's answers in force: see `look_up_lists.load`."""

    def find(connection: Connection) -> AnswersHeld | None:
        held = answers_held(connection)
        return next((each for each in held if each.checksum == new.checksum), None)

    def enter(held: AnswersHeld) -> Entry:
        asked = {} if new.asked is None else {"asked": [day.isoformat() for day in new.asked]}
        return "reassigned", {**_detail(held), **asked}

    parts = [Part(_copy(new, *key), bitmap) for key, bitmap in sets.items()]
    return load(database, parts, Shape(find, _held, enter), progress, is_dry_run=is_dry_run)


def remove_answers(
    database: Database, id_: str, agent: str, now: datetime
) -> tuple[AnswersHeld, int]:
    """Remove a load; return it, and how many leads' numbers are checked again. Raises BadInput."""

    def choose(connection: Connection) -> AnswersHeld:
        held = answers_held(connection)
        matches = [each for each in held if each.id.startswith(id_.casefold())]
        if len(id_) < AMBIGUOUS_BELOW or len(matches) != 1:
            there = ", ".join(f"{each.id} ({each.file})" for each in held) or "none"
            raise BadInput(f"There is no load {id_!r} of answers: there is {there}.")
        return matches[0]

    def enter(removed: AnswersHeld) -> Entry:
        return "reassigned_remove", _detail(removed)

    return take_out(database, choose, enter, agent, now)


def _detail(held: AnswersHeld) -> Mapping[str, object]:
    return {
        "file": held.file,
        "checksum": held.checksum,
        "answered": [held.first.isoformat(), held.last.isoformat()],
        "numbers": {answer.value: count for answer, count in held.numbers.items()},
    }


def _copy(new: NewAnswers, on: date, answer: Reassigned) -> Copy:
    kinds = {answer: kind for kind, answer in REASSIGNED_ANSWERS.items()}
    return Copy(
        source=f"reassigned {on} {new.checksum[:ID_LENGTH]} {answer.value}",
        name=NAME,
        kind=kinds[answer],
        as_of=on,
        loaded_at=new.now,
        agent=new.agent,
        file=clean_line(new.file),
        checksum=new.checksum,
    )


def _held(rows: Sequence[LoadedRegistry]) -> AnswersHeld:
    numbers = Counter[Reassigned]()
    for row in rows:
        numbers[REASSIGNED_ANSWERS[row.kind]] += row.size
    first = rows[0]
    return AnswersHeld(
        id=first.checksum[:ID_LENGTH],
        numbers=numbers,
        first=min(row.as_of for row in rows),
        last=max(row.as_of for row in rows),
        loaded_at=first.loaded_at,
        agent=first.agent,
        file=first.file,
        checksum=first.checksum,
        sources=frozenset(row.source for row in rows),
    )
