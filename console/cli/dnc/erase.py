"""`smiledial erase`: erase a person's data, by one of their numbers."""

import click

from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import counted, fold_lines, print_json, print_line, terminal_width
from console.do_not_call.erasure import Held, would_erase
from console.do_not_call.erasure import erase as erase_person
from console.machine import has_terminal
from console.rules.phone.numbers import PhoneError, read_phone
from console.trouble import BadInput


@click.command()
@click.argument("number")
@click.option("--reason", required=True, metavar="TEXT", help="Who asked for it, and when.")
@click.option("--yes", is_flag=True, help="Don't ask. Needed in scripts and with --json.")
@options.country
@options.is_json
@pass_shell
def erase(
    shell: Shell, number: str, reason: str, country: str | None, *, yes: bool, is_json: bool
) -> None:
    """Erase the person who has a number, for good.

    You see first what would be erased, and are asked.

    This erases their leads, notes, evidence, and what was said on the phone. The calls themselves
    stay: when, by whom and under which verdict. The audit log stays too, but nothing in it leads to
    the person any more. Their numbers are put on the firm's own do-not-call list.

    A number with an extension means the person at that extension.
    """
    try:
        phone = read_phone(number, shell.home(country))
    except PhoneError as error:
        raise BadInput(str(error)) from None
    with shell.database() as database:
        if not yes:
            held = would_erase(database, phone.e164, phone.extension)
            if held.is_anything and not _is_sure(held, phone.e164, is_json=is_json):
                print_line("Nothing was erased.")
                return
        erased = erase_person(
            database, phone.e164, reason, shell.agent_name, shell.clock(), phone.extension
        )
    if is_json:
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
            f"{phone.e164}: erased {counted(erased.leads, 'lead')}, "
            f"{counted(erased.consents, 'piece')} of evidence and the number and notes of "
            f"{counted(erased.attempts, 'attempt')}. "
            f"On the firm's own do-not-call list: {', '.join(erased.numbers) or 'none'}."
        )
    else:
        print_line(f"Nothing is held about {phone.e164}.")
    if not erased.is_anything:
        raise AnswerIsNo


def _is_sure(held: Held, e164: str, *, is_json: bool) -> bool:
    """Show what would be erased, and ask. Raises BadInput without a terminal to ask in."""
    text = (
        f"{counted(len(held.leads), 'lead')}, {counted(held.consents, 'piece')} of evidence and "
        f"the number and notes of {counted(held.attempts, 'attempt')}"
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
