"""Write docs/reference/commands.md and docs/smiledial.1 from the commands' own help.

Run it as `PYTHONPATH=. python scripts/build_commands_page.py`.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from console.cli.root import COMMANDS, smiledial
from console.cli.shell.examples import EXAMPLES
from scripts.man_page import MAN_PAGE, man_page

PAGE = Path(__file__).parents[1] / "docs/reference/commands.md"

HEAD = """\
# Commands

You can do everything from the shell except work a lead (dial, outcome, note), which needs eyes.
`scripts/build_commands_page.py` writes this page from the program; a test compares the two.

`smiledial` alone opens the console. These options go before the command, whichever it is:

{options}

| exit status | meaning |
|---|---|
| 0 | done |
| 1 | the answer is no: not callable, listed, none found, broken, or something needs you |
| 2 | wrong use: an option or argument that makes no sense |
| 3 | bad input: a file, a number or a setting that cannot be used |
| 4 | database trouble |
| 70 | an error in smiledial; it names a file with the details |
| 130 | stopped by Ctrl-C: nothing was changed |

Errors go to standard error, as a sentence that says what to do.

With `--json` a command prints one JSON document. Instants are ISO 8601 in UTC with `Z`. Keys are
snake_case and do not change. Errors are JSON then too, on standard error, and so they are with
`--format json` or `jsonl`: `{{"error": sentence, "status": exit status}}`.

| `--json` of | keys |
|---|---|
| `import` | `rows, imported, updated, duplicate_in_file, duplicate_in_database, rejected, on_dnc, \
rejects_file`; `rows` is the sum of the \
five after it; beside them `other_number_on_dnc, dialled_lately, only_in_retired_list, import, \
reject_reasons`, with `--finished leave` `left_out` (those of `rejected` that stayed out for it), \
with `--dry-run` `callable_now, blocked, registries, mapping, doubts`, the first three also where \
nobody who came in may be called |
| `check` | `number, verdict, at, opens_at, closes_at, zones:[{{zone, local, from}}], \
jurisdictions:[{{jurisdiction, from}}], reasons:[{{code, text, rule, citation}}], allowed_by, \
cautions, tzdata` |
| `next` | `lead`, then the keys of `check`; with nobody to call `lead` is null and the others are \
`at, opens_at, blocked` |
| `why` | `at, callable, blocked:[{{code, count, opens_at}}]` |
| `audit verify` | `holds, seq, text, entries, rows, not_covered, head` |
| `audit head` | `entries, hash, seal` |
| `backup` | `file, bytes, leads, attempts, entries, hash, seal` |
| `restore` | `leads, attempts, lost, kept, carried:{{requests, erasures, withdrawals, stops}}` |
| `report openings` | `since, until, enough, rows:[{{script, versions, opening, dials, \
conversations, talks, noes, yeses, intervals:{{talks, noes, yeses}}}}], said`; an interval is \
`[low, high]`, from 0 to 1 |
| `report answers` | `since, until, questions:[{{question, kind, calls}}]`, each with \
`answers:{{answer: calls}}` or with `lowest, median, highest`, and with \
neither where it was answered in words |
| `doctor` | a list of `name, ok, text, advice` |

Your own settings (`zone`, `no_goal`, `theme`, `hand_off`, `command`, `break_after`, `fresh_pause`,
and [e-mail](../how-to/introductions.md)) are in `smiledial.toml` in your system's settings folder.
`SMILEDIAL_CONFIG` names another file. The firm's settings are in its database.

`smiledial completion bash >> ~/.bashrc` (or `zsh`, `fish`) lets Tab complete commands, options and
the names in your database. `man smiledial` shows this page too, if `man` looks into pip's
`share/man`.
"""


def page() -> str:
    context = click.Context(smiledial, info_name="smiledial")
    parts = [HEAD.format(options=_options(smiledial, context))]
    for name in COMMANDS:
        command = smiledial.get_command(context, name)
        assert command is not None, name
        parts += _sections(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(parts)


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(
        part
        for part in (context.command_path, *command.collect_usage_pieces(context))
        if part not in {"[OPTIONS]", "COMMAND [ARGS]..."}
    )
    help_text = inspect.cleandoc(command.help or "")
    yield f"## `{usage}`\n\n{help_text}\n"
    path = context.command_path.removeprefix("smiledial ")
    if lines := EXAMPLES.get(path):
        yield "\n".join(["```sh", *lines, "```", ""])
    if options := _options(command, context):
        yield f"{options}\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _sections(below, click.Context(below, info_name=name, parent=context))


def _options(command: click.Command, context: click.Context) -> str:
    rows = [
        "| `{}` | {} |".format(names.replace("|", "\\|"), text.replace("|", "\\|"))
        for option in command.get_params(context)
        if isinstance(option, click.Option)
        and "--help" not in option.opts
        and (record := option.get_help_record(context))
        for names, text in [record]
    ]
    return "\n".join(["| option | what |", "|---|---|", *rows]) if rows else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    MAN_PAGE.write_text(man_page(), encoding="utf-8")
