"""Pages that open at the right of the lead where the terminal is wide enough."""

from typing import ClassVar

from textual.events import Key as KeyEvent
from textual.events import Resize
from textual.geometry import Region
from textual.screen import Screen

from console.tui.screens.over import Over, T
from console.tui.widgets.text_widget import Words
from console.view.keys.key import Key

COLUMN = "#known-column"
"""Where a page begins on the calling screen."""


class Beside(Over[T]):
    """A page over the two right columns of a very wide terminal; the lead stays at the left, dim.

    The footer of the lead is covered, so that the keys in sight are those of the page.

    Elsewhere it covers the whole screen, like any page.
    """

    STANDS_BESIDE: ClassVar[bool] = True
    """False for a page about something else than the lead, which covers the screen."""

    OPENED_BY: ClassVar[str] = ""
    """The action of the key that opens the page, and that closes it again."""

    @property
    def width(self) -> int:
        """The cells of the page."""
        frame = self.query_one(".page-frame")
        # Beside the lead its style says it at once; its size is known after the next layout only.
        styled = frame.styles.width if self.has_class("beside") else None
        return int(styled.value) if styled else frame.outer_size.width or self.size.width

    _has_stood = False
    """Whether it has been laid out once."""

    _lead: object = None
    """The claim of the lead that the page stands beside."""

    def on_mount(self) -> None:
        # Textual calls the `on_mount` and `on_resize` of every base class by itself.
        self._stand()
        self.set_interval(1, self._stay)

    def on_resize(self, _: Resize) -> None:
        # The calling screen below gets its new size after this screen.
        self.call_after_refresh(self._stand_again)

    def _stand_again(self) -> None:
        if self in self.app.screen_stack:
            self._stand()

    def on_key(self, event: KeyEvent) -> None:
        """Give a key of the calling screen back to it; the page closes for that."""
        if not self.passes_keys:
            return
        calling = self.app.screen_stack[0]
        actions = getattr(calling, "actions_of", lambda _: ())(event)
        if actions and not self._has_key(event):
            event.stop()
            event.prevent_default()
            self.dismiss(None)
            if self.OPENED_BY not in actions:
                calling.post_message(KeyEvent(event.key, event.character))

    @property
    def passes_keys(self) -> bool:
        """Whether the keys of the lead beside the page work. Over another page they don't."""
        return self.PASSES_KEYS and self.has_class("beside") and not self.has_class("over-page")

    @property
    def keys_of_lead(self) -> tuple[Key, ...]:
        """The next key of the lead beside the page, if it works: Enter or Space."""
        key = getattr(getattr(self.app.screen_stack[0], "view", None), "next_key", None)
        return (key,) if self.passes_keys and isinstance(key, Key) else ()

    def _has_key(self, event: KeyEvent) -> bool:
        """Return whether the page itself has a use for the key."""
        return event.key in self.active_bindings and event.key not in {"enter", "question_mark"}

    def _stand(self) -> None:
        """Take the room of the right columns of the screen below, if it shows a lead in three."""
        calling, *pages = self.app.screen_stack[: self.app.screen_stack.index(self)]
        room = _room(calling)
        is_beside = self.STANDS_BESIDE and room is not None
        is_beside = is_beside and all(page.has_class("beside") for page in pages)
        if self._has_stood and is_beside != self.has_class("beside"):
            # Its width changes now, and not when the terminal's did: lay it out again.
            self.call_after_refresh(self.post_message, Resize(self.size, self.size))
        self._has_stood = True
        self.set_class(is_beside, "beside")
        self.set_class(is_beside and bool(pages), "over-page")
        frame = self.query_one(".page-frame")
        if room is None or not is_beside:
            for rule in ("margin", "width", "height"):
                frame.styles.inline.clear_rule(rule)
            frame.refresh(layout=True)
            return
        if self._lead is None:
            self._lead = _claim(calling)
        frame.styles.margin = (room.y, 0, 0, room.x)
        frame.styles.width = room.width
        frame.styles.height = room.height
        if not self.query("#keys-elsewhere"):
            self.mount(Words(id="keys-elsewhere"))
        # The keys of the lead don't work now.
        self.query_one("#keys-elsewhere").styles.width = room.x

    def _stay(self) -> None:
        """Redraw the lead below, whose clock ticks; close when another lead has come."""
        self._stand_again()  # the terminal may have become wide enough
        if not self.has_class("beside"):
            return
        if _claim(self.app.screen_stack[0]) != self._lead and self.is_current:
            self.dismiss(None)
        else:
            self.refresh()


def _room(calling: Screen[object]) -> Region | None:
    """Return the region of the right columns, None if the screen does not show them."""
    columns = calling.query(COLUMN)
    # A column that was just hidden keeps its old region until the next layout.
    region = columns.first().region if columns and columns.first().display else Region()
    if not region:
        return None
    width, height = calling.size
    return Region(region.x, region.y, width - region.x, height - region.y)


def _claim(calling: Screen[object]) -> object:
    """Return the claim of the lead on the calling screen."""
    return getattr(getattr(calling, "controller", None), "claim", None)
