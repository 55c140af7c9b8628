"""The command palette: every key of the calling screen by its name, then Textual's commands."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from textual.app import SystemCommand
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.types import IgnoreReturnCallbackType
from textual.widgets import Input

from console.tui.calling.screen import CallingScreen
from console.tui.widgets.panels import pad
from console.view.keys.key import Key, why_off

KEY_WIDTH = 8
"""Cells of the key before a command."""

WIDTH, MARGINS = 104, 8
"""The most cells of the palette, as in `calling.tcss`, and those beside its rows."""

KEYS = "[bold $text-accent]Enter[/] Run  [bold $text-accent]Esc[/] Close"

QUIT = "Quit"
"""Textual's title of the command that closes the console."""


class Palette(CommandPalette):
    """Textual's palette, with its keys at its foot."""

    def on_mount(self) -> None:
        self.query_one(CommandList).border_subtitle = KEYS
        line = self.query_one(Input)
        line.placeholder = f" {line.placeholder}"  # the cursor stands before it, as in a form


class Command(NamedTuple):
    """A command of the palette; `key` is "" if none runs it."""

    key: str
    label: str
    help: str
    run: IgnoreReturnCallbackType

    def row(self, label: Content, label_width: int, width: int) -> Content:
        """Return its row in the list; a help text longer than the row hangs below itself."""
        margin = KEY_WIDTH + label_width
        text = Content.styled(self.help, "not bold $foreground-muted")
        first, *others = text.wrap(max(1, width - margin)) or [text]
        row = Content.assemble(
            (pad(self.key, KEY_WIDTH), "$text-accent"),
            label.pad_right(max(0, label_width - label.cell_length)),
            first,
        )
        return Content("\n").join([row, *(line.pad_left(margin) for line in others)])


class Commands(Provider):
    """All commands in one order: the keys of the calling screen first, Quit last.

    Textual lists the commands of several providers in an order that differs from run to run, and
    Enter runs the first one.
    """

    async def discover(self) -> Hits:
        commands = [*self._commands()]
        for command in commands:
            row = command.row(Content(command.label), _label_width(commands), self._width)
            yield DiscoveryHit(row, command.run, text=command.label)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        commands = [*self._commands()]
        for command in commands:
            # A name counts twice: "end" would find Note first, whose help says that Esc ends it.
            by_name = 2 * matcher.match(command.label)
            score = max(by_name, matcher.match(f"{command.label} {command.help}"))
            if score > 0:
                label = matcher.highlight(command.label)
                row = command.row(label, _label_width(commands), self._width)
                yield Hit(score, row, command.run, text=command.label)

    @property
    def _width(self) -> int:
        return min(WIDTH, self.app.size.width) - MARGINS

    def _commands(self) -> Iterator[Command]:
        calling = self._calling()
        for key in self._keys_on():
            yield Command(key.shown, key.label, key.help, partial(calling.do, key.action))
        for title, text, run, _ in sorted(
            self.app.get_system_commands(self.screen), key=_is_quit_and_title
        ):
            yield Command("", title, text, run)

    def _calling(self) -> CallingScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, CallingScreen)
        return screen

    def _keys_on(self) -> list[Key]:
        """Return the keys that are on. While a page hides the lead, that is none."""
        calling = self._calling()
        if self.screen is not calling:
            return []
        screen_state = calling.controller.screen_state
        conditions = screen_state.conditions(calling.work.clock(), calling.work.here, 0)
        shown = [key for key in screen_state.keys if key.where != "script" and key.action != "tone"]
        return [key for key in shown if not why_off(key, conditions)]


def _label_width(commands: list[Command]) -> int:
    return max((Content(command.label).cell_length for command in commands), default=0) + 2


def _is_quit_and_title(command: SystemCommand) -> tuple[bool, str]:
    return command.title == QUIT, command.title
