"""`smiledial report number`: whether a number could be called at some time in the past."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from console.cli.dnc.commands import e164_of
from console.cli.reports.forms import form_option, format_report, print_or_write
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text
from console.judging.history.number_as_of import JudgedDocument, NumberThenDocument, number_then
from console.view.text.clocks import as_of, day_or_time, exact_day, in_style, time_words
from console.view.text.report_codes import FIELD, Part, kind_words, local_text, there_text

WITHOUT_INSTANT = "Missing option '--at': say when, such as --at 'yesterday 9:30'."

LISTED = {True: "listed", False: "not listed", None: "not known any more"}


@click.command("number")
@options.number_in_words
@click.option(
    "--at",
    callback=options.read_moment,
    metavar="INSTANT",
    help="The instant, such as yesterday 9:30; without an offset on your own clock.",
)
@options.country
@form_option
@options.output
@pass_shell
def number(
    shell: Shell,
    number: str,
    at: datetime | None,
    country: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Say whether NUMBER could be called at a past moment, by what the firm held then.

    It judges by the rules of that day, and by the requests, evidence, registry copies, settings and
    stops of that time. What has changed since is read from the audit log. The report also says what
    is no longer known.
    """
    if at is None:
        raise click.UsageError(WITHOUT_INSTANT)
    now, zone = shell.clock(), shell.personal.zone
    with shell.database() as database:
        document = number_then(database, e164_of(shell, number, country), at, now)
    if form == "json":
        text: str | bytes = json_text(document)
    else:
        local = at.astimezone(ZoneInfo(zone))
        title = f"{document['number']} at {exact_day(local.date())} {time_words(local)} {zone}"
        note = f"{as_of(now)} Times are on the clock of {zone}."
        text = format_report(form, title, note, parts_of(document, zone))
    print_or_write(text, output, form)


def parts_of(document: NumberThenDocument, zone: str) -> list[Part]:
    """Return the parts of the report: the verdicts first, then the facts behind them."""
    return [
        *(_verdict(row) for row in document["judged"]),
        Part("Not known any more", FIELD, [*enumerate(document["unknown"], 1)]),
        Part(
            "On the firm's do-not-call list by then",
            ("at", "by", "reason", "lifted"),
            [
                (
                    *(local_text(row["at"], zone), row["agent"], row["reason"]),
                    local_text(row["lifted"], zone),
                )
                for row in document["requests"]
            ],
        ),
        Part(
            "Registry copies held then",
            (
                *("list", "says", "as of", "loaded", "by", "numbers", "file", "checksum"),
                *("entry", "replaced"),
            ),
            [
                (
                    *(row["source"], LISTED[row["listed"]], day_or_time(row["as_of"])),
                    *(local_text(row["loaded_at"], zone), row["agent"], row["numbers"]),
                    *(row["file"], row["checksum"], row["entry"]),
                    local_text(row["replaced_at"], zone),
                )
                for row in document["copies"]
            ],
        ),
        Part(
            "Evidence in force then",
            ("kind", "given on", "evidence", "recorded by", "recorded"),
            [
                (
                    *(row["kind"], day_or_time(row["on"]), row["evidence"], row["agent"]),
                    local_text(row["recorded_at"], zone),
                )
                for row in document["evidence"]
            ],
        ),
        Part(
            "Dials of the number in the 30 days before",
            ("at",),
            [(local_text(row, zone),) for row in document["dials"]],
        ),
        Part(
            "Stops in force then",
            ("where", "reason", "since"),
            [
                (row["jurisdiction"], row["reason"], local_text(row["since"], zone))
                for row in document["stops"]
            ],
        ),
        Part("Settings then", FIELD, [*document["settings"].items()]),
    ]


def _verdict(judged: JudgedDocument) -> Part:
    verdict = judged["verdict"]
    lead = f"lead {judged['lead']}, list {judged['list_name']}" if judged["lead"] else "no lead"
    rows: list[tuple[str, object]] = [
        ("might it ring", kind_words(verdict["verdict"])),
        (
            "the time there",
            there_text(
                [{"zone": zone["zone"], "local": zone["local"]} for zone in verdict["zones"]]
            ),
        ),
        ("whose law", ", ".join(place["jurisdiction"] for place in verdict["jurisdictions"])),
        *(("allowed by", rule) for rule in verdict["allowed_by"]),
        *(
            ("reason", f"{in_style(reason['text'])} ({reason['rule']}, {reason['citation']})")
            for reason in verdict["reasons"]
        ),
        *(("caution", in_style(caution)) for caution in verdict["cautions"]),
    ]
    return Part(f"Verdict as of then ({lead}, {judged['kind']})", FIELD, rows)
