"""`smiledial lead`: one person, looked at, added by hand, mended, or made one of two."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli import completing, options
from console.cli.context import Shell, pass_shell
from console.cli.output import clock_text, counted, print_done, print_json, print_line, print_table
from console.fields.lead_fields import TYPED

if TYPE_CHECKING:
    from console.lists.lead_edits import Mended
    from db.engine import Database


@click.group()
def lead() -> None:
    """One person: show, add by hand, mend, make one of two."""


@lead.command()
@click.argument("who", metavar="NUMBER|ID")
@click.option(
    "--everything",
    "is_all",
    is_flag=True,
    help="All that is held about a number and its people, for the person who asks: one JSON file.",
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
    """All that is known of a lead, by its id or by a number written any way.

    With --everything also the calls and their verdicts, lists and registries, evidence, callbacks,
    skips and the audit log; that it was given out is an entry of the log.
    """
    if is_all:
        _show_everything(shell, who, country, output)
        return
    if output is not None:
        raise click.UsageError("--output goes with --everything.")
    from console.judging.documents import instant
    from console.lists.exporting import lead_document
    from console.rules.phone import show_phone
    from console.trouble import BadInput
    from db.leads import history_of, read_lead

    with shell.desk() as desk, shell.database() as database, database.read() as connection:
        is_id = who.isdecimal() and len(who) < 7
        ids = [int(who)] if is_id else [one.lead_id for one in desk.find(who)]
        if len(ids) > 1:
            named = ", ".join(map(str, ids[:10]))
            raise BadInput(f"Several leads fit: {named}. Give the id of one.")
        found = read_lead(connection, ids[0]) if ids else None
        if found is None:
            raise BadInput("No lead has that id or number: smiledial find TEXT looks for one.")
        past = history_of(connection, ids[0])
    document = lead_document(found)
    if is_json:
        document["attempts"] = [
            {"at": instant(one.at), "agent": one.agent, "outcome": one.outcome, "note": one.note}
            for one in past
        ]
        print_json(document)
        return
    told = {name: value for name, value in document.items() if name not in {"phones", "extras"}}
    for name, value in (told | found.extras).items():
        if value not in {None, ""}:
            print_line(f"{name}: {value}")
    for one in found.numbers:
        shown = show_phone(one.e164, one.extension)
        print_line(" ".join(filter(None, ("phone:", shown, one.label, one.status))))
    for call in past:
        when = clock_text(call.at, shell.personal.zone)
        print_line(f"{when} {call.agent}: {call.outcome} {call.note}")


def _show_everything(shell: Shell, who: str, country: str | None, output: Path | None) -> None:
    from console.cli.compliance import put_out
    from console.cli.dnc import e164_of
    from console.cli.output import json_text
    from console.do_not_call.disclosure import disclose

    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        document = disclose(database, e164_of(shell, who, country), agent, now)
    put_out(json_text(document), output)


@lead.command()
@click.argument("name")
@click.argument("phones", metavar="NUMBER...", nargs=-1, required=True)
@click.option(
    "--list",
    "list_name",
    type=completing.LIST,
    metavar="NAME",
    help="The list; “Referrals” without it.",
)
@click.option(
    "--referred-by",
    type=int,
    metavar="ID",
    help="The lead who named this person: into the same list, as a consumer unless --kind says a "
    "business.",
)
@options.country
@options.kind
@options.is_json
@pass_shell
def add(
    shell: Shell,
    /,
    name: str,
    phones: tuple[str, ...],
    list_name: str | None,
    referred_by: int | None,
    *,
    is_json: bool,
    **fields: str | None,
) -> None:
    """Add one person, a referral for instance: by the rules of an import, judged at once."""
    from console.importing.one_lead import REFERRALS, NewPerson, add_lead, refer

    if list_name and referred_by:
        raise click.UsageError("A referral goes into the list of who named it: leave --list out.")
    person = NewPerson(
        name,
        phones,
        list_name or REFERRALS,
        {field: text for field, text in fields.items() if text},
    )
    agent, now = shell.agent_name, shell.clock()
    with shell.database() as database:
        if referred_by is None:
            added = add_lead(database, person, agent, now)
        else:
            added = refer(database, referred_by, person, agent, now)
    barred = " A do-not-call list bars it." if added.is_barred else ""
    told = f"Added to “{added.list_name}” as lead {added.lead_id}, as a {added.kind}.{barred}"
    document = {"lead": added.lead_id, "list": added.list_name, "kind": added.kind}
    print_done({**document, "is_barred": added.is_barred}, told, is_json=is_json)


@lead.command()
@click.argument("lead_id", type=int, metavar="ID")
@click.option(
    "--number",
    "mended",
    metavar="[OLD=]NEW",
    help="The right digits for a number; OLD says which where there are several.",
)
@click.option("--add-number", "added", metavar="NUMBER", help="One more number.")
@click.option("--label", metavar="TEXT", default="", help="What the added number is.")
@click.option(
    "--new", "is_sure", is_flag=True, help="--owner may be a name nobody has called under yet."
)
@options.country
@options.kind
@options.is_json
@pass_shell
def edit(
    shell: Shell,
    /,
    lead_id: int,
    mended: str | None,
    added: str | None,
    label: str,
    *,
    is_sure: bool,
    is_json: bool,
    **fields: str | None,
) -> None:
    """Mend a wrong digit, a name, the address …; an empty text empties a field.

    Only what is changed is judged anew, at once. A number that was dialled stays with the lead as a
    wrong one.
    """
    from console.lists.lead_edits import add_number, edit_lead, mend_number
    from console.trouble import BadInput

    changes = {name: text for name, text in fields.items() if text is not None}
    if not changes and mended is None and added is None:
        raise BadInput("Say what to change, such as --notes TEXT or --number NEW.")
    agent, now = shell.agent_name, shell.clock()
    told: list[str] = []
    numbers: list[Mended] = []
    with shell.database() as database:
        if changes:
            with _owner_to_be_sure_of():
                edit_lead(database, lead_id, changes, agent, now, is_sure=is_sure)
        if mended is not None:
            old, _, new = mended.rpartition("=")
            one = mend_number(database, _number_of(database, lead_id, old), new, agent, now)
            numbers.append(one)
            told.append(_stands("The number is now", one))
        if added is not None:
            one = add_number(database, lead_id, added, agent, now, label=label)
            numbers.append(one)
            told.append(_stands("Added:", one))
    if changes:
        told.append("Changed.")
    shown = [{"number": one.shown, "is_barred": one.is_barred} for one in numbers]
    document = {"lead": lead_id, "changed": sorted(changes), "numbers": shown}
    print_done(document, *told, is_json=is_json)


@lead.command()
@click.argument("text", nargs=-1, required=True, metavar="NAME|NUMBER")
@options.is_json
@pass_shell
def company(shell: Shell, text: tuple[str, ...], *, is_json: bool) -> None:
    """Everybody at a company, or at a number that many share: extensions, states, last outcomes."""
    from console.desk import RefusedError
    from console.judging.documents import instant
    from console.trouble import BadInput
    from console.view.company_words import company_title, reach_words, state_words, who_words

    with shell.desk() as desk:
        try:
            found = desk.company_named(" ".join(text))
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


@lead.command()
@click.option(
    "--to",
    required=True,
    type=completing.OWNER,
    metavar="OWNER",
    help="An agent, a territory, or nobody: then everybody is offered them.",
)
@click.option("--new", "is_sure", is_flag=True, help="Also to a name nobody has called under yet.")
@options.where
@options.is_json
@pass_shell
def assign(shell: Shell, to: str, where: str, *, is_sure: bool, is_json: bool) -> None:
    """Give the leads that fit to an agent or a territory: nobody else is offered them.

    Their callbacks go with them, and they leave sessions of others. Whoever has one on the screen
    finishes with it. --to nobody offers them to everybody again.
    """
    from console.fields.lead_fields import NOBODYS
    from console.lists.owning import assign as act

    if not where:
        raise click.UsageError("Say which leads: --where EXPR, or @SEGMENT.")
    agent, now, zone = shell.agent_name, shell.clock(), shell.personal.zone
    with shell.database() as database, _owner_to_be_sure_of():
        given = act(database, where, to, zone, agent, now, is_sure=is_sure)
    was = {owner or NOBODYS: count for owner, count in sorted(given.was.items())}
    before = ", ".join(f"{count:,} of {owner}" for owner, count in was.items())
    told = f"{counted(given.count, 'lead')} given to {given.owner or NOBODYS}"
    document = {"to": given.owner or None, "leads": given.count, "from": was}
    print_done(document, f"{told}: {before}." if before else f"{told}.", is_json=is_json)


@lead.command()
@click.argument("kept", type=int, metavar="ID")
@click.argument("gone", type=int, metavar="OTHER-ID")
@click.option("--yes", is_flag=True, help="Do it without asking; needed where nobody can be asked.")
@options.is_json
@pass_shell
def merge(shell: Shell, kept: int, gone: int, *, yes: bool, is_json: bool) -> None:
    """Make one of two leads that are one person: OTHER-ID goes into ID, for good.

    Calls, notes, numbers, callbacks and details of both stay, under the first lead's name and in
    its list; evidence and do-not-call requests stay with their numbers. Where the two differ the
    first is right, but who was finished or asked not to be called stays so.
    """
    from console.cli.context import has_terminal
    from console.lists.merging import merge as merge_two
    from console.lists.merging import read_pair
    from console.rules.phone import show_phone
    from console.trouble import BadInput

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


@lead.command()
@click.option(
    "--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="Pairs shown."
)
@options.is_json
@pass_shell
def doubles(shell: Shell, *, most: int, is_json: bool) -> None:
    """Propose pairs of leads that may be one person, by number, e-mail, or name and address.

    Nothing is changed: look at both, then `smiledial lead merge`.
    """
    from console.lists.doubles import propose

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


@contextmanager
def _owner_to_be_sure_of() -> Iterator[None]:
    """What is refused for an owner nobody knows says how it is done all the same."""
    from console.lists.owning import UnknownOwnerError
    from console.trouble import BadInput

    try:
        yield
    except UnknownOwnerError as unknown:
        raise BadInput(f"{unknown} Nothing was changed; --new does it all the same.") from None


def _stands(what: str, one: "Mended") -> str:
    return f"{what} {one.shown}." + (" A do-not-call list bars it." if one.is_barred else "")


def _number_of(database: "Database", lead_id: int, text: str) -> int:
    """The id of the lead's number that is meant; of its only open one where none is named."""
    from console.fields.phones import read_phones
    from console.rules.phone import PhoneError
    from console.trouble import BadInput
    from db.enums import NumberStatus
    from db.leads import read_lead

    with database.read() as connection:
        found = read_lead(connection, lead_id)
    if found is None:
        raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
    if text:
        try:
            meant = {phone.e164 for phone in read_phones(text, found.list_country)}
        except PhoneError as error:
            raise BadInput(str(error)) from None
        fitting = [one for one in found.numbers if one.e164 in meant]
    else:
        gone = {NumberStatus.WRONG, NumberStatus.DISCONNECTED}
        fitting = [one for one in found.numbers if one.status not in gone] or list(found.numbers)
    if len(fitting) != 1:
        shown = ", ".join(one.e164 for one in found.numbers)
        raise BadInput(f"Say which number is meant: --number OLD=NEW. The lead has {shown}.")
    return fitting[0].id


for _command in (edit, add):
    _taken = {one.name for one in _command.params}
    for _field in TYPED:
        if _field.name not in _taken:
            _command.params.append(
                click.Option([f"--{_field.name.replace('_', '-')}", _field.name], metavar="TEXT")
            )
