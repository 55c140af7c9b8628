"""Open the console. On an empty database, first ask how to begin."""

import gc

from console.cli.shell.context import Shell
from console.time_server import TIME_SERVER
from console.wiring import run_console
from db.firm.settings import read_firm
from db.leads.records import has_leads


def open_console(shell: Shell) -> int:
    """Run the calling screen, after the first questions if there is no lead.

    Returns the exit status.
    """
    personal = shell.personal
    with shell.database() as database:
        with database.read() as connection:
            is_filled = has_leads(connection)
            time_server = "" if is_filled else str(read_firm(connection).get(TIME_SERVER) or "")
        if is_filled:
            agent = shell.name_of(personal)
            return run_console(database, agent, personal, shell.clock, shell.keep_own)
    # The collector was off to show the first lead sooner. Here is no lead to show, and importing a
    # list makes garbage, so turn it on.
    gc.enable()
    from console.cli.start.first_questions import start  # late: only on an empty database

    return start(shell, time_server)
