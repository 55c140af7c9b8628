"""What `smiledial import` says: as a document, and in words."""

from console.cards.waiting import Why, by_reason
from console.cli.documents import blocked_documents
from console.cli.output import counted, print_line, print_table
from console.fields.cell_warnings import AddressNotes
from console.importing.preview import (
    OTHER_NUMBER,
    count_known,
    describe,
    first_unread,
    mapping_of,
    noticed_in,
)
from console.importing.run import Imported
from db.columns import Document

MOST_REASONS = 10
"""Reasons for rejects that are told with their counts; the others together."""


def import_document(brought: Imported) -> Document:
    return {
        "rows": brought.rows,
        "imported": brought.imported,
        "updated": brought.updated,
        "duplicate_in_file": brought.duplicate_in_file,
        "duplicate_in_database": brought.duplicate_in_database,
        "rejected": brought.rejected,
        "on_dnc": brought.on_dnc,
        "rejects_file": str(brought.rejects_file) if brought.rejects_file else None,
        "other_number_on_dnc": brought.told.other_number_on_dnc,
        "dialled_lately": brought.told.dialled_lately,
        "only_in_retired_list": brought.told.only_in_retired_list,
        "import": brought.batch_id,
        "reject_reasons": [
            {"reason": reason, "count": count} for reason, count in brought.reject_reasons
        ],
        "without_number": sum(count for _, count in brought.unusable),
        **({"do_not_call": dict(brought.noticed.asked)} if brought.noticed.asked else {}),
        **({"unread": dict(unread)} if (unread := +brought.noticed.unread) else {}),
        **_address_document(brought.noticed.addresses),
        **({"evidence_unread": count} if (count := brought.noticed.no_evidence) else {}),
        **({"unfinished": brought.unfinished} if brought.unfinished else {}),
        **({} if brought.screened_out is None else {"screened_out": brought.screened_out}),
        **({} if brought.outlook is None else _preview_document(brought, brought.outlook)),
    }


def _address_document(notes: AddressNotes) -> Document:
    """Whose address cannot be read, and whose contradicts itself."""
    found: Document = {}
    if notes.rows:
        found["address_unread"] = [
            {
                "field": field,
                "count": count,
                "examples": [
                    {"text": one.text, "count": one.count, "nearest": list(one.nearest)}
                    for one in first_unread(notes, field)
                ],
            }
            for field, count in notes.rows.items()
        ]
    if notes.gaps:
        found["no_place"] = [
            {"text": gap, "count": count} for gap, count in notes.gaps.most_common()
        ]
    if notes.contradicting:
        found["address_contradicting"] = notes.contradicting
    return found


def _preview_document(brought: Imported, outlook: Why) -> Document:
    """What a dry run knows besides."""
    return {
        "callable_now": outlook.callable,
        "blocked": blocked_documents(outlook.blocked),
        "mapping": [
            {"field": one.field, "column": one.column, "samples": one.samples}
            for one in mapping_of(brought)
        ],
        "doubts": [
            {"text": doubt.whole, "needs_answer": doubt.needs_answer}
            for doubt in brought.mapped.doubts
        ],
    }


def tell_import(brought: Imported, *, is_dry_run: bool) -> None:
    file, columns = brought.file, brought.mapped.columns
    known = brought.mapped.remembered
    if known is not None:
        print_line(
            f"Columns as in import {known.batch_id} ({known.file}); --map overrules one, "
            "--map-anew all."
        )
    print_line(
        f"Read as {describe(file)}: "
        + ", ".join(
            name if file.header[position] == name else f"{name} from “{file.header[position]}”"
            for position, name in sorted((at, field) for field, at in columns.pairs)
        )
    )
    if columns.kept:
        print_line(f"Kept under their own names: {', '.join(name for _, name in columns.kept)}")
    _tell_counts(brought, "would be " if is_dry_run else "")
    for sentence in noticed_in(brought, is_done=not is_dry_run):
        print_line(sentence)
    if brought.outlook is not None:
        print_line(f"  {brought.outlook.callable:,} callable now")
        for blocked in by_reason(brought.outlook.blocked):
            print_line(f"  {blocked.count:,} not callable now: {blocked.text}")
        _tell_mapping(brought)
    if brought.batch_id is not None and brought.imported:
        print_line(f"smiledial imports undo {brought.batch_id} takes it out again.")
    _tell_rejects(brought)
    if is_dry_run:
        print_line("Nothing was changed.")


def _tell_rejects(brought: Imported) -> None:
    for reason, count in brought.reject_reasons[:MOST_REASONS]:
        print_line(f"  {count:,} of those rejected: {reason}")
    if rest := sum(count for _, count in brought.reject_reasons[MOST_REASONS:]):
        print_line(f"  {rest:,} of those rejected: other reasons")
    for reject in brought.first_rejects:
        where = f", column “{reject.column}”" if reject.column else ""
        print_line(f"  line {reject.row.line}{where}: {reject.reason}")
    if brought.rejects_file:
        what = "the rejected rows" if brought.rejected else "their rows"
        print_line(f"Mend {what} in {brought.rejects_file} and import that file.")


def _tell_counts(brought: Imported, would: str) -> None:
    print_line(
        f"{counted(brought.rows, 'row')}: {brought.imported:,} {would}imported into the list "
        f"“{brought.list_name}”"
    )
    for count, text in (
        (brought.updated, "known and brought up to date"),
        (brought.unfinished, "changes left undone when it was stopped: the next import does them"),
        (brought.on_dnc, "of them barred by a do-not-call list"),
        (brought.told.other_number_on_dnc, OTHER_NUMBER),
        (brought.duplicate_in_file, "double in the file"),
        *count_known(brought),
        (brought.rejected, "rejected"),
        (brought.screened_out, "more left out by the screening"),
    ):
        if count:
            print_line(f"  {count:,} {text}")


def _tell_mapping(brought: Imported) -> None:
    print_table(
        ("field", "column", "for instance"),
        [(one.field, one.column, " · ".join(one.samples)) for one in mapping_of(brought)],
    )
