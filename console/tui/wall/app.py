"""The screen on the wall: reads the day again and again, and goes on when the database is away."""

import asyncio
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from console.cards.today import Wall
from console.cards.waiting import Lanes
from console.clock import Clock
from console.desk import Desk
from console.firm.personal_settings import Personal
from console.tui.base.workplace import Lane
from console.tui.drawing.hang_up import TerminalApp
from console.tui.drawing.themes import dress
from console.tui.today.reader import EVERY, RARE_SHARE, RARELY, SHARE
from console.tui.wall.picture import WallPicture, WallView
from console.view.keys.floor import WALL
from console.view.text.cleaning import clean
from console.view.text.clocks import show_times_as, style_of
from db.engine.database import DatabaseTrouble


class WallApp(TerminalApp):
    """Shows the firm's day. The desk `reports` only reads."""

    TITLE = "Smile & Dial"
    CSS_PATH = Path(__file__).parent.with_name("calling.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [(key.key, key.action, key.label) for key in WALL]

    def __init__(
        self,
        reports: Desk,
        clock: Clock,
        personal: Personal,
        *,
        has_names: bool = True,
        is_demo: bool = False,
    ) -> None:
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        self._reports = reports
        self._reading = Lane("reports")
        self._clock = clock
        self._here = personal.zone
        self._has_names, self._is_demo = has_names, is_demo
        self._wall: Wall | None = None
        self._lanes: Lanes | None = None
        self._lost_at: datetime | None = None
        """The last time that the day could be read, while it can't be."""
        self._trouble = ""
        self._is_reading = False
        self._rests_until = 0.0
        self._rare_due_at = 0.0
        show_times_as(style_of(personal))
        self.theme = dress(self, personal.theme)

    def compose(self) -> ComposeResult:
        yield WallPicture(id="wall")

    def on_mount(self) -> None:
        self.note_loop()
        self.set_interval(EVERY, self.refresh_data)
        self.refresh_data()

    def refresh_data(self) -> None:
        """Read the day if it is time, and show the clock in any case."""
        self._show()
        if not self._is_reading and asyncio.get_running_loop().time() >= self._rests_until:
            self.run_worker(self._read())

    async def _read(self) -> None:
        self._is_reading = True
        time, run = asyncio.get_running_loop().time, self._reading.run
        began = time()
        try:
            self._wall = await run(self._reports.overview.wall)
            self._lost_at, self._trouble = None, ""
            # Nine times as long as the read took, so that reads take a tenth of the time. After a
            # failure, try again at once: it may have taken half a minute to fail.
            self._rests_until = time() + (SHARE - 1) * (time() - began)
        except DatabaseTrouble as trouble:
            self._lost_at = self._lost_at or (self._wall.at if self._wall else self._clock())
            self._trouble = clean(str(trouble))
        finally:
            self._is_reading = False
        self._show()
        if not self._trouble and time() >= self._rare_due_at:
            await self._read_rare()

    async def _read_rare(self) -> None:
        """Read for how long phones may ring, which counts every lead."""
        time = asyncio.get_running_loop().time
        began = time()
        self._rare_due_at = began + RARELY  # before the await: the next tick must not start it too
        with suppress(DatabaseTrouble):  # the next read of the day reports it
            self._lanes = await self._reading.run(self._reports.overview.phone_hours)
        self._rare_due_at = began + max(RARELY, (time() - began) * RARE_SHARE)
        self._show()

    def _show(self) -> None:
        now = self._clock().replace(second=0, microsecond=0)
        picture = self.query_one("#wall", WallPicture)
        picture.show(
            WallView(
                wall=self._wall,
                lanes=self._lanes,
                now=now,
                here=self._here,
                has_names=self._has_names,
                is_demo=self._is_demo,
                lost_at=self._lost_at,
                trouble=self._trouble,
            )
        )

    def action_leave(self) -> None:
        self.exit(0)

    def action_help_quit(self) -> None:
        """Let Ctrl+C leave too."""
        self.exit(0)

    def on_unmount(self) -> None:
        self._reading.close()
