"""The entry point: run one command, and report any error as a sentence and an exit status."""

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, takewhile
from pathlib import Path

import click

from console.cli.root import smiledial
from console.cli.shell.examples import correct_option
from console.cli.shell.invocation import Invocation
from console.cli.shell.output import json_text, print_document, print_stderr
from console.clock import Clock, system_clock
from console.files.opening import for_owner, is_full
from console.machine import data_folder, use_packaged_time_data
from console.rules.text import harmless
from console.trouble import BadInput

Report = Callable[[str, int], None]
"""Prints an error for a person or a program: the sentence and the exit status."""

BAD_INPUT = 3
DATABASE_TROUBLE = 4
UNKNOWN_ERROR = 70
INTERRUPTED = 130
PIPE_CLOSED = 141

ROW_DETAILS = ("DETAIL:", "CONTEXT:", "HINT:", "LINE ")
"""How lines of an error begin in which PostgreSQL quotes a row."""


def main() -> None:
    _open_closed_streams()
    sys.exit(run(sys.argv[1:]))


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that was closed, as by `why >&-`.

    A database would get its number otherwise, and a library that prints would write into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - for good
            setattr(sys, name, stream)


def run(
    arguments: Sequence[str], clock: Clock = system_clock, environ: Mapping[str, str] = os.environ
) -> int:
    """Run one command line and return its exit status. Raises only SystemExit."""
    report = _report_as_json if _asks_for_json(arguments) else _report_as_text
    try:
        use_packaged_time_data()
        status = _invoke(list(arguments), Invocation(clock, environ), report)
        # Flush here: at exit, a closed pipe would print a traceback that nothing can catch.
        sys.stdout.flush()
    except click.Abort:
        report("Stopped: nothing was changed.", INTERRUPTED)
        return INTERRUPTED
    except KeyboardInterrupt as stopped:
        sentence = (
            str(stopped) or "Stopped before it was done: the same command can be given again."
        )
        report(sentence, INTERRUPTED)
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return PIPE_CLOSED
    except Exception as error:
        sentence, status = _explain(error, clock)
        report(sentence, status)
    return status


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether the person asked for JSON: one document, or one on each line."""
    options = list(takewhile(lambda argument: argument != "--", arguments))
    return "--json" in options or any(
        f"--format={form}" in options or ("--format", form) in pairwise(options)
        for form in ("json", "jsonl")
    )


def _invoke(arguments: list[str], invocation: Invocation, report: Report) -> int:
    if "_SMILEDIAL_COMPLETE" in os.environ:
        # A shell asks for completions: click answers and exits.
        smiledial.main(arguments, prog_name="smiledial", obj=invocation)
    try:
        with smiledial.make_context("smiledial", arguments, obj=invocation) as context:
            smiledial.invoke(context)
    except click.exceptions.Exit as stopped:
        return stopped.exit_code
    except click.ClickException as error:
        if isinstance(error, click.NoSuchOption):
            error = correct_option(error)
        if report is _report_as_text:
            usage = io.StringIO()
            error.show(usage)
            report(usage.getvalue().rstrip(), error.exit_code)
        else:
            report(error.format_message(), error.exit_code)
        return error.exit_code
    return 0


def _explain(error: Exception, clock: Clock) -> tuple[str, int]:
    """Return the sentence for a person and the exit status."""
    if isinstance(error, BadInput):
        return str(error), BAD_INPUT
    from db.engine.database import DatabaseTrouble  # late: --help needs no SQLAlchemy

    if isinstance(error, DatabaseTrouble):
        return str(error), DATABASE_TROUBLE
    if isinstance(error, OSError) and is_full(error):
        _discard_output()
        sentence = (
            f"There is no room left to write to ({error.strerror}): free some, and try again."
        )
        return sentence, BAD_INPUT
    path = _write_traceback(error, clock)
    return (
        f"smiledial stopped on an error of its own ({type(error).__name__}); what it was doing "
        f"was not saved. The details are in {path}: please report them."
    ), UNKNOWN_ERROR


def _write_traceback(error: Exception, clock: Clock) -> Path:
    """Write the traceback to a file, and return its path.

    Falls back to a temporary folder, and then to the null device.
    """
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
    """Remove lines in which PostgreSQL quotes a row: they name people, and logs are shared."""
    lines = trace.splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith(ROW_DETAILS))


def _report_as_text(sentence: str, _status: int) -> None:
    print_stderr(sentence)


def _report_as_json(sentence: str, status: int) -> None:
    document = json_text({"error": harmless(sentence), "status": status})
    print_document([document], to_stderr=True)


def _discard_output() -> None:
    # The reader is gone or the disk is full. Python flushes standard output again at exit, which
    # would fail and print another error: send it to the null device.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


if __name__ == "__main__":
    main()
