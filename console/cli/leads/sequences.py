"""`smiledial sequences`: planned series of calls and e-mails for leads, done by hand."""

from pathlib import Path

import click

from console.cli.leads.queries import find_one
from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json, print_line, print_table
from console.cli.shell.standard_input import open_input
from console.firm.sequences import put_sequence
from console.lists.sequences import (
    SequenceReport,
    assign_sequence,
    list_sequences,
    report_sequence,
    stop_lead,
)
from console.outreach.sequences import Do, Step, Steps
from console.view.text.cleaning import clean
from console.view.text.counts import many

NAME = click.argument("name", metavar="NAME")


@click.group()
def sequences() -> None:
    """Planned series of calls and e-mails for a lead. Nothing is dialled or sent by itself."""


@sequences.command()
@NAME
@click.argument("file", type=click.Path(path_type=Path))
@options.shell_and_json
def put(shell: Shell, name: str, file: Path) -> None:
    """Save the steps in FILE (TOML, "-" for standard input) as the sequence NAME.

    Leads that are under way keep the version that they began.
    """
    with open_input(file) as path, shell.database() as database:
        version, steps = put_sequence(database, name, path, shell.agent_name, shell.clock())
    document = {"sequence": name, "version": version, "steps": _step_documents(steps)}
    text = f"Saved: “{name}”, version {version}, {many(len(steps), 'step')}."
    shell.print_done(document, text)


@sequences.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List each sequence with its steps and the leads under way on it."""
    with shell.database() as database:
        rows = list_sequences(database)
    shell.print_rows(
        [{**_document(row), "steps": _step_documents(row.steps)} for row in rows],
        ("sequence", "version", "steps", "under way", "done", "stopped"),
        [
            (
                clean(row.name),
                row.version,
                len(row.steps),
                row.under_way,
                row.done,
                sum(row.stopped.values()),
            )
            for row in rows
        ],
        "There is no sequence: smiledial sequences put NAME FILE adds one.",
    )


@sequences.command()
@NAME
@options.in_list("All open leads of this list.")
@options.where
@options.shell_and_json
def assign(shell: Shell, name: str, list_name: str, where: str) -> None:
    """Put leads on the sequence NAME. They begin with its first step now.

    Leads on a sequence, with a callback or an appointment, and those closed or barred stay as they
    are.
    """
    if bool(list_name) is bool(where):
        raise click.UsageError("Say which leads: either --list NAME or --where EXPR.")
    agent, now, zone = shell.agent_name, shell.clock(), shell.personal.zone
    with shell.database() as database:
        done = assign_sequence(database, name, where, list_name, zone, agent, now)
    document = {
        "sequence": done.name,
        "version": done.version,
        "begun": done.begun,
        "left_out": done.left_out,
    }
    text = f"{many(done.begun, 'lead')} put on “{clean(name)}”."
    if done.left_out:
        text += f" {many(done.left_out, 'lead')} left out: on one, promised, closed or barred."
    shell.print_done(document, text)


@sequences.command()
@click.argument("lead", metavar="NUMBER|LEAD")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is stopped.")
@options.shell_and_json
def stop(shell: Shell, lead: str, reason: str) -> None:
    """Stop the sequence of a lead, given by its number or its id."""
    with shell.desk() as desk:
        lead_id = find_one(desk, lead)
    with shell.database() as database:
        name = stop_lead(database, lead_id, reason, shell.agent_name, shell.clock())
    document = {"lead": lead_id, "sequence": name, "reason": reason}
    shell.print_done(document, f"Stopped: “{clean(name)}” for lead {lead_id}.")


@sequences.command()
@NAME
@options.shell_and_json
def report(shell: Shell, name: str) -> None:
    """Report the leads under way, done and stopped by reason, and what each step brought."""
    with shell.database() as database:
        result = report_sequence(database, name)
    # A longer version may have been in use before.
    steps = range(max(len(result.steps), *(step + 1 for step in result.counts), 0))
    rows = [_count_document(result, step) for step in steps]
    if shell.is_json:
        print_json({**_document(result), "steps": rows})
        return
    print_line(
        f"“{clean(result.name)}”, version {result.version}: "
        f"{many(result.under_way, 'lead')} under way, {result.done:,} done, "
        f"{sum(result.stopped.values()):,} stopped."
    )
    for reason, count in result.stopped.items():
        print_line(f"  stopped, {clean(reason)}: {count:,}")
    header = ("step", "day", "what", "made", "skipped", "talks", "yeses")
    print_table(header, [["" if row[key] is None else row[key] for key in _KEYS] for row in rows])


_KEYS = ("step", "day", "do", "made", "skipped", "talks", "yeses")


def _document(row: SequenceReport) -> dict[str, object]:
    return {
        "sequence": row.name,
        "version": row.version,
        "under_way": row.under_way,
        "done": row.done,
        "stopped": dict(row.stopped),
    }


def _count_document(row: SequenceReport, step: int) -> dict[str, object]:
    """Return the counts of a step; its day and act are those of the newest version."""
    now = row.steps[step] if step < len(row.steps) else None
    count = row.counts.get(step)
    return {
        "step": step + 1,
        "day": now.day if now else None,
        "do": _act(now) if now else None,
        "made": count.made if count else 0,
        "skipped": count.skipped if count else 0,
        "talks": count.talks if count else 0,
        "yeses": count.yeses if count else 0,
    }


def _act(step: Step) -> str:
    return f"{step.do.value} {step.text}".rstrip() if step.do is Do.MAIL else step.do.value


def _step_documents(steps: Steps) -> list[dict[str, object]]:
    return [
        {
            "day": step.day,
            "do": step.do.value,
            "text": step.text or None,
            "if": step.after or None,
            "part": step.part.value if step.part else None,
        }
        for step in steps
    ]
