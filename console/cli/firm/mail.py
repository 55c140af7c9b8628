"""`smiledial mail`: the agent's e-mail settings, and a test of them."""

import click

from console.cli.reports.forms import send_report
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_done, print_json, print_line
from console.outreach.mail.letter import read_address, read_sender
from console.outreach.mail.settings import MailSettings
from console.trouble import BadInput
from db.enums import MailWay

WAYS = {
    MailWay.DRAFT: "as a draft in your mail program; over SSH as a link, copied",
    MailWay.FILE: "as an .eml file",
    MailWay.SERVER: "to a mail server, at once",
}


@click.group()
def mail() -> None:
    """How your e-mail is sent: [mail] in your settings file."""


@mail.command()
@options.is_json
@pass_shell
def show(shell: Shell, *, is_json: bool) -> None:
    """Show your mail settings, without the password."""
    chosen = shell.personal.mail
    values = _shown(chosen)
    if is_json:
        print_json(values)
        return
    print_line(f"E-mail leaves {WAYS[chosen.way]}.")
    for name, value in values.items():
        if value and name != "way":
            print_line(f"{name}: {value}")


@mail.command()
@click.argument("to", default="")
@options.is_json
@pass_shell
def test(shell: Shell, to: str, *, is_json: bool) -> None:
    """Send a test e-mail to yourself, or to the address TO."""
    chosen = shell.personal.mail
    if chosen.way is MailWay.DRAFT:
        text = f"Nothing to test: e-mail is written {WAYS[chosen.way]}."
        print_done({"way": chosen.way.value, "to": None}, text, is_json=is_json)
        return
    if not to and not chosen.sender:
        raise BadInput("Say to whom: smiledial mail test ADDRESS, or set “sender” in [mail].")
    try:
        address = read_address(to) if to else read_sender(chosen.sender).addr_spec
    except ValueError as error:
        raise BadInput(str(error)) from None
    body = "This is a test e-mail from Smile & Dial.\n"
    text = send_report(shell, address, "test", "A test", body)
    if chosen.way is MailWay.SERVER:
        text = f"{text} Check that mailbox."
    print_done({"way": chosen.way.value, "to": address}, text, is_json=is_json)


def _shown(chosen: MailSettings) -> dict[str, str | int | bool]:
    values: dict[str, str | int | bool] = {
        "way": chosen.way.value,
        "sender": chosen.sender,
        "summaries_to": chosen.summaries_to,
    }
    if chosen.way is MailWay.FILE:
        values["folder"] = chosen.folder
    if chosen.way is MailWay.SERVER:
        values |= {
            "host": chosen.host,
            "port": chosen.port,
            "security": chosen.security,
            "user": chosen.user,
            "has_password": bool(chosen.password),
            "authority": chosen.authority,
        }
    return values
