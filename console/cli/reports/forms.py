"""A report of several parts as text, Markdown, HTML, CSV or an Excel workbook, also by e-mail."""

import csv
import html
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

import click
from click.core import ParameterSource
from msgspec.structs import replace

from console.cli.reports.call_tables import COMPARED
from console.cli.reports.charts import bar_chart, is_number
from console.cli.shell import options
from console.cli.shell.context import FOR_PROGRAMS, Shell
from console.cli.shell.options import needed_output
from console.cli.shell.output import (
    fold_lines,
    json_text,
    print_document,
    print_fitting,
    print_line,
    shown_cell,
    terminal_width,
    write_file,
)
from console.files.tables.xlsx import Sheet, workbook_pieces
from console.judging.documents import instant
from console.outreach.mail.delivery import send
from console.outreach.mail.delivery import write_file as write_letter
from console.outreach.mail.letter import Letter, MailTrouble, read_address
from console.rules.text import guard
from console.supervision.reports.axes import AXES
from console.supervision.reports.calls import ReportScope
from console.trouble import BadInput
from console.view.text.report_codes import FIELD, Part
from db.enums import MailWay


class Days(TypedDict):
    """The values of the options that `add_day_options` adds."""

    first: date | None
    last: date | None
    agent: str
    list_name: str


class Screened(Days):
    """The values of `Days`, and of --where."""

    where: str


class Calls(Screened):
    """The values of `Screened`, and of --compare."""

    compare: str | None


class CallReport(Calls):
    """The values of `Calls`, and the report's format and file."""

    form: str
    output: Path | None


add_day_options = options.together(
    options.in_list("Only this list."),
    options.agent("Only this agent's calls."),
    click.option(
        "--to",
        "last",
        callback=options.read_span_day,
        metavar="DAY",
        help="Last day.  [default: today]",
    ),
    click.option(
        "--from",
        "first",
        callback=options.read_span_day,
        metavar="DAY",
        help="First day, such as 2026-11-24, yesterday or monday.  [default: today]",
    ),
)
"""Give a command --from, --to, --agent and --list."""


def read_scope(
    shell: Shell, first: date | None, last: date | None, agent: str, list_name: str, where: str = ""
) -> "ReportScope":
    zone = shell.personal.zone
    today = shell.clock().astimezone(ZoneInfo(zone)).date()
    last_on = last or max(today, first or today)
    return ReportScope(first or min(today, last_on), last_on, zone, agent, list_name, where)


FORMS = ("table", "json", "csv", "md", "html", "xlsx")

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:80em;padding:0 1em;"
    "color:#111;background:#fff}table{border-collapse:collapse;margin:.5em 0}"
    "td,th{border-bottom:1px solid #ccc;padding:.25em .6em;text-align:left;vertical-align:top}"
    "th{border-bottom:2px solid #888}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
    ".t{overflow-x:auto}"
    "tr.sum td{border-top:2px solid #888;font-weight:600}"
    "svg{max-width:100%;height:auto}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}thead{display:table-header-group}"
    ".t{overflow:visible}table{font-size:8.5pt}"
    "tr,svg{break-inside:avoid}h2{break-after:avoid}@page{margin:15mm}}"
)


_JSON = "smiledial.json"


def _note_json(context: click.Context, _option: click.Parameter, is_json: bool) -> None:  # noqa: FBT001
    context.meta[_JSON] = is_json


def _note_form(context: click.Context, _option: click.Parameter, form: str) -> str:
    """Return the format; without one, that of the file's ending.

    Note that a program reads the report: its times don't follow the user's settings.
    """
    output: Path | None = context.params.get("output")
    is_given = context.get_parameter_source("form") is not ParameterSource.DEFAULT
    if context.meta[_JSON]:
        if is_given and form != "json":
            raise click.UsageError(f"--json and --format {form} differ: give one of them.")
        form, is_given = "json", True
    if output is not None and not is_given and (ending := output.suffix[1:].lower()) in FORMS:
        form = ending
    context.meta[FOR_PROGRAMS] = form in {"csv", "json", "xlsx"}
    return form


form_option = options.together(
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        default="table",
        show_default="by the ending of --output, else table",
        callback=_note_form,
    ),
    click.option(
        "--json",
        is_flag=True,
        is_eager=True,  # `--format` is compared with it
        expose_value=False,
        callback=_note_json,
        help="The same as --format json.",
    ),
)
"""Add `--format` to a command, and `--json`, which every command has."""

add_report_options = options.together(add_day_options, options.output, form_option)
"""Give a command the options of days, and the format and file of its report."""

add_call_options = options.together(
    add_report_options,
    click.option(
        "--compare",
        type=click.Choice(COMPARED),
        help="Also show the difference to those days; of an unfinished day, up to this hour.",
    ),
    options.where,
)
"""Give a command the options of every report that counts calls."""


def add_second_grouping(by: str) -> options.Decorator:
    """Return a decorator that adds `--by`, for a second grouping besides `by`."""
    return click.option(
        "--by",
        "then",
        type=click.Choice([axis for axis in AXES if axis != by]),
        help="Split each row further, such as by day.",
    )


def format_report(form: str, title: str, note: str, parts: Sequence[Part]) -> str | bytes:
    """Return a report in one of the formats. Cells are escaped: they may come from a file.

    Numbers stay numbers in a workbook. Times have the reader's zone: they stay times in a workbook,
    are ISO 8601 with the offset in CSV, and words elsewhere.
    """
    if form == "xlsx":
        return b"".join(workbook_pieces(_sheets(title, note, parts)))
    cells = [[[_cell(cell, form) for cell in row] for row in part.rows] for part in parts]
    return {"table": _plain, "md": _markdown, "html": _page, "csv": _csv}[form](
        title, note, [replace(part, rows=rows) for part, rows in zip(parts, cells, strict=True)]
    )


def print_or_write(text: str | bytes, path: Path | None, form: str = "") -> None:
    """Print a report, or write a file that only its owner can read. Raises BadInput.

    Lines of words (the form "table") are folded to the width of the terminal.
    """
    if isinstance(text, bytes):
        write_file(needed_output(path), [text])
        return
    if path is None:
        print_document([fold_lines(text, terminal_width() if form == "table" else 0)])
        return
    write_file(path, [text])


def instants(scope: ReportScope) -> dict[str, object]:
    """Return the instants of a report's days, for its document."""
    return {"since": instant(scope.since), "until": instant(scope.until)}


def print_part(
    document: object, part: Part, line: str, form: str, output: Path | None, spared: Sequence[str]
) -> None:
    """Print a report of one part; on a narrow terminal without the `spared` columns."""
    if form == "json":
        print_or_write(json_text(document), output)
        return
    if form != "table" or output is not None:
        print_or_write(format_report(form, part.title, line, [part]), output)
        return
    print_line(line)
    if len(part.rows) > part.totals:
        print_line("")
        print_fitting(part.header, part.rows, spared)


def _sheets(title: str, note: str, parts: Sequence[Part]) -> list[Sheet]:
    """Return a sheet for each part, and one that says what the report is."""
    about = Sheet("About", (title,), [(line,) for line in note.split("\n")])
    return [*(Sheet(part.title, part.header, part.rows) for part in parts), about]


def _cell(cell: object, form: str) -> str:
    if isinstance(cell, datetime) and form == "csv":
        return cell.isoformat(timespec="seconds")
    return shown_cell(cell)


def _plain(title: str, note: str, parts: Sequence[Part]) -> str:
    lines = [title, note]
    for part in parts:
        lines += ["", f"{part.title}:" if part.rows else f"{part.title}: none"]
        for row in part.rows:
            if part.header == FIELD:
                lines.append(f"  {row[0]}: {row[1]}")
                continue
            named = [f"{name} {cell}" for name, cell in zip(part.header, row, strict=True) if cell]
            lines.append("  " + "; ".join(named))
    return "\n".join(lines) + "\n"


def _markdown(title: str, note: str, parts: Sequence[Part]) -> str:
    lines = [f"# {_escaped(title)}", "", _escaped(note)]
    for part in parts:
        lines += ["", f"## {_escaped(part.title)}", ""]
        if not part.rows:
            lines.append("None.")
            continue
        lines += [_row(part.header), _row(["---"] * len(part.header))]
        lines += [_row([_escaped(str(cell)) for cell in row]) for row in part.rows]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Escape the special characters of Markdown and HTML (Markdown passes HTML through)."""
    return "".join(f"\\{mark}" if mark in r"\`*_[]<>|#&" else mark for mark in text)


def _page(title: str, note: str, parts: Sequence[Part]) -> str:
    heading = html.escape(title)
    lines = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{heading}</title>',
        f"<style>{STYLE}</style></head><body>",
        f"<h1>{heading}</h1>",
        f"<p>{html.escape(note)}</p>",
    ]
    for part in parts:
        lines.append(f"<h2>{html.escape(part.title)}</h2>")
        if not part.rows:
            lines.append("<p>None.</p>")
            continue
        lines += [part.picture] if part.picture else []
        if part.drawn:
            rows = part.rows[: len(part.rows) - part.totals]
            lines.append(bar_chart(part.header, rows, part.drawn))
        lines += _table(part)
    return "\n".join([*lines, "</body></html>"]) + "\n"


def _table(part: Part) -> list[str]:
    """Align numbers to the right, and set the totals apart."""
    columns = zip(*part.rows, strict=True)
    right = [any(cells) and all(is_number(str(cell)) for cell in cells) for cells in columns]
    last = len(part.rows) - part.totals
    body = [
        _cells("td", row, right, " class=sum" if place >= last else "")
        for place, row in enumerate(part.rows)
    ]
    head = _cells("th", part.header, right)
    return [
        '<div class="t"><table>',
        f"<thead>{head}</thead>",
        "<tbody>",
        *body,
        "</tbody></table></div>",
    ]


def _cells(tag: str, cells: Sequence[object], right: Sequence[bool], of_row: str = "") -> str:
    tags = [
        f"<{tag}{' class=n' if is_right else ''}>{html.escape(str(cell))}</{tag}>"
        for cell, is_right in zip(cells, right, strict=True)
    ]
    return f"<tr{of_row}>{''.join(tags)}</tr>"


def _csv(title: str, note: str, parts: Sequence[Part]) -> str:  # noqa: ARG001 - as the others
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for part in parts:
        writer.writerow(["part", *part.header])
        writer.writerows([part.title, *(guard(str(cell)) for cell in row)] for row in part.rows)
    return buffer.getvalue()


mail_option = click.option(
    "--mail",
    "mail_to",
    metavar="TO",
    default="",
    help="Also send it to this address, by [mail] in your settings file.",
)


def send_report(
    shell: Shell, address: str, name: str, subject: str, body: str, page: str = ""
) -> str:
    """Send an e-mail in the way that [mail] in the settings says; return a sentence about it.

    The e-mail goes to the mail server or into a file NAME.eml. `page` is the body as HTML. Blocks
    until the server answers. Raises BadInput, also if the settings only make drafts.
    """
    mail, now = shell.personal.mail, shell.clock()
    try:
        letter = Letter(read_address(address), subject, body, page=page)
        if mail.way is MailWay.SERVER:
            send(letter, mail, now)
            return f"{mail.host} accepted it for {letter.to}."
        if mail.way is MailWay.FILE:
            return f"Written: {write_letter(letter, mail, name, now)}"
    except (MailTrouble, ValueError) as trouble:
        raise BadInput(str(trouble)) from None
    raise BadInput(
        'Your e-mail leaves as a draft on the screen. For --mail set way = "server" (or "file") in '
        "[mail] of your settings: smiledial mail show."
    )
