"""`smiledial erase`: a person's data, by one of their numbers."""

import click

from console.cli import options
from console.cli.context import AnswerIsNo, Shell, pass_shell
from console.cli.output import counted, print_json, print_line


@click.command()
@click.argument("number")
@click.option("--reason", required=True, metavar="TEXT", help="Who asked for it, and when.")
@options.country
@options.is_json
@pass_shell
def erase(shell: Shell, number: str, reason: str, country: str | None, *, is_json: bool) -> None:
    """Erase the person who has a number, for good.

    Their leads, notes, evidence and what was said on the phone go. That calls were made, when, by
    whom and under which verdict stays; so does the audit log, where nothing can be tied to them any
    more. Their numbers stay on the firm's own do-not-call list, or come onto it. The number with an
    extension means the person there.
    """
    from console.do_not_call.erasure import erase as erase_person
    from console.rules.phone import PhoneError, read_phone
    from console.trouble import BadInput

    try:
        phone = read_phone(number, shell.home(country))
    except PhoneError as error:
        raise BadInput(str(error)) from None
    with shell.database() as database:
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
                "kept_on_internal_list": list(erased.kept),
            }
        )
    elif erased.is_anything:
        print_line(
            f"{phone.e164}: erased {counted(erased.leads, 'lead')}, "
            f"{counted(erased.consents, 'piece')} of evidence and the number and notes of "
            f"{counted(erased.attempts, 'attempt')}. "
            f"On the firm's own do-not-call list: {', '.join(erased.kept) or 'none'}."
        )
    else:
        print_line(f"Nothing is held about {phone.e164}.")
    if not erased.is_anything:
        raise AnswerIsNo
