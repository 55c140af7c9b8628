"""Open the console. On an empty database, first ask how to begin."""

import gc

from console.cli.shell.context import Shell
from console.wiring import run_console
from db.leads.records import has_leads


def open_console(shell: Shell) -> int:
    """Run the calling screen, after the first questions if there is no lead; the exit status."""
    personal = shell.personal
    with shell.database() as database:
        with database.read() as connection:
            is_filled = has_leads(connection)
        if is_filled:
            agent = shell.name_of(personal)
            return run_console(database, agent, personal, shell.clock, shell.keep_own)
    # No lead is waited for here, and an import of a list makes garbage.
    gc.enable()
    from console.cli.start.first_questions import start  # late: only on an empty database

    return start(shell)
