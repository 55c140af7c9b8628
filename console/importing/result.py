"""The result of an import: what became of each row, and which of the leads may be called."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.cards.waiting import CallableCounts
from console.files.fields.warnings import Noticed, Settling
from console.files.tables.rows import RowsFile
from console.importing.callability import (
    Cleared,
    RegistryAdvice,
    advise_registries,
    count_cleared,
    is_anybody_open,
    look_ahead,
)
from console.importing.mapping import Mapping, Remembered
from console.importing.options import ImportOptions
from console.importing.planning import Planned
from console.importing.publishing import Notes
from console.importing.questions import Question
from console.importing.rows.candidates import Reject
from console.importing.rows.chunks import RowIds
from console.importing.rows.rejects import RejectsFile
from db.enums import MatchBy
from db.imports.batches import CountDetails, Counts, Namesake
from db.imports.known_numbers import FurtherNumber


class Imported(Struct, frozen=True):
    """The result of an import or a dry run. `rows` is the sum of the five counts after it.

    `imported` and `on_dnc` were counted in the database. `rejected` includes the rows `left_out`
    because another program calls them finished; `first_rejects` and `reject_reasons` are about the
    other rejects. `outlook` says which new leads may be called now, and is set only in a dry run.
    `screened_out` counts the rows that a screening left out, which are not part of `rows`; None
    without a screening.
    """

    rows: int
    imported: int
    updated: int
    duplicate_in_file: int
    duplicate_in_database: int
    rejected: int
    on_dnc: int
    rejects_file: Path | None
    list_name: str
    file: RowsFile
    mapped: Mapping
    first_rejects: tuple[Reject, ...]
    reject_reasons: tuple[tuple[str, int], ...] = ()
    unusable: tuple[tuple[str, int], ...] = ()
    """Why imported rows have no number that can be called, with their counts."""
    outlook: CallableCounts | None = None
    screened_out: int | None = None
    unfinished: int = 0
    """Pending changes to known leads: the import was stopped, so the next one applies them."""
    noticed: Noticed = field(default_factory=Noticed)
    closed: int = 0
    """Numbers that the file put on the internal list, or would in a dry run."""
    reached: int = 0
    """How many of these numbers came from another row or lead of the person who asked."""
    batch_id: int | None = None
    """The import's id, to undo it; None for a dry run, or if the new list would be empty."""
    details: CountDetails = field(default_factory=CountDetails)
    not_worked_within: int | None = None
    match: MatchBy = MatchBy.NUMBER
    nobody: CallableCounts | None = None
    """Why no lead may be called, now or later; None in a dry run, or if any lead may be called."""
    registries: tuple[RegistryAdvice, ...] = ()
    """The registries to load; a real run sets this only if no lead may be called."""
    questions: tuple[Question, ...] = ()
    """Open questions about the file (country, kind), with the result of each answer."""
    country_taken: str = ""
    """The country (ISO) assumed for national numbers; "" if a person or the list gave it."""
    is_known_list: bool = False
    """Whether the list existed before."""
    stays: str = ""
    """The known list's kind, which known leads keep although the options give another; else ""."""
    finished: str = ""
    """What the import did with leads finished elsewhere: leave, never, keep, or "" (no answer)."""
    left_out: int = 0
    namesakes: int = 0
    """Duplicates whose name differs from that of the lead or row with the same number."""
    first_namesake: Namesake | None = None
    further: tuple[FurtherNumber, ...] = ()
    """Numbers that known leads get: their first one stays first."""
    named: int | None = None
    """How many of these duplicates are in the rejects file; None for a dry run."""
    cleared: Cleared | None = None
    """What `--scrubbed-on` did for known leads; None if it is for none."""
    doubtful: Settling | None = None
    """What became of the rows that may say not to call; None if nobody said."""
    left_callable: tuple[int, ...] = ()
    """The lines of such rows that stay callable although the others are barred."""
    has_line_types: bool = False
    """Whether a person said what words for the line type mean."""
    answered: Remembered | None = None
    """The earlier import from which the answer `finished` is taken, if the options give none."""

    row_ids: RowIds = field(default_factory=dict)
    """The rows of a pipe that can be leads; empty for a file of its own."""

    @property
    def to_mend(self) -> int:
        """How many rows were rejected because of their cells, and can be corrected."""
        return self.rejected - self.left_out


def add_up(
    planned: Planned,
    wish: ImportOptions,
    mapped: Mapping,
    notes: Notes,
    left_finished: int,
    counts: Counts,
    rejects: RejectsFile,
    rejects_file: Path | None,
) -> Imported:
    """Return the result with its counts, and assert that they account for every row.

    `left_finished` rows were left out as finished elsewhere; they count as rejected.
    """
    brought = Imported(
        rows=notes.rows + left_finished,
        imported=counts.imported,
        updated=counts.updated,
        duplicate_in_file=counts.duplicate_in_file,
        duplicate_in_database=counts.duplicate_in_database,
        rejected=rejects.count + left_finished,
        on_dnc=counts.on_dnc,
        rejects_file=rejects_file,
        list_name=planned.into.name,
        file=planned.plan.file,
        mapped=mapped,
        first_rejects=tuple(rejects.first),
        reject_reasons=tuple(rejects.reasons.most_common()),
        unusable=tuple(rejects.unusable.most_common()),
        screened_out=None if planned.plan.screening is None else notes.left_out - left_finished,
        noticed=notes.noticed,
        details=counts.details,
        not_worked_within=wish.not_worked_within,
        match=wish.match,
        country_taken="" if planned.is_known_list or wish.country else planned.into.country,
        is_known_list=planned.is_known_list,
        stays=planned.stays,
        finished=wish.finished,
        left_out=left_finished,
        namesakes=counts.other_names,
        first_namesake=next(iter(counts.namesakes), None),
        further=counts.further,
        doubtful=wish.doubtful,
        left_callable=wish.left_callable,
        has_line_types=bool(wish.line_types),
        answered=planned.answered,
    )
    accounted = (
        brought.imported
        + brought.updated
        + brought.duplicate_in_file
        + brought.duplicate_in_database
        + brought.rejected
    )
    assert brought.rows == accounted, f"{brought.rows} rows, {accounted} accounted for"
    return brought


def with_outlook(
    brought: Imported, counts: Counts, planned: Planned, now: datetime, *, is_dry_run: bool
) -> Imported:
    """Add which leads may be called.

    A real run does so only if none may, or if a person has answered questions since the preview.
    """
    firm, copies = planned.plan.firm, planned.copies
    cleared = count_cleared(counts.clearings, planned.into.scrubbed_on, firm, copies, now)
    brought = replace(brought, cleared=cleared)
    # The preview does not know what a person has answered since.
    is_answered = brought.doubtful is not None or brought.has_line_types
    is_open = not is_dry_run and is_anybody_open(counts.standing, firm, copies, now)
    if is_open and not is_answered:
        return brought
    ahead = look_ahead(counts.standing, firm, copies, now)
    if is_open:
        return replace(brought, outlook=ahead)
    registries = advise_registries(counts.standing, firm, copies, now)
    if is_dry_run:
        return replace(brought, outlook=ahead, registries=registries)
    return replace(brought, nobody=ahead, registries=registries)
