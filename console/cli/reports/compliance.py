"""`smiledial report compliance`: what a regulator, a supervisor or the person may ask for."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.dnc.commands import e164_of
from console.cli.reports.forms import form_option, print_form
from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import folded, print_whole, terminal_width, write_told
from console.do_not_call.dial_report import calls_made
from console.do_not_call.subject_access import held_about
from console.judging.documents import verdict_from
from console.supervision.reports.calls import refuse_unknown
from console.view.text.report_codes import (
    FIELD,
    Part,
    kind_words,
    local_text,
    there_text,
    why_words,
)

if TYPE_CHECKING:
    from console.do_not_call.dial_report import CallsDocument
    from console.do_not_call.number_summary import ChainDocument
    from console.do_not_call.refusals import RefusedDocument
    from console.do_not_call.subject_access import HeldDocument
    from db.columns import Document


GONE = "(erased)"
NOT_KNOWN = "not known any more"


@click.command()
@click.option("--number", metavar="NUMBER", help="Everything held about one number.")
@options.country
@click.option(
    "--from", "since", callback=options.read_since, metavar="DAY", help="Since; or an instant."
)
@click.option(
    "--to", "until", callback=options.read_until, metavar="DAY", help="Through; or an instant."
)
@click.option(
    "--agent", type=completions.AGENT, default="", metavar="NAME", help="Only this agent's calls."
)
@form_option
@options.output
@pass_shell
def compliance(
    shell: Shell,
    number: str | None,
    country: str | None,
    since: datetime | None,
    until: datetime | None,
    agent: str,
    form: str,
    output: Path | None,
) -> None:
    """Dials to be explained, dials refused and why, how old the registry was, complaints.

    With --number all that is held about a number and the people who have it, fit to hand to a
    regulator or to the person: leads, attempts with their verdicts, lists, evidence, audit log.
    """

    if number is not None and (since or until or agent):
        raise click.UsageError("--number is about all time and every agent: leave the others out.")
    now, zone = shell.clock(), shell.personal.zone
    document: HeldDocument | CallsDocument
    with shell.database() as database:
        if number is not None:
            document = held_about(database, e164_of(shell, number, country), now)
            title, parts = number_title(document), number_parts(document, zone)
        else:
            with database.read() as connection:
                refuse_unknown(connection, agent)
            document = calls_made(database, since, until, agent)
            title, parts = "Calls and the law", call_parts(document, zone)
    if form == "json":
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    else:
        note = (
            f"As of {now:%Y-%m-%d %H:%M} UTC. Times are on the clock of {zone}; those there are "
            "named with their place."
        )
        text = print_form(form, title, note, parts)
    put_out(text, output, form)


def put_out(text: str, path: Path | None, form: str = "") -> None:
    """Prints it, or writes a file that only its owner can read. Raises BadInput.

    A "table", which is lines of words, is folded as the terminal is wide.
    """
    if path is None:
        print_whole([folded(text, terminal_width() if form == "table" else 0)])
        return
    write_told(path, [text])


def number_title(document: "HeldDocument") -> str:
    firm = document["firm"]["firm_name"]
    return f"What is held about {document['number']}" + (f" by {firm}" if firm else "")


def number_parts(document: "HeldDocument", zone: str) -> list[Part]:
    """The short answer first, then what it rests on."""
    return [
        Part("In short", FIELD, summary_rows(document)),
        _part("Lists, as they stand now", document["lists"], ("list", "says", "as_of", "reason")),
        _part(
            "Evidence",
            document["evidence"],
            ("kind", "on", "evidence", "zone", "agent", "recorded_at", "withdrawn_at"),
        ),
        Part(
            "Calls",
            (
                *("call", "at", "there", "agent", "number", "outcome", "note"),
                *("verdict", "allowed by", "registry copies then"),
            ),
            [_call(one, zone) for one in document["attempts"]],
        ),
        Part(
            "Dials refused: the phone did not ring",
            ("at", "there", "agent", "number", "verdict", "reasons"),
            [_refusal(one, zone) for one in document["refused"]],
        ),
        *([_lead(one) for one in document["leads"]] or [Part("Leads", (), [])]),
        _part(
            "Callbacks",
            document["callbacks"],
            ("agent", "due_at", "made_at", "kept_at", "dropped"),
        ),
        _part("Skips", document["skips"], ("at", "agent", "reason")),
        _part("Rules named", document["rules"], ("rule", "says", "citation", "source")),
        Part(
            "Audit log",
            ("entry", "at", "agent", "action", "detail"),
            [
                (
                    one["seq"],
                    local_text(one["at"], zone),
                    one["agent"],
                    one["action"],
                    _said(one["detail"]),
                )
                for one in document["audit"]
            ],
        ),
    ]


def summary_rows(document: "HeldDocument") -> list[tuple[str, object]]:
    """What was asked of the firm and what it did."""
    short, chain = document["summary"], document["audit_chain"]
    rows: list[tuple[str, object]] = [("calls to this number", short["calls"])]
    if short["calls"]:
        rows += [
            ("first and last", f"{short['first_call_at']}, {short['last_call_at']}"),
            ("allowed by the rules when made", short["calls_allowed"]),
        ]
    asked_at = short["asked_not_to_be_called_at"]
    rows.append(("on the firm's do-not-call list since", asked_at or "no"))
    if asked_at:
        rows.append(("calls to this number after that", short["calls_after_that"]))
    rows.append(("calls to their other numbers", short["other_calls"]))
    if asked_at:
        rows.append(("calls to their other numbers after that", short["other_calls_after_that"]))
    return [*rows, ("checked against the audit log", _chain_text(chain))]


def _chain_text(chain: "ChainDocument") -> str:
    if chain["fault"] is not None:
        return f"it does not agree: {chain['fault']}"
    rows = chain["rows_checked"] - chain["rows_not_covered"]
    said = (
        f"the {chain['entries_checked']:,} entries about it are unaltered, each follows the one "
        f"before it, and {rows:,} calls, requests and pieces of evidence are as they say"
    )
    if chain["rows_not_covered"]:
        said += f"; {chain['rows_not_covered']:,} more are from before the log held hashes of them"
    return f"{said}. smiledial audit verify checks all {chain['entries']:,} entries"


def _lead(lead: "Document") -> Part:
    numbers = lead["numbers"]
    assert isinstance(numbers, list)
    fields = [(name.replace("_", " "), _said(lead[name])) for name in lead if name != "numbers"]
    phones = [("number", _phone(one)) for one in numbers]
    return Part(f"Lead {lead['id']}", FIELD, [row for row in (*phones, *fields) if row[1]])


def _phone(number: "Document") -> str:
    extension = f" ext. {number['extension']}" if number["extension"] else ""
    return f"{number['e164']}{extension} ({number['line']} line, {number['status']})"


def _call(one: "Document", zone: str) -> tuple[object, ...]:

    stored = one["verdict"]
    verdict = verdict_from(stored) if isinstance(stored, dict) else None
    zones = verdict["zones"] if verdict else ()
    copies = one["copies"]
    assert isinstance(copies, list)
    return (
        one["id"],
        local_text(one["dialled_at"], zone),
        there_text([{"zone": each["zone"], "local": each["local"]} for each in zones]),
        one["agent"],
        one["e164"],
        one["outcome_label"],
        one["note"],
        verdict["verdict"] if verdict else one["direction"],
        "; ".join(verdict["allowed_by"] if verdict else ()),
        "; ".join(copies),
    )


def _refusal(one: "RefusedDocument", zone: str) -> tuple[object, ...]:
    return (
        *(local_text(one["at"], zone), there_text(one["local_times"]), one["agent"]),
        *(one["number"] or NOT_KNOWN, kind_words(one["verdict"])),
        "; ".join(map(why_words, one["reasons"])),
    )


def call_parts(document: "CallsDocument", zone: str) -> list[Part]:
    made = sum(one["count"] for one in document["dials"])
    uncleared = document["uncleared_count"]
    shown = len(document["uncleared"])
    more = f", the first {shown:,} of them named below" if shown < uncleared else ""
    short = [
        ("dials made", made),
        ("of them allowed by every rule when made", made - uncleared),
        ("of them to be explained", f"{uncleared:,}{more}" if uncleared else "0: none"),
        ("refused before the phone rang", len(document["refused"])),
        ("complaints", len(document["complaints"])),
    ]
    return [
        Part("In short", FIELD, short),
        Part(
            "Dials to be explained",
            ("call", "at", "there", "agent", "lead", "name", "number", "why"),
            [
                (
                    *(one["call"], local_text(one["at"], zone), there_text(one["local_times"])),
                    *(one["agent"], one["lead"], one["name"] or GONE, one["number"] or "erased"),
                    " ".join(one["why"]),
                )
                for one in document["uncleared"]
            ],
        ),
        Part(
            "Dials refused, by reason: one may have several",
            ("reason", "count"),
            [(why_words(code), count) for code, count in document["refused_for"].items()],
        ),
        Part(
            "Dials refused: the phone did not ring",
            ("at", "there", "agent", "lead", "name", "number", "verdict", "reasons", "rules"),
            [
                (
                    *(local_text(one["at"], zone), there_text(one["local_times"]), one["agent"]),
                    *(one["lead"], one["name"] or GONE, one["number"] or NOT_KNOWN),
                    kind_words(one["verdict"]),
                    *("; ".join(map(why_words, one["reasons"])), ", ".join(one["rules"])),
                )
                for one in document["refused"]
            ],
        ),
        Part(
            "Dials made",
            ("verdict", "registry", "count"),
            [
                (kind_words(one["verdict"]), one["registry"], one["count"])
                for one in document["dials"]
            ],
        ),
        Part(
            "Complaints",
            ("at", "there", "agent", "lead", "name", "number", "outcome", "note"),
            [_complaint(one, zone) for one in document["complaints"]],
        ),
    ]


def _complaint(one: "Document", zone: str) -> tuple[object, ...]:
    zones = one["zones"]
    return (
        local_text(one["dialled_at"], zone),
        there_text(zones) if isinstance(zones, list) else "",
        *(one["agent"], one["lead_id"], one["name"] or GONE, one["e164"] or "erased"),
        *(one["label"], one["note"]),
    )


def _part(title: str, rows: Iterable[Mapping[str, object]], names: tuple[str, ...]) -> Part:
    header = [name.replace("_", " ") for name in names]
    return Part(title, header, [[row[name] for name in names] for row in rows])


def _said(value: object) -> str:
    """A value of any shape in one line: "a: 1, b: 2"."""
    if isinstance(value, Mapping):
        pairs = ((name, _said(one)) for name, one in value.items())
        return ", ".join(f"{name}: {said}" for name, said in pairs if said)
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return "" if value is None else str(value)
