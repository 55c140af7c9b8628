"""The output of `smiledial import` as JSON and as text, and the questions that it asks."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from console.cards.waiting import CallableCounts, by_reason
from console.cli.shell.documents import blocked_documents
from console.cli.shell.output import print_each, print_line, print_lines, print_table
from console.files.fields.columns.layout import KEPT
from console.files.fields.warnings import AddressNotes, DoubtfulRow, Settling
from console.importing.callability import Cleared
from console.importing.notes import first_unread, noticed_in
from console.importing.options import ImportOptions
from console.importing.planning import ask_about
from console.importing.questions import (
    TITLES,
    About,
    Question,
    read_answer,
    read_letter,
    say_all_taken,
    say_answer,
    say_answers,
    say_guess,
    say_letters,
    say_prospects,
    say_rows,
    say_title,
    with_answer,
)
from console.importing.result import (
    LEFT_OUT,
    OTHER_NUMBER,
    Imported,
    advise,
    all_reasons,
    count_known,
    describe,
    filled_columns,
    mapping_of,
    not_callable,
)
from console.rules.text import as_typed
from console.view.start.imports import empty_list_words, rows_to_mend, why_rejected
from console.view.text.counts import first_of, main_reasons, many
from db.columns import Document
from db.engine.database import Database


class Limits(Struct, frozen=True):
    """How many rows of each kind are printed. Further reasons are counted together."""

    columns: int = 500
    noticed: int = 100
    blocked: int = 20
    reasons: int = 10


def import_document(result: Imported) -> Document:
    why = result.outlook or (result.nobody if result.imported else None)
    return {
        "rows": result.rows,
        "imported": result.imported,
        "updated": result.updated,
        "duplicate_in_file": result.duplicate_in_file,
        "duplicate_in_database": result.duplicate_in_database,
        "rejected": result.rejected,
        "on_dnc": result.on_dnc,
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "other_number_on_dnc": result.details.other_number_on_dnc,
        "dialled_lately": result.details.dialled_lately,
        "only_in_retired_list": result.details.only_in_retired_list,
        "import": result.batch_id,
        "reject_reasons": [
            {"reason": reason, "count": count} for reason, count in all_reasons(result)
        ],
        **({"of_another_name": result.namesakes} if result.namesakes else {}),
        **({"left_out": result.left_out} if result.left_out else {}),
        "without_number": sum(count for _, count in result.unusable),
        **({"do_not_call": dict(result.noticed.asked)} if result.noticed.asked else {}),
        **_doubtful_document(result),
        **({"unread": dict(unread)} if (unread := +result.noticed.unread) else {}),
        **_address_document(result.noticed.addresses),
        **({"line_type_unread": dict(lines)} if (lines := result.noticed.lines) else {}),
        **({"on_main_line": count} if (count := result.noticed.on_main_line) else {}),
        **({"on_shared_line": count} if (count := result.noticed.on_shared_line) else {}),
        **({"no_company": count} if (count := result.noticed.no_company) else {}),
        **({"evidence_unread": count} if (count := result.noticed.no_evidence) else {}),
        **({} if (cleared := result.cleared) is None else {"cleared": _cleared_document(cleared)}),
        **({"unfinished": result.unfinished} if result.unfinished else {}),
        **({} if result.screened_out is None else {"screened_out": result.screened_out}),
        **_question_document(result.questions),
        **({} if why is None else _why_document(result, why)),
        **({} if result.outlook is None else _preview_document(result)),
    }


def _cleared_document(cleared: Cleared) -> Document:
    return {"leads": cleared.leads, "freed": cleared.freed, "callable_now": cleared.now}


def _doubtful_document(result: Imported) -> Document:
    """Return how many rows may say not to call, in which columns, and what became of them."""
    if not (rows := result.noticed.doubtful):
        return {}
    settled = result.doubtful or Settling.EACH
    columns = Counter(row.column for row in rows)
    return {"request_unread": {"count": len(rows), "columns": columns, "settled": settled.value}}


def ask_about_doubtful(rows: Sequence[DoubtfulRow], options: ImportOptions) -> ImportOptions:
    """Ask what to do with the rows of a file that may say not to call; return the options.

    If there are none, nothing is asked.
    """
    if not rows:
        return options
    print_line(say_title(len(rows)))
    for line in say_rows(rows):
        print_lines(f"  {line}")
    for letter, label, effect in say_answers(len(rows)):
        print_lines(f"  {letter}  {label:<16}  {effect}")
    answer = _ask_letter("Enter for b", "bol")
    if answer is not Settling.EACH:
        return replace(options, doubtful=answer)
    left = []
    for line, row in zip(say_rows(rows, len(rows)), rows, strict=True):
        print_lines(f"  {line}")
        if _ask_letter("b bars, l leaves callable, Enter for b", "bl") is Settling.LEAVE:
            left.append(row.line)
    return replace(options, doubtful=Settling.BAR, left_callable=tuple(left))


def _ask_letter(question: str, letters: str) -> Settling:
    """Ask until the answer is one of the letters; Enter is b."""
    while True:
        typed = click.prompt(question, prompt_suffix="> ", default="", show_default=False)
        answer = read_letter(typed, letters)
        if answer is not None:
            return answer
        print_line(f"That is not one of the answers: type {say_letters(letters)}.")


def _question_document(questions: Sequence[Question]) -> Document:
    """Return the questions about a file, with the number of callable leads for each answer."""
    if not questions:
        return {}
    return {
        "questions": [
            {
                "about": question.about.value,
                "taken": question.taken,
                "guess": question.guess,
                "why": question.why,
                "is_open": question.is_open,
                "rows": question.rows,
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
                    for answer in question.answers
                ],
            }
            for question in questions
        ]
    }


def _address_document(notes: AddressNotes) -> Document:
    """Return counts of unreadable, missing and contradictory addresses."""
    document: Document = {}
    if notes.rows:
        document["address_unread"] = [
            {
                "field": field,
                "count": count,
                "examples": [
                    {
                        "text": cell.text,
                        "count": cell.count,
                        "line": cell.line,
                        "nearest": list(cell.nearest),
                    }
                    for cell in first_unread(notes, field)
                ],
            }
            for field, count in notes.rows.items()
        ]
    if notes.gaps:
        document["no_place"] = [
            {"text": gap, "count": count} for gap, count in notes.gaps.most_common()
        ]
    if notes.contradicting:
        document["address_contradicting"] = notes.contradicting
    return document


def _why_document(result: Imported, why: CallableCounts) -> Document:
    """Return how many may be called, and why the others may not."""
    return {
        "callable_now": why.callable,
        "blocked": blocked_documents(why.blocked),
        "registries": [
            {
                "names": list(advice.names),
                "commands": list(advice.commands),
                "area_codes": list(advice.area_codes),
                "waiting": advice.waiting,
                "frees_now": advice.now,
                "frees_later": advice.later,
            }
            for advice in result.registries
        ],
    }


def _preview_document(result: Imported) -> Document:
    """Return what only a dry run prints: the columns and the doubts about them."""
    return {
        "mapping": [
            {"field": column.field, "column": column.column, "samples": column.samples}
            for column in mapping_of(result)
        ],
        "doubts": [
            {"text": doubt.whole, "needs_answer": doubt.needs_answer}
            for doubt in result.mapped.doubts
        ],
    }


def print_import(result: Imported, *, is_dry_run: bool, is_verbose: bool = False) -> None:
    """Print the result of an import in about twenty lines, or in full."""
    most = Limits() if is_verbose else Limits(columns=6, blocked=3, reasons=3)
    if is_dry_run and not is_verbose:
        most = replace(most, noticed=5)  # a dry run can be asked again, an import can't
    file, columns = result.file, result.mapped.columns
    known = result.mapped.remembered
    if known is not None:
        print_line(
            f"Columns as in import {known.batch_id} ({known.file}); change one with --map, all "
            "with --map-anew."
        )
    print_line(
        f"Read as {describe(file)}: "
        + ", ".join(
            name if file.header[position] == name else f"{name} from “{file.header[position]}”"
            for position, name in sorted((at, field) for field, at in columns.pairs)
        )
    )
    _print_extra_columns(result, most.columns)
    _print_counts(result, "would be " if is_dry_run else "")
    reasons = _not_callable(result, most.blocked)
    print_each(say_all_taken(result.questions, result.country_taken))
    shown_reasons = {reason for reason, _ in reasons}
    _print_warnings(noticed_in(result, is_done=not is_dry_run, shown=shown_reasons), most.noticed)
    _print_outlook(result, reasons)
    if is_dry_run:
        _print_mapping(result, is_whole=is_verbose)
    if result.batch_id is not None and result.imported:
        print_line(f"smiledial imports undo {result.batch_id} takes it out again.")
    _print_rejects(result, most)
    if is_dry_run:
        if not is_verbose:
            print_line("--verbose shows every column with its first values, and every reason.")
        print_line("Nothing was changed.")


def _not_callable(result: Imported, most: int) -> list[tuple[str, int]]:
    reasons = [(blocked.text, blocked.count) for blocked in by_reason(not_callable(result))]
    return main_reasons(reasons, most)


def _print_outlook(result: Imported, reasons: Sequence[tuple[str, int]]) -> None:
    """Print how many may be called. After a real import, only if nobody may."""
    if result.outlook is not None or result.imported:
        outlook = result.outlook or result.nobody
        if outlook is not None:
            print_line(f"  {outlook.callable:,} callable now")
    for reason, count in reasons:
        print_line(f"  {count:,} not callable now: {reason}")
    for line in advise(result):
        print_line(f"  {line}")


def _print_extra_columns(result: Imported, most: int) -> None:
    """Print the columns that fit no field. Empty ones are left out: an export may have forty."""
    names = [column.column for column in filled_columns(result) if column.field == KEPT]
    if not names:
        return
    shown = first_of(names, most)
    more = f" and {left} more" if (left := len(names) - len(shown)) else ""
    print_line(f"Kept under their own names: {', '.join(shown)}{more}")


def _print_warnings(noticed: Sequence[str], most: int) -> None:
    shown = first_of(noticed, most)
    print_each(shown)
    if left := len(noticed) - len(shown):
        print_line(f"  and {left} more")


def _print_rejects(result: Imported, most: Limits) -> None:
    for reason, count in why_rejected(result, most.reasons):
        print_line(f"  {count:,} of those rejected: {reason}")
    if result.rejects_file:
        fix = f"Fix {rows_to_mend(result)} in {result.rejects_file} and"
        if result.batch_id and result.file.path.suffix:
            print_line(f"{fix} import that file: it goes into the same list.")
        else:  # by its name alone it would not be known for rejects of this list
            into = f", with --list {as_typed(result.list_name)}," if result.batch_id else ""
            print_line(f"{fix}{into} import that file.")


def _print_counts(result: Imported, would: str) -> None:
    print_line(
        f"{many(result.rows, 'row')}: {result.imported:,} {would}imported into the list "
        f"“{result.list_name}”"
    )
    for count, text in (
        (result.updated, "known and updated"),
        (result.unfinished, "changes left undone when it was stopped: the next import does them"),
        (result.on_dnc, "of them barred by a do-not-call list"),
        (result.details.other_number_on_dnc, OTHER_NUMBER),
        (result.duplicate_in_file, "duplicate in the file"),
        *count_known(result),
        (result.to_mend, "rejected"),
        (result.left_out, LEFT_OUT),
        (result.screened_out, "more left out by the screening"),
    ):
        if count:
            print_line(f"  {count:,} {text}")
    if empty := empty_list_words(result):
        print_line(empty)


def _print_mapping(result: Imported, *, is_whole: bool) -> None:
    """Print the columns with their first values.

    With `is_whole`, print all columns. Otherwise print only the mapped columns, and only if the
    file has no column names: `print_import` names the others.
    """
    mapping = filled_columns(result)
    if not is_whole:
        is_bare = not result.file.has_header
        mapping = tuple(column for column in mapping if is_bare and column.field != KEPT)
    if mapping:
        print_table(
            ("field", "column", "for instance"),
            [(column.field, column.column, " · ".join(column.samples)) for column in mapping],
        )


HINTS = {
    About.KIND: "Homeowners and other private people are consumers. If a column says it for each "
    "row: --map kind=COLUMN.",
    About.COUNTRY: "You can type any other country.",
}


def ask_questions(
    database: Database, path: Path, options: ImportOptions, now: datetime
) -> ImportOptions:
    """Ask the open questions about a file, and return the options with the answers.

    After each answer the next question is worked out again, because its counts depend on it. Raises
    BadInput.
    """
    while True:
        questions = [
            question for question in ask_about(database, path, options, now) if not question.is_said
        ]
        if not questions:
            return options
        options = with_answer(options, questions[0].about, _ask(questions[0]))


def _ask(question: Question) -> str:
    """Ask one question until it has an answer, and return the answer's value."""
    print_line(f"{TITLES[question.about]} {say_guess(question)}")
    labels = [say_answer(question.about, answer.value) for answer in question.answers]
    width = max(map(len, labels))
    for at, (label, answer) in enumerate(zip(labels, question.answers, strict=True), 1):
        print_lines(f"  {at}  {label:<{width}}  {say_prospects(answer.prospects)}")
    print_lines(f"  {HINTS[question.about]}")
    guess = say_answer(question.about, question.guess)
    while True:
        typed = click.prompt(
            f"Enter for {guess}", prompt_suffix="> ", default="", show_default=False
        )
        value = read_answer(question, typed)
        if value is not None:
            return value
        print_line("That is not one of the answers: type the number of an answer.")
