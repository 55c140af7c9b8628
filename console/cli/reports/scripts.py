"""`smiledial report openings`, `answers`: what came of a script."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Unpack
from zoneinfo import ZoneInfo

import click

from console.cli.reports.call_tables import days_words
from console.cli.reports.compliance import put_out
from console.cli.reports.forms import print_form
from console.cli.reports.options import Screened, days_asked, in_a_form
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text, print_fitting, print_line
from console.judging.documents import instant
from console.rules.shift.confidence import wilson
from console.supervision.reports.answers import answers_by_question
from console.supervision.reports.openings import ENOUGH, compare_openings
from console.view.text.report_codes import Part

if TYPE_CHECKING:
    from console.supervision.reports.answers import Question
    from console.supervision.reports.calls import Asked
    from console.supervision.reports.openings import Compared, Opening

DAYS = 28
"""Days that are counted where none are named: a day has too few conversations to say anything."""

TITLE = "What came of each opening"
HEADER = ("opening", "dials", "conversations", "talks ≥ 1 min", "noes", "yeses")
SHARES = ("talks", "noes", "yeses")
ANSWERED = "What was answered"
SPARED = ("version", "dials", "script")


@click.command()
@in_a_form
@options.where
@pass_shell
def openings(shell: Shell, /, form: str, output: Path | None, **asked: Unpack[Screened]) -> None:
    """What came of each opening of a script, each share with its interval.

    Of the last 28 days unless said. A share is of the conversations, with the interval in which it
    lies as a rule (95 of 100; Wilson). Nothing is said of openings with fewer than 100
    conversations each, nor of shares whose intervals overlap.
    """

    days = _asked(shell, **asked)
    with shell.reports() as database:
        found = compare_openings(database, days, shell.clock())
    head = f"{TITLE}, {days_words(days)}"
    if form == "json":
        put_out(json_text(_document(days, found)), output)
    elif form == "table" and output is None:
        print_line(head)
        if found.rows:
            print_line("")
            header = ("script", "version", *HEADER)
            print_fitting(header, [_cells(one) for one in found.rows], SPARED)
            print_line("")
        else:
            print_line("No call was made by a script in these days.")
        for sentence in found.said:
            print_line(sentence)
    else:
        put_out(print_form(form, head, " ".join(found.said), [_part(form, found)]), output)


@click.command()
@in_a_form
@options.where
@pass_shell
def answers(shell: Shell, /, form: str, output: Path | None, **asked: Unpack[Screened]) -> None:
    """What was answered to the questions of scripts, on how many calls.

    Of the last 28 days unless said. Of numbers, amounts and days the lowest, the highest and the
    one in the middle; what was answered in words is in export attempts.
    """

    days = _asked(shell, **asked)
    with shell.reports() as database:
        found = answers_by_question(database, days, shell.clock())
    head = f"{ANSWERED}, {days_words(days)}"
    header = ("question", "answer", "calls", "of 100")
    rows = [
        (one.name, said, count, 100 * count / one.calls)
        for one in found
        for said, count in one.rows
    ]
    if form == "json":
        put_out(json_text({**_days(days), "questions": list(map(_question, found))}), output)
    elif form == "table" and output is None:
        print_line(head)
        if rows:
            print_line("")
            print_fitting(header, rows, ("of 100",))
        else:
            print_line("No question of a script was answered in these days.")
    else:
        shown = [(*row[:3], f"{row[3]:.1f}") for row in rows]
        put_out(print_form(form, head, "", [Part("Answers", header, shown)]), output)


def _question(one: "Question") -> dict[str, object]:
    document: dict[str, object] = {"question": one.name, "kind": one.kind, "calls": one.calls}
    if one.is_told_apart:
        return document | {"answers": dict(one.answers.most_common())}
    if (ends := one.middle) is None:
        return document
    return document | dict(zip(("lowest", "median", "highest"), ends, strict=True))


def _asked(
    shell: Shell, first: date | None, last: date | None, agent: str, list_name: str, where: str
) -> "Asked":
    """The last weeks, where no first day is named."""
    if first is None:
        until = last or shell.clock().astimezone(ZoneInfo(shell.personal.zone)).date()
        first = until - timedelta(days=DAYS - 1)
    return days_asked(shell, first, last, agent, list_name, where)


def _days(asked: "Asked") -> dict[str, object]:

    return {"since": instant(asked.since), "until": instant(asked.until)}


def _part(form: str, found: "Compared") -> Part:
    if form != "csv":
        header = ("script", "version", *HEADER)
        return Part("Openings", header, [_cells(one) for one in found.rows])
    ends = [f"{name} {end}" for name in SHARES for end in ("low", "high")]
    counts = ("dials", "conversations", *SHARES)
    rows = [
        (
            one.script,
            versions_words(one.versions),
            one.name,
            *(getattr(one, name) for name in counts),
            *(f"{end:.4f}" for name in SHARES for end in one.interval(name)),
        )
        for one in found.rows
    ]
    return Part("Openings", ("script", "version", "opening", *counts, *ends), rows)


def _cells(one: "Opening") -> tuple[object, ...]:
    shares = (share_words(getattr(one, name), one.conversations) for name in SHARES)
    versions = versions_words(one.versions)
    return one.script, versions, one.title, one.dials, one.conversations, *shares


def versions_words(versions: tuple[int, ...]) -> str:
    """ "2", "2–4", "1, 3"."""
    first, last = versions[0], versions[-1]
    if len(versions) > 1 and len(versions) == last - first + 1:
        return f"{first}–{last}"
    return ", ".join(map(str, versions))


def share_words(part: int, whole: int) -> str:
    """ "12 % (6–21)": the share, and the interval in which it lies."""

    if not whole:
        return "–"
    low, high = wilson(part, whole)
    return f"{100 * part / whole:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def _document(asked: "Asked", found: "Compared") -> dict[str, object]:

    return {
        **_days(asked),
        "enough": ENOUGH,
        "rows": [
            {
                "script": one.script,
                "versions": list(one.versions),
                "opening": one.name,
                "dials": one.dials,
                "conversations": one.conversations,
                **{name: getattr(one, name) for name in SHARES},
                "intervals": {
                    name: [round(end, 4) for end in one.interval(name)] for name in SHARES
                },
            }
            for one in found.rows
        ],
        "said": list(found.said),
    }
