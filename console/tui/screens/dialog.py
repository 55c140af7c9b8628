"""Dialogs: a small question below what it is about, its lines to type in and its keys."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from console.cards.lead import Card
from console.tui.base.bindings import edit, edits
from console.tui.base.workplace import Workplace
from console.tui.screens.over import Over, T
from console.tui.screens.sheet import Hairline, answers_at, put_under_list, room_of
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.text_widget import Drawn
from console.view.keys.key import Key
from console.view.state.commands import Scene
from console.view.text.cleaning import clean, clean_indented, clean_piece

ENTER_WAIT = 0.3
"""The most seconds that the keys after an Enter wait until it is handled."""

EDITS = edits(Input, {})
"""Keys that edit a line. After one of them, typing no longer replaces a suggested value."""

Answer = Callable[[Callable[[], Scene]], Awaitable[str]]
"""Runs the command that ends a dialog; returns "" or the reason for a refusal."""


class Dialog(Over[T]):
    """A question with lines to type in, as high as its body, at the foot of what it asks about.

    On a lead that is below the number, so that the person stays in sight; on a page it is under the
    list, or at the foot of the page. Esc closes it and changes nothing.
    """

    _named: tuple[Key, ...] = ()
    """The keys at its foot."""
    _named_enter: Key | None = None
    """What they call Enter now; None before the first look."""

    FILLS: ClassVar[bool] = False
    """Whether it takes all rows under a list, and not only those of its content."""

    def frame(
        self,
        title: Content | str,
        body: Iterable[Widget],
        keys: Iterable[Key],
        *,
        bars: bool = False,
    ) -> ComposeResult:
        """Yield the dialog. Its line is red if it `bars` somebody from calls."""
        line = Hairline()
        line.show((str(title), "", "", bars))
        said = Static(id="said", markup=False)
        said.display = False
        self._named = tuple(keys)
        words = KeyWords(key_words(self._named), classes="dialog-keys")
        cover = Static(classes="dialog-cover")
        yield Raised(cover, line, *body, said, words, classes="dialog")
        yield Static(id="keys-below")  # covers the keys of the calling screen, which are off

    def compose(self) -> ComposeResult:
        raise NotImplementedError

    def on_mount(self) -> None:
        # Textual calls the `on_mount` and `on_resize` of every base class by itself.
        self._lie_down()

    def on_resize(self, _: events.Resize) -> None:
        # The calling screen below gets its new size after this screen, and its styles after that.
        self.call_after_refresh(self.call_after_refresh, self._lie_down)

    def action_press(self, _action: str) -> None:
        self.dismiss(None)  # Esc; a dialog with other keys overrides this

    def lacking(self) -> Input | None:
        """Return the first line that must be filled in before Enter ends the dialog."""
        return None

    def go_on(self) -> bool:
        """Go to the line that lacks something; return False if none does."""
        if (line := self.lacking()) is not None:
            self.set_focus(line)
        return line is not None

    def enter_now(self, key: Key) -> Key:
        """Return Enter with the name of what it does now."""
        return replace(key, label="Next") if self.lacking() is not None else key

    def on_descendant_focus(self) -> None:
        self.name_enter()

    @on(Input.Changed)
    def name_enter(self) -> None:
        """Say in the keys what Enter does now."""
        keys = [self.enter_now(key) if key.key == "enter" else key for key in self._named]
        enter = next((key for key in keys if key.key == "enter"), None)
        if enter != self._named_enter:
            self._named_enter = enter
            self.query_one(".dialog-keys", KeyWords).update(key_words(keys))

    def tell(self, text: Content | str) -> None:
        """Show a text above the keys; "" takes it away."""
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)
        if said.display and self.has_class("in-panel"):
            self.call_after_refresh(said.scroll_visible, animate=False)

    def refuse(self, sentence: str) -> None:
        """Say why Enter did nothing."""
        self.tell(Content.styled(clean_indented(sentence), "$text-warning"))

    def _lie_down(self) -> None:
        if self not in self.app.screen_stack:  # answered by a key that was typed ahead
            return
        styles = self.query_one(".dialog").styles
        styles.height = "auto"
        if room := put_under_list(self):
            styles.margin = (0, 0, self.size.height - room.bottom, room.x)
            styles.width, styles.max_height = room.width, room.height
            if self.FILLS:
                styles.height = room.height
            return
        styles.max_height = "100%"
        room = room_of(self)
        self.set_class(room.height == 0, "over-page")
        # In a column of a wide screen the keys of the calling screen are beside it.
        self.set_class(room.height > 0 and room.width < self.size.width, "over-column")
        # Above a list of answers it takes the whole place of the words to say.
        calling, *pages = self.app.screen_stack[:-1]
        is_whole = room.height > 0 and not pages and answers_at(calling) > 0
        self.set_class(is_whole, "in-panel")
        styles.height = room.height if is_whole else "auto"
        top, foot = (room.y, 0) if is_whole else (0, self.size.height - room.bottom)
        styles.margin = (top, 0, foot, room.x)
        styles.width = room.width
        self.call_after_refresh(self.cover_cut_block)

    def cover_cut_block(self) -> None:
        """Cover the rest of a block whose end the dialog covers, such as half of an answer."""
        if self not in self.app.screen_stack:
            return
        *_, below = self.app.screen_stack[: self.app.screen_stack.index(self)]
        cover = self.query_one(".dialog-cover")
        top = self.query_one(".dialog").region.y + cover.size.height
        cut = 0
        blocks = [(drawn.content_region, drawn.breaks) for drawn in below.query(Drawn)]
        blocks += [
            (widget.region, getattr(widget, "breaks", (0,)))
            for widget in below.query(".shown-whole")
        ]
        for region, breaks in blocks:
            if breaks and region.y < top < region.bottom:
                shown = top - region.y
                cut = shown - max(row for row in breaks if row <= shown)
        cover.styles.height = cut


class Raised(Vertical):
    """The rows of a dialog."""

    def on_resize(self) -> None:
        if isinstance(self.screen, Dialog):
            self.screen.cover_cut_block()


class CardDialog(Dialog[str | None]):
    """A dialog that changes the lead on the screen. It answers with the notice to show, or None."""

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
        """Say why nothing was saved, and let it be tried again."""
        self._is_writing = False
        super().refuse(sentence)


def form_row(label: str, line: Widget) -> Widget:
    """Return a line to type in, with its label at the left."""
    return Horizontal(Static(label, classes="form-label"), line, classes="form-row")


class Line(Input):
    """An input of one row.

    With `is_guess`, typing replaces the suggested value; an arrow key, End or Backspace edits it.
    """

    _has_cursor = False
    """Whether it has the focus. During the event Textual’s own attribute is outdated."""

    def __init__(
        self,
        *,
        placeholder: str = "",
        value: str = "",
        id: str | None = None,  # noqa: A002
        is_guess: bool = False,
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            compact=True,
            select_on_focus=False,
            id=id,
            suggester=suggester,
        )
        self._is_guess = is_guess
        self._is_refused = False

    def validate_placeholder(self, placeholder: str) -> str:
        """Put a space for the cursor before it, or it would stand on the first letter."""
        text = placeholder.lstrip()
        return f" {text}" if text and self._has_cursor else text

    def on_focus(self) -> None:
        self._has_cursor = True
        self.placeholder = self.placeholder  # validated again

    def on_blur(self) -> None:
        self._has_cursor = False
        self.placeholder = self.placeholder

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
