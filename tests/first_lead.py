"""Run by itself: a console on the database named, until its first lead is painted.

Writes the modules that are loaded by then.
"""

import asyncio
import sys
from datetime import UTC, datetime

import console.__main__
import console.cli.start.front  # noqa: F401 - the way in
from console.wiring import make_desk, open_prepared

WEDNESDAY = datetime(2026, 11, 18, 18, tzinfo=UTC)


def loaded_with_the_lead(path: str, name: str) -> list[str]:
    from textual.drivers.headless_driver import HeadlessDriver

    from console.firm.personal_settings import Personal
    from console.tui.app import SmileDialApp

    loaded: list[str] = []

    class Terminal(HeadlessDriver):
        @property
        def is_headless(self) -> bool:
            return False

        def write(self, data: str) -> None:
            if name in data and not loaded:
                loaded.extend(sys.modules)

    database = open_prepared(path)
    desk = make_desk(database, lambda: WEDNESDAY, "ann")
    app = SmileDialApp(desk, desk, lambda: WEDNESDAY, Personal(), lambda _name, _typed: None)
    app.driver_class = Terminal
    app.patience = 60  # the first lead is what is painted first, on a busy machine too

    async def run() -> None:
        async with app.run_test(headless=False, size=(80, 24)) as pilot:
            await pilot.pause()

    asyncio.run(run())
    database.close()
    return loaded


if __name__ == "__main__":
    sys.stdout.write("\n".join(loaded_with_the_lead(sys.argv[1], sys.argv[2])))
