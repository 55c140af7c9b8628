"""`smiledial scripts`: the texts that agents say and send, written as plain text."""

from pathlib import Path

import click

from console.cli.leads.queries import find_one
from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    clock_text,
    print_document,
    print_json,
    print_line,
    print_table,
)
from console.cli.shell.standard_input import STANDARD_INPUT, display_name, open_input
from console.judging.documents import instant
from console.outreach.scripts.active_texts import parse
from console.outreach.scripts.library import LibraryText, add_text, find_text, list_texts, read_file
from console.outreach.scripts.library import remove as take_out
from console.outreach.scripts.script import Template
from console.outreach.scripts.speaking import Listener, speak, write
from db.enums import TextKind

KIND = click.option(
    "--kind",
    type=click.Choice(["script", "objections", "introduction"]),
    default="script",
    show_default=True,
    help="A script, answers to objections, or an e-mail.",
)


@click.group()
def scripts() -> None:
    """What agents say and send: scripts, objection cards, introduction e-mails."""


@scripts.command()
@click.argument("file", type=click.Path(path_type=Path))
@KIND
@options.text("--name", "NAME", "The text's name.  [default: the file's name]")
@options.in_list("Use it only for this list.")
@options.shell_and_json
def add(shell: Shell, file: Path, kind: str, name: str, list_name: str) -> None:
    """Save the text of FILE ("-" for standard input). Agents see it from their next lead on."""
    if str(file) == STANDARD_INPUT and not name:
        raise click.UsageError("A text from standard input has no name of its own: give --name.")
    with open_input(file) as path, shell.database() as database:
        saved_name, is_new, doubts = add_text(
            database, path, TextKind(kind), name, list_name, shell.agent_name, shell.clock()
        )
    if shell.is_json:
        document = {"kind": kind, "name": saved_name, "list": list_name or None, "is_new": is_new}
        print_json({**document, "doubts": list(doubts)})
        return
    whose = f" for the list “{list_name}”" if list_name else ""
    print_line(f"{'Saved' if is_new else 'Replaced'}: the {kind} “{saved_name}”{whose}.")
    _print_doubts(doubts)


@scripts.command()
@click.argument("file", type=click.Path(path_type=Path))
@KIND
@options.shell_and_json
def check(shell: Shell, file: Path, kind: str) -> None:
    """Check FILE for mistakes, with line and character. Nothing is saved.

    "-" reads standard input.
    """
    with open_input(file) as path:
        _, doubts = read_file(path, TextKind(kind))
    if shell.is_json:
        print_json({"kind": kind, "doubts": list(doubts)})
        return
    print_line(f"{display_name(file)}: no mistakes{', but look at:' if doubts else '.'}")
    _print_doubts(doubts)


@scripts.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List all texts: the firm's own, and those that come with smiledial."""
    with shell.database() as database:
        texts = list_texts(database)
    if shell.is_json:
        print_json(
            [
                {
                    "kind": text.kind.value,
                    "name": text.name,
                    "list": text.list_name or None,
                    "is_in_use": text.is_in_use,
                    "agent": text.agent or None,
                    "changed_at": instant(text.changed_at),
                }
                for text in texts
            ]
        )
        return
    zone = shell.personal.zone
    print_table(
        ("kind", "name", "for", "in use", "by", "changed"),
        [
            (
                text.kind.value,
                text.name,
                text.list_name or "all lists",
                "yes" if text.is_in_use else "",
                text.agent,
                clock_text(text.changed_at, zone),
            )
            for text in texts
        ],
    )


@scripts.command()
@click.argument("name", type=completions.TEXT, default="")
@KIND
@click.option(
    "--lead",
    "lead_or_number",
    metavar="NUMBER|ID",
    help="The text for this lead, with its details and opening.",
)
@options.flag("--source", "The text as it was written, for editing.", dest="is_source")
@options.shell_and_json
def show(
    shell: Shell,
    name: str,
    kind: str,
    lead_or_number: str | None,
    *,
    is_source: bool,
) -> None:
    """Show a text as agents read it.

    Without NAME it is the one in use. With --lead it is the one for that lead's list.
    """
    lead_id, list_name, listener = _listener(shell, lead_or_number)
    with shell.database() as database:
        text = find_text(database, TextKind(kind), name, list_name)
    if is_source and not shell.is_json:
        print_document([text.text.rstrip("\n"), "\n"])
        return
    lines = _spoken_lines(text, lead_id, listener)
    document = {"kind": kind, "name": text.name, "source": text.text, "said": lines}
    shell.print_done(document, *lines)


@scripts.command()
@click.argument("name", type=completions.TEXT)
@KIND
@options.shell_and_json
def remove(shell: Shell, name: str, kind: str) -> None:
    """Remove a text. The one before it is used again, or the default."""
    with shell.database() as database:
        take_out(database, TextKind(kind), name, shell.agent_name, shell.clock())
    shell.print_done({"kind": kind, "name": name}, f"Removed: the {kind} “{name}”.")


def _print_doubts(doubts: tuple[str, ...]) -> None:
    for doubt in doubts:
        print_line(f"  {doubt}")


def _listener(shell: Shell, lead_or_number: str | None) -> tuple[int | None, str, Listener]:
    """Return a lead's id, list name and details; if no lead is given, invented ones.

    Raises BadInput if several leads fit, or none.
    """
    with shell.desk() as desk:
        if lead_or_number is None:
            return None, "", desk.preparing.anybody()
        lead_id = find_one(desk, lead_or_number)
        listener = desk.preparing.listener(lead_id)
        return lead_id, listener.values["list"], listener


def _spoken_lines(source: LibraryText, lead_id: int | None, listener: Listener) -> list[str]:
    """Return a text as an agent says it: with the lead's opening, or without a lead with all."""
    parsed = parse(source.kind, source.text)
    if isinstance(parsed, Template):
        subject, text = write(parsed, listener)
        return [f"Subject: {subject}", "", *text.split("\n")]
    lines: list[str] = []
    if lead_id is not None and source.kind is TextKind.SCRIPT:
        parsed = parsed.for_lead(lead_id, source.name)
    sections = speak(parsed, listener)
    for section in sections:
        lines += [f"# {section.name}", *section.text.split("\n")]
        for digit, answer in enumerate(section.answers, 1):
            lines.append(f"  {digit}  {answer.says} → {sections[answer.to].name}")
        lines.append("")
    return lines[:-1]
