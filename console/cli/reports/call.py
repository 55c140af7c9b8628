"""`smiledial report call`: everything behind one call on one page."""

from pathlib import Path

import click

from console.cli.reports.compliance import put_out
from console.cli.reports.forms import form_option, print_form
from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import json_text
from console.judging.history.call_proof import call_document
from console.view.call.call_page import parts_of, title_of


@click.command("call")
@click.argument("call_id", type=click.IntRange(1), metavar="ID")
@form_option
@options.output
@pass_shell
def call(shell: Shell, call_id: int, form: str, output: Path | None) -> None:
    """Everything behind one call: who, when by every clock, why it was allowed, and the proof.

    The verdict with every rule and its citation as of the day of the call, the registry copies the
    firm held then and who loaded them, the evidence of then, what had to be said first, the entries
    of the audit log and whether the call is as they recorded it. Exit status 1 where it is not. The
    ids are in smiledial report compliance --number and in smiledial export attempts.
    """

    with shell.database() as database:
        document = call_document(database, call_id)
    if form == "json":
        text = json_text(document)
    else:
        note = f"As of {shell.clock():%Y-%m-%d %H:%M} UTC."
        text = print_form(form, title_of(document), note, parts_of(document))
    put_out(text, output, form)
    if document["proof"]["covered"] and not document["proof"]["agrees"]:
        raise AnswerIsNo
