"""`smiledial next`, `why` and `find`: look at leads without claiming one."""

import click

from console.cards.lead import Card
from console.cards.waiting import Nobody, by_reason
from console.cli.shell import options
from console.cli.shell.card_text import blocked_text, card_text, nobody_text, owned_text
from console.cli.shell.context import AnswerIsNo, Shell
from console.cli.shell.documents import card_document, nobody_document, why_document
from console.cli.shell.output import (
    clock_text,
    print_fitting,
    print_json,
    print_line,
    print_lines,
    print_stderr,
)
from console.desk import Desk
from console.desk.lead.lookup_desk import MOST
from console.desk.queue.unplaced import remedies
from console.judging.documents import instant
from console.trouble import BadInput
from console.view.lead.verdict import short_verdict
from console.view.text.counts import many
from db.enums import VerdictKind


def find_one(desk: Desk, text: str) -> int:
    """Return the lead that an id or a number names. Raises BadInput for none or several."""
    # Fewer than seven digits are an id; anything else is searched as a phone number.
    if text.isdecimal() and len(text) < 7:
        return int(text)
    ids = [lead.lead_id for lead in desk.lookup.find(text)]
    if len(ids) != 1:
        fit = f"Several leads fit: {', '.join(map(str, ids[:10]))}" if ids else "No lead fits"
        raise BadInput(f"{fit}. Give the id of one: smiledial find TEXT shows it.")
    return ids[0]


@click.command("next")
@options.where
@options.shell_and_json
def next_lead(shell: Shell, *, where: str) -> None:
    """Show the next lead and its verdict, without claiming it. Exit status 1 if there is none."""
    with shell.desk() as desk:
        if where:
            desk.queue.offer_only(where)
        desk.queue.learn_hours()
        answer = desk.queue.preview()
    print_next(answer, shell.personal.zone, is_json=shell.is_json)
    if not isinstance(answer, Card):
        raise AnswerIsNo


def print_next(answer: Card | Nobody, zone: str, *, is_json: bool) -> None:
    """Print the lead that may be called, or why there is none."""
    if isinstance(answer, Card):
        if is_json:
            print_json(card_document(answer))
        else:
            print_lines(card_text(answer, zone))
    elif is_json:
        print_json(nobody_document(answer))
    else:
        print_lines(nobody_text(answer, zone))


@click.command()
@click.option(
    "--by",
    type=click.Choice(["reason", "place"]),
    default="reason",
    show_default=True,
    help="One line for each reason, or also for each time zone and registry.",
)
@options.shell_and_json
def why(shell: Shell, by: str) -> None:
    """Count the leads that may be called now, and say why the others may not.

    Times are on your own clock. At the end are the steps that would free the most leads. --json has
    a count for each reason.
    """
    with shell.desk() as desk:
        answer, unread = desk.queue.why(), desk.queue.count_unread_texts()
    if shell.is_json:
        print_json(why_document(answer) | ({"texts_unread": unread} if unread else {}))
        return
    names = " Their names: smiledial find --now" if answer.callable else ""
    print_line(f"{many(answer.callable, 'lead')} may be called now.{names}")
    if not (answer.callable or answer.blocked or answer.owned):
        print_line("There are no leads to call. Import some: smiledial import FILE")
    for blocked in answer.blocked if by == "place" else by_reason(answer.blocked):
        print_line(blocked_text(blocked, shell.personal.zone))
    if unread:
        print_line(
            f"{many(unread, 'lead')} of an older version not read yet for words that say not to "
            "call. Each is read before it is called; smiledial imports finish reads all."
        )
    for owned in answer.owned:
        print_line(owned_text(owned))
    if answer.owned:
        print_line("Leads that are finished are not in these counts.")
    if advice := remedies(answer.blocked, answer.to_mend):
        print_line("Steps that free the most leads (each lead counts for its first reason):")
        for remedy in advice:
            print_line(f"{many(remedy.count, 'lead')}: {remedy.text}")
    if by == "reason" and len(answer.blocked) > len(by_reason(answer.blocked)):
        print_line("For each time zone and registry: smiledial why --by place")


@click.command()
@click.argument("text", nargs=-1)
@options.flag("--now", "Only leads that may be called now.", dest="is_now")
@options.shell_and_json
def find(shell: Shell, text: tuple[str, ...], *, is_now: bool) -> None:
    """Find leads by a number, by its first or last digits, or by words of a name or company.

    Beginnings of words are enough, in any order and without accents. For each open lead you see the
    number that would be dialled, and whether it may be called now, or when.

    --now lists who may be called now; without TEXT, of all leads.

    At most 50 leads are listed. If there may be more, standard error says so.

    Exit status 1 if there is none.
    """
    if not (text or is_now):
        raise click.UsageError("Give a name or a number, or --now for all who may be called now.")
    zone = shell.personal.zone
    with shell.desk() as desk:
        leads = desk.lookup.find(" ".join(text)) if text else desk.lookup.callable_now()
        is_full = len(leads) == MOST
        judged = desk.lookup.verdicts(lead.lead_id for lead in leads)
    if is_now:
        leads = tuple(
            lead
            for lead in leads
            if lead.lead_id in judged and judged[lead.lead_id].verdict.kind is VerdictKind.CALL
        )
    if shell.is_json:
        print_json(
            [
                {
                    "lead_id": lead.lead_id,
                    "name": lead.name,
                    "headline": lead.headline,
                    "number": judgment.phone.shown if judgment else lead.shown,
                    "status": lead.status,
                    "verdict": judgment.verdict.kind if judgment else None,
                    "opens_at": instant(judgment.verdict.opens_at) if judgment else None,
                    "owner": lead.owner or None,
                    "last_outcome": lead.last_outcome or None,
                    "last_dialled_at": instant(lead.last_dialled_at),
                }
                for lead in leads
                for judgment in [judged.get(lead.lead_id)]
            ]
        )
    elif leads:
        sentences = {
            id_: short_verdict(judgment.verdict, judgment.zone, zone)
            for id_, judgment in judged.items()
        }
        numbers = {id_: judgment.phone.shown for id_, judgment in judged.items()}
        print_fitting(
            ("lead", "name", "", "number", "status", "owner", "last outcome", "last dialled"),
            [
                (
                    lead.lead_id,
                    lead.name,
                    lead.headline,
                    numbers.get(lead.lead_id, lead.shown),
                    "won" if lead.is_won else sentences.get(lead.lead_id, lead.status),
                    lead.owner,
                    lead.last_outcome,
                    clock_text(lead.last_dialled_at, zone),
                )
                for lead in leads
            ],
            ("last dialled", "owner", "last outcome"),
            whole="--json",
        )
    else:
        which = "may be called now" if is_now else "has that name or number"
        print_line(f"No lead {which}.")
    if is_full:
        rest = "type more of the name" if text else "smiledial why counts them"
        print_stderr(f"Shown: the first {MOST} leads. There may be more: {rest}.")
    if not leads:
        raise AnswerIsNo
