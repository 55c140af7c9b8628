"""The real console by the real wiring, with a clock that stands where the test puts it.

    python -m tests.e2e.console_at DATABASE AGENT FILE

FILE holds the instant; nothing here is part of the program.
"""

import sys
from datetime import datetime
from pathlib import Path

from console.firm.settings import Personal
from console.wiring import open_prepared, run_console


def main() -> int:
    address, agent, file = sys.argv[1:4]
    clock_file = Path(file)
    personal = Personal(zone="America/New_York", fresh_pause=0.0)
    return run_console(
        open_prepared(address),
        agent,
        personal,
        lambda: datetime.fromisoformat(clock_file.read_text(encoding="ascii")),
    )


if __name__ == "__main__":
    sys.exit(main())
