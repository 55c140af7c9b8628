"""Send a report by e-mail from a command, for example from cron."""

import click

from console.cli.shell.context import Shell
from console.outreach.mail.delivery import send, write_file
from console.outreach.mail.letter import Letter, MailTrouble, read_address
from console.trouble import BadInput
from db.enums import MailWay

mail_option = click.option(
    "--mail",
    "mail_to",
    metavar="TO",
    default="",
    help="Also send it to this address, by [mail] in your settings file.",
)


def send_report(
    shell: Shell, address: str, name: str, subject: str, body: str, page: str = ""
) -> str:
    """Send an e-mail in the way that [mail] in the settings says; return a sentence about it.

    The e-mail goes to the mail server or into a file NAME.eml. `page` is the body as HTML. Blocks
    until the server answers. Raises BadInput, also if the settings only make drafts.
    """
    mail, now = shell.personal.mail, shell.clock()
    try:
        letter = Letter(read_address(address), subject, body, page=page)
        if mail.way is MailWay.SERVER:
            send(letter, mail, now)
            return f"{mail.host} accepted it for {letter.to}."
        if mail.way is MailWay.FILE:
            return f"Written: {write_file(letter, mail, name, now)}"
    except (MailTrouble, ValueError) as trouble:
        raise BadInput(str(trouble)) from None
    raise BadInput(
        'Your e-mail leaves as a draft on the screen. For --mail set way = "server" (or "file") in '
        "[mail] of your settings: smiledial mail show."
    )
