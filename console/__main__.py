"""The entry point: runs one command and turns whatever goes wrong into a sentence and a status."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from console.cli.context import Shell
from console.cli.root import smiledial
from console.clock import Clock, system_clock
from console.files import for_owner
from console.trouble import BadInput

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

    try:
        use_packaged_time_data()
        status = _invoke(list(arguments), Shell(clock, environ))
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        _say("Stopped: nothing was changed.")
        return INTERRUPTED
    except BrokenPipeError:
        _hush()
        return PIPE_CLOSED
    except Exception as error:
        return _explain(error, clock)
    return status


def _invoke(arguments: list[str], shell: Shell) -> int:
    if "_SMILEDIAL_COMPLETE" in os.environ:
        smiledial.main(arguments, prog_name="smiledial", obj=shell)
    try:
        with smiledial.make_context("smiledial", arguments, obj=shell) as context:
            smiledial.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return 0


def _explain(error: Exception, clock: Clock) -> int:
    if isinstance(error, BadInput):
        _say(str(error))
        return BAD_INPUT
    from db.engine import DatabaseTrouble

    if isinstance(error, DatabaseTrouble):
        _say(str(error))
        return DATABASE_TROUBLE
    kept = _keep_traceback(error, clock)
    _say(
        f"smiledial stopped on an error of its own ({type(error).__name__}); what it was doing "
        f"was not saved. The details are in {kept}: please report them."
    )
    return UNKNOWN_ERROR


def _keep_traceback(error: Exception, clock: Clock) -> Path:
    import tempfile
    import traceback

    from console.wiring import data_folder

    name = f"trouble-{clock():%Y%m%dT%H%M%S}.log"
    text = "".join(traceback.format_exception(error))
    for folder in (data_folder, lambda: Path(tempfile.mkdtemp(prefix="smiledial-"))):
        try:
            path = folder() / name
            with open(path, "a", encoding="utf-8", opener=for_owner) as file:
                file.write(text)
        except OSError:
            continue
        return path
    return Path(os.devnull)


def _say(sentence: str) -> None:
    from console.rules.text import harmless

    click.echo(harmless(sentence), err=True)


def _hush() -> None:
    # The reader has gone; without this Python would complain once more while it shuts down.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


if __name__ == "__main__":
    main()
