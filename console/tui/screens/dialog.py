"""Dialogs: a small question in the middle of the screen, its lines to type in and its keys."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget
from textual.widgets import Input, Static

from console.cards.lead import Card
from console.tui.base.bindings import edit, edits
from console.tui.base.workplace import Workplace
from console.tui.screens.over import Over
from console.tui.widgets.pressable import Hovering, pressable, underlined
from console.tui.widgets.text_widget import Drawn, Words, in_rows
from console.view.keys.key import Key
from console.view.state.commands import Scene
from console.view.text.cleaning import clean, clean_piece

T = TypeVar("T")

ROOM = 76
"""Cells for the keys of a page on a terminal of 80 columns."""

ENTER_WAIT = 0.3
"""The most seconds that the keys after an Enter wait until it is handled."""

EDITS = edits(Input, {})
"""Keys that edit a line. After one of them, typing no longer replaces a suggested value."""

Answer = Callable[[Callable[[], Scene]], Awaitable[str]]
"""Runs the command that ends a dialog; returns "" or the reason for a refusal."""


class Dialog(Over[T]):
    """A dialog with a title, a body and its keys. Esc closes it and changes nothing."""

    def frame(
        self,
        title: Content | str,
        body: Iterable[Widget],
        keys: Iterable[Key],
        *,
        bars: bool = False,
    ) -> Widget:
        """Return the frame for `compose` to yield; a red one if it `bars` somebody from calls."""
        content = Content(title) if isinstance(title, str) else title
        ink = "bold $text-error" if bars else "bold $text-accent"
        return Vertical(
            Static(content.stylize(ink), classes="dialog-title"),
            *body,
            KeyWords(key_words(keys), classes="dialog-keys"),
            classes="dialog bars" if bars else "dialog",
        )

    def compose(self) -> ComposeResult:
        raise NotImplementedError

    def action_press(self, _action: str) -> None:
        self.dismiss(None)  # Esc; a dialog with other keys overrides this


class CardDialog(Dialog[str | None]):
    """A dialog that changes the lead on the screen. It answers with the notice to show, or None."""

    refusals = "#refused"
    """The widget for a refusal, which `compose` yields."""

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._is_writing = False

    def write(self, save: Callable[[], Awaitable[None]]) -> None:
        """Begin to save, unless that is under way."""
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(save())

    async def end_by(self, command: Callable[[], Scene], notice: str) -> None:
        """Run a command, and close with the notice; show why it is refused."""
        if refusal := await self._answer(command):
            self.refuse(refusal)
        else:
            self.dismiss(notice)

    def refuse(self, sentence: str) -> None:
        """Show why nothing was saved, and let it be tried again."""
        self._is_writing = False
        self.warn(sentence)

    def warn(self, sentence: str) -> None:
        warning = Content.styled(clean(sentence), "$text-warning")
        self.query_one(self.refusals, Words).show(warning)


def form_row(label: str, line: Widget) -> Widget:
    """Return a line to type in, with its label at the left."""
    return Horizontal(Static(label, classes="form-label"), line, classes="form-row")


def key_words(keys: Iterable[Key]) -> Content:
    """Return the keys in one line: `Enter Save   Esc Back`, with smaller gaps if it is long."""
    parts = [_key_words(key) for key in keys]
    line = Content("   ").join(parts)
    return line if line.cell_length <= ROOM else Content("  ").join(parts)


class KeyWords(Static, Hovering):
    """The keys of a page or a dialog."""

    def render(self) -> Content:
        content = super().render()
        return underlined(content, self.hovered) if isinstance(content, Content) else Content("")


class KeyRows(Drawn[tuple[Key, ...]]):
    """The keys of a page, in as many rows as they need."""

    def draw(self, size: Size, value: tuple[Key, ...]) -> Content:
        return rows_of_keys(value, size.width)


def rows_of_keys(keys: Iterable[Key], width: int) -> Content:
    """Return the keys in rows of a width; no row break between a key and its label."""
    return Content("\n").join(in_rows(map(_key_words, keys), "  ", width))


def _key_words(key: Key) -> Content:
    words = Content.assemble(
        (key.shown, "bold $text-accent"), " ", (key.label, "$foreground-muted")
    )
    return pressable(words, key)


class Line(Input):
    """An input of one row.

    With `is_guess`, typing replaces the suggested value; an arrow key, End or Backspace edits it.
    """

    def __init__(
        self,
        *,
        placeholder: str = "",
        value: str = "",
        id: str | None = None,  # noqa: A002
        is_guess: bool = False,
    ) -> None:
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        self._is_guess = is_guess
        self._is_refused = False

    async def on_key(self, event: events.Key) -> None:
        """Handle Enter here: Textual runs bindings later, after the letters that follow Enter."""
        if isinstance(self.screen, Over) and self.screen.keep_key(event):
            pass
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.action_submit()
        elif event.key == "tab" and self.suggester is not None:
            before = self.value
            self.action_cursor_right()  # at the end of a line it takes the suggestion
            if self.value != before:
                event.stop()
                event.prevent_default()
        elif event.is_printable:
            self._drop_guess()
        elif edit(self, EDITS, event):
            self._is_guess = False

    def suggest(self, value: str) -> None:
        """Put in a value that typing replaces."""
        self.value = value
        self.cursor_position = len(value)
        self._is_guess = True

    def _drop_guess(self) -> None:
        if self._is_guess:
            self._is_guess = False
            self.value = ""

    def keep_refused(self) -> None:
        """Keep a text that was refused: typing corrects it, but a paste replaces it."""
        self._is_refused = True
        self.cursor_position = len(self.value)

    async def wait_for_enter(self) -> None:
        """Wait until the dialog has handled an Enter, so that the next letter goes to its new line.

        The message `Submitted` bubbles up from this line to the dialog, through the queue of each
        widget. A callback at the end of a queue runs after the messages that are in it.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(ENTER_WAIT):
                # Twice through this line's own queue: the first round posts the message.
                for widget in (self, *self.ancestors_with_self):
                    handled = asyncio.Event()
                    # `call_later` returns False if the widget is closing: then don't wait.
                    if widget is not self.app and widget.call_later(handled.set):
                        await handled.wait()

    def on_paste(self, event: events.Paste) -> None:
        """Insert the clipboard without control characters."""
        event.prevent_default()
        event.stop()
        self._drop_guess()
        if self._is_refused:
            self._is_refused = False
            self.value = ""
        text = clean_piece(event.text, clean)
        at_start = self.selection.start == 0
        self.replace(text.lstrip() if at_start else text, *self.selection)
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Scroll to the cursor: Textual itself does so before it knows the line's new length."""
        before = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(before, 0, 1, 1), force=True, animate=False)
