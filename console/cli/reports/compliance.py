"""`smiledial report compliance` and `call`: for a regulator, a supervisor or the person called."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import click
from msgspec.structs import asdict

from console.cli.dnc.commands import e164_of
from console.cli.reports.forms import form_option, format_report, print_or_write
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import json_text, print_stderr
from console.desk.lead.lookup_desk import BARS, find
from console.do_not_call.dial_report import CallsDocument, calls_made
from console.do_not_call.number_summary import ChainDocument, RefusedDocument
from console.do_not_call.subject_access import HeldDocument, held_about
from console.hooks.call_deliveries import deliveries_of
from console.judging.documents import instant, verdict_from
from console.judging.history.call_proof import call_document
from console.rules.text import clean_line
from console.supervision.reports.calls import refuse_unknown
from console.view.call.call_page import parts_of, summary_of, title_of
from console.view.text.clocks import as_of, day_or_time, in_style
from console.view.text.report_codes import (
    FIELD,
    Part,
    kind_words,
    local_text,
    there_text,
    utc_text,
    why_words,
)
from db.columns import Document
from db.engine.database import Connection
from db.enums import ERASED
from db.imports.staged_rows import plain

GONE = "(erased)"
NOT_KNOWN = "not known any more"

MOST_PRINTED = 20
"""Dials of a kind that are printed on a terminal; more would push the summary off it."""


@click.command()
@click.option("--number", metavar="NUMBER", help="Everything held about one number.")
@options.country
@options.since("First day, or an instant.")
@options.until("Last day, or an instant.")
@options.agent("Only this agent's calls.")
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
    """List dials to be explained, refused dials, the age of registries, and complaints.

    --number shows all that is held about a number and its people, for a regulator or the person:
    leads, attempts with verdicts, lists, evidence, audit log.
    """
    if number is not None and (since or until or agent):
        raise click.UsageError("--number is about all time and every agent: leave the others out.")
    now, zone = shell.clock(), shell.personal.zone
    document: HeldDocument | CallsDocument
    with shell.database() as database:
        if number is not None:
            document = held_about(database, e164_of(shell, number, country), now)
            with database.read() as connection:
                for sentence in _namesakes(connection, document):
                    print_stderr(sentence)
            title, parts = number_title(document), number_parts(document, zone)
        else:
            with database.read() as connection:
                refuse_unknown(connection, agent)
            document = calls_made(database, since, until, agent)
            is_read_here = form == "table" and output is None
            most = MOST_PRINTED if is_read_here else None
            title, parts = "Calls and the law", call_parts(document, zone, most)
    if form == "json":
        text: str | bytes = json_text(document)
    else:
        clocks = f"Times are on the clock of {zone}; those there are named with their place."
        note = f"{as_of(now)} {clocks}"
        text = format_report(form, title, note, parts)
    print_or_write(text, output, form)


def _namesakes(connection: Connection, document: HeldDocument) -> Iterator[str]:
    """Yield a sentence for each other lead with the name of one of the number's people.

    It is for whoever answers, and no part of the report: that goes to somebody else's hands.
    """
    known = {lead["id"] for lead in document["leads"]}
    names = {plain(str(lead["name"])) for lead in document["leads"]} - {"", plain(ERASED)}
    for name in sorted(names):
        for lead in find(connection, name):
            if lead.lead_id in known or plain(lead.name) != name:
                continue
            known.add(lead.lead_id)
            who = ", ".join(filter(None, (lead.name, lead.headline, lead.shown)))
            state = BARS.get(lead.status, lead.status)
            yield clean_line(
                f"Another lead has that name: {who} ({state}). If it is the same person, answer "
                f"for both: smiledial lead show {lead.lead_id}. This line is no part of the report."
            )


@click.command("call")
@click.argument("call_id", type=options.ID, metavar="ID")
@form_option
@options.output
@pass_shell
def call(shell: Shell, call_id: int, form: str, output: Path | None) -> None:
    """Show everything about one call: who, when, why it was allowed, and the proof.

    It shows the verdict with the rules of that day and their citations, the registry copies and
    evidence that the firm held then, what the law wanted said first, the audit log, and the hooks
    that got it. Exit status 1 if the call is not as the log recorded it. report compliance --number
    and export attempts show the ids of calls.
    """
    with shell.database() as database:
        document = call_document(database, call_id)
        seqs = [int(str(entry["entry"])) for entry in document["entries"]]
        deliveries = deliveries_of(database, seqs)
    if form == "json":
        text: str | bytes = json_text(
            {**document, "hooks": [{**asdict(row), "at": instant(row.at)} for row in deliveries]}
        )
    else:
        shell.show_own_times()
        note = f"{summary_of(document)}\n{as_of(shell.clock())}"
        sent = Part(
            "Sent to other programs",
            ("hook", "event", "entry", "id", "state", "at", "answer"),
            [
                (
                    *(row.hook, row.type, row.entry, row.id, row.state),
                    *(utc_text(instant(row.at)), row.answer),
                )
                for row in deliveries
            ],
        )
        text = format_report(form, title_of(document), note, [*parts_of(document), sent])
    print_or_write(text, output, form)
    if document["proof"]["covered"] and not document["proof"]["agrees"]:
        raise AnswerIsNo


def number_title(document: HeldDocument) -> str:
    firm = document["firm"]["firm_name"]
    return f"What is held about {document['number']}" + (f" by {firm}" if firm else "")


def number_parts(document: HeldDocument, zone: str) -> list[Part]:
    """Return the parts of a report on a number: the short answer first, then the evidence."""
    return [
        Part("In short", FIELD, summary_rows(document, zone)),
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
            [_call(row, zone) for row in document["attempts"]],
        ),
        Part(
            "Dials refused: the phone did not ring",
            ("at", "there", "agent", "number", "verdict", "reasons"),
            [_refusal(row, zone) for row in document["refused"]],
        ),
        *([_lead(row) for row in document["leads"]] or [Part("Leads", (), [])]),
        _part(
            "Callbacks", document["callbacks"], ("agent", "due_at", "made_at", "kept_at", "dropped")
        ),
        _part("Skips", document["skips"], ("at", "agent", "reason")),
        _part("Rules named", document["rules"], ("rule", "says", "citation", "source")),
        Part(
            "Audit log",
            ("entry", "at", "agent", "action", "detail"),
            [
                (
                    row["seq"],
                    local_text(row["at"], zone),
                    row["agent"],
                    row["action"],
                    _value_text(row["detail"]),
                )
                for row in document["audit"]
            ],
        ),
    ]


def summary_rows(document: HeldDocument, zone: str) -> list[tuple[str, object]]:
    """Return rows that say what the person asked of the firm, and what the firm did."""
    short, chain = document["summary"], document["audit_chain"]
    rows: list[tuple[str, object]] = [("calls to this number", short["calls"])]
    if short["calls"]:
        first = local_text(short["first_call_at"], zone)
        last = local_text(short["last_call_at"], zone)
        rows += [
            ("first and last", f"{first}, {last}"),
            ("allowed by the rules when made", short["calls_allowed"]),
        ]
    asked_at = short["asked_not_to_be_called_at"]
    rows.append(("on the firm's do-not-call list since", day_or_time(asked_at) or "no"))
    if asked_at:
        rows.append(("calls to this number after that", short["calls_after_that"]))
    rows.append(("calls to their other numbers", short["other_calls"]))
    if asked_at:
        rows.append(("calls to their other numbers after that", short["other_calls_after_that"]))
    return [*rows, ("checked against the audit log", _chain_text(chain))]


def _chain_text(chain: ChainDocument) -> str:
    if chain["fault"] is not None:
        return f"it does not agree: {chain['fault']}"
    rows = chain["rows_checked"] - chain["rows_not_covered"]
    text = (
        f"the {chain['entries_checked']:,} entries about it are unaltered, each follows the one "
        f"before it, and {rows:,} calls, requests and pieces of evidence are as they say"
    )
    if chain["rows_not_covered"]:
        text += f"; {chain['rows_not_covered']:,} more are from before the log held hashes of them"
    return f"{text}. smiledial audit verify checks all {chain['entries']:,} entries"


def _lead(lead: Document) -> Part:
    numbers = lead["numbers"]
    assert isinstance(numbers, list)
    fields = [
        (name.replace("_", " "), _value_text(_dated(lead, name)))
        for name in lead
        if name != "numbers"
    ]
    phones = [("number", _phone(row)) for row in numbers]
    return Part(f"Lead {lead['id']}", FIELD, [row for row in (*phones, *fields) if row[1]])


def _phone(number: Document) -> str:
    extension = f" ext. {number['extension']}" if number["extension"] else ""
    return f"{number['e164']}{extension} ({number['line']} line, {number['status']})"


def _call(row: Document, zone: str) -> tuple[object, ...]:
    stored = row["verdict"]
    verdict = verdict_from(stored) if isinstance(stored, dict) else None
    zones = verdict["zones"] if verdict else ()
    copies = row["copies"]
    assert isinstance(copies, list)
    return (
        row["id"],
        local_text(row["dialled_at"], zone),
        there_text([{"zone": each["zone"], "local": each["local"]} for each in zones]),
        row["agent"],
        row["e164"],
        row["outcome_label"],
        row["note"],
        verdict["verdict"] if verdict else row["direction"],
        "; ".join(verdict["allowed_by"] if verdict else ()),
        "; ".join(copies),
    )


def _refusal(row: RefusedDocument, zone: str) -> tuple[object, ...]:
    return (
        *(local_text(row["at"], zone), there_text(row["local_times"]), row["agent"]),
        *(row["number"] or NOT_KNOWN, kind_words(row["verdict"])),
        "; ".join(map(why_words, row["reasons"])),
    )


def call_parts(document: CallsDocument, zone: str, most: int | None = None) -> list[Part]:
    """Return the parts of a report on all calls; dials that need an explanation come first.

    `most` limits how many dials of a kind are named.
    """
    total = sum(row["count"] for row in document["dials"])
    uncleared, refused = document["uncleared_count"], len(document["refused"])
    named, named_refused = document["uncleared"][:most], document["refused"][:most]
    short = [
        ("dials made", total),
        ("of them allowed by every rule when made", total - uncleared),
        (
            "of them to be explained",
            f"{uncleared:,}{_named_words(len(named), uncleared, most)}" if uncleared else "0: none",
        ),
        (
            "refused before the phone rang",
            f"{refused:,}{_named_words(len(named_refused), refused, most)}",
        ),
        ("complaints", len(document["complaints"])),
        ("clock", _clock_text(document, total)),
    ]
    return [
        Part("In short", FIELD, short),
        Part(
            "Dials to be explained",
            ("call", "at", "there", "agent", "lead", "name", "number", "why"),
            [
                (
                    *(row["call"], local_text(row["at"], zone), there_text(row["local_times"])),
                    *(row["agent"], row["lead"], row["name"] or GONE, row["number"] or "erased"),
                    " ".join(row["why"]),
                )
                for row in named
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
                    *(local_text(row["at"], zone), there_text(row["local_times"]), row["agent"]),
                    *(row["lead"], row["name"] or GONE, row["number"] or NOT_KNOWN),
                    kind_words(row["verdict"]),
                    *("; ".join(map(why_words, row["reasons"])), ", ".join(row["rules"])),
                )
                for row in named_refused
            ],
        ),
        Part(
            "Dials made",
            ("verdict", "registry", "count"),
            [
                (kind_words(row["verdict"]), row["registry"], row["count"])
                for row in document["dials"]
            ],
        ),
        Part(
            "Complaints",
            ("at", "there", "agent", "lead", "name", "number", "outcome", "note"),
            [_complaint(row, zone) for row in document["complaints"]],
        ),
    ]


def _named_words(named: int, count: int, most: int | None) -> str:
    """Return `, the first 20 of them named below`, and with `most` where more are named."""
    if named == count:
        return ""
    more = " (--output FILE names more)" if most is not None else ""
    return f", the first {named:,} of them named below{more}"


def _clock_text(document: CallsDocument, total: int) -> str:
    """Return how the clock was checked by which the dials were judged."""
    clock = document["clock"]
    if clock["by_server"]:
        return "each dial was compared with the clock of the database's server"
    unchecked = clock["unchecked"]
    if not unchecked:
        return "a time server agreed with it in the 12 hours before each dial"
    which = "these dials" if unchecked == total else f"{unchecked:,} of the dials"
    return f"clock unchecked for {which}: no time server agreed with it in the 12 hours before"


def _complaint(row: Document, zone: str) -> tuple[object, ...]:
    zones = row["zones"]
    return (
        local_text(row["dialled_at"], zone),
        there_text(zones) if isinstance(zones, list) else "",
        *(row["agent"], row["lead_id"], row["name"] or GONE, row["e164"] or "erased"),
        *(row["label"], row["note"]),
    )


def _part(title: str, rows: Iterable[Mapping[str, object]], names: tuple[str, ...]) -> Part:
    header = [name.replace("_", " ") for name in names]
    return Part(title, header, [[_dated(row, name) for name in names] for row in rows])


def _dated(row: Mapping[str, object], name: str) -> object:
    """Return a field; a day, an instant and what a rule says in the user's style."""
    if name == "says":
        return in_style(str(row[name]))
    is_dated = name.endswith(("_at", "as_of")) or name in {"on", "at"}
    return day_or_time(row[name]) if is_dated else row[name]


def _value_text(value: object) -> str:
    """Return a value of any shape in one line: "a: 1, b: 2"."""
    if isinstance(value, Mapping):
        pairs = ((name, _value_text(item)) for name, item in value.items())
        return ", ".join(f"{name}: {text}" for name, text in pairs if text)
    if isinstance(value, list | tuple):
        return ", ".join(map(_value_text, value))
    return "" if value is None else str(value)
