"""A report that goes out by e-mail, by the [mail] of one's settings: from a shell, or from cron."""

import click

from console.cli.shell.context import Shell
from console.trouble import BadInput
from db.enums import MailWay

to = click.option(
    "--mail",
    "mail_to",
    metavar="TO",
    default="",
    help="Send it to an address too, by [mail] of your settings: a server, or an .eml file.",
)


def post(shell: Shell, address: str, name: str, subject: str, body: str, page: str = "") -> str:
    """Sends it by the server, or writes NAME.eml; the sentence that says so. Raises BadInput.

    `page` is the same as HTML. Takes as long as the server does.
    """
    from console.outreach.mail.delivery import send, write_file
    from console.outreach.mail.letter import Letter, MailTrouble, read_address

    mail, now = shell.personal.mail, shell.clock()
    try:
        letter = Letter(read_address(address), subject, body, page=page)
        if mail.way is MailWay.SERVER:
            send(letter, mail, now)
            return f"{mail.host} took it for {letter.to}."
        if mail.way is MailWay.FILE:
            return f"Written: {write_file(letter, mail, name, now)}"
    except (MailTrouble, ValueError) as trouble:
        raise BadInput(str(trouble)) from None
    raise BadInput(
        'Your e-mail leaves as a draft on the screen. For --mail set way = "server" (or "file") in '
        "[mail] of your settings: smiledial mail show."
    )
