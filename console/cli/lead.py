"""`smiledial lead`: one person, looked at, added by hand or mended."""

import csv
import tempfile
from pathlib import Path

import click

from console.cli import options
from console.cli.context import Shell, pass_shell
from console.cli.output import clock_text, print_json, print_line
from console.importing.guard import guard

FIELDS = (
    "given_name",
    "family_name",
    "company",
    "title",
    "occupation",
    "income",
    "net_worth",
    "email",
    "address",
    "city",
    "region",
    "postal_code",
    "priority",
    "notes",
)
EDITED = (
    "name",
    *(one for one in FIELDS if one not in {"company", "email", "city", "region", "postal_code"}),
)
"""What no verdict depends on."""


@click.group()
def lead() -> None:
    """One person: show, add by hand, mend."""


@lead.command()
@click.argument("who", metavar="NUMBER|ID")
@options.is_json
@pass_shell
def show(shell: Shell, who: str, *, is_json: bool) -> None:
    """All that is known of a lead, by its id or by a number written any way."""
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
    phones, extras = document.pop("phones"), document.pop("extras")
    for name, value in (document | extras).items():
        if value not in {None, ""}:
            print_line(f"{name}: {value}")
    for one in phones:
        shown = show_phone(one["number"], one["extension"])
        print_line(" ".join(filter(None, ("phone:", shown, one["label"], one["status"]))))
    for call in past:
        when = clock_text(call.at, shell.personal.zone)
        print_line(f"{when} {call.agent}: {call.outcome} {call.note}")


@lead.command()
@click.argument("name")
@click.argument("phones", metavar="NUMBER...", nargs=-1, required=True)
@click.option("--list", "list_name", default="Referrals", show_default=True, metavar="NAME")
@options.country
@options.kind
@pass_shell
def add(
    shell: Shell,
    /,
    name: str,
    phones: tuple[str, ...],
    list_name: str,
    country: str | None,
    kind: str | None,
    **fields: str | None,
) -> None:
    """Add one person, a referral for instance: by the rules of an import, judged at once."""
    from console.importing.leads import Wish, import_leads
    from console.trouble import BadInput
    from db.enums import LeadKind

    given = {name_: text for name_, text in fields.items() if text}
    header = ["name", *(f"phone {at}" for at in range(1, len(phones) + 1)), *given]
    wish = Wish(list_name, country=country or "", kind=LeadKind(kind) if kind else None)
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        path = Path(folder) / "added by hand.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [header, [guard(cell) for cell in (name, *phones, *given.values())]]
            )
        with shell.database() as database:
            brought = import_leads(database, path, wish, agent=shell.agent_name, now=shell.clock())
    if brought.rejected:
        raise BadInput(f"Not added: {brought.first_rejects[0].reason}")
    if not brought.imported:
        raise BadInput(f"Not added: a lead with {phones[0]} is there already.")
    barred = " A do-not-call list bars it." if brought.on_dnc else ""
    print_line(f"Added to “{brought.list_name}”.{barred}")


@lead.command()
@click.argument("lead_id", type=int, metavar="ID")
@pass_shell
def edit(shell: Shell, /, lead_id: int, **fields: str | None) -> None:
    """Mend a name, a note, the priority …; an empty text empties a field."""
    from console.lists.lead_edits import edit_lead
    from console.trouble import BadInput

    changes = {name: text for name, text in fields.items() if text is not None}
    if not changes:
        raise BadInput("Say what to change, such as --notes TEXT.")
    with shell.database() as database:
        edit_lead(database, lead_id, changes, shell.agent_name, shell.clock())
    print_line("Changed.")


for _name in EDITED:
    edit.params.append(click.Option([f"--{_name.replace('_', '-')}", _name], metavar="TEXT"))
for _name in FIELDS:
    add.params.append(click.Option([f"--{_name.replace('_', '-')}", _name], metavar="TEXT"))
