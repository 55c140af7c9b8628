"""If the database is empty, ask how to begin, who calls, and for which firm."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace

from console.cli.shell.context import Shell
from console.cli.shell.progress import shown_progress
from console.cli.start.demo import demo
from console.firm.personal_settings import DATABASE
from console.importing.mapping import refuse_no_list
from console.machine import data_folder
from console.maintenance.backup.backups import restore as put_back
from console.maintenance.backup.sealing import is_sealed
from console.supervision.firm.first_questions import (
    AGENT,
    Question,
    country_of,
    keep,
    own_unasked,
    questions,
    unasked,
)
from console.trouble import BadInput
from console.view.start.first_start import Way
from console.wiring import ask_about_you, ask_how_to_begin, read_firm_at, run_console
from db.engine.addresses import has_password
from db.firm.settings import read_firm


def start(shell: Shell, time_server: str = "") -> int:
    """Ask the first questions and open the console. Returns the exit status.

    `time_server` is the firm's, "" for none.
    """
    personal = shell.personal

    def ask_after(way: Way) -> tuple[Question, ...]:
        if way.path:
            _refuse_no_list(way.path, personal.zone)
        if way.backup:
            _refuse_no_backup(Path(way.backup))
            # The firm's settings are in the backup; who sits here, and where, is not.
            return own_unasked(questions({}, personal, shell.name_of(personal)), personal)
        firm = _firm_on(shell, way)
        return unasked(questions(firm, personal, shell.name_of(personal)), firm, personal)

    begun = ask_how_to_begin(ask_after, personal, time_server)
    if begun is None:
        return 0
    if begun.way.is_sample:
        click.get_current_context().invoke(demo)
        return 0
    agent = begun.answers.get(AGENT) or shell.agent_name
    at = replace(shell, db=begun.way.database or shell.db)
    with at.database() as database:
        if begun.way.backup:
            path = Path(begun.way.backup)
            folder = Path(database.where).parent if database.is_sqlite else data_folder()
            with shown_progress() as show:
                copying = partial(show, "Copying")
                put_back(database, path, folder, agent, shell.clock(), copying)
        with database.read() as connection:
            firm = read_firm(connection)
        keep(database, shell.keep_own, begun.answers, firm, personal, shell.clock())
        if begun.way.database:
            shell.keep_own(DATABASE, begun.way.database)
        settings = shell.personal
        agent = begun.answers.get(AGENT) or shell.name_of(settings)
        return run_console(database, agent, settings, shell.clock, shell.keep_own, begun.way.path)


def _refuse_no_backup(path: Path) -> None:
    """Raise BadInput for a backup that only the shell can restore: it asks for the passphrase."""
    try:
        sealed = is_sealed(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): check its name.") from None
    if sealed:
        raise BadInput(
            "That backup is encrypted. Leave with Esc, then smiledial restore FILE asks for its "
            "passphrase."
        )


def _refuse_no_list(typed: str, zone: str) -> None:
    """Raise BadInput for a file that is no list, before anything else is asked."""
    try:
        refuse_no_list(Path(typed).expanduser(), country_of(zone))
    except BadInput as refused:
        # The message names a command-line option, but this screen has no options.
        text = str(refused).replace("Say which it is with --map phone=COLUMN, or put", "Put")
        raise BadInput(text) from None


def ask_again(shell: Shell) -> str:
    """Ask the same questions again, with the current answers filled in. Returns a sentence."""
    personal = shell.personal
    with shell.database() as database:
        with database.read() as connection:
            firm = read_firm(connection)
        answers = ask_about_you(questions(firm, personal, shell.name_of(personal)), personal)
        if answers is None:
            return "Nothing was changed."
        keep(database, shell.keep_own, answers, firm, personal, shell.clock())
    return "Saved. smiledial settings show lists all settings."


def _firm_on(shell: Shell, way: Way) -> Mapping[str, object]:
    """Return the firm's settings in the chosen database. Raises BadInput and DatabaseTrouble."""
    if not way.database:
        with shell.database() as database, database.read() as connection:
            return read_firm(connection)
    if has_password(way.database):
        raise BadInput(
            "Leave the password out of the address: it would stand in your settings for all to "
            "read. It goes as HOST:5432:NAME:USER:PASSWORD into ~/.pgpass, or the file that "
            "PGPASSFILE names."
        )
    if shell.db and shell.db != way.database:
        raise BadInput(
            "--db or SMILEDIAL_DB names another database, and overrules the settings: leave it "
            "out, and start again."
        )
    return read_firm_at(way.database)
