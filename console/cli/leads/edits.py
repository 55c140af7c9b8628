"""`smiledial lead add`, `edit` and `assign`: add, correct and assign leads."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.files.fields.cells.phone_words import read_phones
from console.files.fields.lead_fields import NOBODYS, TYPED
from console.importing.one_lead import REFERRALS, NewPerson, add_lead, refer
from console.lists.lead_edits import (
    Mended,
    UnknownOwnerError,
    add_number,
    edit_lead,
    mend_number,
    set_line,
)
from console.lists.lead_edits import assign as act
from console.rules.phone.numbers import PhoneError
from console.trouble import BadInput
from console.view.text.counts import many
from db.engine.database import Database
from db.enums import LineType, NumberStatus
from db.leads.records import read_lead


@click.command()
@click.argument("name")
@click.argument("phones", metavar="NUMBER...", nargs=-1, required=True)
@click.option(
    "--list",
    "list_name",
    type=completions.LIST,
    metavar="NAME",
    help="The list.  [default: Referrals]",
)
@click.option(
    "--referred-by",
    type=options.ID,
    metavar="ID",
    help=(
        "The lead who named this person, who joins the same list, as a consumer unless "
        "you say --kind."
    ),
)
@options.country
@options.kind
@options.shell_and_json
def add(
    shell: Shell,
    /,
    name: str,
    phones: tuple[str, ...],
    list_name: str | None,
    referred_by: int | None,
    **fields: str | None,
) -> None:
    """Add one person, such as a referral. The rules of an import apply."""
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
    sentence = f"Added to “{added.list_name}” as lead {added.lead_id}, as a {added.kind}.{barred}"
    sentence += added.sharing
    document = {"lead": added.lead_id, "list": added.list_name, "kind": added.kind}
    shell.print_done({**document, "is_barred": added.is_barred}, sentence)


@click.command()
@click.argument("lead_id", type=options.ID, metavar="ID")
@click.option(
    "--number",
    "mended",
    metavar="[OLD=]NEW",
    help="The correct number. If the lead has several, OLD says which one it replaces.",
)
@click.option("--add-number", "added", metavar="NUMBER", help="Another number.")
@options.text("--label", "TEXT", "A label for the added number, such as home.")
@click.option(
    "--line",
    type=click.Choice(["mobile", "landline", "voip"]),
    help="The line type of its number, where the file's word for it was not understood.",
)
@options.flag("--new", "Accept an --owner who has never called.", dest="is_sure")
@options.country
@options.kind
@options.shell_and_json
def edit(
    shell: Shell,
    /,
    lead_id: int,
    mended: str | None,
    added: str | None,
    label: str,
    line: str | None,
    *,
    is_sure: bool,
    **fields: str | None,
) -> None:
    """Correct a lead: a wrong digit, a name, the address. An empty text clears a field.

    The lead is judged again at once. A number that was dialled is kept with the lead as a wrong
    number.
    """
    changes = {name: text for name, text in fields.items() if text is not None}
    if not changes and mended is None and added is None and line is None:
        raise BadInput("Say what to change, such as --notes TEXT or --number NEW.")
    agent, now = shell.agent_name, shell.clock()
    sentences: list[str] = []
    numbers: list[Mended] = []
    with shell.database() as database:
        if changes:
            with _offer_new():
                is_barred = edit_lead(database, lead_id, changes, agent, now, is_sure=is_sure)
            if is_barred:
                sentences.append(
                    "These notes say not to call: its numbers are on the internal do-not-call list."
                )
        if mended is not None:
            old, _, new = mended.rpartition("=")
            number = mend_number(database, _number_of(database, lead_id, old), new, agent, now)
            numbers.append(number)
            sentences.append(_number_sentence("The number is now", number))
        if added is not None:
            number = add_number(database, lead_id, added, agent, now, label=label)
            numbers.append(number)
            sentences.append(_number_sentence("Added:", number))
        if line is not None:
            set_line(database, lead_id, LineType(line), agent, now)
    if changes or line is not None:
        sentences.append("Changed.")
    shown = [{"number": row.shown, "is_barred": row.is_barred} for row in numbers]
    document = {"lead": lead_id, "changed": sorted(changes), "numbers": shown}
    shell.print_done(document, *sentences)


@click.command()
@click.option(
    "--to",
    required=True,
    type=completions.OWNER,
    metavar="OWNER",
    help="An agent, a territory, or nobody.",
)
@options.flag("--new", "Accept a name that has never called.", dest="is_sure")
@options.where
@options.shell_and_json
def assign(shell: Shell, to: str, where: str, *, is_sure: bool) -> None:
    """Assign leads to an agent or a territory, so that nobody else is offered them.

    Their callbacks go with them, and they leave other agents' sessions. A lead that is on a screen
    stays there until its call is done. --to nobody offers them to everybody again.
    """
    if not where:
        raise click.UsageError("Say which leads: --where EXPR, or @SEGMENT.")
    agent, now, zone = shell.agent_name, shell.clock(), shell.personal.zone
    with shell.database() as database, _offer_new():
        assigned = act(database, where, to, zone, agent, now, is_sure=is_sure)
    was = {owner or NOBODYS: count for owner, count in sorted(assigned.was.items())}
    before = ", ".join(f"{count:,} of {owner}" for owner, count in was.items())
    text = f"{many(assigned.count, 'lead')} given to {assigned.owner or NOBODYS}"
    document = {"to": assigned.owner or None, "leads": assigned.count, "from": was}
    shell.print_done(document, f"{text}: {before}." if before else f"{text}.")


@contextmanager
def _offer_new() -> Iterator[None]:
    """Raise BadInput for an unknown owner, with the option that accepts the name."""
    try:
        yield
    except UnknownOwnerError as unknown:
        raise BadInput(f"{unknown} Nothing was changed; add --new to do it anyway.") from None


def _number_sentence(start: str, number: Mended) -> str:
    return f"{start} {number.shown}." + (" A do-not-call list bars it." if number.is_barred else "")


def _number_of(database: Database, lead_id: int, text: str) -> int:
    """Return the id of the lead's number that `text` names; for "", of its only open number.

    Raises BadInput if there is none, or more than one.
    """
    with database.read() as connection:
        record = read_lead(connection, lead_id)
    if record is None:
        raise BadInput(f"There is no lead {lead_id}: smiledial find TEXT looks for one.")
    if text:
        try:
            meant = {phone.e164 for phone in read_phones(text, record.list_country)}
        except PhoneError as error:
            raise BadInput(str(error)) from None
        matches = [number for number in record.numbers if number.e164 in meant]
    else:
        closed = {NumberStatus.WRONG, NumberStatus.DISCONNECTED}
        matches = [number for number in record.numbers if number.status not in closed] or list(
            record.numbers
        )
    if len(matches) != 1:
        shown = ", ".join(number.e164 for number in record.numbers)
        raise BadInput(f"Say which number is meant: --number OLD=NEW. The lead has {shown}.")
    return matches[0].id


# Give both commands a text option for each field of a lead, unless they have one of that name.
for _command in (edit, add):
    _taken = {parameter.name for parameter in _command.params}
    for _field in TYPED:
        if _field.name not in _taken:
            _command.params.append(
                click.Option([f"--{_field.name.replace('_', '-')}", _field.name], metavar="TEXT")
            )
