"""Sort the rows of an import into new leads, changes to known leads, and duplicates."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from db.enums import OnDuplicate, ask_for
from db.imports.batches import Namesake
from db.imports.checkpoints import ChunkState, Log
from db.imports.matching import AskedNot, Brought, Duplicates, Known, Met, Recogniser
from db.imports.pending_changes import write_change
from db.imports.request_reach import REQUEST_COLUMNS, RequestReach, person_name
from db.imports.staged_rows import NUMBER_COLUMNS, Asker, Rows, is_another, key_of
from db.leads.numbers import FurtherNumber, further_numbers, places_of_open
from db.sql import add_many

TABLES = """
CREATE TEMPORARY TABLE staged_consent (e164 TEXT, kind TEXT, given_on DATE, proof TEXT);
CREATE TEMPORARY TABLE staged_request (e164 TEXT, reason TEXT);
CREATE TEMPORARY TABLE staged_more (lead_id BIGINT, e164 TEXT, extension TEXT, label TEXT,
    type TEXT, status TEXT, place BIGINT);
CREATE TEMPORARY TABLE staged_key (key TEXT PRIMARY KEY, name TEXT);
CREATE TEMPORARY TABLE staged_mark (mark TEXT, lead_id BIGINT, PRIMARY KEY (mark, lead_id))
"""
"""`staged_consent` holds the evidence of the rows, `staged_request` the numbers not to be called,
and `staged_more` further numbers that later rows bring for leads of this file. `staged_key` holds
the numbers of a dry run, which writes nowhere else. If rows are matched by name and address,
`staged_mark` holds those of all leads."""

CONSENT_COLUMNS = ("e164", "kind", "given_on", "proof")
CONSENTS = """
INSERT INTO consent (e164, kind, given_on, proof, zone, agent, recorded_at, batch_id)
SELECT e164, kind, given_on, min(proof), '', :agent, :at, :batch_id FROM staged_consent s
WHERE NOT EXISTS (SELECT 1 FROM consent c
    WHERE c.e164 = s.e164 AND c.kind = s.kind AND c.given_on = s.given_on)
GROUP BY e164, kind, given_on
"""


TOTALS = (
    *("new", "listed_too", "updated", "in_file", "joined", "in_database", "worked", "retired"),
    *("renewed", "other_names", "has_consents", "has_requests"),
)
"""The attributes of a `Sorter` that a checkpoint stores as numbers."""

NAMED = 100_000
"""Most duplicates with another name to remember, which bounds the memory."""


class Sorter:
    """Sorts rows and counts them by outcome.

    `facts` maps the rows' place numbers to the places' facts. `has_consents` and `has_requests` say
    whether evidence, and numbers not to be called, have been staged. The counts are:

    - `new` leads; `listed_too` of them can be called but have a suppressed number;
    - `updated` leads;
    - duplicates `in_file`; `joined` of them change a lead of this file;
    - duplicates `in_database`: `worked` were dialled lately, `retired` are only in a retired list,
      and `renewed` get a newer clearance;
    - `other_names`: duplicates with another name than the lead; `namesakes` are the first of these;
    - `further`: numbers that known leads get.
    """

    def __init__(
        self,
        connection: Connection,
        recogniser: Recogniser,
        duplicates: Duplicates,
        reach: RequestReach,
        facts: dict[int, str],
        log: Log,
        *,
        is_dry_run: bool,
    ) -> None:
        self._connection = connection
        self._log = log
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
        self.clearings = Counter[tuple[str, str]]()
        """Counts of the known open leads that are cleared: (facts of their place, of the row's)."""
        self.further: list[FurtherNumber] = []

    def part(self, rows: Rows, list_id: int, batch_id: int) -> Rows:
        """Sort a chunk of rows; return those that are new."""
        marks = self._recogniser.marks_of(rows)
        met = self._recogniser.look_up(rows.keys, list_id, batch_id)
        # In most chunks all rows are new, so look one by one only at the rows in doubt.
        of_marks = self._recogniser.look_up_marks(marks, list_id, batch_id)
        piece = _Piece(rows, marks, met, {**met.first, **of_marks})
        asked_not = self._find_suppressed(piece, batch_id)
        is_new = bytearray(b"\1") * len(rows.keys)  # a flag for each row, at first all true
        for row in piece.in_doubt(asked_not):
            is_new[row] = self._sort(piece, row, asked_not.get(row, ()))
        if self._duplicates.renews:
            self._count_clearings(piece)
        if self._duplicates.on is not OnDuplicate.SKIP and len(self.further) < NAMED:
            self._note_further(piece)
        self._take_requests(piece, is_new)
        if not self._is_dry_run:
            self._write_down(piece, is_new)
        new = rows.join(piece.joined).keep(is_new)
        self._recogniser.wait(new.keys, self._recogniser.marks_of(new), new.texts_of("name"))
        self.new += len(new.keys)
        self.listed_too += sum(not new.bars[row] for row in {row for row, _ in new.suppressed()})
        return new

    def take_state(self) -> ChunkState:
        """Return what the rows since the last call have changed, for their checkpoint."""
        state = self._log.take()
        state.totals = {name: int(getattr(self, name)) for name in TOTALS}
        return state

    def restore(self, state: ChunkState, place_numbers: Mapping[int, int]) -> None:
        """Take over what an interrupted import had stored for a chunk.

        `place_numbers` maps the numbers that places had in that import to those of this one.
        """
        for name, value in state.totals.items():
            setattr(self, name, bool(value) if name.startswith("has_") else value)
        self.namesakes += state.namesakes
        self.clearings.update(state.clearings)
        for number_id in state.met:
            self._recogniser.note_met(number_id)
        self._reach.restore(state)
        self._stage("staged_consent", CONSENT_COLUMNS, state.consents)
        self._stage("staged_request", REQUEST_COLUMNS, state.requests)
        more = [(*number, place_numbers[place]) for *number, place in state.more]
        self._stage("staged_more", ("lead_id", *NUMBER_COLUMNS), more)

    def take_changes(self) -> list[tuple[int, str]]:
        """Return (lead id, JSON of `write_change`) for the rows that change a lead, in order.

        Call it after writing the new rows of the last chunk: a change may be about one of them.
        """
        changes, self._changes = self._changes, []
        lead_of = self._recogniser.lead_of
        return [(lead_of(lead) if isinstance(lead, str) else lead, row) for lead, row in changes]

    def _find_suppressed(self, piece: "_Piece", batch_id: int) -> Mapping[int, Collection[int]]:
        """Return, by row, the known leads of the row's person if they asked not to be called.

        Any of the row's numbers can identify the person. If one row is recognized, so are all rows
        of the chunk with the same first number or mark.
        """
        suppressed = piece.rows.suppressed()
        if not suppressed:
            return {}
        known = self._recogniser.find_suppressed({e164 for _, e164 in suppressed}, batch_id)
        leads_of: dict[str, set[int]] = {}
        for lead in known:
            leads_of.setdefault(lead.e164, set()).add(lead.lead_id)
        if askers := [_asker_of(lead) for lead in known if lead.reason]:
            self._reach.note_askers(askers, is_stated=False)
        by_row = {row: leads_of[e164] for row, e164 in suppressed if e164 in leads_of}
        same = {name: lead_ids for row, lead_ids in by_row.items() for name in piece.names(row)}
        for row in range(len(piece.rows.keys)) if by_row else ():
            for name in piece.names(row):
                if name in same:
                    by_row.setdefault(row, same[name])
        return by_row

    def _sort(self, piece: "_Piece", row: int, own_leads: Collection[int]) -> bool:
        """Sort one row; return whether it is new.

        `own_leads` are the leads of a person who asked not to be called: the row may change only
        them, and never becomes a new lead.
        """
        known = piece.known(row)
        if own_leads and not (isinstance(known, Known) and known.lead_id in own_leads):
            self.in_database += 1
            return False
        is_worked = piece.is_worked(row, known)
        # A second row of the same known lead counts as a duplicate of the first row (`in_file`).
        if isinstance(known, Brought) or (known and self._recogniser.is_met(known)):
            self.in_file += 1
            is_other = self._note_namesake(piece, row, known)
            if isinstance(known, Brought) or known.is_first:
                piece.take_further(row, known)
                if self._duplicates.is_update and not is_worked and not is_other:
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

    def _count_clearings(self, piece: "_Piece") -> None:
        """Count what the rows' clearance may free. Call it before any of the changes is applied."""
        row_of = {lead_id: row for lead_id, row in piece.changes if isinstance(lead_id, int)}
        rows = piece.rows
        clearings = Counter(
            (old, self._facts[rows.places[row_of[lead_id]]])
            for lead_id, old in places_of_open(self._connection, row_of)
        )
        self.clearings += clearings
        self._log.state.clearings = dict(clearings)

    def _note_namesake(self, piece: "_Piece", row: int, known: Known | Brought) -> bool:
        """Return whether a row is about another person than the lead with its number.

        If so, remember both names: two people who share a number stay two people.
        """
        rows = piece.rows
        if piece.marks and piece.marks[row] in piece.leads:
            return False
        at = known.row if isinstance(known, Brought) else -1
        other = known.name if at < 0 else rows.text_of("name", at)
        name = rows.text_of("name", row)
        if not is_another(name, other):
            return False
        self.other_names += 1
        if len(self.namesakes) >= NAMED:
            return True
        further = tuple(number[0] for number in rows.numbers_of(row)[1:])
        line = rows.lines[at] if at >= 0 else 0
        is_known = isinstance(known, Known)
        namesake = Namesake(rows.lines[row], name, other, line, is_known, further)
        self.namesakes.append(namesake)
        self._log.state.namesakes.append(namesake)
        return True

    def _change(self, piece: "_Piece", row: int, known: Known) -> None:
        """Let a row change the known lead that has its number.

        An update takes the row's name, whatever it is. A merge never joins two people in one lead.
        """
        on = self._duplicates.on
        is_other = on is not OnDuplicate.UPDATE and self._note_namesake(piece, row, known)
        is_apart = is_other and on is OnDuplicate.MERGE
        is_changed = known.is_first and self._duplicates.change_leads and not is_apart
        if is_changed:
            piece.changes.append((known.lead_id, row))
        if is_changed and self._duplicates.is_update:
            self.updated += 1
            return
        self.in_database += 1
        self.renewed += is_changed
        self.retired += known.is_retired

    def _note_further(self, piece: "_Piece") -> None:
        """Note the numbers that known leads get. Call it before any of the changes is applied."""
        numbers: dict[int, list[str]] = {}
        for lead_id, row in piece.changes:
            if isinstance(lead_id, int):
                e164s = [number[0] for number in piece.rows.numbers_of(row)]
                numbers.setdefault(lead_id, []).extend(e164s)
        self.further += further_numbers(self._connection, numbers)

    def _take_requests(self, piece: "_Piece", is_new: Sequence[int]) -> None:
        """Store the people who ask not to be called, and the rows that become no lead."""
        rows = piece.rows
        if rows.askers:
            self._reach.note_askers(rows.askers)
        # A dry run writes no leads, so all its rows are searched for further numbers.
        is_lead = is_new if not self._is_dry_run else bytes(len(is_new))
        if not all(is_lead):
            self._reach.keep_rows(rows, piece.marks, is_lead)
        requests = list(rows.requests.items())
        self._stage("staged_request", REQUEST_COLUMNS, requests)
        self._log.state.requests = requests
        self.has_requests = self.has_requests or bool(rows.requests)

    def _write_down(self, piece: "_Piece", is_new: Sequence[int]) -> None:
        """Store the changes, evidence and further numbers to apply when the leads are written."""
        rows = piece.rows
        self._changes += [
            (lead, write_change(rows, row, self._facts)) for lead, row in piece.changes
        ]
        changed = {row for _, row in piece.changes} if self._duplicates.is_update else ()
        evidence = [
            (rows.keys[row].partition(" ")[0], *consent)
            for row, consent in rows.consents.items()
            if is_new[row] or row in changed
        ]
        self._stage("staged_consent", CONSENT_COLUMNS, evidence)
        self.has_consents = self.has_consents or bool(evidence)
        numbered = [
            (lead_id, *number) for lead_id, row in piece.written for number in rows.numbers_of(row)
        ]
        self._stage("staged_more", ("lead_id", *NUMBER_COLUMNS), numbered)
        self._log.state.consents, self._log.state.more = evidence, numbered

    def _stage(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
    ) -> None:
        if rows:
            add_many(self._connection, table, columns, rows)


@dataclass
class _Piece:
    """A chunk of rows that is being sorted.

    A row's names are its first number and its mark. `leads` maps names to leads of the database or
    of earlier rows. If a row has a further number of an earlier row's person, it is added to
    `joined` as (earlier row, row) if the earlier row is in this chunk, else to `written` as (lead
    id, row). `changes` are (lead id, row); a lead that is not written yet has its first number
    instead of an id.
    """

    rows: Rows
    marks: Sequence[str]
    met: Met
    leads: dict[str, Known | Brought]
    joined: list[tuple[int, int]] = field(default_factory=list)
    written: list[tuple[int, int]] = field(default_factory=list)
    changes: list[tuple[int | str, int]] = field(default_factory=list)

    def names(self, row: int) -> Sequence[str]:
        """Return the names of a row: its mark, if it has one, and its first number.

        The number with the row's person precedes the number alone: where several people share it,
        each is the lead whom the agent asks for by that name.
        """
        key = self.rows.keys[row]
        by_name = key_of(key, "", ask_for(self.rows.text_of("name", row)))
        return tuple(filter(None, (self.marks[row] if self.marks else "", by_name, key)))

    def known(self, row: int) -> Known | Brought | None:
        """Return the lead that a row is about, or None for a new one."""
        for name in self.names(row):
            if name in self.leads:
                return self.leads[name]
        name = self.rows.text_of("name", row)
        others = self.met.other.get(self.rows.keys[row], ())
        return next((lead.known for lead in others if lead.is_same_person(name)), None)

    def is_worked(self, row: int, known: Known | Brought | None) -> bool:
        """Return whether the row's number or known lead was dialled lately."""
        is_known = isinstance(known, Known) and known.was_worked
        return is_known or self.rows.keys[row].partition(" ")[0] in self.met.worked

    def bring(self, row: int) -> None:
        """Remember a new row, so that later rows are recognized as duplicates of it."""
        self.leads |= dict.fromkeys(self.names(row), Brought(row=row))

    def take_further(self, row: int, known: Known | Brought) -> None:
        """If a row's first number is new, give it to the earlier lead with the same mark."""
        key = self.rows.keys[row]
        if key in self.leads:
            return
        self.leads[key] = known
        if isinstance(known, Brought) and known.row >= 0:
            self.joined.append((known.row, row))
        elif isinstance(known, Brought) and known.lead_id:
            self.written.append((known.lead_id, row))

    def lead_or_key(self, known: Known | Brought) -> int | str:
        """Return a lead's id, or its first number if it is not written yet."""
        if isinstance(known, Brought) and known.row >= 0:
            return self.rows.keys[known.row]
        return known.lead_id

    def in_doubt(self, others: Collection[int]) -> Sequence[int]:
        """Return the rows that may not be new.

        They match a known lead, share a number or mark with another row, or are among `others`.
        """
        keys, marks, worked = self.rows.keys, self.marks, self.met.worked
        names = {*self.leads, *self.met.other}
        if len(set(keys)) < len(keys):
            names.update(key for key, count in Counter(keys).items() if count > 1)
        in_doubt = {row for row, key in enumerate(keys) if key in names} if names else set()
        if worked:
            in_doubt.update(row for row, key in enumerate(keys) if key.partition(" ")[0] in worked)
        if marks:
            counts = Counter(marks)
            in_doubt.update(
                row
                for row, mark in enumerate(marks)
                if mark and (mark in self.leads or counts[mark] > 1)
            )
        return sorted({*in_doubt, *others})


def _asker_of(known: AskedNot) -> Asker:
    """Return a barred lead as a person who asks not to be called."""
    key = "" if known.position else key_of(known.e164, known.extension, known.label)
    return Asker((known.e164,), key, "", person_name(known.name, known.company), known.reason or "")
