"""A rehearsal by itself: no lead is claimed behind it."""

from textual.app import App
from textual.screen import Screen

from console.tui.app import SmileDialApp
from console.tui.texts.rehearsal import RehearsalScreen


class RehearsalApp(SmileDialApp):
    COMMANDS = App.COMMANDS

    async def _open(self) -> None:
        """There is nothing to fetch."""

    def _first_screen(self) -> Screen[None]:
        return Screen()

    def on_mount(self) -> None:
        self.push_screen(RehearsalScreen(self._work), lambda _: self.exit(0))
