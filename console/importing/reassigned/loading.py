"""Load and remove answers of the reassigned numbers database, stored like registries.

A load is one file. It is in force whole or not at all, as one registry for each answer and day. Of
a number's answers the newest counts: see `console.rules.verdict.reassigned`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from msgspec import Struct

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.replacement import stage_all, sweep
from console.judging.lead_marks import place_by_look_ups
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import Copy, LoadedRegistry, answer_rows, new_token, publish, retire
from db.engine.database import Connection, Database, DatabaseTrouble
from db.enums import REASSIGNED_ANSWERS, Reassigned
from db.firm.settings import bump_revision

NAME = "the reassigned numbers database"
ID_LENGTH = 12
"""Digits of a file's checksum that name its load."""
AMBIGUOUS_BELOW = 4

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is."""


class NewAnswers(Struct, frozen=True):
    """A file of answers that is to be loaded; `asked` are the first and last day asked about."""

    file: str
    checksum: str
    agent: str
    now: datetime
    asked: tuple[date, date] | None = None


class AnswersHeld(Struct, frozen=True):
    """A load in force; `numbers` counts its answers, `first` and `last` are their days."""

    id: str
    numbers: Mapping[Reassigned, int]
    first: date
    last: date
    loaded_at: datetime
    agent: str
    file: str
    checksum: str
    sources: frozenset[str]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


class AnswersLoaded(Struct, frozen=True):
    """The result of a load; `moved` counts the leads' numbers that are judged anew."""

    held: AnswersHeld
    moved: int
    was_there: bool = False


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
) -> AnswersLoaded:
    """Put a file's answers in force, whole or not at all, while agents keep calling.

    Loading the same file again changes nothing. Raises BadInput; a dry run raises it for the same
    reasons.
    """
    if known := _find(database, new.checksum):
        # A load may have died after it was in force, and before its numbers were placed.
        moved = 0 if is_dry_run else place_by_look_ups(database, known.sources)
        return AnswersLoaded(known, moved, was_there=True)
    if not sets:
        raise BadInput("The file holds no answer about any number, so there is nothing to load.")
    sizes = {key: bitmap.sizes() for key, bitmap in sets.items()}
    copies = {key: _copy(new, *key) for key in sets}
    if is_dry_run:
        rows = [
            _row_of(copies[key], code, size)
            for key, codes in sizes.items()
            for code, size in codes.items()
        ]
        return AnswersLoaded(_held(rows), 0)
    token = new_token()
    try:
        for key, bitmap in sets.items():
            stage_all(database, token, copies[key], sizes[key], bitmap.blocks(), progress)
        _publish(database, token, new, {copies[key].source: sizes[key] for key in sets})
    except BaseException:  # KeyboardInterrupt too: what was staged must go
        with suppress(DatabaseTrouble):
            sweep(database, new.now, token)
        raise
    loaded = _find(database, new.checksum)
    assert loaded is not None
    return AnswersLoaded(loaded, place_by_look_ups(database, loaded.sources))


def remove_answers(
    database: Database, id_: str, agent: str, now: datetime
) -> tuple[AnswersHeld, int]:
    """Remove a load; return it, and how many numbers of leads are judged anew. Raises BadInput."""
    token = new_token()
    with database.write() as connection:
        bump_revision(connection)
        held = answers_held(connection)
        matches = [each for each in held if each.id.startswith(id_.casefold())]
        if len(id_) < AMBIGUOUS_BELOW or len(matches) != 1:
            there = ", ".join(f"{each.id} ({each.file})" for each in held) or "none"
            raise BadInput(f"There is no load {id_!r} of answers: there is {there}.")
        removed = matches[0]
        retire(connection, token, removed.sources)
        log.append(connection, now, agent, "reassigned_remove", _detail(removed))
    moved = place_by_look_ups(database, [f"retired/{token}/{source}" for source in removed.sources])
    sweep(database, now)
    return removed, moved


def _publish(
    database: Database, token: str, new: NewAnswers, sizes: Mapping[str, Mapping[str, int]]
) -> None:
    with database.write() as connection:
        bump_revision(connection)  # keep this first: its row lock admits one publisher at a time
        if any(each.checksum == new.checksum for each in answers_held(connection)):
            raise BadInput("This file was loaded meanwhile: look at “reassigned status”.")
        for source, codes in sizes.items():
            if not publish(connection, token, source, codes):
                raise BadInput("This load took so long that it was given up as dead: run it again.")
        (held,) = (each for each in answers_held(connection) if each.checksum == new.checksum)
        detail = _detail(held)
        if new.asked is not None:
            detail["asked"] = [day.isoformat() for day in new.asked]
        log.append(connection, new.now, new.agent, "reassigned", detail)


def _detail(held: AnswersHeld) -> dict[str, object]:
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


def _row_of(copy: Copy, area_code: str, size: int) -> LoadedRegistry:
    return LoadedRegistry(
        0,
        copy.source,
        copy.name,
        copy.kind,
        area_code,
        copy.as_of,
        copy.loaded_at,
        copy.agent,
        copy.file,
        copy.checksum,
        size,
    )


def _find(database: Database, checksum: str) -> AnswersHeld | None:
    with database.read() as connection:
        return next((each for each in answers_held(connection) if each.checksum == checksum), None)


def _held(rows: Sequence[LoadedRegistry]) -> AnswersHeld:
    numbers = Counter[Reassigned]()
    for row in rows:
        numbers[REASSIGNED_ANSWERS[row.kind]] += row.size
    first = rows[0]
    return AnswersHeld(
        first.checksum[:ID_LENGTH],
        numbers,
        min(row.as_of for row in rows),
        max(row.as_of for row in rows),
        first.loaded_at,
        first.agent,
        first.file,
        first.checksum,
        frozenset(row.source for row in rows),
    )
