"""`smiledial report openings` and `answers`: the results of scripts."""

from datetime import date, timedelta
from pathlib import Path
from typing import Unpack
from zoneinfo import ZoneInfo

import click

from console.cli.reports.call_tables import days_words
from console.cli.reports.forms import (
    Screened,
    add_report_options,
    format_report,
    instants,
    print_or_write,
    read_scope,
)
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text, print_each, print_fitting, print_line
from console.rules.shift.best_hours import wilson
from console.supervision.reports.calls import ReportScope
from console.supervision.reports.script_openings import (
    ENOUGH,
    Comparison,
    Opening,
    Question,
    answers_by_question,
    compare_openings,
)
from console.view.text.report_codes import Part

DAYS = 28
"""The default number of days: one day has too few talks to compare scripts."""

TITLE = "What came of each opening"
HEADER = ("opening", "dials", "talks", "talks ≥ 1 min", "noes", "yeses")
SHARES = ("talks", "noes", "yeses")
ANSWERED = "What was answered"
SPARED = ("version", "dials", "script")


@click.command()
@add_report_options
@options.where
@pass_shell
def openings(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Screened]) -> None:
    """Compare the openings of a script by how their calls went.

    Of the last 28 days unless you name others. Shares are of the talks, each with its
    95 percent interval (Wilson). Openings are compared only with 100 talks each or more,
    and only if the intervals do not overlap.
    """
    scope = _scope(shell, **values)
    with shell.reports() as database:
        comparison = compare_openings(database, scope, shell.clock())
    head = f"{TITLE}, {days_words(scope)}"
    if form == "json":
        print_or_write(json_text(_document(scope, comparison)), output)
    elif form == "table" and output is None:
        print_line(head)
        if comparison.rows:
            print_line("")
            header = ("script", "version", *HEADER)
            print_fitting(header, [_cells(opening) for opening in comparison.rows], SPARED)
            print_line("")
        else:
            print_line("No call was made by a script in these days.")
        print_each(comparison.sentences)
    else:
        print_or_write(
            format_report(form, head, " ".join(comparison.sentences), [_part(form, comparison)]),
            output,
        )


@click.command()
@add_report_options
@options.where
@pass_shell
def answers(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Screened]) -> None:
    """What was answered to the questions of scripts, on how many calls.

    Of the last 28 days unless you name others. Numbers, amounts and days are shown by their lowest,
    median and highest; answers in words are in export attempts.
    """
    scope = _scope(shell, **values)
    with shell.reports() as database:
        questions = answers_by_question(database, scope, shell.clock())
    head = f"{ANSWERED}, {days_words(scope)}"
    header = ("question", "answer", "calls", "of 100")
    rows = [
        (question.name, answer, count, 100 * count / question.calls)
        for question in questions
        for answer, count in question.rows
    ]
    if form == "json":
        print_or_write(
            json_text({**instants(scope), "questions": list(map(_question, questions))}), output
        )
    elif form == "table" and output is None:
        print_line(head)
        if rows:
            print_line("")
            print_fitting(header, rows, ("of 100",))
        else:
            print_line("No question of a script was answered in these days.")
    else:
        shown = [(*row[:3], round(row[3], 1)) for row in rows]
        print_or_write(format_report(form, head, "", [Part("Answers", header, shown)]), output)


def _question(question: Question) -> dict[str, object]:
    document: dict[str, object] = {
        "question": question.name,
        "kind": question.kind,
        "calls": question.calls,
    }
    if question.is_of_choices:
        return document | {"answers": dict(question.answers.most_common())}
    if (ends := question.range) is None:
        return document
    return document | dict(zip(("lowest", "median", "highest"), ends, strict=True))


def _scope(
    shell: Shell, first: date | None, last: date | None, agent: str, list_name: str, where: str
) -> ReportScope:
    """Return the scope that the options give; without a first day, the last `DAYS` days."""
    if first is None:
        until = last or shell.clock().astimezone(ZoneInfo(shell.personal.zone)).date()
        first = until - timedelta(days=DAYS - 1)
    return read_scope(shell, first, last, agent, list_name, where)


def _part(form: str, comparison: Comparison) -> Part:
    if form != "csv":
        header = ("script", "version", *HEADER)
        return Part("Openings", header, [_cells(opening) for opening in comparison.rows])
    ends = [f"{name} {end}" for name in SHARES for end in ("low", "high")]
    counts = ("dials", "conversations", *SHARES)
    rows = [
        (
            opening.script,
            versions_words(opening.versions),
            opening.name,
            *(getattr(opening, name) for name in counts),
            *(f"{end:.4f}" for name in SHARES for end in opening.interval(name)),
        )
        for opening in comparison.rows
    ]
    return Part("Openings", ("script", "version", "opening", *counts, *ends), rows)


def _cells(opening: Opening) -> tuple[object, ...]:
    shares = (share_words(getattr(opening, name), opening.conversations) for name in SHARES)
    versions = versions_words(opening.versions)
    return opening.script, versions, opening.title, opening.dials, opening.conversations, *shares


def versions_words(versions: tuple[int, ...]) -> str:
    """Return version numbers in short: "2", "2–4" or "1, 3"."""
    # As many versions as numbers from the first to the last: none is missing between them.
    first, last = versions[0], versions[-1]
    if len(versions) > 1 and len(versions) == last - first + 1:
        return f"{first}–{last}"
    return ", ".join(map(str, versions))


def share_words(part: int, whole: int) -> str:
    """Return a share with its 95 percent interval: "12 % (6–21)"."""
    if not whole:
        return "–"
    low, high = wilson(part, whole)
    return f"{100 * part / whole:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def _document(scope: ReportScope, comparison: Comparison) -> dict[str, object]:
    return {
        **instants(scope),
        "enough": ENOUGH,
        "rows": [
            {
                "script": opening.script,
                "versions": list(opening.versions),
                "opening": opening.name,
                "dials": opening.dials,
                "conversations": opening.conversations,
                **{name: getattr(opening, name) for name in SHARES},
                "intervals": {
                    name: [round(end, 4) for end in opening.interval(name)] for name in SHARES
                },
            }
            for opening in comparison.rows
        ],
        "said": list(comparison.sentences),
    }
