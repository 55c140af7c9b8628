"""`smiledial lead`: show a lead or a company, find duplicates and merge them."""

from pathlib import Path

import click

from console.cli.dnc.commands import e164_of
from console.cli.leads import edits
from console.cli.reports.forms import print_or_write
from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    clock_text,
    json_text,
    print_json,
    print_line,
    print_table,
)
from console.do_not_call.subject_access import disclose
from console.judging.documents import instant, verdict_document
from console.lists.exporting import ANSWERED, lead_document
from console.lists.merging import merge as merge_two
from console.lists.merging import propose, read_pair
from console.machine import has_terminal
from console.rules.phone.number_plan import show_phone
from console.trouble import BadInput
from console.view.lead.pair import company_title, reach_words, state_words, who_words
from console.view.lead.verdict import verdict_sentence
from console.view.text.counts import many
from db.enums import LineType
from db.leads.records import history_of, read_lead


@click.command()
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="How many pairs to show.",
)
@options.shell_and_json
def doubles(shell: Shell, *, most: int) -> None:
    """List pairs of leads that may be one person.

    They share a number, an e-mail address, or name and address. Nothing is changed: look at both,
    then use `smiledial lead merge`.
    """
    with shell.database() as database, database.read() as connection:
        pairs = propose(connection, most)
    if shell.is_json:
        print_json(
            [
                {
                    "lead": lead.id,
                    "other": other.id,
                    "name": lead.name,
                    "other_name": other.name,
                    "same": why,
                }
                for why, lead, other in pairs
            ]
        )
        return
    if not pairs:
        print_line("No two leads look like one person.")
        return
    rows = [(lead.id, lead.name, other.id, other.name, why) for why, lead, other in pairs]
    print_table(("lead", "name", "other", "name", "the same"), rows)
    print_line("If two are one person, merge them: smiledial lead merge LEAD OTHER")


@click.command()
@click.argument("lead_id", type=options.ID, metavar="ID")
@click.argument("other_id", type=options.ID, metavar="OTHER-ID")
@options.flag("--yes", "Don't ask. Needed in scripts and with --json.")
@options.shell_and_json
def merge(shell: Shell, lead_id: int, other_id: int, *, yes: bool) -> None:
    """Merge two leads that are one person. This cannot be undone.

    OTHER-ID goes into ID: calls, notes, numbers and callbacks of both are kept, under the first
    lead's name and in its list. Where details differ, the first lead's count. If either was
    finished or asked not to be called, that stays so.
    """
    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        if not yes and shell.is_json:
            raise BadInput("Nothing was changed: look at both, then add --yes.")
        if not yes:
            for lead in read_pair(database, lead_id, other_id):
                phones = ", ".join(show_phone(each.e164, each.extension) for each in lead.numbers)
                details = filter(None, (lead.name, lead.company, lead.city, lead.list_name))
                dials = many(lead.dials, "dial")
                print_line(f"{lead.id}: {' · '.join(details)}: {phones}; {dials}")
            if not has_terminal():
                raise BadInput("Nothing was changed: look at both, then add --yes.")
            if not click.confirm(
                f"Merge lead {other_id} into lead {lead_id}? This cannot be undone."
            ):
                print_line("Nothing was changed.")
                return
        done = merge_two(database, lead_id, other_id, agent, now)
    text = (
        f"Lead {other_id} is now a part of lead {lead_id}, {done.name}; "
        f"{many(done.attempts, 'call')} came along."
    )
    document = {"lead": done.lead_id, "merged": other_id, "attempts": done.attempts}
    shell.print_done(document, text)


NOBODY = "No lead has that id or number: smiledial find TEXT looks for one."

EVERY = 10_000_000
"""A limit above any number of calls, to show all of them."""


@click.group()
def lead() -> None:
    """One lead: show, add, edit, assign or merge."""


@lead.command()
@click.argument("lead_or_number", metavar="NUMBER|ID")
@options.flag(
    "--everything",
    "Write all that is held about a person into one JSON file, for them.",
    dest="is_all",
)
@options.country
@options.output
@options.shell_and_json
def show(
    shell: Shell,
    lead_or_number: str,
    country: str | None,
    output: Path | None,
    *,
    is_all: bool,
) -> None:
    """Show all that is known of a lead, by its id or by a number written any way.

    Each number says its line type, and whether it may be called now, and otherwise when.

    --everything adds calls with their verdicts, lists and registries, evidence, callbacks, skips
    and the audit log. That you asked for it is logged.
    """
    # Fewer than seven digits are an id; anything else is searched as a phone number.
    is_id = lead_or_number.isdecimal() and len(lead_or_number) < 7
    if is_all:
        _show_everything(
            shell,
            _first_number(shell, int(lead_or_number)) if is_id else lead_or_number,
            country,
            output,
        )
        return
    if output is not None:
        raise click.UsageError("--output goes with --everything.")

    with shell.desk() as desk, shell.database() as database, database.read() as connection:
        ids = (
            [int(lead_or_number)]
            if is_id
            else [match.lead_id for match in desk.lookup.find(lead_or_number)]
        )
        if len(ids) > 1:
            named = ", ".join(map(str, ids[:10]))
            raise BadInput(f"Several leads fit: {named}. Give the id of one.")
        record = read_lead(connection, ids[0]) if ids else None
        if record is None:
            raise BadInput(NOBODY)
        past = history_of(connection, ids[0], EVERY)
        judged = desk.lookup.numbers(ids[0])
    document = lead_document(record)
    if shell.is_json:
        document["attempts"] = [
            {
                "at": instant(call.at),
                "agent": call.agent,
                "outcome": call.outcome,
                "note": call.note,
            }
            for call in past
        ]
        document["verdicts"] = [
            {"number": row.phone.e164, **verdict_document(row.verdict)} for row in judged
        ]
        print_json(document)
        return
    nested = {"phones", "extras", ANSWERED}
    fields = {name: value for name, value in document.items() if name not in nested}
    for name, value in (fields | record.extras | (record.answers or {})).items():
        if value is not None and value != "":
            print_line(f"{name}: {value}")
    here = shell.personal.zone
    for row in judged:
        sentence = verdict_sentence(row.verdict, row.verdict.at, row.zone, here)
        phone = row.phone
        line = "line type unknown" if phone.line is LineType.UNKNOWN else phone.line.value
        words = ("phone:", phone.shown, phone.label, f"({line})", phone.status, f"· {sentence}")
        print_line(" ".join(filter(None, words)))
    for call in past:
        when = clock_text(call.at, here)
        print_line(f"{when} {call.agent}: {call.outcome} {call.note}")


def _first_number(shell: Shell, lead_id: int) -> str:
    """Return the first number of a lead, in E.164. Raises BadInput if it has none."""
    with shell.database() as database, database.read() as connection:
        record = read_lead(connection, lead_id)
    if record is None:
        raise BadInput(NOBODY)
    if not record.numbers:
        raise BadInput("This lead has no number, or was erased: only its calls are left.")
    return record.numbers[0].e164


def _show_everything(shell: Shell, number: str, country: str | None, output: Path | None) -> None:
    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        document = disclose(database, e164_of(shell, number, country), agent, now)
    print_or_write(json_text(document), output)


@lead.command()
@click.argument("text", nargs=-1, required=True, metavar="NAME|NUMBER")
@options.shell_and_json
def company(shell: Shell, text: tuple[str, ...]) -> None:
    """List everybody at a company, or at a number that several people share."""
    with shell.desk() as desk:
        group = desk.lookup.company_named(" ".join(text))
    if shell.is_json:
        leads = [
            {
                "lead": member.lead_id,
                "name": member.name,
                "title": member.title,
                "number": member.shown,
                "label": member.label,
                "menu": member.menu,
                "state": member.state,
                "until": instant(member.until),
                "last_outcome": member.last_outcome or None,
                "last_dialled_at": instant(member.last_dialled_at),
                "noes": member.noes,
            }
            for member in group.leads
        ]
        print_json({"company": group.name, "numbers": group.phones, "leads": leads})
        return
    now, here = shell.clock(), shell.personal.zone
    print_line(company_title(group))
    rows = [
        (member.lead_id, who_words(member), reach_words(member), state_words(member, now, here))
        for member in group.leads
    ]
    print_table(("lead", "who", "number", "state"), rows)


for _command in (edits.add, edits.edit, edits.assign, doubles, merge):
    lead.add_command(_command)
