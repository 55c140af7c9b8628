"""The real console by the real wiring, with a clock that stands where the test puts it.

    python -m tests.e2e.console_at DATABASE AGENT INSTANT

Each line that arrives on descriptor 3 would move it; nothing here is part of the program.
"""

import sys
from datetime import datetime

from console.firm.settings import Personal
from console.wiring import open_prepared, run_console


def main() -> int:
    address, agent, instant = sys.argv[1:4]
    at = datetime.fromisoformat(instant)
    personal = Personal(zone="America/New_York", fresh_pause=0.0)
    return run_console(open_prepared(address), agent, personal, lambda: at)


if __name__ == "__main__":
    sys.exit(main())
