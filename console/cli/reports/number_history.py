"""`smiledial report number`: what a number stood at on some day."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from console.cli.dnc.commands import e164_of
from console.cli.reports.compliance import put_out
from console.cli.reports.forms import form_option, print_form
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text
from console.judging.history.number_history import number_then
from console.view.text.report_codes import FIELD, Part, kind_words, local_text, there_text

if TYPE_CHECKING:
    from console.judging.history.number_history import JudgedDocument, NumberThenDocument

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
    """What a NUMBER stood at on an instant of the past: might it ring then, by what was held then.

    The verdict by the rules of that day; the requests, evidence, registry copies, settings and
    stops of then, read from the audit log where they were changed since. What cannot be known any
    more is said so.
    """

    if at is None:
        raise click.UsageError(WITHOUT_INSTANT)
    now, zone = shell.clock(), shell.personal.zone
    with shell.database() as database:
        document = number_then(database, e164_of(shell, number, country), at, now)
    if form == "json":
        text = json_text(document)
    else:
        title = f"{document['number']} at {at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
        note = f"As of {now:%Y-%m-%d %H:%M} UTC. Times are on the clock of {zone}."
        text = print_form(form, title, note, parts_of(document, zone))
    put_out(text, output, form)


def parts_of(document: "NumberThenDocument", zone: str) -> list[Part]:
    return [
        *(_verdict(one) for one in document["judged"]),
        Part("Not known any more", FIELD, [*enumerate(document["unknown"], 1)]),
        Part(
            "On the firm's do-not-call list by then",
            ("at", "by", "reason", "lifted"),
            [
                (
                    *(local_text(one["at"], zone), one["agent"], one["reason"]),
                    local_text(one["lifted"], zone),
                )
                for one in document["requests"]
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
                    *(one["source"], LISTED[one["listed"]], one["as_of"]),
                    *(local_text(one["loaded_at"], zone), one["agent"], one["numbers"]),
                    *(one["file"], one["checksum"], one["entry"]),
                    local_text(one["replaced_at"], zone),
                )
                for one in document["copies"]
            ],
        ),
        Part(
            "Evidence in force then",
            ("kind", "given on", "evidence", "recorded by", "recorded"),
            [
                (
                    *(one["kind"], one["on"], one["evidence"], one["agent"]),
                    local_text(one["recorded_at"], zone),
                )
                for one in document["evidence"]
            ],
        ),
        Part(
            "Dials of the number in the 30 days before",
            ("at",),
            [(local_text(one, zone),) for one in document["dials"]],
        ),
        Part(
            "Stops in force then",
            ("where", "reason", "since"),
            [
                (one["jurisdiction"], one["reason"], local_text(one["since"], zone))
                for one in document["stops"]
            ],
        ),
        Part("Settings then", FIELD, [*document["settings"].items()]),
    ]


def _verdict(one: "JudgedDocument") -> Part:
    verdict = one["verdict"]
    who = f"lead {one['lead']}, list {one['list_name']}" if one["lead"] else "no lead"
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
            ("reason", f"{reason['text']} ({reason['rule']}, {reason['citation']})")
            for reason in verdict["reasons"]
        ),
        *(("caution", caution) for caution in verdict["cautions"]),
    ]
    return Part(f"Verdict as of then ({who}, {one['kind']})", FIELD, rows)
