"""Opening the console; where there is nobody to call yet, how to begin is asked first."""

import gc

from console.cli.shell.context import Shell


def open_console(shell: Shell) -> int:
    """Runs the calling screen, with an empty database what comes before it; the exit status."""
    # A fresh process has no garbage; looking for it among the imports costs the first lead 0.06 s.
    # The calling screen turns the collector on again once that lead is painted.
    gc.disable()
    from console.wiring import run_console
    from db.leads.records import has_leads

    personal = shell.personal
    with shell.database() as database:
        with database.read() as connection:
            is_filled = has_leads(connection)
        if is_filled:
            agent = shell.name_of(personal)
            return run_console(database, agent, personal, shell.clock, shell.keep_own)
    gc.enable()  # no lead waits, and an import makes garbage
    from console.cli.start.first_questions import start

    return start(shell)
