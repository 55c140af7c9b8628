"""`smiledial lead`: the group of what is done with one person; here what looks at one."""

from pathlib import Path

import click

from console.cli.dnc.commands import e164_of
from console.cli.leads import edits
from console.cli.reports.forms import print_or_write
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import (
    clock_text,
    json_text,
    print_done,
    print_json,
    print_line,
    print_table,
)
from console.desk import RefusedError
from console.do_not_call.subject_access import disclose
from console.judging.documents import instant, verdict_document
from console.lists.exporting import ANSWERED, lead_document
from console.lists.merging import merge as merge_two
from console.lists.merging import propose, read_pair
from console.machine import has_terminal
from console.rules.phone.shown import show_phone
from console.trouble import BadInput
from console.view.lead.company import company_title, reach_words, state_words, who_words
from console.view.lead.verdict import verdict_sentence
from db.leads.records import history_of, read_lead

# `smiledial lead doubles` and `merge`: two leads that are one person.


@click.command()
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="How many pairs to show.",
)
@options.is_json
@pass_shell
def doubles(shell: Shell, *, most: int, is_json: bool) -> None:
    """List pairs of leads that may be one person.

    They share a number, an e-mail address, or name and address. Nothing is changed: look at both,
    then use `smiledial lead merge`.
    """
    with shell.database() as database, database.read() as connection:
        found = propose(connection, most)
    if is_json:
        print_json(
            [
                {
                    "lead": one.id,
                    "other": other.id,
                    "name": one.name,
                    "other_name": other.name,
                    "same": why,
                }
                for why, one, other in found
            ]
        )
        return
    if not found:
        print_line("No two leads look like one person.")
        return
    rows = [(one.id, one.name, other.id, other.name, why) for why, one, other in found]
    print_table(("lead", "name", "other", "name", "the same"), rows)
    print_line("smiledial lead merge LEAD OTHER makes one of two, once you have looked at both.")


@click.command()
@click.argument("kept", type=int, metavar="ID")
@click.argument("gone", type=int, metavar="OTHER-ID")
@click.option("--yes", is_flag=True, help="Don't ask. Needed in scripts and with --json.")
@options.is_json
@pass_shell
def merge(shell: Shell, kept: int, gone: int, *, yes: bool, is_json: bool) -> None:
    """Merge two leads that are one person. This cannot be undone.

    OTHER-ID goes into ID: calls, notes, numbers and callbacks of both are kept, under the first
    lead's name and in its list. Where details differ, the first lead's count. If either was
    finished or asked not to be called, that stays so.
    """
    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        if not yes:
            for one in read_pair(database, kept, gone):
                phones = ", ".join(show_phone(each.e164, each.extension) for each in one.numbers)
                who = " · ".join(filter(None, (one.name, one.company, one.city, one.list_name)))
                print_line(f"{one.id}: {who}: {phones}; dialled {one.dials} times")
            if is_json or not has_terminal():
                raise BadInput("Nothing was changed: look at both, then say --yes.")
            if not click.confirm(f"One person? Lead {gone} goes into lead {kept}, for good."):
                print_line("Nothing was changed.")
                return
        done = merge_two(database, kept, gone, agent, now)
    told = (
        f"Lead {gone} is now a part of lead {kept}, {done.name}; {done.attempts} calls came along."
    )
    document = {"lead": done.lead_id, "merged": gone, "attempts": done.attempts}
    print_done(document, told, is_json=is_json)


NOBODY = "No lead has that id or number: smiledial find TEXT looks for one."

EVERY = 10_000_000


@click.group()
def lead() -> None:
    """One lead: show, add, edit, assign or merge."""


@lead.command()
@click.argument("who", metavar="NUMBER|ID")
@click.option(
    "--everything",
    "is_all",
    is_flag=True,
    help="Write all that is held about a person into one JSON file, for them.",
)
@options.country
@options.output
@options.is_json
@pass_shell
def show(
    shell: Shell,
    who: str,
    country: str | None,
    output: Path | None,
    *,
    is_all: bool,
    is_json: bool,
) -> None:
    """Show all that is known of a lead, by its id or by a number written any way.

    Each number says whether it may be called now, and otherwise when.

    --everything adds calls with their verdicts, lists and registries, evidence, callbacks, skips
    and the audit log. That you asked for it is logged.
    """
    is_id = who.isdecimal() and len(who) < 7
    if is_all:
        _show_everything(shell, _first_number(shell, int(who)) if is_id else who, country, output)
        return
    if output is not None:
        raise click.UsageError("--output goes with --everything.")

    with shell.desk() as desk, shell.database() as database, database.read() as connection:
        ids = [int(who)] if is_id else [one.lead_id for one in desk.lookup.find(who)]
        if len(ids) > 1:
            named = ", ".join(map(str, ids[:10]))
            raise BadInput(f"Several leads fit: {named}. Give the id of one.")
        found = read_lead(connection, ids[0]) if ids else None
        if found is None:
            raise BadInput(NOBODY)
        past = history_of(connection, ids[0], EVERY)
        judged = desk.lookup.numbers(ids[0])
    document = lead_document(found)
    if is_json:
        document["attempts"] = [
            {"at": instant(one.at), "agent": one.agent, "outcome": one.outcome, "note": one.note}
            for one in past
        ]
        document["verdicts"] = [
            {"number": one.phone.e164, **verdict_document(one.verdict)} for one in judged
        ]
        print_json(document)
        return
    apart = {"phones", "extras", ANSWERED}
    told = {name: value for name, value in document.items() if name not in apart}
    for name, value in (told | found.extras | (found.answers or {})).items():
        if value is not None and value != "":
            print_line(f"{name}: {value}")
    here = shell.personal.zone
    for one in judged:
        said = verdict_sentence(one.verdict, one.verdict.at, one.zone, here)
        words = ("phone:", one.phone.shown, one.phone.label, one.phone.status, f"· {said}")
        print_line(" ".join(filter(None, words)))
    for call in past:
        when = clock_text(call.at, here)
        print_line(f"{when} {call.agent}: {call.outcome} {call.note}")


def _first_number(shell: Shell, lead_id: int) -> str:
    with shell.database() as database, database.read() as connection:
        found = read_lead(connection, lead_id)
    if found is None:
        raise BadInput(NOBODY)
    if not found.numbers:
        raise BadInput("This lead has no number, or was erased: only its calls are left.")
    return found.numbers[0].e164


def _show_everything(shell: Shell, who: str, country: str | None, output: Path | None) -> None:
    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        document = disclose(database, e164_of(shell, who, country), agent, now)
    print_or_write(json_text(document), output)


@lead.command()
@click.argument("text", nargs=-1, required=True, metavar="NAME|NUMBER")
@options.is_json
@pass_shell
def company(shell: Shell, text: tuple[str, ...], *, is_json: bool) -> None:
    """List everybody at a company, or at a number that several people share."""
    with shell.desk() as desk:
        try:
            found = desk.lookup.company_named(" ".join(text))
        except RefusedError as refused:
            raise BadInput(str(refused)) from None
    if is_json:
        leads = [
            {
                "lead": one.lead_id,
                "name": one.name,
                "title": one.title,
                "number": one.shown,
                "label": one.label,
                "menu": one.menu,
                "state": one.state,
                "until": instant(one.until),
                "last_outcome": one.last_outcome or None,
                "last_dialled_at": instant(one.last_dialled_at),
                "noes": one.noes,
            }
            for one in found.leads
        ]
        print_json({"company": found.name, "numbers": found.phones, "leads": leads})
        return
    now, here = shell.clock(), shell.personal.zone
    print_line(company_title(found))
    rows = [
        (one.lead_id, who_words(one), reach_words(one), state_words(one, now, here))
        for one in found.leads
    ]
    print_table(("lead", "who", "number", "state"), rows)


for _one in (edits.add, edits.edit, edits.assign):
    lead.add_command(_one)
for _one in (doubles, merge):
    lead.add_command(_one)
