"""`smiledial appointments invite` and `answer`: the e-mail to a lead, and its answer."""

import sys
from pathlib import Path

import click

from console.cli.leads.promises import open_desk
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import appointment_document
from console.cli.shell.output import print_done
from console.cli.shell.standard_input import STANDARD_INPUT, display_name
from console.desk import Desk, RefusedError
from console.outreach.mail.delivery import send, write_file
from console.outreach.mail.invitation import LARGEST, Invitation, read_answer
from console.outreach.mail.letter import Letter, MailTrouble, read_address
from console.trouble import BadInput
from console.view.lead.invitations import (
    ANSWERS,
    invitation_letter,
    invitation_name,
    sender_address,
)
from db.enums import MailWay


@click.command()
@click.argument("appointment_id", type=int, metavar="ID")
@click.option(
    "--keeper",
    metavar="ADDRESS",
    default="",
    help="The address of the agent who keeps it, if that is not you; they get a copy.",
)
@options.is_json
@pass_shell
def invite(shell: Shell, appointment_id: int, keeper: str, *, is_json: bool) -> None:
    """E-mail a calendar invitation; do it again after a move or a cancellation.

    It is sent as [mail] in your settings says. A draft is written as an .eml file, to the folder in
    [mail] or to the current one.
    """
    mail = shell.personal.mail
    sender = sender_address(mail)
    try:
        keeper_address = read_address(keeper) if keeper else ""
    except ValueError as error:
        raise BadInput(str(error)) from None
    with open_desk(shell) as desk:
        invitation = desk.invitations.read(appointment_id, sender, keeper_address)
        desk.invitations.begin(invitation, mail.way)
        letter = invitation_letter(invitation, mail.sender, shell.clock())
        text = _hand_over(shell, desk, invitation, letter)
    document = {
        "appointment": appointment_id,
        "to": letter.to,
        "way": mail.way.value,
        "method": letter.method,
        "sequence": invitation.sequence,
    }
    print_done(document, text, is_json=is_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.is_json
@pass_shell
def answer(shell: Shell, file: Path, *, is_json: bool) -> None:
    """Record the answer to an invitation, from a saved message or standard input (-)."""
    try:
        reply = read_answer(_read(file))
    except ValueError as error:
        raise BadInput(f"{display_name(file)}: {error}") from None
    with shell.desk() as desk:
        try:
            card = desk.invitations.answer(reply)
        except RefusedError as refused:
            raise BadInput(f"{display_name(file)}: {refused}") from None
    document = {**appointment_document(card), "answer": reply.kind.value.lower()}
    print_done(document, ANSWERS[reply.kind].format(name=card.name), is_json=is_json)


def _hand_over(shell: Shell, desk: Desk, invitation: Invitation, letter: Letter) -> str:
    """Send or write the letter, note the result, and return a sentence about it."""
    mail, now = shell.personal.mail, shell.clock()
    try:
        if mail.way is MailWay.SERVER:
            send(letter, mail, now)
            text = f"{mail.host} accepted it for {letter.to}."
        else:
            path = write_file(letter, mail, invitation_name(invitation), now)
            text = f"Written: {path}. Open it and send it."
    except MailTrouble as trouble:
        desk.invitations.finish(invitation, None)
        raise BadInput(str(trouble)) from None
    desk.invitations.finish(invitation, mail.way)
    return text


def _read(file: Path) -> bytes:
    """Return the bytes of a file or of standard input, up to a little more than may be read."""
    if str(file) == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with file.open("rb") as message:
            return message.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}): name another file.") from None
