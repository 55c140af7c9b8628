"""The rows of an import parted: those that are new, those that change a lead, and duplicates."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

import db.staging_sql as sql
from db.many import add_many
from db.pending import write_change
from db.recognising import Brought, Duplicates, Known, Recogniser, was_worked
from db.staged import NUMBER_COLUMNS, Rows


class Sorter:
    """Counts the rows as it parts them.

    `changes` are (lead, row as `write_change` writes it) of those that change one; who has written
    them takes them out. `has_consents` and `has_requests` say whether evidence, and numbers that
    are not to be called, wait in their staging tables. `facts` are those of the places by the
    numbers they have in the rows. `renewed` counts the duplicates whose lead gets a newer clearance
    and no more.
    """

    def __init__(
        self,
        connection: Connection,
        recogniser: Recogniser,
        duplicates: Duplicates,
        facts: dict[int, str],
        *,
        is_dry_run: bool,
    ) -> None:
        self._connection = connection
        self._recogniser = recogniser
        self._duplicates = duplicates
        self._facts = facts
        self._is_dry_run = is_dry_run
        self.changes: list[tuple[int, str]] = []
        self.has_consents = self.has_requests = False
        self.new = self.updated = self.in_file = self.in_database = self.renewed = 0

    def part(self, rows: Rows, list_id: int, batch_id: int) -> Rows:
        """Those that are new."""
        keys, marks = rows.keys, self._recogniser.marks_of(rows)
        met, worked = self._recogniser.look_up(keys, list_id, batch_id)
        found: dict[str, Known | Brought | None] = {**met}
        found |= self._recogniser.look_up_marks(marks, list_id, batch_id)
        further = _Further()
        is_new = bytearray(b"\1") * len(keys)
        changes = []
        for row in _in_doubt(rows, marks, found, worked):
            key = keys[row]
            mark = marks[row] if marks else ""
            known = found[mark] if mark in found else found.get(key, key)
            if isinstance(known, Brought) or known is None or self._is_met(known):
                self.in_file += 1
                if mark in found and key not in found:
                    found[key] = None
                    further.take(row, mark, known)
            elif key.partition(" ")[0] in worked or was_worked(known):
                self.in_database += 1
            elif not isinstance(known, Known):
                found |= {key: None, mark: None} if mark else {key: None}
                further.first_of[mark] = row
                continue
            elif known.is_first and self._duplicates.change_leads:
                changes.append((known.lead_id, row))
            else:
                self.in_database += 1
            is_new[row] = False
        if changes:
            self._note(rows, changes)
        if not self._is_dry_run:
            self._note_consents(rows, is_new, changes)
            self._note_requests(rows)
            numbered = (
                (lead_id, *one) for lead_id, row in further.written for one in rows.numbers_of(row)
            )
            self._stage("staged_more", ("lead_id", *NUMBER_COLUMNS), list(numbered))
        new = rows.join(further.joined).keep(is_new)
        self._recogniser.wait(new.keys, self._recogniser.marks_of(new))
        self.new += len(new.keys)
        return new

    def _is_met(self, known: Known | str) -> bool:
        return isinstance(known, Known) and self._recogniser.is_met(known)

    def _note(self, rows: Rows, changes: Sequence[tuple[int, int]]) -> None:
        if self._duplicates.is_update:
            self.updated += len(changes)
        else:
            self.in_database += len(changes)
            self.renewed += len(changes)
        if self._is_dry_run:
            return
        self.changes += [
            (lead_id, write_change(rows, row, self._facts)) for lead_id, row in changes
        ]

    def _note_consents(
        self, rows: Rows, is_new: Sequence[int], changes: Sequence[tuple[int, int]]
    ) -> None:
        if not rows.consents:
            return
        changed = {row for _, row in changes} if self._duplicates.is_update else ()
        given = [
            (rows.keys[row].partition(" ")[0], *consent)
            for row, consent in rows.consents.items()
            if is_new[row] or row in changed
        ]
        self._stage("staged_consent", sql.CONSENT_COLUMNS, given)
        self.has_consents = self.has_consents or bool(given)

    def _note_requests(self, rows: Rows) -> None:
        self._stage("staged_request", sql.REQUEST_COLUMNS, list(rows.requests.items()))
        self.has_requests = self.has_requests or bool(rows.requests)

    def _stage(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            add_many(self._connection, table, columns, rows)


@dataclass
class _Further:
    """Rows with one more number of a person whom an earlier row of the file has brought.

    `joined` are (first row, row) of the same piece, `written` are (lead, row) of an earlier one.
    """

    first_of: dict[str, int] = field(default_factory=dict)
    joined: list[tuple[int, int]] = field(default_factory=list)
    written: list[tuple[int, int]] = field(default_factory=list)

    def take(self, row: int, mark: str, known: Known | Brought | str | None) -> None:
        if mark in self.first_of:
            self.joined.append((self.first_of[mark], row))
        elif isinstance(known, Brought):
            self.written.append((known.lead_id, row))


def _in_doubt(
    rows: Rows,
    marks: Sequence[str],
    found: Collection[str],
    worked: Collection[str],
) -> Sequence[int]:
    """The rows that something is known of, or that share a number or a mark with another."""
    twice = {key for key, count in Counter(rows.keys).items() if count > 1}
    named = {*found, *twice}
    in_doubt = {row for row, key in enumerate(rows.keys) if key in named}
    if worked:
        in_doubt.update(row for row, key in enumerate(rows.keys) if key.partition(" ")[0] in worked)
    if marks:
        counts = Counter(marks)
        in_doubt.update(
            row for row, mark in enumerate(marks) if mark and (mark in found or counts[mark] > 1)
        )
    return sorted(in_doubt)
