"""The rows of an import parted: those that are new, those that change a lead, and duplicates."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

import db.imports.staging_sql as sql
from db.enums import NumberStatus
from db.imports.batches import Namesake
from db.imports.matching import AskedNot, Brought, Duplicates, Known, Met, Recogniser, is_another
from db.imports.pending_changes import write_change
from db.imports.request_reach import RequestReach, named
from db.imports.staged_rows import NUMBER_COLUMNS, Asker, Rows, key_of
from db.sql.bulk import add_many

NAMED = 100_000
"""Doubles of another name that are kept, so that a file of any size takes the same memory."""


class Sorter:
    """Counts the rows as it parts them.

    `has_consents` and `has_requests` say whether evidence, and numbers that are not to be called,
    wait in their staging tables. `facts` are those of the places by the numbers they have in the
    rows. `renewed` counts the duplicates whose lead gets a newer
    clearance and no more, `joined` those that change a lead which the file has named before. Of
    those `in_database` some were `worked` lately, and some only a `retired` list has. Of the new
    those `listed_too` are open but for one of their numbers. `namesakes` are the first of the
    doubles with `other_names`.
    """

    def __init__(
        self,
        connection: Connection,
        recogniser: Recogniser,
        duplicates: Duplicates,
        reach: RequestReach,
        facts: dict[int, str],
        *,
        is_dry_run: bool,
    ) -> None:
        self._connection = connection
        self._recogniser = recogniser
        self._reach = reach
        self._duplicates = duplicates
        self._facts = facts
        self._is_dry_run = is_dry_run
        self._changes: list[tuple[int | str, str]] = []
        self.namesakes: list[Namesake] = []
        self.has_consents = self.has_requests = False
        self.new = self.updated = self.in_file = self.in_database = 0
        self.renewed = self.joined = self.worked = self.retired = self.listed_too = 0
        self.other_names = 0

    def part(self, rows: Rows, list_id: int, batch_id: int) -> Rows:
        """Those that are new."""
        marks = self._recogniser.marks_of(rows)
        met = self._recogniser.look_up(rows.keys, list_id, batch_id)
        of_marks = self._recogniser.look_up_marks(marks, list_id, batch_id)
        piece = _Piece(rows, marks, met, {**met.first, **of_marks})
        asked_not = self._who_asked_not(piece, batch_id)
        is_new = bytearray(b"\1") * len(rows.keys)
        for row in piece.in_doubt(asked_not):
            is_new[row] = self._sort(piece, row, asked_not.get(row, ()))
        self._take_requests(piece, is_new)
        if not self._is_dry_run:
            self._write_down(piece, is_new)
        new = rows.join(piece.joined).keep(is_new)
        self._recogniser.wait(new.keys, self._recogniser.marks_of(new), new.texts_of("name"))
        self.new += len(new.keys)
        self.listed_too += sum(not new.bars[row] for row in {row for row, _ in _suppressed_in(new)})
        return new

    def take_changes(self) -> list[tuple[int, str]]:
        """(lead, row as `write_change` writes it) of the rows that change one, in their order.

        Call it when the new rows that were parted last are written.
        """
        changes, self._changes = self._changes, []
        lead_of = self._recogniser.lead_of
        return [(lead_of(of) if isinstance(of, str) else of, row) for of, row in changes]

    def _who_asked_not(self, piece: "_Piece", batch_id: int) -> Mapping[int, Collection[int]]:
        """The rows of people who asked not to be called, and the leads that they are.

        They are known by any number, and so are other rows of the same person.
        """
        suppressed = _suppressed_in(piece.rows)
        if not suppressed:
            return {}
        known = self._recogniser.who_asked_not({e164 for _, e164 in suppressed}, batch_id)
        who: dict[str, set[int]] = {}
        for one in known:
            who.setdefault(one.e164, set()).add(one.lead_id)
        if askers := [_asker_of(one) for one in known if one.reason]:
            self._reach.ask(askers, is_said=False)
        found = {row: who[e164] for row, e164 in suppressed if e164 in who}
        same = {name: lead_ids for row, lead_ids in found.items() for name in piece.names(row)}
        for row in range(len(piece.rows.keys)) if found else ():
            for name in piece.names(row):
                if name in same:
                    found.setdefault(row, same[name])
        return found

    def _sort(self, piece: "_Piece", row: int, is_of: Collection[int]) -> bool:
        """Whether the row is new. `is_of` are the leads of the person, where they asked not to be
        called: nothing but those is changed.
        """
        known = piece.known(row)
        if is_of and not (isinstance(known, Known) and known.lead_id in is_of):
            self.in_database += 1
            return False
        is_worked = piece.is_worked(row, known)
        if isinstance(known, Brought) or (known and self._recogniser.is_met(known)):
            self.in_file += 1
            self._note_namesake(piece, row, known)
            if isinstance(known, Brought) or known.is_first:
                piece.take_further(row, known)
                if self._duplicates.is_update and not is_worked:
                    self.joined += 1
                    piece.changes.append((piece.lead_or_key(known), row))
        elif is_worked:
            self.in_database += 1
            self.worked += 1
        elif known is None:
            piece.bring(row)
            return True
        else:
            self._change(piece, row, known)
        return False

    def _note_namesake(self, piece: "_Piece", row: int, known: Known | Brought) -> None:
        """Somebody else with the same number is not left out without a name."""
        rows = piece.rows
        is_same = piece.marks and piece.marks[row] in piece.found
        if is_same or self._duplicates.is_update:
            return
        at = known.row if isinstance(known, Brought) else -1
        other = known.name if at < 0 else rows.text_of("name", at)
        name = rows.text_of("name", row)
        if not is_another(name, other):
            return
        self.other_names += 1
        if len(self.namesakes) >= NAMED:
            return
        more = tuple(one[0] for one in rows.numbers_of(row)[1:])
        line = rows.lines[at] if at >= 0 else 0
        is_known = isinstance(known, Known)
        self.namesakes.append(Namesake(rows.lines[row], name, other, line, is_known, more))

    def _change(self, piece: "_Piece", row: int, known: Known) -> None:
        is_changed = known.is_first and self._duplicates.change_leads
        if is_changed:
            piece.changes.append((known.lead_id, row))
        if is_changed and self._duplicates.is_update:
            self.updated += 1
            return
        self._note_namesake(piece, row, known)
        self.in_database += 1
        self.renewed += is_changed
        self.retired += known.is_retired

    def _take_requests(self, piece: "_Piece", is_new: Sequence[int]) -> None:
        """Who asks, and the rows of which no lead will tell whom they are about."""
        rows = piece.rows
        if rows.askers:
            self._reach.ask(rows.askers)
        is_lead = is_new if not self._is_dry_run else bytes(len(is_new))
        if not all(is_lead):
            self._reach.keep(rows, piece.marks, is_lead)
        self._stage("staged_request", sql.REQUEST_COLUMNS, list(rows.requests.items()))
        self.has_requests = self.has_requests or bool(rows.requests)

    def _write_down(self, piece: "_Piece", is_new: Sequence[int]) -> None:
        """What is to be done once the leads are shown."""
        rows = piece.rows
        self._changes += [(of, write_change(rows, row, self._facts)) for of, row in piece.changes]
        changed = {row for _, row in piece.changes} if self._duplicates.is_update else ()
        given = [
            (rows.keys[row].partition(" ")[0], *consent)
            for row, consent in rows.consents.items()
            if is_new[row] or row in changed
        ]
        self._stage("staged_consent", sql.CONSENT_COLUMNS, given)
        self.has_consents = self.has_consents or bool(given)
        numbered = [
            (lead_id, *one) for lead_id, row in piece.written for one in rows.numbers_of(row)
        ]
        self._stage("staged_more", ("lead_id", *NUMBER_COLUMNS), numbered)

    def _stage(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
    ) -> None:
        if rows:
            add_many(self._connection, table, columns, rows)


@dataclass
class _Piece:
    """A few thousand rows as they are parted, each known by its first number or its mark.

    `found` are those known by either. Rows with one more number of a person whom an earlier row
    has brought are `joined` as (first row, row) of the same piece, or `written` as (lead, row) of
    an earlier one. `changes` are (lead, row), with the first number of a lead that is not written
    yet.
    """

    rows: Rows
    marks: Sequence[str]
    met: Met
    found: dict[str, Known | Brought]
    joined: list[tuple[int, int]] = field(default_factory=list)
    written: list[tuple[int, int]] = field(default_factory=list)
    changes: list[tuple[int | str, int]] = field(default_factory=list)

    def names(self, row: int) -> Sequence[str]:
        """By what a row is known: its mark, where it has one, and its first number."""
        key = self.rows.keys[row]
        return (self.marks[row], key) if self.marks and self.marks[row] else (key,)

    def known(self, row: int) -> Known | Brought | None:
        for name in self.names(row):
            if name in self.found:
                return self.found[name]
        name = self.rows.text_of("name", row)
        others = self.met.other.get(self.rows.keys[row], ())
        return next((one.known for one in others if one.is_it(name)), None)

    def is_worked(self, row: int, known: Known | Brought | None) -> bool:
        is_known = isinstance(known, Known) and known.was_worked
        return is_known or self.rows.keys[row].partition(" ")[0] in self.met.worked

    def bring(self, row: int) -> None:
        """Remembers a new row for those that follow."""
        self.found |= dict.fromkeys(self.names(row), Brought(row=row))

    def take_further(self, row: int, known: Known | Brought) -> None:
        """A row whose number is new but whose mark is that of an earlier row of the file."""
        key = self.rows.keys[row]
        if key in self.found:
            return
        self.found[key] = known
        if isinstance(known, Brought) and known.row >= 0:
            self.joined.append((known.row, row))
        elif isinstance(known, Brought) and known.lead_id:
            self.written.append((known.lead_id, row))

    def lead_or_key(self, known: Known | Brought) -> int | str:
        if isinstance(known, Brought) and known.row >= 0:
            return self.rows.keys[known.row]
        return known.lead_id

    def in_doubt(self, others: Collection[int]) -> Sequence[int]:
        """The rows that something is known of, or that share a number or a mark with another."""
        keys, marks, worked = self.rows.keys, self.marks, self.met.worked
        named = {*self.found, *self.met.other}
        if len(set(keys)) < len(keys):
            named.update(key for key, count in Counter(keys).items() if count > 1)
        in_doubt = {row for row, key in enumerate(keys) if key in named} if named else set()
        if worked:
            in_doubt.update(row for row, key in enumerate(keys) if key.partition(" ")[0] in worked)
        if marks:
            counts = Counter(marks)
            in_doubt.update(
                row
                for row, mark in enumerate(marks)
                if mark and (mark in self.found or counts[mark] > 1)
            )
        return sorted({*in_doubt, *others})


def _asker_of(known: AskedNot) -> Asker:
    """A lead that is barred, as who asks."""
    key = "" if known.position else key_of(known.e164, known.extension, known.label)
    return Asker((known.e164,), key, "", named(known.name, known.company), known.reason or "")


def _suppressed_in(rows: Rows) -> list[tuple[int, str]]:
    """(row, number) of the numbers on the internal list."""
    numbers = rows.numbers
    if NumberStatus.SUPPRESSED not in numbers.statuses:
        return []
    return [
        (row, e164)
        for row, e164, status in zip(numbers.rows, numbers.e164s, numbers.statuses, strict=True)
        if status == NumberStatus.SUPPRESSED
    ]
