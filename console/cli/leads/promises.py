"""What the commands about callbacks and about appointments share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from console.cli.files.scrub import write_pieces
from console.cli.shell.context import Shell
from console.cli.shell.output import print_stderr
from console.desk import Desk, RefusedError
from console.rules.times.typed_times import WhenError, guess_of, read_when
from console.trouble import BadInput
from console.view.text.clocks import both_clocks

ALARM = click.option(
    "--alarm",
    type=click.IntRange(0, 1440),
    default=10,
    show_default=True,
    metavar="MINUTES",
    help="Minutes before it to sound an alarm; 0 for none.",
)
WITH_NUMBER = click.option("--with-number", is_flag=True, help="Include the phone number.")


@contextmanager
def open_desk(shell: Shell) -> Iterator[Desk]:
    """Open the desk, and turn its refusals into BadInput."""
    with shell.desk() as desk:
        try:
            yield desk
        except RefusedError as refused:
            raise BadInput(str(refused)) from None


def read_time(words: Sequence[str], zone: str, now: datetime) -> datetime:
    """Read a time as people type it, on the clock of a zone. Raises BadInput."""
    try:
        return read_when(" ".join(words), now, zone)
    except WhenError as error:
        raise BadInput(str(error)) from None


def say_time(shell: Shell, words: Sequence[str], at: datetime, zone: str) -> str:
    """Return the time on both clocks, and whether the day was guessed."""
    guess = guess_of(" ".join(words))
    clocks = both_clocks(at, shell.clock(), zone, shell.personal.zone)
    return f"{clocks}, {guess}" if guess else clocks


def write_calendar(calendar: bytes, output: Path | None, what: str, *, is_all: bool) -> None:
    """Write a calendar file, and say it if there is nothing in it."""
    write_pieces([calendar.decode()], output)
    if b"BEGIN:VEVENT" not in calendar:
        hint = "" if is_all else ": --all writes everybody's"
        print_stderr(f"No {what} is in it{hint}.")
