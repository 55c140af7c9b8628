"""`smiledial settings`: the firm's settings, and the agent's own on this machine.

`smiledial mail`: the agent's e-mail settings, and a test of them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from console.cli.reports.forms import print_or_write, send_report
from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import (
    json_text,
    print_each,
    print_json,
    print_line,
    print_lines,
    print_table,
    terminal_width,
)
from console.cli.shell.standard_input import display_name, open_input
from console.cli.start.first_questions import ask_again
from console.do_not_call.registries.change_files import CHANGE_LAYOUT, read_layout
from console.firm.personal_settings import personal_kinds, settings_file
from console.judging.documents import instant
from console.machine import has_terminal
from console.outreach.mail.letter import read_address, read_sender
from console.outreach.mail.settings import MailSettings
from console.supervision.firm.firm_loading import load_firm
from console.supervision.firm.firm_text import document_of, write_firm
from console.supervision.firm.settings import known_settings, put_setting, settings_of
from console.supervision.reports.edits import setting_edits
from console.trouble import BadInput
from console.view.keys.calling import keys_taken
from console.view.lead.edits import edit_lines
from db.engine.database import Database
from db.enums import MailWay


@click.group(invoke_without_command=True)
@pass_shell
@click.pass_context
def settings(context: click.Context, shell: Shell) -> None:
    """The firm's settings, and your own.

    The firm's settings are in the database, your own in a file. Without a subcommand, you are asked
    the most important ones: who calls, and for whom.
    """
    if context.invoked_subcommand is not None:
        return
    if not has_terminal() and not shell.is_plain:
        raise click.UsageError("Without a terminal, say which: smiledial settings show, or set.")

    print_line(ask_again(shell))


@settings.command()
@click.argument("name", type=completions.SETTING, default="")
@options.shell_and_json
def show(shell: Shell, name: str) -> None:
    """Show all settings with their values. Your own are under `personal`.

    With the NAME of a setting of the firm, show it alone, and who changed it when: each value
    before and after. In a team, agents see no changes.
    """
    with shell.database() as database:
        values = settings_of(database)
        if name:
            _show_one(shell, database, name, values)
            return
    own = {name: getattr(shell.personal, name) for name in personal_kinds()}
    if shell.is_json:
        print_json({**values, "personal": own})
        return
    kinds = known_settings()
    _print([(name, value, kinds[name].meaning) for name, value in values.items()])
    print_line("")
    print_line(f"Your own, in {settings_file(shell.environ)}:")
    print_line("")
    _print([(name, _shown(own[name]), meaning) for name, meaning in personal_kinds().items()])


def _show_one(shell: Shell, database: Database, name: str, values: Mapping[str, str]) -> None:
    """Show one setting of the firm with its changes, newest first. Raises BadInput."""
    if name not in values:
        raise BadInput(f"{name!r} is no setting of the firm: smiledial settings show lists them.")
    with database.read() as connection:
        edits = setting_edits(connection, name)
    if shell.is_json:
        changes = [
            {"seq": edit.seq, "at": instant(edit.at), "agent": edit.agent}
            | {"before": change.before, "after": change.after}
            for edit in edits
            for change in edit.changes
        ]
        print_json({"name": name, "value": values[name], "changes": changes})
        return
    _print([(name, values[name], known_settings()[name].meaning)])
    print_each(edit_lines(edits, shell.clock(), shell.personal.zone))


def _print(rows: Sequence[tuple[str, str, str]]) -> None:
    """Print settings. In a terminal, print below each setting which values it takes."""
    if not terminal_width():
        print_table(("setting", "value", "takes"), rows)
        return
    for name, value, takes in rows:
        print_line(f"{name}: {value}")
        print_lines(f"    {takes}")


@settings.command("set")
@click.argument("name", type=completions.SETTING)
@click.argument("value")
@options.shell_and_json
def set_(shell: Shell, name: str, value: str) -> None:
    """Set NAME to VALUE.

    A setting of the firm takes effect at once and is logged. One of your own takes effect when you
    next open the console.
    """
    if name in personal_kinds():
        saved_own = shell.keep_own(name, value)
        shell.print_done(
            {"name": name, "value": saved_own}, _setting_sentence(name, _shown(saved_own))
        )
        return
    if name == CHANGE_LAYOUT:
        read_layout(value)
    with shell.database() as database:
        saved = put_setting(database, name, value, shell.agent_name, shell.clock())
    shell.print_done({"name": name, "value": saved}, _setting_sentence(name, saved))


@settings.command()
@options.output
@options.shell_and_json
def export(shell: Shell, output: Path | None) -> None:
    """Write the firm's set-up as one TOML text.

    It has settings, segments, outcomes, rules, caller IDs and scripts. The same set-up always gives
    the same text, so you can compare it, keep it under version control, and load it again.
    """
    with shell.database() as database:
        text = json_text(document_of(database)) if shell.is_json else write_firm(database)
    print_or_write(text, output)


@settings.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.flag("--dry-run", "Only show what would change.", dest="is_trial")
@options.shell_and_json
def load(shell: Shell, file: Path, *, is_trial: bool) -> None:
    """Make the firm's set-up what FILE says, all of it or nothing.

    "-" reads standard input. A section that the file leaves out stays as it is. Each change is
    logged.
    """
    with open_input(file) as path, shell.database(keeps_new=not is_trial) as database:
        done = load_firm(
            database, path, keys_taken(), shell.agent_name, shell.clock(), is_trial=is_trial
        )
    if shell.is_json:
        print_json(
            {
                "changed": list(done.sections),
                "diff": list(done.changes),
                "is_loaded": bool(done.changes) and not is_trial,
            }
        )
        return
    if not done.changes:
        print_line(f"Nothing changed: the firm's set-up is already as in {display_name(file)}.")
        return
    for line in done.changes:
        print_lines(line)
    print_line("")
    named = ", ".join(done.sections)
    print_line(f"This would change: {named}." if is_trial else f"Loaded. Changed: {named}.")


def _setting_sentence(name: str, value: str) -> str:
    return f"{name} is {value}." if value else f"{name} is empty."


def _shown(value: object) -> str:
    """Return the value of a personal setting in the form in which a person types it."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, tuple) else str(value)


WAYS = {
    MailWay.DRAFT: "as a draft in your mail program; over SSH as a link, copied",
    MailWay.FILE: "as an .eml file",
    MailWay.SERVER: "to a mail server, at once",
}


@click.group()
def mail() -> None:
    """How your e-mail is sent: [mail] in your settings file."""


@mail.command("show")
@options.shell_and_json
def show_mail(shell: Shell) -> None:
    """Show your mail settings, without the password."""
    chosen = shell.personal.mail
    values = _mail_values(chosen)
    if shell.is_json:
        print_json(values)
        return
    print_line(f"E-mail leaves {WAYS[chosen.way]}.")
    for name, value in values.items():
        if value and name != "way":
            print_line(f"{name}: {value}")


@mail.command("test")
@click.argument("to", default="")
@options.shell_and_json
def test_mail(shell: Shell, to: str) -> None:
    """Send a test e-mail to yourself, or to the address TO."""
    chosen = shell.personal.mail
    if chosen.way is MailWay.DRAFT:
        text = f"Nothing to test: e-mail is written {WAYS[chosen.way]}."
        shell.print_done({"way": chosen.way.value, "to": None}, text)
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
    shell.print_done({"way": chosen.way.value, "to": address}, text)


def _mail_values(chosen: MailSettings) -> dict[str, str | int | bool]:
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
