"""What `smiledial import` says: as a document, and in words."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct

from console.cards.waiting import CallableCounts, by_reason
from console.cli.shell.documents import blocked_documents
from console.cli.shell.output import counted, print_line, print_lines, print_table
from console.files.fields.cells.warnings import AddressNotes
from console.files.fields.columns.layout import KEPT
from console.importing.import_run import Imported
from console.importing.plan.options import ImportOptions
from console.importing.plan.planning import ask_about
from console.importing.plan.question_words import (
    TITLES,
    read_answer,
    say_all_taken,
    say_answer,
    say_guess,
    say_prospects,
    with_answer,
)
from console.importing.plan.questions import About, Question
from console.importing.preview import (
    LEFT_OUT,
    OTHER_NUMBER,
    advise,
    all_reasons,
    count_known,
    describe,
    filled_columns,
    first_unread,
    mapping_of,
    not_callable,
    noticed_in,
)
from console.rules.text import as_typed
from console.view.start.imports import empty_list_words, rows_to_mend, why_rejected
from console.view.text.counts import first_of, main_reasons
from db.columns import Document
from db.engine.database import Database


class Most(Struct, frozen=True):
    """How many of each are told; of reasons and what is blocked the others together."""

    kept: int = 500
    noticed: int = 100
    blocked: int = 20
    reasons: int = 10


def import_document(brought: Imported) -> Document:
    why = brought.outlook or (brought.nobody if brought.imported else None)
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
            {"reason": reason, "count": count} for reason, count in all_reasons(brought)
        ],
        **({"of_another_name": brought.namesakes} if brought.namesakes else {}),
        **({"left_out": brought.left_out} if brought.left_out else {}),
        "without_number": sum(count for _, count in brought.unusable),
        **({"do_not_call": dict(brought.noticed.asked)} if brought.noticed.asked else {}),
        **({"unread": dict(unread)} if (unread := +brought.noticed.unread) else {}),
        **_address_document(brought.noticed.addresses),
        **({"on_main_line": count} if (count := brought.noticed.on_main_line) else {}),
        **({"no_company": count} if (count := brought.noticed.no_company) else {}),
        **({"evidence_unread": count} if (count := brought.noticed.no_evidence) else {}),
        **({"unfinished": brought.unfinished} if brought.unfinished else {}),
        **({} if brought.screened_out is None else {"screened_out": brought.screened_out}),
        **_question_document(brought.questions),
        **({} if why is None else _why_document(brought, why)),
        **({} if brought.outlook is None else _preview_document(brought)),
    }


def _question_document(questions: Sequence[Question]) -> Document:
    """What nobody has said of the file, and what each answer brings."""
    if not questions:
        return {}
    return {
        "questions": [
            {
                "about": one.about.value,
                "taken": one.taken,
                "guess": one.guess,
                "why": one.why,
                "is_open": one.is_open,
                "rows": one.rows,
                "answers": [
                    {
                        "value": answer.value,
                        "callable_now": answer.prospects.now,
                        "later": answer.prospects.later,
                        "never": answer.prospects.never,
                        "unknown": answer.prospects.unknown,
                        "no_number": answer.prospects.no_number,
                        "no_company": answer.prospects.no_company,
                    }
                    for answer in one.answers
                ],
            }
            for one in questions
        ]
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


def _why_document(brought: Imported, why: CallableCounts) -> Document:
    """Who may be called and why not the others: of a dry run, and where it is nobody."""
    return {
        "callable_now": why.callable,
        "blocked": blocked_documents(why.blocked),
        "registries": [
            {
                "names": list(one.names),
                "commands": list(one.commands),
                "area_codes": list(one.area_codes),
                "waiting": one.waiting,
                "frees_now": one.now,
                "frees_later": one.later,
            }
            for one in brought.registries
        ],
    }


def _preview_document(brought: Imported) -> Document:
    """What a dry run knows besides."""
    return {
        "mapping": [
            {"field": one.field, "column": one.column, "samples": one.samples}
            for one in mapping_of(brought)
        ],
        "doubts": [
            {"text": doubt.whole, "needs_answer": doubt.needs_answer}
            for doubt in brought.mapped.doubts
        ],
    }


def tell_import(brought: Imported, *, is_dry_run: bool, is_verbose: bool = False) -> None:
    """In about twenty lines, or with all there is to say."""
    most = Most() if is_verbose else Most(kept=6, noticed=5, blocked=3, reasons=3)
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
    _tell_kept(brought, most.kept)
    _tell_counts(brought, "would be " if is_dry_run else "")
    for line in say_all_taken(brought.questions, brought.country_taken):
        print_line(line)
    reasons = _not_callable(brought, most.blocked)
    told = {reason for reason, _ in reasons}
    _tell_noticed(noticed_in(brought, is_done=not is_dry_run, told=told), most.noticed)
    _tell_outlook(brought, reasons)
    if is_dry_run:
        _tell_mapping(brought, is_whole=is_verbose)
    if brought.batch_id is not None and brought.imported:
        print_line(f"smiledial imports undo {brought.batch_id} takes it out again.")
    _tell_rejects(brought, most)
    if is_dry_run:
        if not is_verbose:
            print_line("--verbose shows every column with its first values, and every reason.")
        print_line("Nothing was changed.")


def _not_callable(brought: Imported, most: int) -> list[tuple[str, int]]:
    reasons = [(one.text, one.count) for one in by_reason(not_callable(brought))]
    return main_reasons(reasons, most)


def _tell_outlook(brought: Imported, reasons: Sequence[tuple[str, int]]) -> None:
    """Of a real run only where nobody may be called."""
    if brought.outlook is not None or brought.imported:
        told = brought.outlook or brought.nobody
        if told is not None:
            print_line(f"  {told.callable:,} callable now")
    for reason, count in reasons:
        print_line(f"  {count:,} not callable now: {reason}")
    for line in advise(brought):
        print_line(f"  {line}")


def _tell_kept(brought: Imported, most: int) -> None:
    """Columns that fit no field, but those that hold nothing: an export may have forty."""
    kept = [one.column for one in filled_columns(brought) if one.field == KEPT]
    if not kept:
        return
    told = first_of(kept, most)
    more = f" and {rest} more" if (rest := len(kept) - len(told)) else ""
    print_line(f"Kept under their own names: {', '.join(told)}{more}")


def _tell_noticed(noticed: Sequence[str], most: int) -> None:
    told = first_of(noticed, most)
    for sentence in told:
        print_line(sentence)
    if rest := len(noticed) - len(told):
        print_line(f"  and {rest} more to know of its cells")


def _tell_rejects(brought: Imported, most: Most) -> None:
    for reason, count in why_rejected(brought, most.reasons):
        print_line(f"  {count:,} of those rejected: {reason}")
    if brought.rejects_file:
        into = f", with --list {as_typed(brought.list_name)}," if brought.batch_id else ""
        mend = f"Mend {rows_to_mend(brought)} in {brought.rejects_file} and"
        print_line(f"{mend}{into} import that file.")


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
        (brought.to_mend, "rejected"),
        (brought.left_out, LEFT_OUT),
        (brought.screened_out, "more left out by the screening"),
    ):
        if count:
            print_line(f"  {count:,} {text}")
    if empty := empty_list_words(brought):
        print_line(empty)


def _tell_mapping(brought: Imported, *, is_whole: bool) -> None:
    """The columns with their first values: without names of their own always those of fields."""
    mapping = filled_columns(brought)
    if not is_whole:
        is_bare = not brought.file.has_header
        mapping = tuple(one for one in mapping if is_bare and one.field != KEPT)
    if mapping:
        print_table(
            ("field", "column", "for instance"),
            [(one.field, one.column, " · ".join(one.samples)) for one in mapping],
        )


# The two questions about a file, asked in a terminal before it is read.


HINTS = {
    About.KIND: "A column can say it of each row: --map kind=COLUMN.",
    About.COUNTRY: "Any other country may be typed.",
}


def ask_questions(
    database: Database, path: Path, wish: ImportOptions, now: datetime
) -> ImportOptions:
    """The wish with the answers; each question is weighed by the answer before. Raises BadInput."""
    while True:
        left = [one for one in ask_about(database, path, wish, now) if not one.is_said]
        if not left:
            return wish
        wish = with_answer(wish, left[0].about, _ask(left[0]))


def _ask(question: Question) -> str:
    print_line(f"{TITLES[question.about]} {say_guess(question)}")
    labels = [say_answer(question.about, one.value) for one in question.answers]
    width = max(map(len, labels))
    for at, (label, one) in enumerate(zip(labels, question.answers, strict=True), 1):
        print_lines(f"  {at}  {label:<{width}}  {say_prospects(one.prospects)}")
    print_lines(f"  {HINTS[question.about]}")
    guess = say_answer(question.about, question.guess)
    while True:
        typed = click.prompt(
            f"Enter for {guess}", prompt_suffix="> ", default="", show_default=False
        )
        value = read_answer(question, typed)
        if value is not None:
            return value
        print_line("That is none of the answers: type the number of one.")
