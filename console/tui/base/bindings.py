"""Bind keys in Textual: for a screen, for a question that Enter confirms, for scrolling."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from textual.actions import SkipAction, parse
from textual.binding import Binding, BindingType
from textual.events import Key as KeyEvent
from textual.widget import Widget

from console.tui.base.workplace import Workplace
from console.view.keys.key import Key

Acts = Mapping[str, Callable[[], None]]
"""What a key does, by the name of its action."""


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Return bindings that pass the action to `action_press`: each key has one meaning."""
    return [Binding(key.key, f"press('{key.action}')", key.label, show=False) for key in keys]


def bindings_by_key(keys: Iterable[Key]) -> list[BindingType]:
    """Return bindings that pass the key to `action_press`: its meaning depends on the state."""
    by_key: dict[str, BindingType] = {}
    for key in keys:
        by_key.setdefault(key.key, Binding(key.key, f"press('{key.key}')", key.label, show=False))
    return list(by_key.values())


def edits(widget: type[Widget], changes: dict[str, str]) -> dict[str, str]:
    """Return the action of each key that edits text in the widget.

    Some terminals send Ctrl+H for Backspace.
    """
    shown = [binding for binding in widget.BINDINGS if isinstance(binding, Binding)]
    actions = {key: binding.action for binding in shown for key in binding.key.split(",")}
    return actions | {"ctrl+h": actions["backspace"]} | changes


def edit(widget: Widget, actions: Mapping[str, str], event: KeyEvent) -> bool:
    """Move the cursor or delete, as the key says; return False if it does neither.

    Textual runs bindings only after the key has bubbled up to the app: letters behind a Backspace
    would overtake it.
    """
    if event.key not in actions:
        return False
    _, name, arguments = parse(actions[event.key])
    try:
        getattr(widget, f"action_{name}")(*arguments)
    except SkipAction:  # Ctrl+C, and nothing is selected
        return False
    event.stop()
    event.prevent_default()
    return True


ENTER_AGAIN = "That Enter came before you could read this. Press Enter again to confirm."


class EnterGuard:
    """When the current confirmation appeared; Enter is ignored for a moment after that.

    The moment is `fresh_pause`, as for a new lead. Without it, an Enter typed ahead would confirm a
    question that nobody has read.
    """

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._at = work.clock()

    def restart(self) -> None:
        """Begin again, because the question has changed."""
        self._at = self._work.clock()

    @property
    def is_too_early(self) -> bool:
        """Whether the question is too new to have been read."""
        pause = timedelta(seconds=self._work.personal.fresh_pause)
        return self._work.clock() - self._at < pause


STEPS = {"page_down": 1, "page_up": -1}
"""The actions that scroll a page, with their direction."""


def is_scrolling(key: Key) -> bool:
    """Return whether the key scrolls a page."""
    return key.action in STEPS


def scrolls_on(key: Key, page: Widget) -> bool:
    """Return whether the page goes on in the key's direction."""
    at, end = page.scroll_offset.y, page.max_scroll_y
    return at < end if STEPS[key.action] > 0 else at > 0


def scroll(page: Widget, action: str) -> None:
    """Scroll by a page less one row: the row that was read last stays on the screen.

    The text of a widget of the class `paged` is in whole pages: there it scrolls by one.
    """
    rows = page.size.height - (not page.has_class("paged"))
    page.scroll_relative(y=STEPS[action] * rows, animate=False, force=True)


def watch_scrolling(screen: Widget, page: Widget, changed: Callable[[], object]) -> None:
    """Call `changed` when the page scrolls, or its text or its window gets another height."""

    def call_later(_: object) -> None:
        # A watcher runs while the attributes change one by one. After the refresh they agree.
        screen.call_after_refresh(changed)

    for attribute in ("scroll_y", "virtual_size", "container_size"):
        screen.watch(page, attribute, call_later)
