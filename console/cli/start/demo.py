"""`smiledial demo` and `rehearse`: try the console on invented people."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import which

import click
from click.core import ParameterSource
from msgspec.structs import replace

from console.cli.leads.queries import print_next
from console.cli.reports.today import print_today, today_document
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_json, print_line
from console.cli.shell.progress import forget_typed, shown_progress
from console.clock import Clock, set_to
from console.demo.floor.floor_setup import (
    FloorClock,
    Simulation,
    build_four_weeks,
    floor_time,
    going_on,
)
from console.demo.floor.people import SUPERVISOR, ZONE
from console.demo.sample import Shift, write_example_list
from console.machine import has_terminal
from console.supervision.floor.today import read_today
from console.trouble import BadInput
from console.wiring import make_desk, open_prepared, run_console, run_rehearsal, run_wall
from db.engine.database import Database

SIMULATING = "Ten agents are calling"


def make_demo(folder: Path, clock: Clock, agent: str = "you") -> Database:
    """Make a demo database in the folder: the agent is in the middle of a shift.

    The caller closes the database before it removes the folder.
    """
    database = open_prepared(str(folder / "demo.db"), is_kept=False)
    try:
        now = clock()
        own = FloorClock(now)
        write_example_list(folder)
        Shift(database, make_desk(database, own, agent), own, now).work()
    except BaseException:
        database.close()
        raise
    return database


def make_floor(
    folder: Path, at: datetime, show: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Database, Simulation]:
    """Make a demo database of a whole team of invented agents, in the middle of their day at `at`.

    Four weeks of calls lie behind them, and the simulation can go on. Calls `show` with how much
    of the work is done, and the total. The caller closes the database before it removes the folder.
    """
    database = open_prepared(str(folder / "floor.db"), is_kept=False)
    try:
        simulation = build_four_weeks(database, at, show)
    except BaseException:
        database.close()
        raise
    return database, simulation


@click.command()
@options.flag(
    "--floor",
    "The supervisor's view: ten invented agents in the middle of a day, after four weeks.",
    dest="is_floor",
)
@options.flag("--wall", "The same team on the screen on the wall.", dest="is_wall")
@options.shell_and_json
@click.pass_context
def demo(context: click.Context, shell: Shell, *, is_floor: bool, is_wall: bool) -> None:
    """Try the console on a throw-away database with invented leads.

    Without a terminal it prints the first lead's card, or with --floor the day so far. --wall shows
    the same team as `smiledial wall` does; in the plain console it prints the day. --json
    prints what `next` and `report today` print. The clock of --floor stands on the afternoon of a
    working day and runs on from there, and its agents go on calling. Other commands don't reach
    its database, which is thrown away afterwards.
    """
    if context.parent and context.parent.get_parameter_source("db") is ParameterSource.COMMANDLINE:
        raise BadInput("demo has a database of its own, which it throws away: leave out --db.")
    if is_floor or is_wall:
        _show_floor(context, shell, is_wall=is_wall)
    else:
        _show_sample(context, shell)


def _show_sample(context: click.Context, shell: Shell) -> None:
    personal = shell.personal
    with (
        _folder() as folder,
        _closing(make_demo(folder, shell.clock, shell.agent_name)) as database,
    ):
        if (has_terminal() or shell.is_plain) and not shell.is_json:
            agent, clock, keep_own = shell.agent_name, shell.clock, shell.keep_own
            status = run_console(database, agent, personal, clock, keep_own, is_kept=False)
            _say_what_follows()
            context.exit(status)

        first = make_desk(database, shell.clock, shell.agent_name).open()
        print_next(first, personal.zone, is_json=shell.is_json)


def _show_floor(context: click.Context, shell: Shell, *, is_wall: bool) -> None:
    """Show the floor on the afternoon of a working day, for a supervisor or on the wall."""
    at = floor_time(shell.clock())
    personal = replace(shell.personal, zone=ZONE)
    with _floor(at) as (database, simulation):
        clock = set_to(shell.clock, at)
        if is_wall and has_terminal() and not personal.plain:
            with going_on(simulation, clock):
                context.exit(run_wall(database, SUPERVISOR, personal, clock, is_demo=True))
        if (has_terminal() or shell.is_plain) and not (shell.is_json or is_wall):
            with going_on(simulation, clock):
                keep_own, first = shell.keep_own, "supervisor"
                status = run_console(
                    database, SUPERVISOR, personal, clock, keep_own, first=first, is_kept=False
                )
            _say_what_follows()
            context.exit(status)

        day = read_today(database, ZONE, clock())
        if shell.is_json:
            print_json(today_document(day))
        else:
            print_today(day)


def _say_what_follows() -> None:
    typed = sys.argv[0]  # `.venv/bin/smiledial` after the README's first command
    is_elsewhere = Path(typed).name == "smiledial" and which("smiledial") is None
    command = typed if is_elsewhere else "smiledial"
    print_line(f"The demo is gone. To begin with a list of your own: {command}")


@contextmanager
def _floor(at: datetime) -> Iterator[tuple[Database, Simulation]]:
    with _folder() as folder:
        with shown_progress() as show:
            database, simulation = make_floor(
                folder, at, lambda done, total: show(SIMULATING, done, total)
            )
        # Building takes seconds: keys that were pressed meanwhile must not reach the console.
        forget_typed()
        with _closing(database):
            yield database, simulation


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="smiledial-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _closing(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.close()


@click.command()
@pass_shell
@click.pass_context
def rehearse(context: click.Context, shell: Shell) -> None:
    """Practise the opening and objections on an invented person. Nothing is dialled."""
    if not has_terminal():
        raise click.UsageError("A rehearsal needs a terminal: somebody has to answer.")

    with shell.database(keeps_new=False) as database:
        status = run_rehearsal(database, shell.agent_name, shell.personal, shell.clock)
    context.exit(status)
