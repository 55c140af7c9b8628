"""`smiledial report call`: everything behind one call on one page."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli import options
from console.cli.context import AnswerIsNo, Shell, pass_shell
from console.cli.output import json_text
from console.cli.paper import FIELD, FORMS, Part, print_form

if TYPE_CHECKING:
    from console.proof.one_call import CallDocument


COPY = ("source", "as_of", "loaded_at", "agent", "file", "checksum", "entry")

SINCE = {True: "as it was at the call", False: "changed since the call"}


@click.command("call")
@click.argument("call_id", type=click.IntRange(1), metavar="ID")
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@options.is_json
@options.output
@pass_shell
def call(shell: Shell, call_id: int, form: str, output: Path | None, *, is_json: bool) -> None:
    """Everything behind one call: who, when by every clock, why it was allowed, and the proof.

    The verdict with every rule and its citation as of the day of the call, the registry copies the
    firm held then and who loaded them, the evidence of then, what had to be said first, the entries
    of the audit log and whether the call is as they recorded it. Exit status 1 where it is not. The
    ids are in smiledial report compliance --number and in smiledial export attempts.
    """
    from console.cli.compliance import put_out
    from console.proof.one_call import call_document

    with shell.database() as database:
        document = call_document(database, call_id)
    if is_json or form == "json":
        text = json_text(document)
    else:
        note = f"As of {shell.clock():%Y-%m-%d %H:%M} UTC."
        text = print_form(form, title_of(document), note, parts_of(document))
    put_out(text, output)
    if document["proof"]["covered"] and not document["proof"]["agrees"]:
        raise AnswerIsNo


def title_of(document: "CallDocument") -> str:
    way = "rang" if document["direction"] == "inbound" else "was called by"
    name = document["name"] or "Somebody"
    return f"Call {document['call']}: {name} {way} {document['agent']}"


def parts_of(document: "CallDocument") -> list[Part]:
    verdict = document["verdict"]
    parts = [Part("The call", FIELD, [row for row in _call(document) if row[1] not in {None, ""}])]
    if verdict is not None:
        parts.append(Part("The verdict it was made under", FIELD, _verdict(document)))
    return [
        *parts,
        Part(
            "Rules named, as of that day",
            ("rule", "says", "citation", "source"),
            [
                (one["rule"], one["says"], one["citation"], one["source"])
                for one in document["rules"]
            ],
        ),
        Part(
            "Registry copies held at that moment",
            ("list", "as of", "loaded", "by", "file", "checksum", "entry"),
            [_picked(one, *COPY) for one in document["copies"]],
        ),
        Part(
            "Evidence in force at that moment",
            ("kind", "given on", "evidence", "recorded by", "recorded"),
            [
                _picked(one, "kind", "on", "evidence", "agent", "recorded_at")
                for one in document["evidence"]
            ],
        ),
        Part(
            "To be said first there",
            ("in", "say", "citation"),
            [_picked(one, "in", "say", "citation") for one in document["say_first"]],
        ),
        Part(
            "Scripts of the list",
            ("name", "last put", "by", ""),
            [
                (*_picked(one, "name", "put_at", "agent"), SINCE[bool(one["is_as_then"])])
                for one in document["scripts"]
            ],
        ),
        Part(
            "Entries of the audit log",
            ("entry", "at", "agent", "action", "hash"),
            [_picked(one, "entry", "at", "agent", "action", "hash") for one in document["entries"]],
        ),
        Part("The proof", FIELD, _proof(document)),
    ]


def _call(document: "CallDocument") -> list[tuple[str, object]]:
    from console.proof.one_call import utc_text

    clocks = [
        (f"there, in {one['zone']}", f"{one['local']} (by {one['from']})".replace("_", " "))
        for one in document["local_times"]
    ]
    return [
        ("number", document["number"] or "erased"),
        ("lead", f"{document['name']} ({document['lead']}), list {document['list_name']}"),
        ("agent", document["agent"]),
        ("session", document["session"]),
        ("number shown", document["caller_id"]),
        ("dialled" if document["verdict"] else "rang", utc_text(document["dialled_at"])),
        *clocks,
        ("answered", utc_text(document["answered_at"])),
        ("line ended", utc_text(document["line_ended_at"])),
        ("how the line ended", document["line_end"]),
        ("outcome recorded", utc_text(document["ended_at"])),
        ("outcome", document["outcome"] or "none yet"),
        ("note", document["note"]),
        ("time data", document["tzdata"]),
    ]


def _verdict(document: "CallDocument") -> list[tuple[str, object]]:
    verdict = document["verdict"]
    assert verdict is not None
    from console.proof.one_call import utc_text

    places = ", ".join(
        f"{one['jurisdiction']} (by {one['from'].replace('_', ' ')})"
        for one in verdict["jurisdictions"]
    )
    return [
        ("said", verdict["verdict"]),
        ("judged", utc_text(verdict["at"])),
        ("would have closed", utc_text(verdict["closes_at"]) or "not that day"),
        ("jurisdictions", places),
        *(("allowed by", one) for one in verdict["allowed_by"]),
        *(
            ("reason", f"{one['text']} ({one['rule']}, {one['citation']})")
            for one in verdict["reasons"]
        ),
        *(("caution", one) for one in verdict["cautions"]),
    ]


def _picked(one: Mapping[str, object], *names: str) -> tuple[object, ...]:
    return tuple(one[name] for name in names)


def _proof(document: "CallDocument") -> list[tuple[str, object]]:
    proof = document["proof"]
    if not proof["covered"]:
        return [("covered", "no: made before the audit log held hashes of calls")]
    agrees = "yes" if proof["agrees"] else "NO: the call is not as the log recorded it"
    return [
        ("entry", proof["entry"]),
        ("hash that it holds", proof["recorded_hash"]),
        ("hash of the call as it is now", proof["recomputed_hash"]),
        ("they agree", agrees),
    ]
