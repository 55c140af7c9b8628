"""The entry point: runs one command and turns whatever goes wrong into a sentence and a status."""

import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, takewhile
from pathlib import Path

import click

from console.cli.root import smiledial
from console.cli.shell.context import Shell
from console.clock import Clock, system_clock
from console.files.opening import for_owner, is_full
from console.trouble import BadInput

Say = Callable[[str, int], None]
"""Tells a person, or a program, what went wrong: the sentence and the exit status."""

BAD_INPUT = 3
DATABASE_TROUBLE = 4
UNKNOWN_ERROR = 70
INTERRUPTED = 130
PIPE_CLOSED = 141


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(
    arguments: Sequence[str],
    clock: Clock = system_clock,
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Runs one command line and returns its exit status; nothing but SystemExit leaves it."""
    from console.wiring import use_packaged_time_data

    say = _say_as_json if _asks_for_json(arguments) else _say
    try:
        use_packaged_time_data()
        status = _invoke(list(arguments), Shell(clock, environ), say)
        sys.stdout.flush()
    except click.Abort:
        say("Stopped: nothing was changed.", INTERRUPTED)
        return INTERRUPTED
    except KeyboardInterrupt as stopped:
        said = str(stopped) or "Stopped before it was done: the same command can be given again."
        say(said, INTERRUPTED)
        return INTERRUPTED
    except BrokenPipeError:
        _hush()
        return PIPE_CLOSED
    except Exception as error:
        sentence, status = _explain(error, clock)
        say(sentence, status)
    return status


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """As one document, or as a document a line."""
    options = list(takewhile(lambda argument: argument != "--", arguments))
    return "--json" in options or any(
        f"--format={form}" in options or ("--format", form) in pairwise(options)
        for form in ("json", "jsonl")
    )


def _invoke(arguments: list[str], shell: Shell, say: Say) -> int:
    if "_SMILEDIAL_COMPLETE" in os.environ:
        smiledial.main(arguments, prog_name="smiledial", obj=shell)
    try:
        with smiledial.make_context("smiledial", arguments, obj=shell) as context:
            smiledial.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        if isinstance(error, click.NoSuchOption):
            from console.cli.shell.examples import guessed_anew

            error = guessed_anew(error)
        if say is _say:
            shown = io.StringIO()
            error.show(shown)
            say(shown.getvalue().rstrip(), error.exit_code)
        else:
            say(error.format_message(), error.exit_code)
        return error.exit_code
    return 0


def _explain(error: Exception, clock: Clock) -> tuple[str, int]:
    """What a person reads, and the exit status."""
    if isinstance(error, BadInput):
        return str(error), BAD_INPUT
    from db.engine.database import DatabaseTrouble

    if isinstance(error, DatabaseTrouble):
        return str(error), DATABASE_TROUBLE
    if isinstance(error, OSError) and is_full(error):
        _hush()
        said = f"There is no room left to write to ({error.strerror}): free some, and try again."
        return said, BAD_INPUT
    kept = _keep_traceback(error, clock)
    return (
        f"smiledial stopped on an error of its own ({type(error).__name__}); what it was doing "
        f"was not saved. The details are in {kept}: please report them."
    ), UNKNOWN_ERROR


def _keep_traceback(error: Exception, clock: Clock) -> Path:
    import tempfile
    import traceback

    from console.wiring import data_folder

    name = f"trouble-{clock():%Y%m%dT%H%M%S}.log"
    text = _without_values("".join(traceback.format_exception(error)))
    for folder in (data_folder, lambda: Path(tempfile.mkdtemp(prefix="smiledial-"))):
        try:
            path = folder() / name
            with open(path, "a", encoding="utf-8", opener=for_owner) as file:
                file.write(text)
        except OSError:
            continue
        return path
    return Path(os.devnull)


def _without_values(trace: str) -> str:
    """Without the lines in which PostgreSQL tells of a row: they name people, and logs are sent."""
    told = ("DETAIL:", "CONTEXT:", "HINT:", "LINE ")
    kept = (line for line in trace.splitlines(keepends=True) if not line.lstrip().startswith(told))
    return "".join(kept)


def _say(sentence: str, _status: int) -> None:
    from console.cli.shell.output import print_aside

    print_aside(sentence)


def _say_as_json(sentence: str, status: int) -> None:
    from console.cli.shell.output import json_text, print_whole
    from console.rules.text import harmless

    told = json_text({"error": harmless(sentence), "status": status})
    print_whole([told], is_aside=True)


def _hush() -> None:
    # The reader has gone; without this Python would complain once more while it shuts down.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


if __name__ == "__main__":
    main()
