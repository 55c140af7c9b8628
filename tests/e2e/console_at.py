"""The real console by the real wiring, with a clock of the test's.

    python -m tests.e2e.console_at DATABASE AGENT FILE [SETTINGS]

AGENT is - where the environment says who calls. FILE holds the instant. Without settings the clock
stands at it; with a file of them, it goes on from there. Nothing here is part of the program.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from console.firm.personal_settings import Personal, read_personal
from console.wiring import open_prepared, run_console


def main() -> int:
    address, agent, file, *settings = sys.argv[1:]
    agent = os.environ["SMILEDIAL_AGENT"] if agent == "-" else agent
    clock_file = Path(file)
    began = time.monotonic()

    def standing() -> datetime:
        return datetime.fromisoformat(clock_file.read_text(encoding="ascii"))

    def going() -> datetime:
        return standing() + timedelta(seconds=time.monotonic() - began)

    if not settings:
        personal = Personal(zone="America/New_York", fresh_pause=0.0)
        return run_console(open_prepared(address), agent, personal, standing)
    personal = replace(read_personal(Path(settings[0]), must_exist=True), fresh_pause=0.0)
    return run_console(open_prepared(address), agent, personal, going)


if __name__ == "__main__":
    sys.exit(main())
