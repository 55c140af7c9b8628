"""Keys as Textual binds them, and what they do by the name of their action."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from textual.binding import Binding, BindingType
from textual.widget import Widget

from console.tui.base.workplace import Workplace
from console.view.keys.key import Key

Acts = Mapping[str, Callable[[], None]]
"""What each action of a key does."""


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """A screen on which each key means one thing: `action_press` gets the action."""
    return [Binding(key.key, f"press('{key.action}')", key.label, show=False) for key in keys]


def bindings_by_key(keys: Iterable[Key]) -> list[BindingType]:
    """A screen whose keys change their meaning with its state: it gets the physical key."""
    found: dict[str, BindingType] = {}
    for key in keys:
        found.setdefault(key.key, Binding(key.key, f"press('{key.key}')", key.label, show=False))
    return list(found.values())


# An Enter that was typed before its question could be read answers nothing.


AGAIN = "That Enter came before this could be read: Enter again, if it is so."


class Asked:
    """When a question came onto the screen that Enter alone answers."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._at = work.clock()

    def anew(self) -> None:
        self._at = self._work.clock()

    @property
    def is_unread(self) -> bool:
        """In the time that a new lead is given to be read, too."""
        pause = timedelta(seconds=self._work.personal.fresh_pause)
        return self._work.clock() - self._at < pause


# The keys that scroll a page: offered for as long as they lead on.


STEPS = {"page_down": 1, "page_up": -1}


def is_scrolling(key: Key) -> bool:
    return key.action in STEPS


def scrolls_on(key: Key, page: Widget) -> bool:
    """Whether there is more of the page that way."""
    at, end = page.scroll_offset.y, page.max_scroll_y
    return at < end if STEPS[key.action] > 0 else at > 0


def scroll(page: Widget, action: str) -> None:
    """By a page less the row that was read last."""
    page.scroll_relative(y=STEPS[action] * (page.size.height - 1), animate=False, force=True)


def watch_scrolling(screen: Widget, page: Widget, changed: Callable[[], object]) -> None:
    """`changed` is called when the page was scrolled, or what is on it or its window is longer or
    shorter than it was."""

    def see(_: object) -> None:
        screen.call_after_refresh(changed)  # all of them have their new value then

    for one in ("scroll_y", "virtual_size", "container_size"):
        screen.watch(page, one, see)
