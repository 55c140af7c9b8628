"""Keys that are pressed while the last one is being written: they act after it, in order."""

from collections.abc import Callable

from textual.events import Key, Paste

from console.view.state.screen_state import ScreenState


class TypedAhead:
    """Keeps the keys of a write that is under way. Use it on the event loop only.

    A slow line delivers a dial and the note's key in one piece, and a dial takes some 20 ms to
    write.
    """

    def __init__(self, screen_state: ScreenState, handle: Callable[[Key | Paste], object]) -> None:
        self._screen_state = screen_state
        self._handle = handle
        self._events: list[Key | Paste] = []

    @property
    def is_waiting(self) -> bool:
        """Whether a key waits; a Backspace after it may correct the note that it begins."""
        return bool(self._events)

    def keep(self, event: Key | Paste, *, is_repeated: bool) -> None:
        """Keep a key or a paste. `is_repeated`: it is the key that is being written.

        A double press, or a key held down, repeats that key: a second Enter must neither dial nor
        end a call again. Once another key was pressed, it may be a letter of a note.
        """
        if self._events or not is_repeated:
            self._events.append(event)

    def drop(self) -> None:
        """Forget the keys: the lead that they were meant for has left the screen."""
        self._events.clear()

    def type_on(self) -> None:
        """Handle the keys until one of them is being written itself; the others then wait for it.

        A key that opens a page ends it too: the screen drops keys for a page that nobody has seen.
        """
        while self._events and not self._is_writing():
            event = self._events.pop(0)
            self._handle(event)
            if self._is_writing():
                while self._events and _is_same(event, self._events[0]):
                    self._events.pop(0)  # a double press

    def _is_writing(self) -> bool:
        return self._screen_state.is_writing


def _is_same(event: Key | Paste, other: Key | Paste) -> bool:
    return isinstance(event, Key) and isinstance(other, Key) and event.key == other.key
