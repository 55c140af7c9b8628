"""`smiledial consent` and `erase`: a person's evidence, their stated time zone, and their data."""

from datetime import date

import click

from console.cli.dnc.commands import e164_of
from console.cli.files.scrub import phone_of
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.output import (
    day_text,
    fold_lines,
    print_json,
    print_line,
    terminal_width,
)
from console.do_not_call.erasure import Held, would_erase
from console.do_not_call.erasure import erase as erase_person
from console.do_not_call.evidence import held, record, withdraw_all
from console.judging.documents import evidence_document
from console.machine import has_terminal
from console.trouble import BadInput
from console.view.text.counts import many
from db.columns import Document
from db.dnc.consents import ConsentRow
from db.enums import EvidenceKind

KIND = click.Choice(["written", "transaction", "inquiry", "contract", "stated"])


@click.group()
def consent() -> None:
    """Evidence of consent or of a business relationship."""


@consent.command()
@click.argument("number")
@click.option("--kind", type=KIND, required=True)
@options.day("--on", "The day it was given, on the person's clock.  [default for stated: today]")
@options.text("--evidence", "TEXT", "What proves it, and where that is kept.")
@options.text("--zone", "ZONE", "For stated: the zone they said they are in.")
@options.day("--until", "For contract: its last day.")
@options.text("--offer", "TEXT", "For contract: what it is about.")
@options.country
@options.shell_and_json
def add(
    shell: Shell,
    number: str,
    kind: str,
    on: date | None,
    evidence: str,
    zone: str,
    until: date | None,
    offer: str,
    country: str | None,
) -> None:
    """Record evidence about a number.

    The law says what evidence allows, and for how long: a transaction 18 months, an inquiry 3
    months, written consent until it is withdrawn. Nothing overrides the firm's own do-not-call
    list.

    In France a running contract replaces consent through its last day, but only for calls about its
    offer: on lists marked with lists offer or import --offer.
    """
    if bool(zone) != (kind == "stated"):
        raise click.UsageError("--zone belongs to --kind stated, and that kind needs it.")
    # A contract needs both options, and no other kind may have either.
    is_whole = bool(until and offer)
    if is_whole != (kind == "contract") or bool(until or offer) != is_whole:
        raise click.UsageError(
            "--until and --offer belong to --kind contract, and that kind needs both."
        )
    if on is None and kind != "stated":
        raise click.UsageError("Give the day on which it was given, with --on.")
    e164 = e164_of(shell, number, country)
    now = shell.clock()
    day = on or now.date()
    with shell.database() as database:
        recorded = record(
            database,
            e164,
            EvidenceKind(kind),
            day,
            evidence,
            shell.agent_name,
            now,
            zone,
            until,
            offer,
        )
    if shell.is_json:
        print_json(
            {
                "id": recorded.id,
                "number": e164,
                "kind": kind,
                "on": day.isoformat(),
                **({"until": until.isoformat(), "offer": offer} if until else {}),
                "leads": recorded.leads,
                "internal_list": recorded.is_on_internal_list,
            }
        )
        return
    print_line(f"{e164}: {kind} recorded, for {many(recorded.leads, 'lead')}.")
    if recorded.is_on_internal_list:
        print_line("The number stays on the firm's own list, which no evidence lifts.")


@consent.command("list")
@click.argument("number", required=False)
@options.country
@options.shell_and_json
def list_(shell: Shell, number: str | None, country: str | None) -> None:
    """List all evidence, or that of one number: newest first, withdrawn evidence included."""
    e164 = None if number is None else e164_of(shell, number, country)
    with shell.database() as database:
        rows = held(database, e164)
    shell.print_rows(
        {"consents": [_document(row) for row in rows]},
        ("number", "kind", "on", "until", "offer", "evidence", "zone", "by", "withdrawn"),
        [
            (
                row.e164,
                row.kind.value,
                day_text(row.on),
                day_text(row.until) if row.until else "",
                row.offer,
                row.proof,
                row.zone,
                row.agent,
                "" if row.withdrawn_at is None else day_text(row.withdrawn_at),
            )
            for row in rows
        ],
        "No evidence is recorded.",
    )


@consent.command()
@click.argument("number")
@click.option("--kind", type=KIND, help="Only this kind of evidence.  [default: all]")
@options.country
@options.shell_and_json
def withdraw(shell: Shell, number: str, kind: str | None, country: str | None) -> None:
    """Withdraw the evidence held about a number. It stays on record."""
    e164 = e164_of(shell, number, country)
    with shell.database() as database:
        ended = withdraw_all(
            database, e164, shell.agent_name, shell.clock(), EvidenceKind(kind) if kind else None
        )
    shell.print_done(
        {"number": e164, "withdrawn": ended},
        f"{e164}: {many(ended, 'piece')} of evidence withdrawn.",
        is_yes=bool(ended),
    )


def _document(row: ConsentRow) -> Document:
    return {"id": row.id, "number": row.e164, **evidence_document(row)}


@click.command()
@click.argument("number")
@click.option("--reason", required=True, metavar="TEXT", help="Who asked for it, and when.")
@options.flag("--yes", "Don't ask. Needed in scripts and with --json.")
@options.country
@options.shell_and_json
def erase(shell: Shell, number: str, reason: str, country: str | None, *, yes: bool) -> None:
    """Erase the person who has a number, for good.

    You see first what would be erased, and are asked.

    This erases their leads, notes, evidence, and what was said on the phone. The calls themselves
    stay: when, by whom and under which verdict. The audit log stays too, but nothing in it leads to
    the person any more. Their numbers are put on the firm's own do-not-call list.

    A number with an extension means the person at that extension.
    """
    phone = phone_of(shell, number, country)
    with shell.database() as database:
        if not yes:
            held = would_erase(database, phone.e164, phone.extension)
            if held.is_anything and not _is_sure(held, phone.e164, is_json=shell.is_json):
                print_line("Nothing was erased.")
                return
        erased = erase_person(
            database, phone.e164, reason, shell.agent_name, shell.clock(), phone.extension
        )
    if shell.is_json:
        print_json(
            {
                "number": phone.e164,
                "leads": erased.leads,
                "attempts": erased.attempts,
                "consents": erased.consents,
                "kept_on_internal_list": list(erased.numbers),
            }
        )
    elif erased.is_anything:
        print_line(
            f"{phone.e164}: erased {many(erased.leads, 'lead')}, "
            f"{many(erased.consents, 'piece')} of evidence and the number and notes of "
            f"{many(erased.attempts, 'attempt')}. "
            f"On the firm's own do-not-call list: {', '.join(erased.numbers) or 'none'}."
        )
    else:
        print_line(f"Nothing is held about {phone.e164}.")
    if not erased.is_anything:
        raise AnswerIsNo


def _is_sure(held: Held, e164: str, *, is_json: bool) -> bool:
    """Show what would be erased, and ask. Raises BadInput without a terminal to ask in."""
    text = (
        f"{many(len(held.leads), 'lead')}, {many(held.consents, 'piece')} of evidence and "
        f"the number and notes of {many(held.attempts, 'attempt')}"
    )
    if is_json or not has_terminal():
        names = ", ".join(f"{lead.name} ({lead.id})" for lead in held.leads)
        people = f": {names}" if names else ""
        raise BadInput(
            f"Nothing was erased. Held about {e164}: {text}{people}. Look at them, then add --yes."
        )
    for lead in held.leads:
        details = filter(None, (lead.name, lead.company, lead.city, lead.list_name))
        print_line(f"{lead.id}: {' · '.join(details)}")
    question = f"{e164}: erase {text} for good?"
    return click.confirm(fold_lines(question, terminal_width()))
